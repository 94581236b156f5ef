"""What else it could be and which test comes next, on a child's page."""

from datetime import UTC, datetime

import pytest

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import timeline_of_case
from stillpath.library import load
from stillpath.model import Case, CaseRow, Verdict
from stillpath.prose import Page, patient_page

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_SUSPECTED = (
    "sjia yes",
    "temperature 39 Cel",
    "ferritin 900 ng/mL",
    "platelets 170 10*9/L",
    "ast 30 U/L",
    "weight 18.4 kg",
)
"""A febrile child who is one item short of the criteria; fibrinogen and triglycerides would settle them."""


def _planned(*facts: str) -> Plan:
    knowledge = load()
    row = CaseRow("a child", facts, Verdict.MET)
    case = Case("child", "a child", "mas-2016", "constructed", "this-project", (), (row,))
    reading = timeline_of_case(case, row, knowledge, _NOON)
    assert not reading.refused
    return plan(decide(knowledge, reading.timeline, _NOON))


def _section(page: Page, title: str) -> str:
    items = [item for section in page.sections if section.title == title for item in section.items]
    lines = (f"{item.label} {item.text} {' '.join(one.text for one in item.details)}" for item in items)
    return "\n".join(lines).replace("\u00a0", " ")


def _page(*facts: str, full: bool = False) -> Page:
    return patient_page(_planned(*facts), (), (), replayed=False, full=full)


def test_a_differential_stands_with_its_signal_and_what_is_not_known() -> None:
    """Low neutrophils: leukaemia is thought of, because of them; film and marrow are named, the neutrophils are not."""
    told = _section(_page(*_SUSPECTED, "neutrophils 0.6 10*9/L"), "ALSO THINK OF")
    line = next(line for line in told.splitlines() if "Leukaemia" in line)

    assert "neutrophils 0.6" in line
    assert "blood film" in line
    assert "bone marrow" in line
    assert "· neutrophils" not in line


def test_what_nobody_looked_for_is_never_said_to_be_excluded() -> None:
    """A differential whose signals are unknown stands only in full, as not looked for."""
    short = _section(_page(*_SUSPECTED), "ALSO THINK OF")
    full = _section(_page(*_SUSPECTED, full=True), "ALSO THINK OF")

    assert "Epstein" not in short
    assert "EBV, CMV, adenovirus or Leishmania" not in short
    assert "Not looked for, so not excluded" in full
    assert "EBV, CMV, adenovirus or Leishmania" in full


def test_the_next_test_says_what_it_costs_of_what_may_be_drawn() -> None:
    """The tubes named are added up, beside the limit of the day worked out from the child's weight."""
    told = _section(_page(*_SUSPECTED), "UNKNOWN")

    assert "LOOK No blood:" in told
    assert "NEXT TEST" in told
    assert "1.7 mL/kg x 18.4 kg = 31.2" in told
    assert "What was drawn before is not counted." in told


def test_without_a_weight_the_child_is_to_be_weighed() -> None:
    """No limit is worked out from a weight that is not there."""
    told = _section(_page(*_SUSPECTED[:-1]), "UNKNOWN")

    assert "weigh the child to know how much may be drawn" in told
    assert "mL/kg x" not in told


@pytest.mark.parametrize(
    ("known", "gone"),
    [
        (("fibrinogen 400 mg/dL", "inr 1 {INR}", "d-dimer 300 ng/mL{FEU}", "aptt 30 s"), "Clotting with fibrinogen"),
        (("ferritin 900 ng/mL",), "Ferritin"),
        (("infection-proven no", "cultures-sent yes"), "Blood culture"),
    ],
)
def test_what_is_known_or_sent_is_not_asked_for(known: tuple[str, ...], gone: str) -> None:
    """A tube whose results are there, or which is on its way, is not named again."""
    told = _section(_page(*_SUSPECTED, *known, full=True), "UNKNOWN")

    assert not [line for line in told.splitlines() if line.startswith(f"NEXT TEST {gone}")]
