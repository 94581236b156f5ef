"""Drugs: on board, given, ordered; and when named events happened."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.engine.findings import Line, Spell, Why, earliest
from stillpath.engine.known import TICK, Known
from stillpath.model import Dose, EventRule, Given, On, Order, Per, Verdict
from stillpath.timeline import Medication, MedicationKind, Result
from stillpath.units import Interval, Operator

__all__ = ["Happened", "given", "happened", "on_board", "ordered", "running"]

_COVERAGE = "medication_given"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happened:
    """When an event happened, as known at the instant; `at` None: it has not, as far as is recorded."""

    at: datetime | None
    used: tuple[Result | Medication, ...] = ()
    why: Why | None = None


def running(known: Known, drugs: tuple[str, ...]) -> list[Medication]:
    """The orders and statements of these drugs that are neither stopped nor ended, earliest first."""
    entries = known.view.medications(drugs)
    active = []
    for entry in entries:
        if entry.kind not in (MedicationKind.ORDERED, MedicationKind.STATED) or entry.at > known.at:
            continue
        if entry.end is not None and entry.end <= known.at:
            continue
        stopped = any(
            other.kind is MedicationKind.STOPPED and other.drug == entry.drug and entry.at <= other.at <= known.at
            for other in entries
        )
        if not stopped:
            active.append(entry)
    return active


def on_board(node: On, known: Known) -> Line:
    """Given within the drug's `on_board_for`, or an active order or statement without a stop."""
    drugs = known.knowledge.drugs_named(node.drug)
    longest = timedelta(0)
    lasting: list[Medication] = []
    ends: list[datetime | None] = []
    for drug in drugs:
        life = known.knowledge.drugs[drug].on_board_for or timedelta(0)
        longest = max(longest, life)
        for entry in known.view.medications((drug,)):
            if entry.kind is MedicationKind.GIVEN and known.at - entry.at <= life:
                lasting.append(entry)
                ends.append(entry.at + life + TICK)
    active = running(known, drugs)
    if active:
        return Line(node, Verdict.MET, earliest(*(entry.end for entry in active)), tuple(active))
    if lasting:
        return Line(node, Verdict.MET, earliest(*ends), tuple(lasting))
    return _absent(node, known, longest)


def given(node: Given, known: Known, since: datetime | None) -> Line:
    """An administration in the window or since the event, optionally of at least so much."""
    start = since
    if node.since is not None and since is None:
        return Line(node, Verdict.UNKNOWN, None, why=Why.NOT_HAPPENED)
    if node.within is not None:
        start = known.at - node.within
    met: list[Medication] = []
    unsure: list[Medication] = []
    for entry in known.view.medications(known.knowledge.drugs_named(node.drug)):
        if entry.kind is not MedicationKind.GIVEN or (start is not None and entry.at < start):
            continue
        verdict = _meets(entry, node.operator, node.dose, known)
        if verdict is Verdict.MET:
            met.append(entry)
        elif verdict is Verdict.UNKNOWN:
            unsure.append(entry)
    if met:
        until = met[-1].at + node.within + TICK if node.within is not None else None
        return Line(node, Verdict.MET, _size_until(known, node.dose, until), tuple(met))
    if unsure:
        why = Why.NO_AMOUNT if unsure[-1].amount is None else Why.NO_WEIGHT
        until = unsure[0].at + node.within + TICK if node.within is not None else None
        return Line(node, Verdict.UNKNOWN, _size_until(known, node.dose, until), tuple(unsure), why=why)
    back = known.at - start if start is not None else None
    line = _absent(node, known, back)
    return replace(line, until=_size_until(known, node.dose, line.until))


def ordered(node: Order, known: Known) -> Line:
    """Any active order of the drug that satisfies route and dose; no active order is *not met*."""
    orders = [
        entry
        for entry in running(known, known.knowledge.drugs_named(node.drug))
        if entry.kind is MedicationKind.ORDERED and (node.route is None or node.route in entry.route)
    ]
    until = _size_until(known, node.dose, earliest(*(entry.end for entry in orders)))
    verdicts = [(entry, _meets(entry, node.operator, node.dose, known)) for entry in orders]
    met = tuple(entry for entry, verdict in verdicts if verdict is Verdict.MET)
    unsure = tuple(entry for entry, verdict in verdicts if verdict is Verdict.UNKNOWN)
    if met:
        value = _amount(met[-1], node.dose, known) if node.dose is not None else None
        return Line(node, Verdict.MET, until, met, value)
    if unsure:
        why = Why.NO_AMOUNT if unsure[-1].amount is None else Why.NO_WEIGHT
        return Line(node, Verdict.UNKNOWN, until, unsure, why=why)
    return Line(node, Verdict.NOT_MET, until, tuple(orders))


