"""What is another between two plans of one child, in words: each change with its title, as it was and as it is."""

from dataclasses import dataclass
from datetime import datetime

from stillpath.care import DoseLine, Plan, Step, size_of
from stillpath.care.diff import Change, plan_changes
from stillpath.care.due import DueState
from stillpath.model import Knowledge
from stillpath.prose.document import Citations
from stillpath.prose.doses import dose_headline, weight_text
from stillpath.prose.measuring import to_measure
from stillpath.prose.patient_head import stage_texts
from stillpath.prose.patient_steps import deadline_text
from stillpath.prose.scores import points_text, why_none
from stillpath.prose.telling import Telling
from stillpath.prose.words import Clock, for_people, sentence

__all__ = ["KINDS", "Turn", "change_sides", "turns"]

KINDS = {
    "stage": "Stage",
    "action": "To do",
    "do-not": "Do not",
    "weight": "Weight",
    "dose": "Doses",
    "alert": "Alerts",
    "verdict": "Criteria",
    "score": "Scores",
    "question": "Questions",
    "due": "Checks due",
}
"""Every kind of change with its heading, in the order in which they are told."""

_COMES, _GOES, _TURNS = "comes", "goes", "changes"
_WORDS = {
    "now": "to be done",
    "if it applies": "if it applies",
    "folded": "raised, told with another of the same cause",
    "critical": "raised: CRITICAL",
    "warning": "raised: WARNING",
    "info": "raised: for information",
    DueState.NO_CLOCK.value: "no clock",
}
_ABSENT = {"alert": "not raised", "due": "not due", "dose": "none", "question": "not asked"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that is another: `comes`, `goes` or `changes`. `of` is its entry.

    `cites` are the sources of a stage, action, dose or alert; those of the rest stand on the page of the entry.
    """

    kind: str
    title: str
    before: str
    after: str
    how: str
    of: str = ""
    cites: tuple[int, ...] = ()


def turns(before: Plan, after: Plan, clock: Clock, citations: Citations) -> tuple[Turn, ...]:
    """Every difference between two plans of one child at one instant, in the order of KINDS; empty if nothing changes.

    Beside what `plan_changes` compares, the whole headline, the hour of each step, the weight that doses are counted by
    with what to weigh or measure, the scores and the open questions.
    """
    changes = plan_changes(before, after)
    found = _headlines(before, after, citations)
    found += [_turn(change, before, after, clock, citations) for change in changes if change.kind != "stage"]
    found += _hours(before, after, {change.id for change in changes if change.kind == "action"}, citations)
    found += _weights(before, after, clock, citations)
    found += _scores(before, after, clock)
    found += _questions(before, after)
    places = list(KINDS)
    return tuple(sorted(found, key=lambda turn: places.index(turn.kind)))


def change_sides(change: Change, clock: Clock, beside: datetime | None = None) -> tuple[str, str]:
    """How a change stood and stands, for people; a time by the hospital's clock, short where it is `beside` another."""
    sides = (change.before, change.after)
    if change.kind == "due":
        sides = (_time(change.before, clock, beside), _time(change.after, clock, beside))
    return for_people(sides[0]), for_people(sides[1])


def _time(text: str, clock: Clock, beside: datetime | None) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if clock.nominal:
        return "at a time of its own"
    return clock.full(at) if beside is None else clock.short(at, beside)


def _turn(change: Change, before: Plan, after: Plan, clock: Clock, citations: Citations) -> Turn:
    knowledge = after.knowledge
    title, of = _named(change, knowledge)
    was, now = change_sides(change, clock, after.decision.now.at)
    cites: tuple[int, ...] = ()
    match change.kind:
        case "dose":
            old, new = _doses(before, change.id), _doses(after, change.id)
            was, now = (dose_headline(one) if one is not None else "" for one in (old, new))
            cites = citations.cite(new.record.evidence) if new is not None else ()
        case "action":
            cites = citations.cite(knowledge.actions[change.id].evidence)
            was, now = (_to_do(plan, change.id) for plan in (before, after))
        case "do-not":
            cites = citations.cite(knowledge.actions[change.id].evidence)
            was, now = _forbids(was), _forbids(now)
        case "alert":
            cites = citations.cite(knowledge.alerts[change.id].evidence)
            was, now = (_WORDS.get(side, side) for side in (was, now))
    how = _TURNS if change.before and change.after else _COMES if change.after else _GOES
    absent = _ABSENT.get(change.kind, "not there")
    return Turn(change.kind, title, was or absent, now or absent, how, of, cites)


def _headlines(before: Plan, after: Plan, citations: Citations) -> list[Turn]:
    """The stage with all that its headline must not hide, where that is another."""
    was, now = (sentence(stage_texts(Telling(plan))[0]) for plan in (before, after))
    if was == now:
        return []
    return [Turn("stage", "", was, now, _TURNS, "", citations.cite(after.stage.stage.evidence))]


def _hours(before: Plan, after: Plan, told: set[str], citations: Citations) -> list[Turn]:
    """The steps that stay, and are to be done by another hour."""
    found = []
    for step in after.do:
        id = step.action.id
        was, now = (_to_do(plan, id) for plan in (before, after))
        if id not in told and was and was != now:
            cites = citations.cite(step.action.evidence)
            found.append(Turn("action", sentence(step.action.headline), was, now, _TURNS, f"actions/{id}", cites))
    return found


def _to_do(plan: Plan, id: str) -> str:
    """How a step stands, with its hour: "to be done: within 1 h, by 07:10"; empty for one that does not."""
    step: Step | None = next((step for step in plan.do if step.action.id == id), None)
    if step is None:
        return ""
    hour = deadline_text(Telling(plan), step).strip().removesuffix(".")
    how = _WORDS["if it applies" if step.conditional else "now"]
    return f"{how}: {hour if hour[:2].isupper() else hour[0].lower() + hour[1:]}" if hour else how


def _weights(before: Plan, after: Plan, clock: Clock, citations: Citations) -> list[Turn]:
    """The weight that doses are counted by, and what has to be weighed or measured, where they are others."""
    found = []
    was, now = (_counted_by(plan, clock) for plan in (before, after))
    if was != now:
        found.append(Turn("weight", "weight used for doses", was, now, _TURNS))
    old = [item.text for item in to_measure(before, clock, Citations(before.knowledge))[0]]
    items = to_measure(after, clock, citations)[0]
    new = [item.text for item in items]
    if old != new:
        how = _GOES if not new else _TURNS if old else _COMES
        cites = tuple(number for item in items for number in item.cites)
        was, now = (" ".join(texts) or "nothing" for texts in (old, new))
        found.append(Turn("weight", "to weigh or measure", was, now, how, "", cites))
    return found


def _counted_by(plan: Plan, clock: Clock) -> str:
    size = size_of("kg", plan.decision)
    if size is None:
        return "none"
    told = weight_text(size.used[0], clock)
    return f"{told}, that does not fit the {size.against}: no dose is computed by it" if size.doubtful else told


def _forbids(side: str) -> str:
    """How a prohibition stands."""
    return "holds" if side == "now" else side


def _named(change: Change, knowledge: Knowledge) -> tuple[str, str]:
    """The title of what changes, and its entry."""
    id = change.id
    match change.kind:
        case "action" | "do-not":
            return sentence(knowledge.actions[id].headline), f"actions/{id}"
        case "dose":
            drug, _, slot = id.partition("/")
            return knowledge.drugs[drug].title, f"drugs/{drug}/{slot}"
        case "alert":
            return knowledge.alerts[id].title, f"alerts/{id}"
        case "verdict":
            return knowledge.criteria[id].title, f"criteria/{id}"
        case "due":
            return knowledge.monitors[id].title, f"monitoring/{id}"
    return "", ""


def _doses(plan: Plan, id: str) -> DoseLine | None:
    lines = (dose for step in plan.do for dose in step.doses if f"{dose.drug.id}/{dose.slot.id}" == id)
    return next(lines, None)


def _scores(before: Plan, after: Plan, clock: Clock) -> list[Turn]:
    found = []
    for id, score in after.knowledge.scores.items():
        was, now = (_score(plan, id, clock) for plan in (before, after))
        if was != now:
            found.append(Turn("score", score.title, was, now, _TURNS, f"scores/{id}"))
    return found


def _score(plan: Plan, id: str, clock: Clock) -> str:
    """A score's figure and what is read from it; or why there is none."""
    scored = plan.decision.score(id)
    figure = points_text(scored.points) if scored.points is not None else ""
    if scored.reading is not None:
        return f"{figure}, {scored.reading.short}" if figure else scored.reading.short
    why = why_none(scored, plan.decision, clock)
    return f"{figure}. {why}" if figure and why else figure or why or "no figure"


def _questions(before: Plan, after: Plan) -> list[Turn]:
    found = []
    asked = ({fact.id: fact for fact in before.asks}, {fact.id: fact for fact in after.asks})
    for id, fact in {**asked[0], **asked[1]}.items():
        if (id in asked[0]) != (id in asked[1]):
            was, now = ("asked" if id in one else _ABSENT["question"] for one in asked)
            how = _GOES if id in asked[0] else _COMES
            found.append(Turn("question", fact.question or fact.title, was, now, how, f"facts/{id}"))
    return found
