"""The alerts of a child's page: what fires, what is silent, what could not be checked."""

from stillpath.care import Raised
from stillpath.prose.document import Item
from stillpath.prose.lines import met_leaves
from stillpath.prose.local import marks_of
from stillpath.prose.phrases import medication_text, phrase
from stillpath.prose.telling import Telling
from stillpath.prose.words import sentence
from stillpath.timeline import MedicationKind

__all__ = ["alert_items", "judged_items"]


def alert_items(t: Telling) -> tuple[Item, ...]:
    """Every alert that fires and is more than worth knowing, and every order or dose that could not be checked."""
    raised = [_alert(t, raised) for raised in t.plan.alerts.raised if raised.alert.severity != "info"]
    for entry, why in t.plan.alerts.unchecked:
        what = medication_text(entry, t.knowledge, t.clock, t.at)
        order = "Dose" if entry.kind is MedicationKind.GIVEN else "Order"
        raised.append(Item(f"{order} not checked: {what}: {why.value}.", "WARNING", (), "warning"))
    return tuple(raised)


def judged_items(t: Telling) -> tuple[Item, ...]:
    """What is only worth knowing, what is silenced and why, and how many rules there were: absence speaks."""
    report = t.plan.alerts
    items = [_alert(t, raised) for raised in report.raised if raised.alert.severity == "info"]
    for alert in report.silenced:
        because = sentence(alert.silenced_because)
        items.append(Item(f"{alert.title}. {because}", "SILENT", t.citations.cite(alert.evidence), "quiet"))
    none = "" if report.raised else "No alert. "
    counted = f"{none}{report.checked} rules checked, {len(report.unjudged)} could not be judged."
    return (*items, Item(counted, tone="quiet"))


def _alert(t: Telling, raised: Raised) -> Item:
    alert = raised.alert
    ending = " A reason is asked for." if raised.asks_reason else ""
    details = [Item(f"{sentence(alert.way_out)}{ending}", "way out")]
    because = dict.fromkeys(phrase(line, t.decision, t.clock) for line in met_leaves(raised.line))
    reasons = sentence("Because: " + "; ".join(because))
    if t.full:
        details.append(Item(f"{sentence(alert.detail)} {reasons}".strip()))
    elif alert.about_order:
        details.append(Item(reasons))
    if raised.folded:
        details.append(Item("Same cause, folded: " + "; ".join(other.title for other in raised.folded) + "."))
    details += [Item(mark) for mark in marks_of("alerts", alert.id, t.knowledge)]
    cites = t.citations.cite(alert.evidence)
    shown = tuple(details) if t.full or alert.severity != "info" else ()
    return Item(alert.headline, alert.severity.upper(), cites, alert.severity, shown)
