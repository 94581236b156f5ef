"""What a form asks for, the facts and medicines that a rule looks at in its order; and the reading of what is typed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stillpath.intake import Problem, Question, question_of, question_of_drug, typed_value
from stillpath.model import (
    SEX,
    SEXES,
    Absence,
    Change,
    Comparison,
    Criterion,
    Elapsed,
    Fact,
    FactKind,
    Given,
    Knowledge,
    Node,
    On,
    Order,
    Run,
    inputs_of,
    leaves,
    names_in,
    z_terms,
)

__all__ = ["Form", "Problem", "Question", "questions_of"]

_BIRTH = "age"
_ANSWERS = ("yes", "no")


@dataclass
class Form:
    """The fields of a form with what was typed; `lines` are the fact lines of what can be used."""

    questions: tuple[Question, ...]
    typed: dict[str, str]
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self) -> "Form":
        """Reads every field; an empty one is unknown."""
        for question in self.questions:
            text = self.typed.get(question.id, "").strip()
            if question.kind == "number":
                self._number(question)
            elif text in (SEXES if question.kind == SEX else _ANSWERS):
                self._answer(question, text)
        if self.typed.get("all-medicines") == "yes":
            self.lines += [f"coverage {kind} 365 d" for kind in _MEDICATION]
        return self

    @property
    def answered(self) -> bool:
        """Whether anything was told at all, be it that a medicine is not given."""
        return any(self.typed.get(question.id, "").strip() for question in self.questions)

    def problem(self, id: str) -> Problem | None:
        """What is wrong with a field; None if nothing is."""
        return next((problem for problem in self.problems if problem.field == id), None)

    def _number(self, question: Question) -> None:
        value = typed_value(question, self.typed)
        if isinstance(value, Problem):
            self.complain(question, value.says)
        elif value is not None:
            number, unit = value
            shown = "" if unit == "1" or unit.startswith("{") else f" {unit}"
            self.lines.append(f"{question.id} {number}{shown}")

    def _answer(self, question: Question, text: str) -> None:
        if question.kind in ("answer", SEX):
            self.lines.append(f"{question.id} {text}")
        elif text == "yes":
            self.lines.append(f"on {question.id}")

    def complain(self, question: Question, says: str) -> None:
        """Notes what is wrong with a field, once."""
        if self.problem(question.id) is None:
            self.problems.append(Problem(question.id, question.title, says))


_MEDICATION = ("medication_given", "medication_order", "medication_statement")


def questions_of(criterion: Criterion, knowledge: Knowledge) -> tuple[tuple[Question, ...], bool]:
    """What a criterion asks for, and whether some of its lines need values over time, which a form does not ask."""
    found: dict[str, Question] = {}
    series = False
    for node in _rules(criterion.when, knowledge, set()):
        for leaf in leaves(node):
            series = series or isinstance(leaf, Change | Run | Elapsed | Absence)
            if _by_sex(leaf, knowledge):
                found[SEX] = Question(SEX, SEX, SEX)
            for id in sorted(names_in(leaf)):
                found.update({one.id: one for one in _asked(id, leaf, knowledge)})
    return tuple(found.values()), series


def _by_sex(leaf: Node, knowledge: Knowledge) -> bool:
    """Whether a line leans on a table that is entered by the sex."""
    facts = [knowledge.facts[id] for id in names_in(leaf) if id in knowledge.facts]
    names = {table for fact in facts for _, table in z_terms(fact)}
    names |= {leaf.limit.table or ""} if isinstance(leaf, Comparison) else set()
    return any(key.name == SEX for name in names & knowledge.tables.keys() for key in knowledge.tables[name].keys)


def _rules(rule: Node, knowledge: Knowledge, seen: set[str]) -> Iterable[Node]:
    """The rule, and every criterion that its lines refer to, each once."""
    yield rule
    for leaf in leaves(rule):
        for name in sorted(names_in(leaf)):
            if name in knowledge.criteria and name not in seen:
                seen.add(name)
                yield from _rules(knowledge.criteria[name].when, knowledge, seen)


def _asked(id: str, leaf: Node, knowledge: Knowledge) -> Iterable[Question]:
    fact = knowledge.facts.get(id)
    if fact is not None:
        yield from _of_fact(fact, knowledge, set())
    elif isinstance(leaf, On | Given | Order):
        for drug in knowledge.drugs_named(id):
            if drug in knowledge.drugs:
                yield question_of_drug(knowledge.drugs[drug])


def _of_fact(fact: Fact, knowledge: Knowledge, seen: set[str]) -> Iterable[Question]:
    """The fact itself; of one that is computed, what it is computed from."""
    if fact.id in seen:
        return
    seen.add(fact.id)
    if fact.id == _BIRTH:
        yield Question(fact.id, fact.title, "number", (("y", "years"), ("mo", "months"), ("d", "days")))
    elif fact.kind is FactKind.DERIVED:
        for name in inputs_of(fact, knowledge):
            if name in knowledge.facts:
                yield from _of_fact(knowledge.facts[name], knowledge, seen)
    elif (question := question_of(fact)) is not None:
        yield question
