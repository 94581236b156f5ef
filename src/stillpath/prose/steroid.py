"""The steroid of one day in words: the line of a child's page, and each dose with its conversion."""

from stillpath.care import SteroidDose, SteroidSum, steroid_today
from stillpath.engine import Decision
from stillpath.model import Evidence, Knowledge
from stillpath.prose.document import Citations, Item
from stillpath.prose.phrases import medication_text
from stillpath.prose.words import Clock, quantity_text, sentence
from stillpath.timeline import MedicationKind

__all__ = ["steroid_items"]

_EQUIVALENT = "prednisolone-equivalent"
_LABEL = {MedicationKind.GIVEN: "given", MedicationKind.ORDERED: "order", MedicationKind.STATED: "stated"}


def steroid_items(decision: Decision, clock: Clock, citations: Citations, full: bool) -> tuple[Item, ...]:
    """The line of the steroid given in the last 24 hours and on running orders; nothing where none is on record.

    What could not be counted, or is odd in what was, stands under it, always; with `full`, every dose.
    """
    today = steroid_today(decision)
    if today is None:
        return ()
    knowledge = decision.known.knowledge
    parts = []
    if today.given.doses:
        parts.append(f"given in the last 24 h {_total(today.given)}")
    if today.orders.doses:
        parts.append(f"running orders give {_total(today.orders)} in 24 h")
    weight = "" if today.weight is not None else "; no current weight, so nothing per kg"
    if today.weight is not None and today.weight.doubtful:
        weight = f"; the weight does not fit the {today.weight.against}, so nothing per kg"
    every = (*today.given.doses, *today.orders.doses)
    details = tuple(
        Item(_dose(dose, knowledge, clock, decision), _LABEL[dose.entry.kind])
        for dose in every
        if full or dose.equals is None or dose.note
    )
    return (Item(sentence("; ".join(parts) + weight), "STEROID", citations.cite(_evidence(every)), details=details),)


def _total(sum: SteroidSum) -> str:
    counted = [dose for dose in sum.doses if dose.equals is not None]
    if not counted:
        return "an amount that cannot be counted"
    least = "" if sum.whole else "at least "
    if sum.unsure:
        least = "up to " if sum.whole else "not surely "
    per_kg = f" ({quantity_text(sum.per_kg, 'mg/kg', 1)})" if sum.per_kg is not None else ""
    return f"{least}{quantity_text(sum.total, 'mg', 1)} {_EQUIVALENT}{per_kg}"


def _dose(dose: SteroidDose, knowledge: Knowledge, clock: Clock, decision: Decision) -> str:
    what = medication_text(dose.entry, knowledge, clock, decision.now.at)
    if dose.amount is None or dose.equals is None or dose.drug.potency is None:
        return f"{what}: NOT COUNTED: {dose.why_not}."
    potency = dose.drug.potency
    rate = f"{quantity_text(potency.amount, 'mg')} count as {quantity_text(potency.equals, 'mg')}"
    equals = (
        f"{quantity_text(dose.amount, 'mg')} {dose.drug.title} = {quantity_text(dose.equals, 'mg', 1)} prednisolone"
    )
    note = f"; {dose.note}" if dose.note else ""
    return f"{what}: {equals} ({rate}){note}."


def _evidence(doses: tuple[SteroidDose, ...]) -> tuple[Evidence, ...]:
    return tuple(one for dose in doses if dose.drug.potency is not None for one in dose.drug.potency.evidence)
