"""What a person types in: numbers in the forms people write, and a child of whom only a few things are told."""

import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from stillpath.care import ADULT
from stillpath.intake.cases import timeline_of_case
from stillpath.intake.names import same_name
from stillpath.intake.reading import Reading
from stillpath.model import Case, CaseRow, Drug, Knowledge, Verdict
from stillpath.timeline import Refused
from stillpath.units import Interval

__all__ = [
    "SIZES",
    "drug_called",
    "typed_child",
    "typed_number",
    "typed_range",
    "typed_sizes",
    "weight_band",
    "weight_doubt",
]

SIZES = {"weight": "kg", "height": "cm", "age": "y"}
"""What a dose may need of a child, and the unit taken where none is typed."""

_SIGNS = ("<=", ">=", "≤", "≥", "<", ">")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[, ]\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"\d*,\d+")
_EITHER = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_RANGE = re.compile(r"(.+?)\s*(?:to|–|-)\s*(.+)")
_UNIT = re.compile(r"kg|g|cm|m|mm|y|years?|mo|months?|d|days?|wk|weeks?")
_UNITED = re.compile(r"([\d., \u00a0]*\d)\s*([^\d\s].*)?")
_NUMBER = "a number such as 18.4, written with a point or a comma"
_BAND = ("weight-least", "weight-least-per-year", "weight-most", "weight-most-per-year")


def typed_number(text: str, where: str = "") -> str | Refused:
    """The number as the readers of files take it: a point, no thousands mark, a comparator before it if there is one.

    A comma or point before exactly three digits may be a decimal or a thousands mark: it is refused, and both readings
    are told in a form that has one reading only.

    >>> typed_number("18,4"), typed_number("< 1 500"), typed_number("0,500"), typed_number("8,420.5")
    ('18.4', '<1500', '0.500', '8420.5')
    >>> typed_number("1,500").expected, typed_number("50.000").expected, typed_number("8.421").expected
    ('1500 or 1.5, written so', '50000 or 50, written so', '8421 or 8.4210, written so')
    """
    written = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    sign = next((sign for sign in _SIGNS if written.startswith(sign)), "")
    number = written[len(sign) :].strip()
    sign = {"≤": "<=", "≥": ">="}.get(sign, sign)
    either = _EITHER.fullmatch(number)
    if either is not None:
        mark = "a comma" if either[1] == "," else "a point"
        whole, decimal = number.replace(either[1], ""), number.replace(",", ".")
        decimal = decimal.rstrip("0").rstrip(".") if decimal.endswith("0") else f"{decimal}0"
        return Refused(where, f"{mark} with two readings", f"{whole} or {decimal}, written so", written)
    if _PLAIN.fullmatch(number):
        return sign + number
    if _THOUSANDS.fullmatch(number):
        return sign + number.replace(",", "").replace(" ", "")
    if _COMMA.fullmatch(number):
        return sign + number.replace(",", ".")
    return Refused(where, "text that is not a number", _NUMBER, written)


def typed_range(text: str, where: str = "") -> tuple[str, ...] | Refused:
    """The one number typed, or the two ends of a range, the lower first; one that is too wide for one child is refused.

    >>> typed_range("18,4"), typed_range("17 to 19"), typed_range("19-17")
    (('18.4',), ('17', '19'), ('17', '19'))
    >>> typed_range("10 to 16").found
    'a range whose upper end is more than one and a half times its lower'
    """
    match = _RANGE.fullmatch(text.strip())
    ends = [typed_number(part, where) for part in (match.groups() if match else (text,))]
    found = []
    for end in ends:
        if isinstance(end, Refused):
            return end
        if not end[0].isdigit() and not end.startswith("."):
            return Refused(where, "a range with a comparator", "a number, or a range such as 17 to 19", text)
        found.append(end)
    ends_typed = tuple(sorted(dict.fromkeys(found), key=Fraction))
    low, high = Fraction(ends_typed[0]), Fraction(ends_typed[-1])
    if high > low + low / 2:
        problem = "a range whose upper end is more than one and a half times its lower"
        return Refused(where, problem, "one weighed number, or a narrower range such as 17 to 19", text)
    return ends_typed


def typed_sizes(given: dict[str, str]) -> tuple[str, ...] | Refused:
    """The fact lines of a weight, height and age as typed; what is empty is left out.

    >>> typed_sizes({"weight": "18,4 kg", "height": "", "age": "8 mo"})
    ('weight 18.4 kg', 'age 8 mo')
    """
    lines = []
    for name, usual in SIZES.items():
        text = given.get(name, "").strip()
        if not text:
            continue
        match = _UNITED.fullmatch(text)
        number = typed_number(match[1] if match else text, name)
        if isinstance(number, Refused):
            return number
        unit = (match[2] if match else "") or usual
        if not _UNIT.fullmatch(unit):
            return Refused(name, "a unit that is not known here", f"a number in {usual}, such as 18.4", text)
        lines.append(f"{name} {number} {unit}")
    return tuple(lines)


def typed_child(lines: tuple[str, ...], knowledge: Knowledge, now: datetime) -> Reading:
    """A child of whom only these fact lines are told, all of them true and known at `now`."""
    case = Case("typed", "typed in", "", "constructed", "", lines, ())
    reading = timeline_of_case(case, CaseRow("", (), Verdict.UNKNOWN), knowledge, now)
    patient = replace(reading.timeline.patient, example="")
    return replace(reading, timeline=replace(reading.timeline, patient=patient))


def weight_band(knowledge: Knowledge, age_years: Fraction | None) -> Interval:
    """The weights in kg that policy takes for an age without asking again; without an age those of every child.

    The band is wide: it finds pounds and slipped decimals. A knowledge without such a band lets every weight pass.

    >>> weight_band(Knowledge("1", "", True), None).high
    Fraction(1000, 1)
    """
    if any(name not in knowledge.policy for name in _BAND):
        return Interval(Fraction(0), Fraction(1000))
    least, least_per_year, most, most_per_year = (knowledge.policy[name].value.amount for name in _BAND)
    youngest, oldest = (Fraction(0), ADULT) if age_years is None else (age_years, age_years)
    return Interval(least + least_per_year * youngest, most + most_per_year * oldest)


def weight_doubt(knowledge: Knowledge, weight: Interval, age_years: Fraction | None) -> str:
    """What to ask of a weight in kg outside the band of the age, None for an age not known; empty inside it.

    >>> weight_doubt(Knowledge("1", "", True), Interval.point(Fraction(20)), None)
    ''
    """
    band = weight_band(knowledge, age_years)
    if band.low <= weight.low <= band.high:
        return ""
    whom = "any child" if age_years is None else "the age"
    return f"a weight that does not fit {whom}; weigh again, in kilograms and not in pounds"


def drug_called(name: str, knowledge: Knowledge) -> Drug | None:
    """The drug of this id, title, name or brand, however it is spaced; None if there is none.

    >>> drug_called("anakinra", Knowledge("1", "", True)) is None
    True
    """
    wanted = same_name(name)
    for drug in knowledge.drugs.values():
        if wanted and wanted in {same_name(word) for word in (drug.id, drug.title, *drug.names, *drug.brands)}:
            return drug
    return None
