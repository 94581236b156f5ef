"""Laws of the schedule: nothing too soon, nothing from before its clock, nothing that hangs on what came later."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillpath.care import plan
from stillpath.care.watch import Occasion, OccasionState, Watch, watch
from stillpath.engine import by_clock_alone
from tests.properties.stories import NOW, Story, decided, stories, timeline

pytestmark = pytest.mark.slow

_DAY = timedelta(hours=24)
_AHEAD = 2 * _DAY
HOURS = st.sampled_from((0, 1, 5, 12, 30, 100))


def made(story: Story, hours: int = 0) -> Watch:
    return watch(plan(decided(timeline(story), NOW - timedelta(hours=hours))), _AHEAD, _DAY)


def repeated(schedule: Watch, *states: OccasionState) -> dict[str, list[Occasion]]:
    """The occasions of each check that repeats, without those at fixed times and those that go with a dose."""
    found: dict[str, list[Occasion]] = {}
    for occasion in schedule.of(*states):
        if (
            occasion.monitor is not None
            and occasion.monitor.every is not None
            and not occasion.since
            and occasion.order is None
        ):
            found.setdefault(occasion.id, []).append(occasion)
    return found


@given(stories(), HOURS)
def test_a_walk_that_goes_on_is_one_from_the_first_entry(story: Story, hours: int) -> None:
    """What the clock alone changes hangs on no entry that came later, and not on where the walk began."""
    record, at = timeline(story), NOW - timedelta(hours=hours)
    decision = decided(record, at)
    anew = decided(record.known_by(at), at + _AHEAD).moments
    assert by_clock_alone(decision, at + _AHEAD) == tuple(one for one in anew if one.at > at)


@given(stories(), HOURS)
def test_no_check_is_due_sooner_than_its_interval(story: Story, hours: int) -> None:
    """Each time lies an interval or more after the one before, and the first one after it was last done."""
    schedule = made(story, hours)
    done = {due.monitor.id: due.last for due in schedule.plan.due if due.last is not None and not due.since}
    for id, occasions in repeated(schedule, OccasionState.DUE).items():
        every = occasions[0].monitor.every if occasions[0].monitor is not None else None
        assert every is not None
        assert all(other.at - one.at >= every for one, other in pairwise(occasions))
        assert id not in done or occasions[0].at - done[id] >= every


@given(stories(), HOURS)
def test_nothing_is_due_or_missed_from_before_its_clock_started(story: Story, hours: int) -> None:
    """A check that the child's stage asks for since noon was due at no time of the morning."""
    schedule = made(story, hours)
    began = {check.monitor.id: check.began for check in schedule.plan.checks}
    for id, occasions in repeated(schedule, OccasionState.DUE, OccasionState.OVERDUE, OccasionState.MISSED).items():
        assert min(occasion.at for occasion in occasions) >= began[id]


@given(stories(), HOURS)
def test_the_schedule_and_the_page_reckon_alike(story: Story, hours: int) -> None:
    """What the page calls due or overdue stands here as it does there; nothing is overdue here alone."""
    schedule = made(story, hours)
    told = {(occasion.id, occasion.at, occasion.state.value) for occasion in schedule.occasions}
    for due in schedule.plan.due:
        if due.at is not None and due.at <= schedule.end:
            assert (due.monitor.id, due.at, due.state.value) in told
    overdue = {(due.monitor.id, due.at) for due in schedule.plan.due}
    overdue |= {(dose.order.drug, dose.at) for dose in schedule.plan.doses_due}
    assert {(occasion.id, occasion.at) for occasion in schedule.of(OccasionState.OVERDUE)} <= overdue


@given(stories(), HOURS)
def test_every_occasion_lies_on_its_side_of_now(story: Story, hours: int) -> None:
    """Done and missed lie behind, due lies ahead, both inside the window; times are in order."""
    schedule = made(story, hours)
    now = schedule.plan.decision.now.at
    assert [occasion.at for occasion in schedule.occasions] == sorted(occasion.at for occasion in schedule.occasions)
    for occasion in schedule.occasions:
        if occasion.state in (OccasionState.DONE, OccasionState.MISSED):
            assert schedule.start < occasion.at <= now
        elif occasion.state is not OccasionState.OVERDUE:
            assert now <= occasion.at <= schedule.end


@given(stories(), HOURS)
def test_what_is_not_yet_known_changes_no_schedule(story: Story, hours: int) -> None:
    """Made again from the same record at the same instant, with later entries or without, it is the same."""
    record = timeline(story)
    at = NOW - timedelta(hours=hours)
    known = replace(
        record,
        results=tuple(one for one in record.results if one.known_at <= at),
        medications=tuple(one for one in record.medications if one.known_at <= at),
    )
    one, other = (watch(plan(decided(which, at)), _AHEAD, _DAY) for which in (record, known))
    assert one.occasions == other.occasions
