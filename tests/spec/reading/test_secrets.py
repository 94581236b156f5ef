"""What a patient's file says is told to nobody but the person who supplied it; and any bytes at all come to an end."""

import json
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stillpath.errors import InputError
from stillpath.intake import Reading, read_text
from stillpath.model import Knowledge

SECRETS = ("Anna Berg 77.31", 77123.4567, "Straße 5; \u202eAnna")

EVENT = {
    "id": "e1",
    "time": "2026-03-02T05:50+01:00",
    "known_at": "2026-03-02T06:05+01:00",
    "kind": "lab",
    "name": "ferritin",
    "code": {"system": "loinc", "code": "2276-4"},
    "value": 500,
    "unit": "ng/mL",
    "comparator": ">",
    "specimen": "serum",
    "reference": {"low": 10, "high": 140},
    "status": "final",
    "replaces": "e0",
    "end": "2026-03-03T05:50+01:00",
    "route": "oral",
    "every": "24 h",
    "per": "dose",
    "by": "a nurse",
    "note": "nothing",
}
FILE = {
    "patient": {
        "id": "p1",
        "sex": "female",
        "birth_date": "2020-01-14",
        "coverage": {"lab": ["2026-03-01T00:00Z", "2026-03-02T00:00Z"]},
    },
    "now": "2026-03-02T06:10+01:00",
    "events": [
        EVENT,
        {**EVENT, "id": "e2", "kind": "medication_order", "name": "anakinra", "value": 36, "unit": "mg", "code": None},
        {**EVENT, "id": "e3", "kind": "exam", "name": "seizure", "value": "no", "code": None},
    ],
}
PATIENT = {"reference": "Patient/p1"}
BUNDLE = {
    "resourceType": "Bundle",
    "timestamp": "2026-03-02T06:10:00+01:00",
    "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "p1", "gender": "female"}},
        {
            "resource": {
                "resourceType": "Observation",
                "status": "final",
                "subject": PATIENT,
                "code": {"coding": [{"system": "http://loinc.org", "code": "2276-4"}], "text": "Ferritin"},
                "effectiveDateTime": "2026-03-02T05:50:00+01:00",
                "issued": "2026-03-02T06:05:00+01:00",
                "valueQuantity": {"value": 500, "comparator": ">", "unit": "ng/mL"},
                "referenceRange": [{"low": {"value": 10}}],
                "specimen": {"display": "Serum"},
            }
        },
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "status": "active",
                "intent": "order",
                "subject": PATIENT,
                "medicationCodeableConcept": {"text": "anakinra"},
                "authoredOn": "2026-03-02T05:50:00+01:00",
                "dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 36, "unit": "mg"}}]}],
            }
        },
        {
            "resource": {
                "resourceType": "Condition",
                "subject": PATIENT,
                "verificationStatus": {"coding": [{"code": "confirmed"}]},
                "code": {"text": "sJIA"},
                "onsetDateTime": "2025",
            }
        },
    ],
}


def paths(tree: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The way to every place in a tree but its root."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from paths(value, (*path, key))


def with_secret(tree: object, path: tuple[object, ...], secret: object) -> object:
    """The tree with a secret in one place."""
    copy = json.loads(json.dumps(tree))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = secret
    return copy


def said_aloud(data: bytes, knowledge: Knowledge) -> str:
    """Everything that may go to a log: errors, and of refusals all but what is shown to the person."""
    try:
        reading: Reading = read_text(data, knowledge)
    except InputError as problem:
        return str(problem)
    return "\n".join(f"{one.where}: {one.found}; {one.expected}" for one in reading.refused)


def test_no_message_holds_a_value(knowledge: Knowledge) -> None:
    """Whatever stands in whatever place of a file, no error and no refusal repeats it."""
    count = 0
    for tree in (FILE, BUNDLE):
        for path in paths(tree):
            for secret in SECRETS:
                aloud = said_aloud(json.dumps(with_secret(tree, path, secret)).encode(), knowledge)
                assert str(secret) not in aloud
                count += 1
    assert count > 300


def test_no_message_holds_a_cell(knowledge: Knowledge) -> None:
    """The same for every cell of a table."""
    head = ["patient_id", "time", "kind", "name", "value", "unit", "known_at", "status", "comparator", "specimen"]
    cells = ["p1", "2026-03-02T05:50Z", "lab", "ferritin", "500", "ng/mL", "", "final", ">", "serum"]
    for place in range(len(cells)):
        for secret in map(str, SECRETS):
            row = [*cells[:place], secret, *cells[place + 1 :]]
            table = "\n".join(",".join(line) for line in (head, cells, row))
            assert secret not in said_aloud(table.encode(), knowledge)


def test_keys_are_not_repeated(knowledge: Knowledge) -> None:
    """A key may be a name, too: one that stands twice is named only if it is one of ours."""
    assert "Anna" not in said_aloud(b'{"Anna": 1, "Anna": 2}', knowledge)
    assert "Anna" not in said_aloud(b'{"patient": {"id": "p", "coverage": {"Anna": [1, 2]}}, "events": []}', knowledge)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_come_to_an_end(knowledge: Knowledge, data: st.DataObject) -> None:
    """Cut anywhere, or with a byte changed anywhere, a file is read or refused; nothing else happens."""
    whole = bytearray(json.dumps(data.draw(st.sampled_from((FILE, BUNDLE)))).encode())
    if data.draw(st.booleans()):
        said_aloud(bytes(whole[: data.draw(st.integers(0, len(whole)))]), knowledge)
        return
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    said_aloud(bytes(whole), knowledge)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_anything_anywhere(knowledge: Knowledge, data: st.DataObject) -> None:
    """Whatever JSON stands in any place of a file, it is read or refused."""
    tree = data.draw(st.sampled_from((FILE, BUNDLE)))
    path = data.draw(st.sampled_from(list(paths(tree))))
    said_aloud(json.dumps(with_secret(tree, path, data.draw(JUNK))).encode(), knowledge)
