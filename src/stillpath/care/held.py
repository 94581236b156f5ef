"""Doses of an order that are not simply given: an alert says so of each, from the dose on that makes it hold."""

from collections.abc import Iterator

from stillpath.engine import Decision, Line
from stillpath.model import Alert, Given, Order, Verdict
from stillpath.timeline import Medication

__all__ = ["held_by"]


def held_by(order: Medication, decision: Decision) -> tuple[Alert | None, int]:
    """The alert with `dose_says` that is about this order, and how many more doses of it are free; None: no alert.

    None are free while the alert holds. Else as many as its `given ... at least N times` still asks for; an alert that
    counts no doses says nothing before it holds.
    """
    found: list[tuple[int, Alert]] = []
    for alert in decision.known.knowledge.alerts.values():
        if not alert.dose_says:
            continue
        line = decision.evaluate(alert.when)
        if not any(order in one.used for one in _met_orders(line)):
            continue
        if alert.unless is not None and decision.evaluate(alert.unless).verdict is Verdict.MET:
            continue
        if line.verdict is Verdict.MET:
            found.append((0, alert))
        found += [
            (one.node.times - len(one.used), alert)
            for one in line.walk()
            if isinstance(one.node, Given) and one.node.times > len(one.used)
        ]
    free, held = min(found, key=lambda pair: (pair[0], pair[1].id), default=(0, None))
    return held, free


def _met_orders(line: Line) -> Iterator[Line]:
    return (one for one in line.walk() if isinstance(one.node, Order) and one.verdict is Verdict.MET)
