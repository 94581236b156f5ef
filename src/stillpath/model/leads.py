"""What each entry of the knowledge leads to, written once: where a thing is used, and what an entry rests on."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

from stillpath.model.records import DoseAmount, Evidence
from stillpath.model.review import Closure
from stillpath.model.rules import LANGUAGE_VERSION, Comparison, Dose, Given, Node, Order, leaves, names_in
from stillpath.model.topics import inputs_of, z_terms

if TYPE_CHECKING:
    from stillpath.model.knowledge import Knowledge

__all__ = ["LANGUAGE", "NAMES", "WHEN", "Lead", "Parts", "Way", "closed", "entry_of", "leads_of", "stating"]

LANGUAGE = "language"
"""The name of the part that is the version of the language of rules."""

NAMES = "#names"
"""The part of a drug that a rule rests on which only names it: its names, classes, codes, how long it is on board."""

WHEN = "#when"
"""The part of a stage that a check rests on which goes with it: when the stage is entered, and its rank."""

_POLICY = re.compile(r"policy ([a-z0-9-]+)")
_SIZE = {"kg": "weight", "m2": "bsa"}


class Way(Enum):
    """How one entry leads to another: a line of a rule looks at it, a list names it, an answer says it, it is cited.

    Of BESIDE the pages do not speak. ABOUT is no ground to stand on: a question is found by it. WORDED is a text in
    other words: it rests on the entry's own words, and not on what these rest on.
    """

    RULE = auto()
    LIST = auto()
    ASKED = auto()
    ABOUT = auto()
    CITED = auto()
    BESIDE = auto()
    WORDED = auto()


@dataclass(frozen=True, slots=True)
class Lead:
    """That one entry leads to another, both named `kind/id`."""

    of: str
    to: str
    way: Way


@dataclass(frozen=True)
class Parts:
    """What was read of each part of the knowledge, by its name: the hash of its content, and the policy it names.

    The names with a `#` are parts of entries; all others are the entries.
    """

    marks: dict[str, str] = field(default_factory=dict)
    policy: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The names of all entries, in the order of their folders."""
        return tuple(name for name in self.marks if "#" not in name)


def entry_of(claim: str) -> str:
    """The entry that a claim or a part belongs to.

    >>> entry_of("drugs/anakinra/oral/boston"), entry_of("drugs/anakinra#names")
    ('drugs/anakinra', 'drugs/anakinra')
    """
    return "/".join(claim.partition("#")[0].split("/")[:2])


def closed(entry: str, knowledge: "Knowledge") -> Closure:
    """Everything that an entry rests on, itself included; KeyError for what is no entry."""
    marks = knowledge.parts.marks
    found = {entry: marks[entry], LANGUAGE: LANGUAGE_VERSION}
    waiting = [entry]
    while waiting:
        for lead in knowledge.leads_from.get(waiting.pop(), ()):
            if lead.way is not Way.ABOUT and lead.to in marks and lead.to not in found:
                found[lead.to] = marks[lead.to]
                waiting += [] if lead.way is Way.WORDED else [lead.to]
    parts = dict(sorted(found.items()))
    total = hashlib.sha256("".join(f"{name} {mark}\n" for name, mark in parts.items()).encode())
    return Closure(total.hexdigest(), parts)


def leads_of(knowledge: "Knowledge") -> tuple[Lead, ...]:
    """Every lead of the knowledge, each once: rules first, then lists, each in the order of the folders."""
    every = (*_by_rules(knowledge), *_by_lists(knowledge), *_by_asking(knowledge), *_beside(knowledge))
    return tuple(dict.fromkeys(lead for lead in every if lead.of != entry_of(lead.to)))


def _rules(knowledge: "Knowledge") -> Iterator[tuple[str, Node | None]]:
    """The rules of each entry of which its page speaks."""
    for criterion in knowledge.criteria.values():
        yield f"criteria/{criterion.id}", criterion.when
        yield from ((f"criteria/{criterion.id}", limit.when) for limit in criterion.limits)
    for score in knowledge.scores.values():
        yield from ((f"scores/{score.id}", rule) for rule in score.rules().values())
        yield from ((f"scores/{score.id}", limit.when) for limit in score.limits)
    for stage in knowledge.stages.values():
        yield f"pathway/{stage.id}", stage.when
    for action in knowledge.actions.values():
        yield f"actions/{action.id}", action.when
    for alert in knowledge.alerts.values():
        yield f"alerts/{alert.id}", alert.when
        yield f"alerts/{alert.id}", alert.unless
    for monitor in knowledge.monitors.values():
        yield f"monitoring/{monitor.id}", monitor.when
        yield from ((f"monitoring/{monitor.id}", limit.when) for limit in monitor.limits)
    for schedule in knowledge.schedules.values():
        yield f"schedules/{schedule.id}", schedule.guard
    for one in knowledge.differentials.values():
        yield f"differentials/{one.id}", one.when
    for drug in knowledge.drugs.values():
        yield from ((f"drugs/{drug.id}", caution.when) for caution in drug.cautions)
        yield from ((f"drugs/{drug.id}", record.who) for record in drug.doses)


