"""Which instant of which child an address means, and the addresses of its pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from stillpath.intake import UnusableError, read_time, typed_time
from stillpath.prose import Cited, Page
from stillpath.prose.person import person_text
from stillpath.timeline import Refused
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Child, Workspace
from stillpath.web.view import view_of
from stillpath.web.words import words_in

__all__ = ["EmptyError", "Ways", "about", "framed", "iso", "looked_at", "not_now", "not_shown", "see"]

_DAYS_FROM = timedelta(days=2)
"""From here on what is over is told in days."""
_MOST_DIGITS = 9
"""Digits of the place of an instant."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of one child's pages, at the instant that is looked at."""

    key: str
    at: str = ""

    def to(self, page: str = "", /, **more: str) -> str:
        """The address of a page at this instant: "" is the child's own, others "sheet", "handover" …

        >>> Ways("lea").to(), Ways("lea", "2026-03-02T06:10+01:00").to("sheet")
        ('/child/lea', '/child/lea/sheet?at=2026-03-02T06%3A10%2B01%3A00')
        """
        given = {name: text for name, text in {"at": self.at, **more}.items() if text}
        return f"/child/{self.key}{f'/{page}' if page else ''}" + (f"?{urlencode(given)}" if given else "")

    def when(self, at: str) -> str:
        """The address of the child's page at another instant; empty is the newest."""
        return Ways(self.key, at).to()


def iso(at: datetime, child: Child) -> str:
    """An instant as an address tells it, in the hospital's time; whole minutes without seconds."""
    local = at.astimezone(child.reading.timeline.zone)
    return local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")


class EmptyError(LookupError):
    """Nothing in the record of this `child` could be placed in time, so that there is no instant to look at."""

    def __init__(self, child: Child) -> None:
        super().__init__("nothing in this record could be placed in time")
        self.child = child


def see(key: str, at: str, number: str, workspace: Workspace, views: Views) -> tuple[Seen, Ways]:
    """The child of a name at the instant of an address: `at` is a time, `number` the place of an instant, from 1.

    Without either, or with what is neither, the newest. GoneError if there is no such child, EmptyError if nothing in
    its record is placed in time.
    """
    child = workspace.get(key)
    end = child.end(workspace.now())
    if end is None:
        raise EmptyError(child)
    newest = views.of(child, end, end)
    chosen = looked_at(at, number, newest)
    seen = newest if chosen is None else views.of(child, chosen, end)
    return seen, Ways(child.key, iso(chosen, child) if chosen is not None else "")


def looked_at(at: str, number: str, newest: Seen) -> datetime | None:
    """The instant that is asked for, if it lies before the newest and not before everything; None is the newest.

    A time is taken as it is typed in a form too ("02-Mar-2026 05:00", "-2h"); now is then the newest instant.
    """
    instants = newest.instants
    chosen: datetime | None = None
    if number.isdigit() and number.isascii():
        place = int(number) if len(number) <= _MOST_DIGITS else len(instants)
        chosen = instants[min(max(place, 1), len(instants)) - 1]
    elif at.strip():
        asked = _read(at, newest)
        chosen = None if isinstance(asked, Refused) else asked
    if chosen is None or chosen >= newest.end:
        return None
    return max(chosen, instants[0] - timedelta(minutes=1))


def not_shown(at: str, newest: Seen) -> str:
    """Why another instant is shown than the time that was asked for; empty where it is that one, or none was asked."""
    if not at.strip():
        return ""
    chosen = _read(at, newest)
    ahead = "in the future" in chosen.found if isinstance(chosen, Refused) else chosen > newest.end
    if isinstance(chosen, Refused) and not ahead:
        said = f"{chosen.found}; expected {chosen.expected}"
        return f"The time could not be read, so the newest is shown: {said}."
    if isinstance(chosen, Refused) or ahead:
        return "The time lies after the newest that there is to look at, which is shown."
    return "" if chosen >= newest.instants[0] else "Nothing was known yet at that time."


def not_now(seen: Seen, now: datetime) -> str:
    """What is said of a real child whose newest is longer ago than twelve hours; empty for any other, and a replay."""
    if seen.replayed or not seen.child.old(now):
        return ""
    ago = now - seen.at
    length = f"{ago // timedelta(hours=1)} h" if ago < _DAYS_FROM else f"{ago.days} days"
    return f"NOT NOW: as at {seen.clock.full(seen.at)}, {length} ago"


def _read(at: str, newest: Seen) -> datetime | Refused:
    """The instant that an address asks for: a time as files tell it, or as people type it."""
    zone = newest.child.reading.timeline.zone
    text = " ".join(at.split())
    try:
        return read_time(text.replace(" ", "+") if "T" in text else text, zone=zone).end
    except UnusableError:
        typed = typed_time(text, newest.end, zone)
    return typed if isinstance(typed, Refused) else read_time(typed, zone=zone).end


def framed(seen: Seen, ways: Ways, sources: tuple[Cited, ...] = ()) -> dict[str, Any]:
    """All that `child_frame.html` needs of a child, an instant and its addresses."""
    return {"active": "child", "child": seen.child, "ways": ways, "seen": seen, **about(seen, sources)}


def about(seen: Seen, sources: tuple[Cited, ...] = ()) -> dict[str, Any]:
    """What the frame of every page of a child needs of the instant; `view` holds who it is and the sources cited."""
    instants, timeline = seen.instants, seen.child.reading.timeline
    place = max((number for number, at in enumerate(instants, 1) if at <= seen.at), default=1)
    example = timeline.patient.example
    title = f"{f'EXAMPLE ({example})  ' if example else ''}{person_text(seen.plan, seen.clock)}"
    return {
        "view": view_of(Page(title, (), sources), seen.knowledge, words_in(seen.knowledge, "en")),
        "instants": instants,
        "place": place,
        "as_at": seen.clock.full(seen.at) if not seen.clock.nominal else f"moment {place} of {len(instants)}",
    }
