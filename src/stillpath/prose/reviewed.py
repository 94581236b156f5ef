"""How far what a page rests on is reviewed, in words: the one line of every page, and what is recorded of an entry.

Reviewed words stand only where every entry is approved now, by people who signed. Nothing recorded is *not reviewed*.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stillpath.model import DECIDING, LANGUAGE, NAMES, PENDING, WHEN, Knowledge, Signature, Standing, State, entry_of
from stillpath.prose.document import Item, Page, Section
from stillpath.prose.readings import Wording, translations_of
from stillpath.prose.usage import KIND
from stillpath.prose.words import date_text, sentence

__all__ = [
    "NOT_REVIEWED",
    "ReviewStatus",
    "everything",
    "part_text",
    "review_json",
    "review_section",
    "said_on",
    "standing_lines",
    "standing_text",
    "status_line",
    "status_of",
    "translation_text",
    "whole",
]

NOT_REVIEWED = "NOT REVIEWED by a clinical board"
"""What stands on every page until somebody approves what it rests on."""

_NOT_READ = ("cases", "translations")
"""What no page rests on unless it says so: cases test the knowledge, translations are another language's."""

_MOST = 2
"""Retired entries, lapsed approvals, and changed parts of one, that the line of a page names; its own page has all."""

_REASON = 12
"""Words of the reason of what is retired that the line of a page says; the page of the entry has them all."""

Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """How far a page is reviewed: a few words for a tag, and what is to be added; `due` is the next review of it."""

    approved: bool
    tag: str
    more: str = ""
    due: date | None = None

    @property
    def line(self) -> str:
        """Both in one line.

        >>> ReviewStatus(False, "NOT REVIEWED as a whole", "3 of 41 entries are approved").line
        'NOT REVIEWED as a whole: 3 of 41 entries are approved'
        """
        return f"{self.tag}: {self.more}" if self.more else self.tag


def whole(knowledge: Knowledge) -> tuple[str, ...]:
    """The entries that a decision about a child rests on: all that can decide, dose or set a time."""
    return tuple(name for name in knowledge.parts.entries if name.partition("/")[0] in DECIDING)


def everything(knowledge: Knowledge, language: str = "en") -> tuple[str, ...]:
    """Every entry that a page of no one subject can show: all but the cases, and of translations the language's words.

    That is what a page rests on which does not tell what it rests on.
    """
    read = (name for name in knowledge.parts.entries if name.partition("/")[0] not in _NOT_READ)
    return (*read, *_interface(knowledge, language))


def said_on(page: Page, knowledge: Knowledge, language: str = "en", reader: str = "") -> tuple[str, ...]:
    """The entries of which a page says or names something, and the translations it says them in.

    `reader` is that of `Wording`. What is said without naming its entry is not found: whoever makes a page adds it.
    """
    found: dict[str, None] = {}
    for section in page.sections:
        _named(section.items, found)
    entries = {entry_of(of): None for of in found if entry_of(of) in knowledge.parts.marks}
    used = translations_of(found, knowledge, reader, language)
    return (*entries, *used, *_interface(knowledge, language))


def status_line(knowledge: Knowledge, entries: Iterable[str], language: str = "en") -> str:
    """The one line of a page that rests on these entries.

    >>> status_line(Knowledge("1", "", True), ())
    'NOT REVIEWED by a clinical board'
    """
    return status_of(knowledge, entries, language).line


def status_of(
    knowledge: Knowledge, entries: Iterable[str], language: str = "en", words: Words | None = None
) -> ReviewStatus:
    """The status of a page that rests on these entries; of one that rests on none, that of everything.

    `words` words the texts in the language; without it they are looked up in the knowledge.
    """
    words = words or (str if language == "en" else Wording(knowledge, language=language).words)
    if not knowledge.reviewed.standings:
        return ReviewStatus(False, words(NOT_REVIEWED))
    names = tuple(dict.fromkeys(entries)) or everything(knowledge, language)
    standings = [knowledge.reviewed.of(name) for name in names]
    approved = [one for one in standings if _holds(one)]
    due = min((one.due for one in approved if one.due is not None), default=None)
    if standings and len(approved) == len(standings):
        return ReviewStatus(True, words("REVIEWED"), _all_approved(approved, due, language, words), due)
    more = _retired([one for one in standings if one.state is State.RETIRED], words)
    if approved:
        count = f"{len(approved)} of {len(standings)} entries {'is' if len(approved) == 1 else 'are'} approved"
        more.append(words(count))
    more += _lapsed([one for one in standings if one.state is State.LAPSED], knowledge, words)
    return ReviewStatus(False, words("NOT REVIEWED as a whole" if approved else NOT_REVIEWED), "; ".join(more))


