"""Where an entry of the knowledge is used: the rules that look at it, what says it, and what cites it."""

import re
from collections.abc import Iterator

from stillpath.model import Comparison, Evidence, Knowledge, Node, inputs_of, leaves, names_in, z_terms
from stillpath.prose.document import Item

__all__ = ["cited_by", "uses_of"]

_POLICY = re.compile(r"policy ([a-z0-9-]+)")


def uses_of(kind: str, id: str, knowledge: Knowledge) -> tuple[Item, ...]:
    """Every entry that uses the one of this kind and id, each once, as an item that names it (`of`)."""
    found: dict[str, Item] = {}
    for word, of in (
        *_by_rules(kind, id, knowledge),
        *_by_lists(kind, id, knowledge),
        *_by_asking(kind, id, knowledge),
    ):
        found.setdefault(of, Item(f"{word} {of.partition('/')[2]}", of=of))
    return tuple(found.values())


def cited_by(source: str, knowledge: Knowledge) -> tuple[Item, ...]:
    """Every entry that cites a source, with how sure it is and where in the source it stands."""
    found = []
    for of, evidence in _stating(knowledge):
        places = [f"{one.status.value}, {one.tier.value}: {one.locator}" for one in evidence if one.source == source]
        if places:
            found.append(Item(of, details=tuple(Item(place) for place in dict.fromkeys(places)), of=of))
    return tuple(found)


def _rules(knowledge: Knowledge) -> Iterator[tuple[str, str, Node | None]]:
    for criterion in knowledge.criteria.values():
        yield "criterion", f"criteria/{criterion.id}", criterion.when
        for limit in criterion.limits:
            yield "criterion", f"criteria/{criterion.id}", limit.when
    for score in knowledge.scores.values():
        for rule in score.rules().values():
            yield "score", f"scores/{score.id}", rule
        for limit in score.limits:
            yield "score", f"scores/{score.id}", limit.when
    for stage in knowledge.stages.values():
        yield "stage", f"pathway/{stage.id}", stage.when
    for action in knowledge.actions.values():
        yield "action", f"actions/{action.id}", action.when
    for alert in knowledge.alerts.values():
        yield "alert", f"alerts/{alert.id}", alert.when
        yield "alert", f"alerts/{alert.id}", alert.unless
    for monitor in knowledge.monitors.values():
        yield "check", f"monitoring/{monitor.id}", monitor.when
        for limit in monitor.limits:
            yield "check", f"monitoring/{monitor.id}", limit.when
    for schedule in knowledge.schedules.values():
        yield "schedule", f"schedules/{schedule.id}", schedule.guard
    for one in knowledge.differentials.values():
        yield "differential", f"differentials/{one.id}", one.when
    for drug in knowledge.drugs.values():
        for caution in drug.cautions:
            yield "drug", f"drugs/{drug.id}", caution.when
        for record in drug.doses:
            yield "drug", f"drugs/{drug.id}", record.who


