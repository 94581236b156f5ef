"""Laws of time for whole courses: every worked patient replayed hour by hour, from the first thing known to `now`."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from stillpath.care import Plan, plan
from stillpath.cli.assess_json import assess_json
from stillpath.engine import decide, decide_each
from stillpath.intake import Reading
from stillpath.timeline import Timeline
from tests.courses.laws import actions_turned, alerts_lost, doses_above, flips, unweighed, used_too_early
from tests.courses.replay import Hour, Said, hours_of, knowledge, patients, reading, replayed

pytestmark = pytest.mark.slow

_CUTS = 3
"""At so many hours of a course its record is also cut and decided from nothing."""


@pytest.fixture(scope="module", params=patients())
def course(request: pytest.FixtureRequest) -> tuple[Timeline, tuple[Hour, ...]]:
    """The record of a worked patient and its hours."""
    return reading(request.param).timeline, tuple(replayed(request.param))


def test_nothing_is_used_before_it_was_known(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """No rule, dose, check or alert of an hour rests on anything that became known after it."""
    assert used_too_early(course[1]) == []


def test_nothing_flips_without_a_reason(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A rule or an alert turns from one hour to the next only if what it looks at became known, or its time was up."""
    timeline, hours = course
    assert flips(hours, timeline) == []


def test_no_action_comes_or_goes_without_a_reason(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """Within a stage an action appears, goes or turns only with its own rule, or with the answer to what it asks."""
    timeline, hours = course
    assert actions_turned(hours, timeline) == []


def test_no_alert_is_lost_in_silence(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A raised alert stays, is folded, silenced with a reason or listed as not judged, or what it looks at changed."""
    timeline, hours = course
    assert alerts_lost(hours, timeline) == []


def test_no_dose_passes_its_ceiling_at_any_hour(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A dose that is shown, the default's or another source's, is at most the ceiling of its record."""
    assert doses_above(course[1]) == []


def test_no_dose_without_a_current_weight(course: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A number per kilogram or per surface stands on a weight that was known at the hour and was not too old."""
    timeline, hours = course
    assert unweighed(hours, timeline) == []


def _cut(timeline: Timeline, at: datetime) -> Timeline:
    """The record as it stood at an hour, what it declares of its completeness included."""
    return replace(
        timeline,
        results=tuple(entry for entry in timeline.results if entry.known_at <= at),
        medications=tuple(entry for entry in timeline.medications if entry.known_at <= at),
        coverage={kind: (start, min(end, at)) for kind, (start, end) in timeline.coverage.items() if start <= at},
        now=at,
    )


def _told(made: Plan, read: Reading) -> dict[str, Any]:
    """The plan as programs get it; without how long findings and scores hold, which ends with what is declared."""
    told = assess_json(made, read)
    if read.timeline.coverage:
        for finding in (*told["findings"], *told["scores"]):
            del finding["holds_until"]
    return told


@pytest.mark.parametrize("id", patients())
def test_a_record_cut_at_an_hour_gives_the_plan_of_that_hour(id: str) -> None:
    """What a course says at an hour is what the record of that hour says alone, to the letter; one walk or many."""
    read = reading(id)
    hours = hours_of(read.timeline)
    chosen = set(hours[:: max(1, len(hours) // _CUTS)]) | {hours[-1]}
    for decision in decide_each(knowledge(), read.timeline, hours):
        at = decision.now.at
        if at not in chosen:
            continue
        told = _told(plan(decision), read)
        alone = _told(plan(decide(knowledge(), _cut(read.timeline, at), at)), read)
        assert (at, [(key, told[key], alone[key]) for key in told if told[key] != alone[key]]) == (at, [])


_QUIET = "sara"
"""A course with hours between which nothing is said anew."""


@pytest.fixture(scope="module")
def quiet() -> tuple[Timeline, tuple[Hour, ...]]:
    """Three hours of a course in which nothing becomes known."""
    timeline = reading(_QUIET).timeline
    hours = tuple(replayed(_QUIET))
    for start in range(len(hours) - 2):
        three = hours[start : start + 3]
        begin, end = three[0].at, three[-1].at
        shown = any(said.word == "raised" for said in three[0].alerts.values())
        told = any(begin < entry.known_at <= end for entry in timeline.entries())
        doses = any(dose.per_dose for dose in three[0].doses)
        if shown and doses and not told and end - begin == timedelta(hours=2):
            return timeline, three
    raise AssertionError("no quiet hours in this course")


def _planted(hours: tuple[Hour, ...], **changed: Any) -> tuple[Hour, ...]:
    """The hours with a fault in the middle one."""
    return hours[0], replace(hours[1], **changed), hours[2]


def test_a_planted_flip_is_found(quiet: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A verdict turned for one hour, without anything new, breaks the law on both sides of that hour."""
    timeline, hours = quiet
    said = hours[1].rules["mas-2016"]
    other = Said("met" if said.word != "met" else "not met", None, said.line)
    assert len(flips(_planted(hours, rules={**hours[1].rules, "mas-2016": other}), timeline)) == 2
    assert len(actions_turned(_planted(hours, actions={}), timeline)) >= 2


def test_a_planted_loss_of_an_alert_is_found(quiet: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """An alert taken off one hour, its line still met, is named with its hour."""
    timeline, hours = quiet
    alert, said = next((alert, said) for alert, said in hours[1].alerts.items() if said.word == "raised")
    alerts = {**hours[1].alerts, alert: Said("quiet", said.until, said.line)}
    (lost,) = alerts_lost(_planted(hours, alerts=alerts), timeline)
    assert alert in lost


def test_a_planted_later_fact_is_found(quiet: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A fact used an hour before it was known is named."""
    timeline, hours = quiet
    late = [entry for entry in timeline.entries() if entry.known_at > hours[1].at]
    assert len(used_too_early(_planted(hours, used=tuple(late[:1])))) == 1


def test_planted_doses_are_found(quiet: tuple[Timeline, tuple[Hour, ...]]) -> None:
    """A dose above its ceiling and a dose on a weight that is too old are each named."""
    timeline, hours = quiet
    dose = next(dose for dose in hours[1].doses if dose.per_dose is not None and dose.record.at_most is not None)
    above = _planted(hours, doses=(replace(dose, per_dose=Fraction(10**9), per_day=Fraction(10**9)),))
    assert len(doses_above(above)) == len(doses_above(hours)) + 1
    assert unweighed(_planted(hours, at=hours[1].at + timedelta(days=30)), timeline) != []
