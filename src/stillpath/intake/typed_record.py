"""What is typed into a form, field by field, into a patient's record; or what is wrong with each field."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from stillpath.intake.lines import birth_date_of
from stillpath.intake.plain import UnusableError, plain
from stillpath.intake.questions import Problem, question_of
from stillpath.intake.received import PatientRecord, Received
from stillpath.intake.times import read_time
from stillpath.intake.typed import typed_number
from stillpath.intake.typed_fields import TypedFields, taken_event
from stillpath.intake.typed_times import typed_birth_date
from stillpath.model import SEXES, EntryForm, Fact, FactKind, Knowledge, PartKind
from stillpath.timeline import Refused
from stillpath.units import parse_duration

__all__ = ["birth_date_typed", "typed_record"]

_AGES = ("y", "mo", "d")
_LONGEST_LABEL = 24
_TOLD = (FactKind.DIAGNOSIS, FactKind.CONTEXT)
"""What is told of the past."""
_COVERED = ("medication_given", "medication_order", "medication_statement")
_COVERED_FOR = parse_duration("365 d")
_EMPTY = "nothing is typed in; type the age, or one result or sign at least"


def typed_record(
    form: EntryForm, typed: Mapping[str, str], knowledge: Knowledge, now: datetime, zone: tzinfo = UTC
) -> PatientRecord | tuple[Problem, ...]:
    """The record of a child typed into a form, known as far as `now`; else every problem, in the order of the form.

    Fields: `label`, `born` or `age` with `age-unit`, `sex`; for a fact its id and `ID-unit`; for a part its id with
    `-time` (when taken or seen) and `-known` (when the results were known), now if empty; for a drug its id (yes or
    no), `ID-amount`, `ID-unit`, `ID-every`; `all-medicines`; `weight-estimated`; `weight-confirmed` of a weight that
    does not fit the age. An empty field is unknown. Nothing typed at all is a problem. What is understood of the record
    has nothing refused.

    >>> form, now = EntryForm("f", "f", "", (), ()), datetime(2026, 3, 2, tzinfo=UTC)
    >>> typed_record(form, {}, Knowledge("1", "", True), now)[0].field
    'age'
    """
    reader = TypedFields(typed, knowledge, now, zone)
    born, notes = _born(reader)
    sex = reader.text("sex")
    events: list[Received] = []
    told = bool(born or sex)
    for part in form.parts:
        if part.kind is PartKind.MEDICINES:
            events += _running(part.names, reader)
            continue
        facts = [knowledge.facts[id] for id in part.names if id in knowledge.facts]
        events += _facts(part.id, part.title, facts, born, reader)
    events = _told_first(events, reader)
    coverage: dict[str, tuple[object, object]] = {}
    if reader.text("all-medicines") == "yes":
        since = (now - _COVERED_FOR).astimezone(zone).isoformat(timespec="minutes")
        coverage = dict.fromkeys(_COVERED, (since, reader.instant))
    label = plain(reader.text("label"), _LONGEST_LABEL)
    record = PatientRecord(
        id=f"typed, {label}" if label else "typed",
        sex=sex if sex in SEXES else None,
        birth_date=born.isoformat() if born else None,
        now=reader.instant,
        coverage=coverage,
        events=tuple(events),
        notes=notes,
    )
    titles = {event.where: (event.where, _title(event.where, knowledge)) for event in events}
    for id in titles.keys() & set(form.names("drugs")):
        titles |= {f"{id}, {part}": (f"{id}-amount", titles[id][1]) for part in ("value", "unit", "per", "comparator")}
    titles["patient"] = ("born", "Birth date") if reader.text("born") else ("age", "Age")
    record = reader.understood(record, born, titles)
    if not (told or events or coverage or reader.problems):
        reader.complain("age", "Age", _EMPTY)
    if reader.problems:
        return _in_order(form, reader.problems)
    return record


def birth_date_typed(typed: Mapping[str, str], knowledge: Knowledge, now: datetime, zone: tzinfo = UTC) -> date | None:
    """The birth date that the fields `born`, or `age` and `age-unit`, tell; None if they tell none.

    >>> now = datetime(2026, 3, 2, tzinfo=UTC)
    >>> birth_date_typed({"age": "6", "age-unit": "y"}, Knowledge("1", "", True), now)
    datetime.date(2020, 3, 2)
    """
    return _born(TypedFields(typed, knowledge, now, zone))[0]


def _born(reader: TypedFields) -> tuple[date | None, tuple[str, ...]]:
    """The birth date typed, or that of the age typed, which is noted."""
    text, age = reader.text("born"), reader.text("age")
    if text and age:
        reader.complain("age", "Age", "a birth date and an age; expected one of the two")
    elif text:
        born = typed_birth_date(text, reader.now, reader.zone, "born")
        if not isinstance(born, Refused):
            return born, ()
        reader.complain("born", "Birth date", f"{born.found}; expected {born.expected}")
    elif age:
        return _aged(age, reader)
    return None, ()


def _aged(age: str, reader: TypedFields) -> tuple[date | None, tuple[str, ...]]:
    unit = reader.text("age-unit")
    number = typed_number(age, "age")
    if isinstance(number, Refused):
        reader.complain("age", "Age", f"{number.found}; expected {number.expected}")
    elif unit not in _AGES:
        reader.complain("age", "Age", "no unit; choose years, months or days")
    else:
        try:
            born = birth_date_of(number, unit, reader.now.astimezone(reader.zone))
        except UnusableError as problem:
            reader.complain("age", "Age", f"{problem.found}; expected {problem.expected}")
            return None, ()
        return born, ("the birth date is worked out from the age that was typed; the child may be a little older",)
    return None, ()


def _facts(part: str, title: str, facts: list[Fact], born: date | None, reader: TypedFields) -> list[Received]:
    """The facts of a part that were answered; its times are read only if some were."""
    events = [event for fact in facts if (event := _answered(fact, reader)) is not None]
    if not events and not reader.text(f"{part}-time"):
        return []
    taken = reader.time(f"{part}-time", f"{title}: when", born)
    known = reader.time(f"{part}-known", f"{title}: when the results were known", born)
    sampled = {fact.id for fact in facts if fact.kind is FactKind.LAB}
    if sampled and reader.before(known, taken):
        reader.complain(f"{part}-known", f"{title}: when the results were known", "before the sample was taken")
    return [_timed(event, taken, known if event.where in sampled else None, reader) for event in events]


def _timed(event: Received, taken: str, known: str | None, reader: TypedFields) -> Received:
    """A result and a sign have the time of their part; what is told of the past at first has that of now."""
    time = reader.instant if event.kind in _TOLD else taken
    return replace(event, time=time, known=known, family=reader.family(event.where))


def _told_first(events: list[Received], reader: TypedFields) -> list[Received]:
    """What is told of the past, a diagnosis and the history, is so from the first sample or sign on, else from now.

    Were it so from now on only, no rule that needs it would have been met when the values were known.
    """
    times = [event.time for event in events if isinstance(event.time, str)]
    first = min((read_time(time, zone=reader.zone).start for time in times), default=reader.now)
    time = first.astimezone(reader.zone).isoformat(timespec="minutes")
    return [replace(event, time=time) if event.kind in _TOLD else event for event in events]


def _answered(fact: Fact, reader: TypedFields) -> Received | None:
    question = question_of(fact)
    if question is None:
        return None
    if question.kind == "answer":
        answer = reader.text(fact.id)
        if not answer:
            return None
        if answer not in ("yes", "no"):
            reader.complain(fact.id, fact.title, "neither yes nor no; leave it at not known instead")
            return None
        return Received(fact.id, fact.kind.value, fact.id, value=answer == "yes")
    value = reader.value(question)
    if value is None:
        return None
    estimated = reader.text(f"{fact.id}-estimated") == "yes"
    return Received(fact.id, fact.kind.value, fact.id, value=value[0], unit=value[1], estimated=estimated)


def _running(drugs: tuple[str, ...], reader: TypedFields) -> list[Received]:
    events = []
    for id in drugs:
        drug = reader.knowledge.drugs.get(id)
        if drug is None:
            continue
        if reader.text(id) == "yes":
            amount = reader.amount(f"{id}-amount", f"{id}-unit", drug)
            every = reader.every(f"{id}-every", drug.title)
            event = taken_event("running", id, amount, every)
            events.append(replace(event, time=reader.instant, family=reader.family(id)))
        elif reader.text(f"{id}-amount") or reader.text(f"{id}-every"):
            reader.complain(id, drug.title, "an amount, and not said that it runs; choose yes, or clear the amount")
    return events


def _title(id: str, knowledge: Knowledge) -> str:
    thing = knowledge.facts.get(id) or knowledge.drugs.get(id)
    return thing.title if thing is not None else id


def _in_order(form: EntryForm, problems: Mapping[str, Problem]) -> tuple[Problem, ...]:
    """The problems as their fields stand on the page."""
    names = ["label", "born", "age", "sex"]
    for part in form.parts:
        names += [f"{part.id}-time", f"{part.id}-known", *part.names]
    places = {name: place for place, name in enumerate(names)}

    def place(problem: Problem) -> int:
        own = problem.field.removesuffix("-amount").removesuffix("-every")
        return places.get(problem.field, places.get(own, len(places)))

    return tuple(sorted(problems.values(), key=place))
