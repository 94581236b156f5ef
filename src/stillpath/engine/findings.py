"""What deciding gives back: a verdict for every line and every rule, with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from stillpath.model import Node, Verdict
from stillpath.timeline import Medication, Result
from stillpath.units import Interval

__all__ = ["Finding", "Line", "Spell", "Why", "earliest"]


class Why(StrEnum):
    """Why a line is unknown."""

    NEVER = "never recorded"
    OLD = "too old"
    PENDING = "sent, no result yet"
    NO_ANSWER = "asked, cannot be said yet"
    BOTH_SIDES = "the value lies on both sides of the limit"
    ONE_VALUE = "no earlier value to compare with"
    DISTURBED = "changed by treatment in between"
    NO_RANGE = "the result came without a reference range"
    NO_WEIGHT = "no current weight or height"
    NO_SEX = "the table needs the sex, which is not known"
    NO_AGE = "the table needs the age, which is not known"
    NO_HEIGHT = "the table needs a current height"
    DOUBTFUL = "the weight does not fit the child"
    WEIGHTS_DIFFER = "two weights differ"
    NO_AMOUNT = "the amount is not told"
    OTHER_UNIT = "the unit cannot be compared"
    NO_INTERVAL = "how often is not told"
    NO_ROUTE = "the route is not told, or not known"
    NOT_COVERED = "none recorded, and the record is not declared complete"
    NOT_HAPPENED = "has not happened, as far as is recorded"
    COARSE = "the time is known only to the day"
    OUTSIDE = "not defined for this child"
    NOT_COMPUTABLE = "cannot be computed from these values"


@dataclass(frozen=True, slots=True)
class Line:
    """One node of a rule at one instant.

    The verdict is constant until `until` (None: for ever) as long as nothing new becomes known. `used` are the
    entries looked at, the one that counts last; `value` what was compared, in the fact's own unit, and `limit` the
    figure of a table that it was compared with.
    """

    node: Node
    verdict: Verdict
    until: datetime | None = None
    used: tuple[Result | Medication, ...] = ()
    value: Interval | None = None
    why: Why | None = None
    since: datetime | None = None
    children: "tuple[Line, ...]" = ()
    limit: Fraction | None = None

    def walk(self) -> "Iterator[Line]":
        """The line and every one below it, itself first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule decided at an instant: `at` when it was decided, `holds_until` as in `Line.until`."""

    rule: str
    verdict: Verdict
    line: Line
    at: datetime
    holds_until: datetime | None


@dataclass(frozen=True, slots=True)
class Spell:
    """When a rule was met: `first` ever, `start` of the newest unbroken spell, and whether that is still `open`."""

    first: datetime
    start: datetime
    open: bool


def earliest(*times: datetime | None) -> datetime | None:
    """The first of some instants, None standing for never.

    >>> earliest(None, None) is None
    True
    """
    found = [time for time in times if time is not None]
    return min(found, default=None)
