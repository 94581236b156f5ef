"""Lines decided earlier that still hold, so that the next instant need not decide them again."""

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush

from stillpath.engine.findings import Line
from stillpath.model import Node

__all__ = ["Kept"]


class Kept:
    """The lines of some nodes, each under what it leans on; of a node that is not one of them nothing is kept.

    A line goes when something it leans on is forgotten, or when its own time is up. Nodes are told apart by identity,
    and the node itself is held beside its line: an id says nothing of another process.
    """

    def __init__(self, nodes: Iterable[tuple[Node, frozenset[str]]] = ()) -> None:
        self._lines: dict[int, tuple[Node, Line | None]] = {}
        self._leaning: dict[str, list[int]] = {}
        self._ends: list[tuple[datetime, int]] = []
        for node, topics in nodes:
            self._lines[id(node)] = node, None
            for topic in topics:
                self._leaning.setdefault(topic, []).append(id(node))

    def fork(self) -> "Kept":
        """The same lines, kept and forgotten from here on apart from these."""
        kept = Kept()
        kept._lines = dict(self._lines)
        kept._leaning = self._leaning
        kept._ends = list(self._ends)
        return kept

    def line(self, node: Node) -> Line | None:
        """The line of a node, if one is kept."""
        owner, line = self._lines.get(id(node), (None, None))
        return line if owner is node else None

    def keep(self, node: Node, line: Line) -> None:
        """Keeps a line, if its node is one of those."""
        key = id(node)
        if key in self._lines and self._lines[key][0] is node:
            self._lines[key] = node, line
            if line.until is not None:
                heappush(self._ends, (line.until, key))

    def forget(self, topic: str) -> None:
        """Forgets every line that leans on a fact, drug, rule or event."""
        for key in self._leaning.get(topic, ()):
            self._lines[key] = self._lines[key][0], None

    def expire(self, at: datetime) -> None:
        """Forgets every line whose time is up."""
        while self._ends and self._ends[0][0] <= at:
            _, key = heappop(self._ends)
            node, line = self._lines[key]
            if line is not None and line.until is not None and line.until <= at:
                self._lines[key] = node, None
