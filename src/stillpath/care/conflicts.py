"""Sources that disagree, side by side, and what each would mean for this child."""

from dataclasses import dataclass
from fractions import Fraction

from stillpath.care.dose import DoseLine, compute_dose, size_of
from stillpath.engine import Decision
from stillpath.model import Conflict, DoseRecord, Drug, Per, Side, Slot

__all__ = ["ShownConflict", "ShownSide", "show_conflict"]


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side. A flat amount in a child of known weight: what it is per kg (in `unit`), and how often the limit."""

    side: Side
    dose: DoseLine | None = None
    unit: str = ""
    per_kg: Fraction | None = None
    times_limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict with its sides worked out, the default's side first."""

    conflict: Conflict
    sides: tuple[ShownSide, ...]


def show_conflict(conflict: Conflict, decision: Decision | None) -> ShownConflict:
    """A conflict for this child; without a decision (no patient) the sides stand as written."""
    sides = sorted(conflict.sides, key=lambda side: side.evidence.source != conflict.default)
    if decision is None:
        return ShownConflict(conflict, tuple(ShownSide(side) for side in sides))
    drug_id, _, slot_id = conflict.slot.partition("/")
    drug = decision.known.knowledge.drugs.get(drug_id)
    slot = next((slot for slot in drug.slots if slot.id == slot_id), None) if drug else None
    if drug is None or slot is None:
        return ShownConflict(conflict, tuple(ShownSide(side) for side in sides))
    limit = next((record for record in drug.doses if record.slot == slot.id and record.id == slot.default), None)
    return ShownConflict(conflict, tuple(_shown(side, drug, slot, limit, decision) for side in sides))


def _shown(side: Side, drug: Drug, slot: Slot, default: DoseRecord | None, decision: Decision) -> ShownSide:
    record = next((record for record in drug.doses if record.slot == slot.id and record.id == side.record), None)
    if record is None:
        return ShownSide(side)
    dose = compute_dose(drug, slot, record, decision)
    weight = size_of("kg", decision)
    if record.give.basis or weight is None or weight.doubtful or not weight.amount:
        return ShownSide(side, dose)
    if default is None or default.give.basis != "kg":
        return ShownSide(side, dose)
    per_kg = record.give.high / weight.amount / default.give.written
    same_count = record.give.per is default.give.per or default.every is None or _once_daily(default)
    times = per_kg * default.give.written / default.give.high if same_count and default.give.high else None
    return ShownSide(side, dose, default.give.written_unit, per_kg, times)


def _once_daily(record: DoseRecord) -> bool:
    return record.give.per is Per.DOSE and record.every is not None and record.every.days == 1
