"""Laws of messages: no error and no refusal tells a patient's value."""

import json
from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from stillpath.errors import StillpathError
from stillpath.intake import read_text
from tests.properties.stories import knowledge

_NUMBER = "739281"
_NAME = "Quuxby Zzyzx"
_TOLD = (_NUMBER, "Quuxby", "Zzyzx")

_EVENTS = [
    {"id": "a", "time": "2026-03-02T05:50+01:00", "kind": "lab", "name": "ferritin", "value": 8420, "unit": "ug/L"},
    {"id": "b", "time": "2026-03-02T05:50Z", "kind": "vital", "name": "temperature", "value": "39.4", "unit": "Cel"},
    {"id": "c", "time": "2026-03-01", "kind": "diagnosis", "name": "sjia", "value": True},
    {
        "id": "d",
        "time": "2026-03-02T06:00Z",
        "known_at": "2026-03-02T07:00Z",
        "kind": "lab",
        "name": "ast",
        "value": 120,
        "unit": "U/L",
        "reference": {"low": 10, "high": 40},
        "status": "corrected",
        "replaces": "a",
        "code": {"system": "http://loinc.org", "code": "1920-8"},
        "specimen": "serum",
    },
    {
        "id": "e",
        "time": "2026-03-02T06:00Z",
        "kind": "medication_given",
        "name": "methylprednisolone",
        "value": 552,
        "unit": "mg",
        "per": "dose",
        "every": "24 h",
        "route": "iv",
        "end": "2026-03-03T06:00Z",
    },
]
_FILE: dict[str, object] = {
    "patient": {
        "id": "p",
        "sex": "female",
        "birth_date": "2020-01-14",
        "coverage": {"medication_given": ["2026-03-01T00:00Z", "2026-03-02T06:10Z"]},
    },
    "now": "2026-03-02T08:00Z",
    "events": _EVENTS,
}
_STRANGE = st.sampled_from(
    [
        int(_NUMBER),
        _NUMBER,
        f">{_NUMBER}",
        f"<<{_NUMBER}",
        f"{_NUMBER},5",
        f"{_NUMBER} mg/dL",
        _NAME,
        f"2026-03-02 {_NAME}",
        f"{_NUMBER}-03-02T05:50Z",
        f"2026-03-02T05:50+{_NUMBER}",
        [int(_NUMBER)],
        {_NAME: int(_NUMBER)},
        {_NUMBER: _NAME},
        float(f"{_NUMBER}.5"),
        -int(_NUMBER),
        f"{_NUMBER * 9}",
        f"{_NAME}\n\x1b[31m{_NUMBER}",
        f"{_NUMBER}e999",
        f"NaN{_NUMBER}",
    ]
)


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner: list[tuple[object, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for key, one in inner for place in _places(one, (*path, key)))]


_PLACES = [place for place in _places(_FILE) if place]


def _with(place: tuple[object, ...], strange: object) -> dict[str, object]:
    made = deepcopy(_FILE)
    holder: object = made
    for key in place[:-1]:
        holder = holder[key]  # type: ignore[index]
    holder[place[-1]] = strange  # type: ignore[index]
    return made


def _messages(data: bytes) -> list[str]:
    """Everything that may reach a log: errors, and of a refusal its place, what was found and what was expected."""
    try:
        reading = read_text(data, knowledge())
    except StillpathError as problem:
        return [str(problem)]
    return [text for refused in reading.refused for text in (refused.where, refused.found, refused.expected)]


def _told(messages: list[str]) -> list[str]:
    return [message for message in messages if any(value in message for value in _TOLD)]


@given(st.sampled_from(_PLACES), _STRANGE)
def test_no_message_tells_what_stood_in_the_wrong_place(place: tuple[object, ...], strange: object) -> None:
    """A value in any place of a record, of any form, is in no error and in no refusal's words."""
    assert _told(_messages(json.dumps(_with(place, strange)).encode())) == []


@given(st.sampled_from(_PLACES), st.sampled_from((_NAME, _NUMBER)), st.integers(1, 400))
def test_no_message_tells_what_stood_where_a_file_breaks_off(place: tuple[object, ...], value: str, end: int) -> None:
    """A file that breaks off, or is no JSON at all, is refused without a word of what it held."""
    text = json.dumps(_with(place, value))
    for broken in (text[:end], f"{value}{text}", text + value, text.replace('"', "'"), text.replace(",", value, 1)):
        assert _told(_messages(broken.encode())) == []


@given(st.sampled_from(("time", "kind", "name", "value", "unit", "status", "known_at")), _STRANGE)
def test_no_message_tells_what_stood_in_a_table(column: str, strange: object) -> None:
    """The same holds for a table: whatever stands in a cell, the words of a refusal do not repeat it."""
    row = {
        "time": "2026-03-02T05:50Z",
        "kind": "lab",
        "name": "ferritin",
        "value": "700",
        "unit": "ng/mL",
        "status": "final",
        "known_at": "",
    }
    row[column] = json.dumps(str(strange))
    table = ",".join(row) + "\n" + ",".join(str(cell) for cell in row.values()) + "\n"
    assert _told(_messages(table.encode())) == []
