"""The trends of a child: what was known, where it belongs in time, and against which limits of the rules."""

import json
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stillpath import intake
from stillpath.engine import Decision, decide, running
from stillpath.intake import Reading
from stillpath.model import Comparison, Knowledge, leaves
from stillpath.prose.document import Citations
from stillpath.prose.treated import treated
from stillpath.prose.trends import Mark, Panel, Trends, Window, trends
from stillpath.prose.words import Clock

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
TIMED = ("amira", "lea", "mika", "nils", "sara", "tomas")
NOW = "2026-03-07T08:00+01:00"


_DECIDED: dict[str, tuple[Reading, Decision, Clock]] = {}
"""Each example as at its own now, decided once."""


def read(name: str, knowledge: Knowledge) -> Reading:
    return intake.read_file(EXAMPLES / f"{name}.json", knowledge)


def decided(reading: Reading, knowledge: Knowledge, at: datetime | None = None) -> tuple[Decision, Clock]:
    timeline = reading.timeline
    now = at or timeline.now or timeline.last_known()
    assert now is not None
    return decide(knowledge, timeline, now), Clock(timeline.zone, timeline.nominal)


def example(name: str, knowledge: Knowledge) -> tuple[Reading, Decision, Clock]:
    if name not in _DECIDED:
        reading = read(name, knowledge)
        _DECIDED[name] = (reading, *decided(reading, knowledge))
    return _DECIDED[name]


def shown(name: str, knowledge: Knowledge, window: Window | None = None, at: datetime | None = None) -> Trends:
    reading, decision, clock = example(name, knowledge)
    if at is not None:
        decision, clock = decided(reading, knowledge, at)
    return trends(decision, clock, window, reading.refused)


def of(found: Trends, fact: str) -> Panel:
    return next(panel for panel in (*found.panels, *found.more) if panel.fact == fact)


def lab(id: str, day: str, name: str, value: object, unit: str, **more: object) -> dict[str, Any]:
    return {"id": id, "time": f"2026-03-{day}", "kind": "lab", "name": name, "value": value, "unit": unit, **more}


@pytest.fixture
def made(knowledge: Knowledge, tmp_path: Path) -> Any:
    """Trends of some events, as at 07-Mar-2026 08:00."""

    def trends_of(*events: dict[str, Any], window: Window | None = Window.WEEK) -> Trends:
        patient = {"id": "made", "sex": "female", "birth_date": "2016-01-01"}
        path = tmp_path / "made.json"
        path.write_text(json.dumps({"patient": patient, "now": NOW, "events": events}), encoding="utf-8")
        return trends(*decided(intake.read_file(path, knowledge), knowledge), window)

    return trends_of


def test_what_the_criteria_look_at_stands_first(knowledge: Knowledge) -> None:
    """Ferritin, the four values beside it and the temperature; then the rest; at most six panels before it."""
    found = shown("sara", knowledge)

    assert [panel.fact for panel in found.panels] == [
        "ferritin",
        "platelets",
        "ast",
        "triglycerides",
        "fibrinogen",
        "temperature",
    ]
    assert "crp" in {panel.fact for panel in found.more}
    assert found.absent == ()


def test_the_limits_are_those_of_the_rules(knowledge: Knowledge) -> None:
    """Each line is the figure of `mas-2016` itself, says so, and is cited; an action limit is told apart."""
    rule = knowledge.criteria["mas-2016"]
    printed = {leaf.fact: leaf.limit.amount for leaf in leaves(rule.when) if isinstance(leaf, Comparison)}
    _, decision, clock = example("sara", knowledge)
    citations = Citations(knowledge)
    found = trends(decision, clock, citations=citations)

    for fact, amount in printed.items():
        line = of(found, fact).limits[0]
        assert (line.amount, line.action) == (amount, False)
        assert citations.listed()[line.cites[0] - 1].source.id == "ravelli-2016"
    assert of(found, "ferritin").limits[0].label == "met above 684 (2016 criteria)"
    assert of(found, "temperature").limits[0].label == "met 38 or more (fever, ours)"
    assert [line.label for line in of(found, "platelets").limits if line.action] == ["act if below 20"]
    assert all(len(panel.limits) <= 2 for panel in (*found.panels, *found.more))


