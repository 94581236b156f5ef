"""A file that is read by the clock of now: what is said to lie after it is refused, and the rest is read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stillpath.intake import Names, PatientRecord, Reading, Received, understand
from stillpath.model import Knowledge
from stillpath.timeline import Standing

NOW = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
LATER = "2027-03-02T06:00+00:00"


def ferritin(time: str, **more: Any) -> Received:
    return Received("event 1", "lab", "ferritin", time=time, value="8420", unit="ng/mL", **more)


@pytest.fixture
def names(knowledge: Knowledge) -> Names:
    return Names.of(knowledge)


def read(names: Names, *events: Received, clock: datetime | None = NOW, **more: Any) -> Reading:
    return understand(PatientRecord("p", events=events, **more), names, clock=clock)


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (ferritin(LATER), "event 1, time"),
        (ferritin("2026-03-02T06:00+00:00", known=LATER), "event 1, known_at"),
        (ferritin("2026-03-02T06:26+00:00"), "event 1, time"),
        (ferritin("2026-03-03"), "event 1, time"),
    ],
)
def test_what_lies_after_now_is_refused(names: Names, event: Received, where: str) -> None:
    """It says where and what was expected; the entry beside it is read."""
    reading = read(names, event, ferritin("2026-03-02T05:00+00:00"))
    (refused,) = reading.refused
    assert (refused.where, refused.found, refused.expected) == (where, "a time later than now", "a time up to now")
    assert reading.timeline.last_known() == datetime(2026, 3, 2, 5, tzinfo=UTC)


def test_a_clock_may_run_ahead_by_minutes(names: Names) -> None:
    """A quarter of an hour is allowed; the end of an order lies where it lies."""
    ahead = "2026-03-02T06:25+00:00"
    order = Received(
        "event 2", "medication_order", "anakinra", time=ahead, value="36", unit="mg", per="dose", end=LATER
    )
    reading = read(names, ferritin(ahead), order)
    assert not reading.refused
    assert reading.timeline.last_known() == NOW + timedelta(minutes=15)


def test_a_date_of_today_is_known_now(names: Names) -> None:
    """Not at the end of a day that is still to come."""
    assert read(names, ferritin("2026-03-02")).timeline.last_known() == NOW
    assert read(names, ferritin("2026-03-01")).timeline.last_known() == datetime(2026, 3, 1, 23, 59, tzinfo=UTC)


def test_a_now_of_the_file_that_lies_ahead_is_refused(names: Names) -> None:
    """The record is then read without one."""
    reading = read(names, ferritin("2026-03-02T05:00+00:00"), now=LATER)
    assert [(one.where, one.found) for one in reading.refused] == [("now", "a time later than now")]
    assert reading.timeline.now is None


@pytest.mark.parametrize("status", [Standing.CORRECTED, Standing.ENTERED_IN_ERROR])
def test_a_correction_dated_ahead_leaves_nothing_old_standing(names: Names, status: Standing) -> None:
    """What it corrects is used no longer, and nothing stands in the time to come."""
    first = ferritin("2026-03-02T05:00+00:00", family="f1")
    reading = read(names, first, ferritin("2026-03-02T05:00+00:00", known=LATER, family="f1", status=status))
    assert len(reading.refused) == 1
    assert any(one.standing.retracts for one in reading.timeline.results)
    last = reading.timeline.last_known()
    assert last is not None
    assert last <= NOW


def test_without_a_clock_nothing_is_later_than_now(names: Names) -> None:
    """A case of the knowledge, or a file at the command, is read as it is."""
    assert not read(names, ferritin(LATER), clock=None).refused
