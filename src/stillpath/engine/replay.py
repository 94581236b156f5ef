"""Walks a timeline once, forward, from instant to instant; `decide` is the last step of that walk.

An instant is when something becomes known, when a value stops being current, or when a timer runs out. Between two
instants every finding is constant. A rule is decided again only if something it looks at has changed or its time is up.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush

from stillpath.engine.evaluate import Context, evaluate_node
from stillpath.engine.exposure import Happened, happened
from stillpath.engine.findings import Finding, Line, Spell, earliest
from stillpath.engine.kept import Kept
from stillpath.engine.known import Known
from stillpath.engine.scores import Scored, score_at
from stillpath.model import Knowledge, Node, Score, Verdict
from stillpath.timeline import Result, Timeline, View

__all__ = ["Decision", "Moment", "by_clock_alone", "decide", "decide_each", "replay", "suppose"]


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

    def score(self, score: Score, knowledge: Knowledge) -> Scored:
        """A score as decided at this moment with that knowledge."""
        return score_at(score, {name: self.findings[name].line for name in score.rules()}, knowledge)


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole walk up to an instant: its moments, the last of them `now`, and what was known then.

    `before` is the walk as it stood before its last step, for `suppose`; None where no walk led here.
    """

    moments: tuple[Moment, ...]
    context: Context
    before: "_Walk | None" = field(default=None, compare=False, repr=False)

    @property
    def now(self) -> Moment:
        """The last moment."""
        return self.moments[-1]

    @property
    def known(self) -> Known:
        """The facts as known at the last moment."""
        return self.context.known

    def score(self, id: str) -> Scored:
        """A score at the last moment. KeyError for an id that is none."""
        score = self.known.knowledge.scores[id]
        return score_at(
            score, {name: self.evaluate(rule) for name, rule in score.rules().items()}, self.known.knowledge
        )

    def evaluate(self, rule: Node) -> Line:
        """The line of any other rule (an alert's, an action's) at the last moment."""
        return evaluate_node(rule, self.context)

    def supposing(self, result: Result) -> "Decision":
        """The same decision for lines about facts, as if one result were the current one of its fact.

        For one of several standing values; what was decided of rules before stays as it is.
        """
        known = self.context.known.supposing(result)
        return replace(self, context=replace(self.context, known=known, kept=Kept()))


def decide(knowledge: Knowledge, timeline: Timeline, at: datetime) -> Decision:
    """What every rule says at an instant, from what was known by then.

    An empty timeline is decided too: nothing that can alert is met. The same arguments give the same decision. The
    instant is taken as UTC, since a length counted back on a clock on the wall may be an hour longer or shorter.
    """
    return next(decide_each(knowledge, timeline, (at,)))


def decide_each(knowledge: Knowledge, timeline: Timeline, instants: Iterable[datetime]) -> Iterator[Decision]:
    """`decide` at each of some instants, earliest first, in one walk: what many hours of one child cost little for.

    A decision may be asked only until the next one is taken, since the walk has gone on by then. ValueError where an
    instant lies before the one before it.
    """
    walk = _Walk(knowledge, timeline)
    moments: list[Moment] = []
    instant = walk.view.next_known()
    made: Decision | None = None
    for at in (given.astimezone(UTC) for given in instants):
        if made is not None and at <= made.now.at:
            if at < made.now.at:
                raise ValueError("an instant before the one before it: give them earliest first")
            yield made
            continue
        if not moments and (instant is None or at < instant):
            blank = _Walk(knowledge, timeline)  # before anything is known no clock of the real walk may start
            made = Decision((blank.step(at),), blank.context(), _Walk(knowledge, timeline))
            yield made
            continue
        while instant is not None and instant < at:
            moments.append(walk.step(instant))
            instant = walk.next_instant()
        before = walk.fork()
        now = walk.step(at)
        made = Decision((*moments, now), walk.context(), before)
        yield made
        if instant == at:
            moments.append(now)
        instant = walk.next_instant()


def suppose(decision: Decision, results: tuple[Result, ...]) -> Decision:
    """What `decide` would have said at the same instant, had these results become known at it too.

    Only the last step is walked again. Every result must be known at the decision's instant; ValueError otherwise,
    since one that was known before would have changed the steps before; nor may no walk have led to the decision.
    """
    if decision.before is None:
        raise ValueError("nothing can be supposed of a decision that no walk led to")
    if any(result.known_at != decision.now.at for result in results):
        raise ValueError("a result that is supposed must become known at the instant decided")
    walk = decision.before.fork(results)
    moment = walk.step(decision.now.at)
    return Decision((*decision.moments[:-1], moment), walk.context(), decision.before)


