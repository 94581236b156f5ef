"""Corrections, retractions, repeats: which version counts, and from when."""

from collections.abc import Callable
from datetime import UTC, datetime

from stillpath.intake import Reading
from stillpath.model import Knowledge
from stillpath.timeline import Result

Read = Callable[..., Reading]

LAB = {"id": "f1", "name": "ferritin", "unit": "ng/mL"}
FIRST = {**LAB, "value": 300, "known_at": "2026-03-02T05:55+01:00"}


def counted(reading: Reading, knowledge: Knowledge, clock: str) -> list[str]:
    """What is held of ferritin at a time of the morning."""
    at = datetime.fromisoformat(f"2026-03-02T{clock}+01:00").astimezone(UTC)
    results: list[Result] = reading.timeline.as_of(at, knowledge.facts).results("ferritin")
    return [result.received for result in results]


def test_corrected(read: Read, knowledge: Knowledge) -> None:
    """A correction takes the place of the value with the same id, from when it was itself known."""
    reading = read(FIRST, {**LAB, "value": 3000, "status": "corrected", "known_at": "2026-03-02T06:05+01:00"})
    assert counted(reading, knowledge, "06:00") == ["300"]
    assert counted(reading, knowledge, "06:05") == ["3000"]


def test_replaces(read: Read, knowledge: Knowledge) -> None:
    """A result with an id of its own may name the one it replaces."""
    newer = {**LAB, "id": "f2", "replaces": "f1", "value": 3000, "known_at": "2026-03-02T06:05+01:00"}
    reading = read(newer, FIRST)
    assert counted(reading, knowledge, "06:00") == ["300"]
    assert counted(reading, knowledge, "06:05") == ["3000"]


def test_entered_in_error(read: Read, knowledge: Knowledge) -> None:
    """What was entered in error is taken back from when that was known, and is reported."""
    reading = read(FIRST, {**LAB, "value": 300, "status": "entered-in-error", "known_at": "2026-03-02T06:05+01:00"})
    assert counted(reading, knowledge, "06:00") == ["300"]
    assert counted(reading, knowledge, "06:05") == []
    assert [refused.found for refused in reading.refused] == ["something entered in error"]


def test_retraction_needs_only_the_id(read: Read, knowledge: Knowledge) -> None:
    """A retraction needs neither name nor value nor time; without a time it counts from the beginning."""
    reading = read(FIRST, {"id": "f1", "status": "cancelled", "time": None})
    assert counted(reading, knowledge, "06:10") == []


def test_only_the_last_version(read: Read) -> None:
    """Where a source holds only the correction, the result says so."""
    (result,) = read({**FIRST, "status": "corrected"}).timeline.results
    assert result.note == "earlier version not in source"


def test_a_correction_that_cannot_be_used(read: Read, knowledge: Knowledge) -> None:
    """If the correction is refused, the value it corrects does not go on counting."""
    reading = read(
        FIRST,
        {**LAB, "value": 3000, "unit": "mg/L", "status": "corrected", "known_at": "2026-03-02T06:05+01:00"},
    )
    assert counted(reading, knowledge, "06:00") == ["300"]
    assert counted(reading, knowledge, "06:05") == []
    assert "the older version is not used from then on either" in reading.notes[0]


def test_an_id_used_twice(read: Read) -> None:
    """One id for two different things loses neither."""
    reading = read(FIRST, {"id": "f1", "name": "platelets", "value": 142, "unit": "10*9/L"})
    assert {result.fact for result in reading.timeline.results} == {"ferritin", "platelets"}
    assert len({result.id for result in reading.timeline.results}) == 2
    assert reading.notes == ("event 1: its id is used for different things; each was kept",)


def test_two_values_under_one_id_and_time(read: Read, knowledge: Knowledge) -> None:
    """Two versions between which nothing decides are both kept; the one of more concern counts, in either order."""
    other = {**FIRST, "value": 900}
    for events in ((FIRST, other), (other, FIRST)):
        reading = read(*events)
        assert counted(reading, knowledge, "06:10") == ["300", "900"]


def test_ten_thousand_repeats(read: Read) -> None:
    """The same event ten thousand times is one event, and the repeats are counted."""
    reading = read(*[{"name": "ferritin", "value": 500, "unit": "ng/mL"}] * 10000)
    assert len(reading.timeline.results) == 1
    assert reading.notes == ("9,999 events repeat another exactly and were read once",)


def test_the_order_of_events_changes_nothing(read: Read) -> None:
    """Events may come in any order."""
    events = [{**FIRST, "id": f"f{n}", "value": n, "time": f"2026-03-0{n}T05:00+01:00"} for n in (1, 2)]
    assert read(*events).timeline == read(*reversed(events)).timeline
