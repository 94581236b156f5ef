"""The plan of one child at one instant: the stage and everything that hangs on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from stillpath.care.alerts import AlertReport, raise_alerts
from stillpath.care.conflicts import ShownConflict, show_conflict
from stillpath.care.differentials import Considered, differentials
from stillpath.care.dose import (
    CONFIRMED,
    DOES_NOT_FIT,
    HEIGHT_DOES_NOT_FIT,
    NOT_FOR_HEIGHT,
    DoseLine,
    size_of,
    slot_doses,
)
from stillpath.care.due import Check, Due, NextDose, checks, due_times, next_doses
from stillpath.engine import Decision, Line, Moment, Why, turns_on, would_settle
from stillpath.model import Action, Fact, Knowledge, Stage, Verdict

__all__ = ["Plan", "StageNow", "Step", "plan", "stage_now", "stages_passed", "subject"]


_ABOUT = {Why.NO_WEIGHT: "weight", Why.NO_HEIGHT: "height", Why.NO_AGE: "age"}
"""What a line is about that cannot be judged for want of it."""


@dataclass(frozen=True, slots=True)
class StageNow:
    """The stage, since when it is this one, the line that put the child there (None for the fallback), the headline."""

    stage: Stage
    since: datetime
    line: Line | None
    headline: str


@dataclass(frozen=True, slots=True)
class Step:
    """An action that applies, or may apply (`conditional`: its rule is unknown).

    `doses` are the default records of its slots, worked out; `asks` the judgement questions without an answer.
    `given` is how many of its course are recorded, where it counts them. `lead` is what stands before the headline of a
    conditional one: what still has to be so; empty if the knowledge says nothing.
    """

    action: Action
    conditional: bool
    line: Line | None
    doses: tuple[DoseLine, ...] = ()
    asks: tuple[Fact, ...] = ()
    conflicts: tuple[ShownConflict, ...] = ()
    due_by: datetime | None = None
    given: int = 0
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a page about this child says, before it is put into words."""

    decision: Decision
    stage: StageNow
    do: tuple[Step, ...]
    do_not: tuple[Step, ...]
    checks: tuple[Check, ...]
    due: tuple[Due, ...]
    doses_due: tuple[NextDose, ...]
    alerts: AlertReport
    missing: tuple[Line, ...]
    conflicts: tuple[ShownConflict, ...]
    asks: tuple[Fact, ...]
    differentials: tuple[Considered, ...]

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge it was made with."""
        return self.decision.known.knowledge


def plan(decision: Decision) -> Plan:
    """The plan at the decision's instant."""
    knowledge = decision.known.knowledge
    now = stage_now(decision)
    do = _steps(now.stage.do, now, decision)
    do_not = _steps(now.stage.do_not, now, decision)
    shown: dict[str, ShownConflict] = {}
    for step in do:
        shown.update({conflict.conflict.id: conflict for conflict in step.conflicts})
    asks = {fact.id: fact for step in do for fact in step.asks}
    for rule in (*_rules_of(now, do, knowledge.criteria), *_doubts(decision)):
        line = decision.now.findings[rule].line
        asks.update({fact.id: fact for fact in _questions(knowledge.criteria[rule].asks, line, decision)})
    size = size_of("kg", decision)
    if size is not None and size.changed and decision.known.value(CONFIRMED).truth is not False:
        asks[CONFIRMED] = knowledge.facts[CONFIRMED]
    applying = checks(decision, stages_passed(decision))
    return Plan(
        decision=decision,
        stage=now,
        do=do,
        do_not=do_not,
        checks=applying,
        due=due_times(decision, applying),
        doses_due=next_doses(decision),
        alerts=raise_alerts(decision),
        missing=_missing(now, do, decision),
        conflicts=tuple(shown.values()),
        asks=tuple(asks.values()),
        differentials=differentials(decision),
    )


def _doubts(decision: Decision) -> tuple[str, ...]:
    """The criteria that keep a dose from being computed until somebody has answered."""
    return tuple(
        rule
        for rule in (DOES_NOT_FIT, NOT_FOR_HEIGHT, HEIGHT_DOES_NOT_FIT)
        if decision.now.verdict(rule) is Verdict.MET
    )


def stage_now(decision: Decision) -> StageNow:
    """The stage of highest rank whose condition is met, and since when without a break."""
    knowledge = decision.known.knowledge
    current = _stage_at(decision.now, _ranked(knowledge))
    since = stages_passed(decision)[-1][0]
    line = decision.now.findings[f"stage/{current.id}"].line if current.when is not None else None
    headline = next(
        (one.says for one in current.instead if one.when and decision.evaluate(one.when).verdict is Verdict.MET),
        current.headline,
    )
    return StageNow(current, since, line, headline)


def stages_passed(decision: Decision) -> tuple[tuple[datetime, str], ...]:
    """The stages passed through, each with when it began; the last is now's."""
    return decision.known.once("stages passed", lambda: _stages_passed(decision))


def _stages_passed(decision: Decision) -> tuple[tuple[datetime, str], ...]:
    found: list[tuple[datetime, str]] = []
    stages = _ranked(decision.known.knowledge)
    for moment in decision.moments:
        stage = _stage_at(moment, stages).id
        if not found or found[-1][1] != stage:
            found.append((moment.at, stage))
    return tuple(found)


def _ranked(knowledge: Knowledge) -> list[Stage]:
    """The stages, the one that goes before the others first."""
    return sorted(knowledge.stages.values(), key=lambda stage: -stage.rank)


