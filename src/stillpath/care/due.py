"""What is due and when, by the clock: from what was recorded, else from when the stage began."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stillpath.engine import Decision, Line
from stillpath.model import Limitation, Monitor, Verdict

__all__ = ["Due", "DueState", "due_times"]


class DueState(StrEnum):
    """Where a check stands. `if given` hangs on an event that has not happened yet."""

    DUE = "due"
    OVERDUE = "overdue"
    RECORDED = "recorded"
    IF_GIVEN = "if given now"
    NO_CLOCK = "no clock"


@dataclass(frozen=True, slots=True)
class Due:
    """One check: when it is due, what it is counted from, and the action limits that are met or not judged."""

    monitor: Monitor
    state: DueState
    at: datetime | None
    last: datetime | None = None
    since: str = ""
    limits: tuple[tuple[Limitation, Verdict], ...] = ()


def due_times(decision: Decision, stage: str, stage_since: datetime) -> tuple[Due, ...]:
    """The checks of a stage, the next due first; those without a clock last."""
    found: list[Due] = []
    nominal = decision.known.view.timeline.nominal
    for monitor in decision.known.knowledge.monitors.values():
        if stage not in monitor.stages:
            continue
        if monitor.when is not None and decision.evaluate(monitor.when).verdict is Verdict.NOT_MET:
            continue
        limits = tuple((limit, _met(limit, decision)) for limit in monitor.limits)
        if nominal:
            found.append(Due(monitor, DueState.NO_CLOCK, None, limits=limits))
            continue
        times = _repeated(monitor, decision, stage_since) + _fixed(monitor, decision)
        if not times:
            times = [Due(monitor, DueState.NO_CLOCK, None)]
        found += [Due(due.monitor, due.state, due.at, due.last, due.since, limits) for due in times]
    far = max((due.at for due in found if due.at is not None), default=None)
    return tuple(sorted(found, key=lambda due: (due.at is None, due.at or far, due.monitor.id)))


def _repeated(monitor: Monitor, decision: Decision, stage_since: datetime) -> list[Due]:
    if monitor.every is None:
        return []
    last = _last_recorded(monitor, decision)
    at = (last if last is not None else stage_since) + monitor.every
    state = DueState.OVERDUE if at < decision.now.at else DueState.DUE
    return [Due(monitor, state, at, last)]


def _fixed(monitor: Monitor, decision: Decision) -> list[Due]:
    found = []
    now = decision.now.at
    for repeat in monitor.at:
        event = decision.now.events.get(repeat.since)
        if event is None or event.at is None:
            found.append(Due(monitor, DueState.IF_GIVEN, now + repeat.after, since=repeat.since))
            continue
        at = event.at + repeat.after
        last = _last_recorded(monitor, decision)
        if last is not None and last >= at:
            continue
        state = DueState.OVERDUE if at < now else DueState.DUE
        found.append(Due(monitor, state, at, last, repeat.since))
    return found


def _last_recorded(monitor: Monitor, decision: Decision) -> datetime | None:
    """When all that the check needs was last recorded; None if one of them never was."""
    times = []
    for fact in monitor.recorded_as:
        latest = decision.known.view.latest(fact)
        if latest is None:
            return None
        times.append(latest.at)
    return min(times, default=None)


def _met(limit: Limitation, decision: Decision) -> Verdict:
    line: Line | None = decision.evaluate(limit.when) if limit.when is not None else None
    return Verdict.UNKNOWN if line is None else line.verdict