def _by_rules(knowledge: "Knowledge") -> Iterator[Lead]:
    for of, rule in _rules(knowledge):
        if rule is not None:
            yield from _of_rule(of, rule, knowledge, Way.RULE)
    for monitor in knowledge.monitors.values():
        if monitor.every_from:
            yield Lead(f"monitoring/{monitor.id}", f"policy/{monitor.every_from}", Way.RULE)
    for event in knowledge.events.values():
        for name in filter(None, (event.rule.drug, event.rule.name, *event.rule.events)):
            yield from _of_name(f"events/{event.id}", name, knowledge, Way.RULE)


def _of_rule(of: str, rule: Node, knowledge: "Knowledge", way: Way) -> Iterator[Lead]:
    """What the lines of a rule look at, in the order of the names."""
    for name in sorted(names_in(rule)):
        yield from _of_name(of, name, knowledge, way)
    for leaf in leaves(rule):
        yield from (Lead(of, f"policy/{name}", way) for name in _POLICY.findall(leaf.text))
        if isinstance(leaf, Comparison) and leaf.limit.table is not None:
            yield Lead(of, f"tables/{leaf.limit.table}", way)
        if isinstance(leaf, Given | Order):
            yield from _sized(of, leaf.dose)


def _of_name(of: str, name: str, knowledge: "Knowledge", way: Way) -> Iterator[Lead]:
    """What a name in a rule stands for: a fact, a criterion, an event, a drug or every drug of a class."""
    kinds = (("facts", knowledge.facts), ("criteria", knowledge.criteria), ("events", knowledge.events))
    yield from (Lead(of, f"{kind}/{name}", way) for kind, entries in kinds if name in entries)
    yield from (Lead(of, f"drugs/{drug}{NAMES}", way) for drug in knowledge.drugs_named(name))


def _sized(of: str, dose: Dose | DoseAmount | None) -> Iterator[Lead]:
    """The size of the child that a dose is counted by."""
    if dose is not None and dose.basis in _SIZE:
        yield Lead(of, f"facts/{_SIZE[dose.basis]}", Way.BESIDE)


def _by_lists(knowledge: "Knowledge") -> Iterator[Lead]:
    for stage in knowledge.stages.values():
        yield from _listed(f"pathway/{stage.id}", "actions", (*stage.do, *stage.do_not))
    for monitor in knowledge.monitors.values():
        yield from _listed(f"monitoring/{monitor.id}", "pathway", monitor.stages, WHEN)
    for action in knowledge.actions.values():
        of = f"actions/{action.id}"
        yield from _listed(of, "facts", action.asks)
        yield from _listed(of, "drugs", (slot.partition("/")[0] for slot in action.doses))
        yield from _listed(of, "conflicts", action.conflicts)
    for conflict in knowledge.conflicts.values():
        yield from _listed(f"conflicts/{conflict.id}", "drugs", (conflict.slot.partition("/")[0],))
    for schedule in knowledge.schedules.values():
        yield from _listed(f"schedules/{schedule.id}", "drugs", schedule.drugs)
        yield from _listed(f"schedules/{schedule.id}", "conflicts", schedule.conflicts)
    for criterion in knowledge.criteria.values():
        yield from _listed(f"criteria/{criterion.id}", "facts", criterion.asks)
    for monitor in knowledge.monitors.values():
        yield from _listed(f"monitoring/{monitor.id}", "facts", monitor.check)
        yield from _listed(f"monitoring/{monitor.id}", "drugs", filter(None, (monitor.during, monitor.before)), NAMES)
    for one in knowledge.differentials.values():
        by = (fact for separator in one.separated_by for fact in separator.by)
        yield from _listed(f"differentials/{one.id}", "facts", by)
    for sample in knowledge.samples.values():
        yield from _listed(f"samples/{sample.id}", "facts", (*sample.gives, *sample.sent_as))
    for form in knowledge.forms.values():
        yield from _listed(f"forms/{form.id}", "facts", form.names("facts"))
        yield from _listed(f"forms/{form.id}", "drugs", form.names("drugs"), NAMES)
    for fact in knowledge.facts.values():
        yield from _listed(f"facts/{fact.id}", "facts", inputs_of(fact, knowledge))
        yield from _listed(f"facts/{fact.id}", "tables", (table for _, table in z_terms(fact)))


