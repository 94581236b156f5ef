"""Drugs: on board, given, ordered; and when named events happened."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.engine.findings import Line, Spell, Why, earliest
from stillpath.engine.known import TICK, Known, latest_time
from stillpath.model import LOCAL_ROUTES, ROUTES, SYSTEMIC, Dose, EventRule, Given, On, Order, Per, Verdict
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
    """The orders and statements of these drugs that are neither stopped nor ended, earliest first.

    A stop ends what began before it. What began at the same instant it ends only if nothing of that drug stood till
    then: else the two are a dose change, and the new order runs.
    """
    entries = [entry for entry in known.view.medications(drugs) if entry.at <= known.at]
    began = [entry for entry in entries if entry.kind in (MedicationKind.ORDERED, MedicationKind.STATED)]
    stops = dict.fromkeys((entry.drug, entry.at) for entry in entries if entry.kind is MedicationKind.STOPPED)
    for drug, at in stops:
        same = [entry for entry in began if entry.drug == drug]
        changed = any(entry.at < at and (entry.end is None or entry.end >= at) for entry in same)
        ended = {entry.id for entry in same if entry.at < at or (entry.at == at and not changed)}
        began = [entry for entry in began if entry.id not in ended]
    return [entry for entry in began if entry.end is None or entry.end > known.at]


def on_board(node: On, known: Known) -> Line:
    """Given within the drug's `on_board_for`, or an active order or statement without stop; `recorded`: these only."""
    drugs = known.knowledge.drugs_named(node.drug)
    active = running(known, drugs)
    if active:
        return Line(node, Verdict.MET, earliest(*(entry.end for entry in active)), tuple(active))
    if node.recorded:
        return Line(node, Verdict.NOT_MET)
    longest = timedelta(0)
    lasting: list[Medication] = []
    ends: list[datetime | None] = []
    unsure: list[Medication] = []
    for drug in drugs:
        life = known.knowledge.drugs[drug].on_board_for or timedelta(0)
        longest = max(longest, life)
        for entry in known.view.medications((drug,)):
            if entry.kind is not MedicationKind.GIVEN or known.at - latest_time(entry) > life:
                continue
            if known.at - entry.at <= life:
                lasting.append(entry)
                ends.append(entry.at + life + TICK)
            else:
                unsure.append(entry)
                ends.append(latest_time(entry) + life + TICK)
    if lasting:
        return Line(node, Verdict.MET, earliest(*ends), tuple(lasting))
    if unsure:
        return Line(node, Verdict.UNKNOWN, earliest(*ends), tuple(unsure), why=Why.COARSE)
    return _absent(node, known, longest)


def given(node: Given, known: Known, since: datetime | None) -> Line:
    """An administration in the window or since the event, optionally of at least so much, and so many of them.

    One that is known to the day is in the window if the whole day is; if only a part of the day is, that is unknown.
    Too few of them is *not met* only inside declared coverage; `used` are those that count.
    """
    start = since
    if node.since is not None and since is None:
        return Line(node, Verdict.UNKNOWN, None, why=Why.NOT_HAPPENED)
    if node.within is not None:
        start = known.at - node.within
    met: list[Medication] = []
    unsure: list[tuple[Medication, Why]] = []
    for entry in known.view.medications(known.knowledge.drugs_named(node.drug)):
        if entry.kind is not MedicationKind.GIVEN or (start is not None and latest_time(entry) < start):
            continue
        verdict, why = _meets(entry, node.operator, node.dose, known)
        straddles = start is not None and entry.at < start
        if verdict is Verdict.MET and not straddles:
            met.append(entry)
        elif verdict is not Verdict.NOT_MET:
            unsure.append((entry, why or Why.COARSE))
    if len(met) >= node.times:
        until = met[-node.times].at + node.within + TICK if node.within is not None else None
        return Line(node, Verdict.MET, _size_until(known, node.dose, until), tuple(met))
    if len(met) + len(unsure) >= node.times:
        within = node.within
        until = min(latest_time(entry) + within + TICK for entry, _ in unsure) if within is not None else None
        used = (*met, *(entry for entry, _ in unsure))
        return Line(node, Verdict.UNKNOWN, _size_until(known, node.dose, until), used, why=unsure[-1][1])
    if node.recorded:
        return Line(node, Verdict.NOT_MET, _size_until(known, node.dose, None))
    back = known.at - start if start is not None else None
    line = _absent(node, known, back)
    return replace(line, until=_size_until(known, node.dose, line.until), used=tuple(met))


