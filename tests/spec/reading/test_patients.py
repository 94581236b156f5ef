"""The patient, coverage, and events that are somebody else's."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from stillpath.intake import Reading

Read = Callable[..., Reading]


def patient(read: Read, **who: object) -> Reading:
    return read(patient={"id": "p1"} | who)


def test_patient(read: Read) -> None:
    """Sex and birth date are read; what is unknown stays unknown."""
    known = patient(read, sex="F", birth_date="2020-01-14", example="invented").timeline.patient
    assert (known.id, known.sex, known.birth_date, known.example) == ("p1", "female", date(2020, 1, 14), "invented")
    unknown = patient(read).timeline.patient
    assert (unknown.sex, unknown.birth_date) == (None, None)


def test_birth_year_only(read: Read) -> None:
    """A birth date given only to the year makes no age."""
    reading = patient(read, birth_date="2020")
    assert reading.timeline.patient.birth_date is None
    assert reading.notes == ("the birth date is given only to the month or year, so no age is computed",)


@pytest.mark.parametrize("birth_date", ["2026-03-03", "2020-02-30", "1820-01-14", "14.01.2020", 2020])
def test_impossible_birth_date(read: Read, birth_date: object) -> None:
    """A birth date that cannot be is refused; the rest is read."""
    reading = patient(read, birth_date=birth_date)
    assert reading.timeline.patient.birth_date is None
    assert [refused.where for refused in reading.refused] == ["patient, birth_date"]


def test_before_birth(read: Read) -> None:
    """Something dated before the birth date is noted: one of the two is wrong."""
    reading = read({"kind": "diagnosis", "name": "sjia", "time": "2019-12-31"})
    assert reading.notes == ("something is dated before the birth date",)


def test_another_patients_event(read: Read) -> None:
    """An event that names another patient is refused."""
    (refused,) = read({"name": "ferritin", "value": 500, "unit": "ng/mL", "patient_id": "p2"}).refused
    assert refused.found == "another patient's event"


def test_coverage(read: Read) -> None:
    """Coverage says from when to when a kind of record is complete; never beyond the file's now."""
    span = ["2026-03-01T00:00+01:00", "2026-03-03T00:00+01:00"]
    reading = patient(read, coverage={"medication_given": span})
    start, end = reading.timeline.coverage["medication_given"]
    assert (start, end) == (datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 2, 5, 10, tzinfo=UTC))
    assert reading.notes == ("coverage of medication_given: declared beyond the file's now; it ends there",)


@pytest.mark.parametrize(
    "coverage",
    [
        {"gossip": ["2026-03-01", "2026-03-02"]},
        {"lab": ["2026-03-02", "2026-03-01"]},
        {"lab": ["2026-03-01"]},
        {"lab": ["then", "now"]},
        ["lab"],
    ],
)
def test_bad_coverage(read: Read, coverage: object) -> None:
    """Coverage that cannot be read is refused: nothing is then taken as complete."""
    reading = patient(read, coverage=coverage)
    assert reading.timeline.coverage == {}
    assert len(reading.refused) == 1


def test_keys_that_are_not_read(read: Read) -> None:
    """A key that this version does not read is named, so that a slip of the pen is seen."""
    reading = read({"name": "ferritin", "value": 5, "unit": "ng/mL", "comparater": "<"})
    assert reading.notes == ("not read in this version: comparater",)
