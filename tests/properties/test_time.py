"""Laws of time: what is decided at an instant rests on what was known by then, and on nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillpath.engine import Decision, decide, decide_each
from stillpath.intake import timeline_of_patient
from stillpath.timeline import Timeline
from tests.properties.fresh import decide_afresh
from tests.properties.stories import (
    NOW,
    Story,
    between,
    decided,
    every_rule,
    knowledge,
    moved,
    names_below,
    stories,
    timeline,
    told,
)

pytestmark = pytest.mark.slow

_CALENDAR = timedelta(days=400 * 365 + 97)
"""Four hundred years: after that the calendar, leap days and weekdays included, begins again."""


def _known_by(record: Timeline, at: object) -> Timeline:
    return replace(
        record,
        results=tuple(one for one in record.results if one.known_at <= at),  # type: ignore[operator]
        medications=tuple(one for one in record.medications if one.known_at <= at),  # type: ignore[operator]
    )


def _told(decision: Decision) -> list[tuple[object, ...]]:
    return [told(moment) for moment in decision.moments]


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(story: Story, chance: object) -> None:
    """The events of a record may stand in any order: every moment, finding and reason stays the same."""
    events = list(story.record.events)
    chance.shuffle(events)  # type: ignore[attr-defined]
    assert _told(decided(timeline(story))) == _told(decided(timeline(story.with_events(tuple(events)))))


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_inside_a_timeline_changes_nothing(story: Story, chance: object) -> None:
    """The entries of a timeline have no order that matters."""
    record = timeline(story)
    results, medications = list(record.results), list(record.medications)
    chance.shuffle(results)  # type: ignore[attr-defined]
    chance.shuffle(medications)  # type: ignore[attr-defined]
    other = replace(record, results=tuple(results), medications=tuple(medications))
    assert _told(decided(record)) == _told(decided(other))


@given(stories(), st.sampled_from((0, 1, 5, 12, 24, 30, 50, 200)))
def test_what_is_not_yet_known_changes_nothing(story: Story, hours: int) -> None:
    """Deciding at an earlier instant gives what was decided then, whatever became known later."""
    record = timeline(story)
    at = NOW - timedelta(hours=hours)
    assert _told(decided(record, at)) == _told(decided(_known_by(record, at), at))


@given(stories())
def test_what_becomes_known_later_leaves_the_past_alone(story: Story) -> None:
    """The moments before something became known are the same with it and without it."""
    record = timeline(story)
    instants = record.instants()
    if not instants:
        return
    cut = instants[len(instants) // 2]
    before = decided(_known_by(record, cut)).moments
    whole = decided(record).moments
    assert [told(one) for one in whole if one.at < cut] == [told(one) for one in before if one.at < cut]


@given(stories())
def test_a_finding_holds_past_its_own_moment(story: Story) -> None:
    """What a finding says of its own end lies after the moment it is shown at."""
    for moment in decided(timeline(story)).moments:
        for finding in moment.findings.values():
            assert finding.holds_until is None or finding.holds_until > moment.at


def _same_as_afresh(record: Timeline, pauses: int) -> None:
    at = record.now or NOW
    walk = decide(knowledge(), record, at)
    moments = {moment.at: moment for moment in walk.moments}
    inside = between(walk)
    instants = {*moments, *inside[:: max(1, len(inside) // pauses)]}
    afresh = decide_afresh(knowledge(), record, instants)
    for instant, (verdicts, spells) in afresh.items():
        moment = moments[max(one for one in moments if one <= instant)]
        assert {name: finding.verdict for name, finding in moment.findings.items()} == verdicts
        assert moment.spells == spells


@given(stories())
def test_the_walk_says_what_deciding_afresh_says(story: Story) -> None:
    """The engine decides again only what may have changed; deciding everything anew, and inside its pauses, agrees."""
    _same_as_afresh(timeline(story), 6)


@pytest.mark.parametrize("name", sorted(knowledge().patients))
def test_the_walk_of_a_worked_patient_says_what_deciding_afresh_says(name: str) -> None:
    """So it is for every worked patient, from the first thing known to the last."""
    _same_as_afresh(timeline_of_patient(knowledge().patients[name], knowledge()).timeline, 40)


@given(stories())
def test_moving_everything_by_a_calendar_changes_only_the_dates(story: Story) -> None:
    """The same child four hundred years later, in the same calendar, gets the same verdicts of every rule."""
    record = timeline(story)
    here, there = decided(record), decided(moved(record, _CALENDAR), NOW + _CALENDAR)
    assert [moment.at + _CALENDAR for moment in here.moments] == [moment.at for moment in there.moments]
    for name, rule in every_rule().items():
        assert (name, here.evaluate(rule).verdict) == (name, there.evaluate(rule).verdict)


@given(stories(), st.integers(-200, 200))
def test_moving_everything_by_weeks_changes_only_the_dates(story: Story, weeks: int) -> None:
    """Moved by whole weeks, every rule that does not look at the age says the same."""
    record = timeline(story)
    by = timedelta(weeks=weeks)
    here, there = decided(record), decided(moved(record, by), NOW + by)
    for name, rule in every_rule().items():
        if "age" not in names_below(name):
            assert (name, here.evaluate(rule).verdict) == (name, there.evaluate(rule).verdict)


@given(stories())
def test_the_same_arguments_give_the_same_decision(story: Story) -> None:
    """Deciding has no memory: the same record at the same instant gives the same moments again."""
    record = timeline(story)
    assert _told(decided(record)) == _told(decided(record))


@given(stories(), st.lists(st.sampled_from((0, 1, 5, 12, 24, 30, 50, 200, 4000)), min_size=1, max_size=5))
def test_many_instants_of_one_walk_say_what_each_says_alone(story: Story, back: list[int]) -> None:
    """Deciding at some instants in one walk gives, at each, what deciding at it alone gives, to the moment."""
    record = timeline(story)
    instants = sorted(NOW - timedelta(hours=hours) for hours in back)
    for at, decision in zip(instants, decide_each(knowledge(), record, instants), strict=True):
        alone = decide(knowledge(), record, at)
        assert _told(decision) == _told(alone)
        for name, rule in every_rule().items():
            assert (name, decision.evaluate(rule).verdict) == (name, alone.evaluate(rule).verdict)


def test_instants_go_forward_only() -> None:
    """An instant before the one before it is refused: a walk does not turn back."""
    record = timeline_of_patient(knowledge().patients["lea"], knowledge()).timeline
    walk = decide_each(knowledge(), record, (NOW, NOW - timedelta(hours=1)))
    next(walk)
    with pytest.raises(ValueError, match="earliest first"):
        next(walk)
