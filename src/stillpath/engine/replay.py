"""Walks a timeline once, forward, from instant to instant; `decide` is the last step of that walk.

An instant is when something becomes known, when a value stops being current, or when a timer runs out. Between two
instants every finding is constant. A rule is decided again only if something it looks at has changed or its time is up.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from stillpath.engine.evaluate import Context, evaluate_node
from stillpath.engine.exposure import Happened, happened
from stillpath.engine.findings import Finding, Line, Spell, earliest
from stillpath.engine.known import Known
from stillpath.model import Knowledge, Node, Verdict
from stillpath.timeline import Timeline, View

__all__ = ["Decision", "Moment", "decide", "replay"]


@dataclass(frozen=True, slots=True)
class Moment:
    """What was decided at one instant: a finding for every rule, the spells of each, and the events by then."""

    at: datetime
    findings: dict[str, Finding]
    spells: dict[str, Spell]
    events: dict[str, Happened]

    def verdict(self, rule: str) -> Verdict:
        """The verdict of a rule; unknown for one that does not exist."""
        finding = self.findings.get(rule)
        return Verdict.UNKNOWN if finding is None else finding.verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole walk up to an instant: its moments, the last of them `now`, and what was known then."""

    moments: tuple[Moment, ...]
    context: Context

    @property
    def now(self) -> Moment:
        """The last moment."""
        return self.moments[-1]

    @property
    def known(self) -> Known:
        """The facts as known at the last moment."""
        return self.context.known

    def evaluate(self, rule: Node) -> Line:
        """The line of any other rule (an alert's, an action's) at the last moment."""
        return evaluate_node(rule, self.context)


def decide(knowledge: Knowledge, timeline: Timeline, at: datetime) -> Decision:
    """What every rule says at an instant, from what was known by then.

    An empty timeline is decided too: nothing that can alert is met. The same arguments give the same decision. The
    instant is taken as UTC, since a length counted back on a clock on the wall may be an hour longer or shorter.
    """
    at = at.astimezone(UTC)
    walk = _Walk(knowledge, timeline)
    moments = []
    instant = walk.view.next_known()
    while instant is not None and instant < at:
        moments.append(walk.step(instant))
        instant = walk.next_instant()
    moments.append(walk.step(at))
    return Decision(tuple(moments), walk.context())


def replay(knowledge: Knowledge, timeline: Timeline, until: datetime) -> tuple[Moment, ...]:
    """The moments of a timeline up to and including `until`, in order; the last is at `until` itself."""
    return decide(knowledge, timeline, until).moments


class _Walk:
    """The state between two instants: findings, spells and events."""

    def __init__(self, knowledge: Knowledge, timeline: Timeline) -> None:
        self.knowledge = knowledge
        self.view = View(timeline, knowledge.facts)
        self.known = Known(knowledge, self.view)
        self.findings: dict[str, Finding] = {}
        self.spells: dict[str, Spell] = {}
        self.events: dict[str, Happened] = {}
        self.topics = knowledge.topics.rules
        self.event_topics = knowledge.topics.events
        self.changed: set[str] = set()
        self.kept: dict[int, tuple[Node, Line | None]] = {}
        self.leaning: dict[str, list[int]] = {}
        for leaf, topics in (line for lines in knowledge.topics.lines.values() for line in lines):
            self.kept[id(leaf)] = leaf, None
            for topic in topics:
                self.leaning.setdefault(topic, []).append(id(leaf))

    def step(self, at: datetime) -> Moment:
        self.changed = self.view.advance(at)
        self.known.moved()
        for key, (node, line) in self.kept.items():
            if line is not None and line.until is not None and line.until <= at:
                self.kept[key] = node, None
        for topic in self.changed:
            self._forget(topic)
        self._new_events()
        context = self.context()
        for rule, node in self.knowledge.rules.items():
            before = self.findings.get(rule)
            due = before is None or (before.holds_until is not None and before.holds_until <= at)
            if not due and self.topics[rule].isdisjoint(self.changed):
                continue
            line = evaluate_node(node, context)
            if before is None or line != before.line:
                self.findings[rule] = Finding(rule, line.verdict, line, at, line.until)
                self._touch(rule)
            self._spell(rule, line.verdict, at)
        return Moment(at, dict(self.findings), dict(self.spells), dict(self.events))

    def context(self) -> Context:
        return Context(self.known, self.findings, self.spells, self._event, self.kept)

    def next_instant(self) -> datetime | None:
        until = earliest(*(finding.holds_until for finding in self.findings.values()))
        return earliest(self.view.next_known(), until)

    def _spell(self, rule: str, verdict: Verdict, at: datetime) -> None:
        spell = self.spells.get(rule)
        if verdict is Verdict.MET and (spell is None or not spell.open):
            self.spells[rule] = Spell(spell.first if spell else at, at, True)
            self._touch(rule)
            self._new_events()
        elif verdict is Verdict.NOT_MET and spell is not None and spell.open:
            self.spells[rule] = Spell(spell.first, spell.start, False)
            self._touch(rule)

    def _new_events(self) -> None:
        """Works out again every event that looks at something changed; all are forgotten first: some rest on others."""
        due = [
            id
            for id, topics in self.event_topics.items()
            if id not in self.events or not topics.isdisjoint(self.changed)
        ]
        before = {id: self.events.pop(id, None) for id in due}
        for id in due:
            if self._event(id) != before[id]:
                self._touch(id)

    def _touch(self, name: str) -> None:
        """Something named has changed within this instant: what leans on it is decided again."""
        self.changed.add(name)
        self._forget(name)

    def _forget(self, topic: str) -> None:
        for key in self.leaning.get(topic, ()):
            self.kept[key] = self.kept[key][0], None

    def _event(self, id: str) -> Happened:
        if id not in self.events:
            rule = self.knowledge.events[id].rule
            for name in rule.events:
                self._event(name)
            self.events[id] = happened(rule, self.known, self.spells, self.events)
        return self.events[id]
