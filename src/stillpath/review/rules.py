"""Who must sign an entry, how long a declaration counts, when a review falls due: as the editorial policy says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stillpath.errors import NotAllowedError
from stillpath.model import Knowledge, ReviewGroup, policy_in_force

__all__ = ["Rules", "competences_of", "months_after", "rules_for"]

_MONTHS = 12
_DAYS = 28
"""Days of the shortest month: a review that began on a later day of a longer month falls due on this one."""


@dataclass(frozen=True)
class Rules:
    """What the editorial policy of a day asks of one kind: its version, the group, how long a declaration counts."""

    editorial: str
    group: ReviewGroup
    interests_valid_for_months: int


def rules_for(knowledge: Knowledge, kind: str, on: date) -> Rules:
    """The rules for a kind on a day. NotAllowedError if no editorial policy is in force then."""
    policy = policy_in_force(knowledge.editorial, on)
    if policy is None:
        raise NotAllowedError("no editorial policy is in force on this day, so nothing can be signed")
    return Rules(policy.id, policy.group_of(kind), policy.interests_valid_for_months)


def competences_of(knowledge: Knowledge, on: date) -> Mapping[str, str]:
    """The competences that can be signed in, by id, with their names; empty if nobody has said."""
    policy = policy_in_force(knowledge.editorial, on)
    return {} if policy is None else policy.competences


def months_after(day: date, months: int) -> date:
    """The same day some months later, or earlier below zero; at the end of a month the 28th at the latest.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2026, 1, 15), -2)
    (datetime.date(2027, 2, 28), datetime.date(2025, 11, 15))
    """
    count = day.year * _MONTHS + day.month - 1 + months
    try:
        return day.replace(year=count // _MONTHS, month=count % _MONTHS + 1)
    except ValueError:
        return date(count // _MONTHS, count % _MONTHS + 1, _DAYS)