def standing_lines(
    standing: Standing,
    knowledge: Knowledge,
    language: str = "en",
    today: date | None = None,
    words: Words | None = None,
) -> tuple[Item, ...]:
    """What is recorded of one entry: where it stands and since when, who signed, what changed since, what is due.

    Without `today` no review is called overdue.
    """
    words = words or (str if language == "en" else Wording(knowledge, language=language).words)
    if standing.state is State.SUBMITTED:
        on = f" ({_day(standing.since, language)})" if standing.since is not None else ""
        pending = Item(f"{words(PENDING[0].upper() + PENDING[1:])}{on}. {words('Nobody has signed it.')}")
        return (pending, Item(sentence(words(standing.why)))) if standing.why else (pending,)
    if standing.approved and not _holds(standing):
        return (Item(f"{words('Approved without a signature')}: {words(NOT_REVIEWED)}."),)
    since = f" {words('since')} {_day(standing.since, language)}" if standing.since is not None else ""
    tone = "critical" if standing.state in (State.LAPSED, State.RETIRED) else ""
    lines = [Item(f"{words(_STATES[standing.state])}{since}.", tone=tone)]
    if standing.changed:
        parts = (part_text(name, knowledge, words) for name in _plainly(standing.changed))
        lines.append(Item(f"{words('Changed since it was signed')}: {'; '.join(parts)}."))
    lines += [Item(sentence(words(standing.why)))] if standing.why else []
    lines += [_signed(one, standing, knowledge, language, words) for one in standing.signatures]
    if standing.due is not None and standing.state is not State.RETIRED:
        overdue = today is not None and standing.due < today
        lead = words("Review OVERDUE since" if overdue else "Next review")
        lines.append(Item(f"{lead} {_day(standing.due, language)}.", tone="warning" if overdue else ""))
    if standing.still_valid_on is not None:
        lines.append(Item(f"{words('Confirmed as still valid on')} {_day(standing.still_valid_on, language)}."))
    if standing.editorial:
        lines.append(Item(f"{words('Signed under the editorial policy')} {standing.editorial}."))
    return tuple(lines)


def standing_text(standing: Standing) -> str:
    """Where an entry stands, in the few words of a tag.

    >>> standing_text(Standing("drugs/anakinra"))
    'not reviewed'
    """
    if standing.state is State.SUBMITTED:
        return "submitted, waits for review" if standing.since is not None else "not reviewed"
    if standing.approved and not _holds(standing):
        return "approved by nobody: not reviewed"
    return {State.LAPSED: "approval lapsed"}.get(standing.state, standing.state.value)


def review_section(
    names: tuple[str, ...], knowledge: Knowledge, language: str = "en", today: date | None = None
) -> Section:
    """The section REVIEW of a page: what is recorded of each of these entries; several are each told by name."""
    items: list[Item] = []
    for name in names:
        first, *others = standing_lines(knowledge.reviewed.of(name), knowledge, language, today)
        label = name if len(names) > 1 else ""
        items.append(Item(first.text, label, tone=first.tone, details=tuple(others)))
    return Section("REVIEW", tuple(items))


def review_json(knowledge: Knowledge, entries: Iterable[str]) -> str:
    """The status for programs: in words, since nobody should decide by it."""
    status = status_of(knowledge, entries)
    if not knowledge.reviewed.standings:
        return f"{PENDING}: not approved by a clinical board"
    return status.line


def translation_text(status: ReviewStatus, parent: bool = False) -> str:
    """What stands above a page in other words than the clinicians' English, which are reviewed only with all of it."""
    not_reviewed = "" if status.approved else ", not reviewed"
    if parent:
        return f"Plain words, machine-assisted{not_reviewed}. Ask the team; their text decides."
    return f"Machine-assisted translation{not_reviewed}. The English text decides."


