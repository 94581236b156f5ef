"""What the growth tables hold for an age: beside a field into which a weight is typed, and to ask again by."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction

from stillpath.engine import Known, decide
from stillpath.engine.tables import look_up
from stillpath.model import SEXES, Knowledge, Table, z_terms
from stillpath.prose.document import Item
from stillpath.prose.person import age_text
from stillpath.prose.words import quantity_text
from stillpath.timeline import Patient, Timeline

__all__ = ["usual_weights", "weight_question"]

_CHILDREN = {"female": "girls", "male": "boys"}
_FAR = "weight-beside-usual"


def usual_weights(
    knowledge: Knowledge, born: date, sex: str | None, now: datetime, zone: tzinfo = UTC
) -> tuple[Item, ...]:
    """The median weight of each growth table that reaches to this age, for the sex or else for both;
    `label` is the table and `of` its entry.

    Empty where no table reaches so far, or none holds medians.

    >>> usual_weights(Knowledge("1", "", True), date(2020, 1, 14), None, datetime(2026, 3, 2, tzinfo=UTC))
    ()
    """
    items = []
    for table in _tables(knowledge):
        found = [
            f"{_CHILDREN[one]} {quantity_text(median, _unit(table), places=1)}"
            for one, median, _ in _medians(table, knowledge, born, sex, now, zone)
        ]
        if found:
            items.append(Item(f"Median at this age: {', '.join(found)}", table.title, of=f"tables/{table.id}"))
    return tuple(items)


def weight_question(
    knowledge: Knowledge, weight: Fraction, born: date, sex: str | None, now: datetime, zone: tzinfo = UTC
) -> str:
    """What to ask of a weight in kg that is far from the median for the age; empty where it is not.

    How far is policy. Of a sex that is not known, both medians count, and the farther one is told. Empty where no table
    reaches to this age.

    >>> now = datetime(2026, 3, 2, tzinfo=UTC)
    >>> weight_question(Knowledge("1", "", True), Fraction(47), date(2019, 3, 2), None, now)
    ''
    """
    if _FAR not in knowledge.policy or weight <= 0:
        return ""
    most = knowledge.policy[_FAR].value.amount / 100
    for table in _tables(knowledge):
        far = [
            (weight / median, median, age)
            for _, median, age in _medians(table, knowledge, born, sex, now, zone)
            if not 1 / most <= weight / median <= most
        ]
        if far:
            times, median, age = max(far, key=lambda one: max(one[0], 1 / one[0]))
            told, usual = (quantity_text(one, _unit(table), places=1) for one in (weight, median))
            asked = "In kilograms, not pounds?" if times > 1 else "Weighed, and in kilograms?"
            compared = f"{told} is {quantity_text(times, '1', places=1)} times the usual {usual} for {age_text(age)}."
            return f"{compared} {asked} Tick to confirm"
    return ""


def _medians(
    table: Table, knowledge: Knowledge, born: date, sex: str | None, now: datetime, zone: tzinfo
) -> Iterable[tuple[str, Fraction, Fraction]]:
    """For each sex that may be meant: its name, the median of the table, and the age in years."""
    known_sex = sex is not None and sex in _CHILDREN
    for one in (sex or "",) if known_sex else tuple(name for name in SEXES if name in _CHILDREN):
        patient = Patient("typed", one, born)
        known = decide(knowledge.leading_to(()), Timeline(patient, now=now, zone=zone), now).known
        median, age = _median(table, known), known.value("age").interval
        if median and age is not None:
            yield one, median, age.low


def _tables(knowledge: Knowledge) -> tuple[Table, ...]:
    """The tables by which the weight for age is judged, each once, in the order of the facts."""
    names = [table for fact in knowledge.facts.values() for of, table in z_terms(fact) if of == "weight"]
    return tuple(knowledge.tables[name] for name in sorted(set(names), reverse=True))


def _median(table: Table, known: Known) -> Fraction | None:
    cells = look_up(table, known).cells
    return None if cells is None else cells.get("m")


def _unit(table: Table) -> str:
    """The unit of the medians."""
    return next(column.unit for column in table.columns if column.name == "m")