def test_the_action_limit_is_the_one_that_applies_to_this_child(knowledge: Knowledge) -> None:
    """Amira bleeds: platelets are given below 50 and not only below 20, fibrinogen below 150 mg/dL (1.5 g/L)."""
    found = shown("amira", knowledge)
    for fact, label in (("platelets", "act if below 50"), ("fibrinogen", "act if below 150")):
        (line,) = [line for line in of(found, fact).limits if line.action]
        assert line.label.startswith(label)
        assert "bleeding" in line.label


def test_a_limit_that_holds_only_around_a_dose_is_no_line(knowledge: Knowledge) -> None:
    """The pulse at which a steroid infusion is stopped is not drawn through every pulse of the week."""
    during = {
        (limit.when.fact, limit.when.limit.amount)
        for monitor in knowledge.monitors.values()
        for limit in monitor.limits
        if monitor.during and isinstance(limit.when, Comparison)
    }
    found = shown("sara", knowledge)

    assert ("heart-rate", 150) in during
    assert not any(
        (panel.fact, line.amount) in during and line.action
        for panel in (*found.panels, *found.more)
        for line in panel.limits
    )


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(hours=30)])
def test_nothing_of_later_shows(name: str, earlier: timedelta, knowledge: Knowledge) -> None:
    """Replayed at an earlier instant, every value and every drug was known by then and lies in the window."""
    reading = read(name, knowledge)
    assert reading.timeline.now is not None
    at = reading.timeline.now - earlier
    known = {(one.fact, one.at) for one in reading.timeline.results if one.known_at <= at}
    found = shown(name, knowledge, Window.WEEK, at)

    for panel in (*found.panels, *found.more):
        assert [point.at for point in panel.points] == sorted(point.at for point in panel.points)
        assert all((panel.fact, point.at) in known for point in panel.points)
        assert all(found.start <= point.at <= at for point in panel.points)
    assert all(dose.at <= at for drug in found.drugs for dose in drug.doses)
    assert all(course.start <= at for drug in found.drugs for course in drug.courses)


def test_a_late_result_is_not_there_before_it_is_known(knowledge: Knowledge) -> None:
    """Sara's ferritin of 08:00 became known at 09:40: at 09:00 the one of the day before is the newest."""
    now = datetime.fromisoformat("2026-04-12T09:00+02:00")
    before, after = of(shown("sara", knowledge, at=now), "ferritin"), of(shown("sara", knowledge), "ferritin")

    assert before.last is not None
    assert after.last is not None
    assert (before.last.text, after.last.text) == ("14,600", "17,800")
    assert after.last.known == "12-Apr-2026 09:40"


def test_the_window_taken_holds_the_last_three_samples(knowledge: Knowledge) -> None:
    """Three days for Sara, seven for Lea; a week where there are no three."""
    assert shown("sara", knowledge).window is Window.THREE_DAYS
    assert shown("lea", knowledge).window is Window.WEEK
    assert shown("sara", knowledge).caption == "09-Apr-2026 09:45 to 12-Apr-2026 09:45"


def test_too_few_samples_give_a_week(made: Any) -> None:
    """With a single value there is nothing to fit a window to."""
    assert made(lab("1", "07T06:00+01:00", "ferritin", 900, "ug/L"), window=None).window is Window.WEEK


def test_a_value_beyond_the_assay_is_no_number(made: Any) -> None:
    """Above 40,000 is an open mark at its printed end, and no line leads to or from it."""
    panel = of(
        made(
            lab("1", "06T08:00+01:00", "ferritin", 30000, "ug/L"),
            lab("2", "06T20:00+01:00", "ferritin", 40000, "ug/L", comparator=">"),
            lab("3", "07T06:00+01:00", "ferritin", 51000, "ug/L"),
            lab("4", "07T06:00+01:00", "crp", 5, "mg/L", comparator="<"),
        ),
        "ferritin",
    )

    assert [point.mark for point in panel.points] == [Mark.VALUE, Mark.ABOVE, Mark.VALUE]
    assert (panel.points[1].low, panel.points[1].high) == (40000, 40000)
    assert not any(point.joined for point in panel.points)
    assert panel.before is not None
    assert panel.before.text == "above 40,000"
    assert panel.highest == 51000
    assert panel.change == ""