def happened(rule: EventRule, known: Known, spells: dict[str, Spell], events: dict[str, Happened]) -> Happened:
    """When an event happened: a dose, a fact, a criterion's spell, or the earliest of other events."""
    if rule.events:
        return _earliest_of([events[name] for name in rule.events], rule.gap)
    if rule.drug is not None:
        return _dose_event(rule, known)
    assert rule.name is not None
    if rule.name in known.knowledge.criteria:
        spell = spells.get(rule.name)
        if spell is None:
            return Happened(None, why=Why.NOT_HAPPENED)
        return Happened(spell.start if rule.last else spell.first)
    recorded = known.view.results(rule.name)
    found = [result for result in recorded if result.truth is True or result.interval is not None]
    if not found:
        return Happened(None, why=Why.NOT_HAPPENED)
    chosen = found[-1] if rule.last else found[0]
    return Happened(chosen.at, (chosen,))


def _earliest_of(events: list[Happened], span: timedelta | None) -> Happened:
    """The earliest of events that happened; with `span`, of those that lie no further than that before the newest."""
    times = [(event.at, event) for event in events if event.at is not None]
    newest = max((at for at, _ in times), default=None)
    if newest is None:
        return Happened(None, why=Why.NOT_HAPPENED)
    near = [(at, event) for at, event in times if span is None or at >= newest - span]
    return min(near, key=lambda item: item[0])[1]


def _dose_event(rule: EventRule, known: Known) -> Happened:
    assert rule.drug is not None
    doses = [
        entry
        for entry in known.view.medications(known.knowledge.drugs_named(rule.drug))
        if entry.kind is MedicationKind.GIVEN and _meets(entry, rule.operator, rule.dose, known) is Verdict.MET
    ]
    if not doses:
        return Happened(None, why=Why.NOT_HAPPENED)
    if rule.last:
        return Happened(doses[-1].at, (doses[-1],))
    start = doses[0]
    if rule.gap is not None:
        for before, after in zip(doses, doses[1:], strict=False):
            if after.at - before.at > rule.gap:
                start = after
    return Happened(start.at, (start,))


def _absent(node: On | Given, known: Known, back: timedelta | None) -> Line:
    span = known.view.coverage_of(_COVERAGE)
    start = known.at - back if back is not None else None
    covered = span is not None and span[1] >= known.at and (start is None or span[0] <= start)
    if start is None and span is not None:
        covered = False
    if covered and span is not None:
        return Line(node, Verdict.NOT_MET, span[1] + TICK)
    later = None
    if span is not None and back is not None and getattr(node, "since", None) is None:
        later = span[0] + back if known.at < span[0] + back <= span[1] else None
    return Line(node, Verdict.UNKNOWN, later, why=Why.NOT_COVERED)


def _meets(entry: Medication, operator: Operator | None, dose: Dose | None, known: Known) -> Verdict:
    if operator is None or dose is None:
        return Verdict.MET
    amount = _amount(entry, dose, known)
    return Verdict.UNKNOWN if amount is None else Verdict.of(amount.compare(operator, dose.amount))


def _amount(entry: Medication, dose: Dose, known: Known) -> Interval | None:
    """The entry's amount in the basis and count of the dose it is held against; None if that cannot be said."""
    if entry.amount is None or entry.unit != dose.unit:
        return None
    amount: Interval | None = Interval.point(entry.amount)
    if entry.per is not dose.per:
        if entry.every is None or not entry.every:
            return None
        a_day = Fraction(int(_DAY.total_seconds()), int(entry.every.total_seconds()))
        factor = a_day if dose.per is Per.DAY else 1 / a_day
        amount = amount.scaled(factor) if amount else None
    if entry.basis == dose.basis or amount is None:
        return amount
    if entry.basis:
        size = _size(entry.basis, entry, known)
        amount = amount * size if size else None
    if dose.basis and amount is not None:
        size = _size(dose.basis, entry, known)
        amount = amount / size if size else None
    return amount


def _size(basis: str, entry: Medication, known: Known) -> Interval | None:
    """What a dose is counted by: one that was given, by the weight of its time; an order, by the newest weight."""
    if basis == "kg":
        ordered_now = entry.kind is not MedicationKind.GIVEN
        weight = known.weight_at(known.at if ordered_now else entry.at)
        return weight.interval if weight else None
    return known.value("bsa").interval if "bsa" in known.knowledge.facts else None


def _size_until(known: Known, dose: Dose | None, until: datetime | None) -> datetime | None:
    """`until`, or when the body surface that a dose is held against stops being current, if that comes first."""
    if dose is None or "bsa" not in known.knowledge.facts:
        return until
    return earliest(until, known.value("bsa").until)
