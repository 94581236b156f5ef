"""The values of one fact in a window of time, as a chart and a table show them: nothing drawn yet, nothing left out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from stillpath.engine import Decision, Why
from stillpath.model import Fact
from stillpath.prose.phrases import range_word
from stillpath.prose.trend_limits import LimitLine
from stillpath.prose.words import Clock, amount_text, interval_text, plain_unit, result_text, sentence, wait_text
from stillpath.timeline import Medication, MedicationKind, Precision, Result
from stillpath.units import Interval

__all__ = ["Mark", "Panel", "Point", "panel_of"]

_LATE = timedelta(hours=1)
"""How much later than it was taken a value may have become known before both times are told."""
_DAY = timedelta(days=1)
_MOST_PLACES = 9
"""Decimals of a value as it was received."""


class Mark(StrEnum):
    """What stands at one time: a number, a value beyond an end of the assay, one between two ends, or none yet."""

    VALUE = "value"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    PENDING = "sent, no result yet"
    NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Point:
    """One time at which a fact was taken.

    `low` and `high` are in the fact's own unit: the same for a number; of a value above or below what the assay can
    tell only the end it printed, so that it is never drawn as a number; both None where there is no value. `until` is
    the end of the day where only that is known. `joined`: a line leads here from the point before. `text` has no unit;
    `received` is the value as it came where it was converted; `known` is told where it differs from `taken` by over
    an hour.
    """

    mark: Mark
    at: datetime
    text: str
    taken: str
    known: str = ""
    received: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    until: datetime | None = None
    joined: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One fact through the window; `points` earliest first, `rows` the same newest first.

    `last` and `before` are the two newest that have a value, within the longest window; `before_taken` is told if the
    latter lies outside this one. `lowest` and `highest` span every value of the longest
    window, the limits and the laboratory's range, so that the scale is the same in every window. `said` is one
    sentence for those who do not see the chart.
    """

    fact: str
    title: str
    unit: str
    logarithmic: bool
    points: tuple[Point, ...]
    last: Point | None
    before: Point | None
    before_taken: str
    change: str
    word: str
    limits: tuple[LimitLine, ...]
    range: tuple[Fraction | None, Fraction | None] | None
    range_text: str
    lowest: Fraction
    highest: Fraction
    notes: tuple[str, ...]
    said: str

    @property
    def rows(self) -> tuple[Point, ...]:
        """The points, newest first."""
        return tuple(reversed(self.points))


def panel_of(
    fact: Fact, decision: Decision, clock: Clock, span: timedelta, longest: timedelta, limits: tuple[LimitLine, ...]
) -> Panel | None:
    """What is known of a fact within `span` before the decision's instant; None without a value there.

    `longest` is the span that the scale is made for. Nothing that became known later is in it.
    """
    now = decision.now.at
    widest = max(span, longest)
    taken = [result for result in decision.known.view.results(fact.id) if timedelta(0) <= now - result.at <= widest]
    seen = _points(taken, fact, clock, limits[0].amount if limits else None)
    points = [point for point in seen if now - point.at <= span]
    if all(point.low is None for point in points):
        return None
    valued = [point for point in seen if point.low is not None]
    answered = [result for result in taken if result.interval is not None]
    reference = answered[-1].reference
    reference = reference if reference is not None and any(end is not None for end in reference) else None
    ends = [end for point in valued for end in (point.low, point.high) if end is not None]
    ends += [line.amount for line in limits] + [end for end in reference or () if end is not None]
    last = valued[-1]
    before = valued[-2] if len(valued) > 1 else None
    unit = plain_unit(fact.unit)
    change = _change(fact, decision, widest)
    return Panel(
        fact=fact.id,
        title=fact.title,
        unit=unit,
        logarithmic=fact.logarithmic,
        points=(replace(points[0], joined=False), *points[1:]),
        last=last,
        before=before,
        change=change,
        word=range_word(answered[-1]).removeprefix(", "),
        limits=limits,
        range=reference,
        range_text=_range_text(reference),
        lowest=min(ends),
        highest=max(ends),
        notes=_notes(fact, decision, points, clock),
        before_taken=before.taken if before is not None and before not in points else "",
        said=_said(fact.title, unit, valued, points, change, limits),
    )


def _points(taken: list[Result], fact: Fact, clock: Clock, limit: Fraction | None) -> list[Point]:
    """One point for each time: the result that counts then."""
    counted = {result.at: result for result in taken}
    found: list[Point] = []
    before: Result | None = None
    for result in counted.values():
        others = [other for other in taken if other.at == result.at and other is not result]
        joined = before is not None and _joined(before, result, fact)
        found.append(_point(result, fact, clock, limit, joined, _note(result, others, fact)))
        if result.interval is not None:
            before = result
    return found


def _joined(before: Result, result: Result, fact: Fact) -> bool:
    """Whether a line may join two results: numbers of a known hour, no further apart than one counts."""
    if any(one.interval is None or not one.interval.is_point for one in (before, result)):
        return False
    if any(one.precision is not Precision.MINUTE for one in (before, result)):
        return False
    return fact.current_for is None or result.at - before.at <= fact.current_for


def _note(result: Result, others: list[Result], fact: Fact) -> str:
    notes = [f"also recorded at this time, not counted: {result_text(other, fact)}" for other in others]
    return "; ".join([*notes, *(["estimated"] if result.estimated else [])])


