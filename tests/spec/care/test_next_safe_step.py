"""What a tired doctor reads first: the step that is safe now, with its hour, at stated hours of the worked courses."""

from dataclasses import replace
from datetime import datetime

import pytest

from stillpath.care import Plan, Step, plan
from stillpath.engine import decide
from stillpath.intake import timeline_of_patient
from stillpath.model import Knowledge, Verdict
from stillpath.prose import Page, patient_page
from stillpath.timeline import Result


def _plan(knowledge: Knowledge, id: str, at: str) -> Plan:
    timeline = timeline_of_patient(knowledge.patients[id], knowledge).timeline
    return plan(decide(knowledge, timeline, datetime.fromisoformat(at)))


def _page(knowledge: Knowledge, id: str, at: str) -> Page:
    return patient_page(_plan(knowledge, id, at), (), (), replayed=True)


def _texts(page: Page, section: str) -> str:
    return " | ".join(item.text for one in page.sections if one.title == section for item in one.items)


def _step(plan: Plan, id: str) -> Step | None:
    return next((step for step in plan.do if step.action.id == id), None)


def _thought_of(plan: Plan) -> set[str]:
    return {one.differential.id for one in plan.differentials if one.verdict is Verdict.MET}


def test_the_next_pulse_has_its_number_and_its_hour_and_waits_for_it(knowledge: Knowledge) -> None:
    """Half an hour after the second pulse the third stands under NEXT, with when it is due."""
    page = _page(knowledge, "course-shock-dic", "2026-12-02T04:00+01:00")

    assert "3 of 3, due 03-Dec 03:30" in _texts(page, "NEXT").replace("\u00a0", " ")
    assert "next pulse" not in _texts(page, "NOW")


def test_the_next_pulse_stands_under_now_within_its_hour(knowledge: Knowledge) -> None:
    """From an hour before it is due it is a thing to do now."""
    page = _page(knowledge, "course-shock-dic", "2026-12-02T02:45+01:00")

    assert "2 of 3, due 03:30" in _texts(page, "NOW").replace("\u00a0", " ")


def test_after_the_third_recorded_pulse_there_is_no_next(knowledge: Knowledge) -> None:
    """Three are recorded, so there is neither a step nor a dose."""
    after = _plan(knowledge, "course-shock-dic", "2026-12-03T03:31+01:00")

    assert _step(after, "continue-pulse") is None


def test_the_first_line_says_that_the_child_is_critical_and_by_what(knowledge: Knowledge) -> None:
    """Suspicion alone would read as if there were an hour to spare."""
    first = _page(knowledge, "course-shock-dic", "2026-12-01T02:05+01:00").sections[0].items[0].text
    assert "MAS POSSIBLE. A senior within 1 hour. CRITICAL: shock." in first

    later = _page(knowledge, "course-shock-dic", "2026-12-01T02:45+01:00").sections[0].items[0].text
    assert "CRITICAL: shock, dangerous bleeding, creatinine doubled, INR." in later

    well = _page(knowledge, "course-shock-dic", "2026-12-03T12:00+01:00").sections[0].items[0].text
    assert "CRITICAL" not in well


def test_resuscitation_comes_first_in_shock(knowledge: Knowledge) -> None:
    """No drug for MAS stands before airway, oxygen and access, and no amount is held for them."""
    first = _plan(knowledge, "course-shock-dic", "2026-12-01T02:05+01:00").do[0]

    assert first.action.id == "resuscitate-first"
    assert not first.doses
    assert "held here" in first.action.detail


def test_fever_with_a_brain_sign_has_one_hour_for_antibiotics_not_two_answers(knowledge: Knowledge) -> None:
    """Cover for meningitis within the hour, and no second line that gives three."""
    at_night = _plan(knowledge, "course-brain", "2026-11-02T22:55+01:00")

    step = _step(at_night, "start-antibiotics-hour")
    assert step is not None
    assert not step.conditional
    assert step.due_by == datetime.fromisoformat("2026-11-02T23:50+01:00")
    assert _step(at_night, "start-antibiotics") is None


