"""Laws of scores: between two instants they stand still, nothing later reaches them, and knowing more narrows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillpath.engine import Scored, decide, score_at
from stillpath.engine.evaluate import Context, evaluate_node
from stillpath.engine.known import Known
from stillpath.intake import timeline_of_patient
from stillpath.model import Verdict
from stillpath.timeline import Timeline
from tests.properties.stories import NOW, Story, between, decided, knowledge, stories, timeline

pytestmark = pytest.mark.slow


def _told(scored: Scored) -> tuple[object, ...]:
    return scored.applies, scored.points, scored.reading, tuple((one.points, one.band) for one in scored.items)


def _holds_still(record: Timeline, pauses: int) -> None:
    walk = decide(knowledge(), record, record.now or NOW)
    inside = between(walk)
    for instant in inside[:: max(1, len(inside) // pauses)]:
        moment = max((one for one in walk.moments if one.at <= instant), key=lambda one: one.at)
        known = Known(knowledge(), record.as_of(instant, knowledge().facts))
        context = Context(known, moment.findings, moment.spells, lambda name, at=moment: at.events[name])
        for score in knowledge().scores.values():
            before = moment.score(score, knowledge())
            lines = {name: evaluate_node(rule, context) for name, rule in score.rules().items()}
            assert _told(score_at(score, lines, knowledge())) == _told(before)
            assert before.holds_until is None or before.holds_until > instant


@given(stories())
def test_a_score_stands_still_between_two_instants(story: Story) -> None:
    """Worked out anew inside a pause of the walk, every score is what it was at the moment before, and said so."""
    _holds_still(timeline(story), 6)


@pytest.mark.parametrize("name", sorted(knowledge().patients))
def test_a_score_of_a_worked_patient_stands_still_between_two_instants(name: str) -> None:
    """So it is for every worked patient."""
    _holds_still(timeline_of_patient(knowledge().patients[name], knowledge()).timeline, 30)


@given(stories())
def test_every_item_lies_in_a_band_and_never_surely_in_two(story: Story) -> None:
    """Bands leave nothing out and share nothing: one at least is open, and if one is met it is the only one open."""
    findings = decided(timeline(story)).now.findings
    for score in knowledge().scores.values():
        for item in score.items:
            verdicts = [findings[f"score/{score.id}/{item.id}/{place}"].verdict for place in range(len(item.bands))]
            if verdicts:
                still_open = [verdict for verdict in verdicts if verdict is not Verdict.NOT_MET]
                assert still_open
                assert Verdict.MET not in verdicts or len(still_open) == 1


@given(stories())
def test_a_figure_is_made_of_its_items(story: Story) -> None:
    """Lowest and highest are the sums of the items', complete means one figure, and a reading is never half true."""
    decision = decided(timeline(story))
    for id, score in knowledge().scores.items():
        scored = decision.score(id)
        if scored.applies is Verdict.NOT_MET:
            assert scored.points is None
            assert scored.reading is None
            assert not scored.complete
            continue
        assert scored.points is not None
        assert scored.points.low == score.constant + sum(one.points.low for one in scored.items)
        assert scored.points.high == score.constant + sum(one.points.high for one in scored.items)
        assert not scored.complete or scored.points.is_point
        if score.total is not None:
            assert score.total.low <= scored.points.low <= scored.points.high <= score.total.high
        if scored.applies is Verdict.UNKNOWN:
            assert scored.reading is None
        if scored.reading is not None:
            at = scored.reading.at
            assert at.low is None or at.low <= scored.points.low
            assert at.high is None or at.high >= scored.points.high


@given(stories(), st.sampled_from((1, 5, 12, 30)))
def test_no_later_fact_reaches_a_score(story: Story, hours: int) -> None:
    """A score at an earlier moment of the walk is the score decided at that moment alone."""
    record = timeline(story)
    walk = decided(record)
    for moment in walk.moments[-1 - hours :: 7]:
        then = decided(record, moment.at)
        for id, score in knowledge().scores.items():
            assert _told(then.score(id)) == _told(moment.score(score, knowledge()))
