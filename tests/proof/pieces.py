"""Every computed dose as a function of one size, and the sizes at which it can change: its corners.

A dose record multiplies a rate by a size `s` (kg, m2, or nothing), stops at a ceiling, divides by the doses of a day
and rounds down to a step. Before rounding that is `x(s) = min(rate * s, cap(s)) / n`: continuous, made of straight
pieces, and never falling in `s`. Rounding down to a step `t` makes it constant between two sizes at which `x` passes
a multiple of the step; where rounding would lose more than the share `p` that policy allows, the step is `t / 10`,
and that is so from `x = k t / (1 - p)` up to the next multiple of `t`. So the whole function can change only at

- the ends of the plausible range, and the limits of weight and age in `who` and in the two tables;
- the size at which the ceiling is reached;
- sizes where `x` is a multiple of `t`, or `k t / (1 - p)`, or a multiple of `t / 10` between that and the next.

Strictly between two neighbours of that list a rounded dose is constant: so three looks at each corner, just below, at
it and just above, see every amount that is ever given. Rounding only lowers, so a dose keeps a limit wherever `x`
keeps it; `x` and a limit (so much per kg, per m2, or flat) are straight between the ends, the ceiling and the limits
of `who`, and of two straight lines the one that is lower at both ends is lower between them. That is why the corners
suffice. Before rounding a row for a band of weight is held where that band ends too. `test_doses.py` tries the
argument on sizes drawn at random between the corners.

All of it is exact: sizes, steps and limits are fractions, and a surface is built from a height of 1 m, so that its
square is exact.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache

from stillpath.care import DOES_NOT_FIT, NOT_FOR_HEIGHT, DoseLine, compute_dose
from stillpath.care.schedules import lay_out
from stillpath.engine import Decision, Moment
from stillpath.engine.evaluate import Context
from stillpath.engine.exposure import Happened
from stillpath.engine.known import Known
from stillpath.library import load
from stillpath.model import Comparison, DoseRecord, Drug, Knowledge, Per, Slot, leaves
from stillpath.timeline import Medication, Patient, Result, Timeline, View
from stillpath.units import Interval
from tests.proof.tables import bands_of

__all__ = [
    "AT",
    "NEAR",
    "Child",
    "Piece",
    "ages",
    "bends_of",
    "blocks",
    "computing",
    "computing_blocks",
    "corners",
    "ends",
    "knowledge",
    "light",
    "limits_of",
    "line",
    "piece_of",
    "records",
    "result",
    "sized",
    "steps_of",
    "telling",
]

AT = datetime(2026, 6, 15, 12, tzinfo=UTC)
NEAR = Fraction(1, 10**6)
"""How far beside a corner is "just beside": a millionth of a kilogram or of a square metre."""

_HEIGHT = Fraction(100)
_MOSTELLER = Fraction(3600)


@dataclass(frozen=True)
class Child:
    """A size and an age that a dose is asked for: weight in kg, height in cm, age in whole months and days."""

    weight: Fraction | None = Fraction(20)
    height: Fraction | None = Fraction(115)
    birth: date | None = date(2020, 1, 15)
    estimated: bool = False

    @property
    def age(self) -> Fraction | None:
        """Years, as the timeline counts them."""
        if self.birth is None:
            return None
        return light(self).known.value("age").interval.low  # type: ignore[union-attr]


@dataclass(frozen=True)
class Piece:
    """One record of a drug and the size its dose is counted by: "kg", "m2" or ""."""

    drug: Drug
    slot: Slot
    record: DoseRecord
    schedule: str = ""
    """The schedule of which the slot is a block; "" for a record of a drug."""

    @property
    def id(self) -> str:
        """The record as a path: drug, slot and record; of a block the schedule and the block."""
        return self.place if self.schedule else f"{self.place}/{self.record.id}"

    @property
    def place(self) -> str:
        """What the tables know it by: drug and slot, or schedule and block."""
        return f"{self.schedule or self.drug.id}/{self.slot.id}"

    @property
    def basis(self) -> str:
        """What the amount is counted by."""
        return self.record.give.basis


@cache
def knowledge() -> Knowledge:
    """The knowledge that is shipped, read once, with no rule but that of a weight's fit for the age: a dose needs no
    other, and how a weight fits the height is tried elsewhere.
    """
    whole = load()
    fit = whole.criteria[DOES_NOT_FIT]
    return replace(whole, rules={}, events={}, criteria={DOES_NOT_FIT: fit, NOT_FOR_HEIGHT: fit})


def records(whole: Knowledge | None = None) -> Iterator[Piece]:
    """Every dose record of a knowledge, the shipped one if none is given."""
    for drug in (whole or knowledge()).drugs.values():
        slots = {slot.id: slot for slot in drug.slots}
        for record in drug.doses:
            if record.slot in slots:
                yield Piece(drug, slots[record.slot], record)


def computing(whole: Knowledge | None = None) -> tuple[Piece, ...]:
    """The records of which an amount may be computed for a child."""
    return tuple(piece for piece in records(whole) if piece.record.computes and not piece.record.adult)


def blocks(whole: Knowledge | None = None) -> Iterator[Piece]:
    """Every block of every schedule that holds an amount, with the block for its slot."""
    facts = whole or knowledge()
    for schedule in facts.schedules.values():
        for block in schedule.blocks:
            if block.record is not None:
                place = Slot(block.id, schedule.title, "", "")
                yield Piece(facts.drugs[block.drug], place, block.record, schedule.id)


def computing_blocks(whole: Knowledge | None = None) -> tuple[Piece, ...]:
    """The blocks of which an amount may be computed for a child."""
    return tuple(piece for piece in blocks(whole) if piece.record.computes and not piece.record.adult)


def piece_of(id: str) -> Piece:
    """The piece of a path such as `anakinra/critical/halyabar-critical`."""
    return next(piece for piece in records() if piece.id == id)


def result(fact: str, value: Fraction, before: timedelta = timedelta(hours=1), estimated: bool = False) -> Result:
    """A measured size, taken so long before the instant."""
    at = AT - before
    return Result(f"{fact}-{before}", fact, at, at, Interval.point(value), estimated=estimated)


def light(child: Child, more: tuple[Result | Medication, ...] = (), whole: Knowledge | None = None) -> Decision:
    """A decision that knows the sizes of a child and nothing else; no rule is walked, so it takes microseconds."""
    taken = [result("weight", child.weight, estimated=child.estimated)] if child.weight is not None else []
    taken += [result("height", child.height)] if child.height is not None else []
    timeline = Timeline.of(Patient("proof", birth_date=child.birth), (*taken, *more))
    facts = whole or knowledge()
    view = View(timeline, facts.facts)
    view.advance(AT)
    return Decision((Moment(AT, {}, {}, {}),), Context(Known(facts, view), {}, {}, _never))


def _never(_: str) -> Happened:
    return Happened(None)


def line(piece: Piece, child: Child, more: tuple[Result, ...] = (), whole: Knowledge | None = None) -> DoseLine:
    """What `compute_dose` itself gives; of a block what `lay_out` gives, with the guard of its schedule taken away."""
    decision = light(child, more, whole)
    if not piece.schedule:
        return compute_dose(piece.drug, piece.slot, piece.record, decision)
    facts = whole or knowledge()
    open_ = replace(facts.schedules[piece.schedule], guard=None)
    laid = next(one for one in lay_out(open_, facts, decision, None).blocks if one.block.id == piece.slot.id)
    assert laid.dose is not None
    return laid.dose


def sized(piece: Piece, size: Fraction) -> Child:
    """A child of ten years whose weight, or surface, is `size`; a surface is that of a height of 1 m, exactly."""
    if piece.basis == "m2":
        return Child(size * size * _MOSTELLER / _HEIGHT, _HEIGHT, date(2016, 6, 15))
    return Child(size, Fraction(115), date(2016, 6, 15))


def telling(piece: Piece, most: int = 90) -> tuple[Fraction, ...]:
    """The corners that can tell most, for a run of seconds: ends, limits, ceiling and some of the steps, evenly.

    `corners` has them all; the campaign goes through those.
    """
    found = corners(piece)
    arithmetic = steps_of(piece)
    kept = {found[0], found[-1], *bends_of(piece), *found[:: max(1, len(found) // most)]}
    if arithmetic.cap is not None and piece.basis:
        at = bisect_left(found, arithmetic.cap / arithmetic.rate)
        kept |= set(found[max(0, at - 3) : at + 3])
    return tuple(sorted(size for size in kept if found[0] <= size <= found[-1]))


@dataclass(frozen=True)
class Steps:
    """What turns the exact amount `rate * size / share`, at most `cap / share`, into an amount that can be given."""

    rate: Fraction
    share: Fraction
    cap: Fraction | None
    step: Fraction | None
    loss: Fraction

    def exact(self, size: Fraction) -> Fraction:
        """The amount of a dose before rounding."""
        amount = self.rate * size
        return (amount if self.cap is None else min(amount, self.cap)) / self.share


def steps_of(piece: Piece, whole: Knowledge | None = None) -> Steps:
    """The record's own arithmetic, in the unit it is kept in; the ceiling in the count of the amount."""
    record, drug = piece.record, piece.drug
    n = max(record.divided, 1) if record.give.per is Per.DAY else 1
    cap = None
    if record.at_most is not None and not record.at_most.basis:
        a_day = _a_day(record)
        factor = {
            (Per.DAY, Per.DOSE): Fraction(n),
            (Per.DOSE, Per.DAY): 1 / a_day,
        }.get((record.give.per, record.at_most.per), Fraction(1))
        cap = record.at_most.high * factor
    step = None
    if drug.rounding is not None:
        step = drug.rounding.amount
        if drug.rounding.unit == record.give.written_unit:
            step *= record.give.written
        elif drug.rounding.unit != record.give.unit:
            step = None
    loss = (whole or knowledge()).policy["rounding-loss"].value.amount / 100
    rate = record.usual if record.usual is not None else record.give.low
    return Steps(rate, Fraction(n), cap, step, loss)


