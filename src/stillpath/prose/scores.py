"""Scores in words: for a child with figure, reading and what is missing, and as claims without any child.

In whom a score was made stands before its figure, always; and a score that is not for this child has none.
"""

from stillpath.engine import Decision, Line, Scored, ScoredItem, printed_at
from stillpath.model import Limitation, Node, Reference, Score, ScoreItem, Verdict
from stillpath.prose.document import Citations, Item
from stillpath.prose.phrases import reason, rule_text
from stillpath.prose.words import Clock, amount_text, for_people, interval_text, listed, result_text, sentence
from stillpath.timeline import Result
from stillpath.units import Interval

__all__ = [
    "item_text",
    "points_text",
    "printed_text",
    "said_limits",
    "score_item",
    "score_texts",
    "shown_first",
    "why_none",
]

_PLACES = 6
"""Decimals of a figure: a total never reads as a limit that it only comes near."""


def points_text(points: Interval) -> str:
    """A figure, or the lowest and the highest one; each is written alike wherever it stands.

    >>> from fractions import Fraction
    >>> points_text(Interval(Fraction(230), Fraction(265))), points_text(Interval.point(Fraction("-0.712")))
    ('230 to 265', '-0.712')
    >>> points_text(Interval(Fraction("-0.712"), Fraction("1.728")))
    '-0.712 to 1.728'
    """
    ends = dict.fromkeys(amount_text(end, _PLACES) for end in (points.low, points.high))
    return " to ".join(ends)


def printed_text(scored: Scored) -> str:
    """What the printed table of a score gives for its figure, with its unit; empty without either."""
    printed = scored.score.printed
    if printed is None or scored.points is None:
        return ""
    ends = dict.fromkeys(printed_at(printed, end) for end in (scored.points.low, scored.points.high))
    return f"{printed.says}: {' to '.join(ends)}\u00a0{printed.unit}" if all(ends) else ""


def shown_first(scored: Scored) -> bool:
    """Whether a score belongs on the first screen: for this child, with a reading that says something."""
    return scored.reading is not None and scored.reading.first_screen


def why_none(scored: Scored, decision: Decision, clock: Clock) -> str:
    """Why a score gives no figure, or nothing is read from it; empty where something is."""
    knowledge = decision.known.knowledge
    if scored.needs is not None and scored.applies is not Verdict.MET:
        open_lines = [one for one in _told(scored.needs) if one.verdict is scored.applies]
        rules = listed([_rule(one, decision, clock) for one in open_lines]) or rule_text(scored.needs.node, knowledge)
        if scored.applies is Verdict.NOT_MET:
            return f"Not for this child, so no figure: {rules} is not met."
        return f"Whether it is for this child is not known, so nothing is read from it: {rules}."
    if scored.reading is None and scored.score.readings:
        return "With what is missing it lies on both sides of its limit; nothing is read from it."
    return ""


def score_item(scored: Scored, decision: Decision, clock: Clock, citations: Citations, full: bool) -> Item:
    """A score on the page of a child: in whom it was made, the figure, what is read from it, what is missing."""
    score, reading = scored.score, scored.reading
    evidence = list(reading.evidence if reading is not None and not full else score.evidence)
    words = [limit.word for limit in said_limits(scored, decision) if limit.word]
    head = f"{score.short} ({', '.join([score.made_in, *words])})"
    missing = [one.item.title for one in scored.items if not one.known]
    unknown = f"Not known: {listed(missing)}." if missing and scored.points is not None else ""
    figure = f"{head}: {points_text(scored.points)}" if scored.points is not None else head
    if not full:
        text = sentence(f"{figure}, {reading.short}" if reading else figure)
        return Item(f"{text} {unknown}".strip(), "", citations.cite(evidence), of=f"scores/{score.id}")
    printed = printed_text(scored)
    if printed and score.printed is not None:
        evidence += score.printed.evidence
    details = [Item(score.for_whom)]
    details += [Item(_item(one, decision, clock)) for one in scored.items if scored.points is not None]
    details += [Item(limit.says, "NOTE") for limit in said_limits(scored, decision)]
    says = reading.says if reading else why_none(scored, decision, clock)
    parts = (sentence(figure), says, sentence(printed), unknown)
    text = " ".join(part for part in parts if part)
    return Item(text, "", citations.cite(evidence), "", tuple(details), of=f"scores/{score.id}")


