"""The action limits of what is watched, in words: which are met now, and by what."""

from collections.abc import Iterator

from stillpath.care import Plan
from stillpath.engine import Decision, Line
from stillpath.model import Absence, Elapsed, Limitation, Not, Verdict
from stillpath.prose.document import Citations, Item
from stillpath.prose.local_page import call_items
from stillpath.prose.phrases import found_beside
from stillpath.prose.words import Clock, sentence

__all__ = ["call_now", "here_texts"]


def call_now(plan: Plan, citations: Citations) -> tuple[Item, ...]:
    """Every action limit that is met, once, those of what is due first; then whom to call here, in its own words.

    Under each stands what meets it, with its time and the limit, where no limit before has told it.
    """
    timeline = plan.decision.known.view.timeline
    clock = Clock(timeline.zone, timeline.nominal)
    met: dict[str, Item] = {}
    told: set[str] = set()
    watched = [(due.monitor, due.limits) for due in plan.due] + [(one.monitor, one.limits) for one in plan.checks]
    for monitor, limits in watched:
        for limit, verdict in limits:
            if verdict is Verdict.MET and limit.says not in met:
                cites = citations.cite(monitor.evidence)
                by = [text for text in _met_by(limit, plan.decision, clock) if text not in told]
                told |= {*by}
                details = (Item(f"Here: {'; '.join(by)}."),) if by else ()
                met[limit.says] = Item(sentence(limit.says), "", cites, "critical", details)
    return (*met.values(), *call_items(plan.knowledge))


def here_texts(item: Item) -> tuple[str, ...]:
    """What meets a limit of `call_now`, where everything stands in one line."""
    return tuple(one.text for one in item.details)


def _met_by(limit: Limitation, decision: Decision, clock: Clock) -> tuple[str, ...]:
    """What meets a limit, in words, each fact once; empty where it has no rule. What has only to last is left out."""
    if limit.when is None:
        return ()
    found: dict[str, str] = {}
    for line in _ends(decision.evaluate(limit.when)):
        text = "" if isinstance(line.node, Elapsed | Absence) else found_beside(line, decision, clock)
        if text:
            found.setdefault(getattr(line.node, "fact", "") or text, text)
    return tuple(found.values())


def _ends(line: Line) -> Iterator[Line]:
    """The lines that meet a line and have nothing below them; none below a `not`."""
    if line.verdict is not Verdict.MET or isinstance(line.node, Not):
        return
    if not line.children:
        yield line
    for child in line.children:
        yield from _ends(child)
