"""What else it could be and which test comes next, for `assess --format json`."""

from typing import Any

from stillpath.care import Considered, NextTest, Plan, blood_limit, next_tests
from stillpath.cli.json_parts import evidence_json
from stillpath.model import Verdict
from stillpath.prose import Clock, phrase
from stillpath.prose.recognition import signals

__all__ = ["recognition_json"]


def recognition_json(plan: Plan, clock: Clock) -> dict[str, Any]:
    """The keys `differentials`, `next_tests` and `blood_limit`; volumes are in mL, the weight in kg."""
    limit = blood_limit(plan.decision)
    return {
        "differentials": [_differential(one, plan, clock) for one in plan.differentials],
        "next_tests": [_next_test(one) for one in next_tests(plan)],
        "blood_limit": None
        if limit is None
        else {
            "ml_per_kg_in_24_h": float(limit.per_kg),
            "weight": None if limit.weight is None else float(limit.weight),
            "ml_in_24_h": None if limit.total is None else float(limit.total),
            "sources": evidence_json(plan.knowledge.policy["blood-draw-limit"].evidence),
        },
    }


def _differential(one: Considered, plan: Plan, clock: Clock) -> dict[str, Any]:
    met = signals(one.line) if one.verdict is Verdict.MET else []
    return {
        "id": one.differential.id,
        "title": one.differential.title,
        "verdict": one.verdict.value,
        "because": list(dict.fromkeys(phrase(line, plan.decision, clock) for line in met)),
        "separated_by": [
            {
                "test": separator.test,
                "facts": list(separator.by),
                "known": separator not in one.open,
                "says": separator.says,
                "sources": evidence_json(separator.evidence),
            }
            for separator in one.differential.separated_by
        ],
        "do_not_wait": one.differential.do_not_wait,
        "sources": evidence_json(one.differential.evidence),
    }


def _next_test(one: NextTest) -> dict[str, Any]:
    sample = one.sample
    return {
        "id": sample.id,
        "title": sample.title,
        "kind": sample.kind.value,
        "volume_ml": None if sample.volume is None else float(sample.volume),
        "tube": sample.tube or None,
        "before": list(sample.before),
        "turnaround": sample.turnaround or None,
        "facts": [fact.id for fact in one.facts],
        "worth": float(one.worth),
        "could_settle": [
            {
                "rule": turned.root.id,
                "weighs": turned.root.weighs.value,
                "if_worst": turned.worst.value,
                "if_best": turned.best.value,
            }
            for turned in one.turns
        ],
        "sources": evidence_json(sample.evidence),
    }
