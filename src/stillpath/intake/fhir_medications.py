"""FHIR MedicationRequests, MedicationAdministrations and MedicationStatements as received events."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from stillpath.intake.fhir_parts import Json, concept, item, items, period, quantity, text, time_of
from stillpath.intake.plain import UnusableError
from stillpath.intake.received import Received
from stillpath.intake.times import read_time
from stillpath.timeline import Standing
from stillpath.units import number_text, parse_duration, parse_number

__all__ = ["read_administration", "read_request", "read_statement"]

Resolve = Callable[[Json], Json]

_PERIOD_UNITS = {"s": "s", "min": "min", "h": "h", "d": "d", "wk": "wk", "mo": "mo", "a": "y"}
# Codes of HL7's timing abbreviations, as the time between doses.
_TIMING_CODES = {
    "QD": "24 h",
    "AM": "24 h",
    "PM": "24 h",
    "BID": "12 h",
    "TID": "8 h",
    "QID": "6 h",
    "Q1H": "1 h",
    "Q2H": "2 h",
    "Q3H": "3 h",
    "Q4H": "4 h",
    "Q6H": "6 h",
    "Q8H": "8 h",
    "Q12H": "12 h",
    "QOD": "48 h",
    "WK": "1 wk",
    "MO": "1 mo",
}


def read_request(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """The order of a MedicationRequest, one event for each dosage instruction.

    A plan, a draft and an order not to give are refused; a cancelled one is taken back; one that is stopped, completed
    or on hold ends when its timing does, or, if that is not told, when it was written.
    """
    event = _medication(resource, place, resolve, "medication_order", resource.get("authoredOn"))
    match text(resource, "status"):
        case "entered-in-error":
            return [replace(event, status=Standing.ENTERED_IN_ERROR)]
        case "cancelled":
            return [replace(event, status=Standing.CANCELLED)]
        case "active":
            running = True
        case "completed" | "stopped" | "on-hold":
            running = False
        case _:
            return [
                replace(event, unusable=("a draft, or an order of unknown status", "an order that stands", "status"))
            ]
    if resource.get("doNotPerform") is True:
        return [replace(event, unusable=("an order not to give", "an order to give", "doNotPerform"))]
    if text(resource, "intent") in ("proposal", "plan", "option"):
        return [replace(event, unusable=("a proposal or plan", "an order", "intent"))]
    events = _dosed(event, items(resource, "dosageInstruction"))
    if running:
        return events
    note = "no longer active"
    return [_ended(one, one.end if one.end is not None else one.time, note) for one in events]


def read_administration(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """The dose of a MedicationAdministration; one that was stopped was given, but how much is not known."""
    event = _medication(resource, place, resolve, "medication_given", time_of(resource, "effective"))
    dosage = item(resource, "dosage")
    dose = quantity(item(dosage, "dose"))
    route = concept(dosage, "route")
    event = replace(event, value=dose.value, unit=dose.unit, unit_also=dose.also, route=_route(dosage))
    if dosage.get("modifierExtension"):
        event = replace(event, unusable=("modifierExtension", "a dosage without it", "dosage"))
    if route.codes and not event.route:
        event = replace(event, route=route.word())
    match text(resource, "status"):
        case "entered-in-error":
            return [replace(event, status=Standing.ENTERED_IN_ERROR)]
        case "completed" | "in-progress":
            return [event]
        case "stopped":
            note = "; ".join(filter(None, (event.note, "stopped before the whole dose was given")))
            return [replace(event, value=None, unit="", note=note)]
        case _:
            return [replace(event, unusable=("a dose that was not given", "completed or in-progress", "status"))]


def read_statement(resource: Json, place: str, resolve: Resolve) -> list[Received]:
    """What a MedicationStatement says is being taken; with an end where it says so."""
    start, end = period(resource, "effectivePeriod")
    taken = resource.get("effectiveDateTime")
    asserted = resource.get("dateAsserted")
    began = next((time for time in (taken, start, asserted) if time is not None), None)
    event = replace(
        _medication(resource, place, resolve, "medication_statement", began), known=asserted, end=end, value=None
    )
    match text(resource, "status"):
        case "entered-in-error":
            return [replace(event, status=Standing.ENTERED_IN_ERROR)]
        case "active":
            return _dosed(event, items(resource, "dosage"))
        case "completed" | "stopped" | "on-hold":
            events = _dosed(event, items(resource, "dosage"))
            return [_ended(one, one.end if one.end is not None else began, "no longer taken") for one in events]
        case _:
            found = "a medication that is not taken, or of unknown status"
            return [replace(event, unusable=(found, "active, completed or stopped", "status"))]


def _medication(resource: Json, place: str, resolve: Resolve, kind: str, time: object) -> Received:
    drug = concept(resource, "medicationCodeableConcept")
    reference = item(resource, "medicationReference")
    if reference:
        medication = resolve(reference)
        drug = concept(medication, "code")
        ingredients = items(medication, "ingredient")
        if not drug.codes and not drug.name and len(ingredients) == 1:
            drug = concept(ingredients[0], "itemCodeableConcept")
    return Received(
        place,
        kind,
        name=drug.name or text(reference, "display"),
        codes=drug.codes,
        time=time,
        family=place,
        note="; ".join(text(note, "text") for note in items(resource, "note") if text(note, "text")),
    )


def _ended(event: Received, end: object, note: str) -> Received:
    return replace(event, end=end, note="; ".join(filter(None, (event.note, note))))


def _dosed(event: Received, dosages: list[Json]) -> list[Received]:
    if not dosages:
        return [event]
    events = [_dosage(event, dosage) for dosage in dosages]
    if len(events) > 1:
        events = [replace(one, part=str(number)) for number, one in enumerate(events, 1)]
    return events


def _dosage(event: Received, dosage: Json) -> Received:
    if dosage.get("modifierExtension"):
        return replace(event, unusable=("modifierExtension", "a dosage without it", "dosage"))
    notes = [event.note] if event.note else []
    if dosage.get("asNeededBoolean") is True or dosage.get("asNeededCodeableConcept") is not None:
        notes.append("as needed")
    event = _amount(event, items(dosage, "doseAndRate"))
    timing = item(dosage, "timing")
    repeat = item(timing, "repeat")
    _, bounded = period(repeat, "boundsPeriod")
    end = bounded if bounded is not None else _end(event.time, item(repeat, "boundsDuration"))
    every = _every(repeat) or _TIMING_CODES.get(concept(timing, "code").word().upper(), "")
    if not every and (repeat.get("frequency") is not None or repeat.get("period") is not None):
        notes.append("how often could not be read; it is left out")
    return replace(
        event,
        every=every,
        end=end if end is not None else event.end,
        route=_route(dosage),
        note="; ".join(notes),
    )


def _amount(event: Received, doses: list[Json]) -> Received:
    ordered = [dose for dose in doses if concept(dose, "type").word() == "ordered"]
    chosen = ordered or doses
    if not chosen:
        return event
    if len(chosen) > 1:
        return replace(event, value="several amounts in one instruction")
    if "doseRange" in chosen[0]:
        return replace(event, value="a range of amounts")
    dose = quantity(item(chosen[0], "doseQuantity"))
    return replace(event, value=dose.value, comparator=dose.comparator, unit=dose.unit, unit_also=dose.also)


def _route(dosage: Json) -> str:
    route = concept(dosage, "route")
    snomed = next((code.code for code in route.codes if code.system == "snomed"), "")
    return snomed or route.name


def _every(repeat: Json) -> str:
    """The time between doses, in seconds; empty if it is not told exactly."""
    if any(key in repeat for key in ("frequencyMax", "periodMax", "when", "dayOfWeek", "timeOfDay")):
        return ""
    unit = _PERIOD_UNITS.get(text(repeat, "periodUnit"))
    length, times = repeat.get("period"), repeat.get("frequency", "1")
    if unit is None or not isinstance(length, str) or not isinstance(times, str):
        return ""
    try:
        spaced = parse_duration(f"{length} {unit}")
        seconds = Fraction(int(spaced.total_seconds())) / parse_number(times)
    except (ValueError, OverflowError, ZeroDivisionError):
        return ""
    return f"{number_text(seconds)} s" if seconds > 0 else ""


def _end(start: object, length: Json) -> str | None:
    unit = _PERIOD_UNITS.get(text(length, "code") or text(length, "unit"))
    value = length.get("value")
    if unit is None or not isinstance(value, str):
        return None
    try:
        return (read_time(start).start + parse_duration(f"{value} {unit}")).isoformat()
    except (ValueError, OverflowError, UnusableError):
        return None
