"""A time as people type it has one reading, or is asked again with at most two."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from stillpath.intake import typed_birth_date, typed_time
from stillpath.timeline import Refused

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("", "2026-03-02T06:10+01:00"),
        ("now", "2026-03-02T06:10+01:00"),
        ("05:50", "2026-03-02T05:50+01:00"),
        ("5.50", "2026-03-02T05:50+01:00"),
        ("06:10", "2026-03-02T06:10+01:00"),
        ("-2h", "2026-03-02T04:10+01:00"),
        ("- 30 min", "2026-03-02T05:40+01:00"),
        ("2 hours ago", "2026-03-02T04:10+01:00"),
        ("-1d", "2026-03-01T06:10+01:00"),
        ("01-Mar-2026 22:30", "2026-03-01T22:30+01:00"),
        ("1 March 2026, 22:30", "2026-03-01T22:30+01:00"),
        ("1. mars 2026 22.30", "2026-03-01T22:30+01:00"),
        ("28/02/2026 22:30", "2026-02-28T22:30+01:00"),
        ("2026-03-01 22:30", "2026-03-01T22:30+01:00"),
        ("2026-03-01T21:30Z", "2026-03-01T22:30+01:00"),
        ("01-Mar-2026", "2026-03-01"),
        ("2026-03-01", "2026-03-01"),
        ("15-Jul-2025 06:10", "2025-07-15T06:10+02:00"),
    ],
)
def test_what_has_one_reading_is_read(text: str, means: str) -> None:
    """In the hospital's zone, with its offset; a date stays a date."""
    assert typed_time(text, NOW, OSLO) == means


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("22:30", "still to come", "01-Mar-2026 22:30 if it was yesterday"),
        ("03-Mar-2026 06:10", "in the future", "a time up to now"),
        ("2026-03-03", "in the future", "up to today"),
        ("01/02/2026 06:10", "two readings", "01-Feb-2026 06:10 or 02-Jan-2026 06:10, written so"),
        ("6:10 pm", "12-hour clock", "24-hour"),
        ("25:10", "not on the clock", "06:10"),
        ("31-Feb-2026", "not in the calendar", "02-Mar-2026"),
        ("02-Foo-2026", "a month that is not known", "02-Mar-2026"),
        ("2026-03", "only a month", "a day at least"),
        ("soon", "not a time", "06:10"),
        ("-2 moons", "a unit that is not known", "-2h"),
        ("-999999d", "before any patient", "06:10"),
        ("26-Oct-2025 02:30", "showed twice", "2025-10-26T02:30+02:00 or 2025-10-26T02:30+01:00"),
        ("30-Mar-2025 02:30", "skipped", "written so"),
        ("<b>now</b>", "not a time", "06:10"),
    ],
)
def test_what_has_none_or_two_is_asked_again(text: str, found: str, expected: str) -> None:
    """What could be meant stands in the words, and nothing of the text does."""
    problem = typed_time(text, NOW, OSLO, "blood-time")
    assert isinstance(problem, Refused)
    assert found in problem.found
    assert expected in problem.expected
    assert (problem.where, problem.shown) == ("blood-time", "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14-Jan-2020", date(2020, 1, 14)),
        ("14 januar 2020", date(2020, 1, 14)),
        ("2020-01-14", date(2020, 1, 14)),
        ("14/01/2020", date(2020, 1, 14)),
        ("04.04.2020", date(2020, 4, 4)),
    ],
)
def test_a_birth_date_in_any_form_with_one_reading(text: str, day: date) -> None:
    """Numbers too, where only one of them can be the month."""
    assert typed_birth_date(text, NOW, OSLO) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2020", "03-Apr-2020 or 04-Mar-2020"),
        ("2020", "type the age instead"),
        ("03-Mar-2026", "up to today"),
        ("six", "14-Jan-2020"),
        ("1820-01-14", "14-Jan-2020"),
    ],
)
def test_a_birth_date_that_cannot_be_used(text: str, expected: str) -> None:
    """It says what could be meant, or an example."""
    problem = typed_birth_date(text, NOW, OSLO)
    assert isinstance(problem, Refused)
    assert expected in problem.expected
