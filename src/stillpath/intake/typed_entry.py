"""One entry typed later, a result, a sign, an answer, a dose, an order or a stop; or what is wrong with each field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from stillpath.intake.plain import plain
from stillpath.intake.questions import Problem, question_of, typed_value
from stillpath.intake.received import PatientRecord, Received
from stillpath.intake.typed_fields import DRUG_KINDS, TypedFields, taken_event
from stillpath.model import Drug, Fact, FactKind, Knowledge

__all__ = ["ANSWERS", "thing_called", "typed_event"]

ANSWERS = {"yes": True, "no": False, "cannot say yet": "cannot say yet"}
"""The answers to a question; the last only to one of judgement."""

_LONGEST_BY = 60
_CHOOSE = "nothing is chosen; choose one"
_ORDER = ("kind", "value", "unit", "every", "route", "when", "known")


def typed_event(
    what: str,
    typed: Mapping[str, str],
    knowledge: Knowledge,
    now: datetime,
    zone: tzinfo = UTC,
    born: date | None = None,
    sex: str | None = None,
) -> Received | tuple[Problem, ...]:
    """One entry typed later: a result, a sign, an answer, a dose given, an order, what runs, what was stopped.

    `what` is the id of a fact or a drug; `drugs/ID` where both have the id. Fields of a fact: `value` (a number with
    `unit`, or yes, no, cannot say yet), `when`, `known`, `by`. Of a drug: `kind` (one of DRUG_KINDS), `value`, `unit`
    such as mg/dose or mg/kg/day, `every`, `route`, `when`, `by`. Empty times are now; before `born` nothing can be.
    A weight that does not fit `born` and `sex` is a problem until `weight-confirmed` is yes.

    Else every problem, by field.

    >>> typed_event("x", {}, Knowledge("1", "", True), datetime(2026, 3, 2, tzinfo=UTC))[0].field
    'what'
    """
    reader = TypedFields(typed, knowledge, now, zone)
    thing = thing_called(what, knowledge)
    if thing is None:
        return (Problem("what", "What", "nothing of this name is held; choose from the list"),)
    taken = reader.time("when", "When", born)
    event = _drug_event(thing, taken, reader) if isinstance(thing, Drug) else _fact_event(thing, taken, reader)
    if event is not None:
        event = replace(event, time=taken, family=reader.family(thing.id), by=plain(reader.text("by"), _LONGEST_BY))
        record = PatientRecord("typed", sex, born.isoformat() if born else None, now=reader.instant, events=(event,))
        titles = {thing.id: ("value", thing.title), f"{thing.id}, time": ("when", "When")}
        titles[f"{thing.id}, known_at"] = ("known", "When it was known")
        record = reader.understood(record, born, titles)
        event = record.events[0]
    if event is None or reader.problems:
        return tuple(sorted(reader.problems.values(), key=lambda one: _ORDER.index(one.field)))
    return event


def thing_called(what: str, knowledge: Knowledge) -> Fact | Drug | None:
    """The fact or drug of an id; `drugs/ID` is the drug where both have it. None for neither, and for a derived fact.

    >>> thing_called("ferritin", Knowledge("1", "", True)) is None
    True
    """
    drug = what.removeprefix("drugs/")
    if drug != what:
        return knowledge.drugs.get(drug)
    fact = knowledge.facts.get(what)
    if fact is not None:
        return fact if question_of(fact) is not None else None
    return knowledge.drugs.get(what)


def _fact_event(fact: Fact, taken: str, reader: TypedFields) -> Received | None:
    text = reader.text("value")
    known = reader.time("known", "When it was known") if fact.kind is FactKind.LAB else None
    if known is not None and reader.before(known, taken):
        reader.complain("known", "When it was known", "before the sample was taken")
    judged = fact.kind is FactKind.JUDGEMENT
    if fact.yes_no:
        if text not in ANSWERS or (text not in ("yes", "no") and not judged):
            also = ", no or cannot say yet" if judged else " or no"
            reader.complain("value", fact.title, f"no answer; expected yes{also}")
            return None
        return Received(fact.id, fact.kind.value, fact.id, known=known, value=ANSWERS[text])
    question = question_of(fact)
    if question is None:
        return None
    if not text:
        reader.complain("value", fact.title, "no number; expected one such as 18.4")
        return None
    value = typed_value(question, {fact.id: text, f"{fact.id}-unit": reader.text("unit")})
    if not isinstance(value, tuple):
        reader.complain("value", fact.title, value.says if value is not None else "no number")
        return None
    estimated = reader.text("estimated") == "yes"
    return Received(fact.id, fact.kind.value, fact.id, known=known, value=value[0], unit=value[1], estimated=estimated)


def _drug_event(drug: Drug, taken: str, reader: TypedFields) -> Received | None:
    kind = reader.text("kind")
    if kind not in DRUG_KINDS:
        reader.complain("kind", "What is it", _CHOOSE)
        return None
    if kind == "stopped":
        return Received(drug.id, DRUG_KINDS[kind], drug.id, time=taken)
    amount = reader.amount("value", "unit", drug)
    every = reader.every("every", "How often") if kind != "given" else ""
    return replace(taken_event(kind, drug.id, amount, every), time=taken, route=plain(reader.text("route")))