def _point(result: Result, fact: Fact, clock: Clock, limit: Fraction | None, joined: bool, note: str) -> Point:
    """What one result shows; a converted value never reads as the `limit` unless it lies there."""
    coarse = result.precision is not Precision.MINUTE
    taken = clock.day(result.at) if coarse else clock.full(result.at)
    late = result.known_at - result.at > (_DAY if coarse else timedelta(0)) + _LATE
    known = clock.full(result.known_at) if late else ""
    until = result.at + _DAY if coarse else None
    if result.interval is None:
        mark = Mark.PENDING if result.pending else Mark.NO_ANSWER
        return Point(mark, result.at, mark.value, taken, known, until=until, note=note)
    low, high = _ends(result.interval)
    received = result_text(result, fact).rpartition(" (received ")[2].removesuffix(")")
    converted = " (received " in result_text(result, fact)
    text = interval_text(result.interval, "", limit)
    if not converted and result.interval.is_point:
        text = amount_text(result.interval.low, _MOST_PLACES)
    mark = _mark(result.interval)
    return Point(mark, result.at, text, taken, known, received if converted else "", low, high, until, joined, note)


def _mark(interval: Interval) -> Mark:
    if interval.is_point:
        return Mark.VALUE
    if interval.low_open and not interval.high_open:
        return Mark.ABOVE
    return Mark.BELOW if interval.high_open else Mark.BETWEEN


def _ends(interval: Interval) -> tuple[Fraction | None, Fraction | None]:
    """What of an interval may be drawn: of one that is open, the end that was printed."""
    match _mark(interval):
        case Mark.ABOVE:
            return interval.low, interval.low
        case Mark.BELOW:
            return interval.high, interval.high
        case _:
            return interval.low, interval.high


def _change(fact: Fact, decision: Decision, span: timedelta) -> str:
    """The newest value against the one before, in words; empty unless both are numbers of a known hour in the span."""
    series = decision.known.precise(fact.id)
    now = decision.now.at
    if len(series) < 2 or now - series[-2].at > span or series[-1] is not decision.known.view.series(fact.id)[-1]:
        return ""
    before, last = series[-2].interval, series[-1].interval
    if before is None or last is None or not before.is_point or not last.is_point:
        return ""
    if _disturbed(fact, series[-2], series[-1], decision):
        return "changed by treatment in between: not compared"
    apart = wait_text(series[-1].at - series[-2].at)
    if before == last:
        return f"the same in {apart}"
    word = "rising" if last.low > before.low else "falling"
    if fact.logarithmic and before.low > 0:
        ratio = last.low / before.low
        times = amount_text(ratio, 1 if ratio > 1 else 2)
        if times not in ("0", "1"):
            return f"{word}, {times}\u00a0x in {apart}"
    return f"{word} by {_plain(Interval.point(abs(last.low - before.low)))} in {apart}"


def _plain(value: Interval) -> str:
    return interval_text(value, "")


def _disturbed(fact: Fact, before: Result, last: Result, decision: Decision) -> bool:
    """Whether something that makes a change unusable was done between two values."""
    known = decision.known
    for name in fact.changed_by:
        entries: list[Result | Medication] = [one for one in known.view.results(name) if one.truth is not False]
        drugs = known.view.medications(known.knowledge.drugs_named(name))
        entries += [one for one in drugs if one.kind in (MedicationKind.GIVEN, MedicationKind.STATED)]
        for one in entries:
            end = one.at if one.precision is Precision.MINUTE else one.at + _DAY
            if one.at <= last.at and before.at <= end:
                return True
    return False


def _range_text(reference: tuple[Fraction | None, Fraction | None] | None) -> str:
    if reference is None:
        return ""
    low, high = reference
    if low is None:
        return f"laboratory's range: up to {amount_text(high or Fraction(0))}"
    if high is None:
        return f"laboratory's range: from {amount_text(low)}"
    return f"laboratory's range: {amount_text(low)} to {amount_text(high)}"


def _notes(fact: Fact, decision: Decision, points: list[Point], clock: Clock) -> tuple[str, ...]:
    """What must not be overlooked: the newest is too old to count, or one is still awaited."""
    found = []
    waiting = [point for point in points if point.mark in (Mark.PENDING, Mark.NO_ANSWER)]
    if waiting and waiting[-1] is points[-1]:
        found.append(f"{waiting[-1].mark.value}: taken {waiting[-1].taken}")
    value = decision.known.value(fact.id)
    if value.why is Why.OLD and value.used and fact.current_for is not None:
        age = decision.now.at - value.used[-1].at
        found.append(f"TOO OLD to count: {wait_text(age)}, limit {wait_text(fact.current_for)}")
    return tuple(found)


def _said(
    title: str, unit: str, valued: list[Point], points: list[Point], change: str, limits: tuple[LimitLine, ...]
) -> str:
    last = valued[-1]
    amount = f"{last.text}\u00a0{unit}" if unit else last.text
    parts = [f"{title}: {amount}, taken {last.taken}"]
    if len(valued) > 1:
        parts.append(f"before it {valued[-2].text}, taken {valued[-2].taken}")
    parts += [change] if change else []
    shown = sum(point.low is not None for point in points)
    count = f"{shown} value{'' if shown == 1 else 's'} in this window"
    return sentence("; ".join([*parts, *(line.label for line in limits), count]))
