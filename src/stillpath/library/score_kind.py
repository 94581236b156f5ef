"""Reads scores/: items with points by band, by yes and no or by count, or values with a weight; readings; a table.

A band becomes a rule of the language, read by its one parser, so that a score looks at values as criteria do.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.grammar import Vocabulary, parse_line
from stillpath.library.patient_kinds import read_limitations, read_rule
from stillpath.library.record import Record
from stillpath.model import (
    All,
    AtLeast,
    Band,
    Comparison,
    Evidence,
    Node,
    Not,
    Printed,
    PrintedRow,
    Range,
    Reading,
    Score,
    ScoreItem,
    Source,
)
from stillpath.units import Interval, Quantity, number_text, parse_number, parse_quantity

__all__ = ["read_range", "read_score"]

_FORMS = "below X UNIT, at most X UNIT, X to Y UNIT (`above X to`, `to below Y` leave an end out), at least X, above X"
_POINTS = "points"

_Entry = TypeVar("_Entry")


def read_score(record: Record, sources: dict[str, Source], words: Vocabulary) -> Score:
    """A record of scores/."""
    evidence = read_evidence(record, sources)
    constant = record.parsed("constant", parse_number, "a number")
    score = Score(
        id=record.text("id"),
        title=record.sentence("title"),
        short=record.sentence("short"),
        says=record.sentence("says"),
        made_in=record.sentence("made_in"),
        for_whom=record.sentence("for_whom"),
        items=tuple(_item(item, words) for item in record.records("items")),
        evidence=evidence,
        needs=read_rule(record, "needs", words),
        constant=constant if constant is not None else Fraction(0),
        total=_total(record),
        readings=_readings(record, sources, evidence),
        printed=_printed(record, sources, evidence),
        reads_as=record.texts("reads_as"),
        limits=read_limitations(record, "limits", words),
        where=record.where(),
    )
    record.finish()
    if not score.items:
        raise KnowledgeError(record.where(), "a score without `items`", "items: and their points")
    return score


def read_range(text: str) -> Range:
    """A span of numbers with its unit; ValueError for any other form.

    >>> read_range("38.4 to 39.4 Cel").meets(read_range("above 39.4 Cel"))
    True
    >>> read_range("38.4 to 39.4 Cel").meets(read_range("at least 39.4 Cel"))
    False
    """
    for head, ends in (("below", "high"), ("at most", "high"), ("above", "low"), ("at least", "low")):
        rest = text.removeprefix(f"{head} ")
        if rest != text and " to " not in text:
            quantity = parse_quantity(rest)
            is_open = head in ("below", "above")
            if ends == "high":
                return Range(text, quantity.unit, high=quantity.amount, high_open=is_open)
            return Range(text, quantity.unit, low=quantity.amount, low_open=is_open)
    low, between, high = text.partition(" to ")
    if not between:
        quantity = parse_quantity(text)
        return Range(text, quantity.unit, quantity.amount, quantity.amount)
    low_open, high_open = low.startswith("above "), high.startswith("below ")
    top = parse_quantity(high.removeprefix("below "))
    bottom = parse_number(low.removeprefix("above "))
    if bottom >= top.amount:
        raise ValueError("from the higher to the lower")
    return Range(text, top.unit, bottom, top.amount, low_open, high_open)


def _item(record: Record, words: Vocabulary) -> ScoreItem:
    counted = record.lines("count of")
    points = record.record("points")
    id, title = record.text("id"), record.sentence("title")
    also = tuple(_quantity(text, where) for text, where in record.lines("also_printed"))
    if points is None:
        of = record.sentence("of")
        value, weight, text = _weighed(record, of, words)
        item = ScoreItem(id, title, (of,), value=value, weight=weight, weight_text=text, where=record.where())
    elif counted:
        lines = tuple(parse_line(text, where, words) for text, where in counted)
        bands = _counted(points, lines)
        item = ScoreItem(id, title, tuple(text for text, _ in counted), bands, where=record.where())
    elif set(points) == {"yes", "no"}:
        rule = read_rule(record, "of", words)
        if rule is None:
            raise KnowledgeError(record.where(), "an item that looks at nothing", "of: a line or a rule")
        of_text = getattr(rule, "text", "")
        bands = tuple(
            Band(
                word,
                _number(points, word),
                rule if word == "yes" else Not(rule, points.where(word)),
                points.where(word),
            )
            for word in points
        )
        item = ScoreItem(id, title, (of_text,), bands, where=record.where())
    else:
        of = record.sentence("of")
        item = ScoreItem(id, title, (of,), _bands(points, of, words), also_printed=also, where=record.where())
    if also and (not item.bands or len(also) != len(item.bands) - 1 or counted):
        raise KnowledgeError(record.where("also_printed"), "not one other form for each limit", "as many as limits")
    record.finish()
    return item


def _bands(points: Record, of: str, words: Vocabulary) -> tuple[Band, ...]:
    """The bands of a value: whatever it is, it lies in exactly one."""
    ranges = _ranges(points)
    head, comma, tail = of.partition(", ")
    lowest = head.startswith("lowest ")
    above: list[Node] = []
    for _, upper in zip(ranges, ranges[1:], strict=False):
        where = points.where(upper.text)
        closed = not upper.low_open
        operator = ("<" if closed else "<=") if lowest else (">=" if closed else ">")
        assert upper.low is not None
        line = parse_line(f"{head} {operator} {number_text(upper.low)} {upper.unit}{comma}{tail}", where, words)
        above.append(Not(line, where) if lowest else line)
    bands = []
    for place, one in enumerate(ranges):
        where = points.where(one.text)
        parts: list[Node] = [above[place - 1]] if place else []
        if place < len(above):
            parts.append(_without(above[place], where))
        bands.append(Band(one.text, _number(points, one.text), _all(parts, where), where))
    return tuple(bands)


def _counted(points: Record, lines: tuple[Node, ...]) -> tuple[Band, ...]:
    """The bands of a count: every number from none to all of the lines stands in exactly one."""
    bands = []
    expected = 0
    for text in points:
        where = points.where(text)
        one = _range(text, where)
        low, high = one.low, one.high
        whole = low is not None and high is not None and low.denominator == high.denominator == 1
        if not whole or low is None or high is None or low != expected or high > len(lines):
            raise KnowledgeError(
                where, f"the band '{text}' leaves a gap or an overlap", f"counts from {expected} on, up to {len(lines)}"
            )
        parts: list[Node] = [AtLeast(int(low), lines, where)] if low else []
        if high < len(lines):
            parts.append(Not(AtLeast(int(high) + 1, lines, where), where))
        bands.append(Band(text, _number(points, text), _all(parts, where), where))
        expected = int(high) + 1
    if expected <= len(lines):
        raise KnowledgeError(points.where(), f"no band holds a count of {expected}", f"counts up to {len(lines)}")
    return tuple(bands)


def _ranges(points: Record) -> tuple[Range, ...]:
    """The bands of a value in their order; KnowledgeError where one leaves a gap or an overlap."""
    ranges = tuple(_range(text, points.where(text)) for text in points)
    for lower, upper in zip(ranges, ranges[1:], strict=False):
        where = points.where(upper.text)
        if upper.unit != lower.unit:
            raise KnowledgeError(where, f"the band '{upper.text}' is in another unit", lower.unit)
        if not lower.meets(upper):
            raise KnowledgeError(
                where,
                f"between '{lower.text}' and '{upper.text}' lies a gap or an overlap",
                "bands from low to high, each beginning exactly where the one before ends",
            )
    if len(ranges) < 2 or ranges[0].low is not None or ranges[-1].high is not None:
        raise KnowledgeError(points.where(), "the bands do not hold every value", "the first below X, the last above Y")
    return ranges


def _weighed(record: Record, of: str, words: Vocabulary) -> tuple[Comparison, Fraction, str]:
    """A value with its weight, brought to points per unit of the fact."""
    text, where = record.sentence("weight"), record.where("weight")
    number, per, unit = text.partition(" per ")
    expected = "a number per a unit, for example -0.003 per 10*9/L"
    try:
        weight = parse_number(number)
    except ValueError as problem:
        raise KnowledgeError(where, f"cannot read the weight '{text}'", expected) from problem
    if not per:
        raise KnowledgeError(where, f"cannot read the weight '{text}'", expected)
    line = parse_line(f"{of} >= 0 {unit}", where, words)
    if not isinstance(line, Comparison):
        raise KnowledgeError(where, f"'{of}' has no single value to weigh", "a fact with a unit")
    fact = words.facts[line.fact]
    if fact.plausible is None:
        raise KnowledgeError(where, f"'{of}' has no plausible range", "policy/values.yaml: plausible")
    return line, weight / (1 if unit == fact.unit else fact.accepts[unit]), text


def _total(record: Record) -> Interval | None:
    """What the file says the items can give together; compared with them by `check`."""
    text = record.text("total", "")
    if not text:
        return None
    found = _range(text, record.where("total"))
    if found.low is None or found.high is None or found.unit != _POINTS:
        raise KnowledgeError(record.where("total"), f"cannot read the total '{text}'", "0 to 337 points")
    return Interval(found.low, found.high)


def _readings(record: Record, sources: dict[str, Source], evidence: tuple[Evidence, ...]) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for item in record.records("readings"):
        at = _range(item.text("at"), item.where("at"))
        where = item.where("at")
        if at.unit != _POINTS:
            raise KnowledgeError(where, f"a reading of '{at.unit}'", "at least 169 points")
        if found and not found[-1].at.meets(at):
            raise KnowledgeError(
                where, f"between '{found[-1].at.text}' and '{at.text}' lies a gap or an overlap", "readings low to high"
            )
        own = read_evidence(item, sources, needed=False) or evidence
        short, says = item.sentence("short"), item.sentence("says")
        found.append(Reading(item.text("id"), at, short, says, own, item.yes("first_screen", True)))
        item.finish()
    if found and (found[0].at.low is not None or found[-1].at.high is not None):
        raise KnowledgeError(record.where("readings"), "the readings do not hold every total", "below X to at least X")
    return tuple(found)


def _printed(record: Record, sources: dict[str, Source], evidence: tuple[Evidence, ...]) -> Printed | None:
    holder = record.record("printed")
    if holder is None:
        return None
    rows: list[PrintedRow] = []
    table = holder.record("rows")
    for key in table or ():
        assert table is not None
        where = table.where(key)
        at = _range(key, where)
        text = table.text(key)
        value = _read(text.lstrip("<>"), parse_number, f"cannot read '{text}'", "1, <1 or >99", where)
        if at.low is None or at.low != at.high or at.unit != _POINTS:
            raise KnowledgeError(where, f"cannot read the row '{key}'", "100 points: 1")
        if rows and (at.low <= rows[-1].points or value < rows[-1].value):
            raise KnowledgeError(where, f"the row '{key}' does not rise", "rows from low to high that never fall")
        rows.append(PrintedRow(at.low, text, value))
    if len(rows) < 2:
        raise KnowledgeError(holder.where(), "a printed table of fewer than two rows", "rows: 100 points: 1 …")
    own = read_evidence(holder, sources, needed=False) or evidence
    printed = Printed(holder.sentence("says"), holder.text("unit"), tuple(rows), own)
    holder.finish()
    return printed


def _range(text: str, where: str) -> Range:
    return _read(text, read_range, f"cannot read the band '{text}'", _FORMS, where)


def _quantity(text: str, where: str) -> Quantity:
    return _read(text, parse_quantity, f"cannot read '{text}'", "a number, a space, a unit", where)


def _number(points: Record, key: str) -> Fraction:
    text = points.text(key)
    return _read(text, parse_number, f"cannot read the points '{text}'", "a number", points.where(key))


def _read(text: str, how: Callable[[str], _Entry], problem: str, expected: str, where: str) -> _Entry:
    try:
        return how(text)
    except ValueError as cause:
        raise KnowledgeError(where, problem, expected) from cause


def _without(node: Node, where: str) -> Node:
    return node.item if isinstance(node, Not) else Not(node, where)


def _all(parts: list[Node], where: str) -> Node:
    return parts[0] if len(parts) == 1 else All(tuple(parts), where)
