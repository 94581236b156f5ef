"""What is due and when, by the clock: checks from what was recorded, doses from the orders that run.

A check whose condition is not known to hold is left out, unless it says that it is due while that is unknown. Its clock
starts when the child entered the run of stages that ask for it, or when its condition began to hold; nothing is due
from before that. A check at a fixed time after an event belongs to the episode of that event.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from stillpath.care.held import held_by
from stillpath.care.limits import standing
from stillpath.engine import Decision, running
from stillpath.model import Alert, Limitation, Monitor, Verdict
from stillpath.timeline import Medication, MedicationKind, Result

__all__ = [
    "Check",
    "Done",
    "Due",
    "DueState",
    "Fixed",
    "NextDose",
    "checks",
    "completions",
    "due_times",
    "fixed_times",
    "next_doses",
]


class DueState(StrEnum):
    """Where a check or dose stands. `if given` hangs on an event that has not happened yet."""

    DUE = "due"
    OVERDUE = "overdue"
    IF_GIVEN = "if given now"
    NO_CLOCK = "no clock"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that applies now: when its clock started, and its action limits, each with how it stands."""

    monitor: Monitor
    began: datetime
    limits: tuple[tuple[Limitation, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Due:
    """One check: when it is due, when it was last done, what of it was never recorded, and its action limits.

    `since` is the event of a fixed time.
    """

    monitor: Monitor
    state: DueState
    at: datetime | None
    last: datetime | None = None
    since: str = ""
    never: tuple[str, ...] = ()
    limits: tuple[tuple[Limitation, Verdict], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A check that was done: `at` is when its oldest part was taken, `by` the newest result of every part."""

    at: datetime
    by: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed time of a check after the event `since`, and how it was `done`; None: it was not.

    `past`: a later one of its times was done, or has come too, so nobody goes back for this one.
    """

    since: str
    at: datetime
    done: Done | None
    past: bool


@dataclass(frozen=True, slots=True)
class NextDose:
    """The next dose of an order that runs: when, and when the last one was recorded.

    After `free` more doses of it the alert `held` holds, and its `dose_says` stands with each that follows.
    """

    order: Medication
    state: DueState
    at: datetime
    last: Medication | None
    given: int
    held: Alert | None = None
    free: int = 0

    def says(self, place: int) -> str:
        """What stands with the dose at this place, 0 being the next."""
        return self.held.dose_says if self.held is not None and place >= self.free else ""


def checks(decision: Decision, stages: tuple[tuple[datetime, str], ...]) -> tuple[Check, ...]:
    """The checks of the newest of `stages` (when each began, oldest first) whose condition holds, as recorded."""
    return tuple(
        Check(
            monitor,
            _since(monitor, decision, stages),
            tuple((one, standing(monitor, one, decision)) for one in monitor.limits),
        )
        for monitor in decision.known.knowledge.monitors.values()
        if stages[-1][1] in monitor.stages and _applies(monitor, decision)
    )


def due_times(decision: Decision, applying: tuple[Check, ...]) -> tuple[Due, ...]:
    """What is due of the checks that apply, the next due first; those without a clock last.

    A check of fixed times that were all done is due no more, and is left out.
    """
    found: list[Due] = []
    nominal = decision.known.view.timeline.nominal
    for check in applying:
        monitor = check.monitor
        if nominal or monitor.during or (monitor.every is None and not monitor.at):
            found.append(Due(monitor, DueState.NO_CLOCK, None, limits=check.limits))
            continue
        for due in _repeated(monitor, decision, check.began) + _fixed(monitor, decision):
            found.append(replace(due, limits=check.limits))
    far = max((due.at for due in found if due.at is not None), default=None)
    return tuple(sorted(found, key=lambda due: (due.at is None, due.at or far, due.monitor.id)))


def next_doses(decision: Decision) -> tuple[NextDose, ...]:
    """The next dose of every order that runs and repeats, the first due first; empty where times are only ordered."""
    known = decision.known
    if known.view.timeline.nominal:
        return ()
    found = []
    for order in running(known, tuple(known.knowledge.drugs)):
        if order.kind is not MedicationKind.ORDERED or order.every is None:
            continue
        given = [
            entry
            for entry in known.view.medications((order.drug,))
            if entry.kind is MedicationKind.GIVEN and entry.at >= order.at - order.every
        ]
        last = given[-1] if given else None
        at = order.at if last is None else last.at + order.every
        state = DueState.OVERDUE if at < decision.now.at else DueState.DUE
        held, free = held_by(order, decision)
        found.append(NextDose(order, state, at, last, len(given), held, free))
    return tuple(sorted(found, key=lambda dose: (dose.at, dose.order.drug)))


def completions(monitor: Monitor, decision: Decision) -> tuple[Done, ...]:
    """Every time at which the check was done, oldest first; the oldest of its parts counts, of those recorded by then.

    Empty where nothing of it was ever recorded, or where no recording counts.
    """
    view = decision.known.view
    results = [result for fact in monitor.recorded_as for result in view.results(fact)]
    results.sort(key=lambda result: result.at)
    newest: dict[str, Result] = {}
    found: list[Done] = []
    for place, result in enumerate(results):
        newest[result.fact] = result
        if place + 1 < len(results) and results[place + 1].at == result.at:
            continue
        at = min(part.at for part in newest.values())
        if not found or found[-1].at < at:
            found.append(Done(at, tuple(newest.values())))
    return tuple(found)


def fixed_times(monitor: Monitor, decision: Decision) -> tuple[Fixed, ...]:
    """The fixed times of a check whose event happened in this episode, done or not, earliest first for each event.

    A recording counts for one time only: from a little before it (policy), but from no earlier than half way from the
    time before, of which the event is the first. So a look before a pulse, or with it, is no look after it.
    """
    policy = decision.known.knowledge.policy
    episode = policy["episode-window"].value.length()
    early = policy["check-counts-before"].value.length()
    done = completions(monitor, decision)
    found = []
    for since in dict.fromkeys(repeat.since for repeat in monitor.at):
        event = decision.now.events.get(since)
        if event is None or event.at is None or decision.now.at - event.at > episode:
            continue
        times = [event.at, *sorted(event.at + repeat.after for repeat in monitor.at if repeat.since == since)]
        starts = [max(at - early, before + (at - before) / 2) for before, at in pairwise(times)]
        ends = [*starts[1:], None]
        own = [
            next((one for one in done if one.at >= start and (end is None or one.at < end)), None)
            for start, end in zip(starts, ends, strict=True)
        ]
        for place, (at, one) in enumerate(zip(times[1:], own, strict=True)):
            later = any(own[place + 1 :]) or any(time <= decision.now.at for time in times[place + 2 :])
            found.append(Fixed(since, at, one, one is None and later))
    return tuple(found)


def _applies(monitor: Monitor, decision: Decision) -> bool:
    if monitor.when is None:
        return True
    verdict = decision.now.verdict(f"monitor/{monitor.id}")
    return verdict is Verdict.MET or (monitor.if_unknown and verdict is Verdict.UNKNOWN)


def _since(monitor: Monitor, decision: Decision, stages: tuple[tuple[datetime, str], ...]) -> datetime:
    """When the clock of a check started."""
    since = stages[-1][0]
    for began, stage in reversed(stages):
        if stage not in monitor.stages:
            break
        since = began
    rule = f"monitor/{monitor.id}"
    if monitor.if_unknown:
        for moment, later in pairwise(decision.moments):
            if moment.verdict(rule) is Verdict.NOT_MET:
                since = max(since, later.at)
        return since
    spell = decision.now.spells.get(rule)
    return max(since, spell.start) if spell is not None and spell.open else since


def _repeated(monitor: Monitor, decision: Decision, since: datetime) -> list[Due]:
    if monitor.every is None:
        return []
    last, never = _last_recorded(monitor, decision)
    at = since + monitor.every if last is None else max(last + monitor.every, since)
    return [_due(monitor, _before_dose(monitor, at, decision), last, "", never, decision)]


def _fixed(monitor: Monitor, decision: Decision) -> list[Due]:
    found = []
    now = decision.now.at
    shown_for = decision.known.knowledge.policy["overdue-shown-for"].value.length()
    last, never = _last_recorded(monitor, decision)
    happened = fixed_times(monitor, decision)
    for repeat in monitor.at:
        if not any(one.since == repeat.since for one in happened):
            found.append(Due(monitor, DueState.IF_GIVEN, now + repeat.after, since=repeat.since))
    for one in happened:
        if one.done is None and not one.past and now - one.at <= shown_for:
            found.append(_due(monitor, _before_dose(monitor, one.at, decision), last, one.since, never, decision))
    return found


def _due(
    monitor: Monitor, at: datetime, last: datetime | None, since: str, never: tuple[str, ...], decision: Decision
) -> Due:
    state = DueState.OVERDUE if at < decision.now.at else DueState.DUE
    return Due(monitor, state, at, last, since, never)


def _before_dose(monitor: Monitor, at: datetime, decision: Decision) -> datetime:
    """The first dose at or after `at` of the drug before which the check is taken; without such an order, `at`."""
    times = [
        _first_at_or_after(dose.at, dose.order.every, at)
        for dose in (next_doses(decision) if monitor.before else ())
        if dose.order.drug == monitor.before and dose.order.every is not None
    ]
    return min(times, default=at)


def _first_at_or_after(first: datetime, every: timedelta, at: datetime) -> datetime:
    return first if first >= at else first + every * -((first - at) // every)


def _last_recorded(monitor: Monitor, decision: Decision) -> tuple[datetime | None, tuple[str, ...]]:
    """When the check was last done, and which parts of it never were."""
    done = completions(monitor, decision)
    never = tuple(fact for fact in monitor.recorded_as if decision.known.view.latest(fact) is None)
    return (done[-1].at if done else None), never