def test_a_line_breaks_where_a_value_no_longer_counts(made: Any, knowledge: Knowledge) -> None:
    """Ferritin counts for 48 h: a gap of 48 h is joined, one of an hour more is not."""
    assert knowledge.facts["ferritin"].current_for == timedelta(hours=48)
    values = (("01T08:00", 700), ("03T08:00", 900), ("05T09:00", 1200))
    panel = of(made(*(lab(at, f"{at}+01:00", "ferritin", value, "ug/L") for at, value in values)), "ferritin")

    assert [point.joined for point in panel.points] == [False, True, False]


def test_a_change_in_words_rests_on_two_numbers(made: Any) -> None:
    """Ferritin as a multiple, platelets as a difference, both with the time between them."""
    found = made(
        lab("1", "06T06:00+01:00", "ferritin", 4010, "ug/L"),
        lab("2", "07T06:00+01:00", "ferritin", 8420, "ug/L"),
        lab("3", "06T06:00+01:00", "platelets", 230, "10*9/L"),
        lab("4", "07T06:00+01:00", "platelets", 142, "10*9/L"),
    )

    assert of(found, "ferritin").change == "rising, 2.1\u00a0x in 24\u00a0h"
    assert of(found, "platelets").change == "falling by 88 in 24\u00a0h"


def test_no_change_is_told_across_a_plasma_exchange(made: Any) -> None:
    """A plasma exchange between two ferritins makes them not comparable."""
    exchange = lab("x", "06T12:00+01:00", "plasma-exchange", True, "") | {"kind": "procedure"}
    values = [lab("1", "06T06:00+01:00", "ferritin", 4010, "ug/L"), lab("2", "07T06:00+01:00", "ferritin", 900, "ug/L")]

    assert of(made(*values, exchange), "ferritin").change == "changed by treatment in between: not compared"


def test_a_converted_value_says_how_it_was_received(knowledge: Knowledge) -> None:
    """One unit in a panel; what came in another says so beside it."""
    panel = of(shown("sara", knowledge), "triglycerides")

    assert panel.unit == "mg/dL"
    assert [point.received for point in panel.rows] == ["3.6\u00a0mmol/L", "3.1\u00a0mmol/L"]


def test_the_laboratorys_range_is_that_of_the_newest_result(made: Any) -> None:
    """A band only if the newest result brought a range; HIGH is said against it."""
    first = lab("1", "06T06:00+01:00", "ferritin", 900, "ug/L", reference={"low": 10, "high": 150})
    second = lab("2", "07T06:00+01:00", "ferritin", 900, "ug/L")

    with_range = of(made(first), "ferritin")
    assert (with_range.range, with_range.word) == ((Fraction(10), Fraction(150)), "HIGH")
    assert with_range.range_text == "laboratory's range: 10 to 150"
    assert of(made(first, second), "ferritin").range is None


def test_what_is_missing_is_named(made: Any) -> None:
    """A pending result is a mark and a note; a fact of the criteria without any value is listed, never left out."""
    found = made(
        lab("1", "06T06:00+01:00", "fibrinogen", 150, "mg/dL"),
        lab("2", "07T06:00+01:00", "fibrinogen", None, "mg/dL", status="registered"),
        lab("3", "01T06:00+01:00", "ferritin", 900, "ug/L"),
        window=Window.THREE_DAYS,
    )

    assert of(found, "fibrinogen").points[-1].mark is Mark.PENDING
    assert "sent, no result yet: taken 07-Mar-2026 06:00" in of(found, "fibrinogen").notes
    absent = {one.title: one.text for one in found.absent}
    assert absent["platelets"] == "never recorded"
    assert absent["ferritin"] == "last 900\u00a0ng/mL, taken 01-Mar-2026 06:00"