def _a_day(record: DoseRecord) -> Fraction:
    day = timedelta(days=1)
    if record.every is None or record.every > day:
        return Fraction(1)
    return Fraction(int(day.total_seconds()), int(record.every.total_seconds()))


def ends(piece: Piece) -> tuple[Fraction, Fraction]:
    """The plausible range of the size: of weight, or of the surface that weights and heights can make."""
    weight = knowledge().facts["weight"].plausible
    height = knowledge().facts["height"].plausible
    assert weight is not None
    assert height is not None
    if piece.basis != "m2":
        return weight.low, weight.high
    return Fraction(5, 100), _root_above(weight.high * height.high / _MOSTELLER)


def _root_above(square: Fraction) -> Fraction:
    return Fraction(int(float(square) ** 0.5 * 1000) + 1, 1000)


def limits_of(record: DoseRecord, fact: str) -> tuple[Fraction, ...]:
    """The limits of a fact in the record's `who`."""
    if record.who is None:
        return ()
    found = (leaf for leaf in leaves(record.who) if isinstance(leaf, Comparison) and leaf.fact == fact)
    return tuple(leaf.limit.amount for leaf in found if hasattr(leaf.limit, "amount"))


def bends_of(piece: Piece) -> tuple[Fraction, ...]:
    """The weights at which a record, or what a table says of its place, begins to speak of other children."""
    return tuple(sorted({*limits_of(piece.record, "weight"), *bands_of(piece.place, "weight")}))


