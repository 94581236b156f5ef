"""What a form asks a person, one question a field; and the reading of what is typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass

from stillpath.intake.typed import SIZES, typed_number
from stillpath.model import Drug, Fact, FactKind
from stillpath.prose import plain_unit
from stillpath.timeline import Refused

__all__ = ["NO_UNIT", "Problem", "Question", "question_of", "question_of_drug", "typed_value"]

NO_UNIT = "no unit; choose the unit that the laboratory printed"

_SPELLINGS = (
    *(("10*", "10^"), ("10e", "10^"), ("µ", "u"), ("μ", "u"), ("mcg", "ug"), ("microg", "ug")),
    *(("{cells}", ""), ("cells", ""), ("{o2}", ""), ("/mm3", "/ul"), ("percent", "%"), ("units/", "u/")),
    *(("seconds", "s"), ("second", "s"), ("secs", "s"), ("sec", "s"), ("hour", "h"), ("hr", "h")),
    *(("in1h", "/h"), ("/1h", "/h"), ("[hg]", "hg"), ("{feu}", "feu")),
)

_AMOUNTS = (
    ("mg", "mg", "", "mg/dose", "per dose"),
    ("mg", "mg", "", "mg/day", "per day"),
    ("mg", "mg", "kg", "mg/kg/dose", "per kg per dose"),
    ("mg", "mg", "kg", "mg/kg/day", "per kg per day"),
    ("mg", "mg", "m2", "mg/m2/dose", "per m2 per dose"),
    ("mg", "mg", "m2", "mg/m2/day", "per m2 per day"),
    ("mcg", "mcg", "", "mcg/dose", "per dose"),
    ("g", "g", "", "g/dose", "per dose"),
    ("g", "g", "kg", "g/kg/dose", "per kg per dose"),
    ("mL", "mL", "", "mL/dose", "per dose"),
    ("mL", "mL", "kg", "mL/kg/dose", "per kg per dose"),
    ("unit", "units", "", "units/dose", "per dose"),
)
"""How an amount can be counted: unit of a dose record, its word, size, the code, and how it is counted in words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked: `kind` is number, answer, sex or drug; `units` are the choices, code and words."""

    id: str
    title: str
    kind: str
    units: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, and what was expected."""

    field: str
    title: str
    says: str


def question_of(fact: Fact) -> Question | None:
    """How a fact is asked; None for one that is worked out here.

    >>> question_of(Fact("rash", "rash", FactKind.EXAM, True, question="Is there a rash?")).kind
    'answer'
    """
    if fact.kind is FactKind.DERIVED or fact.derive is not None:
        return None
    if fact.yes_no:
        return Question(fact.id, fact.title, "answer", hint=fact.question)
    return Question(fact.id, fact.title, "number", _units(fact))


def question_of_drug(drug: Drug) -> Question:
    """How a drug is asked; its units are those its doses are written in, so a slip to another unit has no choice.

    A drug without a dose record is asked in any unit; one that is only counted as a steroid, in mg.

    >>> len(question_of_drug(Drug("ceftriaxone", "ceftriaxone")).units) == len(_AMOUNTS)
    True
    """
    written = {record.give.written_unit for record in drug.doses} or ({"mg"} if drug.potency is not None else set())
    bases = {"", *(record.give.basis for record in drug.doses)} if drug.doses else {"", "kg", "m2"}
    units = tuple(
        (code, f"{title} {words}")
        for unit, title, basis, code, words in _AMOUNTS
        if basis in bases and (not written or unit in written)
    )
    return Question(drug.id, drug.title, "drug", units)


def typed_value(question: Question, typed: Mapping[str, str]) -> tuple[str, str] | Problem | None:
    """The number typed for a question and the code of its unit; None if nothing is typed; else what is wrong.

    The number stands under the question's id, the unit under `ID-unit`. There is no silent unit.

    >>> weight = Question("weight", "weight", "number", (("kg", "kg"),))
    >>> typed_value(weight, {"weight": "18,4", "weight-unit": "kg"}), typed_value(weight, {"weight": " "})
    (('18.4', 'kg'), None)
    >>> typed_value(weight, {"weight": "18,4"}).says == NO_UNIT
    True
    >>> typed_value(weight, {"weight": "1,500"}).says.partition("; also ")[2] == NO_UNIT
    True
    """
    text = typed.get(question.id, "").strip()
    unit = typed.get(f"{question.id}-unit", "").strip()
    if not text:
        return None
    number = typed_number(text, question.id)
    united = unit in {code for code, _ in question.units}
    if isinstance(number, Refused):
        also = "" if united else f"; also {NO_UNIT}"
        return Problem(question.id, question.title, f"{number.found}; expected {number.expected}{also}")
    if not united:
        return Problem(question.id, question.title, NO_UNIT)
    return number, unit


def _units(fact: Fact) -> tuple[tuple[str, str], ...]:
    """The units that a laboratory may print, each in one spelling; a size of the child in its own unit only."""
    countless = fact.unit in ("", "1") or fact.unit.startswith("{")
    one = fact.id in SIZES or countless or (fact.kind is FactKind.VITAL and set(fact.accepts.values()) <= {1})
    kept: dict[str, str] = {}
    for unit in (fact.unit, *(() if one else fact.accepts)):
        kept.setdefault(_spelling(unit), unit)
    return tuple((unit, plain_unit(unit) or "no unit") for unit in kept.values())


def _spelling(unit: str) -> str:
    """What all spellings of a unit have in common.

    >>> _spelling("10*9/L") == _spelling("x 10^9/l"), _spelling("mcg/L") == _spelling("µg/l")
    (True, True)
    """
    text = unit.lower().replace(" ", "").removeprefix("x")
    for written, common in _SPELLINGS:
        text = text.replace(written, common)
    return text
