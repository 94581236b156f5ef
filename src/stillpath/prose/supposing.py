"""What is worth supposing of a child, taken from the plan itself: open questions, missing signs, a dose given now."""

from dataclasses import dataclass
from fractions import Fraction

from stillpath.care import DoseLine, Plan, size_of, subject
from stillpath.model import Alert, FactKind, Per
from stillpath.prose.phrases import medication_text
from stillpath.prose.words import Clock, plain_unit, quantity_text
from stillpath.timeline import Medication, MedicationKind
from stillpath.units import number_text

__all__ = ["Offer", "dose_question", "given_before", "offers"]

_MOST = 6
"""Doses that are offered, and doses of the record that may be left out."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to suppose: what it is about, and each choice in words with its fact line."""

    title: str
    choices: tuple[tuple[str, str], ...]


def offers(plan: Plan) -> tuple[Offer, ...]:
    """The default doses of the steps, given now; then every open question, then what is missing and is yes or no."""
    found = [_dose(dose) for step in plan.do for dose in step.doses[:1] if dose.per_dose is not None][:_MOST]
    facts = {fact.id: fact for fact in plan.asks}
    for line in plan.missing:
        fact = plan.knowledge.facts.get(subject(line))
        if fact is not None and fact.yes_no and fact.kind not in (FactKind.DERIVED, FactKind.PROCEDURE):
            facts.setdefault(fact.id, fact)
    found += [
        Offer(fact.question or fact.title, (("yes", f"{id} yes"), ("no", f"{id} no"))) for id, fact in facts.items()
    ]
    return tuple(found)


def _dose(dose: DoseLine) -> Offer:
    """A dose by the first route that its record names."""
    assert dose.per_dose is not None
    route = dose.record.route.partition(" or ")[0]
    shown = f"{dose.drug.title} {quantity_text(dose.per_dose, dose.unit)} {route}".strip()
    line = f"given {dose.drug.id} {number_text(dose.per_dose)} {dose.unit}" + (f", by {route}" if route else "")
    return Offer(shown, (("given now", line),))


def given_before(plan: Plan, clock: Clock) -> tuple[tuple[str, str], ...]:
    """The newest doses recorded as given, the newest first: each by its id, in words."""
    view = plan.decision.known.view
    drugs = dict.fromkeys(entry.drug for entry in view.timeline.medications)
    given: list[Medication] = [one for one in view.medications(drugs) if one.kind is MedicationKind.GIVEN]
    at = plan.decision.now.at
    return tuple((one.id, medication_text(one, plan.knowledge, clock, at)) for one in given[: -_MOST - 1 : -1])


def dose_question(before: Plan, after: Plan, entry: Medication) -> str:
    """What to ask before a dose or an order is added: how much it is by weight, and each critical alert about doses and
    orders that is raised with it and not without; empty if there is none.
    """
    known = {alert.id for alert in _critical(before)}
    titles = [alert.title for alert in _critical(after) if alert.id not in known]
    if not titles:
        return ""
    told = "; ".join(titles)
    told = told if told[:2].isupper() else told[0].lower() + told[1:]
    amount = _by_weight(entry, after)
    return f"{amount}{': ' if amount else ''}{told}. Add it all the same?"


def _critical(plan: Plan) -> list[Alert]:
    """The critical alerts about doses and orders that are raised, those told with another of the same cause too."""
    raised = [alert for one in plan.alerts.raised for alert in (one.alert, *one.folded)]
    return [alert for alert in raised if alert.about_order and alert.severity == "critical"]


def _by_weight(entry: Medication, plan: Plan) -> str:
    """An amount with what it is by weight, or an amount by weight with what it is: "6,450 mg is 300 mg per kg of
    21.5 kg"; empty if none is told.
    """
    if entry.amount is None:
        return ""
    size = size_of("kg", plan.decision)
    told = quantity_text(entry.amount, entry.unit) + (f" per {plain_unit(entry.basis)}" if entry.basis else "")
    day = " a day" if entry.per is Per.DAY else ""
    if size is None or entry.basis not in ("", "kg"):
        return f"{told}{day}"
    kilograms: Fraction = size.amount
    weight = quantity_text(kilograms, "kg")
    if entry.basis:
        return f"{told}{day} is {quantity_text(entry.amount * kilograms, entry.unit)} at {weight}"
    return f"{told}{day} is {quantity_text(entry.amount / kilograms, entry.unit, 1)} per kg of {weight}"
