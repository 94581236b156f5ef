"""The head of a child's page: who it is, the stage, what treatment is recorded, and which criteria say so."""

from datetime import datetime

from stillpath.care import subject
from stillpath.engine import Line
from stillpath.model import All, Any, AtLeast, Criterion, Limitation, Verdict, names_in
from stillpath.prose.document import Item
from stillpath.prose.lines import rows_of
from stillpath.prose.phrases import medication_text, phrase, policies_in, reason
from stillpath.prose.telling import Telling, ours
from stillpath.prose.words import sentence
from stillpath.timeline import Medication, MedicationKind

__all__ = [
    "classifying",
    "leading",
    "other_items",
    "recorded_items",
    "stage_item",
    "stage_texts",
    "why_items",
]


def stage_item(t: Telling) -> Item:
    """The stage in its headline, how the classification criteria stand, and what treatment is recorded."""
    headline, under = stage_texts(t)
    return Item(f"{headline} {under}", "", t.citations.cite(t.plan.stage.stage.evidence), "stage")


def stage_texts(t: Telling) -> tuple[str, str]:
    """The headline of the stage with what it must not hide; and how the criteria and the treatment stand."""
    headline = " ".join([t.plan.stage.headline, *_emphasis(t)])
    counts = [_count(t, criterion) for criterion in classifying(t)]
    return headline, " ".join([*counts, _treatment(t)])


def _emphasis(t: Telling) -> list[str]:
    """What the first line must not hide: each criterion with a headline of its own that is met, and by what."""
    found = []
    for criterion in t.knowledge.criteria.values():
        line = t.decision.now.findings[criterion.id].line if criterion.headline else None
        if line is None or line.verdict is not Verdict.MET:
            continue
        named = [subject(child) for child in line.children if child.verdict is Verdict.MET]
        rules, facts = t.knowledge.criteria, t.knowledge.facts
        told = [rules[name].short if name in rules else facts[name].title for name in named]
        found.append(sentence(f"{criterion.headline}: {', '.join(told)}"))
    return found


def _count(t: Telling, criterion: Criterion) -> str:
    """How a criterion stands, all three verdicts counted."""
    finding = t.decision.now.findings[criterion.id]
    counted = next((line for line in finding.line.walk() if isinstance(line.node, AtLeast)), None)
    words = [limit.word for limit in criterion.limits if limit.word and _limited(t, limit, finding.verdict)]
    under = finding.line.children if isinstance(finding.line.node, All) else ()
    gates = [child for child in under if child is not counted and child.verdict is not Verdict.MET]
    for gate in gates:
        title = t.knowledge.criteria.get(subject(gate)) or t.knowledge.facts.get(subject(gate))
        name = getattr(title, "short", None) or (title.title if title is not None else subject(gate))
        words.append(f"{name} {gate.verdict.value}")
    text = ", ".join([f"{criterion.short} {finding.verdict.value}", *words])
    if counted is not None and isinstance(counted.node, AtLeast):
        met = sum(child.verdict is Verdict.MET for child in counted.children)
        unknown = sum(child.verdict is Verdict.UNKNOWN for child in counted.children)
        text += f": {met} of {len(counted.children)} ({counted.node.needed} needed), {unknown} unknown"
    return sentence(text)


def _treatment(t: Telling) -> str:
    """What MAS treatment is recorded; without coverage "none recorded" is a question, not a fact."""
    first = t.decision.now.events.get("first-mas-treatment")
    if first is not None and first.at is not None:
        used = [entry for entry in first.used if isinstance(entry, Medication)]
        when = "recorded" if t.clock.nominal else t.clock.short(first.at, t.at)
        what = medication_text(used[0], t.knowledge, t.clock, t.at) if used else when
        return sentence(f"First MAS treatment: {what}")
    if t.decision.known.view.coverage_of("medication_given") is not None:
        return "No MAS treatment given, by a record said to be complete."
    return "No MAS treatment recorded; given elsewhere?"


def recorded_items(t: Telling) -> tuple[Item, ...]:
    """The newest entry of every drug that this knowledge holds doses for, if it lies within one episode."""
    found = []
    window = t.knowledge.policy["episode-window"].value.length()
    for drug in t.knowledge.drugs.values():
        entries = [
            entry
            for entry in t.decision.known.view.medications((drug.id,))
            if t.clock.nominal or t.at - entry.at <= window
        ]
        if not drug.doses or not entries:
            continue
        given = sum(entry.kind is MedicationKind.GIVEN for entry in entries)
        times = f" ({given} doses recorded)" if given > 1 else ""
        found.append(medication_text(entries[-1], t.knowledge, t.clock, t.at) + times)
    return (Item(" · ".join(found), "DRUGS"),) if found else ()


