"""FHIR Observations, Conditions and Procedures as received events; values.py makes results of them."""

from collections.abc import Callable
from dataclasses import replace

from stillpath.intake.fhir_parts import Concept, Json, concept, item, items, quantity, text, time_of
from stillpath.intake.received import Received
from stillpath.intake.timeline_json import standing_of
from stillpath.timeline import Standing

__all__ = ["read_condition", "read_observation", "read_procedure"]

Resolve = Callable[[Json], Json]

_KINDS = {"vital-signs": "vital", "laboratory": "lab", "exam": "exam"}
_VALUES = frozenset(
    "value" + form
    for form in (
        *("Quantity", "CodeableConcept", "String", "Boolean", "Integer", "Range", "Ratio"),
        *("SampledData", "Time", "DateTime", "Period"),
    )
)
# Answers of SNOMED CT, LOINC and HL7 as the words that values.py knows.
_ANSWERS = {
    "373066001": "yes",
    "373067005": "no",
    "52101004": "present",
    "2667000": "absent",
    "10828004": "positive",
    "260385009": "negative",
    "260373001": "detected",
    "260415000": "not detected",
    "261665006": "unknown",
    "la33-6": "yes",
    "la32-8": "no",
    "la9633-4": "present",
    "la9634-2": "absent",
    "la6576-8": "positive",
    "la6577-6": "negative",
    "y": "yes",
    "n": "no",
    "pos": "positive",
    "neg": "negative",
    "unk": "unknown",
    "asku": "unknown",
}
_SPECIMENS = {
    "119297000": "blood",
    "119364003": "serum",
    "119361006": "plasma",
    "122555007": "venous blood",
    "258580003": "whole blood",
    "122575003": "urine",
    "258450006": "cerebrospinal fluid",
    "ur": "urine",
}