def said_limits(scored: Scored, decision: Decision) -> tuple[Limitation, ...]:
    """The limitations to be said with a score of a child."""
    return tuple(
        limit
        for limit in scored.score.limits
        if limit.when is None or decision.evaluate(limit.when).verdict is Verdict.MET
    )


def score_texts(score: Score) -> dict[str, str]:
    """The texts of a score's claim: what it is and in whom it was made; each item, reading, limit and the table."""
    texts = {"": f"{sentence(score.title)} {score.says} {score.for_whom}"}
    texts.update({item.id: item_text(item) for item in score.items})
    texts.update({f"reading-{reading.id}": reading.says for reading in score.readings})
    if score.printed is not None:
        rows = "; ".join(f"{amount_text(row.points)}: {row.text}" for row in score.printed.rows)
        texts["table"] = sentence(f"{score.printed.says}, in {score.printed.unit}, by points: {rows}")
    texts.update({f"note{number}": limit.says for number, limit in enumerate(score.limits, 1)})
    return texts


def item_text(item: ScoreItem) -> str:
    """An item in words: "ferritin: below 2000 ng/mL 0 points, …"; of a formula "platelets times -0.003 per …"."""
    if item.value is not None:
        return for_people(sentence(f"{item.title} times {item.weight_text}"))
    bands = ", ".join(f"{band.text}: {amount_text(band.points, _PLACES)}" for band in item.bands)
    counted = f" ({'; '.join(item.of)})" if len(item.of) > 1 else ""
    return for_people(sentence(f"{item.title}{counted}: {bands} points"))


def _item(one: ScoredItem, decision: Decision, clock: Clock) -> str:
    """One item of a child: what was found, the band it lies in, the points."""
    if not one.known:
        why = next((text for line in one.lines if (text := reason(line, decision, clock))), "not known")
        return f"{one.item.title}: {points_text(one.points)}, {why}"
    found = _found(one, decision)
    band = f" ({one.band})" if one.band and one.band not in ("yes", "no") else ""
    weighed = f" times {one.item.weight_text}" if one.item.value is not None else ""
    edge = "; at the limit, the two printed forms of which differ" if one.at_limit else ""
    answer = f" {one.band}" if one.band in ("yes", "no") else f" {found}" if found else ""
    return f"{one.item.title}{answer}{weighed}{band}: {points_text(one.points)}{edge}"


def _found(one: ScoredItem, decision: Decision) -> str:
    """The values that an item of measured facts rests on, each once."""
    facts = decision.known.knowledge.facts
    values: dict[str, None] = {}
    for line in one.lines:
        fact = facts.get(getattr(line.node, "fact", ""))
        if fact is None or line.value is None:
            continue
        used = line.used[-1] if line.used and isinstance(line.used[-1], Result) else None
        shown = result_text(used, fact) if used is not None else interval_text(line.value, fact.unit)
        values[f"{fact.title} {shown}" if len(one.item.of) > 1 else shown] = None
    if len(one.item.of) == 1:
        return next(iter(values), "")
    return "; ".join(values)


def _told(line: Line) -> list[Line]:
    """The lines of whom a score is for; a rule referred to stands for itself."""
    if not line.children or isinstance(line.node, Reference):
        return [line]
    return [inner for child in line.children for inner in _told(child)]


def _rule(line: Line, decision: Decision, clock: Clock) -> str:
    node: Node = line.node
    why = reason(line, decision, clock)
    text = rule_text(node, decision.known.knowledge)
    return f"{text} ({why})" if why else text