def why_items(t: Telling) -> tuple[Item, ...]:
    """The rows of the classification criteria and of what put the child in this stage, by state."""
    items: list[Item] = []
    always = {criterion.id: None for criterion in classifying(t)}
    t.usual = _usual_time(t)
    reasons = [id for id in leading(t) if id not in always]
    if not t.full:
        # A stage that the classification itself explains needs no second reason; another needs one.
        explained = any(t.decision.now.verdict(id) is Verdict.MET for id in leading(t) if id in always)
        reasons = [] if explained else reasons[:1]
    for id in always | dict.fromkeys(reasons):
        items += _criterion_rows(t, t.knowledge.criteria[id], id in always)
    if t.usual is not None:
        items.append(Item(f"values taken {t.clock.short(t.usual, t.at)} unless another time is given", tone="quiet"))
    return tuple(items)


def _usual_time(t: Telling) -> datetime | None:
    """When most of the values in the criteria shown were taken: said once, not at every value."""
    if t.clock.nominal:
        return None
    times = [
        line.used[-1].at
        for criterion in classifying(t)
        for line in t.decision.now.findings[criterion.id].line.walk()
        if line.used and line.value is not None
    ]
    return max(set(times), key=lambda time: (times.count(time), time), default=None)


def classifying(t: Telling) -> list[Criterion]:
    """The classification criteria: shown for every child, whatever the stage."""
    return [criterion for criterion in t.knowledge.criteria.values() if criterion.purpose == "classification"]


def leading(t: Telling) -> list[str]:
    """The criteria that put the child in this stage: those met, looked for through rules that only choose."""
    found: dict[str, None] = {}
    waiting = [t.plan.stage.line] if t.plan.stage.line is not None else []
    while waiting:
        line = waiting.pop(0)
        name = subject(line)
        if name not in t.knowledge.criteria:
            waiting += [child for child in line.children if child.verdict is Verdict.MET]
        elif line.verdict is Verdict.MET:
            inner = t.decision.now.findings[name].line
            if isinstance(inner.node, Any) and all(subject(child) in t.knowledge.criteria for child in inner.children):
                waiting.append(inner)
            else:
                found[name] = None
    return list(found)


def _criterion_rows(t: Telling, criterion: Criterion, always: bool) -> list[Item]:
    finding = t.decision.now.findings[criterion.id]
    rows: dict[str, list[str]] = {}
    evidence = list(criterion.evidence)
    for line, gate in rows_of(finding.line):
        label = "GATE" if gate and line.verdict is Verdict.MET else _LABEL[line.verdict]
        rows.setdefault(label, []).append(_row(t, line))
        for name in policies_in(line):
            evidence += t.knowledge.policy[name].evidence
    cites = t.citations.cite(evidence)
    items = []
    if not always:
        items.append(Item(f"{sentence(criterion.title)}{ours(criterion.evidence)}", "WHY", cites))
    for label in ("GATE", "MET", "NOT", "?"):
        if label in rows and (label in ("GATE", "MET") or always):
            items.append(Item(" · ".join(rows[label]), label, cites))
    for limit in criterion.limits:
        if t.full and _limited(t, limit, finding.verdict) and (limit.when is not None or not always):
            items.append(Item(limit.says, "NOTE", t.citations.cite(criterion.evidence)))
    return items


def _limited(t: Telling, limit: Limitation, verdict: Verdict) -> bool:
    """Whether a limitation is to be said; one with a word of its own only of a verdict that is not met."""
    if limit.word and verdict is Verdict.MET:
        return False
    return limit.when is None or t.decision.evaluate(limit.when).verdict is Verdict.MET


def _row(t: Telling, line: Line) -> str:
    text = phrase(line, t.decision, t.clock, t.usual)
    why = reason(line, t.decision, t.clock)
    return f"{text}: {why}" if why else text


def other_items(t: Telling) -> tuple[Item, ...]:
    """How the criteria of other sources stand, with their limits; those that are a part of another are left out."""
    read = [one for one in t.knowledge.criteria.values() if one.purpose == "source-reading"]
    parts = {name for one in t.knowledge.criteria.values() for name in names_in(one.when)}
    items = []
    for criterion in read:
        if criterion.id not in parts:
            verdict = t.decision.now.verdict(criterion.id)
            limits = tuple(Item(one.says, "NOTE") for one in criterion.limits if _limited(t, one, verdict))
            cites = t.citations.cite(criterion.evidence)
            items.append(Item(_count(t, criterion), "", cites, "", limits, of=f"criteria/{criterion.id}"))
    return tuple(items)


_LABEL = {Verdict.MET: "MET", Verdict.NOT_MET: "NOT", Verdict.UNKNOWN: "?"}
