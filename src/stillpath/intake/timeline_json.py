"""Timeline JSON: one patient, one list of events (docs/inputs.md describes it)."""

import re
from collections import Counter
from collections.abc import Iterable

from stillpath.errors import InputError, WhichPatientError
from stillpath.intake.json_door import Number
from stillpath.intake.names import system_of
from stillpath.intake.plain import kind_of
from stillpath.intake.received import PatientRecord, Received
from stillpath.model import Code
from stillpath.timeline import Refused, Standing
from stillpath.units import number_text, parse_number

__all__ = ["EVENT_KEYS", "FILE_KEYS", "PATIENT_KEYS", "from_json", "standing_of", "to_json", "unread"]

_KEY = re.compile(r"[A-Za-z_]{1,24}")
_TEXTS = ("id", "name", "unit", "comparator", "specimen", "replaces", "route", "every", "per", "by", "note")
EVENT_KEYS = frozenset(
    (*_TEXTS, "time", "kind", "value", "code", "known_at", "status", "end", "reference", "estimated", "patient_id")
)
FILE_KEYS = frozenset(("patient", "now", "events", "nominal"))
PATIENT_KEYS = frozenset(("id", "sex", "birth_date", "coverage", "example"))


def from_json(data: dict[str, object], patient: str | None = None) -> PatientRecord:
    """The record of a timeline JSON, every event still as received.

    Raises InputError if there is no patient or no list of events, or if `patient` is another than the file's.

    >>> from_json({"patient": {"id": "p1"}, "events": []}).id
    'p1'
    """
    who, events = data.get("patient"), data.get("events")
    if not isinstance(who, dict):
        raise InputError(f"patient: found {kind_of(who)}, expected an object with id, sex and birth_date")
    if not isinstance(events, list):
        raise InputError(f"events: found {kind_of(events)}, expected a list of events")
    notes: list[str] = []
    id = who.get("id")
    if not isinstance(id, str) or not id.strip():
        id = "unnamed"
        notes.append("the file gives no patient id")
    if patient is not None and patient != id:
        held = ((id, len(events)),)
        raise WhichPatientError("the file is about another patient than the one named with --patient", held)
    refused: list[Refused] = []
    coverage = _coverage(who.get("coverage"), refused)
    extra = Counter(str(key) for key in data if key not in FILE_KEYS)
    extra.update(str(key) for key in who if key not in PATIENT_KEYS)
    extra.update(str(key) for event in events if isinstance(event, dict) for key in event if key not in EVENT_KEYS)
    received = tuple(_received(event, f"event {number}", id) for number, event in enumerate(events, 1))
    example = who.get("example")
    nominal = data.get("nominal")
    if nominal is not None and not isinstance(nominal, bool):
        raise InputError(f"nominal: found {kind_of(nominal)}, expected true or false")
    return PatientRecord(
        id,
        who.get("sex"),
        who.get("birth_date"),
        example if isinstance(example, str) else "",
        data.get("now"),
        nominal=nominal is True,
        coverage=coverage,
        events=received,
        refused=tuple(refused),
        notes=(*notes, *unread(extra)),
    )


def to_json(record: PatientRecord) -> dict[str, object]:
    """A record as timeline JSON, for `json.dumps`; only what is there is written.

    Read back by `from_json` it gives the same record but for the places. A number that binary floating point cannot
    give back is written as text.
    """
    who: dict[str, object] = {"id": record.id}
    for key, value in (("sex", record.sex), ("birth_date", record.birth_date), ("example", record.example)):
        if value:
            who[key] = value
    if record.coverage:
        who["coverage"] = {kind: list(span) for kind, span in record.coverage.items()}
    top: dict[str, object] = {"patient": who}
    if record.now is not None:
        top["now"] = record.now
    if record.nominal:
        top["nominal"] = True
    top["events"] = [_event(event) for event in record.events]
    return top


def standing_of(word: str) -> Standing | None:
    """The status that a word means; final if there is none, None if the word is not known.

    >>> standing_of("amended"), standing_of(""), standing_of("perhaps") is None
    (<Standing.CORRECTED: 'corrected'>, <Standing.FINAL: 'final'>, True)
    """
    written = word.strip().casefold()
    if not written:
        return Standing.FINAL
    if written == "amended":
        return Standing.CORRECTED
    return next((standing for standing in Standing if standing.value == written), None)


def unread(keys: Counter[str]) -> Iterable[str]:
    """A note on keys or columns that this version does not read; a name that does not look like one is not told."""
    if not keys:
        return ()
    named = sorted(key for key in keys if _KEY.fullmatch(key))
    others = len(keys) - len(named)
    told = ", ".join((*named, *([f"{others:,} others"] if others else [])))
    return (f"not read in this version: {told}",)


