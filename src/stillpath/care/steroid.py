"""All systemic steroid of a child in prednisolone-equivalents: given in the last 24 hours, and on running orders.

What cannot be counted is named with its reason and never taken for nothing: the total is then "at least". What may not
be systemic is counted and named: the total is then "up to". A dose given over a time counts whole until 24 hours after
its end.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.care.dose import LOCAL_ROUTES, Size, size_of
from stillpath.engine import Decision, running
from stillpath.engine.known import TICK, latest_time
from stillpath.model import Drug, Per
from stillpath.timeline import Medication, MedicationKind

__all__ = ["SteroidDose", "SteroidSum", "SteroidToday", "steroid_today"]

_DAY = timedelta(days=1)
_SYSTEMIC = ("intravenous", "oral", "intramuscular", "subcutaneous")
"""A steroid by one of LOCAL_ROUTES is not counted. By one of neither list, it is, and may be too much."""

_WITHOUT = "other-glucocorticoid"
"""The class of the steroids whose strength is not held."""


@dataclass(frozen=True, slots=True)
class SteroidDose:
    """One dose given, or what one order would give in 24 hours: `amount` in mg of the drug, `equals` of prednisolone.

    Both are None where it cannot be counted, and `why_not` says why. `note` is what is odd in one that is counted; with
    `unsure`, it may not be systemic.
    """

    entry: Medication
    drug: Drug
    amount: Fraction | None = None
    equals: Fraction | None = None
    why_not: str = ""
    note: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class SteroidSum:
    """Doses that are added up. `total` is in mg of prednisolone; `per_kg` of it None without a current weight."""

    doses: tuple[SteroidDose, ...]
    total: Fraction
    per_kg: Fraction | None

    @property
    def whole(self) -> bool:
        """Whether every dose could be counted; else the total is at least so much."""
        return all(dose.equals is not None for dose in self.doses)

    @property
    def unsure(self) -> bool:
        """Whether something counted may not be systemic: the total is then at most so much."""
        return any(dose.unsure and dose.equals is not None for dose in self.doses)


@dataclass(frozen=True, slots=True)
class SteroidToday:
    """What was given in the last 24 hours, what the running orders would give in 24 hours, and the weight counted by.

    The two are never added: the dose given this morning is often one of the order that runs.
    """

    given: SteroidSum
    orders: SteroidSum
    weight: Size | None


def steroid_today(decision: Decision) -> SteroidToday | None:
    """The steroid of the child; None if there is none on record, or the record prints no times."""
    known = decision.known
    if known.view.timeline.nominal:
        return None
    drugs = {
        id: drug for id, drug in known.knowledge.drugs.items() if drug.potency is not None or _WITHOUT in drug.classes
    }
    names = tuple(drugs)
    start = known.at - _DAY
    given = [
        _given(entry, drugs[entry.drug], decision)
        for entry in known.view.medications(names)
        if entry.kind is MedicationKind.GIVEN and _last(entry) > start and not _local(entry)
    ]
    entries = [entry for entry in running(known, names) if not _local(entry)]
    ordered = {entry.drug for entry in entries if entry.kind is MedicationKind.ORDERED}
    orders = [
        _ordered(entry, drugs[entry.drug], decision)
        for entry in entries
        if entry.kind is MedicationKind.ORDERED or entry.drug not in ordered
    ]
    if not given and not orders:
        return None
    weight = size_of("kg", decision)
    return SteroidToday(_sum(given, weight), _sum(orders, weight), weight)


def _local(entry: Medication) -> bool:
    return entry.route in LOCAL_ROUTES


def _last(entry: Medication) -> datetime:
    """When the last of a dose may have gone in: a dose given over a time counts whole until its end."""
    return max(latest_time(entry), entry.end) if entry.end is not None else latest_time(entry)


def _given(entry: Medication, drug: Drug, decision: Decision) -> SteroidDose:
    start = decision.known.at - _DAY
    over = entry.end is not None and entry.end > start
    if entry.at <= start and not over:
        return SteroidDose(entry, drug, why_not="the time is known only to the day, and may lie before the 24 hours")
    if entry.per is Per.DAY:
        return SteroidDose(entry, drug, why_not="an amount per day is recorded as one dose given")
    dose = _counted(entry, drug, Fraction(1), decision)
    if entry.at <= start and dose.equals is not None:
        return replace(dose, note="; ".join(part for part in (dose.note, "begun earlier, counted whole") if part))
    return dose


def _ordered(entry: Medication, drug: Drug, decision: Decision) -> SteroidDose:
    if entry.per is Per.DAY:
        return _counted(entry, drug, Fraction(1), decision)
    if entry.amount is not None and not entry.every:
        return SteroidDose(entry, drug, why_not="how often is not told")
    times = Fraction(_DAY // TICK, entry.every // TICK) if entry.every else Fraction(1)
    return _counted(entry, drug, times, decision)


def _counted(entry: Medication, drug: Drug, times: Fraction, decision: Decision) -> SteroidDose:
    if drug.potency is None:
        return SteroidDose(entry, drug, why_not="its strength against prednisolone is not held")
    if entry.amount is None:
        return SteroidDose(entry, drug, why_not="no amount is told")
    if entry.unit != "mg":
        return SteroidDose(entry, drug, why_not=f"an amount in {entry.unit} cannot be converted")
    size = size_of(entry.basis, decision)
    if size is not None and size.doubtful:
        return SteroidDose(entry, drug, why_not=f"an amount by size, and the weight does not fit the {size.against}")
    if size is None:
        return SteroidDose(entry, drug, why_not="an amount by size, and no current weight or height to count it by")
    amount = entry.amount * size.amount * times
    equals = amount / drug.potency.amount * drug.potency.equals
    if entry.route in _SYSTEMIC:
        return SteroidDose(entry, drug, amount, equals)
    note = "by a route that is not known" if entry.route else "by a route that is not told"
    return SteroidDose(entry, drug, amount, equals, note=f"{note}: counted, and may not be systemic", unsure=True)


def _sum(doses: list[SteroidDose], weight: Size | None) -> SteroidSum:
    total = sum((dose.equals for dose in doses if dose.equals is not None), Fraction(0))
    return SteroidSum(
        tuple(doses), total, total / weight.amount if weight is not None and not weight.doubtful else None
    )
