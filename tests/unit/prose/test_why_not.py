"""Every alert at an instant: raised, silenced, not judged or not met, and on what; and what is raised later."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillpath.care import plan, raise_alerts
from stillpath.engine import Decision, decide, decide_each
from stillpath.intake import Reading, read_file
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.document import Citations
from stillpath.prose.why_not import AlertState, Standings, later_alerts, why_not

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def reading_of(name: str, knowledge: Knowledge) -> Reading:
    return read_file(EXAMPLES / f"{name}.json", knowledge)


def decided(name: str, knowledge: Knowledge, at: datetime | None = None) -> Decision:
    timeline = reading_of(name, knowledge).timeline
    end = at or timeline.now or timeline.last_known()
    assert end is not None
    return decide(knowledge, timeline, end)


def standings(decision: Decision) -> Standings:
    timeline = decision.known.view.timeline
    return why_not(decision, Clock(timeline.zone, timeline.nominal), Citations(decision.known.knowledge))


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
def test_every_rule_stands_in_one_way_and_says_why(knowledge: Knowledge, name: str) -> None:
    """The four counts add up to all rules, agree with the plan, and no rule is without a reason."""
    decision = decided(name, knowledge)
    made, report = standings(decision), raise_alerts(decision)
    assert sum(len(made.of(state)) for state in AlertState) == len(made.judged) == len(knowledge.alerts)
    assert len(made.of("raised")) == sum(1 + len(one.folded) for one in report.raised)
    assert len(made.of("silenced")) == len(report.silenced)
    assert len(made.of("could not be judged")) == len(report.unjudged)
    assert [one.alert.id for one in made.judged if not one.because or not all(one.because)] == []
    assert not any("10*9" in text for one in made.judged for text in one.because)


def test_what_holds_an_alert_back_has_its_value_and_limit(knowledge: Knowledge) -> None:
    """An alert that is not met names the value and the limit that it did not reach."""
    made = {one.alert.id: one for one in standings(decided("lea", knowledge)).judged}
    held = made["platelets-very-low"].because[0].replace("\u00a0", " ")
    assert held.startswith("platelets 142 x10^9/L")
    assert held.endswith("(below 20)")
    assert made["etoposide-kidney"].because == ("order of etoposide: none recorded",)
    assert made["treatment-delayed"].because[0].endswith("not yet")


def test_what_is_missing_is_named_with_its_reason(knowledge: Knowledge) -> None:
    """An alert that could not be judged says what is missing, and why."""
    made = {one.alert.id: one for one in standings(decided("lea", knowledge)).judged}
    assert made["do-not-wait"].state is AlertState.UNKNOWN
    assert made["high-risk"].because == ("lactate above 4\u00a0mmol/L: never recorded",)


def test_a_silenced_alert_says_why(knowledge: Knowledge) -> None:
    """Of an alert that is silent although it is met, the reason of the rule is told, with its sources."""
    at = datetime(2026, 4, 11, 3, 0, tzinfo=UTC)
    (one,) = (one for one in standings(decided("sara", knowledge, at)).of("silenced") if one.alert.id == "masked-mas")
    assert one.because == ("MAS is seen without it: the 2016 criteria are met, or it is being treated.",)
    assert one.cites


def test_a_folded_alert_names_the_one_it_is_told_under(knowledge: Knowledge) -> None:
    """Of two alerts of one cause the second is raised too, and says under which it stands."""
    decision = decided("amira", knowledge)
    folded = {one.alert.id: one.with_other for one in standings(decision).of("raised") if one.with_other}
    told = {one.alert.title for one in plan(decision).alerts.raised if one.folded}
    assert folded
    assert set(folded.values()) <= told


def test_an_alert_raised_later_is_told_with_its_time_and_what_became_known(knowledge: Knowledge) -> None:
    """The first later instant at which it is raised, and the results that became known then."""
    timeline = reading_of("sara", knowledge).timeline
    clock = Clock(timeline.zone)
    at = datetime(2026, 4, 12, 3, 0, tzinfo=UTC)
    later = [when for when in timeline.instants() if when > at]
    found = later_alerts(decide_each(knowledge, timeline, later), clock)
    worse = found["worse-escalate"]
    assert clock.full(worse.at) == "12-Apr-2026 08:50"
    assert worse.known[0].replace("\u00a0", " ") == "platelets 71 x10^9/L, taken 08:00"
    made = why_not(decide(knowledge, timeline, at), clock, Citations(knowledge), found)
    assert [one.alert.id for one in made.later if one.later == worse] == ["worse-escalate"]
    assert all(one.state is not AlertState.RAISED for one in made.later)