def _listed(of: str, kind: str, ids: Iterable[str], part: str = "") -> Iterator[Lead]:
    return (Lead(of, f"{kind}/{id}{part}", Way.LIST) for id in ids)


def _by_asking(knowledge: "Knowledge") -> Iterator[Lead]:
    for question in knowledge.questions.values():
        of = f"questions/{question.id}"
        lines = (*question.lead, *(line for section in question.sections for line in section.claims))
        yield from (Lead(of, line, Way.ASKED) for line in lines if "/" in line and "{" not in line)
        yield from (Lead(of, entry_of(line), Way.BESIDE) for line in lines if "/" in line and "{" not in line)
        yield from (Lead(of, concept, Way.ABOUT) for line in question.about for concept in line)
    for gate in knowledge.gates.values():
        yield from (Lead(f"gates/{gate.id}", claim, Way.ASKED) for claim in gate.says)
        yield from (Lead(f"gates/{gate.id}", entry_of(claim), Way.BESIDE) for claim in gate.says)


def _beside(knowledge: "Knowledge") -> Iterator[Lead]:
    """What an entry rests on and no page tells as a use: sources, conflicts of a slot, sizes, words in translation."""
    for claim, evidence in stating(knowledge):
        yield from (Lead(entry_of(claim), f"sources/{one.source}", Way.CITED) for one in evidence)
    for fact in knowledge.facts.values():
        of = f"facts/{fact.id}"
        for name in fact.changed_by:
            yield from _of_name(of, name, knowledge, Way.BESIDE)
        if fact.needs is not None:
            yield from _of_rule(of, fact.needs, knowledge, Way.BESIDE)
    for event in knowledge.events.values():
        yield from _sized(f"events/{event.id}", event.rule.dose)
    for drug in knowledge.drugs.values():
        for record in drug.doses:
            yield from _sized(f"drugs/{drug.id}", record.give)
    for conflict in knowledge.conflicts.values():
        drug_id = conflict.slot.partition("/")[0]
        if drug_id in knowledge.drugs:
            yield Lead(f"drugs/{drug_id}", f"conflicts/{conflict.id}", Way.BESIDE)
    for parameter in knowledge.policy.values():
        if parameter.may_be is not None:
            yield Lead(f"policy/{parameter.id}", f"sources/{parameter.may_be.source}", Way.BESIDE)
    for entry, names in knowledge.parts.policy.items():
        yield from (Lead(entry, f"policy/{name}", Way.BESIDE) for name in names)
    yield from _of_care(knowledge)
    for schedule in knowledge.schedules.values():
        yield from (Lead(f"schedules/{schedule.id}", entry_of(claim), Way.BESIDE) for claim in schedule.see)
    for term in knowledge.terms.values():
        if term.stands_for:
            yield from _of_name(f"glossary/{term.id}", term.stands_for, knowledge, Way.BESIDE)
    for translation in knowledge.translations.values():
        of = f"translations/{translation.id}"
        yield from (Lead(of, entry_of(text.of), Way.WORDED) for text in translation.texts)


def _of_care(knowledge: "Knowledge") -> Iterator[Lead]:
    """The smaller conditions of stages, actions and checks, and the events that their clocks hang on."""
    for stage in knowledge.stages.values():
        of = f"pathway/{stage.id}"
        if stage.when is not None:
            yield from _of_rule(f"{of}{WHEN}", stage.when, knowledge, Way.BESIDE)
        for one in stage.instead:
            yield from _of_optional(of, one.when, knowledge)
    for action in knowledge.actions.values():
        of = f"actions/{action.id}"
        for rule in (action.counts, action.no_clock_if, *(one.when for one in action.leads)):
            yield from _of_optional(of, rule, knowledge)
        if action.due is not None:
            yield from _of_name(of, action.due.since, knowledge, Way.BESIDE)
        for name in action.dose_needs:
            yield from _of_name(of, name, knowledge, Way.BESIDE)
    for monitor in knowledge.monitors.values():
        of = f"monitoring/{monitor.id}"
        yield from (Lead(f"pathway/{stage}", of, Way.BESIDE) for stage in monitor.stages)
        for name in (*monitor.recorded_as, *(repeat.since for repeat in monitor.at)):
            yield from _of_name(of, name, knowledge, Way.BESIDE)


def _of_optional(of: str, rule: Node | None, knowledge: "Knowledge") -> Iterator[Lead]:
    return _of_rule(of, rule, knowledge, Way.BESIDE) if rule is not None else iter(())


def stating(knowledge: "Knowledge") -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Every claim with the evidence it stands on."""
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
    for policy in knowledge.editorial.values():
        yield f"editorial/{policy.id}", policy.evidence
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
