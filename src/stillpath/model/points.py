"""What a worked edge expects of a score."""

from dataclasses import dataclass
from fractions import Fraction

from stillpath.units import number_text, parse_number

__all__ = ["NO_FIGURE", "Points"]

NO_FIGURE = "no figure"
"""What a score says of a child it is not for."""


@dataclass(frozen=True)
class Points:
    """The lowest and highest total that the known items allow; both None: no figure, the score is not for the child.

    >>> Points.read("230 to 265").value, Points.read("-0.71").value, Points.read("no figure").value
    ('230 to 265', '-0.71', 'no figure')
    """

    low: Fraction | None = None
    high: Fraction | None = None

    @classmethod
    def read(cls, text: str) -> "Points":
        """Of `169`, `230 to 265` or `no figure`. ValueError for anything else."""
        if text == NO_FIGURE:
            return cls()
        low, _, high = text.partition(" to ")
        found = cls(parse_number(low), parse_number(high or low))
        if found.value != text:
            raise ValueError("not a total, or from the higher to the lower")
        return found

    @property
    def value(self) -> str:
        """The text a case writes."""
        if self.low is None or self.high is None:
            return NO_FIGURE
        low, high = number_text(self.low), number_text(self.high)
        return low if self.low == self.high else f"{low} to {high}" if self.low < self.high else ""
