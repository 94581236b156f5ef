"""Reads drugs/: what each source says of a dose, the default of each slot, and what is said of giving it."""

import re
from datetime import timedelta
from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_claims, read_evidence
from stillpath.library.grammar import Vocabulary, dose_unit, parse_rule
from stillpath.library.patient_kinds import read_codes, read_rule
from stillpath.library.record import Record
from stillpath.model import (
    All,
    Availability,
    Caution,
    DoseAmount,
    DoseRecord,
    Drug,
    Node,
    Per,
    Potency,
    Slot,
    Source,
    Tried,
    Values,
)
from stillpath.units import parse_duration, parse_number, parse_quantity

__all__ = ["parse_amount", "read_dose", "read_drug"]

_AMOUNT = re.compile(r"(?P<low>[\d.]+)(?: to (?P<high>[\d.]+))? (?P<unit>\S+) per (?P<per>dose|day|week)")
_WEEK = timedelta(weeks=1)
_POINT = re.compile(r"(?P<low>[\d.]+) (?P<unit>\S+)")


def parse_amount(text: str) -> DoseAmount:
    """`30 mg/kg per dose`, `3 to 7 mg/kg per day`, the lower end first. Raises ValueError.

    A weekly amount is one dose a week: it is read as per dose, and `every: 1 wk` says the rest.

    >>> parse_amount("2 to 4 mg/kg per dose").basis
    'kg'
    """
    found = _AMOUNT.fullmatch(text)
    known = dose_unit(found["unit"]) if found else None
    if found is None or known is None:
        raise ValueError("not an amount")
    factor, unit, basis = known
    low = parse_number(found["low"]) * factor
    high = parse_number(found["high"]) * factor if found["high"] else low
    if not 0 < low <= high:
        raise ValueError("no amount, or a range that runs downwards")
    per = Per.DAY if found["per"] == "day" else Per.DOSE
    return DoseAmount(low, high, unit, basis, per, text, found["unit"].partition("/")[0], factor)


def read_drug(record: Record, sources: dict[str, Source], words: Vocabulary, values: Values) -> Drug:
    """A record of drugs/."""
    id = record.text("id")
    slots, doses = record.records("slots"), record.records("doses")
    _refuse_twice(slots)
    _refuse_twice(doses)
    drug = Drug(
        id=id,
        title=record.sentence("title"),
        names=record.texts("names"),
        brands=record.texts("brands"),
        classes=record.texts("classes"),
        codes=read_codes(record),
        on_board_for=record.parsed("on_board_for", parse_duration, "a duration, for example 3 d"),
        slots=tuple(_slot(item) for item in slots),
        doses=tuple(read_dose(item, sources, words) for item in doses),
        handling=read_claims(record, "handling", sources),
        cautions=tuple(_caution(item, sources, words) for item in record.records("cautions")),
        screening=read_claims(record, "screening", sources),
        monitoring=read_claims(record, "monitoring", sources),
        presentation=read_claims(record, "presentation", sources),
        availability=tuple(_availability(item, sources) for item in record.records("availability")),
        tried=tuple(_tried(item) for item in record.records("tried")),
        no_dose=record.sentence("no_dose", ""),
        rounding=values.rounding.get(id),
        potency=_potency(record, sources),
        evidence=read_evidence(record, sources, needed=False),
    )
    record.finish()
    return drug


def _refuse_twice(records: tuple[Record, ...]) -> None:
    seen: set[str] = set()
    for record in records:
        id = record.text("id")
        if id in seen:
            raise KnowledgeError(record.where("id"), f"the id '{id}' stands twice in this drug", "an id of its own")
        seen.add(id)


def _slot(record: Record) -> Slot:
    slot = Slot(record.text("id"), record.sentence("title"), record.text("default", ""), record.sentence("because", ""))
    record.finish()
    return slot


def _potency(record: Record, sources: dict[str, Source]) -> Potency | None:
    """How many mg of the drug are taken as equal to how many of prednisolone; None where the file does not say."""
    inner = record.record("prednisolone_equivalent")
    if inner is None:
        return None
    sides = [inner.parsed(key, _milligrams, "an amount in mg, for example 4 mg") for key in ("amount", "equals")]
    amount, equals = (side or Fraction(0) for side in sides)
    if not amount or not equals:
        raise KnowledgeError(inner.where(), "an equivalent without its two amounts", "amount: 4 mg, and equals: 5 mg")
    potency = Potency(amount, equals, read_evidence(inner, sources))
    inner.finish()
    return potency


