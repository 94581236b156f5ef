"""What is due and when, by the clock: checks from what was recorded, doses from the orders that run.

A check whose condition is not known to hold is left out. Its clock starts when the child entered the run of stages that
ask for it, or when its condition began to hold; nothing is due from before that. A check at a fixed time after an event
belongs to the episode of that event.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stillpath.engine import Decision, running
from stillpath.model import Limitation, Monitor, Verdict
from stillpath.timeline import Medication, MedicationKind
from stillpath.units import parse_duration

__all__ = ["Due", "DueState", "NextDose", "due_times", "next_doses"]


class DueState(StrEnum):
    """Where a check or dose stands. `if given` hangs on an event that has not happened yet."""

    DUE = "due"
    OVERDUE = "overdue"
    IF_GIVEN = "if given now"
    NO_CLOCK = "no clock"


@dataclass(frozen=True, slots=True)
class Due:
    """One check: when it is due, when it was last done, what of it was never recorded, and its action limits."""

    monitor: Monitor
    state: DueState
    at: datetime | None
    last: datetime | None = None
    since: str = ""
    never: tuple[str, ...] = ()
    limits: tuple[tuple[Limitation, Verdict], ...] = ()


@dataclass(frozen=True, slots=True)
class NextDose:
    """The next dose of an order that runs: when, and when the last one was recorded."""

    order: Medication
    state: DueState
    at: datetime
    last: Medication | None
    given: int


def due_times(decision: Decision, stages: tuple[tuple[datetime, str], ...]) -> tuple[Due, ...]:
    """The checks of the newest of `stages` (when each began, oldest first), the next due first; no clock last."""
    found: list[Due] = []
    nominal = decision.known.view.timeline.nominal
    for monitor in decision.known.knowledge.monitors.values():
        if stages[-1][1] not in monitor.stages:
            continue
        if monitor.when is not None and decision.now.verdict(f"monitor/{monitor.id}") is not Verdict.MET:
            continue
        limits = tuple((limit, _met(limit, decision)) for limit in monitor.limits)
        since = _since(monitor, decision, stages)
        times = [] if nominal else _repeated(monitor, decision, since) + _fixed(monitor, decision)
        for due in times or [Due(monitor, DueState.NO_CLOCK, None)]:
            found.append(Due(due.monitor, due.state, due.at, due.last, due.since, due.never, limits))
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
        found.append(NextDose(order, state, at, last, len(given)))
    return tuple(sorted(found, key=lambda dose: (dose.at, dose.order.drug)))


def _since(monitor: Monitor, decision: Decision, stages: tuple[tuple[datetime, str], ...]) -> datetime:
    """When the clock of a check started."""
    since = stages[-1][0]
    for began, stage in reversed(stages):
        if stage not in monitor.stages:
            break
        since = began
    spell = decision.now.spells.get(f"monitor/{monitor.id}")
    return max(since, spell.start) if spell is not None and spell.open else since


def _repeated(monitor: Monitor, decision: Decision, since: datetime) -> list[Due]:
    if monitor.every is None:
        return []
    last, never = _last_recorded(monitor, decision)
    at = since + monitor.every if last is None else max(last + monitor.every, since)
    state = DueState.OVERDUE if at < decision.now.at else DueState.DUE
    return [Due(monitor, state, at, last, never=never)]


def _fixed(monitor: Monitor, decision: Decision) -> list[Due]:
    found = []
    now = decision.now.at
    policy = decision.known.knowledge.policy
    episode = parse_duration(str(policy["episode-window"].value))
    shown_for = parse_duration(str(policy["overdue-shown-for"].value))
    early = parse_duration(str(policy["check-counts-before"].value))
    last, never = _last_recorded(monitor, decision)
    for repeat in monitor.at:
        event = decision.now.events.get(repeat.since)
        if event is None or event.at is None or now - event.at > episode:
            found.append(Due(monitor, DueState.IF_GIVEN, now + repeat.after, since=repeat.since))
            continue
        at = event.at + repeat.after
        if (last is not None and last >= at - early) or now - at > shown_for:
            continue
        state = DueState.OVERDUE if at < now else DueState.DUE
        found.append(Due(monitor, state, at, last, repeat.since, never))
    return found


def _last_recorded(monitor: Monitor, decision: Decision) -> tuple[datetime | None, tuple[str, ...]]:
    """When what the check needs was last recorded (the oldest part counts), and which parts never were."""
    latest = {fact: decision.known.view.latest(fact) for fact in monitor.recorded_as}
    times = [result.at for result in latest.values() if result is not None]
    never = tuple(fact for fact, result in latest.items() if result is None)
    return min(times, default=None), never


def _met(limit: Limitation, decision: Decision) -> Verdict:
    return Verdict.UNKNOWN if limit.when is None else decision.evaluate(limit.when).verdict
