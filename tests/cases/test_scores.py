"""Scores and whom they are for: a figure made for a febrile child is never given to another."""

import json
from datetime import UTC, datetime

import pytest

from stillpath.care import plan
from stillpath.cli.assess_json import assess_json
from stillpath.engine import decide
from stillpath.intake import timeline_of_case, timeline_of_patient
from stillpath.library import load
from stillpath.model import Case, CaseRow, PatientCase, Points, Verdict, names_in
from stillpath.prose import patient_page
from stillpath.prose.document import Page

_KNOWLEDGE = load()
_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_FEBRILE_ONLY = ("ms-score", "mh-score")


def _text(page: Page, title: str) -> str:
    items = [item for section in page.sections if section.title == title for item in section.items]
    return " ".join(item.text for item in items)


@pytest.mark.parametrize("patient", _KNOWLEDGE.patients.values(), ids=_KNOWLEDGE.patients)
def test_an_afebrile_child_is_never_called_mas_by_a_score_made_for_febrile_ones(patient: PatientCase) -> None:
    """Through the whole course of every worked patient: without fever these scores give no figure and no reading."""
    timeline = timeline_of_patient(patient, _KNOWLEDGE).timeline
    assert timeline.now is not None
    for moment in decide(_KNOWLEDGE, timeline, timeline.now).moments:
        for id in _FEBRILE_ONLY:
            scored = moment.score(_KNOWLEDGE.scores[id], _KNOWLEDGE)
            if moment.verdict("fever") is Verdict.NOT_MET:
                assert scored.points is None
                assert scored.reading is None
            if moment.verdict("fever") is not Verdict.MET:
                assert scored.reading is None


def test_worked_patient_1_comes_out() -> None:
    """HLH-2004 unknown with 3 to 6 of 8, HScore without a value from 230 to 265, MS score -0.71 and read as MAS."""
    reading = timeline_of_patient(_KNOWLEDGE.patients["worked-1"], _KNOWLEDGE)
    timeline = reading.timeline
    assert timeline.now is not None
    made = plan(decide(_KNOWLEDGE, timeline, timeline.now))
    answer = json.loads(json.dumps(assess_json(made, reading)))
    scores = {one["id"]: one for one in answer["scores"]}

    assert (scores["hscore"]["value"], scores["hscore"]["lowest"], scores["hscore"]["highest"]) == (None, 230, 265)
    assert scores["hscore"]["complete"] is False
    assert scores["ms-score"]["value"] == -0.71
    assert scores["ms-score"]["reading_id"] == "at-cut-off"
    hlh = made.decision.now.findings["hlh-2004"].line.children[1]
    verdicts = [child.verdict for child in hlh.children]
    assert made.decision.now.verdict("hlh-2004") is Verdict.UNKNOWN
    assert (verdicts.count(Verdict.MET), verdicts.count(Verdict.UNKNOWN)) == (3, 3)


@pytest.mark.parametrize("full", [False, True])
def test_in_whom_a_score_was_made_stands_before_its_figure(full: bool) -> None:
    """On the page of worked patient 1 each score names those it was made in, and then its figure."""
    timeline = timeline_of_patient(_KNOWLEDGE.patients["worked-1"], _KNOWLEDGE).timeline
    assert timeline.now is not None
    page = patient_page(plan(decide(_KNOWLEDGE, timeline, timeline.now)), (), (), False, full)
    text = _text(page, "SCORES")
    assert text.index("made in adults") < text.index("230 to 265")
    assert text.index("made in febrile children with sJIA") < text.index("-0.71")


def test_no_rule_looks_at_a_score() -> None:
    """A score never alerts and never enters a stage: no rule, alert, action or event can name one."""
    rules = [*_KNOWLEDGE.rules.values(), *(alert.when for alert in _KNOWLEDGE.alerts.values())]
    named = {name for rule in rules for name in names_in(rule)}
    assert named.isdisjoint(_KNOWLEDGE.scores)


def test_a_score_below_its_limit_stays_off_the_first_screen() -> None:
    """What could pass for reassurance is told only in full, and there it says that it excludes nothing."""
    for score in _KNOWLEDGE.scores.values():
        for reading in score.readings:
            low = reading.at.low is None
            assert reading.first_screen is not low
            assert not low or "exclude" in reading.says


@pytest.mark.parametrize("score", _KNOWLEDGE.scores)
def test_a_score_is_told_from_both_sides_and_with_something_missing(score: str) -> None:
    """Every score has edges for each of its readings, one in which an item is missing, and its items one by one."""
    rows = [row for case in _KNOWLEDGE.cases.values() if case.about == score for row in case.rows]
    assert {row.reading for row in rows} >= {reading.id for reading in _KNOWLEDGE.scores[score].readings}
    assert any(" to " in row.then.value for row in rows)
    if _KNOWLEDGE.scores[score].needs is not None:
        assert any(row.then.value == "no figure" for row in rows)


def test_a_score_says_that_it_cannot_tell_leukaemia() -> None:
    """In a child with bone pain the MS score carries, before its figure, that it was never held against leukaemia."""
    facts = ("temperature 39 Cel", "bone-pain yes", "cns-disease no", "bleeding no", "arthritis no", "sjia yes")
    values = ("platelets 88 10*9/L", "ldh 900 U/L", "fibrinogen 340 mg/dL", "ferritin 1100 ng/mL")
    row = CaseRow("bone pain", (*facts, *values), Points())
    case = Case("bone-pain", "", "ms-score", "constructed", "", (), (row,))
    timeline = timeline_of_case(case, row, _KNOWLEDGE, _NOON).timeline
    page = patient_page(plan(decide(_KNOWLEDGE, timeline, _NOON)), (), (), False, False)
    text = _text(page, "SCORES")
    assert text.index("cannot tell leukaemia") < text.index("-0.614")


@pytest.mark.parametrize("full", [False, True])
def test_a_recovered_child_reads_nowhere_that_a_score_calls_it_mas(full: bool) -> None:
    """The values of MAS, and no fever any more: no figure of the MS score, not on the first screen and not in full."""
    facts = ("temperature 36.8 Cel", "cns-disease no", "bleeding no", "arthritis no", "sjia yes")
    values = ("platelets 150 10*9/L", "ldh 1500 U/L", "fibrinogen 200 mg/dL", "ferritin 10000 ng/mL")
    row = CaseRow("recovered", (*facts, *values), Points())
    case = Case("recovered", "", "ms-score", "constructed", "", (), (row,))
    timeline = timeline_of_case(case, row, _KNOWLEDGE, _NOON).timeline
    page = patient_page(plan(decide(_KNOWLEDGE, timeline, _NOON)), (), (), False, full)
    text = _text(page, "SCORES")
    assert "1.25" not in text
    assert "for MAS" not in text
    assert ("MS score (made in febrile children with sJIA). Not for this child, so no figure" in text) is full
