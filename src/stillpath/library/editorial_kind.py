"""Reads editorial/: the editorial policy, one file a version; a figure stands once, as a rule its text names."""

import re
from datetime import date

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.record import Record
from stillpath.model import EditorialPolicy, PolicySection, ReviewGroup, Source, Status, people_text

__all__ = ["BY_TWO", "REFERENCE", "read_editorial"]

REFERENCE = re.compile(r"\{([^{}]*)\}")
"""Where a text of the policy takes the figure of a rule: `{ratings_shown_from}`."""

BY_TWO = frozenset(
    {
        *("drugs", "schedules", "criteria", "scores", "policy", "alerts", "pathway", "actions", "monitoring"),
        *("events", "facts", "tables", "differentials", "samples", "conflicts", "editorial"),
    }
)
"""The kinds that two people of different competence sign at least, whatever a policy says.

What a policy asks is itself a text that is signed. Without a floor one signature could make every dose a matter of one
person; so the floor stands in the code, and `editorial` under it.
"""

_COUNTS = {
    "interests_valid_for": "months",
    "ratings_shown_from": "ratings",
    "ratings_interval": "%",
    "workspace_kept_for": "days",
    "report_answered_within": "days",
}
"""The rules that are one number, and what each counts."""
_FORMS = {
    "months": (re.compile(r"([0-9]{1,4}) mo"), "whole months, for example 12 mo"),
    "days": (re.compile(r"([0-9]{1,4}) d"), "whole days, for example 7 d"),
    "ratings": (re.compile(r"([0-9]{1,4})"), "a whole number"),
    "%": (re.compile(r"wilson ([0-9]{1,2}) %"), "for example wilson 95 %"),
}


def read_editorial(record: Record, sources: dict[str, Source]) -> EditorialPolicy:
    """A record of editorial/. KnowledgeError for a key, a rule or a reference that is not known."""
    rules = record.record("rules")
    if rules is None:
        raise KnowledgeError(record.where(), "the key 'rules' is missing", "rules: competences, groups and figures")
    competences = _competences(rules)
    groups = tuple(_group(item, competences) for item in rules.records("groups"))
    if not groups:
        raise KnowledgeError(rules.where(), "no group of kinds", "groups: who signs which kinds")
    counts = {name: _count(rules, name, of) for name, of in _COUNTS.items()}
    rules.finish()
    words = _words(counts, groups)
    policy = EditorialPolicy(
        id=record.text("id"),
        title=record.sentence("title"),
        in_force_from=_day(record),
        sections=tuple(_section(item, words) for item in record.records("sections")),
        competences=competences,
        groups=groups,
        interests_valid_for_months=counts["interests_valid_for"],
        ratings_shown_from=counts["ratings_shown_from"],
        ratings_confidence=counts["ratings_interval"],
        workspace_kept_for_days=counts["workspace_kept_for"],
        report_answered_within_days=counts["report_answered_within"],
        evidence=read_evidence(record, sources),
        where=record.where(),
    )
    for kind in sorted(BY_TWO):
        for group in [group for group in groups if kind in group.kinds] or [policy.group_of(kind)]:
            if group.people < 2 or not group.different:
                found = f"'{kind}' would need fewer than two people of different competence (group '{group.id}')"
                raise KnowledgeError(group.where, found, "people: 2 or more, and different: yes")
    if any(one.status is not Status.PROPOSAL for one in policy.evidence):
        found = "an editorial policy that is more than a proposal"
        raise KnowledgeError(record.where("status"), found, "proposal: only a signature can say that somebody agreed")
    record.finish()
    return policy


def _day(record: Record) -> date:
    day = record.parsed("in_force_from", date.fromisoformat, "a date, for example 2026-11-22")
    if day is None:
        raise KnowledgeError(record.where(), "the key 'in_force_from' is missing", "in_force_from: 2026-11-22")
    return day


def _competences(rules: Record) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in rules.records("competences"):
        id = item.text("id")
        if id in found:
            raise KnowledgeError(item.where("id"), f"the competence '{id}' stands twice", "each once")
        found[id] = item.sentence("title")
        item.finish()
    return found


def _group(record: Record, competences: dict[str, str]) -> ReviewGroup:
    required = []
    for line, where in record.lines("one_of"):
        required.append(tuple(_known(name.strip(), where, competences) for name in line.split(" or ")))
    among = tuple(_known(name, where, competences) for name, where in record.lines("among"))
    group = ReviewGroup(
        id=record.text("id"),
        title=record.sentence("title"),
        kinds=record.texts("kinds"),
        people=record.parsed("people", _above_zero, "1 or more") or 0,
        different=record.yes("different"),
        required=tuple(required),
        review_every_months=_count(record, "review_every", "months"),
        among=among,
        titles=competences,
        where=record.where(),
    )
    if not group.people:
        raise KnowledgeError(record.where(), "the key 'people' is missing", "people: how many must sign")
    record.finish()
    return group


def _known(name: str, where: str, competences: dict[str, str]) -> str:
    if name not in competences:
        raise KnowledgeError(where, f"'{name}' is not a competence", ", ".join(competences))
    return name


def _count(record: Record, name: str, of: str) -> int:
    """The number of a rule, above zero."""
    form, expected = _FORMS[of]
    found = form.fullmatch(record.text(name))
    number = int(found[1]) if found else 0
    if number < 1:
        raise KnowledgeError(record.where(name), f"the rule '{name}' cannot be read", expected)
    return number


def _above_zero(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("not above zero")
    return number


def _words(counts: dict[str, int], groups: tuple[ReviewGroup, ...]) -> dict[str, str]:
    """What stands in a text for each reference, with its unit."""
    words = {name: _counted(counts[name], of) for name, of in _COUNTS.items()}
    for group in groups:
        words[f"{group.id}.people"] = people_text(group.people)
        words[f"{group.id}.one_of"] = group.asked_text
        words[f"{group.id}.review_every"] = _counted(group.review_every_months, "months")
    return words


def _counted(number: int, of: str) -> str:
    """A number with what it counts.

    >>> _counted(12, "months"), _counted(1, "days"), _counted(95, "%")
    ('12 months', '1 day', '95 %')
    """
    return f"{number} {of.removesuffix('s') if number == 1 else of}"


def _section(record: Record, words: dict[str, str]) -> PolicySection:
    written = []
    for paragraph, where in record.lines("text"):
        for name in REFERENCE.findall(paragraph):
            if name not in words:
                raise KnowledgeError(where, f"'{name}' is not a figure of the rules", ", ".join(words))
        written.append(paragraph)
    section = PolicySection(
        id=record.text("id"),
        title=record.sentence("title"),
        text=tuple(REFERENCE.sub(lambda found: words[found[1]], paragraph) for paragraph in written),
        written=tuple(written),
        where=record.where(),
    )
    record.finish()
    return section
