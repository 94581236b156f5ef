"""Times: what is understood, what is assumed, and what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stillpath.intake import Reading
from stillpath.timeline import Precision, Result

OSLO = ZoneInfo("Europe/Oslo")
FERRITIN = {"name": "ferritin", "value": 500, "unit": "ng/mL"}

Read = Callable[..., Reading]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    "written",
    ["2026-03-02T05:50+01:00", "2026-03-02T05:50:00+01:00", "2026-03-02 05:50+0100", "2026-03-02T04:50Z"],
)
def test_offset(only: Callable[..., Result], written: str) -> None:
    """A time with its offset is kept as the same instant in UTC, however the offset is written."""
    assert only(**FERRITIN, time=written).at == at(2026, 3, 2, 4, 50)


def test_no_zone(why: Callable[..., str]) -> None:
    """A time without an offset is refused unless a zone is named."""
    told = "event 1, time: found a time without its offset; expected a time with its offset, such as "
    assert why(**FERRITIN, time="2026-03-02T05:50") == told + "2026-03-02T05:50+01:00; or name the zone with --zone"


def test_zone_option(read: Read) -> None:
    """With a zone named, a time without an offset is read in it, summer time and all."""
    reading = read({**FERRITIN, "time": "2025-07-02T05:50"}, zone=OSLO)
    assert reading.timeline.results[0].at == at(2025, 7, 2, 3, 50)
    assert reading.timeline.zone is OSLO


def test_clock_put_back(read: Read) -> None:
    """A time that the clocks showed twice is taken as the earlier, and that is noted."""
    reading = read({**FERRITIN, "time": "2025-10-26T02:30"}, zone=OSLO)
    assert reading.timeline.results[0].at == at(2025, 10, 26, 0, 30)
    assert reading.notes == ("event 1: the clocks showed this time twice; the earlier was taken",)


def test_clock_put_forward(read: Read) -> None:
    """A time that the clocks skipped is read as if they had not yet changed, and that is noted."""
    reading = read({**FERRITIN, "time": "2025-03-30T02:30"}, zone=OSLO)
    assert reading.timeline.results[0].at == at(2025, 3, 30, 1, 30)
    assert reading.notes == ("event 1: the clocks skipped this time; it was read as if they had not yet changed",)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("0001-01-01T00:00Z", "a year before any living patient's"),
        ("2026-03-02T24:00+01:00", "the end of a day written as hour twenty-four"),
        ("2026-02-30T05:50+01:00", "a day or hour that is not in the calendar"),
        ("2026-03-02T05:61+01:00", "a day or hour that is not in the calendar"),
        ("2016-12-31T23:59:60Z", "a leap second"),
        ("2026-03-02T05:50+25:00", "an offset that no place on earth has"),
        ("2026-03-02T05:50+01:75", "an offset that no place on earth has"),
        ("9999-12-31T23:59-14:00", "a year after any living patient's"),
        ("2026-03", "only a month or year"),
        ("yesterday", "text that is not a time"),
        ("2026-03-02T05", "text that is not a time"),
        ("02.03.2026 05:50", "text that is not a time"),
        ("", "an empty text"),
        (None, "nothing"),
        (1772427000, "a number"),
    ],
)
def test_nasty_times(why: Callable[..., str], written: object, found: str) -> None:
    """A time that no clock shows, or that could be read in two ways, is refused; the rest of the file is read."""
    assert why(**FERRITIN, time=written).startswith(f"event 1, time: found {found};")


def test_future(why: Callable[..., str]) -> None:
    """Nothing can have been taken after the file's own now."""
    told = "event 1, time: found a time after the file's own now; expected a time up to it"
    assert why(**FERRITIN, time="2026-03-02T06:11+01:00") == told


def test_date_only(read: Read) -> None:
    """A date keeps its coarseness: the day begins it, and it is known by the end of that day, or by the file's now."""
    reading = read(
        {"kind": "diagnosis", "name": "sjia", "time": "2025-11-20"},
        {**FERRITIN, "time": "2026-03-02"},
    )
    diagnosis, ferritin = reading.timeline.results
    assert (diagnosis.at, diagnosis.precision) == (at(2025, 11, 19, 23, 0), Precision.DAY)
    assert diagnosis.known_at == at(2025, 11, 20, 22, 59)
    assert (ferritin.at, ferritin.known_at) == (at(2026, 3, 1, 23, 0), at(2026, 3, 2, 5, 10))


def test_a_date_does_not_move_now(read: Read) -> None:
    """Without a now, a date is known no later than the last thing that was known to the minute."""
    reading = read(FERRITIN, {"kind": "diagnosis", "name": "sjia", "time": "2026-03-02"}, now=None)
    assert reading.timeline.last_known() == at(2026, 3, 2, 4, 50)


def test_year_of_diagnosis(only: Callable[..., Result]) -> None:
    """A diagnosis may be dated by a year or a month alone."""
    assert only(kind="diagnosis", name="sjia", time="2024").precision is Precision.DAY
    assert only(kind="diagnosis", name="sjia", time="2024-12").known_at == at(2024, 12, 31, 22, 59)


def test_known_at(only: Callable[..., Result]) -> None:
    """`known_at` is when it was learned; without it, the time it was true is taken, and marked as assumed."""
    told = only(**FERRITIN, known_at="2026-03-02T06:05+01:00")
    assert (told.known_at, told.known_assumed) == (at(2026, 3, 2, 5, 5), False)
    silent = only(**FERRITIN)
    assert (silent.known_at, silent.known_assumed) == (silent.at, True)


def test_known_before_it_was_taken(read: Read) -> None:
    """Nothing is known before it is taken: such a time is not believed, and that is noted."""
    reading = read({**FERRITIN, "known_at": "2026-03-02T05:00+01:00"})
    assert reading.timeline.results[0].known_at == reading.timeline.results[0].at
    assert reading.notes == ("event 1: known before it was taken; the time it was taken is used instead",)


def test_unreadable_known_at(why: Callable[..., str]) -> None:
    """A `known_at` that cannot be read refuses the event: it must not show too early."""
    assert why(**FERRITIN, known_at="soon").startswith("event 1, known_at: found text that is not a time;")


def test_nominal(read: Read) -> None:
    """In a nominal file the times only order; nothing is told about minutes."""
    reading = read({**FERRITIN, "time": "2026-01-02"}, nominal=True, now="2026-01-03")
    (ferritin,) = reading.timeline.results
    assert reading.timeline.nominal
    assert (ferritin.precision, ferritin.known_at) == (Precision.NOMINAL, ferritin.at)


def test_now_is_refused_alone(read: Read) -> None:
    """A now that cannot be read is refused; the events are read without it."""
    reading = read(FERRITIN, now="2026-03-02")
    assert (reading.timeline.now, len(reading.timeline.results)) == (None, 1)
    assert [refused.where for refused in reading.refused] == ["now"]


def test_shown_in_the_offset_of_now(read: Read) -> None:
    """Without a zone, times are shown in the offset of the file's now."""
    assert read(FERRITIN).timeline.zone.utcoffset(None) == timedelta(hours=1)
