"""What of a child's plan is another under other knowledge, or under a hospital's policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stillpath.care.dose import DoseLine
from stillpath.care.plan import Plan, plan
from stillpath.engine import decide_each
from stillpath.model import Knowledge, Per
from stillpath.timeline import Timeline
from stillpath.units import number_text

__all__ = ["PLANNED", "Change", "ChildChanges", "child_changes", "plan_changes"]

PLANNED = ("stage", "action", "do-not", "dose", "alert", "verdict", "due")
"""The kinds of change, in the order in which they are told: what a child is given before why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another. `before` and `after` are as recorded (an id, a verdict, an amount); "" is: not there.

    `id` is the action, drug/slot, alert, criterion or check; that of a stage is empty.
    """

    kind: str
    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChildChanges:
    """What changes for one child: each change with the moments at which it holds, of `moments` that were compared.

    Moments are those at which something became known, and the child's own now, earliest first.
    """

    name: str
    timeline: Timeline
    moments: tuple[datetime, ...]
    changes: tuple[tuple[Change, tuple[datetime, ...]], ...]

    def of(self, kind: str) -> bool:
        """Whether anything of a kind changes."""
        return any(change.kind == kind for change, _ in self.changes)


def child_changes(name: str, before: tuple[Knowledge, Timeline], after: tuple[Knowledge, Timeline]) -> ChildChanges:
    """One child under two knowledges, each with the timeline as read by it, at every moment at which anything came in.

    A timeline without any moment gives no change.
    """
    moments = tuple(sorted({at for _, timeline in (before, after) for at in _moments(timeline)}))
    found: dict[Change, list[datetime]] = {}
    both = zip(moments, decide_each(*before, moments), decide_each(*after, moments), strict=True)
    for at, one, other in both:
        for change in plan_changes(plan(one), plan(other)):
            found.setdefault(change, []).append(at)
    told = sorted(found.items(), key=lambda pair: PLANNED.index(pair[0].kind))
    return ChildChanges(name, after[1], moments, tuple((change, tuple(times)) for change, times in told))


def _moments(timeline: Timeline) -> Iterable[datetime]:
    last = (timeline.now,) if timeline.now is not None else ()
    known = (entry.known_at for entry in timeline.entries())
    return (at for at in (*known, *last) if timeline.now is None or at <= timeline.now)


def plan_changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every difference between two plans of the same child at the same instant; empty if there is none.

    Only what stands in both knowledges or in one of them is compared, never how a page words it.
    """
    found: list[Change] = []
    for kind, one, other in zip(PLANNED, _outcome(before), _outcome(after), strict=True):
        for id in dict.fromkeys((*one, *other)):
            was, now = one.get(id, ""), other.get(id, "")
            if was != now:
                found.append(Change(kind, id, was, now))
    return tuple(found)


def _outcome(plan: Plan) -> tuple[dict[str, str], ...]:
    """What is compared, kind by kind in the order of PLANNED: by id, how it stands."""
    alerts = {raised.alert.id: raised.alert.severity for raised in plan.alerts.raised}
    folded = {one.id: "folded" for raised in plan.alerts.raised for one in raised.folded}
    doses: dict[str, str] = {}
    for step in plan.do:
        doses.update({f"{dose.drug.id}/{dose.slot.id}": _amount(dose) for dose in step.doses})
    findings = plan.decision.now.findings
    return (
        {"": plan.stage.stage.id},
        {step.action.id: "if it applies" if step.conditional else "now" for step in plan.do},
        {step.action.id: "if it applies" if step.conditional else "now" for step in plan.do_not},
        doses,
        {**folded, **alerts},
        {id: findings[id].verdict.value for id in plan.knowledge.criteria},
        {due.monitor.id: due.at.isoformat() if due.at is not None else due.state.value for due in plan.due},
    )


def _amount(dose: DoseLine) -> str:
    """The amount computed and whose record it is; or that none is computed."""
    if dose.per_dose is None:
        return "no amount"
    counted = "per day" if dose.record.give.per is Per.DAY and not dose.record.divided else "per dose"
    return f"{number_text(dose.per_dose)} {dose.unit} {counted} ({dose.record.id})"