def ordered(node: Order, known: Known) -> Line:
    """Any active order of the drug that satisfies route and dose; no active order is *not met*.

    Against a dose per day the orders of one drug count together; against one per dose, each alone.
    """
    orders = [
        entry
        for entry in running(known, known.knowledge.drugs_named(node.drug))
        if entry.kind is MedicationKind.ORDERED and _by(node.route, entry) is not False
    ]
    until = _size_until(known, node.dose, earliest(*(entry.end for entry in orders)))
    if node.twice:
        return _twice(node, orders, until)
    if node.dose is not None and node.dose.per is Per.DAY:
        sums = [_a_day(node, [entry for entry in orders if entry.drug == drug], known) for drug in _drugs_of(orders)]
        for verdict in (Verdict.MET, Verdict.UNKNOWN):
            told = [line for line in sums if line.verdict is verdict]
            if told:
                used = tuple(entry for line in told for entry in line.used)
                return replace(told[-1], until=until, used=used)
        return Line(node, Verdict.NOT_MET, until, tuple(orders))
    met: list[Medication] = []
    unsure: list[tuple[Medication, Why]] = []
    for entry in orders:
        verdict, why = _meets(entry, node.operator, node.dose, known)
        if verdict is Verdict.MET and _by(node.route, entry):
            met.append(entry)
        elif verdict is not Verdict.NOT_MET:
            unsure.append((entry, why or Why.NO_ROUTE))
    if met:
        value = _amount(met[-1], node.dose, known) if node.dose is not None else None
        return Line(node, Verdict.MET, until, tuple(met), value if isinstance(value, Interval) else None)
    if unsure:
        used = tuple(entry for entry, _ in unsure)
        return Line(node, Verdict.UNKNOWN, until, used, why=unsure[-1][1])
    return Line(node, Verdict.NOT_MET, until, tuple(orders))


def _by(route: str | None, entry: Medication) -> bool | None:
    """Whether an order is by a route; None if its own is not told, or is none of ROUTES: it may be by any.

    It is systemic unless its route is a local one: a route that is not told gives no leave.
    """
    if route == SYSTEMIC:
        return entry.route not in LOCAL_ROUTES
    return True if route in (None, entry.route) else False if entry.route in ROUTES else None


def _twice(node: Order, orders: list[Medication], until: datetime | None) -> Line:
    """Whether one drug has two running orders by the route; `used` are those orders."""
    sure = _drugs_of([entry for entry in orders if _by(node.route, entry)], 2)
    if sure:
        return Line(node, Verdict.MET, until, tuple(entry for entry in orders if entry.drug in sure))
    perhaps = _drugs_of(orders, 2)
    if perhaps:
        used = tuple(entry for entry in orders if entry.drug in perhaps)
        return Line(node, Verdict.UNKNOWN, until, used, why=Why.NO_ROUTE)
    return Line(node, Verdict.NOT_MET, until, tuple(orders))


def _drugs_of(orders: list[Medication], least: int = 1) -> tuple[str, ...]:
    """The drugs with at least so many of the orders, in the order in which they first stand there."""
    drugs = [entry.drug for entry in orders]
    return tuple(drug for drug in dict.fromkeys(drugs) if drugs.count(drug) >= least)


