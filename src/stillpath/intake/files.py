"""The door for files: what kind of file it is, and which reader reads it."""

import os
import stat
from datetime import tzinfo
from pathlib import Path

from stillpath.errors import InputError
from stillpath.intake.fhir import from_bundle
from stillpath.intake.json_door import MOST_BYTES, load_json
from stillpath.intake.names import Names
from stillpath.intake.plain import plain
from stillpath.intake.reading import Reading, understand
from stillpath.intake.received import PatientRecord
from stillpath.intake.timeline_csv import columns_of, from_csv
from stillpath.intake.timeline_json import from_json
from stillpath.model import Knowledge

__all__ = ["read_file", "read_record", "read_text"]

_EXPECTED = "expected timeline JSON, a FHIR R4 Bundle as JSON, or timeline CSV"

# What people take for a record: told by its first bytes, so that the sentence can name it.
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a packed file (a spreadsheet, a document or a zip archive)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
)


def read_file(path: Path, knowledge: Knowledge, *, zone: tzinfo | None = None, patient: str | None = None) -> Reading:
    """What a patient's file says: timeline JSON, a FHIR R4 Bundle (JSON) or timeline CSV, told apart by its contents.

    `zone` reads times that came without an offset; `patient` names one of several. Raises InputError, in one sentence
    and without any value of the file, if it cannot be used at all. What is wrong with single events is in the
    reading's `refused`.
    """
    try:
        data = _bytes(path)
        return read_text(data, knowledge, zone=zone, patient=patient)
    except InputError as problem:
        raise InputError(f"{plain(str(path))}: {problem}") from None


def read_text(data: bytes, knowledge: Knowledge, *, zone: tzinfo | None = None, patient: str | None = None) -> Reading:
    """As `read_file`, of bytes that are already at hand.

    >>> read_text(b'{"patient": {"id": "p1"}, "events": []}', Knowledge("1", "", True)).refused
    ()
    """
    return understand(read_record(data, patient), Names.of(knowledge), zone)


def read_record(data: bytes, patient: str | None = None) -> PatientRecord:
    """What the bytes of a file say of one patient, every event still as received. InputError as `read_file`.

    >>> read_record(b'{"patient": {"id": "p1"}, "events": []}').id
    'p1'
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise InputError(f"the file is empty; {_EXPECTED}")
    if len(data) > MOST_BYTES:
        raise InputError(_too_large())
    if start[:1] in (b"{", b"["):
        return _of_json(load_json(data), patient)
    for mark, what in _OTHERS:
        if start.startswith(mark):
            raise InputError(f"the file is {what}, which is not read; {_EXPECTED}")
    if start[:1] == b"<":
        raise InputError(f"the file is XML or HTML, which is not read; {_EXPECTED}")
    if b"\0" in data:
        raise InputError(f"the file is binary or UTF-16, not UTF-8 text; {_EXPECTED}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"the file is not UTF-8 text; {_EXPECTED}") from None
    if columns_of(text.lstrip()) is None:
        raise InputError(f"the file is neither JSON nor a table with the columns time, kind and name; {_EXPECTED}")
    return from_csv(text.lstrip(), patient)


def _of_json(data: object, patient: str | None) -> PatientRecord:
    if not isinstance(data, dict):
        raise InputError(f"the JSON is a list; {_EXPECTED}")
    if "resourceType" in data:
        return from_bundle(data, patient)
    if "events" in data or "patient" in data:
        return from_json(data, patient)
    raise InputError(f"the JSON has neither events nor a resourceType; {_EXPECTED}")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode) and found.st_size > MOST_BYTES:
                raise InputError(_too_large())
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError("there is no such file") from None
    except IsADirectoryError:
        raise InputError("this is a folder; expected a file") from None
    except PermissionError:
        raise InputError("the file may not be read with the rights of this user") from None
    except (OSError, ValueError):
        raise InputError("the file cannot be opened") from None


def _too_large() -> str:
    return f"the file is larger than {MOST_BYTES // 1024 // 1024} MB; expected one patient's record"
