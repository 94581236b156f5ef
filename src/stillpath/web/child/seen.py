"""A child as seen at one instant: everything a page of it says, worked out once and kept for the next reader."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from stillpath.care import Plan, plan
from stillpath.care.watch import Watch, watch
from stillpath.engine import Decision, decide
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.reviewed import status_line, whole
from stillpath.web.child.workspace import Child

__all__ = ["AHEAD", "BACK", "Seen", "Views"]

_T = TypeVar("_T")

AHEAD = timedelta(hours=48)
"""How far the sheet and the grid look ahead."""

BACK = timedelta(hours=24)
"""How far they look back."""

_MOST_KEPT = 60
"""Views kept, the ones looked at last."""


class Seen:
    """One child at one instant. What is asked of it is worked out when it is first asked, by one thread at a time."""

    def __init__(self, child: Child, knowledge: Knowledge, at: datetime, end: datetime) -> None:
        self.child = child
        self.knowledge = knowledge
        self.at = at
        self.end = end
        self._lock = threading.RLock()
        self._made: dict[str, tuple[str, object]] = {}

    def once(self, name: str, make: "Callable[[Seen], _T]", mark: str = "") -> _T:
        """What `make` gives of this view, worked out by the first who asks, alone; kept under the name.

        With a mark only the newest is kept: it is made anew when the mark is another.
        """
        with self._lock:
            if name not in self._made or self._made[name][0] != mark:
                self._made[name] = mark, make(self)
            return self._made[name][1]  # type: ignore[return-value]

    @property
    def status(self) -> str:
        """The review status of the whole, as it is recorded now; a mark of what was made while it was another."""
        return status_line(self.knowledge, whole(self.knowledge))

    @property
    def replayed(self) -> bool:
        """Whether it is an instant before the newest."""
        return self.at < self.end

    @property
    def clock(self) -> Clock:
        """The hospital's clock."""
        timeline = self.child.reading.timeline
        return Clock(timeline.zone, timeline.nominal)

    @property
    def instants(self) -> tuple[datetime, ...]:
        """When something became known, earliest first, and last the newest instant there is to look at."""
        return self.once("instants", _instants)

    @property
    def decision(self) -> Decision:
        """What every rule says."""
        return self.once("decision", lambda one: decide(one.knowledge, one.child.reading.timeline, one.at))

    @property
    def plan(self) -> Plan:
        """Stage, actions, doses, alerts."""
        return self.once("plan", lambda one: plan(one.decision))

    @property
    def watch(self) -> Watch:
        """The two days ahead and the day behind, by the clock."""
        return self.once("watch", lambda one: watch(one.plan, AHEAD, BACK))


def _instants(seen: Seen) -> tuple[datetime, ...]:
    known = [at for at in seen.child.reading.timeline.instants() if at < seen.end]
    return (*known, seen.end)


class Views:
    """The views looked at last. Safe for several threads. `holds` tells whether a child of a name is still open."""

    def __init__(self, knowledge: Knowledge, holds: Callable[[str], bool] | None = None) -> None:
        self.knowledge = knowledge
        self._holds = holds
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, datetime], Seen] = OrderedDict()

    def of(self, child: Child, at: datetime, end: datetime) -> Seen:
        """The view of a child at an instant; `end` is the newest there is."""
        name = (child.key, child.version, at)
        with self._lock:
            seen = self._kept.get(name)
            if seen is None or seen.end != end:
                seen = self._kept[name] = Seen(child, self.knowledge, at, end)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        if self._holds is not None and not self._holds(child.key):  # closed since whoever asks found it
            self.forget(child.key)
        return seen

    def forget(self, key: str) -> None:
        """Drops every view of a child."""
        with self._lock:
            for name in [name for name in self._kept if name[0] == key]:
                del self._kept[name]
