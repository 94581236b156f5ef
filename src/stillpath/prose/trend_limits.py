"""Which facts matter for a child, in which order, and the limits that the rules hold them against, for a chart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from stillpath.care import stage_now
from stillpath.engine import Decision
from stillpath.model import (
    All,
    Any,
    AtLeast,
    Comparison,
    Criterion,
    Evidence,
    Extreme,
    Fact,
    FactKind,
    Knowledge,
    Node,
    Recorded,
    Reference,
    Status,
    Verdict,
    inputs_of,
    leaves,
)
from stillpath.prose.document import Citations
from stillpath.prose.local import chosen_mark
from stillpath.prose.phrases import rule_text
from stillpath.prose.words import limit_text
from stillpath.units import Operator, number_text

__all__ = ["LimitLine", "classifying_facts", "leading_facts", "limit_lines"]

_MOST = 2
"""Lines in one chart (more confuse)."""


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit of a rule, in the fact's own unit. `action`: at it something is done; else a criterion looks at it."""

    amount: Fraction
    label: str
    action: bool
    cites: tuple[int, ...] = ()


def classifying_facts(knowledge: Knowledge) -> tuple[str, ...]:
    """The facts with a number that the classification criteria look at, laboratory values first."""
    return _sorted(_facts_in((rule.when for rule in _classifying(knowledge)), knowledge), knowledge)


def leading_facts(decision: Decision) -> tuple[str, ...]:
    """The facts with a number that the classification criteria look at, then those of the stage and of its actions."""
    knowledge = decision.known.knowledge
    first = classifying_facts(knowledge)
    then = _sorted(_facts_in(_stage_rules(decision), knowledge), knowledge)
    return tuple(dict.fromkeys((*first, *then)))


def limit_lines(fact: Fact, decision: Decision, citations: Citations | None = None) -> tuple[LimitLine, ...]:
    """At most two limits of a fact, each with its label: that of a classification criterion, then an action limit.

    Where neither holds one, the first of the stage's own rules. A limit that is a share of the laboratory's range or
    stands in a table is none. `citations` numbers the sources.
    """
    knowledge = decision.known.knowledge
    found: dict[Fraction, LimitLine] = {}
    classifying = [(rule.when, rule) for rule in _classifying(knowledge)]
    for line in _criterion_lines(fact, classifying, knowledge, citations):
        found.setdefault(line.amount, line)
        break
    for line in _action_lines(fact, decision, citations):
        found.setdefault(line.amount, line)
    if not found:
        for line in _criterion_lines(fact, ((rule, None) for rule in _stage_rules(decision)), knowledge, citations):
            found.setdefault(line.amount, line)
            break
    return tuple(found.values())[:_MOST]


def _classifying(knowledge: Knowledge) -> list[Criterion]:
    return [rule for rule in knowledge.criteria.values() if rule.purpose == "classification"]


def _stage_rules(decision: Decision) -> list[Node]:
    """The condition of the stage, then those of its actions."""
    stage = stage_now(decision).stage
    actions = [decision.known.knowledge.actions[id] for id in stage.do]
    return [rule for rule in (stage.when, *(action.when for action in actions)) if rule is not None]


def _facts_in(rules: Iterable[Node], knowledge: Knowledge) -> dict[str, None]:
    found: dict[str, None] = {}
    waiting = list(rules)
    seen: set[str] = set()
    while waiting:
        for leaf in leaves(waiting.pop(0)):
            name = getattr(leaf, "fact", "") or getattr(leaf, "name", "")
            if name in knowledge.criteria and name not in seen:
                seen.add(name)
                waiting.append(knowledge.criteria[name].when)
            elif name in knowledge.facts:
                for id in (name, *inputs_of(knowledge.facts[name], knowledge)):
                    if not knowledge.facts[id].yes_no and knowledge.facts[id].derive is None:
                        found[id] = None
    return found


def _sorted(found: dict[str, None], knowledge: Knowledge) -> tuple[str, ...]:
    labs = [id for id in found if knowledge.facts[id].kind is FactKind.LAB]
    return (*labs, *(id for id in found if id not in labs))


def _criterion_lines(
    fact: Fact, rules: Iterable[tuple[Node, Criterion | None]], knowledge: Knowledge, citations: Citations | None
) -> Iterator[LimitLine]:
    for rule, holder in rules:
        for leaf, owner in _plain(rule, holder, knowledge, set()):
            if leaf.fact == fact.id:
                mark = chosen_mark(leaf.text, knowledge) or ("ours" if _ours(owner.evidence) else "")
                named = ", ".join(word for word in (owner.short, mark) if word)
                cites = citations.cite(owner.evidence) if citations is not None else ()
                yield LimitLine(leaf.limit.amount, f"met {_beside(leaf)} ({named})", False, cites)


