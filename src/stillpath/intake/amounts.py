"""How much of a drug, by which route and how often: a received event into a Medication."""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stillpath.intake.plain import UnusableError, plain, unit_text
from stillpath.intake.received import MEDICATION_KINDS, Received
from stillpath.intake.times import Timing
from stillpath.intake.values import read_number, refusal
from stillpath.model import ROUTES, Drug, Per
from stillpath.timeline import Medication, MedicationKind, Refused, Standing
from stillpath.units import parse_duration, parse_number

__all__ = ["Amount", "medication_of", "read_amount", "route_word"]

# Exact factors to the unit that an amount is kept in. Metric prefixes only: nothing here is clinical.
_UNITS = {
    "mg": ("mg", "1"),
    "g": ("mg", "1000"),
    "mcg": ("mg", "0.001"),
    "ug": ("mg", "0.001"),
    "microgram": ("mg", "0.001"),
    "micrograms": ("mg", "0.001"),
    "ng": ("mg", "0.000001"),
    "ml": ("mL", "1"),
    "l": ("mL", "1000"),
    "u": ("U", "1"),
    "iu": ("U", "1"),
    "[iu]": ("U", "1"),
    "unit": ("unit", "1"),
    "units": ("unit", "1"),
    "{unit}": ("unit", "1"),
}
_BASES = {"kg": "kg", "m2": "m2", "m^2": "m2", "m²": "m2"}
_PERS = {"dose": Per.DOSE, "{dose}": Per.DOSE, "day": Per.DAY, "d": Per.DAY, "24h": Per.DAY}
_EXPECTED = "mg, g, mcg, mL, U or unit, optionally by /kg or /m2, and per dose or day"
_ROUTES = {
    "iv": "intravenous",
    "i.v.": "intravenous",
    "po": "oral",
    "p.o.": "oral",
    "by mouth": "oral",
    "per os": "oral",
    "sc": "subcutaneous",
    "s.c.": "subcutaneous",
    "im": "intramuscular",
    "i.m.": "intramuscular",
    "it": "intrathecal",
    "pr": "rectal",
    **dict.fromkeys(("intraarticular", "intra articular", "into the joint", "joint injection"), "intra-articular"),
    **dict.fromkeys(("inhalation", "inhaler", "nebulised", "nebulized", "nebuliser", "nebulizer"), "inhaled"),
    **dict.fromkeys(("eye drops", "eye drop", "eye ointment", "into the eye", "ocular"), "ophthalmic"),
    **dict.fromkeys(("cutaneous", "on the skin", "cream", "ointment", "dermal"), "topical"),
    **dict.fromkeys(("ear drops", "ear drop", "auricular"), "otic"),
    **dict.fromkeys(("intranasal", "nose spray", "nose drops"), "nasal"),
    "47625008": "intravenous",
    "26643006": "oral",
    "34206005": "subcutaneous",
    "78421000": "intramuscular",
    "72607000": "intrathecal",
    "37161004": "rectal",
}
_INSIDE = {
    **{word: word for word in ROUTES},
    **{word: route for word, route in _ROUTES.items() if word not in ("it", "pr") and not word.isdigit()},
}
"""What tells a route inside longer text. "It" and "pr" do not: there they may be other words."""
_WORDS = re.compile(
    rf"(?<![\w.-])(?:{'|'.join(re.escape(word) for word in sorted(_INSIDE, key=len, reverse=True))})(?![\w-])"
)
_DENIED = re.compile(r"\b(?:no|not|never|non)\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in mg, mL, U or unit; `basis` "kg" or "m2" makes it an amount by size."""

    amount: Fraction
    unit: str
    basis: str
    per: Per


def medication_of(
    event: Received, drug: Drug, timing: Timing, end: datetime | None
) -> tuple[Medication, list[Refused]]:
    """The event as a Medication, and what of it had to be refused.

    An amount that cannot be read is refused alone: that the drug was given or ordered still stands, without amount.
    A frequency that cannot be read is left out and noted. Raises UnusableError for a dose of zero that was given.
    """
    refused: list[Refused] = []
    notes = [plain(event.note)] if event.note else []
    amount: Amount | None = None
    try:
        amount = read_amount(event)
    except UnusableError as problem:
        refused.append(refusal(event, UnusableError(problem.found, problem.expected, problem.part or "value")))
    if amount is not None and amount.amount == 0 and event.kind == "medication_given":
        raise UnusableError("a dose of zero that was given", "an amount above zero, or no such event", "value")
    every = None
    if event.every.strip():
        try:
            every = parse_duration(event.every.strip()) or None
        except (ValueError, OverflowError):
            notes.append("how often could not be read; it is left out")
    medication = Medication(
        id=event.family,
        drug=drug.id,
        kind=MEDICATION_KINDS.get(event.kind, MedicationKind.GIVEN),
        at=timing.at,
        known_at=timing.known_at,
        amount=amount.amount if amount else None,
        unit=amount.unit if amount else "",
        basis=amount.basis if amount else "",
        per=amount.per if amount else Per.DOSE,
        route=route_word(event.route),
        every=every,
        end=end,
        received=_received(event),
        standing=event.status or Standing.FINAL,
        replaces=event.replaces,
        precision=timing.precision,
        note="; ".join(notes),
    )
    return medication, refused


def read_amount(event: Received) -> Amount | None:
    """The amount of an event such as 552 mg per dose, 30 mg/kg or 2 mg/kg/day; None if none was given.

    Grams and micrograms are kept as mg, exactly. Raises UnusableError for a comparator, a negative number, no unit
    or a unit that is no amount.

    >>> read_amount(Received("event 1", "medication_given", value="1", unit="g")).amount
    Fraction(1000, 1)
    """
    if event.value is None or (isinstance(event.value, str) and not event.value.strip()):
        return None
    sign, number = read_number(event.value, event.comparator)
    if sign:
        raise UnusableError("an amount with a comparator", "the amount itself", "comparator")
    if number < 0:
        raise UnusableError("a negative amount", "an amount above zero", "value")
    written = event.unit.strip() or event.unit_also.strip()
    if not written:
        raise UnusableError("no unit", _EXPECTED, "unit")
    try:
        return _of_unit(number, written, event.per)
    except UnusableError:
        if not event.unit_also.strip():
            raise
        return _of_unit(number, event.unit_also.strip(), event.per)


def _of_unit(number: Fraction, written: str, counted: str) -> Amount:
    first, *rest = written.replace("µ", "u").replace("μ", "u").casefold().split("/")
    basis, per = "", _per(counted)
    for part in rest:
        if part in _BASES and not basis:
            basis = _BASES[part]
        elif part in _PERS and per in (None, _PERS[part]):
            per = _PERS[part]
        else:
            raise UnusableError(unit_text(written), _EXPECTED, "unit")
    if first not in _UNITS:
        raise UnusableError(unit_text(written), _EXPECTED, "unit")
    unit, factor = _UNITS[first]
    return Amount(number * parse_number(factor), unit, basis, per or Per.DOSE)


def route_word(text: str) -> str:
    """The route as one of ROUTES; text that tells none, several, or which not, in lower case without "route" or "use".

    >>> route_word("IV"), route_word("Intravenous route"), route_word("IV infusion"), route_word("IV or oral")
    ('intravenous', 'intravenous', 'intravenous', 'iv or oral')
    """
    word = plain(text).casefold().removesuffix(" route").removesuffix(" use").strip()
    if word in _ROUTES:
        return _ROUTES[word]
    found = {_INSIDE[part] for part in _WORDS.findall(word)}
    return found.pop() if len(found) == 1 and not _DENIED.search(word) else word


def _per(text: str) -> Per | None:
    word = text.strip().casefold()
    if not word:
        return None
    if word not in _PERS:
        raise UnusableError("an amount counted by something else", "per dose or day", "per")
    return _PERS[word]


def _received(event: Received) -> str:
    if not isinstance(event.value, str):
        return ""
    words = (event.value.strip(), event.unit.strip(), f"per {event.per.strip()}" if event.per.strip() else "")
    return plain(" ".join(word for word in words if word))
