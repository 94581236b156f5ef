"""What is due on a child's page: checks and doses, the overdue first, each with its hour."""

from datetime import datetime

from stillpath.care import Due, DueState, NextDose
from stillpath.prose.document import Item
from stillpath.prose.local import marks_of
from stillpath.prose.phrases import medication_text
from stillpath.prose.telling import Telling, ours
from stillpath.prose.words import wait_text

__all__ = ["due_items"]

_DUE_FIRST = 7
"""How many checks and doses stand under DUE beside those overdue."""


def due_items(t: Telling) -> tuple[Item, ...]:
    """What is overdue, and what is due first; the rest stands on the sheet by the clock, unless it is asked for."""
    timed = [(dose.at, _dose_due(t, dose)) for dose in t.plan.doses_due]
    timed += [
        (due.at, _check_due(t, due))
        for due in t.plan.due
        if due.at is not None and (t.full or not _may_come_again(t, due))
    ]
    timed.sort(key=lambda pair: pair[0])
    untimed = [_check_due(t, due) for due in t.plan.due if due.at is None]
    items = [item for _, item in timed]
    if t.full or t.clock.nominal:
        return (*items, *untimed)
    late = sum(at < t.at for at, _ in timed)
    shown = items[: late + _DUE_FIRST]
    more = len(items) + len(untimed) - len(shown)
    where = t.further("stillpath watch FILE", "the grid below")
    rest = f"{more} more, and every time by the clock: {where}"
    return (*shown, Item(rest, tone="quiet")) if more else tuple(shown)


def _may_come_again(t: Telling, due: Due) -> bool:
    """Whether a check hangs on the newest of something that was not given: a thought for the sheet, not for now."""
    if due.state is not DueState.IF_GIVEN:
        return False
    rule = t.knowledge.events[due.since].rule
    return rule.last or any(t.knowledge.events[name].rule.last for name in rule.events)


def _check_due(t: Telling, due: Due) -> Item:
    never = [t.knowledge.facts[id].title for id in due.never if due.last is not None]
    missing = f" (never recorded: {', '.join(never)})" if never else ""
    marks = tuple(Item(mark, tone="warning") for mark in marks_of("monitoring", due.monitor.id, t.knowledge))
    limits = tuple(Item(limit.says, "call if") for limit, _ in due.limits) if t.full else ()
    tone = "warning" if due.state is DueState.OVERDUE else ""
    text = f"{due.monitor.title}{_due_words(t, due)}{missing}{ours(due.monitor.evidence)}"
    return Item(text, _due_label(t, due.state, due.at), t.citations.cite(due.monitor.evidence), tone, (*marks, *limits))


def _dose_due(t: Telling, dose: NextDose) -> Item:
    what = medication_text(dose.order, t.knowledge, t.clock, t.at)
    noted = f"; {dose.order.note}" if dose.order.note else ""
    last = f"last given {t.clock.short(dose.last.at, t.at)}" if dose.last else f"none recorded as given{noted}"
    tone = "warning" if dose.state is DueState.OVERDUE else ""
    late = f"; was due {t.clock.short(dose.at, t.at)}, not recorded" if tone else ""
    says = f"{dose.says(0)}: " if dose.says(0) else ""
    return Item(f"{says}{what}; {last}{late}", _due_label(t, dose.state, dose.at), (), "warning" if says else tone)


def _due_label(t: Telling, state: DueState, at: datetime | None) -> str:
    if at is None:
        return "no clock"
    if state is DueState.OVERDUE:
        return f"OVERDUE {wait_text(t.at - at)}"
    return _now(t) if at == t.at else t.clock.short(at, t.at)


def _now(t: Telling) -> str:
    """The instant the page is about, which of a replay is past."""
    return "then" if t.replayed else "now"


def _due_words(t: Telling, due: Due) -> str:
    if due.state is DueState.OVERDUE and due.at is not None:
        return f" (was due {t.clock.short(due.at, t.at)}; not recorded)"
    if due.state is DueState.IF_GIVEN:
        return f", if the {t.knowledge.events[due.since].title} is given {_now(t)}"
    return ""
