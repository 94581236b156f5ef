"""Checks that a name leads to one thing: no name for two drugs or facts, no key or reference to what is not there."""

from collections import Counter
from collections.abc import Iterable, Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import FactKind, Knowledge, Node, PatientCase, names_in

__all__ = ["check_names"]


def check_names(knowledge: Knowledge, folder: str = "knowledge") -> Iterator[KnowledgeError]:
    """Every name that leads nowhere or to two things. `folder` is what the knowledge folder is called in messages."""
    drugs = ((drug.id, (drug.title, *drug.names, *drug.brands)) for drug in knowledge.drugs.values())
    facts = ((fact.id, (fact.title, *fact.names)) for fact in knowledge.facts.values())
    yield from _shared(drugs, f"{folder}/drugs")
    yield from _shared(facts, f"{folder}/facts")
    yield from _classes(knowledge, folder)
    yield from _facts(knowledge, folder)
    yield from _values(knowledge, f"{folder}/policy/values.yaml")
    for criterion in knowledge.criteria.values():
        for name in criterion.also_printed:
            yield from _known(name, knowledge.facts, "a fact, in also_printed", criterion.where)
    for patient in knowledge.patients.values():
        yield from _expected(patient, knowledge, f"{folder}/cases/{patient.id}.yaml")


def _known(name: str, known: Iterable[str], what: str, where: str) -> Iterator[KnowledgeError]:
    names = list(known)
    if name not in names:
        yield KnowledgeError(where, f"'{name}' is not {what}{did_you_mean(name, names)}", "a name of this knowledge")


def _shared(called: Iterable[tuple[str, tuple[str, ...]]], folder: str) -> Iterator[KnowledgeError]:
    owners: dict[str, list[str]] = {}
    for id, names in called:
        for name in dict.fromkeys(_same(name) for name in (id, *names)):
            owners.setdefault(name, []).append(id)
    for name, ids in owners.items():
        if len(ids) > 1:
            where = f"{folder}/{ids[1]}.yaml"
            yield KnowledgeError(where, f"the name '{name}' is that of {' and '.join(ids)}", "a name for one of them")


def _same(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _classes(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    """A class of one drug that no rule asks for, and that is written almost as another, is a slip of the pen."""
    members = Counter(name for drug in knowledge.drugs.values() for name in drug.classes)
    asked = _asked(knowledge)
    for drug in knowledge.drugs.values():
        where = f"{folder}/drugs/{drug.id}.yaml"
        for name in drug.classes:
            if name in knowledge.drugs:
                yield KnowledgeError(where, f"the class '{name}' is called as a drug is", "another name for the class")
            hint = did_you_mean(name, members.keys() - {name})
            if hint and members[name] == 1 and name not in asked:
                yield KnowledgeError(where, f"no rule and no other drug has the class '{name}'{hint}", "one class")


def _asked(knowledge: Knowledge) -> set[str]:
    """Every name that a rule or an event looks at."""
    rules: list[Node | None] = [*knowledge.rules.values()]
    for alert in knowledge.alerts.values():
        rules += [alert.when, alert.unless]
    rules += [one.when for one in knowledge.differentials.values()]
    for drug in knowledge.drugs.values():
        rules += [dose.who for dose in drug.doses]
        rules += [caution.when for caution in drug.cautions]
    rules += [schedule.guard for schedule in knowledge.schedules.values()]
    names = {name for rule in rules if rule is not None for name in names_in(rule)}
    names |= {event.rule.drug for event in knowledge.events.values() if event.rule.drug}
    return names | {name for fact in knowledge.facts.values() for name in fact.changed_by}


def _facts(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    disturbing = {*knowledge.facts, *knowledge.classes}
    for fact in knowledge.facts.values():
        where = f"{folder}/facts/{fact.id}.yaml"
        for name in fact.changed_by:
            yield from _known(name, disturbing, "a fact, drug or class, in changed_by", where)
        for name in sorted(_in_formula(fact.derive)):
            yield from _known(name, knowledge.facts, "a fact, in derive", where)
            if name in knowledge.facts and knowledge.facts[name].yes_no:
                yield KnowledgeError(where, f"'{name}' is answered yes or no, in derive", "a fact with a unit")


def _in_formula(term: object) -> set[str]:
    match term:
        case ("fact", str(name)):
            return {name}
        case tuple():
            return {name for part in term for name in _in_formula(part)}
        case _:
            return set()


def _values(knowledge: Knowledge, where: str) -> Iterator[KnowledgeError]:
    if knowledge.values is None:
        return
    for name in knowledge.values.current_for:
        kinds = (kind.value for kind in FactKind)
        yield from _known(name, {*knowledge.facts, *kinds}, "a fact or a kind, in current_for", where)
    for name in knowledge.values.plausible:
        yield from _known(name, knowledge.facts, "a fact, in plausible", where)
    for name in knowledge.values.rounding:
        yield from _known(name, knowledge.drugs, "a drug, in rounding", where)


def _expected(patient: PatientCase, knowledge: Knowledge, where: str) -> Iterator[KnowledgeError]:
    """What a worked patient must not have passes for ever if it is misspelt."""
    slots = [f"{drug.id}/{slot.id}" for drug in knowledge.drugs.values() for slot in drug.slots]
    known: dict[str, Iterable[str]] = {
        "stage": knowledge.stages,
        "actions": knowledge.actions,
        "alerts": knowledge.alerts,
        "silenced": knowledge.alerts,
        "asks": knowledge.facts,
        "doses": slots,
        "scores": knowledge.scores,
        "differentials": knowledge.differentials,
        "next_tests": knowledge.samples,
    }
    hours = (("expect", patient.expect, patient.lines), *(("then", hour.expect, hour.lines) for hour in patient.then))
    for place, expect, lines in hours:
        for key, wanted in expect.items():
            kind = key.removeprefix("no_")
            for text in wanted if kind in known else ():
                at = lines.get(key, where)
                yield from _known(text.split(" ")[0], known[kind], f"one of {kind}, in {place}", at)
