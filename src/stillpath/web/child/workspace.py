"""The children who are open: in the memory of this server, never on a disk, each under a name nobody can guess."""

import itertools
import secrets
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from stillpath.intake import (
    Names,
    PatientRecord,
    Reading,
    Received,
    UnusableError,
    read_record,
    read_time,
    understand,
)
from stillpath.intake.times import CLOCKS_DIFFER
from stillpath.model import Knowledge

__all__ = ["KEPT_FOR", "MOST_CHILDREN", "WAITS_FOR", "Added", "Child", "FullError", "GoneError", "Waiting", "Workspace"]

KEPT_FOR = timedelta(hours=12)
"""How long a child stays open after somebody last looked."""

MOST_CHILDREN = 200
"""Children open at once; when one more is opened, the one nobody looked at for longest is closed."""

SPARED = timedelta(hours=1)
"""A child somebody looked at so lately is not closed to make room."""

WAITS_FOR = timedelta(minutes=10)
"""How long a file of several patients waits for its reader to choose one."""

MOST_WAITING = 10
"""Files that wait at once; each counts as a child too."""

FRESH = timedelta(hours=12)
"""A file whose last entry is younger is looked at by the clock of now; an older one as at its own last entry."""

_LETTERS = 16
"""Bytes of chance in the name of a child."""

_SWEPT_EVERY = 60
"""Seconds after which what is over is dropped, though nobody looks."""


class GoneError(LookupError):
    """The child is not open (any more): closed, forgotten, or never was."""


class FullError(RuntimeError):
    """No more children can be opened now: all that are open were looked at within the hour."""


@dataclass(frozen=True, slots=True)
class Added:
    """Something that was added on a page: the event, and the name its own page gives it for taking it back."""

    id: str
    event: Received


@dataclass(frozen=True, slots=True)
class Child:
    """One child who is open. `record` holds what came in the file or was typed, then what was `added`.

    `live`: looked at by the clock of now; otherwise as at the record's own last moment. `version` grows with every
    change, so that nothing worked out before is taken for the present. `example`: shipped, and shared by all readers.
    `zone` reads the times of the file that came without an offset. `clock` is when the record was last read: of a real
    child nothing later is taken; None for an example, and for a record whose times only order. `names` are those by
    which it was read; under other knowledge it is read again.
    """

    key: str
    record: PatientRecord
    reading: Reading
    live: bool = False
    example: bool = False
    version: int = 0
    added: tuple[Added, ...] = ()
    zone: tzinfo | None = None
    clock: datetime | None = None
    names: Names | None = field(default=None, repr=False, compare=False)

    @property
    def real(self) -> bool:
        """Whether the clock of now is the child's too: no example, nor a copy of one, nor times that only order."""
        return not (self.record.example or self.record.nominal)

    def end(self, now: datetime) -> datetime | None:
        """The latest instant there is to look at; None for a record in which nothing could be placed in time.

        A live child is looked at from now; from the last thing known where its clock runs minutes ahead of ours.
        """
        last = self.reading.timeline.last_known()
        if self.live:
            return now if last is None or last > now + CLOCKS_DIFFER else max(now, last)
        return self.reading.timeline.now or last

    def old(self, now: datetime) -> bool:
        """Whether the newest there is to look at is a real child's of more than twelve hours ago."""
        end = self.end(now)
        return self.real and not self.live and end is not None and end < now - FRESH


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of several patients, as it came, until its reader says which one: the name of each, and its entries."""

    key: str
    data: bytes
    patients: tuple[tuple[str, int], ...]
    zone: tzinfo | None = None


class _Held:
    """The children of every workspace that goes on from another: one memory, whatever knowledge they are seen under."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.children: dict[str, Child] = {}
        self.looked: dict[str, datetime] = {}
        self.waiting: dict[str, tuple[Waiting, datetime]] = {}
        self.sweeper: threading.Timer | None = None
        self.sharing: weakref.WeakSet[Workspace] = weakref.WeakSet()

    def forgotten(self, key: str) -> None:
        """Tells everyone who shares them of a child that is closed."""
        for workspace in list(self.sharing):
            workspace.forgotten(key)


