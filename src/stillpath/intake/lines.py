"""Fact lines, the short hand of knowledge/cases: `ferritin 1250 ng/mL, 24 h before`."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stillpath.intake.json_door import Number
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError
from stillpath.intake.received import COVERED, FACT_KINDS, MEDICATION_KINDS, Received
from stillpath.intake.times import read_time
from stillpath.model import FactKind
from stillpath.units import parse_duration, parse_number

__all__ = ["FactLine", "birth_date_of", "read_fact_line", "written_line"]

_VERBS = {
    "given": "medication_given",
    "order": "medication_order",
    "on": "medication_statement",
    "stopped": "medication_stopped",
}
_SUFFIXES = (
    ("before", re.compile(r"(\S+ \S+) before")),
    ("known", re.compile(r"known (\S+ \S+) before")),
    ("reference", re.compile(r"reference (\S+) to (\S+) (\S+)")),
    ("by", re.compile(r"by (.+)")),
)
_MEDICATION = re.compile(r"(\S+)(?: (\S+) (\S+)(?: per (dose|day))?)?(?: every (\S+ \S+))?")
_VALUE = re.compile(r"(\S+)(?: (<=|>=|<|>)? ?(\S+)(?: (\S+))?)?")
_EXPECTED = "a fact line such as: ferritin 1250 ng/mL, 24 h before"


@dataclass(frozen=True, slots=True)
class FactLine:
    """What one line says: an event, or something of the patient (`sex`, `birth_date`), or coverage (kind, from, to).

    `about` is the name and the time by which a case's line takes the place of its background's.
    """

    about: tuple[str, str, timedelta]
    event: Received | None = None
    sex: str = ""
    birth_date: date | None = None
    coverage: tuple[str, datetime, datetime] | None = None


def read_fact_line(
    text: str, names: Names, at: datetime, *, known: datetime | None = None, where: str = ""
) -> FactLine:
    """What a fact line says of the instant `at`; `known` is when its moment became known, if not at once.

    Raises UnusableError for a line that is no fact line. A name or value that cannot be used is found out later, when
    the event is read.

    >>> from datetime import UTC
    >>> from stillpath.model import Knowledge
    >>> line = read_fact_line("sex female", Names.of(Knowledge("1", "", True)), datetime(2026, 3, 2, tzinfo=UTC))
    >>> line.sex
    'female'
    """
    head, suffixes = _suffixes(text)
    before = _duration(suffixes["before"][0]) if "before" in suffixes else timedelta(0)
    if (own := _of_patient(head, at - before)) is not None:
        return own
    event = _event(head, names)
    taken = at - before
    told = at - _duration(suffixes["known"][0]) if "known" in suffixes else known
    reference = suffixes.get("reference")
    if reference is not None and reference[-1] != event.unit:
        raise UnusableError("a reference range in another unit than the value", "the same unit")
    event = Received(
        where=where or text,
        kind=event.kind,
        name=event.name,
        time=_written(taken),
        known=_written(told) if told is not None else None,
        value=event.value,
        unit=event.unit,
        comparator=event.comparator,
        reference=(Number(reference[0]), Number(reference[1])) if reference else None,
        route=suffixes["by"][0] if "by" in suffixes else "",
        every=event.every,
        per=event.per,
    )
    if event.kind in MEDICATION_KINDS:
        drug = names.find_drug(event.name)
        return FactLine((event.kind, drug.id if drug else event.name, before), event)
    fact = names.find_fact(event.name)
    return FactLine(("", fact.id if fact else event.name, before), event)


def written_line(event: Received, at: datetime) -> str:
    """The fact line, of the instant `at`, that says what an event says; what a line has no words for is left out.

    A time that cannot be read, or lies after `at`, is taken to be `at`.

    >>> from datetime import UTC
    >>> given = Received("", "medication_given", "anakinra", time="2026-03-02T04:00Z", value=Number("36"), unit="mg")
    >>> written_line(given, datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
    'given anakinra 36 mg, 130 min before'
    """
    verb = next((word for word, kind in _VERBS.items() if kind == event.kind), "")
    words = [verb, event.name] if verb else [event.name]
    if isinstance(event.value, bool):
        words.append("yes" if event.value else "no")
    elif isinstance(event.value, str) and event.value:
        words += [f"{event.comparator}{event.value}", event.unit]
    words += ["per", event.per] if verb and event.value and event.per else []
    words += ["every", event.every] if verb and event.every else []
    line = " ".join(word for word in words if word)
    before = _minutes_before(event.time, at)
    line += f", {before} min before" if before else ""
    return line + (f", by {event.route}" if event.route else "")


def _minutes_before(time: object, at: datetime) -> int:
    try:
        return max(0, round((at - read_time(time).end).total_seconds() / 60))
    except UnusableError:
        return 0


def _written(at: datetime) -> str:
    return at.isoformat(timespec="minutes" if not at.second and not at.microsecond else "auto")


def _suffixes(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    head, *rest = (part.strip() for part in text.strip().split(", "))
    found: dict[str, tuple[str, ...]] = {}
    waiting = list(_SUFFIXES)
    for part in rest:
        while waiting:
            name, form = waiting.pop(0)
            if match := form.fullmatch(part):
                found[name] = match.groups()
                break
        else:
            expected = (
                "`, 24 h before`, `, known 2 h before`, `, reference 10 to 40 U/L`, `, by intravenous`, in this order"
            )
            raise UnusableError("the end of a fact line that cannot be read", expected)
    return head, found


def _of_patient(head: str, at: datetime) -> FactLine | None:
    match head.split(" "):
        case ["sex", word]:
            return FactLine(("", "sex", timedelta(0)), sex=word)
        case ["age", number, unit]:
            return FactLine(("", "age", timedelta(0)), birth_date=birth_date_of(number, unit, at))
        case ["coverage", kind, number, unit]:
            if kind not in COVERED:
                raise UnusableError("coverage of a kind not known", f"one of {', '.join(COVERED)}")
            return FactLine(("coverage", kind, timedelta(0)), coverage=(kind, at - _duration(f"{number} {unit}"), at))
    return None


def _event(head: str, names: Names) -> Received:
    verb, _, rest = head.partition(" ")
    if verb in _VERBS and (match := _MEDICATION.fullmatch(rest)):
        drug, amount, unit, per, every = match.groups()
        return Received(
            "", _VERBS[verb], drug, value=_number(amount), unit=unit or "", per=per or "", every=every or ""
        )
    match = _VALUE.fullmatch(head)
    if match is None or verb in _VERBS:
        raise UnusableError("text that is no fact line", _EXPECTED)
    name, comparator, value, unit = match.groups()
    fact = names.find_fact(name)
    kind = fact.kind.value if fact and fact.kind is not FactKind.DERIVED else FACT_KINDS[1]
    if value is None:
        if fact is not None and fact.kind is not FactKind.PROCEDURE:
            raise UnusableError("a fact without a value", f"a value, or yes or no: {name} yes")
        return Received("", kind, name)
    for sign in ("<=", ">=", "<", ">"):
        if not comparator and value.startswith(sign):
            comparator, value = sign, value[len(sign) :]
    answer = {"yes": True, "no": False}.get(value) if not unit else None
    if answer is not None:
        return Received("", kind, name, value=answer)
    return Received("", kind, name, value=_number(value), unit=unit or "", comparator=comparator or "")


def _number(text: str | None) -> str | None:
    """As JSON would have it: a number where it is one, so that the line and the file it is written to read alike."""
    if text is None:
        return None
    try:
        parse_number(text)
    except ValueError:
        return text
    return Number(text)


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except (ValueError, OverflowError):
        raise UnusableError("text that is no duration", "a duration such as 24 h") from None


def birth_date_of(number: str, unit: str, at: datetime) -> date:
    """The day of birth that makes exactly this age on the day of `at`; an age in years and months by the calendar."""
    try:
        if unit in ("d", "wk", "h"):
            return (at - parse_duration(f"{number} {unit}")).date()
        months = parse_number(number) * {"y": 12, "mo": 1}[unit]
    except (ValueError, KeyError, OverflowError):
        raise UnusableError("an age that cannot be read", "an age such as 6 y, 8 mo or 10 d") from None
    if months.denominator != 1:
        return (at - _duration(f"{number} {unit}")).date()
    before = at.year * 12 + at.month - 1 - int(months)
    for day in range(at.day, at.day - 4, -1):
        try:
            return date(before // 12, before % 12 + 1, day)
        except (ValueError, OverflowError):
            continue
    raise UnusableError("an age that cannot be read", "an age such as 6 y, 8 mo or 10 d")
