"""A child's page for a browser: the same findings as at a terminal, in parts that a page can lay side by side."""

from dataclasses import dataclass

from stillpath.care import Plan
from stillpath.model import Criterion, Fact, FactKind
from stillpath.prose.document import Citations, Item, Page, Section
from stillpath.prose.judged import Judged, judged
from stillpath.prose.patient_head import classifying, leading, stage_texts
from stillpath.prose.patient_page import told
from stillpath.prose.telling import Telling
from stillpath.prose.trends import Trends, Window, trends
from stillpath.timeline import Refused

__all__ = ["Answer", "ChildPage", "Standing", "child_page"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A criterion as it stands for this child, with the numbers of its sources."""

    criterion: Criterion
    judged: Judged
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A judgement question that was answered: the id of the entry, the answer, by whom and when, where that is told.

    `again`: it is asked again, since the answer is too old or left it open.
    """

    id: str
    question: str
    answer: str
    by: str
    when: str
    again: bool


@dataclass(frozen=True, slots=True)
class ChildPage:
    """The page; its headline and what stands under it; the criteria line by line; the questions that are open,
    and those that were answered. `citations` are those of all of it, for what follows.
    """

    page: Page
    headline: str
    under: str
    standing: tuple[Standing, ...]
    questions: tuple[Fact, ...]
    answers: tuple[Answer, ...]
    trends: Trends
    citations: Citations


def child_page(
    plan: Plan,
    refused: tuple[Refused, ...] = (),
    notes: tuple[str, ...] = (),
    replayed: bool = False,
    window: Window | None = None,
    linear: bool = False,
) -> ChildPage:
    """The parts of a child's page. Sources are numbered in the order of its sections, then of criteria and trends.

    `window` is the time that the trends show, without one what holds the last samples; `linear`: no logarithmic axis.
    """
    t = Telling(plan, refused, notes, replayed, full=True, browser=True)
    page = told(t)
    standing = tuple(_standing(criterion, t) for criterion in _shown(t))
    drawn = trends(plan.decision, t.clock, window, refused, linear, t.citations)
    page = Page(page.title, tuple(_bare(one) for one in page.sections), t.citations.listed(), page.banner, page.foot)
    headline, under = stage_texts(t)
    return ChildPage(page, headline, under, standing, plan.asks, _answers(t), drawn, t.citations)


def _answers(t: Telling) -> tuple[Answer, ...]:
    """What was judged, and by whom, as it stood last."""
    found = []
    for fact in t.knowledge.facts.values():
        result = t.decision.known.view.latest(fact.id) if fact.question else None
        if result is None or fact.kind is not FactKind.JUDGEMENT:
            continue
        word = "yes" if result.truth else "no" if result.truth is False else "cannot say yet"
        again = fact in t.plan.asks
        found.append(Answer(result.id, fact.question, word, result.by, t.clock.taken(result, t.at), again))
    return tuple(found)


def _shown(t: Telling) -> tuple[Criterion, ...]:
    """The classification criteria, then what put the child in this stage."""
    ids = dict.fromkeys([one.id for one in classifying(t)] + leading(t))
    return tuple(t.knowledge.criteria[id] for id in ids)


def _standing(criterion: Criterion, t: Telling) -> Standing:
    return Standing(criterion, judged(criterion, t.decision, t.clock), t.citations.cite(criterion.evidence))


def _bare(section: Section) -> Section:
    """The section without questions: in a browser they are answered where they stand."""
    return Section(section.title, tuple(_unasked(item) for item in section.items if item.label != "ANSWER"))


def _unasked(item: Item) -> Item:
    if not any(one.label == "ANSWER" for one in item.details):
        return item
    kept = tuple(one for one in item.details if one.label != "ANSWER")
    return Item(item.text, item.label, item.cites, item.tone, kept, item.exact, item.of, item.language)
