"""The shape of a score: items that give points or are weighed, and what a total is read as."""

from dataclasses import dataclass
from fractions import Fraction

from stillpath.model.records import Evidence, Limitation
from stillpath.model.rules import Comparison, Node
from stillpath.units import Interval, Quantity

__all__ = ["Band", "Printed", "PrintedRow", "Range", "Reading", "Score", "ScoreItem", "score_rule"]


def score_rule(score: str, item: str = "", band: int = 0) -> str:
    """The name under which a band of an item stands among the rules; without an item, whom the score is for.

    >>> score_rule("hscore", "ferritin", 1), score_rule("ms-score")
    ('score/hscore/ferritin/1', 'score/ms-score')
    """
    return f"score/{score}/{item}/{band}" if item else f"score/{score}"


@dataclass(frozen=True)
class Range:
    """A span of numbers as a file writes it: "below 38.4 Cel", "38.4 to 39.4 Cel", "above 39.4 Cel".

    An end that is None is open to everything; `low_open` and `high_open` tell that the end itself does not belong.
    """

    text: str
    unit: str
    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: "Range") -> bool:
        """Whether `other` begins exactly where this ends: nothing between them, nothing in both."""
        return self.high is not None and self.high == other.low and self.high_open is not other.low_open


@dataclass(frozen=True)
class Band:
    """What an item gives while `when` is met."""

    text: str
    points: Fraction
    when: Node
    where: str = ""


@dataclass(frozen=True)
class ScoreItem:
    """One item: the points of its `bands`, which leave nothing out and share nothing; or a value times a weight.

    `value` is the line whose value is weighed by `weight`, in points per unit of the fact; such an item has no bands.
    `of` is what the file says is looked at.
    """

    id: str
    title: str
    of: tuple[str, ...]
    bands: tuple[Band, ...] = ()
    value: Comparison | None = None
    weight: Fraction = Fraction(0)
    weight_text: str = ""
    also_printed: tuple[Quantity, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Reading:
    """What a total in `at` is read as, in a few words too. Without `first_screen` only where everything is shown."""

    id: str
    at: Range
    short: str
    says: str
    evidence: tuple[Evidence, ...]
    first_screen: bool = True


@dataclass(frozen=True)
class PrintedRow:
    """One row of a printed table: the total, what is printed beside it ("<1", "40"), and that number."""

    points: Fraction
    text: str
    value: Fraction


@dataclass(frozen=True)
class Printed:
    """A table that the source prints, total by total; between two rows it is read along a straight line."""

    says: str
    unit: str
    rows: tuple[PrintedRow, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Score:
    """A score of points, or a linear formula with a `constant`.

    `made_in` and `for_whom` tell in whom it was made, before any figure; where `needs` is not met it gives none.
    `least` and `most` are the ends of what the items can give, where the file states them.
    """

    id: str
    title: str
    short: str
    says: str
    made_in: str
    for_whom: str
    items: tuple[ScoreItem, ...]
    evidence: tuple[Evidence, ...]
    needs: Node | None = None
    constant: Fraction = Fraction(0)
    total: Interval | None = None
    readings: tuple[Reading, ...] = ()
    printed: Printed | None = None
    reads_as: tuple[str, ...] = ()
    limits: tuple[Limitation, ...] = ()
    where: str = ""

    def rules(self) -> dict[str, Node]:
        """Every rule of the score under its name: for whom it is, and the bands of its items."""
        found: dict[str, Node] = {} if self.needs is None else {score_rule(self.id): self.needs}
        for item in self.items:
            if item.value is not None:
                found[score_rule(self.id, item.id)] = item.value
            for place, band in enumerate(item.bands):
                found[score_rule(self.id, item.id, place)] = band.when
        return found
