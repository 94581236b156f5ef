"""The schedule a nurse works from: what was done and missed, what is overdue, and every time at which something is due.

It repeats what care.due reckons, through a window, and reckons nothing of its own. What is overdue is taken to be done
now, so that no later time comes closer than the interval. A check goes on for as long as its condition holds by the
clock alone; the stage is that of the instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from stillpath.care.due import Due, DueState, NextDose, completions, fixed_times
from stillpath.care.plan import Plan
from stillpath.engine import Line, Why, by_clock_alone, running
from stillpath.model import Monitor, Order, Recorded, Verdict
from stillpath.timeline import Medication, MedicationKind, Result

__all__ = ["Occasion", "OccasionState", "Watch", "watch"]


class OccasionState(StrEnum):
    """Where one time of the schedule stands. `missed`: a whole interval went by without it, and it was done later."""

    DONE = "done"
    MISSED = "missed"
    OVERDUE = "overdue"
    DUE = "due"
    IF_GIVEN = "if given now"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One check or dose at one time.

    `monitor` is the check; without one it is a dose. `order` is the dose, or the dose that the check goes with. `until`
    ends a block of observations. `was_due` is the time for which something done was due (None: it was early), `by` what
    it was recorded with. `missed` counts the whole intervals an overdue check has gone without. `late` are its parts
    that were recorded, but longer ago than the interval. `if_still`: its condition rests on values that grow too old.
    `says` is what an alert says of a dose.
    """

    at: datetime
    state: OccasionState
    monitor: Monitor | None = None
    order: Medication | None = None
    until: datetime | None = None
    was_due: datetime | None = None
    by: tuple[Result | Medication, ...] = ()
    missed: int = 0
    since: str = ""
    never: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    if_still: bool = False
    says: str = ""

    @property
    def id(self) -> str:
        """What it is: the check's id, or the drug's."""
        return self.monitor.id if self.monitor is not None else self.order.drug if self.order is not None else ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The schedule of one child from `start` to `end`; `plan.decision.now.at` lies between.

    `occasions` are in the order of their times; `untimed` the checks and orders that apply and have no clock.
    """

    plan: Plan
    start: datetime
    end: datetime
    occasions: tuple[Occasion, ...]
    untimed: tuple[Due, ...]
    untimed_orders: tuple[Medication, ...]

    def of(self, *states: OccasionState) -> tuple[Occasion, ...]:
        """The occasions that stand so."""
        return tuple(occasion for occasion in self.occasions if occasion.state in states)


def watch(plan: Plan, ahead: timedelta, back: timedelta) -> Watch:
    """The schedule from `back` before the plan's instant to `ahead` after it, both ends included.

    A record whose times are only ordered has no schedule: every check is then `untimed`.
    """
    return _Watching(plan, ahead, back).watch()


class _Watching:
    """One schedule being made."""

    def __init__(self, plan: Plan, ahead: timedelta, back: timedelta) -> None:
        self.plan = plan
        self.decision = plan.decision
        self.now = plan.decision.now.at
        self.start = self.now - back
        self.end = self.now + ahead
        self.nominal = plan.decision.known.view.timeline.nominal
        self.later = () if self.nominal else by_clock_alone(plan.decision, self.end)

    def watch(self) -> Watch:
        occasions: list[Occasion] = []
        if not self.nominal:
            doses = [occasion for dose in self.plan.doses_due for occasion in self.doses(dose)]
            occasions += [*doses, *self.given()]
            for due in self.plan.due:
                occasions += self.ahead(due)
            for check in self.plan.checks:
                occasions += self.past(check.monitor, check.began)
                occasions += self.with_doses(check.monitor, doses)
        ordered = [dose.order for dose in self.plan.doses_due]
        return Watch(
            plan=self.plan,
            start=self.start,
            end=self.end,
            occasions=tuple(sorted((one for one in occasions if self.inside(one)), key=_place)),
            untimed=tuple(due for due in self.plan.due if due.state is DueState.NO_CLOCK),
            untimed_orders=tuple(order for order in self.running() if order not in ordered),
        )

    def inside(self, occasion: Occasion) -> bool:
        return self.start < occasion.at <= self.end or occasion.state is OccasionState.OVERDUE

    def running(self) -> list[Medication]:
        drugs = tuple(self.plan.knowledge.drugs)
        return [order for order in running(self.decision.known, drugs) if order.kind is MedicationKind.ORDERED]

    def ahead(self, due: Due) -> Iterator[Occasion]:
        """The times of a check from now on, and the one that is overdue."""
        monitor, at = due.monitor, due.at
        if at is None:
            return
        occasion = Occasion(at, OccasionState(due.state.value), monitor, since=due.since, never=due.never)
        if due.since or monitor.every is None:
            yield occasion
            return
        if due.state is DueState.OVERDUE:
            yield replace(occasion, missed=(self.now - at) // monitor.every, late=self.late(monitor))
            at = self.now + monitor.every
        while at <= self.end:
            holds, if_still = self.holds(monitor, at)
            if not holds:
                return
            yield replace(occasion, at=at, state=OccasionState.DUE, if_still=if_still)
            at = self.next_time(monitor, at + monitor.every)

    def next_time(self, monitor: Monitor, at: datetime) -> datetime:
        """`at`, or the first dose after it of the drug before which the check is taken."""
        times = [
            occasion.at
            for dose in self.plan.doses_due
            if monitor.before and dose.order.drug == monitor.before
            for occasion in self.doses(dose)
            if occasion.at >= at
        ]
        return min(times, default=at)

    def late(self, monitor: Monitor) -> tuple[str, ...]:
        """The parts that were recorded, but longer ago than the interval."""
        latest = {fact: self.decision.known.view.latest(fact) for fact in monitor.recorded_as}
        assert monitor.every is not None
        limit = self.now - monitor.every
        return tuple(fact for fact, result in latest.items() if result is not None and result.at < limit)

    def holds(self, monitor: Monitor, at: datetime) -> tuple[bool, bool]:
        """Whether the check's condition holds at a later time by the clock alone, and whether its values are then old.

        A window that has run out ends the check, also where the record's end leaves that unknown. A sign that was
        recorded and is only too old by then does not: nobody has said that it is gone.
        """
        if monitor.when is None:
            return True, False
        rule = f"monitor/{monitor.id}"
        moment = next((one for one in reversed(self.later) if one.at <= at), self.decision.now)
        finding = moment.findings[rule]
        if finding.verdict is Verdict.MET:
            return True, False
        if finding.verdict is Verdict.NOT_MET:
            aged = _signs(self.decision.now.findings[rule].line) - _signs(finding.line)
            return bool(aged), bool(aged)
        ended = any(line.why is Why.NOT_COVERED for line in finding.line.walk())
        return monitor.if_unknown or not ended, True

    def doses(self, dose: NextDose) -> Iterator[Occasion]:
        """The doses of an order from now on, and the one that is overdue."""
        order, at, place = dose.order, dose.at, 0
        assert order.every is not None
        if dose.state is DueState.OVERDUE:
            missed = (self.now - at) // order.every
            yield Occasion(at, OccasionState.OVERDUE, None, order, missed=missed, says=dose.says(place))
            at, place = self.now + order.every, 1
        while at <= self.end and (order.end is None or at < order.end):
            yield Occasion(at, OccasionState.DUE, None, order, says=dose.says(place))
            at, place = at + order.every, place + 1

    def given(self) -> Iterator[Occasion]:
        for entry in self.decision.known.view.medications(tuple(self.plan.knowledge.drugs)):
            if entry.kind is MedicationKind.GIVEN:
                yield Occasion(entry.at, OccasionState.DONE, None, entry, by=(entry,))

    def past(self, monitor: Monitor, began: datetime) -> Iterator[Occasion]:
        """What was done and what was missed; nothing is missed from before the check's clock started."""
        happened = fixed_times(monitor, self.decision)
        for one in happened:
            if one.done is not None:
                yield Occasion(
                    one.done.at, OccasionState.DONE, monitor, was_due=one.at, by=tuple(one.done.by), since=one.since
                )
            elif one.at < self.now and not self.shown(monitor, one.at):
                yield Occasion(one.at, OccasionState.MISSED, monitor, since=one.since)
        if monitor.every is None or monitor.during:
            return
        expected = began + monitor.every
        for done in completions(monitor, self.decision):
            while began <= expected and expected + monitor.every <= done.at:
                yield Occasion(expected, OccasionState.MISSED, monitor)
                expected += monitor.every
            was_due = expected if expected <= done.at else None
            yield Occasion(done.at, OccasionState.DONE, monitor, was_due=was_due, by=tuple(done.by))
            expected = max(done.at + monitor.every, began)

    def shown(self, monitor: Monitor, at: datetime) -> bool:
        return any(due.monitor is monitor and due.at == at for due in self.plan.due)

    def with_doses(self, monitor: Monitor, doses: list[Occasion]) -> Iterator[Occasion]:
        """Observations while a dose runs, and checks at a fixed time after a dose that is still to come."""
        if monitor.during and monitor.lasts is not None:
            meant = self.meant(monitor)
            for occasion in doses:
                if occasion.order is not None and occasion.order.drug == monitor.during and occasion.order.id in meant:
                    at = max(occasion.at, self.now)
                    yield Occasion(at, OccasionState.DUE, monitor, occasion.order, at + monitor.lasts)
            for entry in self.decision.known.view.medications((monitor.during,)):
                runs = entry.kind is MedicationKind.GIVEN and entry.at + monitor.lasts > self.now
                if runs and entry.id in meant:
                    yield Occasion(self.now, OccasionState.DUE, monitor, entry, entry.at + monitor.lasts)
        for repeat in monitor.at:
            orders = self.orders_of(repeat.since)
            for occasion in doses:
                if occasion.order is not None and occasion.order.id in orders:
                    at = max(occasion.at, self.now) + repeat.after
                    yield Occasion(at, OccasionState.DUE, monitor, occasion.order, since=repeat.since)

    def orders_of(self, event: str) -> set[str]:
        """The running orders whose next dose would be the newest of an event, or of one of those it is made of."""
        rule = self.plan.knowledge.events[event].rule
        found = {id for part in rule.events for id in self.orders_of(part)}
        if rule.last and rule.drug is not None:
            line = self.decision.evaluate(Order(rule.drug, rule.text, None, rule.operator, rule.dose))
            found |= {entry.id for entry in line.used} if line.verdict is Verdict.MET else set()
        return found

    def meant(self, monitor: Monitor) -> set[str]:
        """The orders and doses by which the check's condition is met; all of its drug where it has none."""
        if monitor.when is None:
            return {entry.id for entry in self.decision.known.view.medications((monitor.during,))}
        line = self.decision.now.findings[f"monitor/{monitor.id}"].line
        return {entry.id for one in line.walk() if one.verdict is Verdict.MET for entry in one.used}


def _place(occasion: Occasion) -> tuple[datetime, bool, str, str]:
    """Where an occasion stands: by time, doses first."""
    return occasion.at, occasion.monitor is not None, occasion.id, occasion.state.value


def _signs(line: Line) -> set[str]:
    """The facts whose record, as yes or no, is current and fits a line that asks for no more than that."""
    return {one.node.text for one in line.walk() if isinstance(one.node, Recorded) and one.verdict is Verdict.MET}
