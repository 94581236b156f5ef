"""What each rule looks at: the facts, drugs, rules and events whose change may change it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stillpath.model.records import Fact
from stillpath.model.rules import Change, Elapsed, Given, Node, Order, leaves, names_in
from stillpath.model.tables import SEX

if TYPE_CHECKING:
    from stillpath.model.knowledge import Knowledge

__all__ = ["Topics", "closure", "inputs_of", "topics_of", "z_terms"]


@dataclass(frozen=True)
class Topics:
    """The topics of every rule and event by name, and of each rule and alert as a whole and line by line."""

    rules: dict[str, frozenset[str]]
    events: dict[str, frozenset[str]]
    lines: dict[str, tuple[tuple[Node, frozenset[str]], ...]]


def topics_of(knowledge: "Knowledge") -> Topics:
    """The topics of all that a knowledge decides."""
    asked = {f"alert/{id}": alert.when for id, alert in knowledge.alerts.items()}
    asked |= {f"alert/{id}/unless": alert.unless for id, alert in knowledge.alerts.items() if alert.unless is not None}
    return Topics(
        rules={rule: _topics(node, knowledge) for rule, node in knowledge.rules.items()},
        events={id: _event_topics(id, knowledge) for id in knowledge.events},
        lines={
            rule: tuple((part, _topics(part, knowledge)) for part in (node, *leaves(node)))
            for rule, node in (knowledge.rules | asked).items()
        },
    )


def closure(rules: Iterable[Node], knowledge: "Knowledge") -> Topics:
    """The topics of those rules and events alone on which the verdicts of `rules` can rest, at any instant."""
    every = knowledge.topics
    needed: set[str] = set()
    waiting = {name for rule in rules for name in _topics(rule, knowledge)}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= (every.rules.get(name, frozenset()) | every.events.get(name, frozenset())) - needed
    return Topics(
        rules={id: topics for id, topics in every.rules.items() if id in needed},
        events={id: topics for id, topics in every.events.items() if id in needed},
        lines={id: lines for id, lines in every.lines.items() if id in needed},
    )


def _topics(node: Node, knowledge: "Knowledge") -> frozenset[str]:
    found: set[str] = set()
    for name in names_in(node):
        found |= _spread(name, knowledge)
    for leaf in leaves(node):
        if isinstance(leaf, Order | Given) and leaf.dose is not None:
            found |= {"weight", "height"}
        if isinstance(leaf, Change | Elapsed) and leaf.since is not None:
            found.add(leaf.since)
    return frozenset(found)


def _event_topics(id: str, knowledge: "Knowledge") -> frozenset[str]:
    rule = knowledge.events[id].rule
    found = set(rule.events)
    for name in rule.events:
        found |= _event_topics(name, knowledge)
    if rule.drug:
        found |= {*knowledge.drugs_named(rule.drug), "weight", "height"}
    if rule.name:
        found.add(rule.name)
    return frozenset(found)


def _spread(name: str, knowledge: "Knowledge") -> set[str]:
    fact = knowledge.facts.get(name)
    if fact is not None:
        found = {name, *_all_inputs(fact, knowledge)}
        for disturbing in fact.changed_by:
            found |= {disturbing, *knowledge.drugs_named(disturbing)}
        if fact.needs is not None:
            found |= names_in(fact.needs)
        return found
    return {name, *knowledge.drugs_named(name)}


def _all_inputs(fact: Fact, knowledge: "Knowledge") -> set[str]:
    """What a derived fact is computed from, down to what is measured."""
    found = set(inputs_of(fact, knowledge))
    for name in tuple(found):
        if name in knowledge.facts and name != fact.id:
            found |= _all_inputs(knowledge.facts[name], knowledge)
    return found


def inputs_of(fact: Fact, knowledge: "Knowledge") -> tuple[str, ...]:
    """The facts that a derived fact is computed from, in the order of its formula; those its tables are entered by too.

    Empty for a fact that is not derived, and for the age, which comes from the birth date.
    """
    found: dict[str, None] = {}
    for term in _terms(fact.derive):
        if term[:1] == ("fact",):
            found[str(term[1])] = None
    for id, name in z_terms(fact):
        found[id] = None
        table = knowledge.tables.get(name)
        found.update(dict.fromkeys(key.name for key in (table.keys if table else ()) if key.name != SEX))
    return tuple(found)


def z_terms(fact: Fact) -> tuple[tuple[str, str], ...]:
    """The z-scores in the formula of a derived fact: of which fact, by which table."""
    found = (term[1:] for term in _terms(fact.derive) if term[:1] == ("z",))
    return tuple((str(id), str(table)) for _, id, table in found)


def _terms(term: object) -> Iterator[tuple[object, ...]]:
    if isinstance(term, tuple):
        yield term
        for part in term[1:]:
            yield from _terms(part)
