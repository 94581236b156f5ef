"""Order and tone of whole courses: what comes before steroid, and what no page of any course may sound like."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stillpath.care import Plan, plan
from stillpath.cli.terminal import lay_out
from stillpath.engine import decide_each
from stillpath.intake import hour_of_patient
from stillpath.model import Verdict
from stillpath.prose import patient_page
from tests.courses.replay import hours_of, knowledge, patients, reading

pytestmark = pytest.mark.slow

_EVERY = timedelta(hours=6)
"""A course is looked at this often, at its stated times and at `now`; the laws of time look at every hour."""

_SIGNALS = {
    "malignancy-hold": ("malignancy-work-up", "hold-steroid-joint-decision"),
    "primary-hlh-signal": ("primary-hlh-tests",),
}
"""A signal, and the actions of which one must stand before any steroid where the signal is met."""

_REASSURANCE = (
    r"\brul(?:e|es|ed|ing) (?:it |this |MAS )?out\b",
    r"\bexclud(?:e|es|ing) (?:MAS|it)\b",
    r"\b(?:MAS|it) (?:is |was |has been |can be )?excluded\b",
    r"\breassur\w*",
    r"\bunlikely\b",
    r"\bno MAS\b(?! (?:treatment|guideline))",
    r"\b(?:is|was) not MAS\b",
    r"\b(?:free|clear) of MAS\b",
    r"\b(?:does|do) not have MAS\b",
    r"\bno (?:sign|signs|evidence|suspicion|risk) of MAS\b",
    r"\bMAS (?:is )?(?:negative|absent|over)\b",
    r"\ball clear\b",
    r"\bno (?:concern|cause for concern|worry|need to worry|danger)\b",
    r"\bnothing to worry\b",
    r"\b(?:is|are|looks?|seems?) (?:normal|fine|harmless|stable|well(?! described))\b",
    r"\bsafe to (?:wait|go|send|discharge|watch)\b",
    r"\bcan (?:wait|go home|be sent home|be discharged)\b",
    r"\bno (?:action|further tests?) (?:is |are )?(?:needed|necessary|required)\b",
)
"""What would sound as if MAS were not there."""

_ALLOWED = (
    "This does not exclude MAS",
    "does not exclude it",
    "do not exclude it",
    "Never use it to rule out MAS",
    "low is no reassurance",
    "an unmet one does not exclude MAS",
    "an unmet set does not exclude MAS",
    "an unmet verdict does not exclude MAS",
    "a normal CRP, ESR or count as reassurance",
    "Missing is not normal",
    "Neither excludes MAS",
    "NO MAS RULE MET",
    "Not met is no reassurance",
)
"""The phrases in which such words deny that they reassure; they are taken out before the page is read."""


def _plans(id: str, stated: bool = False) -> Iterator[Plan]:
    """The plan of a worked patient at its stated times and `now`; with them every six hours, unless only `stated`."""
    case = knowledge().patients[id]
    timeline = reading(id).timeline
    hours = hours_of(timeline)
    chosen: set[datetime] = {hour_of_patient(case, hour.at) for hour in case.then} | {hours[-1]}
    last = None
    for at in () if stated else hours:
        if last is None or at - last >= _EVERY:
            chosen.add(at)
            last = at
    for decision in decide_each(knowledge(), timeline, sorted(chosen)):
        yield plan(decision)


def _steroid(made: Plan) -> list[int]:
    """Where in the list of what to do a steroid stands, to be given or to be changed to."""
    steroids = made.knowledge.drugs_named("glucocorticoid")
    return [n for n, step in enumerate(made.do) if any(dose.drug.id in steroids for dose in step.doses)]


def out_of_order(made: Plan) -> list[str]:
    """Signals that are met and have no action of theirs before the first steroid of the list."""
    found = []
    for signal, actions in _SIGNALS.items():
        steroid = _steroid(made)
        if made.decision.now.verdict(signal) is not Verdict.MET or not steroid:
            continue
        if not any(step.action.id in actions for step in made.do[: steroid[0]]):
            first = made.do[steroid[0]].action.id
            found.append(f"{made.decision.now.at:%Y-%m-%d %H:%M}: {first} stands before the answer to {signal}")
    return found


def reassuring(text: str) -> list[str]:
    """Phrases of a page that sound as if MAS were not there."""
    text = " ".join(text.split())
    for allowed in _ALLOWED:
        text = re.sub(re.escape(allowed), "", text, flags=re.IGNORECASE)
    return [found.group() for phrase in _REASSURANCE for found in re.finditer(phrase, text, re.IGNORECASE)]


@pytest.mark.parametrize("id", patients())
def test_malignancy_and_primary_hlh_come_before_steroid(id: str) -> None:
    """Where a signal of malignancy or of primary HLH is met, what it asks for stands above the first steroid."""
    assert [line for made in _plans(id) for line in out_of_order(made)] == []


@pytest.mark.parametrize("id", patients())
def test_no_page_reassures_under_a_blocker(id: str) -> None:
    """Under a blocker (or where that is not known) a page without a met criterion says nothing that would calm."""
    found = []
    for made in _plans(id, stated=True):
        if made.decision.now.verdict("masked-by-blocker") is Verdict.NOT_MET:
            continue
        if made.decision.now.verdict("mas-2016") is Verdict.MET:
            continue
        text = lay_out(patient_page(made, (), (), replayed=True, full=True), 100)
        found += [(f"{made.decision.now.at:%Y-%m-%d %H:%M}", phrase) for phrase in reassuring(text)]
    assert found == []


def test_reassurance_is_heard() -> None:
    """The list of phrases hears what it is meant to hear, and leaves alone what denies it."""
    assert reassuring("Criteria not met: MAS is unlikely and she can go home.") == [
        "unlikely",
        "can go home",
    ]
    assert reassuring("NO MAS RULE MET by what is recorded. This does not\n  exclude MAS.") == []
    assert reassuring("MAS was excluded.") == ["MAS was excluded"]


def test_a_steroid_set_first_is_found() -> None:
    """Steroid moved to the top of a list, before the work-up for leukaemia, breaks the law of order."""
    made = next(one for one in _plans("course-neonate") if _steroid(one))
    first = _steroid(made)[0]
    moved = replace(made, do=(made.do[first], *made.do[:first], *made.do[first + 1 :]))
    assert out_of_order(made) == []
    assert len(out_of_order(moved)) == 2


def _cautions(made: Plan, drug: str) -> set[str]:
    """The cautions of a drug that are met for the child of a plan."""
    return {
        caution.id
        for caution in made.knowledge.drugs[drug].cautions
        if caution.when is not None and made.decision.evaluate(caution.when).verdict is Verdict.MET
    }


def test_no_egfr_on_renal_replacement() -> None:
    """On haemodiafiltration no eGFR is worked out, and the caution is that of the filter, not of the failing kidney."""
    kidney = next(caution for caution in knowledge().drugs["anakinra"].cautions if caution.id == "kidney")
    assert kidney.when is not None
    seen = 0
    for made in _plans("course-cvvhdf", stated=True):
        if made.decision.now.at.day == 11:
            seen += 1
            assert made.decision.evaluate(kidney.when).verdict is Verdict.UNKNOWN
            assert _cautions(made, "anakinra") & {"kidney", "renal-replacement"} == {"renal-replacement"}
    assert seen == 1


def test_a_child_below_the_licence_is_told_so() -> None:
    """At five weeks and 3 kg anakinra is offered, with the word that this is outside its licence."""
    for made in _plans("course-neonate", stated=True):
        assert "outside-licence" in _cautions(made, "anakinra")
