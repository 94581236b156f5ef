"""A dose for this child from one record: every step kept, nothing computed that may not be.

No number comes out without a current weight (or height, where the record is by surface), from a record of another
population, from an adult record, or from one that knowledge marks as not to be computed.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import floor

from stillpath.engine import Decision
from stillpath.model import DoseRecord, Drug, Per, Slot, Status, Verdict
from stillpath.timeline import Result
from stillpath.units import Interval, Operator, parse_duration

__all__ = ["ADULT", "DoseLine", "Size", "compute_dose", "size_of", "slot_doses"]

_DAY = timedelta(days=1)
ADULT = Fraction(18)
"""Years. Below it a record tagged adult never computes (language ruling 19)."""


@dataclass(frozen=True, slots=True)
class Size:
    """The weight (kg) or surface (m2) a dose is counted by, and the results it came from.

    `others` are standing weights that differ: the lowest was used. `estimated`: at least one input is an estimate.
    """

    basis: str
    amount: Fraction
    used: tuple[Result, ...]
    others: tuple[Result, ...] = ()

    @property
    def estimated(self) -> bool:
        """Whether an input was marked as an estimate."""
        return any(result.estimated for result in self.used)


@dataclass(frozen=True, slots=True)
class DoseLine:
    """What one record gives this child. Amounts are in `unit`; None where none is computed, and `why_not` says why.

    `point` is the amount per kg, per m2 or flat that was multiplied; `raw` the product before ceiling, division and
    rounding; `ceiling` what it was held against in the same count as `raw`, and `capped` whether that lowered it.
    """

    drug: Drug
    slot: Slot
    record: DoseRecord
    default: bool
    unit: str
    per_dose: Fraction | None = None
    per_day: Fraction | None = None
    divisions: int = 1
    point: Fraction | None = None
    raw: Fraction | None = None
    ceiling: Fraction | None = None
    capped: bool = False
    step: Fraction | None = None
    rounded: bool = False
    size: Size | None = None
    why_not: str = ""


def slot_doses(drug: Drug, slot: Slot, decision: Decision) -> tuple[DoseLine, ...]:
    """Every record of a slot worked out for this child, the default first; empty if none is held.

    Where the default does not speak of this child (another band of weight or age) and its own source does so in
    another record, that one is the default.
    """
    records = [record for record in drug.doses if record.slot == slot.id]
    default = _default_here(records, slot, decision)
    records.sort(key=lambda record: record.id != default)
    lines = (compute_dose(drug, slot, record, decision) for record in records)
    return tuple(replace(line, default=line.record.id == default) for line in lines)


def _default_here(records: list[DoseRecord], slot: Slot, decision: Decision) -> str:
    named = next((record for record in records if record.id == slot.default), None)
    if named is None or named.who is None or decision.evaluate(named.who).verdict is not Verdict.NOT_MET:
        return slot.default
    source = named.evidence[0].source
    for record in records:
        fits = record.who is not None and decision.evaluate(record.who).verdict is Verdict.MET
        if fits and record.computes and record.evidence[0].source == source:
            return record.id
    return slot.default


def compute_dose(drug: Drug, slot: Slot, record: DoseRecord, decision: Decision) -> DoseLine:
    """One record worked out for this child."""
    blank = DoseLine(
        drug, slot, record, record.id == slot.default, record.give.written_unit, divisions=_divisions(record)
    )
    reason = _may_not(record, decision)
    if reason:
        return _without(blank, reason)
    size = size_of(record.give.basis, decision)
    if size is None or (record.at_most is not None and size_of(record.at_most.basis, decision) is None):
        return _without(blank, _missing(decision))
    point = record.usual if record.usual is not None else record.give.low
    raw = point * size.amount
    ceiling = _ceiling(record, size, decision)
    capped = ceiling is not None and raw > ceiling
    amount = ceiling if ceiling is not None and capped else raw
    divisions = _divisions(record)
    exact = amount / divisions if record.give.per is Per.DAY else amount
    step = _step(drug, record, exact, decision)
    per_dose = floor(exact / step) * step if step else exact
    if per_dose <= 0:
        return _without(blank, "the amount is below the step it can be given in")
    a_day = _doses_a_day(record)
    written = record.give.written
    return DoseLine(
        drug=drug,
        slot=slot,
        record=record,
        default=record.id == slot.default,
        unit=record.give.written_unit,
        per_dose=per_dose / written,
        per_day=per_dose * a_day / written if a_day else None,
        divisions=divisions,
        point=point / written,
        raw=raw / written,
        ceiling=None if ceiling is None else ceiling / written,
        capped=capped,
        step=None if step is None else step / written,
        rounded=per_dose != exact,
        size=size,
    )


def size_of(basis: str, decision: Decision) -> Size | None:
    """The weight or surface to count by; None without current values. A flat basis is the number 1.

    Of standing weights near in time that differ, the lowest is used and the others are kept to be shown; a measured one
    goes before an estimate.
    """
    if not basis:
        return Size("", Fraction(1), ())
    known = decision.known
    if basis == "kg":
        value = known.value("weight")
        if value.interval is None or not value.interval.is_point:
            return None
        newest = _measured(value.used[-1], decision)
        differing = _conflicting(newest, decision)
        lowest = min((newest, *differing), key=lambda result: _low(result.interval))
        others = tuple(result for result in (newest, *differing) if result is not lowest)
        return Size("kg", _low(lowest.interval), (lowest,), others)
    value = known.value("bsa")
    weight = size_of("kg", decision)
    if value.interval is None or not value.interval.is_point or weight is None or weight.others:
        return None
    return Size("m2", value.interval.low, value.used)


def _missing(decision: Decision) -> str:
    weight = size_of("kg", decision)
    if weight is not None and weight.others:
        return "two weights differ: weigh again before a dose by surface is computed"
    if weight is None:
        return "needs a current weight"
    return "needs a current height"


def _measured(newest: Result, decision: Decision) -> Result:
    """The newest weight; if that is an estimate, the newest measured one that still counts, if there is any."""
    known = decision.known
    life = known.shelf_life(known.knowledge.facts["weight"])
    if not newest.estimated:
        return newest
    measured = [
        result
        for result in known.view.results("weight")
        if result.interval is not None and not result.estimated and (life is None or known.at - result.at <= life)
    ]
    return measured[-1] if measured else newest


def _conflicting(newest: Result, decision: Decision) -> list[Result]:
    """The standing weights near the newest in time that differ from it by more than policy allows."""
    policy = decision.known.knowledge.policy
    window = parse_duration(str(policy["weight-conflict-window"].value))
    share = policy["weight-conflict"].value.amount / 100
    near = [
        result
        for result in decision.known.view.results("weight")
        if result is not newest
        and result.interval is not None
        and not result.estimated
        and abs(newest.at - result.at) <= window
    ]
    now = _low(newest.interval)
    return [result for result in near if abs(_low(result.interval) - now) > share * min(now, _low(result.interval))]


def _may_not(record: DoseRecord, decision: Decision) -> str:
    if not record.computes:
        return record.why_not or "not computed: shown for comparison only"
    if any(evidence.status is Status.UNVERIFIED for evidence in record.evidence[:1]):
        return "not computed: the figure is unverified"
    age = decision.known.value("age").interval
    adult = age is not None and age.compare(Operator.AT_LEAST, ADULT) is True
    if record.adult and not adult:
        return "an adult figure: never computed for a child"
    if adult and not record.adult:
        return "18 years or older: this dose is written for children"
    if record.who is not None:
        verdict = decision.evaluate(record.who).verdict
        if verdict is Verdict.NOT_MET:
            return "this source does not speak of a child of this age, size or state"
        if verdict is Verdict.UNKNOWN:
            return "whether this source speaks of this child is unknown (age or size missing)"
    return ""


def _ceiling(record: DoseRecord, size: Size, decision: Decision) -> Fraction | None:
    most = record.at_most
    if most is None:
        return None
    if not most.basis or most.basis == size.basis:
        limit = most.high * (size.amount if most.basis else 1)
    else:
        other = size_of(most.basis, decision)
        if other is None:
            return None
        limit = most.high * other.amount
    if most.per is record.give.per:
        return limit
    a_day = _doses_a_day(record) or Fraction(1)
    return limit * a_day if record.give.per is Per.DAY else limit / a_day


def _doses_a_day(record: DoseRecord) -> Fraction | None:
    """How many doses a day; None when they are further apart than a day."""
    if record.give.per is Per.DAY:
        return Fraction(max(record.divided, 1))
    if record.every is None or record.every > _DAY or not record.every:
        return None
    return Fraction(int(_DAY.total_seconds()), int(record.every.total_seconds()))


def _divisions(record: DoseRecord) -> int:
    a_day = _doses_a_day(record)
    return int(a_day) if a_day is not None and a_day >= 1 else 1


def _step(drug: Drug, record: DoseRecord, exact: Fraction, decision: Decision) -> Fraction | None:
    """The step to round down to, in the record's kept unit; a tenth of it where rounding would lose too much."""
    if drug.rounding is None or drug.rounding.unit not in (record.give.written_unit, record.give.unit):
        return None
    step = drug.rounding.amount * (record.give.written if drug.rounding.unit == record.give.written_unit else 1)
    lost = exact - floor(exact / step) * step
    share = decision.known.knowledge.policy["rounding-loss"].value.amount / 100
    return step / 10 if lost > share * exact else step


def _low(interval: Interval | None) -> Fraction:
    assert interval is not None
    return interval.low


def _without(line: DoseLine, reason: str) -> DoseLine:
    return DoseLine(
        line.drug, line.slot, line.record, line.default, line.unit, divisions=line.divisions, why_not=reason
    )
