"""Worked patients replayed: what the program says at every hour of a course, kept so that two hours can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from stillpath.care import DoseLine, Plan, plan
from stillpath.engine import Decision, Line, decide_each
from stillpath.intake import Reading, timeline_of_patient
from stillpath.library import load
from stillpath.model import Alert, Knowledge, Node, Verdict, names_in
from stillpath.timeline import Medication, Result, Timeline

__all__ = [
    "Hour",
    "Said",
    "below",
    "hours_of",
    "is_met",
    "knowledge",
    "known_between",
    "patients",
    "plans",
    "reading",
    "replayed",
    "watched",
    "what_changed",
]

_Used = dict[tuple[str, datetime], Result | Medication]

_HOUR = timedelta(hours=1)
_SLOW = timedelta(hours=6)
_FRESH = timedelta(hours=48)
"""While something became known within this time a course is looked at every hour, else every six hours."""
_COURSE = timedelta(days=60)
"""What became known longer before `now` is history, such as a diagnosis: looked at when it became known."""
_MOST = 240
"""At most so many hours are looked at one by one, the last ones; before them every sixth."""


@cache
def knowledge() -> Knowledge:
    """The knowledge that is shipped, read once."""
    return load()


def patients() -> list[str]:
    """The ids of the worked patients, in order."""
    return sorted(knowledge().patients)


@cache
def reading(id: str) -> Reading:
    """A worked patient as intake reads it."""
    return timeline_of_patient(knowledge().patients[id], knowledge())


def hours_of(timeline: Timeline) -> tuple[datetime, ...]:
    """The hours at which a course is looked at, earliest first, the last of them `now`."""
    now = timeline.now
    assert now is not None
    instants = timeline.instants()
    begin = min((at for at in instants if at > now - _COURSE), default=now)
    hours = {at for at in instants if at <= begin} | {now}
    single = 0
    at = now - timedelta(minutes=now.minute)
    while at >= begin:
        fresh = any(at - _FRESH <= known <= at for known in instants)
        if fresh and single < _MOST:
            single += 1
            hours.add(at)
            at -= _HOUR
        else:
            hours.add(at)
            at -= _SLOW
    return tuple(sorted(hours))


def watched(hours: tuple[datetime, ...]) -> timedelta:
    """The time of a course that is looked at hour by hour."""
    return sum(
        (later - earlier for earlier, later in zip(hours, hours[1:], strict=False) if later - earlier <= _HOUR),
        timedelta(),
    )


@dataclass(frozen=True)
class Said:
    """What is said of one rule, action or alert at an hour: a word for it, until when, and the line behind it."""

    word: str
    until: datetime | None = None
    line: Line | None = None


@dataclass(frozen=True)
class Hour:
    """Everything that is said at one hour of a course, and the entries behind it (`used`)."""

    at: datetime
    stage: str
    rules: dict[str, Said]
    actions: dict[str, Said]
    alerts: dict[str, Said]
    doses: tuple[DoseLine, ...]
    used: tuple[Result | Medication, ...]
    last_done: tuple[datetime, ...]


def plans(id: str) -> Iterator[Plan]:
    """The plan of a worked patient at every hour of its course, in one walk."""
    timeline = reading(id).timeline
    for decision in decide_each(knowledge(), timeline, hours_of(timeline)):
        yield plan(decision)


def replayed(id: str) -> Iterator[Hour]:
    """A worked patient hour by hour, in one walk."""
    seen: dict[int, tuple[Line, _Used]] = {}
    for made in plans(id):
        yield _hour(made, seen)


def _hour(made: Plan, seen: dict[int, tuple[Line, _Used]]) -> Hour:
    """`seen` holds the entries of lines met before: most lines stand from one hour to the next."""
    decision = made.decision
    rules = {
        rule: Said(finding.verdict.value, finding.holds_until, finding.line)
        for rule, finding in decision.now.findings.items()
    }
    alerts = {alert.id: _alert(alert, decision, made) for alert in made.knowledge.alerts.values()}
    sides = tuple(side.dose for conflict in made.conflicts for side in conflict.sides if side.dose is not None)
    doses = (*(dose for step in (*made.do, *made.do_not) for dose in step.doses), *sides)
    used: _Used = {}
    for line in (*(said.line for said in (*rules.values(), *alerts.values())), *(step.line for step in made.do)):
        if line is not None:
            used.update(_used(line, seen))
    for dose in doses:
        if dose.size is not None:
            used.update(_named(*dose.size.used, *dose.size.others))
    for due in made.doses_due:
        used.update(_named(due.order, *([due.last] if due.last is not None else [])))
    return Hour(
        at=decision.now.at,
        stage=made.stage.stage.id,
        rules=rules,
        actions=_actions(made),
        alerts=alerts,
        doses=doses,
        used=tuple(used.values()),
        last_done=tuple(due.last for due in made.due if due.last is not None),
    )


def _alert(alert: Alert, decision: Decision, made: Plan) -> Said:
    """Raised, folded, silenced, not judged, or quiet."""
    line = decision.evaluate(alert.when)
    until = [line.until]
    word = "quiet"
    for raised in made.alerts.raised:
        if raised.alert is alert:
            word = "raised"
        elif alert in raised.folded:
            word = "folded"
    if alert in made.alerts.silenced:
        word = "silenced"
    if any(other is alert for other, _ in made.alerts.unjudged):
        word = "not judged"
    if alert.unless is not None:
        until.append(decision.evaluate(alert.unless).until)
    return Said(word, min((one for one in until if one is not None), default=None), line)


def _actions(made: Plan) -> dict[str, Said]:
    """Each action of the stage that is shown, as it is shown."""
    shown = {}
    for step in (*made.do, *made.do_not):
        word = "if" if step.conditional else "shown"
        shown[step.action.id] = Said(word, step.line.until if step.line is not None else None, step.line)
    return shown


def _named(*entries: Result | Medication) -> _Used:
    """Entries by id and time of becoming known: a correction has the id of what it corrects."""
    return {(entry.id, entry.known_at): entry for entry in entries}


def _used(line: Line, seen: dict[int, tuple[Line, _Used]]) -> _Used:
    """The entries that a line and all below it look at. `seen` keeps them for lines that stand from hour to hour."""
    if id(line) not in seen:
        found = _named(*line.used)
        for child in line.children:
            found.update(_used(child, seen))
        seen[id(line)] = line, found
    return seen[id(line)][1]


def known_between(timeline: Timeline, after: datetime, until: datetime) -> list[Result | Medication]:
    """What became known after one hour and up to another."""
    return [entry for entry in timeline.entries() if after < entry.known_at <= until]


@cache
def _about(rule: str) -> frozenset[str]:
    """The facts and drugs below a rule, an action or an alert, whatever lies between."""
    shipped = knowledge()
    roots: list[Node | None] = []
    kind, _, id = rule.rpartition("/")
    if kind == "alert":
        roots = [shipped.alerts[id].when, shipped.alerts[id].unless]
    elif kind == "action":
        roots = [shipped.actions[id].when]
    else:
        roots = [shipped.rules[rule]]
    return frozenset(below(root for root in roots if root is not None))


def below(roots: Iterator[Node]) -> set[str]:
    """Every name that some rules lead to: through other rules, events, classes of drugs, disturbances and formulas."""
    shipped = knowledge()
    found = {"weight", "height"}
    waiting = [name for root in roots for name in names_in(root)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name in shipped.rules:
            waiting += names_in(shipped.rules[name])
        if name in shipped.events:
            rule = shipped.events[name].rule
            waiting += [*rule.events, *(one for one in (rule.name, rule.drug) if one)]
        waiting += shipped.drugs_named(name)
        fact = shipped.facts.get(name)
        if fact is not None:
            waiting += [*fact.changed_by, *_inputs(fact.derive)]
            waiting += names_in(fact.needs) if fact.needs is not None else ()
    return found


def _inputs(term: object) -> Iterator[str]:
    if isinstance(term, tuple):
        if term[:1] == ("fact",):
            yield str(term[1])
        for part in term[1:]:
            yield from _inputs(part)


def what_changed(rule: str, before: Said, timeline: Timeline, earlier: datetime, later: datetime) -> list[str]:
    """Why a rule, action or alert may say something else at the later of two hours, each reason a few words.

    Empty where nothing became known that it looks at, and its time was not up.
    """
    about = _about(rule)
    reasons = []
    for entry in known_between(timeline, earlier, later):
        name = entry.fact if isinstance(entry, Result) else entry.drug
        if name in about:
            reasons.append(f"{name} became known at {entry.known_at:%d-%b %H:%M}")
    if before.until is not None and before.until <= later:
        reasons.append(f"its time was up at {before.until:%d-%b %H:%M}")
    return reasons


def is_met(said: Said) -> bool:
    """Whether the condition behind it is met."""
    return said.line is not None and said.line.verdict is Verdict.MET