def _a_day(node: Order, orders: list[Medication], known: Known) -> Line:
    """What the running orders of one drug come to in a day, held against a dose; `used` are the orders that told.

    An order that cannot be counted adds an amount nobody knows, never less than nothing: what is above a limit
    without it stays above. An order whose route is not told may count or not.
    """
    assert node.dose is not None
    assert node.operator is not None
    counted: list[tuple[Medication, Interval]] = []
    routeless: list[tuple[Medication, Interval]] = []
    uncounted: list[tuple[Medication, Why]] = []
    for entry in orders:
        amount = _amount(entry, node.dose, known)
        if isinstance(amount, Why):
            uncounted.append((entry, amount))
        elif _by(node.route, entry):
            counted.append((entry, amount))
        else:
            routeless.append((entry, amount))
    surely = sum((amount for _, amount in counted), Interval.point(Fraction(0)))
    perhaps = [surely + amount for _, amount in routeless]
    perhaps.append(sum((amount for _, amount in routeless), surely))
    sums = [surely] if counted else []
    sums += perhaps if routeless else []
    truths = {amount.compare(node.operator, node.dose.amount) for amount in sums}
    truths |= set() if counted else {False}
    upward = node.operator in (Operator.ABOVE, Operator.AT_LEAST)
    if truths == {True} and (upward or not uncounted):
        return Line(node, Verdict.MET, None, tuple(entry for entry, _ in counted), surely)
    if truths == {False} and (not uncounted or (counted and not upward)):
        return Line(node, Verdict.NOT_MET, None, tuple(orders))
    if uncounted:
        return Line(node, Verdict.UNKNOWN, None, tuple(entry for entry, _ in uncounted), why=uncounted[-1][1])
    if None in truths:
        return Line(node, Verdict.UNKNOWN, None, tuple(orders), why=Why.BOTH_SIDES)
    return Line(node, Verdict.UNKNOWN, None, tuple(entry for entry, _ in routeless), why=Why.NO_ROUTE)


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
        if entry.kind is MedicationKind.GIVEN and _meets(entry, rule.operator, rule.dose, known)[0] is Verdict.MET
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


def _meets(entry: Medication, operator: Operator | None, dose: Dose | None, known: Known) -> tuple[Verdict, Why | None]:
    """Whether an entry meets a dose, and if that is unknown, why."""
    if operator is None or dose is None:
        return Verdict.MET, None
    amount = _amount(entry, dose, known)
    if isinstance(amount, Why):
        return Verdict.UNKNOWN, amount
    verdict = Verdict.of(amount.compare(operator, dose.amount))
    return verdict, Why.BOTH_SIDES if verdict is Verdict.UNKNOWN else None


def _amount(entry: Medication, dose: Dose, known: Known) -> Interval | Why:
    """The entry's amount in the basis and count of the dose it is held against, or why that cannot be said."""
    if entry.amount is None:
        return Why.NO_AMOUNT
    if entry.unit != dose.unit:
        return Why.OTHER_UNIT
    amount = Interval.point(entry.amount)
    if entry.per is not dose.per:
        if not entry.every:
            return Why.NO_INTERVAL
        a_day = Fraction(_DAY // TICK, entry.every // TICK)
        amount = amount.scaled(a_day if dose.per is Per.DAY else 1 / a_day)
    if entry.basis == dose.basis:
        return amount
    if entry.basis:
        size = _size(entry.basis, entry, known)
        if size is None:
            return Why.NO_WEIGHT
        amount = amount * size
    if dose.basis:
        size = _size(dose.basis, entry, known)
        if size is None:
            return Why.NO_WEIGHT
        amount = amount / size
    return amount


def _size(basis: str, entry: Medication, known: Known) -> Interval | None:
    """What a dose is counted by: one that was given, by the weight of its time; an order, by the newest weight.

    Of newest weights that differ the lowest counts, as it does where a dose is computed.
    """
    if basis == "kg":
        ordered_now = entry.kind is not MedicationKind.GIVEN
        weight = known.weight_at(known.at if ordered_now else entry.at)
        if weight is None or weight.interval is None:
            return None
        differing = known.differing_weights(weight) if ordered_now else []
        found = [weight.interval, *(other.interval for other in differing if other.interval is not None)]
        return min(found, key=lambda interval: interval.low)
    return known.value("bsa").interval if "bsa" in known.knowledge.facts else None


def _size_until(known: Known, dose: Dose | None, until: datetime | None) -> datetime | None:
    """`until`, or when the body surface that a dose is held against stops being current, if that comes first."""
    if dose is None or "bsa" not in known.knowledge.facts:
        return until
    return earliest(until, known.value("bsa").until)
