"""Timeline CSV: one event a row, one or many patients (docs/inputs.md describes it)."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from stillpath.errors import InputError, WhichPatientError
from stillpath.intake.names import same_name, system_of
from stillpath.intake.plain import kind_of, plain
from stillpath.intake.received import PatientRecord, Received
from stillpath.intake.timeline_json import standing_of, unread
from stillpath.model import Code
from stillpath.timeline import Refused

__all__ = ["DELIMITERS", "columns_of", "from_csv"]

DELIMITERS = (",", ";", "\t")

_COLUMNS = frozenset(
    (
        *("patient_id", "time", "kind", "code_system", "code", "name", "value", "unit", "note"),
        *("id", "known_at", "status", "replaces", "comparator", "specimen", "end", "route", "every", "per", "by"),
        *("reference_low", "reference_high", "estimated"),
    )
)
_NEEDED = ("time", "kind", "name")

Row = dict[str, str]


@dataclass(slots=True)
class _Person:
    """The rows of one patient, and what its context rows say of the patient."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    coverage: dict[str, tuple[object, object]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def columns_of(text: str) -> tuple[str, list[str]] | None:
    """The delimiter and the column names of a text that begins as a timeline CSV; None if it does not.

    >>> columns_of("patient_id;time;kind;name;value;unit")[0]
    ';'
    """
    first = text.partition("\n")[0].strip("\r")
    for delimiter in DELIMITERS:
        names = [name.strip().strip('"').strip().casefold() for name in first.split(delimiter)]
        if "time" in names and ("kind" in names or "name" in names):
            return delimiter, names
    return None


def from_csv(text: str, patient: str | None = None) -> PatientRecord:
    r"""The record of the one patient of a timeline CSV, or of the one named by `patient`.

    Sex, birth date, coverage, now, nominal and example are context rows. A row with too many or too few cells is
    refused. Raises InputError if columns are missing or stand twice, if the quotes never close, if there is no row, or
    if there are several patients and none is named.

    >>> from_csv("patient_id,time,kind,name,value\np1,,context,sex,female\n").sex
    'female'
    """
    found = columns_of(text)
    if found is None:
        raise InputError("the first row does not name the columns time, kind and name")
    delimiter, names = found
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise InputError(f"the column {' and '.join(missing)} is missing from the first row")
    if any(count > 1 for count in Counter(names).values()):
        raise InputError("a column stands twice in the first row; each may stand once")
    people: dict[str, _Person] = {}
    ragged: list[Refused] = []
    for number, cells in _rows(text, delimiter):
        if len(cells) != len(names):
            expected = f"{len(names)} cells, as in the first row"
            ragged.append(Refused(f"row {number}", f"{len(cells)} cells", expected, plain(delimiter.join(cells))))
            continue
        row = dict(zip(names, (cell.strip() for cell in cells), strict=True))
        people.setdefault(row.get("patient_id", ""), _Person()).rows.append((number, row))
    if not people:
        raise InputError("the file names columns but holds no rows that can be read")
    id, notes = _choose(people, patient)
    person = people[id]
    events = tuple(event for number, row in person.rows if (event := _event(number, row, person)) is not None)
    notes += unread(Counter(name for name in names if name not in _COLUMNS))
    said = person.said
    return PatientRecord(
        id or "unnamed",
        said.get("sex"),
        said.get("birthdate"),
        said.get("example", ""),
        said.get("now"),
        nominal=said.get("nominal", "").casefold() in ("yes", "true"),
        coverage=person.coverage,
        events=events,
        refused=(*ragged, *person.refused),
        notes=tuple(notes),
    )


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows after the first, each with its number; empty ones are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        next(reader)
        for number, cells in enumerate(reader, 2):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            raise InputError("a quotation mark is never closed: the file is truncated, or a quote is missing") from None
        raise InputError(f"line {reader.line_num} is not CSV; check its quotation marks") from None


def _choose(people: dict[str, _Person], patient: str | None) -> tuple[str, list[str]]:
    held = tuple((id, len(person.rows)) for id, person in people.items())
    if patient is not None:
        if patient not in people:
            raise WhichPatientError("no row of the file is about the patient named with --patient", held)
        others = sum(len(person.rows) for id, person in people.items() if id != patient)
        return patient, [f"{others:,} rows of other patients were left aside"] if others else []
    if len(people) > 1:
        raise WhichPatientError(f"the file holds {len(people):,} patients; name one with --patient", held)
    id = next(iter(people))
    return id, [] if id else ["the file gives no patient id"]


def _event(number: int, row: Row, person: _Person) -> Received | None:
    """The event of a row; None for a context row that speaks of the patient."""
    kind = row.get("kind", "").casefold().replace("-", "_")
    if kind == "context" and _of_patient(number, row, person):
        return None
    code = row.get("code", "")
    low, high = row.get("reference_low", ""), row.get("reference_high", "")
    return Received(
        f"row {number}",
        kind,
        name=row.get("name", ""),
        codes=(Code(system_of(row.get("code_system", "")), code),) if code else (),
        time=row.get("time") or None,
        known=row.get("known_at") or None,
        value=row.get("value") or None,
        unit=row.get("unit", ""),
        comparator=row.get("comparator", ""),
        specimen=row.get("specimen", ""),
        reference=(low, high) if low or high else None,
        status=standing_of(row.get("status", "")),
        family=row.get("id", ""),
        replaces=row.get("replaces", ""),
        end=row.get("end") or None,
        route=row.get("route", ""),
        every=row.get("every", ""),
        per=row.get("per", ""),
        by=row.get("by", ""),
        note=row.get("note", ""),
        estimated=row.get("estimated", "").casefold() in ("yes", "true"),
        field="column",
    )


def _of_patient(number: int, row: Row, person: _Person) -> bool:
    name, value = same_name(row.get("name", "")), row.get("value", "")
    if name == "coverage":
        if value.casefold().replace("-", "_") in person.coverage:
            expected = "one row of coverage for each kind"
            person.refused.append(
                Refused(f"row {number}, column value", "coverage given twice", expected, plain(value))
            )
            return True
        person.coverage[value.casefold().replace("-", "_")] = (row.get("time") or None, row.get("end") or None)
        return True
    if name not in ("sex", "birthdate", "now", "nominal", "example"):
        return False
    if name == "now":
        value = value or row.get("time", "")
    if person.said.setdefault(name, value) != value:
        expected = "the same as in the rows above"
        found = f"another {row['name'].strip().casefold() if name != 'birthdate' else 'birth date'}"
        person.refused.append(Refused(f"row {number}, column value", found, expected, plain(value) or kind_of(value)))
    return True
