"""`watch --format ical`: what is due and overdue as a calendar, RFC 5545.

Times are written in UTC: the form that every calendar shows in its own zone and that no clock change makes ambiguous.
Nothing that identifies the child is written: no id, no name, no birth date. An event's UID is a digest of the patient's
id, the check or drug, and the time for which it is due, so the same file gives the same events again; who knows the id
and the times can compute it, so it is no secret. `name` is the only text of the caller's that stands in it.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from stillpath import __version__
from stillpath.care.watch import Occasion, OccasionState, Watch
from stillpath.prose import Clock
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.watch_page import occasion_text
from stillpath.prose.words import for_people, sentence

__all__ = ["watch_ical"]


def watch_ical(watch: Watch, name: str = "") -> bytes:
    """The calendar: an event with an alarm for each time that is due, and one, now, for each thing overdue.

    `name` is the calendar's name. What was done, and what waits for an event that has not happened, is left out.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//stillpath//watch {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name or "stillpath watch")
    seen: set[str] = set()
    for occasion in watch.of(OccasionState.OVERDUE, OccasionState.DUE):
        event = _event(occasion, watch)
        if str(event["uid"]) not in seen:
            seen.add(str(event["uid"]))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(occasion: Occasion, watch: Watch) -> Event:
    timeline = watch.plan.decision.known.view.timeline
    clock = Clock(timeline.zone)
    now = watch.plan.decision.now.at
    overdue = occasion.state is OccasionState.OVERDUE
    start = now if overdue else occasion.at
    text = for_people(occasion_text(occasion, watch, clock)).replace("\u00a0", " ")
    summary = f"OVERDUE: {text}" if overdue else text
    kind = "dose" if occasion.monitor is None else "check"
    event = Event()
    event.add("uid", _uid(occasion, timeline.patient.id))
    event.add("dtstamp", _whole(now))
    event.add("dtstart", _whole(start))
    if occasion.until is not None:
        event.add("dtend", _whole(occasion.until))
    event.add("summary", summary)
    event.add("description", _description(occasion, watch, clock))
    event.add("categories", [f"stillpath {kind}", occasion.state.value])
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _description(occasion: Occasion, watch: Watch, clock: Clock) -> str:
    due = occasion.at.astimezone(clock.zone).isoformat(timespec="minutes")
    lines = [f"Due {due}."]
    if occasion.monitor is not None:
        lines += [f"Call if: {sentence(limit.says)}" for limit in occasion.monitor.limits]
    lines.append("Worked out from the record at the time of this calendar; make it again after every change.")
    knowledge = watch.plan.knowledge
    lines.append(f"{status_line(knowledge, whole(knowledge))}. Knowledge {knowledge.version}.")
    return "\n".join(for_people(line).replace("\u00a0", " ") for line in lines)


def _uid(occasion: Occasion, patient: str) -> str:
    order = occasion.order.id if occasion.order is not None else ""
    named = "\n".join((patient, occasion.id, order, occasion.since, occasion.at.astimezone(UTC).isoformat()))
    return f"{hashlib.sha256(named.encode()).hexdigest()[:_DIGITS]}@stillpath"


def _whole(at: datetime) -> datetime:
    """The instant in UTC, to the second, as the format writes it."""
    return at.astimezone(UTC).replace(microsecond=0)


_DIGITS = 32