def by_clock_alone(decision: Decision, until: datetime) -> tuple[Moment, ...]:
    """The moments after a decision's, up to and including `until`, if nothing more becomes known.

    The walk goes on from its last step, where it is kept; else it is walked anew. None if `until` is not later.
    """
    view, now, until = decision.known.view, decision.now.at, until.astimezone(UTC)
    if until <= now:
        return ()
    before = decision.before
    begun = any(entry.known_at <= now for entry in view.timeline.entries())  # before that no clock of a walk may start
    if before is None or before.view.timeline is not view.timeline or not begun:
        moments = decide(decision.known.knowledge, view.timeline.known_by(now), until).moments
        return tuple(moment for moment in moments if moment.at > now)
    walk = before.fork()
    walk.step(now)
    walk.view.learn_no_more()
    found: list[Moment] = []
    instant = walk.next_instant()
    while instant is not None and instant < until:
        found.append(walk.step(instant))
        instant = walk.next_instant()
    return (*found, walk.step(until))


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
        self.rules = tuple(knowledge.rules.items())
        self.leaning: dict[str, list[int]] = {}
        for place, rule in enumerate(knowledge.rules):
            for topic in knowledge.topics.rules[rule]:
                self.leaning.setdefault(topic, []).append(place)
        self.turns = list(range(len(self.rules)))
        self.place = -1
        self.ends: list[tuple[datetime, int]] = []
        self.event_topics = knowledge.topics.events
        self.changed: set[str] = set()
        self.kept = Kept(line for lines in knowledge.topics.lines.values() for line in lines)

    def fork(self, more: tuple[Result, ...] = ()) -> "_Walk":
        """A walk of its own from the same place, over a timeline that holds some more results, all still to come."""
        walk = copy(self)
        walk.view = self.view.fork(more)
        walk.known = Known(self.knowledge, walk.view)
        walk.findings = dict(self.findings)
        walk.spells = dict(self.spells)
        walk.events = dict(self.events)
        walk.kept = self.kept.fork()
        walk.turns = list(self.turns)
        walk.ends = list(self.ends)
        walk.changed = set()
        return walk

    def step(self, at: datetime) -> Moment:
        self.changed = self.view.advance(at)
        self.known.moved()
        self.kept.expire(at)
        self.place = -1
        self._expire(at)
        for topic in self.changed:
            self._decide_again(topic)
        self._new_events()
        context = self.context()
        while self.turns:
            place = heappop(self.turns)
            if place == self.place:
                continue
            self.place = place
            rule, node = self.rules[place]
            line = evaluate_node(node, context)
            before = self.findings.get(rule)
            if before is None or line != before.line:
                self.findings[rule] = Finding(rule, line.verdict, line, at, line.until)
                if line.until is not None:
                    heappush(self.ends, (line.until, place))
                self._touch(rule)
            self._spell(rule, line.verdict, at)
        return Moment(at, dict(self.findings), dict(self.spells), dict(self.events))

    def context(self) -> Context:
        return Context(self.known, self.findings, self.spells, self._event, self.kept)

    def next_instant(self) -> datetime | None:
        while self.ends and self._ends_no_more(*self.ends[0]):
            heappop(self.ends)
        return earliest(self.view.next_known(), self.ends[0][0] if self.ends else None)

    def _expire(self, at: datetime) -> None:
        """Gives a turn to every rule whose finding holds no longer."""
        while self.ends and self.ends[0][0] <= at:
            until, place = heappop(self.ends)
            if not self._ends_no_more(until, place):
                heappush(self.turns, place)

    def _ends_no_more(self, until: datetime, place: int) -> bool:
        """Whether the finding that was to end then has been replaced by another since."""
        return self.findings[self.rules[place][0]].holds_until != until

    def _decide_again(self, topic: str) -> None:
        """Forgets the lines that lean on a topic, and gives a turn to every rule still to come that looks at it."""
        self.kept.forget(topic)
        for place in self.leaning.get(topic, ()):
            if place > self.place:
                heappush(self.turns, place)

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
        self._decide_again(name)

    def _event(self, id: str) -> Happened:
        if id not in self.events:
            rule = self.knowledge.events[id].rule
            for name in rule.events:
                self._event(name)
            self.events[id] = happened(rule, self.known, self.spells, self.events)
        return self.events[id]