def part_text(name: str, knowledge: Knowledge, words: Words = str) -> str:
    """The name of a part of a closure as a clinic says it.

    >>> part_text("facts/ferritin", Knowledge("1", "", True)), part_text("language", Knowledge("1", "", True))
    ('fact ferritin', 'the language of rules')
    """
    if name == LANGUAGE:
        return words("the language of rules")
    kind, _, id = entry_of(name).partition("/")
    source = knowledge.sources.get(id) if kind == "sources" else None
    told = f"{words(KIND.get(kind, kind))} {source.short if source is not None else id}"
    if name.endswith(NAMES):
        return f"{words('the names of')} {told}"
    return f"{words('the condition of')} {told}" if name.endswith(WHEN) else told


_STATES = {
    State.DRAFT: "Draft: not submitted for review",
    State.UNDER_REVIEW: "Under review: not approved",
    State.CHANGES_REQUESTED: "Changes requested: not approved",
    State.APPROVED: "Approved",
    State.RETIRED: "Retired: not to be used any more",
    State.LAPSED: "The approval LAPSED and does not count any more",
    State.SUPERSEDED: "Superseded: a newer version was approved in its place",
}


def _holds(standing: Standing) -> bool:
    """An approval that nobody signed is none."""
    return standing.approved and bool(standing.signatures)


def _all_approved(approved: list[Standing], due: date | None, language: str, words: Words) -> str:
    days = (max(one.on for one in standing.signatures) for standing in approved)
    oldest = f"{words('every entry here is approved, the oldest on')} {_day(min(days), language)}"
    following = f"{words('next review')} {_day(due, language)}" if due is not None else words("no next review is set")
    return f"{oldest}; {following}"


def _retired(standings: list[Standing], words: Words) -> list[str]:
    """What the board stopped, the first by name with how its reason begins, and how many more."""
    told = []
    for one in standings[:_MOST]:
        said = words(one.why).split()
        why = " ".join(said[:_REASON]).rstrip(".;:,") + (" …" if len(said) > _REASON else "")
        told.append(f"{one.entry.partition('/')[2]} {words('RETIRED')}{': ' + why if why else ''}")
    rest = len(standings) - _MOST
    return [*told, f"{rest} {words('more RETIRED')}"] if rest > 0 else told


def _lapsed(standings: list[Standing], knowledge: Knowledge, words: Words) -> list[str]:
    """The approvals that lapsed, the first by name with what changed, and how many more."""
    told = []
    for one in standings[:_MOST]:
        changed = _plainly(one.changed)
        parts = [part_text(name, knowledge, words) for name in changed[:_MOST]]
        more = f" {words('and')} {len(changed) - _MOST} {words('more')}" if len(changed) > _MOST else ""
        what = f"{', '.join(parts)}{more} {words('changed')}" if parts else words(one.why).rstrip(".")
        name = one.entry.partition("/")[2]
        told.append(f"{words('approval of')} {name} {words('LAPSED')}{': ' + what if what else ''}")
    rest = len(standings) - _MOST
    return [*told, f"{rest} {words('more LAPSED')}"] if rest > 0 else told


def _plainly(changed: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that changed, without a part of an entry that is named itself."""
    return tuple(name for name in changed if "#" not in name or entry_of(name) not in changed)


def _signed(signature: Signature, standing: Standing, knowledge: Knowledge, language: str, words: Words) -> Item:
    lead = words("Signed by" if _holds(standing) else "Had been signed by")
    interests = signature.interests.rstrip(".") or words("none told")
    details = [Item(f"{words('Interests declared')}: {interests}.")]
    details += [Item(sentence(signature.reason))] if signature.reason else []
    policy = knowledge.editorial.get(standing.editorial)
    titles = policy.competences if policy is not None else {}
    competence = words(titles.get(signature.competence, signature.competence))
    text = f"{lead} {signature.who}, {competence}, {_day(signature.on, language)}."
    return Item(text, details=tuple(details))


def _day(day: date | None, language: str) -> str:
    return date_text(day.isoformat(), language) if day is not None else ""


def _named(items: tuple[Item, ...], found: dict[str, None]) -> None:
    for item in items:
        if item.of:
            found[item.of] = None
        _named(item.details, found)


def _interface(knowledge: Knowledge, language: str) -> tuple[str, ...]:
    """The translations that hold the words of a page itself in a language; in English none."""
    files = (one for one in knowledge.translations.values() if one.language == language and one.words)
    return tuple(f"translations/{one.id}" for one in files)
