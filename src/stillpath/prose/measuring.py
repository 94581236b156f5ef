"""What has to be weighed or measured before a dose can be reckoned, or reckoned with trust."""

from stillpath.care import CONFIRMED, HEIGHT_CONFIRMED, HEIGHT_DOES_NOT_FIT, Plan, Size, size_of
from stillpath.model import Fact
from stillpath.prose.document import Citations, Item
from stillpath.prose.doses import weight_text
from stillpath.prose.words import Clock, interval_text, quantity_text

__all__ = ["question_item", "to_measure"]


def question_item(fact: Fact) -> Item:
    """What somebody has to answer."""
    return Item(f"{fact.question or fact.title} (yes, no, cannot say yet)", "ANSWER")


def to_measure(plan: Plan, clock: Clock, citations: Citations) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The items to weigh and to measure, and the questions that stand in them; both empty where nothing is in doubt.

    To weigh stands there while the weight does not fit, while two weights differ, or while a dose waits for a weight;
    to measure, while a dose waits for a height that fits.
    """
    knowledge = plan.knowledge
    size = size_of("kg", plan.decision)
    waiting = [dose.why_not for step in plan.do for dose in step.doses if dose.size is None]
    items: list[Item] = []
    asked: tuple[str, ...] = ()
    if size is not None and size.doubtful:
        criterion = knowledge.criteria[size.misfit]
        told = quantity_text(size.amount, size.basis)
        text = (
            f"WEIGH the child again, in kilograms: {told} does not fit the {size.against}. No dose is computed by it."
        )
        asked = criterion.asks
        items.append(_item(plan, citations.cite(criterion.evidence), text, "critical", asked))
    elif size is not None and size.others:
        asked = (CONFIRMED,) if size.changed else ()
        name = "weight-change" if size.changed else "weight-conflict"
        cites = citations.cite(knowledge.policy[name].evidence)
        items.append(_item(plan, cites, _two_weights(size, clock), "warning", asked))
    elif any("weight" in why for why in waiting):
        weight = plan.decision.known.view.latest("weight")
        old = f" The last one is from {clock.full(weight.at)}." if weight and not clock.nominal else ""
        text = f"WEIGH the child now, or estimate and mark it as an estimate: no dose is computed without.{old}"
        items.append(Item(text, "!", citations.cite(knowledge.values.evidence if knowledge.values else ()), "critical"))
    if any("height does not fit" in why for why in waiting):
        criterion = knowledge.criteria[HEIGHT_DOES_NOT_FIT]
        height = plan.decision.known.value("height").interval
        told = interval_text(height, "cm") if height is not None else "the height"
        text = f"MEASURE the child again, in centimetres: {told} does not fit the age. No surface is computed by it."
        items.append(_item(plan, citations.cite(criterion.evidence), text, "critical", (HEIGHT_CONFIRMED,)))
        asked = (*asked, HEIGHT_CONFIRMED)
    return tuple(items), asked


def _item(plan: Plan, cites: tuple[int, ...], text: str, tone: str, asked: tuple[str, ...]) -> Item:
    return Item(text, "!", cites, tone, tuple(question_item(plan.knowledge.facts[name]) for name in asked))


def _two_weights(size: Size, clock: Clock) -> str:
    told = sorted((*size.used, *size.others), key=lambda result: result.at)
    both = ", then ".join(weight_text(result, clock) for result in told)
    text = f"WEIGH the child again, in kilograms: {both}. Doses are by the lower."
    if not size.changed:
        return text
    gained = "If the child truly gained so much, that is too little: confirm the newest weight, and doses go by it."
    return f"{text} {gained}"
