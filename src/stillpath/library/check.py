"""Checks knowledge against itself: names that lead somewhere, numbers that agree with their words, honest evidence."""

import re
from collections.abc import Iterator

from stillpath.errors import KnowledgeError
from stillpath.model import (
    AtLeast,
    Comparison,
    Criterion,
    Drug,
    Evidence,
    Extreme,
    Knowledge,
    Node,
    Not,
    Status,
    Tier,
    leaves,
    names_in,
)
from stillpath.model.rules import All, Any

__all__ = ["check_knowledge"]

_NUMBER = re.compile(r"(?<![\w.*^/-])\d+(?:\.\d+)?(?![\w*^]|\.\d)")
_UNIT = re.compile(r"10\*\d+/L|x?10\^\d+/L")
_UNITLESS = re.compile(r"(?<=\d) 1$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SURE = (Tier.PRIMARY, Tier.RECORD)


def check_knowledge(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Every problem of knowledge that could be read, each with its file and line where it has one."""
    for criterion in knowledge.criteria.values():
        yield from _words_and_numbers(criterion)
        yield from _asked(criterion.asks, criterion.where, knowledge)
        if not _evidence_usable(criterion.evidence):
            yield KnowledgeError(criterion.where, "an unverified criterion computes", "verified, derived or proposal")
    yield from _pathway(knowledge)
    yield from _alerts(knowledge)
    for drug in knowledge.drugs.values():
        yield from _drug(drug, knowledge)
    yield from _conflicts(knowledge)
    yield from _cases(knowledge)


def _words_and_numbers(criterion: Criterion) -> Iterator[KnowledgeError]:
    """Every number of `when` stands in `says` with its comparison, and the reverse."""
    says = _UNIT.sub("", criterion.says)
    said = set(_NUMBER.findall(says))
    used = set()
    for node in _nodes(criterion.when):
        if isinstance(node, AtLeast):
            used.add(str(node.needed))
            continue
        text = _UNITLESS.sub("", getattr(node, "text", ""))
        numbers = set(_NUMBER.findall(_UNIT.sub("", text)))
        used |= numbers
        for number in sorted(numbers - said):
            yield KnowledgeError(
                node.where, f"'{text}' holds {number}, which `says` does not", f"the same number in {criterion.where}"
            )
        if isinstance(node, Comparison | Extreme) and node.limit.policy is None and not node.limit.of_range:
            compared = f"{node.operator} {node.limit.text.split(' ')[0]}"
            if compared not in says and not numbers - said:
                yield KnowledgeError(node.where, f"`says` does not compare as '{text}' does", f"'{compared}' in `says`")
    for number in sorted(said - used):
        if not _YEAR.fullmatch(number):
            yield KnowledgeError(
                criterion.where, f"`says` holds {number}, which `when` does not", "the same number in both"
            )


def _nodes(node: Node) -> Iterator[Node]:
    match node:
        case All(items=items) | Any(items=items):
            for item in items:
                yield from _nodes(item)
        case AtLeast(items=items):
            yield node
            for item in items:
                yield from _nodes(item)
        case Not(item=item):
            yield from _nodes(item)
        case _:
            yield node


def _pathway(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for stage in knowledge.stages.values():
        for id in (*stage.do, *stage.do_not):
            if id not in knowledge.actions:
                yield KnowledgeError(stage.where, f"'{id}' is not an action", "the id of a file in actions/")
            elif knowledge.actions[id].do_not != (id in stage.do_not):
                yield KnowledgeError(
                    stage.where, f"'{id}' stands in the wrong list", "do: or do_not:, as its kind says"
                )
    if sum(stage.when is None for stage in knowledge.stages.values()) != 1:
        yield KnowledgeError("knowledge/pathway", "not exactly one stage without `when`", "one to fall back on")
    used = {id for stage in knowledge.stages.values() for id in (*stage.do, *stage.do_not)}
    for action in knowledge.actions.values():
        if action.id not in used:
            yield KnowledgeError(action.where, "no stage does this", "its id in a stage's do: or do_not:")
        for id in action.conflicts:
            if id not in knowledge.conflicts:
                yield KnowledgeError(action.where, f"'{id}' is not a conflict", "the id of a file in conflicts/")
        for name in action.doses:
            drug, _, slot = name.partition("/")
            if drug not in knowledge.drugs or slot not in {one.id for one in knowledge.drugs[drug].slots}:
                yield KnowledgeError(action.where, f"'{name}' is not a dose slot", "drug/slot of drugs/")
        yield from _asked(action.asks, action.where, knowledge)
    for monitor in knowledge.monitors.values():
        for id in monitor.stages:
            if id not in knowledge.stages:
                yield KnowledgeError(monitor.where, f"'{id}' is not a stage", "the id of a file in pathway/")
        for id in monitor.recorded_as:
            if id not in knowledge.facts:
                yield KnowledgeError(monitor.where, f"'{id}' is not a fact", "the id of a file in facts/")


def _asked(names: tuple[str, ...], where: str, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for name in names:
        if name not in knowledge.facts or not knowledge.facts[name].question:
            yield KnowledgeError(where, f"'{name}' is asked but has no question", "a fact with `question`")


def _alerts(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for alert in knowledge.alerts.values():
        if not _evidence_usable(alert.evidence):
            yield KnowledgeError(alert.where, "an unverified alert", "verified, derived or proposal; else leave it out")
        if len(alert.headline) >= 140:
            yield KnowledgeError(
                alert.where, "a headline of 140 characters or more", "a shorter one: it becomes a card"
            )
        if alert.unless is not None and not alert.silenced_because:
            yield KnowledgeError(alert.where, "`unless` without a reason", "silenced_because: one sentence")


def _drug(drug: Drug, knowledge: Knowledge) -> Iterator[KnowledgeError]:
    where = f"knowledge/drugs/{drug.id}.yaml"
    if not drug.doses and not drug.no_dose:
        yield KnowledgeError(where, "no dose, and no reason why none is held", "doses: or no_dose:")
    slots = {slot.id for slot in drug.slots}
    for record in drug.doses:
        if record.slot not in slots:
            yield KnowledgeError(where, f"dose '{record.id}' is for no slot", "a slot of this drug")
    for slot in drug.slots:
        records = {record.id: record for record in drug.doses if record.slot == slot.id}
        if not slot.default:
            continue
        if slot.default not in records:
            yield KnowledgeError(where, f"the default of '{slot.id}' is no dose of it", ", ".join(records))
            continue
        evidence = records[slot.default].evidence[0]
        if records[slot.default].computes and (evidence.tier not in _SURE or evidence.status is Status.UNVERIFIED):
            yield KnowledgeError(
                where, f"the default of '{slot.id}' rests on a {evidence.tier} tier", "primary or record"
            )
        if not slot.because:
            yield KnowledgeError(where, f"the default of '{slot.id}' has no reason", "because: one sentence")
        if slot.default not in {tried.record for tried in drug.tried}:
            yield KnowledgeError(where, f"no attempt to read the source of '{slot.default}' is recorded", "tried:")


def _conflicts(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for conflict in knowledge.conflicts.values():
        where = f"knowledge/conflicts/{conflict.id}.yaml"
        if len(conflict.sides) < 2:
            yield KnowledgeError(where, "fewer than two sides", "two sources or more")
        if conflict.default not in {"neither", *(side.evidence.source for side in conflict.sides)}:
            yield KnowledgeError(where, f"the default '{conflict.default}' is no side", "a side's source, or neither")
        drug, slash, slot = conflict.slot.partition("/")
        if not slash:
            continue
        if drug not in knowledge.drugs or slot not in {one.id for one in knowledge.drugs[drug].slots}:
            yield KnowledgeError(where, f"'{conflict.slot}' is not a dose slot", "drug/slot, or one word")
            continue
        records = {record.id for record in knowledge.drugs[drug].doses if record.slot == slot}
        for side in conflict.sides:
            if side.record and side.record not in records:
                yield KnowledgeError(
                    where, f"'{side.record}' is no dose of {conflict.slot}", ", ".join(sorted(records))
                )


def _cases(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    for case in knowledge.cases.values():
        where = f"knowledge/cases/{case.id}.yaml"
        kinds = (knowledge.criteria, knowledge.alerts, knowledge.stages, knowledge.actions)
        if not any(case.about in kind for kind in kinds):
            yield KnowledgeError(
                where, f"'{case.about}' is nothing a case can be about", "a criterion, alert, stage or action"
            )
        if case.cites not in knowledge.sources and case.cites not in knowledge.policy:
            yield KnowledgeError(
                where, f"'{case.cites}' is neither a source nor a parameter", "what the verdicts rest on"
            )
    told = {case.about for case in knowledge.cases.values()}
    for id, criterion in knowledge.criteria.items():
        if id not in told and any(True for _ in leaves(criterion.when)) and names_in(criterion.when):
            yield KnowledgeError(criterion.where, "no case tells where this criterion turns", f"cases/{id}-edges.yaml")


def _evidence_usable(evidence: tuple[Evidence, ...]) -> bool:
    return all(one.status is not Status.UNVERIFIED for one in evidence[:1])
