"""The critical child is looked at more often: bleeding, brain, and bloods after a blood product."""

from collections.abc import Callable

import pytest

from stillpath.care.watch import OccasionState, Watch
from tests.spec.watching.test_a_treated_child import CHILD, NOW

DUE = OccasionState.DUE
Watched = Callable[..., Watch]
Times = Callable[..., list[str]]


def test_a_child_who_bleeds_is_looked_at_every_hour(watched: Watched, times: Times) -> None:
    """Bleeding recorded at 13:30: the next look is at 14:30, and the six hours no longer count."""
    made = watched({**CHILD, "2026-03-02 13:30": ["bleeding yes"]}, NOW)
    assert times(made, "bleeding-check-hourly", DUE)[:2] == ["02 14:30", "02 15:30"]
    assert times(made, "bleeding-check", DUE) == []


def test_after_a_fit_neurology_is_every_half_hour_for_four_hours(watched: Watched, times: Times) -> None:
    """A fit at 13:30: every 30 min until 17:30, and then only every hour."""
    made = watched({**CHILD, "2026-03-02 13:30": ["seizure yes", "glasgow-coma-score 15 {score}"]}, NOW)
    half = times(made, "neurology-half-hourly", DUE)
    assert (half[0], half[1], half[-1]) == ("02 14:00", "02 14:30", "02 17:00")
    assert "02 18:30" in times(made, "hourly-neurology", DUE)


def test_bloods_are_due_an_hour_after_platelets(watched: Watched, times: Times) -> None:
    """A critical child with platelets given at 13:30: bloods at 14:30, before the six hours are over."""
    told = {**CHILD, "2026-03-02 13:30": ["poor-perfusion yes", "given platelet-concentrate 200 mL"]}
    told["2026-03-02 12:00"] = ["platelets 40 10*9/L", "fibrinogen 1.2 g/L"]
    assert times(watched(told, NOW), "paired-bloods-critical", DUE)[:2] == ["02 14:30", "02 18:00"]


@pytest.mark.parametrize("charted, clock", [([], True), (["given ceftriaxone 1000 mg, by intravenous"], False)])
def test_antibiotics_that_are_charted_are_not_overdue(watched: Watched, charted: list[str], clock: bool) -> None:
    """In shock the hour for antibiotics runs until a dose is charted; then there is only cover to be checked."""
    told = {**CHILD, "2026-03-02 13:30": ["poor-perfusion yes"], "2026-03-02 13:40": ["sodium 136 mmol/L", *charted]}
    steps = {step.action.id: step for step in watched(told, NOW).plan.do}
    assert (steps["start-antibiotics-shock"].due_by is not None) is clock