def test_no_next_drug_by_the_clock_alone(knowledge: Knowledge) -> None:
    """Bloods 14 to 24 hours old that improved: draw them first; the next drug is asked for, not given."""
    for at in ("2026-11-04T23:45+01:00", "2026-11-05T09:30+01:00"):
        found = _plan(knowledge, "course-brain", at)

        assert found.stage.stage.id == "refractory"
        assert "Draw them now" in found.stage.headline
        assert found.do[0].action.id == "draw-paired-bloods"
        assert _step(found, "request-emapalumab") is not None
        emapalumab = _step(found, "give-emapalumab")
        assert emapalumab is None or emapalumab.conditional
        assert _step(found, "consider-etoposide") is None


def test_no_dose_of_a_blood_product_on_a_count_of_five_days_ago(knowledge: Knowledge) -> None:
    """Bleeding was never recorded and the count is old: ask, and show no dose yet."""
    before = _plan(knowledge, "course-brain", "2026-11-02T21:35+01:00")

    for id in ("platelets-if-bleeding", "fibrinogen-if-bleeding"):
        step = _step(before, id)
        assert step is not None
        assert step.conditional
        assert not step.doses


def test_anakinra_that_runs_every_6_hours_into_a_vein_is_not_raised_to_itself(knowledge: Knowledge) -> None:
    """27 mg every 6 hours is on order: the line that says the same is not there."""
    assert _step(_plan(knowledge, "course-shock-dic", "2026-12-02T04:00+01:00"), "raise-anakinra") is None


def test_sepsis_is_thought_of_where_a_blocker_hides_fever(knowledge: Knowledge) -> None:
    """Suspicion on tocilizumab is enough: no fever is no sign against infection."""
    found = _plan(knowledge, "worked-2", knowledge.patients["worked-2"].now)

    assert "sepsis-differential" in _thought_of(found)


def test_a_well_child_on_tocilizumab_is_not_sent_for_primary_hlh(knowledge: Knowledge) -> None:
    """Neutrophils of 1.2 are what tocilizumab does."""
    found = _plan(knowledge, "worked-3", knowledge.patients["worked-3"].now)

    assert found.decision.now.verdict("primary-hlh-signal") is not Verdict.MET
    assert "primary-hlh-differential" not in _thought_of(found)


@pytest.mark.parametrize(
    ("infection", "malignancy", "lead"),
    [
        (None, None, "If neither malignancy nor (unless critical) infection"),
        (True, None, "Only if critical (infection is possible), and if malignancy is not possible"),
        (True, False, "Only if critical (infection is possible), unless urate or neutrophils speak for malignancy"),
        (False, None, "If malignancy is not possible"),
        (False, False, "Unless urate or neutrophils speak for malignancy"),
    ],
)
def test_an_answer_changes_what_the_step_still_waits_for(
    infection: bool | None, malignancy: bool | None, lead: str, knowledge: Knowledge
) -> None:
    """The pulse of lea, whose urate and lactate are not known: each answer narrows what is said before the step."""
    timeline = timeline_of_patient(knowledge.patients["lea"], knowledge).timeline
    assert timeline.now is not None
    said = (("infection-possible", infection), ("malignancy-possible", malignancy))
    answers = tuple(
        Result(fact, fact, timeline.now, timeline.now, truth=truth) for fact, truth in said if truth is not None
    )
    asked = replace(timeline, results=(*timeline.results, *answers))
    (pulse,) = (one for one in plan(decide(knowledge, asked, timeline.now)).do if one.action.id == "give-pulse")
    assert (pulse.conditional, pulse.lead) == (True, lead)


def test_an_answer_moves_no_deadline_later(knowledge: Knowledge) -> None:
    """Amira is critical from 01:20 on; malignancy answered at 02:40 leaves the hour of the pulse where it was."""
    before, after = (
        next(step for step in _plan(knowledge, "amira", at).do if step.action.id == "give-pulse-critical")
        for at in ("2026-02-24T02:35+01:00", "2026-02-24T02:50+01:00")
    )
    assert (before.conditional, after.conditional) == (True, False)
    assert before.due_by == after.due_by == datetime.fromisoformat("2026-02-24T02:20+01:00")
