"""Files that cannot be used: one clear sentence each, and never a value of the patient's in it."""

import json
import re
from pathlib import Path

import pytest

from stillpath.errors import InputError
from stillpath.intake import read_file, read_text
from stillpath.model import Knowledge

GOOD = {"patient": {"id": "p1"}, "events": []}


def refusal(data: bytes, knowledge: Knowledge) -> str:
    with pytest.raises(InputError) as caught:
        read_text(data, knowledge)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (json.dumps(GOOD).encode()[:-3], "the file is truncated"),
        (b'{"patient": {"id": "p', "the file is truncated"),
        (b'{"patient": {"id": "p1"} "events": []}', "the file is not JSON from line 1, column 26 on"),
        (b"{'patient': 1}", "the file is not JSON from line 1, column 2 on"),
        (b'{"events": [NaN]}', "NaN or infinity"),
        (b'{"events": [-Infinity]}', "NaN or infinity"),
        (b'{"patient": {"id": "a", "id": "b"}, "events": []}', "the key 'id' stands twice"),
        (b'{"Anna Berg": 1, "Anna Berg": 2}', "a key stands twice"),
        (b"[" * 20000, "nested too deeply"),
        (b'{"a":' * 20000 + b"1" + b"}" * 20000, "nested too deeply"),
        (b"[]", "the JSON is a list"),
        (b'{"name": "x"}', "neither events nor a resourceType"),
        (b'{"events": []}', "patient: found nothing, expected an object"),
        (b'{"patient": "p1", "events": []}', "patient: found text, expected an object"),
        (b'{"patient": {"id": "p1"}, "events": {}}', "events: found an object, expected a list"),
        (b'{"patient": {"id": "p1"}, "events": [], "nominal": "no"}', "nominal: found text, expected true or false"),
        (b'{"patient": {"id": "p1"}, "events": []}\n{"patient": {"id": "p2"}, "events": []}', "more follows after"),
        (b'{"resourceType": "Observation", "id": "o1"}', "the FHIR resource is Observation, expected a Bundle"),
        (b'{"resourceType": "Bundle", "entry": {}}', "entry: found an object, expected a list"),
        (b'{"resourceType": "Bundle"}', "the Bundle names no patient"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "the file is XML or HTML"),
        (b"%PDF-1.7\n\x00\x01", "the file is a PDF, which is not read"),
        (b"\x89PNG\r\n\x1a\n\0", "the file is a picture, which is not read"),
        (b"PK\x03\x04\x14\0", "the file is a packed file"),
        ('{"patient"'.encode("utf-16"), "the file is binary or UTF-16"),
        ('{"patient": {"id": "J\xf6rg"}}'.encode("latin-1"), "the file is not UTF-8 text"),
        (b"\xff\xfe\xfd", "the file is not UTF-8 text"),
        (b"Dear colleague, ferritin was 8420.", "neither JSON nor a table"),
        (b"8420", "neither JSON nor a table"),
    ],
)
def test_unusable(data: bytes, said: str, knowledge: Knowledge) -> None:
    """Empty, truncated, too deep, not JSON, not ours: each is told in one line."""
    told = refusal(data, knowledge)
    assert said in told
    assert "\n" not in told


def test_too_large(tmp_path: Path, knowledge: Knowledge) -> None:
    """A file of 50 MB is not read at all."""
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(InputError, match=re.escape("the file is larger than 32 MB; expected one patient's record")):
        read_file(path, knowledge)


def test_the_path_is_named(tmp_path: Path, knowledge: Knowledge) -> None:
    """The message begins with the path; a file that is missing or a folder is told so."""
    with pytest.raises(InputError, match=r"missing\.json: there is no such file"):
        read_file(tmp_path / "missing.json", knowledge)
    with pytest.raises(InputError, match="this is a folder; expected a file"):
        read_file(tmp_path, knowledge)


def test_read_file(tmp_path: Path, knowledge: Knowledge) -> None:
    """A file is told by its contents, not by its name; a byte order mark does no harm."""
    path = tmp_path / "record.txt"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert read_file(path, knowledge).timeline.patient.id == "p1"


def test_another_patient(tmp_path: Path, knowledge: Knowledge) -> None:
    """If a patient is named and the file is about another, nothing is read."""
    with pytest.raises(InputError, match="about another patient than the one named"):
        read_text(json.dumps(GOOD).encode(), knowledge, patient="p2")


def test_events_that_are_no_events(knowledge: Knowledge) -> None:
    """What is not an event among events is refused at its place; the rest is read."""
    ferritin = {"kind": "lab", "name": "ferritin", "value": 5, "unit": "ng/mL", "time": "2026-03-02T05:50Z"}
    file = GOOD | {"events": [7, None, [], {}, {"kind": 3}, ferritin]}
    reading = read_text(json.dumps(file).encode(), knowledge)
    assert len(reading.timeline.results) == 1
    wheres = [refused.where for refused in reading.refused]
    assert wheres == ["event 1", "event 2", "event 3", "event 4, kind", "event 5, kind"]


def test_numbers_keep_every_digit(knowledge: Knowledge) -> None:
    """Numbers never pass through binary floating point, however they are written."""
    text = b'{"patient": {"id": "p1"}, "events": [{"kind": "lab", "name": "fibrinogen", "value": 1.0000000000000000001,'
    text += b'"unit": "g/L", "time": "2026-03-02T05:50Z"}]}'
    (result,) = read_text(text, knowledge).timeline.results
    assert result.received == "1.0000000000000000001"
    assert result.interval is not None
    assert result.interval.low > 100


def test_numbers_of_absurd_length(knowledge: Knowledge) -> None:
    """A number of a million digits, or with an exponent of a million, is refused in no time."""
    for number in (b"9" * 1000000, b"1e1000000", b"1e999"):
        text = b'{"patient": {"id": "p1"}, "events": [{"kind": "lab", "name": "ferritin", "value": ' + number
        reading = read_text(text + b', "unit": "ng/mL", "time": "2026-03-02T05:50Z"}]}', knowledge)
        assert len(reading.refused) == 1
