"""What to do and what not to do, as it stands on a child's page: in order, each with its hour, doses and questions."""

from dataclasses import replace
from datetime import timedelta

from stillpath.care import Plan, ShownConflict, Step
from stillpath.prose.cautions import CAUTION, cautions_now
from stillpath.prose.document import Item
from stillpath.prose.doses import dose_headline, dose_working, side_text, telling_side
from stillpath.prose.local import marks_of, raised_mark, unspoken_mark
from stillpath.prose.measuring import question_item
from stillpath.prose.telling import Telling, ours
from stillpath.prose.words import sentence, wait_text

__all__ = ["deadline_text", "dose_labels", "parted", "prohibition_item", "step_items", "step_text"]

_AT_ONCE = 7
"""How many actions stand under NOW; the rest, in order, under NEXT (a tired person reads no longer list)."""
_HOUR = timedelta(hours=1)
_NOT_BOTH = "OR, not both:"


def parted(t: Telling) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """What stands under NOW: the first few actions, and every one that is due within the hour; and the rest.

    One with an hour of its own waits for it, so that nobody gives the next dose minutes after the last.
    """
    now: list[Step] = []
    later: list[Step] = []
    for place, step in enumerate(t.plan.do):
        within = step.action.within
        at_once = place < _AT_ONCE or (within is not None and within <= _HOUR)
        if step.action.due is not None and step.due_by is not None and not t.clock.nominal:
            at_once = step.due_by - t.at <= _HOUR
        (now if at_once else later).append(step)
    return tuple(now), tuple(later)


def step_items(t: Telling, steps: tuple[Step, ...], first: int) -> tuple[Item, ...]:
    """Numbered steps; those that begin at 1 stand under NOW and are told whole."""
    at_once = first == 1
    return tuple(_step(t, step, number, t.full or at_once) for number, step in enumerate(steps, first))


def step_text(t: Telling, step: Step, brief: bool = False) -> str:
    """What to do, beginning with what it hangs on where that is unknown, and by when; in `brief` the hour alone."""
    action = step.action
    headline = action.headline
    if step.conditional:
        lead = step.lead or "If it applies"
        headline = f"{lead}: {headline[0].lower() + headline[1:]}"
    return f"{sentence(headline)}{deadline_text(t, step, brief)}{ours(action.evidence)}"


def dose_labels(step: Step, plan: Plan) -> tuple[str, ...]:
    """What stands before each dose of a step: "then" for what follows of the same drug, else that it is one or another.

    So it is too where the step itself begins with "or" and an earlier one gives another dose of the same drug.
    """
    labels = []
    drug = ""
    earlier = plan.do[: plan.do.index(step)] if step in plan.do else ()
    instead = step.action.headline.lower().startswith("or ")
    for dose in step.doses:
        if drug:
            labels.append("then" if drug == dose.drug.id else _NOT_BOTH)
        else:
            same = any(other.drug.id == dose.drug.id for one in earlier for other in one.doses)
            labels.append(_NOT_BOTH if instead and same else "")
        drug = dose.drug.id
    return tuple(labels)


def _step(t: Telling, step: Step, number: int, whole: bool) -> Item:
    action = step.action
    details = [Item(action.detail)] if action.detail and whole else []
    details += [question_item(fact) for fact in step.asks]
    drugs: set[str] = set()
    for dose, label in zip(step.doses, dose_labels(step, t.plan), strict=True):
        working = dose_working(dose)
        under = (Item(working),) if working else ()
        cites = t.citations.cite(dose.record.evidence)
        details.append(Item(dose_headline(dose), label, cites, "dose", under))
        if dose.drug.id not in drugs:
            cautions = cautions_now(dose.drug, t.decision, t.citations, CAUTION)
            details += [replace(one, tone="warning") for one in cautions]
            drugs.add(dose.drug.id)
    if whole or step.doses:
        details += [_conflict(t, conflict) for conflict in step.conflicts]
    of_doses = (mark for dose in step.doses for mark in (unspoken_mark(dose, t.knowledge), raised_mark(dose)))
    marks = (*marks_of("actions", action.id, t.knowledge), *filter(None, of_doses))
    details += [Item(mark, tone="warning") for mark in marks]
    return Item(step_text(t, step), str(number), t.citations.cite(action.evidence), "", tuple(details))


def deadline_text(t: Telling, step: Step, brief: bool = False) -> str:
    """By when a step is to be done, and its place in a course, to stand behind what to do; empty without either."""
    within = step.action.within
    turn = f" {step.given + 1} of {step.action.in_all}" if step.action.in_all else ""
    if step.due_by is None or t.clock.nominal:
        return f"{turn}." if turn else ""
    by = t.clock.short(step.due_by, t.at)
    if step.due_by < t.at:
        return f"{turn} OVERDUE {wait_text(t.at - step.due_by)}: was due by {by}."
    if within is None:
        return f"{turn}, due {by}." if turn else f" Due {by}."
    if brief:
        return f"{turn} By {by}."
    return f" Within {wait_text(within)}, by {by}."


def _conflict(t: Telling, shown: ShownConflict) -> Item:
    """The side most worth a warning in one line; the others by name of the page that shows them."""
    worst = telling_side(shown, t.knowledge)
    cites = t.citations.cite((worst.side.evidence,))
    others = len(shown.sides) - 2
    where = t.further(f": stillpath conflicts {shown.conflict.id}")
    more = f" {others} more{where}" if others > 0 else ""
    text = side_text(worst, t.knowledge)
    tail = "" if text.endswith("not used.") else " Not the default."
    of = f"conflicts/{shown.conflict.id}" if t.browser else ""
    return Item(f"Sources differ: {text}{tail}{more}", "", cites, "quiet", of=of)


def prohibition_item(t: Telling, step: Step) -> Item:
    """What not to do, beginning with what it hangs on where that is unknown."""
    details = (Item(step.action.detail),) if step.action.detail and t.full else ()
    headline = sentence(step.action.headline)
    if step.lead:
        headline = f"{step.lead}: {headline[0].lower()}{headline[1:]}"
    text = headline
    return Item(text, "", t.citations.cite(step.action.evidence), "", details)
