"""A dose for this child from one record: every step kept, nothing computed that may not be.

No number comes out without a current weight (or height, where the record is by surface), from a record of another
population, from an adult record, or from one that knowledge marks as not to be computed.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from math import floor

from stillpath.engine import Decision
from stillpath.model import DoseRecord, Drug, Node, Per, Slot, Status, Verdict
from stillpath.timeline import Result
from stillpath.units import Operator

__all__ = [
    "ADULT",
    "CONFIRMED",
    "DOES_NOT_FIT",
    "HEIGHT_CONFIRMED",
    "HEIGHT_DOES_NOT_FIT",
    "LOCAL_ROUTES",
    "NOT_FOR_HEIGHT",
    "DoseLine",
    "Size",
    "compute_dose",
    "gives_more",
    "height_doubtful",
    "size_of",
    "slot_doses",
]

_DAY = timedelta(days=1)
DOES_NOT_FIT = "weight-does-not-fit"
"""The criterion by which a weight cannot be right."""

NOT_FOR_HEIGHT = "weight-does-not-fit-height"
"""The criterion by which it cannot be right with the height."""

HEIGHT_DOES_NOT_FIT = "height-does-not-fit"
"""The criterion by which a height cannot be right."""

HEIGHT_CONFIRMED = "height-confirmed"
"""The answer that lets the height count in a surface."""

CONFIRMED = "weight-confirmed"
"""The answer that lets the newest weight stand."""

LOCAL_ROUTES = ("topical", "inhaled", "intra-articular", "ophthalmic", "otic", "nasal", "intrathecal", "intralesional")
"""By these a steroid is not taken as systemic."""

ADULT = Fraction(18)
"""Years. Below it a record tagged adult never computes (language ruling 19)."""


@dataclass(frozen=True, slots=True)
class Size:
    """The weight (kg) or surface (m2) a dose is counted by, and the results it came from.

    `others` are standing weights that differ: the lowest was used; `changed`, whether one of them is the child's own
    weight of some days before the newest. `estimated`: at least one input is an estimate.
    `misfit` is the criterion by which the weight cannot be right (empty: it can, or that is not known); `confirmed`,
    whether somebody said that it is.
    """

    basis: str
    amount: Fraction
    used: tuple[Result, ...]
    others: tuple[Result, ...] = ()
    misfit: str = ""
    confirmed: bool = False
    changed: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether the weight cannot be right, and nobody confirmed it: no dose is computed by it."""
        return bool(self.misfit) and not self.confirmed

    @property
    def against(self) -> str:
        """What the weight does not fit: the height, or the age."""
        return "height" if self.misfit == NOT_FOR_HEIGHT else "age"

    @property
    def estimated(self) -> bool:
        """Whether an input was marked as an estimate."""
        return any(result.estimated for result in self.used)