def _plain(
    rule: Node, owner: Criterion | None, knowledge: Knowledge, seen: set[str], *, inner: bool = False
) -> Iterator[tuple[Comparison | Extreme, Criterion]]:
    """The comparisons with a fixed limit below a rule, each with the criterion it stands in; none below a `not`.

    Of a criterion that is referred to (`inner`) only those that alone make it met: else its limit would say too much.
    """
    match rule:
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            several = not isinstance(rule, Any) and len(items) > 1
            for item in () if inner and several else items:
                yield from _plain(item, owner, knowledge, seen, inner=inner)
        case Reference(name=name) | Recorded(name=name) if name in knowledge.criteria and name not in seen:
            seen.add(name)
            yield from _plain(knowledge.criteria[name].when, knowledge.criteria[name], knowledge, seen, inner=True)
        case Comparison() | Extreme() if owner is not None and _fixed(rule):
            yield rule, owner


def _action_lines(fact: Fact, decision: Decision, citations: Citations | None) -> Iterator[LimitLine]:
    """The limit at which something is done in this child now, on either side the most cautious: 50 while it bleeds."""
    found: dict[bool, tuple[Comparison | Extreme, tuple[Evidence, ...], str]] = {}
    for node, evidence, given in _acted_on(fact, decision):
        low = node.operator in (Operator.BELOW, Operator.AT_MOST)
        before = found.get(low)
        if before is None or (node.limit.amount > before[0].limit.amount) is low:
            found[low] = (node, evidence, given)
    for node, evidence, given in found.values():
        mark = chosen_mark(node.text, decision.known.knowledge) or ("ours" if _ours(evidence) else "")
        named = ", ".join(word for word in (given, mark) if word)
        told = f"act if {_beside(node)}" + (f" ({named})" if named else "")
        yield LimitLine(node.limit.amount, told, True, citations.cite(evidence) if citations is not None else ())


def _acted_on(fact: Fact, decision: Decision) -> Iterator[tuple[Comparison | Extreme, tuple[Evidence, ...], str]]:
    """The limits of what is watched and done in this stage, with what else is met; none that holds only around a dose.

    Of the fact alone, or of a criterion that hangs on the fact and on other things which are met now.
    """
    knowledge = decision.known.knowledge
    stage = stage_now(decision).stage
    rules: list[tuple[Node | None, tuple[Evidence, ...]]] = []
    for monitor in knowledge.monitors.values():
        if stage.id not in monitor.stages or monitor.during or monitor.before:
            continue
        if monitor.when is None or decision.evaluate(monitor.when).verdict is not Verdict.NOT_MET:
            rules += [(limit.when, monitor.evidence) for limit in monitor.limits]
    actions = (knowledge.actions[id] for id in stage.do)
    rules += [(action.when, action.evidence) for action in actions if isinstance(action.when, Reference)]
    for node, evidence in rules:
        if isinstance(node, Comparison | Extreme) and node.fact == fact.id and _fixed(node):
            yield node, evidence, ""
        elif isinstance(node, Reference) and node.name in knowledge.criteria:
            criterion = knowledge.criteria[node.name]
            for leaf, given in _beside_others(criterion, fact, decision):
                yield leaf, criterion.evidence, given


def _beside_others(criterion: Criterion, fact: Fact, decision: Decision) -> Iterator[tuple[Comparison | Extreme, str]]:
    """The limit of a fact in a criterion of which all else is met now and is not about the fact; and what that is."""
    if not isinstance(criterion.when, All):
        return
    items = criterion.when.items
    own = [item for item in items if isinstance(item, Comparison | Extreme) and item.fact == fact.id and _fixed(item)]
    others = [item for item in items if item not in own]
    if len(own) != 1 or any(getattr(leaf, "fact", "") == fact.id for item in others for leaf in leaves(item)):
        return
    if all(decision.evaluate(item).verdict is Verdict.MET for item in others):
        yield own[0], ", ".join(rule_text(item, decision.known.knowledge) for item in others)


def _fixed(node: Comparison | Extreme) -> bool:
    return node.limit.of_range is None and node.limit.table is None


def _beside(node: Comparison | Extreme) -> str:
    """A limit in the fact's own unit, which the chart has: "above 684", "181 or less"."""
    return limit_text(node.operator, number_text(node.limit.amount))


def _ours(evidence: tuple[Evidence, ...]) -> bool:
    return bool(evidence) and evidence[0].status is Status.PROPOSAL
