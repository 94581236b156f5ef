"""What is claimed of every computed dose, as functions that say in words where a claim fails."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from stillpath.care import DoseLine
from stillpath.model import Comparison, Knowledge, Node, Per, Verdict, leaves
from stillpath.prose.doses import dose_working
from tests.proof.pieces import (
    NEAR,
    Child,
    Piece,
    ages,
    bends_of,
    ends,
    knowledge,
    light,
    limits_of,
    line,
    sized,
    steps_of,
)
from tests.proof.tables import Limit, Printed, limits_on, only_for, printed_of, to_compare, within

__all__ = ["at_a_size", "before_rounding", "of_the_record", "wrong_at"]

_WEEK = 7


@dataclass(frozen=True)
class _Sized:
    """One line with what the claims ask of the child."""

    piece: Piece
    child: Child
    dose: DoseLine
    weight: Fraction
    surface: Fraction | None
    months: Fraction | None

    @property
    def slot(self) -> str:
        return self.piece.place

    def amounts(self) -> dict[str, Fraction]:
        """The amount per dose, day and week, in mg, mL or units; of a spaced dose the day and the week hold one."""
        record, dose = self.piece.record, self.dose
        assert dose.per_dose is not None
        written = record.give.written
        one = dose.per_dose * written
        day = one if dose.per_day is None else dose.per_day * written
        undivided = record.give.per is Per.DAY and not record.divided
        week = one * max(1, _WEEK // record.every.days) if _spaced(self.piece) else one * record.a_week or day * _WEEK
        return {"day": day, "week": week} | ({} if undivided else {"dose": one})


def _spaced(piece: Piece) -> bool:
    return piece.record.every is not None and piece.record.every.days > 1


def at_a_size(piece: Piece, child: Child, dose: DoseLine, whole: Knowledge | None = None) -> Iterator[str]:
    """Every claim that fails for one child; a child of exact weight is needed."""
    assert child.weight is not None
    known = light(child, whole=whole).known
    surface = known.value("bsa").interval if piece.basis == "m2" else None
    age = known.value("age").interval
    sized = _Sized(
        piece,
        child,
        dose,
        child.weight,
        None if surface is None else surface.low,
        None if age is None else age.low * 12,
    )
    if dose.per_dose is None:
        yield from _refused(sized)
        return
    yield from _arithmetic(sized, whole)
    yield from _own_ceiling(sized)
    if piece.id not in to_compare():
        yield from _ceilings(sized)
    yield from _only(sized, whole)
    yield from _as_printed(sized)
    if child.estimated and piece.basis and "ESTIMATE" not in dose_working(dose):
        yield "an estimate is not marked"


def of_the_record(piece: Piece, whole: Knowledge | None = None) -> Iterator[str]:
    """Claims of a record as such: it stands in a second typing, and what compares is never a default."""
    source = piece.record.evidence[0].source
    rows = printed_of(piece.place, source)
    if piece.record.computes and not piece.record.adult and not rows:
        yield "it computes, and no second typing holds it"
    if piece.id in to_compare() and piece.slot.default == piece.record.id:
        yield "a figure that is only compared is the default"
    if piece.schedule:
        yield from _on_its_days(piece, rows, whole or knowledge())


def _on_its_days(piece: Piece, rows: tuple[Printed, ...], whole: Knowledge) -> Iterator[str]:
    """A block begins and ends where its source prints, and holds no figure that is only compared."""
    compared = {id.partition("/")[0] + id[id.rindex("/") :] for id in to_compare()}
    if f"{piece.drug.id}/{piece.record.id}" in compared:
        yield "a figure that is only compared stands in a schedule"
    block = next(one for one in whole.schedules[piece.schedule].blocks if one.id == piece.slot.id)
    span = None if block.span is None else (block.span.first, block.span.last)
    if rows and span != rows[0].span:
        yield "not on the days that its source prints"


def wrong_at(piece: Piece, found: Iterable[Fraction], whole: Knowledge | None = None) -> dict[str, str]:
    """Every claim that fails at these corners or just below them, with the first size in kg or m2 where it does."""
    low, high = ends(piece)
    bands = sorted({*limits_of(piece.record, "weight")})
    wrong: dict[str, str] = {}
    before: tuple[Fraction, Fraction, int] | None = None
    for problem in before_rounding(piece, whole):
        wrong.setdefault(problem, "before rounding")
    for size in (near for corner in found for near in (corner - NEAR, corner, corner + NEAR)):
        if not low <= size <= high:
            continue
        child = sized(piece, size)
        dose = line(piece, child, whole=whole)
        for problem in at_a_size(piece, child, dose, whole):
            wrong.setdefault(problem, f"{float(size):.6g}")
        band = bisect_right(bands, size)
        if dose.per_dose is not None:
            if before is not None and before[2] == band and dose.per_dose < before[1]:
                wrong.setdefault("a larger child gets less", f"{float(size):.6g}")
            before = size, dose.per_dose, band
    return wrong


def before_rounding(piece: Piece, whole: Knowledge | None) -> Iterator[str]:
    """The amount before rounding against every limit that counts by the same size, where either of them bends.

    A limit for a band of weight or age is held wherever it speaks of a child that the record gives an amount to, at
    both ends of each stretch between two bends.
    """
    if piece.id in to_compare() or not piece.basis:
        return
    steps = steps_of(piece, whole)
    low, high = ends(piece)
    bends = {low, high, *bends_of(piece)}
    bends |= {steps.cap / steps.rate} if steps.cap is not None else set()
    stretches = tuple(pairwise(sorted(size for size in bends if low <= size <= high)))
    undivided = piece.record.give.per is Per.DAY and not piece.record.divided
    a_day = Fraction(1) if piece.record.every is None and piece.record.give.per is Per.DOSE else _doses_a_day(piece)
    for limit in limits_on(piece.place):
        if limit.unit != piece.record.give.unit or limit.basis not in ("", piece.basis):
            continue
        a_week = Fraction(max(piece.record.a_week, 1))
        times = {"dose": Fraction(not undivided), "day": max(a_day, Fraction(1)), "week": a_week}[limit.per]
        sizes = {size for stretch in stretches if _spoken(piece, limit, stretch, whole) for size in stretch}
        if any(steps.exact(size) * times > limit.most * (size if limit.basis else 1) for size in sizes):
            yield f"before rounding above the ceiling {limit.row} per {limit.per}"


def _spoken(piece: Piece, limit: Limit, stretch: tuple[Fraction, Fraction], whole: Knowledge | None) -> bool:
    """Whether a limit binds a record between two bends; one without a band always does."""
    if not limit.weight and not limit.age:
        return True
    child = sized(piece, sum(stretch) / 2)
    for birth in ages(piece):
        one = replace(child, birth=birth)
        months = light(one).known.value("age").interval
        assert months is not None
        assert one.weight is not None
        if limit.speaks(one.weight, months.low * 12) and line(piece, one, whole=whole).raw is not None:
            return True
    return False


def _refused(sized: _Sized) -> Iterator[str]:
    """Nothing was computed: it must say why, and a source that speaks of the child must have a reason."""
    if not sized.dose.why_not:
        yield "nothing is computed and no reason is told"
    for amount in (sized.dose.per_day, sized.dose.raw, sized.dose.ceiling):
        if amount is not None:
            yield "an amount stands beside the reason for none"
    grown = sized.months is None or sized.months >= 18 * 12
    speaks = not grown and any(_meant(row, sized) for row in _rows(sized))
    if speaks and sized.piece.record.computes and "does not speak" in sized.dose.why_not:
        yield "the source speaks of this child and nothing is computed"


def _arithmetic(sized: _Sized, whole: Knowledge | None) -> Iterator[str]:
    """The line agrees with the record: product, ceiling, division, rounding down, doses of a day."""
    piece, dose = sized.piece, sized.dose
    give = piece.record.give
    assert dose.per_dose is not None
    assert dose.raw is not None
    assert dose.point is not None
    assert dose.size is not None
    if not give.low <= dose.point * give.written <= give.high:
        yield "the point lies outside the range"
    size = {"": Fraction(1), "kg": sized.weight, "m2": sized.surface}[give.basis]
    if dose.size.amount != size or dose.raw != dose.point * size:
        yield "the product is not the point times the size"
    steps = steps_of(piece, whole)
    exact = steps.exact(dose.size.amount)
    given = dose.per_dose * give.written
    if given > exact:
        yield "rounded up"
    if dose.rounded != (given != exact):
        yield "it is not told that it was rounded"
    if dose.step is not None and (dose.per_dose / dose.step).denominator != 1:
        yield "the amount is no multiple of its step"
    if steps.step is not None and exact - given >= steps.step:
        yield "rounding took more than a step"
    tenth = steps.step is not None and exact - given > steps.loss * exact
    if tenth and steps.step is not None and exact - given >= steps.step / 10:
        yield "rounding took more than policy allows"
    if dose.per_day is not None and dose.per_day != dose.per_dose * _doses_a_day(piece):
        yield "the day is not the doses of a day"
    if (dose.per_day is None) != (give.per is Per.DOSE and (piece.record.every is None or _spaced(piece))):
        yield "an amount per day of a dose that is not daily, or none of one that is"


def _doses_a_day(piece: Piece) -> Fraction:
    record = piece.record
    if record.give.per is Per.DAY:
        return Fraction(max(record.divided, 1))
    assert record.every is not None
    return Fraction(24 * 3600, int(record.every.total_seconds()))


def _own_ceiling(sized: _Sized) -> Iterator[str]:
    most, dose = sized.piece.record.at_most, sized.dose
    if most is None or dose.per_dose is None:
        return
    size = {"": Fraction(1), "kg": sized.weight, "m2": sized.surface}[most.basis]
    amount = sized.amounts().get(most.per.value)
    if size is not None and amount is not None and amount > most.high * size:
        yield f"above its own ceiling of {most.text}"


def _ceilings(sized: _Sized) -> Iterator[str]:
    """Above a limit of the table of ceilings."""
    amounts = sized.amounts()
    for limit in limits_on(sized.slot):
        most = limit.amount(sized.weight, sized.surface)
        if limit.unit != sized.piece.record.give.unit or most is None or limit.per not in amounts:
            continue
        if sized.months is not None and not limit.speaks(sized.weight, sized.months):
            continue
        if amounts[limit.per] > most:
            yield f"above the ceiling {limit.row} per {limit.per}"


def _only(sized: _Sized, whole: Knowledge | None) -> Iterator[str]:
    """Outside the children that the table names: then a caution of the drug must say so."""
    for row in only_for(sized.slot):
        age = sized.months is None or within(row.get("age", {}), sized.months)
        if age and within(row.get("weight", {}), sized.weight):
            continue
        decision = light(sized.child, whole=whole)
        told = any(
            decision.evaluate(one.when).verdict is Verdict.MET
            for one in sized.piece.drug.cautions
            if one.when is not None and _of_size_or_age(one.when)
        )
        if not told:
            yield f"computed for a child outside {row['rows'][0]}"


def _of_size_or_age(rule: Node) -> bool:
    return all(isinstance(leaf, Comparison) and leaf.fact in ("age", "weight") for leaf in leaves(rule))


def _rows(sized: _Sized) -> tuple[Printed, ...]:
    """What the record's own source prints in this slot: of several bands, those of the record's unit."""
    rows = printed_of(sized.slot, sized.piece.record.evidence[0].source)
    return tuple(row for row in rows if row.unit == sized.piece.record.give.unit)


def _meant(row: Printed, sized: _Sized) -> bool:
    return within(row.weight, sized.weight) and (sized.months is None or within(row.age, sized.months))


def _as_printed(sized: _Sized) -> Iterator[str]:
    """The line against what its source prints, as typed a second time."""
    rows = _rows(sized)
    row = next((one for one in rows if _meant(one, sized)), None)
    if row is None:
        if printed_of(sized.slot, sized.piece.record.evidence[0].source):
            yield "computed for a child that its source does not speak of"
        return
    dose, record = sized.dose, sized.piece.record
    assert dose.per_dose is not None
    assert dose.raw is not None
    size = {"": Fraction(1), "kg": sized.weight, "m2": sized.surface}[row.basis]
    if size is None:
        yield "computed without the size that its source counts by"
        return
    amounts = sized.amounts()
    raw = dose.raw * record.give.written * _count(record.give.per, row.per, sized)
    if not row.low * size <= raw <= row.high * size:
        yield "the amount is not what its source prints"
    elif raw != row.point * size:
        yield "not the point of the range that is meant"
    a_day = None if dose.per_day is None else dose.per_day / dose.per_dose
    if row.a_day and a_day not in row.a_day:
        yield "not given as often as its source prints"
    if not row.a_day and row.per == "day" and a_day is not None and a_day > 4:
        yield "given more often than four times a day"
    if (row.days or row.once) and a_day is not None:
        yield "counted per day, and its source does not give it daily"
    if row.days and (record.every is None or record.every.days != row.days):
        yield "not as far apart as its source prints"
    if row.per == "day" and a_day is None:
        yield "not counted per day, and its source prints a day's amount"
    if row.once and (record.every is not None or record.a_week):
        yield "repeated, and its source gives it once"
    if row.a_week != record.a_week:
        yield "not as often a week as its source prints"
    for most, per in row.most:
        if per in amounts and amounts[per] > most:
            yield "above the ceiling that its source is held to"


def _count(per: Per, printed: str, sized: _Sized) -> Fraction:
    """What turns an amount in the record's count into the count that the source prints."""
    if per.value == printed:
        return Fraction(1)
    if printed == "day":
        return _doses_a_day(sized.piece) if sized.piece.record.every is not None else Fraction(1)
    return 1 / Fraction(max(sized.piece.record.divided, 1))