def test_an_old_value_says_that_it_no_longer_counts(made: Any) -> None:
    """Shown, and marked as too old: it is unknown now, not normal."""
    panel = of(made(lab("1", "02T08:00+01:00", "ferritin", 900, "ug/L")), "ferritin")

    assert panel.notes == ("TOO OLD to count: 5\u00a0d, limit 48\u00a0h",)


def test_a_second_value_of_the_same_time_is_told(knowledge: Knowledge) -> None:
    """Two results of one time: the one that counts is drawn, the other is told beside it."""
    last = of(shown("amira", knowledge), "ferritin").points[-1]

    assert last.text == "31,200"
    assert last.note == "also recorded at this time, not counted: above 16,500\u00a0ng/mL"


def test_what_was_refused_is_named(knowledge: Knowledge) -> None:
    """It has no place in time, so it is listed with what was expected."""
    assert shown("nils", knowledge).refused == (
        "event 34: potassium 48 mmol/L: a value outside the plausible range; expected 0.8 to 15 mmol/L",
    )


def test_times_that_only_order_are_not_drawn(knowledge: Knowledge) -> None:
    """A published case without times gives a table of its moments, newest right; what is not printed stays empty."""
    found = shown("muise-2003", knowledge)

    assert found.panels == found.more == found.drugs == ()
    assert found.in_order is not None
    assert found.in_order.heads[-1] == "moment 5, newest"
    assert dict(found.in_order.rows)["ferritin, ng/mL"] == ("", "1,156", "1,256", "", "")


def test_drugs_stand_with_their_beginning_and_end(made: Any) -> None:
    """An order that was stopped ends there; one that runs is open; a dose given is a mark of its own."""

    def drug(id: str, at: str, kind: str, name: str, **more: object) -> dict[str, Any]:
        return {"id": id, "time": f"2026-03-{at}+01:00", "kind": f"medication_{kind}", "name": name, **more}

    found = made(
        lab("1", "07T06:00+01:00", "ferritin", 900, "ug/L"),
        drug("a", "03T09:00", "order", "prednisolone", value=20, unit="mg", every="12 h", route="oral"),
        drug("b", "06T09:00", "stopped", "prednisolone"),
        drug("c", "06T10:00", "order", "methylprednisolone", value=600, unit="mg", every="24 h", route="intravenous"),
        drug("d", "06T10:30", "given", "methylprednisolone", value=600, unit="mg", route="intravenous"),
    )
    first, second = found.drugs

    assert (first.title, second.title) == ("prednisolone", "methylprednisolone")
    assert first.courses[0].end == datetime.fromisoformat("2026-03-06T09:00+01:00")
    assert second.courses[0].end is None
    assert second.courses[0].text.replace("\u00a0", " ") == "ordered 600 mg per dose intravenous every 24 h"
    assert len(second.doses) == 1
    assert second.rows[0][0] == "06-Mar-2026 10:30"
    assert found.drugs_text == ""


@pytest.mark.parametrize("name", TIMED)
def test_a_course_is_open_as_the_engine_has_it_running(name: str, knowledge: Knowledge) -> None:
    """The open bars are the orders and statements that are neither stopped nor ended."""
    _, decision, clock = example(name, knowledge)

    for drug in treated(decision, clock, Window.FOUR_WEEKS.length):
        engines = [one.at for one in running(decision.known, (drug.drug,))]
        assert [course.start for course in drug.courses if course.end is None] == engines


def test_no_drug_recorded_is_no_proof_that_none_was_given(knowledge: Knowledge) -> None:
    """Only inside a record said to be complete is silence told as none given."""
    assert shown("lea", knowledge).drugs_text == "No drug recorded in the last 7\u00a0d; given elsewhere?"
    assert shown("nils", knowledge).drugs_text == "No drug given in the last 7\u00a0d, by a record said to be complete."
