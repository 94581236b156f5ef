"""Checks that no default dose lies above the limit from which an alert questions an order of the same drug."""

from collections.abc import Iterator
from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.model import Alert, Any, Dose, DoseRecord, Drug, Knowledge, Order
from stillpath.units import Operator

__all__ = ["check_limits"]


def check_limits(knowledge: Knowledge, folder: str = "knowledge") -> Iterator[KnowledgeError]:
    """Every default that computes an amount which an alert, by that amount alone, would question as an order.

    Only what is counted alike is compared: by the same size of the child, in the same unit, per dose or per day.
    """
    limits = [(alert, order) for alert in knowledge.alerts.values() for order in _limits(alert)]
    for drug in knowledge.drugs.values():
        for slot, record in _defaults(drug):
            for alert, order in limits:
                if order.drug in (drug.id, *drug.classes) and _above(record, order):
                    found = f"the default of '{slot}' lies above the limit of the alert '{alert.id}' ({order.text})"
                    expected = f"an amount that no alert questions; '{record.id}' gives {record.give.text}"
                    yield KnowledgeError(f"{folder}/drugs/{drug.id}.yaml", found, expected)


def _limits(alert: Alert) -> Iterator[Order]:
    """The lines of an alert about an order above an amount, each of which raises it by itself."""
    for line in alert.when.items if isinstance(alert.when, Any) else (alert.when,):
        if isinstance(line, Order) and line.dose is not None and line.operator in (Operator.ABOVE, Operator.AT_LEAST):
            yield line


def _defaults(drug: Drug) -> Iterator[tuple[str, DoseRecord]]:
    """The default of each slot that computes a dose."""
    records = {record.id: record for record in drug.doses}
    for slot in drug.slots:
        record = records.get(slot.shipped or slot.default)
        if record is not None and record.computes:
            yield slot.id, record


def _above(record: DoseRecord, order: Order) -> bool:
    """Whether the amount that a record computes would raise this line."""
    dose = order.dose
    if dose is None or order.route not in (None, record.route) or not _alike(record, dose):
        return False
    amount: Fraction = record.usual if record.usual is not None else record.give.low
    return order.operator is not None and order.operator.holds(amount, dose.amount)


def _alike(record: DoseRecord, dose: Dose) -> bool:
    give = record.give
    return (give.unit, give.basis, give.per) == (dose.unit, dose.basis, dose.per)
