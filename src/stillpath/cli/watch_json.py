"""`watch --format json`: the schedule for programs. docs/watch.schema.json is its published form (`schema: 1`)."""

from datetime import datetime
from typing import Any

from stillpath.care import Check
from stillpath.care.watch import Occasion, Watch
from stillpath.cli.json_parts import evidence_json, knowledge_json
from stillpath.intake import Reading
from stillpath.model import Verdict
from stillpath.prose import Clock
from stillpath.prose.watch_page import occasion_text

__all__ = ["watch_json"]


def watch_json(watch: Watch, reading: Reading) -> dict[str, Any]:
    """Every occasion in the order of time, then the checks they belong to with their action limits; times are ISO."""
    view = watch.plan.decision.known.view
    clock = Clock(view.timeline.zone, view.timeline.nominal)
    knowledge = watch.plan.knowledge

    def time(at: datetime | None) -> str | None:
        return None if at is None else at.astimezone(clock.zone).isoformat()

    def occasion_of(occasion: Occasion) -> dict[str, Any]:
        return {
            "at": time(occasion.at),
            "state": occasion.state.value,
            "kind": "dose" if occasion.monitor is None else "check",
            "id": occasion.id,
            "text": occasion_text(occasion, watch, clock),
            "until": time(occasion.until),
            "was_due": time(occasion.was_due),
            "missed": occasion.missed,
            "by": [entry.id for entry in occasion.by],
            "order": occasion.order.id if occasion.order is not None else None,
            "after": occasion.since or None,
            "never_recorded": list(occasion.never),
            "late": list(occasion.late),
            "if_still": occasion.if_still,
        }

    def check_of(check: Check) -> dict[str, Any]:
        monitor = check.monitor
        return {
            "id": monitor.id,
            "title": monitor.title,
            "says": monitor.says,
            "look_at": list(monitor.check),
            "call_if": [{"says": limit.says, "verdict": verdict.value} for limit, verdict in check.limits],
            "clock": not any(due.monitor is monitor for due in watch.untimed),
            "sources": evidence_json(monitor.evidence),
        }

    met = [limit.says for check in watch.plan.checks for limit, verdict in check.limits if verdict is Verdict.MET]
    return {
        "schema": 1,
        "patient": view.timeline.patient.id,
        "at": time(watch.plan.decision.now.at),
        "from": time(watch.start),
        "to": time(watch.end),
        "stage": watch.plan.stage.stage.id,
        "call_now": list(dict.fromkeys(met)),
        "occasions": [occasion_of(occasion) for occasion in watch.occasions],
        "checks": [check_of(check) for check in watch.plan.checks],
        "orders_without_clock": [order.id for order in watch.untimed_orders],
        "refused": len(reading.refused),
        "knowledge": knowledge_json(knowledge),
    }
