"""The three verdicts and their logic."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = ["Verdict"]


class Verdict(StrEnum):
    """Met, not met, or unknown. Unknown is a value of its own: compare with `is`, never by truth."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, truth: bool | None) -> "Verdict":
        """The verdict of a comparison that may be undecided (None).

        >>> Verdict.of(None)
        <Verdict.UNKNOWN: 'unknown'>
        """
        return cls.UNKNOWN if truth is None else cls.MET if truth else cls.NOT_MET

    def negated(self) -> "Verdict":
        """Met and not met change places; unknown stays."""
        match self:
            case Verdict.MET:
                return Verdict.NOT_MET
            case Verdict.NOT_MET:
                return Verdict.MET
            case Verdict.UNKNOWN:
                return Verdict.UNKNOWN

    @classmethod
    def at_least(cls, needed: int, verdicts: Iterable["Verdict"]) -> "Verdict":
        """Met if `needed` are met; not met if those met and unknown together are fewer; else unknown.

        `all` is this with needed = how many there are, `any` with needed = 1.

        >>> Verdict.at_least(2, [Verdict.MET, Verdict.UNKNOWN, Verdict.NOT_MET])
        <Verdict.UNKNOWN: 'unknown'>
        """
        found = list(verdicts)
        met = found.count(cls.MET)
        if met >= needed:
            return cls.MET
        return cls.NOT_MET if met + found.count(cls.UNKNOWN) < needed else cls.UNKNOWN
