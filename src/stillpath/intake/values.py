"""The one place where a received number, comparator, unit or word becomes a Result, or is refused."""

from fractions import Fraction

from stillpath.intake.plain import UnusableError, kind_of, plain, unit_text
from stillpath.intake.received import Received
from stillpath.intake.times import Timing
from stillpath.model import Fact, FactKind
from stillpath.timeline import Refused, Result, Standing
from stillpath.units import Interval, Operator, number_text, parse_number

__all__ = ["UNSURE", "read_number", "refusal", "result_of", "truth_of"]

MOST_DIGITS = 40

YES = frozenset(("yes", "y", "true", "present", "positive", "detected", "confirmed"))
NO = frozenset(("no", "n", "false", "absent", "negative", "not detected", "refuted", "excluded", "none"))
UNSURE = frozenset(
    (
        "unknown",
        "not known",
        "cannot say",
        "cannot say yet",
        "can't say",
        "unsure",
        "unclear",
        "not assessed",
        "not examined",
    )
)
_NO_NUMBERS = frozenset(("nan", "inf", "infinity"))
_COMPARATORS = {"<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=", "=": "", "": ""}

# Words by which a specimen is told; whole words of the received text are looked for.
_SPECIMENS = {
    "blood": "blood serum plasma ser plas ser/plas bld edta citrate heparin sst venous arterial capillary",
    "cerebrospinal fluid": "csf cerebrospinal liquor",
    "urine": "urine urinary",
    "marrow": "marrow aspirate trephine",
    "other fluid": "synovial pleural ascites pericardial peritoneal stool faeces feces sputum saliva swab drain",
}


def result_of(event: Received, fact: Fact, timing: Timing) -> Result | Refused:
    """The event as a Result of the fact, its value in the fact's own unit; or the refusal, with what was expected.

    A comparator becomes an interval that ends at the plausible minimum or maximum. A value outside the plausible
    range, without a number, in a unit that the fact does not accept, of another specimen, or of a fact that is
    computed here is refused. No answer to a yes/no question ("cannot say") is a Result without truth; a value still
    awaited is a Result that is pending. A diagnosis or procedure that is recorded without a value is a yes.
    """
    try:
        return _result(event, fact, timing)
    except UnusableError as problem:
        return refusal(event, problem)


def refusal(event: Received, problem: UnusableError) -> Refused:
    """A refusal of the event, or of the part of it that the problem names; `shown` is one line of plain text."""
    part = f"{event.field} {problem.part or 'value'}".strip()
    where = f"{event.where}, {part}" if problem.part or event.field else event.where
    return Refused(where, problem.found, problem.expected, plain(event.shown()))


def _result(event: Received, fact: Fact, timing: Timing) -> Result:
    if fact.derive is not None or fact.kind is FactKind.DERIVED:
        raise UnusableError(
            f"a value for {fact.title}, which is computed here", "the values that it is computed from", "name"
        )
    notes = [plain(event.note)] if event.note else []
    _check_specimen(event, fact)
    interval: Interval | None = None
    truth: bool | None = None
    pending = False
    reference: tuple[Fraction | None, Fraction | None] | None = None
    if _is_blank(event.value):
        pending = _awaited(event)
        if fact.yes_no:
            truth = True if event.kind in ("diagnosis", "procedure") and not (pending or event.missing) else None
        elif not pending:
            _raise_no_number(event, fact)
    elif fact.yes_no:
        truth = truth_of(event)
    else:
        factor = _unit_factor(event, fact)
        interval = _interval(event, fact, factor)
        reference, problem = _reference(event, factor)
        notes += [problem] if problem else []
    if event.missing:
        notes.append(f"no value: {plain(event.missing)}")
    return Result(
        id=event.family,
        fact=fact.id,
        at=timing.at,
        known_at=timing.known_at,
        interval=interval,
        truth=truth,
        received=_received(event, truth),
        received_unit=plain(event.unit.strip()),
        standing=event.status or Standing.FINAL,
        replaces=event.replaces,
        precision=timing.precision,
        known_assumed=timing.assumed,
        reference=reference,
        estimated=event.estimated,
        pending=pending,
        by=plain(event.by),
        note="; ".join(notes),
    )


def truth_of(event: Received) -> bool | None:
    """The answer to a yes/no question; None for a word that says it cannot be told. Raises UnusableError otherwise.

    >>> truth_of(Received("event 1", "exam", value="Present"))
    True
    >>> truth_of(Received("event 1", "exam", value="cannot say")) is None
    True
    """
    if isinstance(event.value, bool):
        return event.value
    if isinstance(event.value, str) and not event.comparator:
        word = " ".join(event.value.casefold().replace("’", "'").split())
        if word in UNSURE:
            return None
        if word in YES or word in NO:
            return word in YES
    found = "text that is neither yes nor no" if kind_of(event.value) == "text" else kind_of(event.value)
    raise UnusableError(found, "yes, no or unknown")


