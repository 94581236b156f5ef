"""The small parts that FHIR R4 resources are made of, read without trust: what is not as it should be is empty."""

from dataclasses import dataclass, field
from typing import cast

from stillpath.intake.json_door import Number
from stillpath.intake.names import system_of
from stillpath.model import Code

__all__ = ["Concept", "Json", "Quantity", "concept", "item", "items", "period", "quantity", "text", "time_of"]

Json = dict[str, object]

_UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept: its text (else a display) and its codes."""

    name: str = ""
    codes: tuple[Code, ...] = ()
    words: tuple[str, ...] = field(default=())

    def word(self) -> str:
        """The first code, for concepts of FHIR's own that have one, else the text."""
        return self.codes[0].code if self.codes else self.name


@dataclass(frozen=True, slots=True)
class Quantity:
    """A Quantity as received: `unit` is the UCUM code if it has one, `also` the printed unit beside it."""

    value: object = None
    comparator: str = ""
    unit: str = ""
    also: str = ""


def item(holder: Json, key: str) -> Json:
    """The object under a key; empty if there is none."""
    value = holder.get(key)
    return cast(Json, value) if isinstance(value, dict) else {}


def items(holder: Json, key: str) -> list[Json]:
    """The objects in the list under a key; empty if there is none."""
    value = holder.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(holder: Json, key: str) -> str:
    """The text under a key, trimmed; empty if there is none.

    >>> text({"unit": " mg "}, "unit")
    'mg'
    """
    value = holder.get(key)
    return str(value).strip() if isinstance(value, str) and not isinstance(value, Number) else ""


def concept(holder: Json, key: str) -> Concept:
    """The CodeableConcept under a key."""
    return _concept(item(holder, key))


def _concept(value: Json) -> Concept:
    codings = items(value, "coding")
    codes = tuple(
        Code(system_of(text(coding, "system")), text(coding, "code")) for coding in codings if text(coding, "code")
    )
    displays = tuple(display for coding in codings if (display := text(coding, "display")))
    name = text(value, "text")
    return Concept(name or next(iter(displays), ""), codes, (name, *displays) if name else displays)


def quantity(value: Json) -> Quantity:
    """A Quantity; a number that came as anything but a number or text is kept for the refusal."""
    code, printed = text(value, "code"), text(value, "unit")
    if code and (text(value, "system") in ("", _UCUM) or not printed):
        return Quantity(value.get("value"), text(value, "comparator"), code, printed)
    return Quantity(value.get("value"), text(value, "comparator"), printed, code)


def period(holder: Json, key: str) -> tuple[object, object]:
    """Start and end of a Period; None for an end that is not there."""
    value = item(holder, key)
    return value.get("start"), value.get("end")


def time_of(resource: Json, stem: str) -> object:
    """The time under `effective…`, `onset…` or `performed…`: DateTime, Instant, or the start of a Period.

    >>> time_of({"onsetPeriod": {"start": "2026-01-01"}}, "onset")
    '2026-01-01'
    """
    for form in ("DateTime", "Instant"):
        if resource.get(stem + form) is not None:
            return resource[stem + form]
    start, end = period(resource, f"{stem}Period")
    return start if start is not None else end
