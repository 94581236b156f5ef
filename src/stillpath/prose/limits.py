"""The action limits of what is watched, in words: which are met now."""

from stillpath.care import Plan
from stillpath.model import Verdict
from stillpath.prose.document import Citations, Item
from stillpath.prose.local_page import call_items
from stillpath.prose.words import sentence

__all__ = ["call_now"]


def call_now(plan: Plan, citations: Citations) -> tuple[Item, ...]:
    """Every action limit that is met, once, those of what is due first; then whom to call here, in its own words."""
    met: dict[str, Item] = {}
    watched = [(due.monitor, due.limits) for due in plan.due] + [(one.monitor, one.limits) for one in plan.checks]
    for monitor, limits in watched:
        for limit, verdict in limits:
            if verdict is Verdict.MET and limit.says not in met:
                cites = citations.cite(monitor.evidence)
                met[limit.says] = Item(sentence(limit.says), "", cites, "critical")
    return (*met.values(), *call_items(plan.knowledge))