class Workspace:
    """Opens, changes and forgets children. Safe for several threads; whatever is read from it never changes.

    `examples` is the folder of the shipped children, each open to everybody under the name of its file. One that is
    changed becomes a child of its own. `forgotten` is told the name of each child that is closed. What is over goes
    within a minute, whether or not anybody looks. `zone` is the hospital's time, for records opened without one of
    their own: for times without an offset, and for showing all others.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        examples: Path | None,
        now: Callable[[], datetime],
        forgotten: Callable[[str], None] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        self.names = Names.of(knowledge)
        self.now = now
        self.zone = zone
        self._names = None if examples is None else {path.stem: path for path in sorted(examples.glob("*.json"))}
        self.forgotten = forgotten or _nobody
        self._shipped: dict[str, Child] = {}
        self._share(_Held())

    def _share(self, held: _Held) -> None:
        self._held = held
        held.sharing.add(self)
        self._lock = held.lock
        self._children = held.children
        self._looked = held.looked
        self._waiting = held.waiting

    def over(self, knowledge: Knowledge, forgotten: Callable[[str], None] | None = None) -> "Workspace":
        """A workspace of the same children under other knowledge: each is read anew when it is first looked at.

        What is opened, changed or closed in one is so in the other.
        """
        other = Workspace(knowledge, None, self.now, forgotten, self.zone)
        other._names = self._names
        other._share(self._held)
        return other

    def examples(self) -> tuple[str, ...]:
        """The names of the shipped children, in order."""
        return tuple(self._names or ())

    def open(self, record: PatientRecord, live: bool | None = None, zone: tzinfo | None = None) -> Child:
        """A new child. Without `live` it is looked at by the clock of now if its last entry is fresh.

        FullError if there is no room.
        """
        child = self.read(record, live, zone)
        self.keep(child)
        return child

    def read(self, record: PatientRecord, live: bool | None = None, zone: tzinfo | None = None) -> Child:
        """As `open`, but not kept: for looking whether there is anything in the record."""
        zone = zone or (None if record.example else self.zone)
        child = self._made(secrets.token_urlsafe(_LETTERS), record, live=False, zone=zone)
        now = self.now()
        end = child.end(now)
        fresh = child.real and end is not None and now - FRESH <= end <= now + CLOCKS_DIFFER
        return self._live(child) if (live if live is not None else fresh) else child

    def keep(self, child: Child) -> None:
        """Keeps a child that was `read`. FullError if there is no room."""
        now = self.now()
        with self._lock:
            self._want_room(now)
            self._put(child, now)
        self._forget_old(now)

    def instant(self, child: Child) -> datetime:
        """When something typed or answered now becomes known: by the clock, whatever the record's own now.

        For an example, and where times only order, it is the record's end.
        """
        now = self.now()
        end = child.end(now) or now
        if not child.real:
            return end
        return now if end > now + CLOCKS_DIFFER else max(now, end)

    def by_clock(self, key: str) -> Child:
        """The child, looked at by the clock of now from here on; an example is let be."""
        while True:
            child = self.get(key)
            if child.live or not child.real:
                return child
            changed = replace(self._live(child), version=child.version + 1, added=child.added)
            with self._lock:
                if self._children.get(key) is child:
                    self._put(changed, self.now())
                    return changed

    def holds(self, key: str) -> bool:
        """Whether a child of this name is open; it is not looked at by that."""
        with self._lock:
            return key in self._children or key in self._shipped

    def wait(self, data: bytes, patients: tuple[tuple[str, int], ...], zone: tzinfo | None = None) -> Waiting:
        """Holds a file of several patients until one is chosen, for ten minutes at most.

        FullError if there is no room.
        """
        held = Waiting(secrets.token_urlsafe(_LETTERS), data, patients, zone)
        now = self.now()
        with self._lock:
            self._want_room(now)
            self._waiting[held.key] = held, now
            while len(self._waiting) > MOST_WAITING:
                del self._waiting[next(iter(self._waiting))]
        self._forget_old(now)
        return held

    def waiting(self, key: str, *, take: bool = False) -> Waiting:
        """The file that waits under a name; `take`: and it waits no longer. GoneError if there is none."""
        self._forget_old(self.now())
        with self._lock:
            held = self._waiting.pop(key, None) if take else self._waiting.get(key)
        if held is None:
            raise GoneError("no file waits here")
        return held[0]

    def get(self, key: str) -> Child:
        """The child of a name. GoneError if there is none."""
        now = self.now()
        self._forget_old(now)
        with self._lock:
            child = self._children.get(key)
            if child is not None:
                self._looked[key] = now
            shipped = self._shipped.get(key)
        if child is not None:
            return child if child.names is self.names else self._anew(child)
        if shipped is not None:
            return shipped
        path = (self._names or {}).get(key)
        if path is None:
            raise GoneError("this child is not open here")
        child = replace(self._made(key, read_record(path.read_bytes()), live=False), example=True)
        with self._lock:
            return self._shipped.setdefault(key, child)

    def add(self, key: str, events: Iterable[Received]) -> Child:
        """The child with more in its record; an example becomes a child of its own, under a new name.

        What says no more than the last thing that was added of its name is that same thing, sent twice.
        """
        sent = tuple(events)

        def added(child: Child) -> tuple[Added, ...]:
            last = {one.event.name: replace(one.event, family="") for one in child.added}
            more: list[Received] = []
            for one in sent:
                alone = replace(one, family="")
                more += [] if last.get(one.name) == alone else [one]
                last[one.name] = alone
            taken = {event.family for event in child.record.events}
            free = (f"page-{number}" for number in itertools.count(child.version + 1))
            ids = (id for id in free if id not in taken)
            return (*child.added, *(Added(id, replace(event, family=id)) for id, event in zip(ids, more, strict=False)))

        return self._changed(key, added)

    def take_back(self, key: str, id: str) -> Child:
        """The child without one thing that was added on a page."""
        return self._changed(key, lambda child: tuple(one for one in child.added if one.id != id))

    def forget(self, key: str) -> None:
        """Closes a child; nothing of it is left. One that is not open, or an example, is let be."""
        with self._lock:
            gone = self._children.pop(key, None)
            self._looked.pop(key, None)
        if gone is not None:
            self._held.forgotten(key)

    def _changed(self, key: str, change: Callable[[Child], tuple[Added, ...]]) -> Child:
        """The child with other additions, kept unless somebody else changed or closed it meanwhile: then again."""
        while True:
            child = self.get(key)
            added = change(child)
            if added == child.added:
                return child
            changed = self._with(child, added)
            now = self.now()
            with self._lock:
                alone = child.example or self._children.get(key) is child
                if alone:
                    if child.example:
                        self._want_room(now)
                    self._put(changed, now)
            if alone:
                self._forget_old(now)
                return changed

    def _with(self, child: Child, added: tuple[Added, ...]) -> Child:
        """The child with these additions in place of its own, which stand last in its record."""
        events = child.record.events[: len(child.record.events) - len(child.added)]
        record = replace(child.record, events=(*events, *(one.event for one in added)))
        if record.now is not None:
            record = replace(record, now=_latest(record.now, added, child.zone))
        key = secrets.token_urlsafe(_LETTERS) if child.example else child.key
        # One more than there ever were additions, so that the name of what was taken back is not used again.
        version = child.version + max(1, len(added) - len(child.added))
        return replace(self._made(key, record, child.live, child.zone), version=version, added=added)

    def _live(self, child: Child) -> Child:
        """The child by the clock of now: the record's own now goes, and what was refused of it stays told."""
        unread = tuple(one for one in child.reading.refused if one.where == "now")
        record = replace(child.record, now=None, refused=(*child.record.refused, *unread))
        return self._made(child.key, record, live=True, zone=child.zone)

    def _anew(self, child: Child) -> Child:
        """The child read by the names of this knowledge; as it is now, if somebody changed or closed it meanwhile."""
        made = self._made(child.key, child.record, child.live, child.zone)
        anew = replace(made, version=child.version + 1, added=child.added)
        with self._lock:
            if self._children.get(child.key) is child:
                self._children[child.key] = anew
                return anew
        return self.get(child.key)

    def _made(self, key: str, record: PatientRecord, live: bool, zone: tzinfo | None = None) -> Child:
        clock = None if record.example or record.nominal else self.now()
        return Child(
            key, record, understand(record, self.names, zone, clock), live, zone=zone, clock=clock, names=self.names
        )

    def _put(self, child: Child, now: datetime) -> None:
        self._children[child.key] = child
        self._looked[child.key] = now

    def _forget_old(self, now: datetime) -> None:
        """Drops what is over, and what is too much; sees to it that the rest is looked at again in a while."""
        with self._lock:
            for key in [key for key, (_, since) in self._waiting.items() if now - since > WAITS_FOR]:
                del self._waiting[key]
            gone = [key for key, looked in self._looked.items() if now - looked > KEPT_FOR]
            by_look = sorted(self._looked, key=lambda key: self._looked[key])
            left = [key for key in by_look if key not in gone and now - self._looked[key] > SPARED]
            gone += left[: max(0, self._too_many(len(gone)))]
            for key in gone:
                self._children.pop(key, None)
                self._looked.pop(key, None)
            if self._held.sweeper is None and (self._children or self._waiting):
                self._held.sweeper = threading.Timer(_SWEPT_EVERY, _sweep, (weakref.ref(self._held),))
                self._held.sweeper.daemon = True
                self._held.sweeper.start()
        for key in gone:
            self._held.forgotten(key)

    def _want_room(self, now: datetime) -> None:
        """Raises FullError if one more is too many, and nobody's child has been left alone for an hour."""
        if self._too_many(0) >= 0 and all(now - looked <= SPARED for looked in self._looked.values()):
            raise FullError("too many children are open here")

    def _too_many(self, gone: int) -> int:
        return len(self._children) - gone + len(self._waiting) - MOST_CHILDREN

    def sweep(self) -> None:
        """Drops what is over, as happens every minute while anything is held."""
        with self._lock:
            self._held.sweeper = None
        self._forget_old(self.now())


def _sweep(held: "weakref.ref[_Held]") -> None:
    """Sweeps what is still there."""
    there = held()
    for workspace in list(there.sharing)[:1] if there is not None else ():
        workspace.sweep()


def _nobody(key: str) -> None:
    """Told of a child that is closed; nobody wants to know."""


def _latest(now: object, added: tuple[Added, ...], zone: tzinfo | None) -> object:
    """The record's own now, moved on to the last thing that was added. A now that cannot be read stays as it is."""
    try:
        latest, instant = now, read_time(now, zone=zone).end
    except UnusableError:
        return now
    for one in added:
        for text in (one.event.time, one.event.known):
            try:
                at = read_time(text, zone=zone).end if isinstance(text, str) else instant
            except UnusableError:
                continue
            if at > instant:
                latest, instant = text, at
    return latest
