"""Parts that the JSON of several commands holds: where a thing is said, a dose, the steroid of a day."""

from typing import Any

from stillpath.care import DoseLine, SteroidSum, steroid_today
from stillpath.engine import Decision
from stillpath.model import Evidence, Knowledge
from stillpath.prose.doses import dose_headline, dose_working, give_text
from stillpath.prose.local import local_json, raised_mark, slot_mark, unspoken_mark
from stillpath.prose.reviewed import review_json, whole

__all__ = ["dose_json", "evidence_json", "knowledge_json", "steroid_json"]


def evidence_json(evidence: tuple[Evidence, ...]) -> list[dict[str, str]]:
    """Each source with its place, how sure it is and how it was read."""
    return [
        {"source": one.source, "locator": one.locator, "status": one.status.value, "tier": one.tier.value}
        for one in evidence
    ]


def dose_json(dose: DoseLine, knowledge: Knowledge) -> dict[str, Any]:
    """One record worked out: amounts are numbers in `unit`, null where none is computed."""
    record = dose.record
    return {
        "drug": dose.drug.id,
        "slot": dose.slot.id,
        "route": record.route,
        "amount_per_dose": None if dose.per_dose is None else float(dose.per_dose),
        "amount_per_day": None if dose.per_day is None else float(dose.per_day),
        "unit": dose.unit,
        "divisions": dose.divisions,
        "ceiling": give_text(record.at_most) if record.at_most else None,
        "ceiling_reached": dose.capped,
        "default": dose.default,
        "text": dose_headline(dose),
        "working": dose_working(dose) or None,
        "why_not": dose.why_not or None,
        "source": evidence_json(record.evidence),
        "status": record.evidence[0].status.value,
        "local": _local(dose, knowledge),
    }


def _local(dose: DoseLine, knowledge: Knowledge) -> str | None:
    """What a hospital's policy changed of a dose, and by how much it raises the default; None if nothing."""
    told = unspoken_mark(dose, knowledge) or slot_mark(dose.drug, dose.slot, knowledge)
    return ". ".join(filter(None, (told, raised_mark(dose)))) or None


def knowledge_json(knowledge: Knowledge) -> dict[str, Any]:
    """The version, whether it was checked, and how far it is reviewed."""
    return {
        "version": knowledge.version,
        "digest": knowledge.digest,
        "checked": knowledge.checked,
        "review": review_json(knowledge, whole(knowledge)),
        "local": local_json(knowledge.local),
    }


def steroid_json(decision: Decision) -> dict[str, Any] | None:
    """The steroid of the last 24 hours and of the running orders, in mg of prednisolone; null if none is on record."""
    today = steroid_today(decision)
    if today is None:
        return None
    return {
        "weight_kg": None if today.weight is None else float(today.weight.amount),
        "given": _sum(today.given),
        "orders": _sum(today.orders),
    }


def _sum(sum: SteroidSum) -> dict[str, Any]:
    return {
        "mg": float(sum.total),
        "mg_per_kg": None if sum.per_kg is None else float(sum.per_kg),
        "whole": sum.whole,
        "doses": [
            {
                "id": dose.entry.id,
                "drug": dose.drug.id,
                "route": dose.entry.route or None,
                "mg_of_drug": None if dose.amount is None else float(dose.amount),
                "mg_prednisolone": None if dose.equals is None else float(dose.equals),
                "why_not": dose.why_not or None,
                "source": evidence_json(dose.drug.potency.evidence) if dose.drug.potency else [],
            }
            for dose in sum.doses
        ],
    }