def _by_rules(kind: str, id: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if kind == "policy":
        for word, of, rule in _rules(knowledge):
            if rule is not None and id in _parameters(rule):
                yield word, of
        for monitor in knowledge.monitors.values():
            if monitor.every_from == id:
                yield "check", f"monitoring/{monitor.id}"
        return
    if kind == "tables":
        for word, of, rule in _rules(knowledge):
            if rule is not None and id in {leaf.limit.table for leaf in leaves(rule) if isinstance(leaf, Comparison)}:
                yield word, of
        return
    names = {id}
    if kind == "drugs" and id in knowledge.drugs:
        names.update(knowledge.drugs[id].classes)
    if kind in ("facts", "criteria", "events", "drugs"):
        for word, of, rule in _rules(knowledge):
            if rule is not None and names & names_in(rule) and of != f"{kind}/{id}":
                yield word, of
        for event in knowledge.events.values():
            if names & {event.rule.drug, event.rule.name, *event.rule.events}:
                yield "event", f"events/{event.id}"


def _by_lists(kind: str, id: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if kind == "actions":
        for stage in knowledge.stages.values():
            if id in (*stage.do, *stage.do_not):
                yield "stage", f"pathway/{stage.id}"
    if kind == "pathway":
        for monitor in knowledge.monitors.values():
            if id in monitor.stages:
                yield "check", f"monitoring/{monitor.id}"
    for action in knowledge.actions.values():
        asked = kind == "facts" and id in action.asks
        given = kind == "drugs" and any(slot.partition("/")[0] == id for slot in action.doses)
        told = kind == "conflicts" and id in action.conflicts
        if asked or given or told:
            yield "action", f"actions/{action.id}"
    for conflict in knowledge.conflicts.values():
        if kind == "drugs" and conflict.slot.partition("/")[0] == id:
            yield "conflict", f"conflicts/{conflict.id}"
    for schedule in knowledge.schedules.values():
        given = kind == "drugs" and id in schedule.drugs
        told = kind == "conflicts" and id in schedule.conflicts
        if given or told:
            yield "schedule", f"schedules/{schedule.id}"
    for criterion in knowledge.criteria.values():
        if kind == "facts" and id in criterion.asks:
            yield "criterion", f"criteria/{criterion.id}"
    for monitor in knowledge.monitors.values():
        checked = kind == "facts" and id in monitor.check
        if checked or (kind == "drugs" and id in (monitor.during, monitor.before)):
            yield "check", f"monitoring/{monitor.id}"
    for one in knowledge.differentials.values():
        if kind == "facts" and any(id in separator.by for separator in one.separated_by):
            yield "differential", f"differentials/{one.id}"
    for sample in knowledge.samples.values():
        if kind == "facts" and id in (*sample.gives, *sample.sent_as):
            yield "sample", f"samples/{sample.id}"
    for form in knowledge.forms.values():
        if id in form.names(kind):
            yield "form", f"forms/{form.id}"
    for fact in knowledge.facts.values():
        of_facts = kind == "facts" and id in inputs_of(fact, knowledge)
        by_tables = kind == "tables" and id in {table for _, table in z_terms(fact)}
        if of_facts or by_tables:
            yield "fact", f"facts/{fact.id}"


def _by_asking(kind: str, id: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    claim = f"{kind}/{id}"
    for question in knowledge.questions.values():
        lines = (*question.lead, *(line for section in question.sections for line in section.claims))
        about = {concept for line in question.about for concept in line}
        if claim in lines or id in about:
            yield "question", f"questions/{question.id}"
    for gate in knowledge.gates.values():
        if claim in gate.says:
            yield "gate", f"gates/{gate.id}"


def _parameters(rule: Node) -> set[str]:
    return {name for leaf in leaves(rule) for name in _POLICY.findall(leaf.text)}


def _stating(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    for criterion in knowledge.criteria.values():
        yield f"criteria/{criterion.id}", criterion.evidence
    for score in knowledge.scores.values():
        more = [one for reading in score.readings for one in reading.evidence]
        more += score.printed.evidence if score.printed is not None else ()
        yield f"scores/{score.id}", (*score.evidence, *more)
    for alert in knowledge.alerts.values():
        yield f"alerts/{alert.id}", alert.evidence
    for action in knowledge.actions.values():
        yield f"actions/{action.id}", action.evidence
    for stage in knowledge.stages.values():
        yield f"pathway/{stage.id}", stage.evidence
    for monitor in knowledge.monitors.values():
        yield f"monitoring/{monitor.id}", monitor.evidence
    for schedule in knowledge.schedules.values():
        yield f"schedules/{schedule.id}", schedule.evidence
        for block in schedule.blocks:
            yield f"schedules/{schedule.id}/{block.id}", block.evidence
    for other in knowledge.differentials.values():
        told = (one for separator in other.separated_by for one in separator.evidence)
        yield f"differentials/{other.id}", (*other.evidence, *told)
    for sample in knowledge.samples.values():
        yield f"samples/{sample.id}", sample.evidence
    for form in knowledge.forms.values():
        yield f"forms/{form.id}", form.evidence
    for statement in knowledge.statements.values():
        yield f"statements/{statement.id}", statement.evidence
    for event in knowledge.events.values():
        yield f"events/{event.id}", event.evidence
    for drug in knowledge.drugs.values():
        yield f"drugs/{drug.id}", (*drug.evidence, *(drug.potency.evidence if drug.potency else ()))
        for record in drug.doses:
            yield f"drugs/{drug.id}/{record.slot}/{record.id}", record.evidence
        for name in ("handling", "screening", "monitoring", "presentation"):
            for number, claim in enumerate(getattr(drug, name), 1):
                yield f"drugs/{drug.id}/{name}/{number}", claim.evidence
        for caution in drug.cautions:
            yield f"drugs/{drug.id}/caution/{caution.id}", caution.evidence
        for one in drug.availability:
            yield f"drugs/{drug.id}/availability/{one.country.lower().replace(' ', '-')}", one.evidence
    for conflict in knowledge.conflicts.values():
        yield f"conflicts/{conflict.id}", tuple(side.evidence for side in conflict.sides)
    for table in knowledge.tables.values():
        yield f"tables/{table.id}", table.evidence
    for fact in knowledge.facts.values():
        yield f"facts/{fact.id}", fact.evidence
    for parameter in knowledge.policy.values():
        yield f"policy/{parameter.id}", parameter.evidence