def read_number(value: object, comparator: str = "") -> tuple[str, Fraction]:
    """The comparator ("" if none) and the exact number of a value such as 8420, "0.47" or "<0.1".

    Raises UnusableError for yes or no, text, NaN, infinity, a decimal comma, too many digits, or two comparators.

    >>> read_number("<= 0.1")
    ('<=', Fraction(1, 10))
    """
    expected = "a number written with a decimal point and without a thousands mark"
    if not isinstance(value, str):
        raise UnusableError(kind_of(value), expected)
    text = value.strip()
    sign = next((sign for sign in ("<=", ">=", "≤", "≥", "<", ">", "=") if text.startswith(sign)), "")
    text = text[len(sign) :].strip()
    given = comparator.strip()
    if given not in _COMPARATORS:
        raise UnusableError("a comparator that is not known", "<, <=, > or >=", "comparator")
    if sign and given and _COMPARATORS[sign] != _COMPARATORS[given]:
        raise UnusableError("two comparators that differ", "one comparator", "comparator")
    if text.casefold().lstrip("+-") in _NO_NUMBERS:
        raise UnusableError("a value that is no number (NaN or infinity)", expected)
    if len(text) > MOST_DIGITS:
        raise UnusableError(f"text of more than {MOST_DIGITS} characters", expected)
    try:
        if not text.isascii():
            raise ValueError
        return _COMPARATORS[sign] or _COMPARATORS[given], parse_number(text)
    except ValueError:
        comma = "," in text and text.replace(",", "").replace(".", "").isdigit()
        raise UnusableError("a number with a comma" if comma else "text that is not a number", expected) from None


def _received(event: Received, truth: bool | None) -> str:
    if isinstance(event.value, bool):
        return "yes" if truth else "no"
    if not isinstance(event.value, str):
        return ""
    sign = "" if event.comparator.strip() in ("", "=") else event.comparator.strip()
    text = plain(event.value.strip())
    return text if text.startswith(sign) else f"{sign}{text}"


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _awaited(event: Received) -> bool:
    return event.status is Standing.REGISTERED or event.missing == "temp-unknown"


def _raise_no_number(event: Received, fact: Fact) -> None:
    if event.missing:
        raise UnusableError("no value, and a reason for its absence", f"a number in {fact.unit}")
    raise UnusableError("no number", f"a number in {fact.unit}, or the status registered while it is awaited")


def _unit_factor(event: Received, fact: Fact) -> Fraction:
    """The factor of the unit, which may be written in two ways; if both are known they must mean the same."""
    factor, also = _factor(event.unit, fact), _factor(event.unit_also, fact) if event.unit_also.strip() else None
    if factor is not None and also is not None and factor != also:
        raise UnusableError("a unit and its code that differ", "a unit and a code that agree", "unit")
    if factor is None:
        factor = also
    if factor is not None:
        return factor
    accepted = ", ".join(dict.fromkeys((fact.unit, *fact.accepts)))
    written = event.unit.strip() or event.unit_also.strip()
    raise UnusableError(unit_text(written) if written else "no unit", f"one of {accepted} for {fact.title}", "unit")


def _factor(unit: str, fact: Fact) -> Fraction | None:
    written = unit.strip()
    countless = fact.unit in ("", "1") or (fact.unit.startswith("{") and fact.unit.endswith("}"))
    if written == fact.unit or (not written and countless):
        return Fraction(1)
    for form in (written, written.replace("µ", "u").replace("μ", "u")):
        if form == fact.unit:
            return Fraction(1)
        if form in fact.accepts:
            return fact.accepts[form]
    return None


def _interval(event: Received, fact: Fact, factor: Fraction) -> Interval:
    sign, number = read_number(event.value, event.comparator)
    value = number * factor
    range_ = fact.plausible
    if range_ is None:
        if sign:
            raise UnusableError("a comparator for a fact without a plausible range", "a number")
        return Interval.point(value)
    point = Interval.point(value)
    inside = point.compare(Operator.ABOVE if range_.low_open else Operator.AT_LEAST, range_.low) and point.compare(
        Operator.BELOW if range_.high_open else Operator.AT_MOST, range_.high
    )
    if not inside:
        expected = f"{number_text(range_.low)} to {number_text(range_.high)} {fact.unit}".rstrip()
        raise UnusableError("a value outside the plausible range", expected)
    match sign:
        case "<" if value > range_.low:
            return Interval(range_.low, value, range_.low_open, True)
        case "<=":
            return Interval(range_.low, value, range_.low_open)
        case ">" if value < range_.high:
            return Interval(value, range_.high, True, range_.high_open)
        case ">=":
            return Interval(value, range_.high, False, range_.high_open)
        case _:
            # Without comparator; or ">" at the very maximum, where a laboratory stops counting: the maximum itself.
            return point


def _reference(event: Received, factor: Fraction) -> tuple[tuple[Fraction | None, Fraction | None] | None, str]:
    if event.reference is None:
        return None, ""
    problem = "the reference range that came with it could not be read"
    ends: list[Fraction | None] = []
    for end in event.reference:
        if _is_blank(end):
            ends.append(None)
            continue
        try:
            sign, number = read_number(end)
        except UnusableError:
            return None, problem
        if sign:
            return None, problem
        ends.append(number * factor)
    low, high = ends
    if low is None and high is None:
        return None, ""
    if low is not None and high is not None and low > high:
        return None, problem
    return (low, high), ""


def _check_specimen(event: Received, fact: Fact) -> None:
    if not event.specimen.strip() or fact.kind is not FactKind.LAB:
        return
    words = set(event.specimen.casefold().replace(",", " ").replace("(", " ").replace(")", " ").split())
    wanted = (fact.specimen or "blood").casefold()
    families = {family for family, told in _SPECIMENS.items() if words & set(told.split())}
    if wanted in words or wanted in families or not families:
        return
    raise UnusableError("another specimen", f"{wanted} for {fact.title}", "specimen")