def read_observation(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """The event of an Observation, and one of each of its components.

    Without its status it is refused. A panel that only lists members or components says nothing itself.
    """
    status = text(resource, "status")
    codes = concept(resource, "code")
    whole = Received(
        place,
        next((kind for category in _categories(resource) if (kind := _KINDS.get(category))), "lab"),
        name=codes.name,
        codes=codes.codes,
        time=time_of(resource, "effective"),
        known=resource.get("issued"),
        specimen=_specimen(resource, resolve),
        status=standing_of(status) if status else None,
        family=place,
        by=next((text(one, "display") for one in items(resource, "performer") if text(one, "display")), ""),
        note="; ".join(text(note, "text") for note in items(resource, "note") if text(note, "text")),
        estimated="estimat" in " ".join(concept(resource, "method").words).casefold(),
    )
    if whole.status is not None and whole.status.retracts:
        return [_valued(whole, resource)]
    components = items(resource, "component")
    if resource.get("effectiveTiming") is not None:
        whole = replace(
            whole, unusable=("effectiveTiming", "effectiveDateTime, effectiveInstant or effectivePeriod", "time")
        )
    own = bool(_values(resource)) or resource.get("dataAbsentReason") is not None
    parts = [_valued(whole, resource)] if own or not (components or items(resource, "hasMember")) else []
    for number, component in enumerate(components, 1):
        named = concept(component, "code")
        part = replace(whole, where=f"{place}, component {number}", name=named.name, codes=named.codes)
        if component.get("modifierExtension"):
            part = replace(part, unusable=("modifierExtension", "a component without it", ""))
        parts.append(_valued(part, component))
    if components:
        parts = [replace(part, part=_part(part)) for part in parts]
    return parts


def _part(event: Received) -> str:
    return "|".join(f"{code.system} {code.code}" for code in event.codes) or event.name or event.where


def _categories(resource: Json) -> list[str]:
    return [text(coding, "code") for category in items(resource, "category") for coding in items(category, "coding")]


def _values(holder: Json) -> list[str]:
    return [key for key in holder if key.startswith("value") and holder[key] is not None]


def _valued(event: Received, holder: Json) -> Received:
    """The event with the value, the unit and the reference range of an Observation or a component."""
    reason = concept(holder, "dataAbsentReason")
    found = _values(holder)
    missing = reason.word() if holder.get("dataAbsentReason") is not None else ""
    if holder.get("dataAbsentReason") is not None:
        missing = missing or "not told"
    if len(found) > 1 or (found and missing):
        return replace(event, unusable=("two values, or a value and a reason for its absence", "one of them", "value"))
    if not found:
        return replace(event, missing=missing)
    key = found[0]
    value = holder[key]
    match key:
        case "valueQuantity":
            one = quantity(item(holder, key))
            event = replace(event, value=one.value, comparator=one.comparator, unit=one.unit, unit_also=one.also)
            return replace(event, reference=_reference(holder, event))
        case "valueCodeableConcept":
            return replace(event, value=_answer(concept(holder, key)))
        case "valueString" | "valueBoolean" | "valueInteger":
            return replace(event, value=value, reference=_reference(holder, event))
    told = key if key in _VALUES else "a value of no known type"
    expected = "valueQuantity, valueCodeableConcept, valueBoolean, valueInteger or valueString"
    return replace(event, unusable=(told, expected, "value"))


def _answer(answer: Concept) -> str:
    for code in answer.codes:
        if code.code.casefold() in _ANSWERS:
            return _ANSWERS[code.code.casefold()]
    return answer.name


def _reference(holder: Json, event: Received) -> tuple[object, object] | None:
    """The one range called normal, or the only one; in the unit of the value, else it says nothing we can use."""
    ranges = [
        one
        for one in items(holder, "referenceRange")
        if ("low" in one or "high" in one) and concept(one, "type").word() in ("", "normal")
    ]
    if len(ranges) != 1:
        return None
    low, high = quantity(item(ranges[0], "low")), quantity(item(ranges[0], "high"))
    units = {event.unit, event.unit_also, ""}
    if low.unit not in units or high.unit not in units:
        return None
    return low.value, high.value


def _specimen(resource: Json, resolve: Resolve) -> str:
    holder = item(resource, "specimen")
    kind = concept(resolve(holder), "type")
    told = [_SPECIMENS.get(code.code.casefold(), code.code) for code in kind.codes]
    return " ".join(filter(None, (text(holder, "display"), *kind.words, *told)))


def read_condition(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """The diagnosis of a Condition: yes; refuted: no; not yet confirmed: suspected; resolved: no from its end on.

    Inactive or in remission, it still is the child's diagnosis.
    """
    verified = concept(resource, "verificationStatus").word()
    clinical = concept(resource, "clinicalStatus").word()
    codes = concept(resource, "code")
    recorded = resource.get("recordedDate")
    onset = time_of(resource, "onset")
    event = Received(
        place,
        "diagnosis",
        name=codes.name,
        codes=codes.codes,
        time=onset if onset is not None else recorded,
        known=recorded,
        value=True,
        family=place,
        note="; ".join(text(note, "text") for note in items(resource, "note") if text(note, "text")),
    )
    match verified:
        case "entered-in-error":
            return [replace(event, status=Standing.ENTERED_IN_ERROR, value=None)]
        case "refuted":
            return [replace(event, value=False, time=recorded if recorded is not None else onset)]
        case "unconfirmed" | "provisional" | "differential":
            event = replace(event, value="suspected")
        case "" | "confirmed":
            pass
        case _:
            expected = "confirmed, refuted or another of FHIR's words"
            return [replace(event, unusable=("a verificationStatus that is not known", expected, "status"))]
    if clinical in ("inactive", "remission"):
        event = replace(event, note="; ".join(filter(None, (event.note, clinical))))
    if clinical != "resolved":
        return [event]
    ended = time_of(resource, "abatement")
    if ended is None:
        return [replace(event, value=False, note="resolved; when is not in the source", time=recorded or onset)]
    over = replace(event, value=False, time=ended, known=None, note="resolved", part="resolved")
    return [replace(event, part="onset"), over]


def read_procedure(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """A Procedure that was done or is under way; any other status is refused."""
    codes = concept(resource, "code")
    status = text(resource, "status")
    event = Received(
        place,
        "procedure",
        name=codes.name,
        codes=codes.codes,
        time=time_of(resource, "performed"),
        family=place,
        note="; ".join(text(note, "text") for note in items(resource, "note") if text(note, "text")),
    )
    if status == "entered-in-error":
        return [replace(event, status=Standing.ENTERED_IN_ERROR)]
    if status not in ("completed", "in-progress"):
        return [replace(event, unusable=("a procedure that was not done, or not to its end", "completed", "status"))]
    return [event]
