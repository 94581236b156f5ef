"""Alerts: few, one per cause, the most severe first; what was folded, silenced or could not be judged is listed."""

from collections.abc import Iterator
from dataclasses import dataclass

from stillpath.care.dose import size_of
from stillpath.engine import Decision, Line, Why
from stillpath.model import Alert, Given, Order, Verdict
from stillpath.timeline import Medication

__all__ = ["AlertReport", "Raised", "raise_alerts"]

_RANK = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert that fires, with the line that made it fire and those of the same cause folded into it."""

    alert: Alert
    line: Line
    folded: tuple[Alert, ...] = ()

    @property
    def asks_reason(self) -> bool:
        """Whether the prescriber is asked for a reason: of an order only, no longer of a dose that was given."""
        return self.alert.needs_reason and any(isinstance(node, Order) for node in _met_orders(self.line))


@dataclass(frozen=True, slots=True)
class AlertReport:
    """What fires, most severe first; what is silenced and why; what could not be judged; how many were checked.

    `unchecked` are the orders and recorded doses that some alert could not judge, each with what is
    missing: silence is no approval.
    """

    raised: tuple[Raised, ...]
    silenced: tuple[Alert, ...]
    unjudged: tuple[tuple[Alert, Line], ...]
    checked: int
    unchecked: tuple[tuple[Medication, Why], ...] = ()


def raise_alerts(decision: Decision) -> AlertReport:
    """Judges every alert of the knowledge at the decision's instant. An unknown alert never fires."""
    alerts = decision.known.knowledge.alerts
    fired: list[tuple[Alert, Line]] = []
    silenced: list[Alert] = []
    unjudged: list[tuple[Alert, Line]] = []
    judged: list[Line] = []
    for alert in alerts.values():
        line = decision.evaluate(alert.when)
        judged += [line] if alert.about_order else []
        if line.verdict is Verdict.UNKNOWN:
            unjudged.append((alert, line))
        elif line.verdict is Verdict.MET:
            if alert.unless is not None and decision.evaluate(alert.unless).verdict is Verdict.MET:
                silenced.append(alert)
            else:
                fired.append((alert, line))
    fired.sort(
        key=lambda item: (_RANK[item[0].severity], not (item[0].about_order and _met_orders(item[1])), item[0].id)
    )
    by_cause: dict[str, list[tuple[Alert, Line]]] = {}
    for alert, line in fired:
        by_cause.setdefault(alert.cause, []).append((alert, line))
    raised = tuple(
        Raised(group[0][0], group[0][1], tuple(alert for alert, _ in group[1:])) for group in by_cause.values()
    )
    return AlertReport(raised, tuple(silenced), tuple(unjudged), len(alerts), _unchecked(unjudged, judged, decision))


def _unchecked(
    unjudged: list[tuple[Alert, Line]], judged: list[Line], decision: Decision
) -> tuple[tuple[Medication, Why], ...]:
    """Each order, or dose given, that could not be held against a dose, once, with what is missing.

    While the weight cannot be right, or two weights differ, that is every order held against an amount by size.
    """
    found: dict[str, tuple[Medication, Why]] = {}
    size = size_of("kg", decision)
    if size is not None and (size.doubtful or size.others):
        why = Why.DOUBTFUL if size.doubtful else Why.WEIGHTS_DIFFER
        for order, line in _orders(judged):
            if order.dose is not None and order.dose.basis:
                found.update({entry.id: (entry, why) for entry in line.used if isinstance(entry, Medication)})
    for _, line in _orders([line for alert, line in unjudged if alert.about_order]):
        if line.why is not None:
            found.update({entry.id: (entry, line.why) for entry in line.used if isinstance(entry, Medication)})
    return tuple(found[id] for id in sorted(found))


def _met_orders(line: Line) -> list[Order | Given]:
    """What is met of orders and recorded doses; nothing where a drug is only said to be taken."""
    return [node for node, found in _orders([line]) if found.verdict is Verdict.MET]


def _orders(lines: list[Line]) -> Iterator[tuple[Order | Given, Line]]:
    """What is said of orders and of recorded doses, and its line, at or below some lines."""
    waiting = list(lines)
    while waiting:
        line = waiting.pop()
        waiting += line.children
        if isinstance(line.node, Order) or (isinstance(line.node, Given) and line.node.recorded):
            yield line.node, line