def _stage_at(moment: Moment, stages: list[Stage]) -> Stage:
    for stage in stages:
        if stage.when is None or moment.verdict(f"stage/{stage.id}") is Verdict.MET:
            return stage
    raise LookupError("no stage without a condition to fall back on")


def _steps(ids: tuple[str, ...], now: StageNow, decision: Decision) -> tuple[Step, ...]:
    found = []
    for id in ids:
        action = decision.known.knowledge.actions[id]
        line = decision.evaluate(action.when) if action.when is not None else None
        verdict = Verdict.MET if line is None else line.verdict
        if verdict is Verdict.NOT_MET or (verdict is Verdict.UNKNOWN and action.hide_if_unknown):
            continue
        if action.counts is not None and _given(action, decision) >= action.in_all:
            continue
        step = _step(action, line, now, decision)
        if step.asks or not action.until_answered:
            found.append(step)
    return tuple(found)


def _questions(names: tuple[str, ...], line: Line | None, decision: Decision) -> tuple[Fact, ...]:
    """The questions without an answer; one that the rule itself asks only while its answer would turn the rule."""
    found = []
    for name in names:
        inside = line is not None and any(subject(leaf) == name for leaf in line.walk())
        if decision.known.value(name).truth is None and (not inside or (line is not None and turns_on(line, name))):
            found.append(decision.known.knowledge.facts[name])
    return tuple(found)


def _step(action: Action, line: Line | None, now: StageNow, decision: Decision) -> Step:
    knowledge = decision.known.knowledge
    doses = []
    for name in action.doses if _enough_for_dose(action, decision) else ():
        drug_id, _, slot_id = name.partition("/")
        drug = knowledge.drugs[drug_id]
        slot = next(slot for slot in drug.slots if slot.id == slot_id)
        doses += [dose for dose in slot_doses(drug, slot, decision) if dose.default]
    asks = _questions(action.asks, line, decision)
    conflicts = tuple(show_conflict(knowledge.conflicts[id], decision) for id in action.conflicts)
    conditional = line is not None and line.verdict is Verdict.UNKNOWN
    since = _asked_since(action, now, decision)
    done = action.no_clock_if is not None and decision.evaluate(action.no_clock_if).verdict is Verdict.MET
    due_by = since + action.within if action.within is not None and not done else None
    if action.due is not None:
        event = decision.now.events.get(action.due.since)
        due_by = event.at + action.due.after if event is not None and event.at is not None else None
    given = _given(action, decision)
    lead = _lead(action, decision) if conditional else ""
    return Step(action, conditional, line, tuple(doses), asks, conflicts, due_by, given, lead)


def _asked_since(action: Action, now: StageNow, decision: Decision) -> datetime:
    """Since when in this stage an action has stood on the page without a break, be it only if it applies.

    So an answer that settles its rule moves no deadline later.
    """
    since = decision.now.at
    for moment in reversed(decision.moments):
        verdict = moment.verdict(f"action/{action.id}") if action.when is not None else Verdict.MET
        hidden = verdict is Verdict.NOT_MET or (verdict is Verdict.UNKNOWN and action.hide_if_unknown)
        if moment.at < now.since or hidden:
            break
        since = moment.at
    return since


def _lead(action: Action, decision: Decision) -> str:
    """What still has to be so before an action applies, as far as it is known by now."""
    met = (one.says for one in action.leads if one.when and decision.evaluate(one.when).verdict is Verdict.MET)
    return next(met, action.lead_if_unknown)


def _enough_for_dose(action: Action, decision: Decision) -> bool:
    """Whether a dose may stand under an action: nothing is needed for it, or something needed is known."""
    known = [decision.known.value(name) for name in action.dose_needs]
    return not known or any(value.interval is not None or value.truth is True for value in known)


def _given(action: Action, decision: Decision) -> int:
    """How many doses of an action's course are recorded; 0 where it counts none."""
    line = decision.evaluate(action.counts) if action.counts is not None else None
    return len(line.used) if line is not None and line.verdict is Verdict.MET else 0


def _rules_of(now: StageNow, do: tuple[Step, ...], criteria: Collection[str]) -> tuple[str, ...]:
    """The criteria that the stage and its actions lean on, in the order they are met with."""
    names: dict[str, None] = {}
    waiting = [line for line in (now.line, *(step.line for step in do)) if line is not None]
    while waiting:
        line = waiting.pop(0)
        if subject(line) in criteria:
            names[subject(line)] = None
        waiting += line.children
    return tuple(names)


def _missing(now: StageNow, do: tuple[Step, ...], decision: Decision) -> tuple[Line, ...]:
    """What would settle the classification criteria and the conditions of the actions, each fact once."""
    knowledge = decision.known.knowledge
    lines = [
        decision.now.findings[id].line
        for id, criterion in knowledge.criteria.items()
        if criterion.purpose == "classification"
    ]
    lines += [step.line for step in do if step.line is not None]
    found: dict[str, Line] = {}
    for line in lines:
        for leaf in would_settle(line):
            if leaf.why is Why.NOT_HAPPENED:
                continue
            found.setdefault(subject(leaf), leaf)
    return tuple(found.values())


def subject(line: Line) -> str:
    """What a line is about: its fact, criterion, event or drug; for a combination, nothing.

    A dose that cannot be judged for want of a size is about the weight, a limit of a table about what is missing there.
    """
    if line.why in _ABOUT:
        return _ABOUT[line.why]
    for key in ("fact", "name", "since", "drug"):
        name = getattr(line.node, key, None)
        if isinstance(name, str):
            return name
    return ""
