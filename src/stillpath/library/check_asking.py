"""Checks what people ask: every claim, list, question and thing that questions/ and gates/ name is there."""

from collections.abc import Iterable, Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import BY_CONCEPT, LISTS, Gate, Knowledge, Question
from stillpath.prose.claims import claims_of

__all__ = ["check_asking"]


def check_asking(knowledge: Knowledge, folder: str = "knowledge") -> Iterator[KnowledgeError]:
    """Every name in questions/ and gates/ that leads nowhere. `folder` is what the folder is called in messages."""
    claims = claims_of(knowledge)
    concepts = {*knowledge.drugs, *knowledge.facts, *knowledge.terms, *knowledge.criteria}
    for question in knowledge.questions.values():
        yield from _question(question, knowledge, claims, concepts)
    for gate in knowledge.gates.values():
        yield from _gate(gate, knowledge, claims)
    for term in knowledge.terms.values():
        if term.stands_for and term.stands_for not in {*knowledge.drugs, *knowledge.facts}:
            where = f"{folder}/glossary/{term.id}.yaml"
            yield KnowledgeError(where, f"'{term.stands_for}' is no drug or fact", "the id of one, in stands_for")
    for statement in knowledge.statements.values():
        where = f"{folder}/statements/{statement.id}.yaml"
        yield from _known(statement.about, concepts, "a drug, fact, term or criterion", where)
    if knowledge.questions:
        where = f"{folder}/questions"
        yield from _known(
            BY_CONCEPT.values(), knowledge.questions, "a question, and the code asks for it by name", where
        )


def _question(
    question: Question, knowledge: Knowledge, claims: Iterable[str], concepts: set[str]
) -> Iterator[KnowledgeError]:
    if not question.lead or not question.cues:
        missing = "lead" if not question.lead else "cues"
        yield KnowledgeError(question.where, f"a question without {missing}", "one at least")
    lines = [*question.lead, *(line for section in question.sections for line in section.claims)]
    for line in lines:
        yield from _line(line, question, knowledge, claims, concepts)
    named = [*(id for line in question.about for id in line), *question.not_about]
    yield from _known(named, concepts, "a drug, fact, term or criterion", question.where)
    yield from _known(question.next, knowledge.questions, "a question", question.where)


def _line(
    line: str, question: Question, knowledge: Knowledge, claims: Iterable[str], concepts: set[str]
) -> Iterator[KnowledgeError]:
    start, _, rest = line.rpartition(" ")
    if rest.startswith("{"):
        if start not in LISTS:
            yield KnowledgeError(question.where, f"'{line}' is no list{did_you_mean(start, LISTS)}", ", ".join(LISTS))
        elif rest.strip("{}") not in BY_CONCEPT:
            yield KnowledgeError(question.where, f"'{line}' asks for no thing", "{drug}, {fact} or {term}")
    elif line.startswith("topic "):
        topics = {statement.topic for statement in knowledge.statements.values()}
        yield from _known([line.removeprefix("topic ")], topics, "a topic of statements", question.where)
    elif line.startswith(("stage ", "monitors of ")):
        id = line.removeprefix("stage ").removeprefix("monitors of ").removesuffix(" do not")
        yield from _known([id], knowledge.stages, "a stage", question.where)
    elif start in LISTS:
        yield from _known([rest], concepts, "a drug, fact, term or criterion", question.where)
    elif line != "literature":
        yield from _known([line], claims, "a claim", question.where)


def _gate(gate: Gate, knowledge: Knowledge, claims: Iterable[str]) -> Iterator[KnowledgeError]:
    if not gate.any:
        yield KnowledgeError(gate.where, "a gate that nothing fits", "any: and its lines")
    yield from _known(gate.says, claims, "a claim", gate.where)
    yield from _known(gate.next, knowledge.questions, "a question", gate.where)


def _known(names: Iterable[str], known: Iterable[str], what: str, where: str) -> Iterator[KnowledgeError]:
    held = set(known)
    for name in names:
        if name not in held:
            yield KnowledgeError(where, f"'{name}' is not {what}{did_you_mean(name, held)}", "one of this knowledge")
