"""A value as an interval: what a laboratory printed, with its comparator, and arithmetic that keeps the doubt."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt

__all__ = ["Interval", "Operator"]


class Operator(StrEnum):
    """The four comparisons of the language."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="

    def holds(self, left: Fraction, right: Fraction) -> bool:
        """Whether `left` stands in this relation to `right`.

        >>> Operator.AT_MOST.holds(Fraction(181), Fraction(181))
        True
        """
        match self:
            case Operator.ABOVE:
                return left > right
            case Operator.AT_LEAST:
                return left >= right
            case Operator.BELOW:
                return left < right
            case Operator.AT_MOST:
                return left <= right


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between `low` and `high`; an end that is open does not belong to it.

    >>> Interval.point(Fraction(5)).compare(Operator.ABOVE, Fraction(4))
    True
    >>> Interval(Fraction(500), Fraction(1000), low_open=True).compare(Operator.ABOVE, Fraction(684)) is None
    True
    """

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Fraction) -> "Interval":
        """The interval that holds one value."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether the interval holds one value only."""
        return self.low == self.high

    def compare(self, operator: Operator, limit: Fraction) -> bool | None:
        """True if every value satisfies the comparison, False if none does, None if some do."""
        if operator in (Operator.ABOVE, Operator.AT_LEAST):
            strict = operator is Operator.ABOVE
            all_of_it = self.low > limit or (self.low == limit and (self.low_open or not strict))
            none_of_it = self.high < limit or (self.high == limit and (self.high_open or strict))
        else:
            strict = operator is Operator.BELOW
            all_of_it = self.high < limit or (self.high == limit and (self.high_open or not strict))
            none_of_it = self.low > limit or (self.low == limit and (self.low_open or strict))
        return True if all_of_it else False if none_of_it else None

    def scaled(self, factor: Fraction) -> "Interval":
        """Every value times a positive factor."""
        return Interval(self.low * factor, self.high * factor, self.low_open, self.high_open)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low - other.high,
            self.high - other.low,
            self.low_open or other.high_open,
            self.high_open or other.low_open,
        )

    def __mul__(self, other: "Interval") -> "Interval":
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: "Interval") -> "Interval":
        """Raises ZeroDivisionError if `other` holds zero."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor may be zero")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def power(self, exponent: Fraction) -> "Interval":
        """Every value (not negative) to a positive power, to twelve significant digits."""
        return Interval(_power(self.low, exponent), _power(self.high, exponent), self.low_open, self.high_open)


def _power(value: Fraction, exponent: Fraction) -> Fraction:
    if value < 0:
        raise ValueError("a negative number has no such power")
    if exponent == Fraction(1, 2):
        scale = 10**12
        return Fraction(isqrt(int(value * scale * scale)), scale)
    return Fraction(repr(float(f"{float(value) ** float(exponent):.12g}")))