@dataclass(frozen=True, slots=True)
class DoseLine:
    """What one record gives this child. Amounts are in `unit`; None where none is computed, and `why_not` says why.

    `point` is the amount per kg, per m2 or flat that was multiplied; `raw` the product before ceiling, division and
    rounding; `ceiling` what it was held against in the same count as `raw`, and `capped` whether that lowered it.
    `shipped` is what the knowledge's own default gives this child, on the default line of a slot for which a hospital
    chose another; else None. `above` is whether a record without a ceiling gives this child more than the most that the
    slot's default may give: it is worked out to be compared, and is no dose. Of a systemic steroid, `prednisolone` is
    what a day of it equals, in mg of prednisolone per kg.
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
    shipped: "DoseLine | None" = None
    above: bool = False
    prednisolone: Fraction | None = None


def slot_doses(drug: Drug, slot: Slot, decision: Decision) -> tuple[DoseLine, ...]:
    """Every record of a slot worked out for this child, the default first; empty if none is held.

    Where the default does not speak of this child (another band of weight or age) and its own source does so in
    another record, that one is the default; where a hospital chose it, the knowledge's own is the next.
    """
    records = [record for record in drug.doses if record.slot == slot.id]
    default = _default_here(records, slot, decision)
    records.sort(key=lambda record: record.id != default)
    own = _speaking(records, slot.shipped, decision) if slot.shipped else ""
    lines = {record.id: compute_dose(drug, slot, record, decision) for record in records}
    shipped = lines.get(own) if own != default else None
    most = next((_most_of(record, drug, slot, decision) for record in records if record.id == default), None)
    return tuple(
        replace(
            line,
            default=id == default,
            shipped=shipped if id == default else None,
            above=id != default and _above(line, most),
        )
        for id, line in lines.items()
    )


def _most_of(record: DoseRecord, drug: Drug, slot: Slot, decision: Decision) -> DoseLine | None:
    """The most that a record may give this child: the upper end of its range, at its ceiling; None without one."""
    if record.at_most is None:
        return None
    return compute_dose(drug, slot, replace(record, usual=record.give.high), decision)


def _above(line: DoseLine, most: DoseLine | None) -> bool:
    """Whether a dose without a ceiling of its own is more than the most of another, counted in the same way."""
    if line.record.at_most is not None or most is None or line.unit != most.unit:
        return False
    a_day = line.per_day is not None and most.per_day is not None
    ours, theirs = (line.per_day, most.per_day) if a_day else (line.per_dose, most.per_dose)
    return ours is not None and theirs is not None and ours > theirs


def gives_more(record: DoseRecord, than: DoseRecord) -> bool:
    """Whether some child may get more by a record than by another, in a dose or in a day, before or at the ceiling.

    Amounts that are counted by another size cannot be compared: then it may.
    """
    if (record.give.unit, record.give.basis) != (than.give.unit, than.give.basis):
        return True
    ours, others = _highest(record), _highest(than)
    return any(other is not None and (one is None or one > other) for one, other in zip(ours, others, strict=True))


def _highest(record: DoseRecord) -> tuple[Fraction | None, ...]:
    """The amount per size of a dose and of a day, and the ceiling of a dose and of a day; None where there is none."""
    point = record.usual if record.usual is not None else record.give.low
    most = record.at_most
    found: list[Fraction | None] = [*_per_dose_and_day(record, point, record.give.per)]
    return (*found, *((None, None) if most is None else _per_dose_and_day(record, most.high, most.per)))


def _per_dose_and_day(record: DoseRecord, amount: Fraction, per: Per) -> tuple[Fraction, Fraction]:
    """An amount per dose or per day as both; of doses further apart than a day the day has its share of one."""
    if record.a_week:
        a_day = Fraction(record.a_week, 7)
    elif record.every is not None and record.every > _DAY:
        a_day = Fraction(int(_DAY.total_seconds()), int(record.every.total_seconds()))
    else:
        a_day = _doses_a_day(record) or Fraction(1)
    return (amount, amount * a_day) if per is Per.DOSE else (amount / a_day, amount)


def _default_here(records: list[DoseRecord], slot: Slot, decision: Decision) -> str:
    """The default for this child: the one named, else the knowledge's own where a hospital's choice does not speak."""
    for name in (slot.default, slot.shipped):
        found = _speaking(records, name, decision)
        if found:
            return found
    return slot.default


def _speaking(records: list[DoseRecord], name: str, decision: Decision) -> str:
    """A record, or another of its source that speaks of this child; empty if none does, or there is no such record."""
    named = next((record for record in records if record.id == name), None)
    if named is None:
        return ""
    if named.who is None or _speaks(named.who, decision) != {Verdict.NOT_MET}:
        return name
    source = named.evidence[0].source
    for record in records:
        fits = record.who is not None and _speaks(record.who, decision) == {Verdict.MET}
        if fits and record.computes and record.evidence[0].source == source:
            return record.id
    return ""


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
    if size.doubtful:
        return _without(blank, f"the weight does not fit the {size.against}: weigh again, or confirm it")
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
        prednisolone=_as_prednisolone(drug, record, per_dose * a_day, decision) if a_day else None,
    )


def _as_prednisolone(drug: Drug, record: DoseRecord, per_day: Fraction, decision: Decision) -> Fraction | None:
    """What a day of a steroid equals in mg of prednisolone per kg; None of another drug, or without a weight."""
    weight = size_of("kg", decision)
    if drug.potency is None or record.give.unit != "mg" or record.route in LOCAL_ROUTES:
        return None
    if weight is None or weight.doubtful:
        return None
    return per_day / drug.potency.amount * drug.potency.equals / weight.amount


def size_of(basis: str, decision: Decision) -> Size | None:
    """The weight or surface to count by; None without current values. A flat basis is the number 1.

    Of standing weights near in time that differ, the lowest is used and the others are kept to be shown; so is the
    child's own weight of days before, if the newest is far from it and was not confirmed since. A measured one goes
    before an estimate. A weight that is no single number ("<25 kg") is none. A surface is that of the same weight, and
    there is none while weights differ.
    """
    if not basis:
        return Size("", Fraction(1), ())
    return decision.known.once(f"size by {basis}", lambda: _size_of(basis, decision))


def _size_of(basis: str, decision: Decision) -> Size | None:
    known = decision.known
    if basis == "kg":
        value = known.value("weight")
        if value.interval is None or not value.interval.is_point:
            return None
        newest = _measured(value.used[-1], decision)
        said = known.value(CONFIRMED)
        confirmed = said.truth is True
        settled = confirmed and said.at is not None and said.at >= newest.at
        changed = [] if settled else _changed(newest, decision)
        differing = [*known.differing_weights(newest), *changed]
        lowest = min((newest, *differing), key=lambda result: result.low)
        others = tuple(result for result in (newest, *differing) if result is not lowest)
        return Size("kg", lowest.low, (lowest,), others, _misfit(lowest, decision), confirmed, bool(changed))
    value = known.value("bsa")
    weight = size_of("kg", decision)
    if weight is None or weight.others or height_doubtful(decision):
        return None
    value = decision.supposing(weight.used[0]).known.value("bsa")
    if value.interval is None or not value.interval.is_point:
        return None
    return Size("m2", value.interval.low, value.used, (), weight.misfit, weight.confirmed)


def height_doubtful(decision: Decision) -> bool:
    """Whether the height cannot be right at this age, and nobody confirmed it: no surface is computed by it."""
    doubtful = decision.now.verdict(HEIGHT_DOES_NOT_FIT) is Verdict.MET
    return doubtful and decision.known.value(HEIGHT_CONFIRMED).truth is not True


def _misfit(weight: Result, decision: Decision) -> str:
    """The criterion by which a weight cannot be right, by age or height; empty if it can, or that cannot be known."""
    standing = weight in decision.known.value("weight").used
    supposed = decision if standing else decision.supposing(weight)
    for rule in (DOES_NOT_FIT, NOT_FOR_HEIGHT):
        if standing:
            verdict = decision.now.verdict(rule)
        else:
            verdict = supposed.evaluate(decision.known.knowledge.criteria[rule].when).verdict
        if verdict is Verdict.MET:
            return rule
    return ""


def _speaks(who: Node, decision: Decision) -> set[Verdict]:
    """Whether a source speaks of this child, by each weight a dose could be counted by: one verdict, or several."""
    weight = size_of("kg", decision)
    if weight is None:
        return {decision.evaluate(who).verdict}
    return {decision.supposing(one).evaluate(who).verdict for one in (*weight.used, *weight.others)}


def _missing(decision: Decision) -> str:
    weight = size_of("kg", decision)
    if weight is not None and weight.others:
        return "two weights differ: weigh again before a dose by surface is computed"
    if weight is None:
        return "needs a current weight"
    if height_doubtful(decision):
        return "the height does not fit the age: measure again, or confirm it"
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
        if _exact(result) and not result.estimated and (life is None or known.at - result.at <= life)
    ]
    return measured[-1] if measured else newest


def _changed(newest: Result, decision: Decision) -> list[Result]:
    """The last measured weight before those near the newest, if it is no older than policy says and far from it.

    So pounds, half a weight, another child's and a weight full of fluid are noticed, which fit the age.
    """
    policy = decision.known.knowledge.policy
    near = policy["weight-conflict-window"].value.length()
    back = policy["weight-change-window"].value.length()
    earlier = [
        result
        for result in decision.known.view.results("weight")
        if _exact(result) and not result.estimated and near < newest.at - result.at <= back
    ]
    share = policy["weight-change"].value.amount / 100
    return [result for result in earlier[-1:] if _apart(result, newest) > share]


def _apart(one: Result, other: Result) -> Fraction:
    """How far two weights are apart, as a share of the lower."""
    low, high = sorted((one.low, other.low))
    return (high - low) / low


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
        verdicts = _speaks(record.who, decision)
        if len(verdicts) > 1:
            return "two weights lie on either side of this source's limit: weigh again"
        if Verdict.NOT_MET in verdicts:
            return "this source does not speak of a child of this age, size or state"
        if Verdict.UNKNOWN in verdicts:
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


def _exact(result: Result) -> bool:
    """Whether a result is one number."""
    return result.interval is not None and result.interval.is_point


def _without(line: DoseLine, reason: str) -> DoseLine:
    return DoseLine(
        line.drug, line.slot, line.record, line.default, line.unit, divisions=line.divisions, why_not=reason
    )