def _milligrams(text: str) -> Fraction:
    quantity = parse_quantity(text)
    if quantity.unit != "mg" or quantity.amount <= 0:
        raise ValueError("not an amount in mg")
    return quantity.amount


def read_dose(record: Record, sources: dict[str, Source], words: Vocabulary, slot: str = "") -> DoseRecord:
    """One source's dose; `slot` is what it is for where the record itself does not tell."""
    give = record.parsed("give", parse_amount, "30 mg/kg per dose, or 3 to 7 mg/kg per day, the lower end first")
    if give is None:
        raise KnowledgeError(record.where(), "a dose without `give`", "give: 30 mg/kg per dose")
    divided = record.parsed("divided", _count, "a whole number of doses a day")
    if divided is not None and (record.has("every") or give.per is not Per.DAY):
        raise KnowledgeError(record.where("divided"), "`divided` beside `every`, or an amount per dose", "one of both")
    a_week = record.parsed("times_a_week", _count, "a whole number of doses a week")
    if a_week is not None and (record.has("every") or give.per is not Per.DOSE):
        raise KnowledgeError(record.where("times_a_week"), "`times_a_week` beside `every`, or an amount per day", "one")
    every = record.parsed("every", parse_duration, "a duration, for example 12 h")
    if every is not None and give.per is Per.DAY:
        raise KnowledgeError(record.where("every"), "an amount per day beside `every`", "`divided`, or `per dose`")
    if give.text.endswith("week") and every != _WEEK:
        raise KnowledgeError(record.where("give"), "an amount per week that is not given once a week", "every: 1 wk")
    at_most = record.parsed("at_most", parse_amount, "1000 mg per dose")
    if at_most is not None and at_most.unit != give.unit:
        found = f"the ceiling is in {at_most.unit}, the dose in {give.unit}"
        raise KnowledgeError(record.where("at_most"), found, "one unit for both")
    dose = DoseRecord(
        id=record.text("id"),
        slot=slot or record.text("slot"),
        give=give,
        evidence=read_evidence(record, sources),
        usual=_usual(record, give),
        who=_who(record, words),
        adult=record.yes("adult"),
        every=every,
        divided=divided or 0,
        a_week=a_week or 0,
        duration=record.sentence("for", ""),
        route=record.sentence("route", ""),
        over=record.sentence("over", ""),
        at_most=at_most,
        at_most_from=_whose_ceiling(record, sources),
        computes=record.yes("computes", True),
        why_not=record.sentence("why_not", ""),
        note=record.sentence("note", ""),
    )
    record.finish()
    return dose


def _whose_ceiling(record: Record, sources: dict[str, Source]) -> str:
    """Whose a ceiling is that the record's own source does not print; empty if it is printed there."""
    if not record.has("at_most_from"):
        return ""
    name = record.text("at_most_from")
    if name not in sources or not record.has("at_most"):
        raise KnowledgeError(
            record.where("at_most_from"), f"'{name}' is no source of a ceiling here", "at_most, and a source"
        )
    return "ours" if name == "this-project" else f"of {sources[name].short}"


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError("not a count")
    return count


def _who(record: Record, words: Vocabulary) -> Node | None:
    tree = record.tree("who")
    if tree is None:
        return None
    rule = parse_rule(tree, record.file, words)
    return rule.items[0] if isinstance(rule, All) and len(rule.items) == 1 else rule


def _usual(record: Record, give: DoseAmount) -> Fraction | None:
    text = record.text("usual", "")
    if not text:
        return None
    found = _POINT.match(text)
    known = dose_unit(found["unit"]) if found else None
    if found is None or known is None or (known[1], known[2]) != (give.unit, give.basis):
        raise KnowledgeError(record.where("usual"), f"cannot read the usual dose '{text}'", "in the unit of `give`")
    point = parse_number(found["low"]) * known[0]
    if not give.low <= point <= give.high:
        raise KnowledgeError(record.where("usual"), "the usual dose lies outside `give`", "a point of its range")
    return point


def _caution(record: Record, sources: dict[str, Source], words: Vocabulary) -> Caution:
    caution = Caution(
        record.text("id", ""),
        read_rule(record, "when", words),
        record.sentence("says"),
        read_evidence(record, sources),
    )
    record.finish()
    return caution


def _availability(record: Record, sources: dict[str, Source]) -> Availability:
    found = Availability(
        record.text("country"), record.sentence("says"), record.text("as_of"), read_evidence(record, sources)
    )
    record.finish()
    return found


def _tried(record: Record) -> Tried:
    tried = Tried(record.text("record"), record.text("on"), record.sentence("what"), record.sentence("outcome"))
    record.finish()
    return tried
