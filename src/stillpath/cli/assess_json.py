"""`assess --format json`: the plan for programs. docs/assess.schema.json is its published form (`schema: 1`)."""

from datetime import datetime
from typing import Any

from stillpath.care import Plan, Raised, ShownConflict, Step, subject
from stillpath.cli.json_parts import dose_json, evidence_json, knowledge_json, steroid_json
from stillpath.cli.recognition_json import recognition_json
from stillpath.cli.scores_json import score_json
from stillpath.engine import Finding, Line, would_settle
from stillpath.intake import Reading
from stillpath.model import Verdict
from stillpath.prose import Clock, phrase, reason
from stillpath.prose.lines import met_leaves
from stillpath.prose.local import marks_of
from stillpath.timeline import Medication, Result
from stillpath.units import Interval

__all__ = ["assess_json"]


def assess_json(plan: Plan, reading: Reading) -> dict[str, Any]:
    """Every top-level key of DESIGN section 6, always present; times are ISO, amounts numbers in the unit named."""
    timeline = plan.decision.known.view.timeline
    clock = Clock(timeline.zone, timeline.nominal)
    knowledge = plan.knowledge
    writer = _Writer(plan, clock)
    return {
        "schema": 1,
        "patient": {
            "id": timeline.patient.id,
            "sex": timeline.patient.sex,
            "birth_date": timeline.patient.birth_date.isoformat() if timeline.patient.birth_date else None,
            "example": timeline.patient.example or None,
        },
        "at": writer.time(plan.decision.now.at),
        "findings": [writer.finding(plan.decision.now.findings[id]) for id in knowledge.criteria],
        "scores": [score_json(plan.decision.score(id), plan.decision, clock, writer) for id in knowledge.scores],
        "stage": {
            "id": plan.stage.stage.id,
            "title": plan.stage.stage.title,
            "headline": plan.stage.headline,
            "since": writer.time(plan.stage.since),
            "sources": evidence_json(plan.stage.stage.evidence),
        },
        "do": [writer.step(step) for step in plan.do],
        "do_not": [writer.step(step) for step in plan.do_not],
        "watch": [
            {
                "id": due.monitor.id,
                "title": due.monitor.title,
                "state": due.state.value,
                "due": writer.time(due.at),
                "last": writer.time(due.last),
                "never_recorded": list(due.never),
                "limits": [{"says": limit.says, "verdict": verdict.value} for limit, verdict in due.limits],
                "sources": evidence_json(due.monitor.evidence),
                "local": list(marks_of("monitoring", due.monitor.id, knowledge)),
            }
            for due in plan.due
        ],
        "doses_due": [
            {
                "order": dose.order.id,
                "drug": dose.order.drug,
                "state": dose.state.value,
                "due": writer.time(dose.at),
                "last": writer.time(dose.last.at) if dose.last is not None else None,
                "given": dose.given,
                "says": dose.says(0) or None,
            }
            for dose in plan.doses_due
        ],
        "steroid_today": steroid_json(plan.decision),
        "alerts": [writer.alert(raised) for raised in plan.alerts.raised],
        "alerts_silenced": [{"id": alert.id, "because": alert.silenced_because} for alert in plan.alerts.silenced],
        "alerts_unjudged": [alert.id for alert, _ in plan.alerts.unjudged],
        "orders_unchecked": [{"order": entry.id, "why": why.value} for entry, why in plan.alerts.unchecked],
        "conflicts": [writer.conflict(conflict) for conflict in plan.conflicts],
        "missing": [
            {"id": subject(line), "why": reason(line, plan.decision, clock)} for line in plan.missing if subject(line)
        ],
        "asks": [{"id": fact.id, "question": fact.question} for fact in plan.asks],
        **recognition_json(plan, clock),
        "refused": [
            {"where": one.where, "found": one.found, "expected": one.expected, "received": one.shown or None}
            for one in reading.refused
        ],
        "notes": list(reading.notes),
        "knowledge": knowledge_json(knowledge),
    }