def _received(event: object, where: str, patient: str) -> Received:
    if not isinstance(event, dict):
        return Received(where, "", unusable=(kind_of(event), "an object with time, kind and name", ""))
    texts: dict[str, str] = {}
    unusable: tuple[str, str, str] | None = None
    for key in (*_TEXTS, "status", "kind", "patient_id"):
        value = event.get(key)
        if value is None:
            texts[key] = ""
        elif isinstance(value, str) and (not isinstance(value, Number) or key in ("id", "replaces", "patient_id")):
            texts[key] = str(value)
        else:
            texts[key] = ""
            unusable = (kind_of(value), "text", key)
    if texts["patient_id"] and texts["patient_id"] != patient:
        return Received(where, "", unusable=("another patient's event", "an event of the file's patient", ""))
    if isinstance(event.get("value"), list | dict):
        unusable = unusable or (kind_of(event["value"]), "a number, text, true or false", "value")
    codes, problem = _codes(event.get("code"))
    unusable = unusable or problem
    return Received(
        where,
        texts["kind"].strip().casefold().replace("-", "_"),
        name=texts["name"].strip(),
        codes=codes,
        time=event.get("time"),
        known=event.get("known_at"),
        value=event.get("value"),
        unit=texts["unit"],
        comparator=texts["comparator"],
        specimen=texts["specimen"],
        reference=_reference(event.get("reference")),
        status=standing_of(texts["status"]),
        family=texts["id"].strip(),
        replaces=texts["replaces"].strip(),
        end=event.get("end"),
        route=texts["route"],
        every=texts["every"],
        per=texts["per"],
        by=texts["by"],
        note=texts["note"],
        estimated=event.get("estimated") is True,
        unusable=unusable,
    )


def _codes(value: object) -> tuple[tuple[Code, ...], tuple[str, str, str] | None]:
    if value is None:
        return (), None
    codes: list[Code] = []
    for item in value if isinstance(value, list) else [value]:
        system, code = (item.get("system"), item.get("code")) if isinstance(item, dict) else (None, None)
        if not isinstance(system, str) or not isinstance(code, str):
            return (), (kind_of(item), "an object with system and code", "code")
        codes.append(Code(system_of(system), code.strip()))
    return tuple(codes), None


def _reference(value: object) -> tuple[object, object] | None:
    if isinstance(value, dict):
        return value.get("low"), value.get("high")
    # Anything else is passed on as an unreadable range, so that the result says so.
    return None if value is None else (value, value)


def _coverage(value: object, refused: list[Refused]) -> dict[str, tuple[object, object]]:
    coverage: dict[str, tuple[object, object]] = {}
    if value is None:
        return coverage
    expected = 'an object such as {"medication_given": [from, to]}'
    if not isinstance(value, dict):
        refused.append(Refused("patient, coverage", kind_of(value), expected))
        return coverage
    for number, (kind, span) in enumerate(value.items(), 1):
        if isinstance(span, list) and len(span) == 2:
            coverage[str(kind)] = (span[0], span[1])
        else:
            refused.append(Refused(f"patient, coverage, entry {number}", kind_of(span), expected))
    return coverage


def _event(event: Received) -> dict[str, object]:
    status = event.status.value if event.status and event.status is not Standing.FINAL else None
    reference = event.reference
    pairs: tuple[tuple[str, object], ...] = (
        ("id", event.family),
        ("time", event.time),
        ("known_at", event.known),
        ("kind", event.kind),
        ("name", event.name),
        ("code", [{"system": code.system, "code": code.code} for code in event.codes]),
        ("comparator", event.comparator),
        ("value", _written(event.value)),
        ("unit", event.unit),
        ("per", event.per),
        ("every", event.every),
        ("route", event.route),
        ("end", event.end),
        ("specimen", event.specimen),
        ("reference", {"low": _written(reference[0]), "high": _written(reference[1])} if reference else None),
        ("status", status),
        ("replaces", event.replaces),
        ("estimated", event.estimated or None),
        ("by", event.by),
        ("note", event.note),
    )
    return {key: value for key, value in pairs if value is not None and value not in ("", [])}


def _written(value: object) -> object:
    if not isinstance(value, Number):
        return value
    exact = parse_number(value)
    if number_text(exact) != str(value):
        return str(value)
    if exact.denominator == 1:
        return int(exact)
    return float(exact) if repr(float(exact)) == str(value) else str(value)
