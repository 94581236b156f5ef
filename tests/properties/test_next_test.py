"""Laws of the next best test: what is named can really change something, and what is known is never asked for."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from stillpath.care import next_tests, plan
from stillpath.care.next_test import supposed
from stillpath.engine import decide, suppose
from stillpath.model import Verdict
from stillpath.timeline import Result, Timeline
from tests.properties.stories import NOW, Story, decided, knowledge, stories, timeline, told

pytestmark = pytest.mark.slow

_EXAMPLES = settings.default.max_examples // 3
"""Each example decides a record several times over."""


def _with(record: Timeline, results: tuple[Result, ...]) -> Timeline:
    return replace(record, results=(*record.results, *results))


@settings(max_examples=_EXAMPLES)
@given(stories())
def test_a_supposed_result_decides_as_a_real_one(story: Story) -> None:
    """Supposing results gives, finding for finding, what deciding the record with these results in it gives."""
    decision = decided(timeline(story))
    for test in next_tests(plan(decision))[:3]:
        for worst in (True, False):
            results = supposed(test.facts, decision, worst)
            real = decide(knowledge(), _with(timeline(story), results), NOW)
            assert told(suppose(decision, results).now) == told(real.now)


@settings(max_examples=_EXAMPLES)
@given(stories())
def test_a_test_that_is_named_can_change_a_verdict(story: Story) -> None:
    """Every rule that a test is said to settle is unknown now, and one of its two results in a record settles it."""
    decision = decided(timeline(story))
    for test in next_tests(plan(decision))[:3]:
        assert test.turns
        assert test.worth > 0
        both = [
            decide(knowledge(), _with(timeline(story), supposed(test.facts, decision, worst)), NOW)
            for worst in (True, False)
        ]
        for turned in test.turns:
            assert decision.evaluate(turned.root.rule).verdict is Verdict.UNKNOWN
            assert [one.evaluate(turned.root.rule).verdict for one in both] == [turned.worst, turned.best]
            assert turned.ways


@settings(max_examples=_EXAMPLES)
@given(stories())
def test_what_is_known_is_not_asked_for(story: Story) -> None:
    """A test is named only for facts without a current value, and no longer once its results are there."""
    decision = decided(timeline(story))
    for test in next_tests(plan(decision)):
        for fact in test.facts:
            value = decision.known.value(fact.id)
            assert (value.interval, value.truth) == (None, None)
        after = plan(suppose(decision, supposed(test.facts, decision, worst=True)))
        again = [one for one in next_tests(after) if one.sample is test.sample]
        assert all({fact.id for fact in one.facts}.isdisjoint(fact.id for fact in test.facts) for one in again)


@settings(max_examples=_EXAMPLES)
@given(stories())
def test_the_same_record_names_the_same_tests_in_the_same_order(story: Story) -> None:
    """Looks come before blood; then what settles most for its volume; the same record always gives the same list."""
    decision = decided(timeline(story))
    tests = next_tests(plan(decision))
    assert tests == next_tests(plan(decision))
    places = [(test.sample.volume is not None, -test.per_millilitre) for test in tests]
    assert places == sorted(places)
