"""A score at an instant: every band is a rule that the walk has decided; here the points are only added up."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stillpath.engine.findings import Line, Why, earliest
from stillpath.model import (
    Comparison,
    Extreme,
    Knowledge,
    Printed,
    PrintedRow,
    Range,
    Reading,
    Reference,
    Score,
    ScoreItem,
    Verdict,
    score_rule,
)
from stillpath.units import Interval, Operator, number_text

__all__ = ["Scored", "ScoredItem", "printed_at", "score_at"]


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """What an item gives: `points` a single number where it is known, else from the lowest to the highest possible.

    `lines` are those that were looked at and `why` is the reason of the first that is unknown. `band` is the text of
    the band, where the points are sure. `at_limit`: the value lies between two printed forms of a limit.
    """

    item: ScoreItem
    points: Interval
    lines: tuple[Line, ...]
    band: str = ""
    at_limit: bool = False

    @property
    def known(self) -> bool:
        """Whether the item gives one number."""
        return self.points.is_point

    @property
    def why(self) -> Why | None:
        """Why the item is not known; None if it is."""
        return None if self.known else next((line.why for line in self.lines if line.why is not None), None)


@dataclass(frozen=True, slots=True)
class Scored:
    """A score of a child at an instant.

    `applies` is the verdict of whom it is for. `points` is None where that is not met: the score then gives no figure.
    `reading` is None unless it is for the child and the whole of `points` lies in it. It holds until `holds_until`.
    """

    score: Score
    applies: Verdict
    points: Interval | None
    items: tuple[ScoredItem, ...]
    reading: Reading | None
    holds_until: datetime | None
    needs: Line | None = None

    @property
    def complete(self) -> bool:
        """Whether there is a figure and every item is known."""
        return self.points is not None and all(one.known for one in self.items)


def score_at(score: Score, lines: dict[str, Line], knowledge: Knowledge) -> Scored:
    """The score from the line of each of its rules, by name, at one instant."""
    items = tuple(_item(score, item, lines, knowledge) for item in score.items)
    needs = lines[score_rule(score.id)] if score.needs is not None else None
    applies = needs.verdict if needs is not None else Verdict.MET
    until = earliest(*(line.until for line in lines.values()))
    if applies is Verdict.NOT_MET:
        return Scored(score, applies, None, items, None, until, needs)
    points = Interval.point(score.constant)
    for one in items:
        points = points + one.points
    reading = _reading(score, points) if applies is Verdict.MET else None
    return Scored(score, applies, points, items, reading, until, needs)


def printed_at(printed: Printed, points: Fraction) -> str:
    """What a printed table says of a total, to one decimal: a printed row as it stands, between two along a line.

    Rows printed as less or more than a number are ends: beyond the next row towards them, their own text is given.

    >>> rows = (PrintedRow(Fraction(90), "<1", Fraction(1)), PrintedRow(Fraction(100), "1", Fraction(1)))
    >>> table = Printed("", "%", (*rows, PrintedRow(Fraction(110), "3", Fraction(3))), ())
    >>> printed_at(table, Fraction(95)), printed_at(table, Fraction(105))
    ('<1', '2')
    """
    rows: tuple[PrintedRow, ...] = printed.rows
    if points <= rows[0].points:
        return rows[0].text if points == rows[0].points or rows[0].text.startswith("<") else ""
    for lower, upper in zip(rows, rows[1:], strict=False):
        if points == upper.points:
            return upper.text
        if points < upper.points:
            if lower.text.startswith("<"):
                return lower.text
            if upper.text.startswith(">"):
                return upper.text
            share = (points - lower.points) / (upper.points - lower.points)
            return number_text(round(lower.value + share * (upper.value - lower.value), 1), places=1)
    return rows[-1].text if rows[-1].text.startswith(">") else ""


def _item(score: Score, item: ScoreItem, decided: dict[str, Line], knowledge: Knowledge) -> ScoredItem:
    if item.value is not None:
        line = decided[score_rule(score.id, item.id)]
        value = line.value
        if value is None:
            value = knowledge.facts[item.value.fact].plausible
            assert value is not None
        return ScoredItem(item, _weighed(value, item.weight), (line,))
    lines = tuple(decided[score_rule(score.id, item.id, place)] for place in range(len(item.bands)))
    open_bands = [
        band for band, line in zip(item.bands, lines, strict=True) if line.verdict is not Verdict.NOT_MET
    ] or list(item.bands)
    given = [band.points for band in open_bands]
    band = open_bands[0].text if len(open_bands) == 1 else ""
    leaves = tuple(leaf for line in lines for leaf in _leaves(line))
    return ScoredItem(item, Interval(min(given), max(given)), leaves, band, _at_limit(item, leaves, knowledge))


def _weighed(value: Interval, weight: Fraction) -> Interval:
    if weight >= 0:
        return value.scaled(weight) if weight else Interval.point(Fraction(0))
    return Interval(value.high * weight, value.low * weight, value.high_open, value.low_open)


def _leaves(line: Line) -> list[Line]:
    """The lines below a line, each once; a rule referred to stands for itself."""
    if not line.children or isinstance(line.node, Reference):
        return [line]
    return [leaf for child in line.children for leaf in _leaves(child)]


def _at_limit(item: ScoreItem, leaves: tuple[Line, ...], knowledge: Knowledge) -> bool:
    """Whether the value lies between the two printed forms of one of the limits."""
    compared = [leaf.node for leaf in leaves if isinstance(leaf.node, Comparison | Extreme)]
    limits = dict.fromkeys((node.fact, node.limit.amount) for node in compared)
    values = [leaf.value.low for leaf in leaves if leaf.value is not None and leaf.value.is_point]
    for (fact, amount), also in zip(limits, item.also_printed, strict=False):
        other = also.amount * knowledge.facts[fact].accepts.get(also.unit, Fraction(1))
        if any(min(amount, other) <= value <= max(amount, other) for value in values):
            return True
    return False


def _reading(score: Score, points: Interval) -> Reading | None:
    return next((reading for reading in score.readings if _inside(points, reading.at)), None)


def _inside(points: Interval, at: Range) -> bool:
    """Whether every total that is possible lies in a range."""
    enough = at.low is None or points.compare(Operator.ABOVE if at.low_open else Operator.AT_LEAST, at.low)
    within = at.high is None or points.compare(Operator.BELOW if at.high_open else Operator.AT_MOST, at.high)
    return enough is True and within is True
