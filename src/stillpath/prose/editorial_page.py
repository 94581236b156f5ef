"""The page of the editorial policy: the version in force, what it says, the rules of it that the software obeys."""

from datetime import date

from stillpath.model import EditorialPolicy, Knowledge, ReviewGroup, people_text, policy_in_force
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.reviewed import status_line
from stillpath.prose.words import date_text

__all__ = ["EDITORIAL_PAGE", "PROPOSAL", "editorial_page", "editorial_sections", "shown_policy", "version_text"]

EDITORIAL_PAGE = "editorial-policy"
"""The name of the page of the editorial policy."""

PROPOSAL = "Proposal of this project: no board has agreed to it."
"""Said wherever the policy or one of its rules stands."""

_FIRST = "None: this is the only version."


def editorial_page(knowledge: Knowledge, on: date, id: str = "", versions: bool = True) -> Page | None:
    """The policy as it stands on a day, or the version called `id`; None if there is none.

    Where none is in force yet, it is the first to come, and says so. `versions`: the other ones are listed.
    """
    policy = shown_policy(knowledge, on, id)
    if policy is None:
        return None
    citations = Citations(knowledge)
    sections = editorial_sections(policy, knowledge, citations)
    when = Item(version_text(policy, knowledge, on), "version")
    others = tuple(
        Item(version_text(other, knowledge, on), other.id, of=f"editorial/{other.id}")
        for other in reversed(knowledge.editorial.values())
        if other is not policy
    )
    listed = [Section("OTHER VERSIONS", others or (Item(_FIRST),))] if versions else []
    return Page(
        title=f"{EDITORIAL_PAGE}: {policy.title}",
        sections=(Section("", (when,)), *sections, *listed),
        sources=citations.listed(),
        banner=banner_of(knowledge),
        foot=f"{status_line(knowledge, (f'editorial/{policy.id}',))} · knowledge {knowledge.version}",
    )


def shown_policy(knowledge: Knowledge, on: date, id: str = "") -> EditorialPolicy | None:
    """The version called `id`; without one that in force on the day, else the first to come; None if there is none."""
    if id:
        return knowledge.editorial.get(id)
    return policy_in_force(knowledge.editorial, on) or next(iter(knowledge.editorial.values()), None)


def version_text(policy: EditorialPolicy, knowledge: Knowledge, on: date) -> str:
    """A version and how it stands on a day: to come, in force, or followed by another."""
    first = date_text(policy.in_force_from.isoformat())
    later = [other for other in knowledge.editorial.values() if policy.in_force_from < other.in_force_from <= on]
    if policy.in_force_from > on:
        return f"{policy.id}, not in force before {first}"
    if not later:
        return f"{policy.id}, in force from {first}"
    return f"{policy.id}, in force from {first}, followed by {later[0].id}"


def editorial_sections(entry: EditorialPolicy, knowledge: Knowledge, citations: Citations) -> list[Section]:
    """A version of the policy: that it is a proposal, its parts in order, then its rules as the software has them."""
    since = date_text(entry.in_force_from.isoformat())
    of = f"editorial/{entry.id}"
    head = Item(f"Version {entry.id}, from {since}. {PROPOSAL}", "", citations.cite(entry.evidence), of=of)
    figures = (
        (f"{entry.interests_valid_for_months} months", "interests count for"),
        (f"{entry.ratings_shown_from}", "ratings shown from"),
        (f"Wilson, {entry.ratings_confidence} %", "their interval"),
        (f"{entry.workspace_kept_for_days} days at most", "a child kept for"),
        (f"{entry.report_answered_within_days} days", "report answered"),
    )
    return [
        Section("WHAT THIS IS", (head,)),
        *(Section(part.title.upper(), tuple(Item(text) for text in part.text)) for part in entry.sections),
        Section("WHO MUST SIGN WHICH KIND (OURS)", tuple(_group(group) for group in entry.groups)),
        Section("COMPETENCES IN WHICH PEOPLE SIGN (OURS)", tuple(Item(one) for one in entry.competences.values())),
        Section("OTHER FIGURES OF THIS POLICY (OURS)", tuple(Item(text, label) for text, label in figures)),
    ]


def _group(group: ReviewGroup) -> Item:
    """Who signs, in words, with the kinds it is for and the competences that count."""
    parts = [people_text(group.people)]
    parts += ["each in another competence"] if group.different else []
    parts += [group.asked_text] if group.required else []
    months = group.review_every_months
    every = f"reviewed every {months} months" if months > 1 else "reviewed every month"
    details = [Item(", ".join(group.kinds), "kinds")]
    among = ", ".join(group.titles.get(name, name) for name in group.among)
    details += [Item(among, "counts in")] if among else []
    return Item(f"{group.title}: {', '.join(parts)}; {every}", details=tuple(details))