class _Writer:
    """Writes the parts, each a plain dictionary."""

    def __init__(self, plan: Plan, clock: Clock) -> None:
        self.plan = plan
        self.clock = clock

    def time(self, at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(self.clock.zone).isoformat()

    def finding(self, finding: Finding) -> dict[str, Any]:
        criterion = self.plan.knowledge.criteria[finding.rule]
        decision = self.plan.decision
        unanswered = [name for name in criterion.asks if decision.known.value(name).truth is None]
        return {
            "id": finding.rule,
            "verdict": finding.verdict.value,
            "lines": self.lines(finding.line, 0),
            "would_settle": list(dict.fromkeys(subject(line) for line in would_settle(finding.line))),
            "asks": [{"id": name, "question": self.plan.knowledge.facts[name].question} for name in unanswered],
            "limits": [
                limit.says
                for limit in criterion.limits
                if limit.when is None or decision.evaluate(limit.when).verdict is Verdict.MET
            ],
            "source": evidence_json(criterion.evidence),
            "holds_until": self.time(finding.holds_until),
        }

    def lines(self, line: Line, level: int) -> list[dict[str, Any]]:
        """The lines of a rule, flat, in order; `level` is the depth. A rule referred to is one line."""
        if not line.children or subject(line):
            return [self.line(line, level)]
        head = {"level": level, "text": type(line.node).__name__.lower(), "verdict": line.verdict.value}
        return [head, *(row for child in line.children for row in self.lines(child, level + 1))]

    def line(self, line: Line, level: int) -> dict[str, Any]:
        results = [entry for entry in line.used if isinstance(entry, Result)]
        newest = results[-1] if results else None
        fact = self.plan.knowledge.facts.get(subject(line))
        return {
            "level": level,
            "text": getattr(line.node, "text", ""),
            "verdict": line.verdict.value,
            "says": phrase(line, self.plan.decision, self.clock),
            "why_unknown": reason(line, self.plan.decision, self.clock) or None,
            "value": _value(line.value),
            "unit": fact.unit if fact is not None and line.value is not None else None,
            "at": None if self.clock.nominal or newest is None else self.time(newest.at),
            "known_at": None if self.clock.nominal or newest is None else self.time(newest.known_at),
            "from": [entry.id for entry in line.used],
            "results_at_that_time": self.plan.decision.known.view.same_time(newest) if newest is not None else None,
        }

    def step(self, step: Step) -> dict[str, Any]:
        return {
            "id": step.action.id,
            "headline": step.action.headline,
            "detail": step.action.detail,
            "urgency": self.time(step.due_by),
            "conditional": step.conditional,
            "condition": step.lead or None,
            "asks": [{"id": fact.id, "question": fact.question} for fact in step.asks],
            "sources": evidence_json(step.action.evidence),
            "doses": [dose_json(dose, self.plan.knowledge) for dose in step.doses],
            "local": list(marks_of("actions", step.action.id, self.plan.knowledge)),
        }

    def alert(self, raised: Raised) -> dict[str, Any]:
        alert = raised.alert
        told = met_leaves(raised.line)
        orders = [entry.id for line in told for entry in line.used if isinstance(entry, Medication)]
        return {
            "id": alert.id,
            "severity": alert.severity,
            "headline": alert.headline,
            "detail": alert.detail,
            "because": "; ".join(dict.fromkeys(phrase(line, self.plan.decision, self.clock) for line in told)),
            "way_out": alert.way_out,
            "sources": evidence_json(alert.evidence),
            "needs_reason": raised.asks_reason,
            "local": list(marks_of("alerts", alert.id, self.plan.knowledge)),
            "about": list(dict.fromkeys(orders)),
            "folded": [other.id for other in raised.folded],
        }

    def conflict(self, shown: ShownConflict) -> dict[str, Any]:
        return {
            "id": shown.conflict.id,
            "slot": shown.conflict.slot,
            "sides": [
                {
                    "source": side.side.evidence.source,
                    "says": side.side.says,
                    "default": side.side.evidence.source == shown.conflict.default,
                }
                for side in shown.sides
            ],
            "default": shown.conflict.default,
            "because": shown.conflict.because,
        }


def _value(value: Interval | None) -> Any:
    if value is None:
        return None
    if value.is_point:
        return float(value.low)
    return {
        "low": float(value.low),
        "high": float(value.high),
        "low_open": value.low_open,
        "high_open": value.high_open,
    }