def corners(piece: Piece, whole: Knowledge | None = None) -> tuple[Fraction, ...]:
    """The sizes at which the dose of a record can change, in order; of a flat amount the ends and limits alone."""
    low, high = ends(piece)
    found = {low, high, *bends_of(piece)}
    arithmetic = steps_of(piece, whole)
    if piece.basis:
        found |= set(_changes(arithmetic, high))
    return tuple(sorted(size for size in found if low <= size <= high))


def _changes(arithmetic: Steps, high: Fraction) -> Iterator[Fraction]:
    """Where the ceiling is reached, and where rounding takes another step."""
    per_size = arithmetic.rate / arithmetic.share
    top = arithmetic.exact(high)
    if arithmetic.cap is not None:
        yield arithmetic.cap / arithmetic.rate
    if arithmetic.step is None:
        return
    step, keep = arithmetic.step, 1 - arithmetic.loss
    for count in range(int(top / step) + 1):
        yield count * step / per_size
        switch = count * step / keep
        following = (count + 1) * step
        if switch < following:
            yield switch / per_size
            yield from ((count * step + tenth * step / 10) / per_size for tenth in range(1, 10))


def ages(piece: Piece) -> tuple[date, ...]:
    """Birth dates for every age that matters: both sides of each limit of `who` and of the tables, of 18, and birth."""
    today = AT.date()
    limits = {0, 18 * 12, *(int(year * 12) for year in limits_of(piece.record, "age"))}
    limits |= {int(months) for months in bands_of(piece.place, "age")}
    days = {today, today - timedelta(days=1), today - timedelta(days=28)}
    for months in limits:
        at = date(today.year - (months + 12 - today.month) // 12, (today.month - 1 - months) % 12 + 1, today.day)
        days |= {at + timedelta(days=shift) for shift in (-1, 0, 1)}
    return tuple(sorted(day for day in days if day <= today))
