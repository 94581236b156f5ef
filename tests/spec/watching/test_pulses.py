"""What the sheet says of pulses: how many are free, and what a nurse reads at the fourth."""

from collections.abc import Callable

import pytest

from stillpath.care.watch import OccasionState, Watch
from stillpath.model import Verdict
from tests.spec.watching.test_a_treated_child import CHILD

Watched = Callable[..., Watch]


def test_the_fourth_pulse_of_an_order_needs_a_named_senior(watched: Watched) -> None:
    """After one recorded pulse two more are free; each later one of the order says that it is not simply given."""
    doses = _pulses(watched(CHILD, "2026-03-02 14:00", hours=96))
    assert doses == ["", "", "NOT to be given without a named senior", "NOT to be given without a named senior"]


def test_after_three_pulses_every_dose_of_the_order_needs_one(watched: Watched) -> None:
    """Three are recorded and the order still runs: also the next dose, before 72 hours have passed."""
    told = {
        **CHILD,
        "2026-03-03 08:00": ["given methylprednisolone 600 mg, by intravenous"],
        "2026-03-04 08:00": ["given methylprednisolone 600 mg, by intravenous"],
    }
    assert _pulses(watched(told, "2026-03-04 14:00", hours=24)) == ["NOT to be given without a named senior"]


def test_a_limit_of_the_infusion_counts_what_was_seen_during_it(watched: Watched) -> None:
    """A heart rate of 160 calls to stop the pulse if it was taken while it runs: not before it, not hours after it."""
    assert _called(watched({**CHILD, "2026-03-02 07:45": ["heart-rate 160 /min"]}, "2026-03-02 08:30")) == []
    during = {**CHILD, "2026-03-02 08:15": ["heart-rate 160 /min"]}
    del during["2026-03-02 09:00"]
    assert _called(watched(during, "2026-03-02 08:30")) == ["Heart rate > 150 /min: stop the infusion and look."]
    assert _called(watched(during, "2026-03-02 09:01")) == []


@pytest.mark.parametrize("vasoactive, calls", [("no", 1), ("yes", 0)])
def test_a_rise_of_pressure_stops_the_infusion_unless_a_vasoactive_drug_runs(
    watched: Watched, vasoactive: str, calls: int
) -> None:
    """With a vasoactive drug recorded the pressure is meant to rise."""
    told = {**CHILD, "2026-03-02 08:15": ["systolic-bp 131 mm[Hg]", f"vasoactive-drug {vasoactive}"]}
    assert len(_called(watched(told, "2026-03-02 08:30"))) == calls


def _called(made: Watch) -> list[str]:
    """What the checks of the infusion call for."""
    own = [check for check in made.plan.checks if check.monitor.id == "pulse-pressure"]
    return [limit.says for check in own for limit, verdict in check.limits if verdict is Verdict.MET]


def _pulses(made: Watch) -> list[str]:
    return [one.says for one in made.of(OccasionState.DUE) if one.monitor is None and one.id == "methylprednisolone"]


def test_a_steroid_that_nobody_charted_is_asked_for_first(watched: Watched) -> None:
    """Prednisolone every 12 h, last charted 31 hours ago: the sheet says to ask first, never to double."""
    told = {
        "2026-03-01 09:00": ["sjia yes", "coverage medication_given 30 d"],
        "2026-03-02 07:00": ["weight 20 kg", "order prednisolone 20 mg per dose every 12 h, by oral"],
        "2026-03-02 08:00": ["given prednisolone 20 mg, by oral", "ferritin 300 ng/mL"],
        "2026-03-03 15:00": ["coverage medication_given 30 d", "temperature 37 Cel"],
    }
    made = watched(told, "2026-03-03 15:00", hours=1)
    assert [one.alert.id for one in made.plan.alerts.raised if one.alert.id.startswith("steroid")] == [
        "steroid-not-charted"
    ]
    assert [one.says for one in made.of(OccasionState.OVERDUE) if one.id == "prednisolone"] == [
        "ONLY AFTER ASKING (none is charted; never double)"
    ]
    assert all(one.says == "" for one in watched(told, "2026-03-03 13:00", hours=1).occasions)
