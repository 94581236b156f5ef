"""A dose that was given is held against the limit of its order: too much is too much whoever wrote it."""

from datetime import UTC, datetime

import pytest

from stillpath.care import AlertReport, raise_alerts
from stillpath.engine import decide
from stillpath.intake import typed_child
from stillpath.model import Knowledge

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def alerts(knowledge: Knowledge, *lines: str) -> AlertReport:
    """The alerts of a child of whom only these fact lines are known."""
    reading = typed_child(lines, knowledge, NOW)
    assert reading.refused == ()
    return raise_alerts(decide(knowledge, reading.timeline, NOW))


def raised(report: AlertReport) -> dict[str, bool]:
    """The alerts that fire, each with whether it asks for a reason."""
    return {one.alert.id: one.asks_reason for one in report.raised}


@pytest.mark.parametrize(
    ("dose", "alert"),
    [
        ("methylprednisolone 1000 mg", "pulse-above-limit"),
        ("anakinra 500 mg", "anakinra-very-high"),
        ("prednisolone 90 mg", "prednisolone-above-ceiling"),
        ("prednisone 90 mg", "prednisolone-above-ceiling"),
        ("dexamethasone 41 mg", "dexamethasone-high"),
        ("ciclosporin 200 mg", "ciclosporin-too-high"),
        ("tocilizumab 300 mg", "tocilizumab-high"),
        ("canakinumab 160 mg", "canakinumab-high"),
        ("emapalumab 240 mg", "emapalumab-high"),
        ("immunoglobulin 60 g", "immunoglobulin-high"),
    ],
)
def test_too_much_that_was_given_is_told_and_asks_for_no_reason(dose: str, alert: str, knowledge: Knowledge) -> None:
    """Without any order the dose raises the alert; the reason is a prescriber's, and there is nothing left to order."""
    assert raised(alerts(knowledge, "weight 20 kg", f"given {dose}, 3 h before"))[alert] is False


def test_an_order_of_the_same_asks_for_a_reason(knowledge: Knowledge) -> None:
    """Ordered, the same amount asks the prescriber for a reason; the alert is one, and tells of both."""
    order = "order methylprednisolone 1000 mg per dose every 24 h, 4 h before"
    given = "given methylprednisolone 1000 mg, 3 h before"
    assert raised(alerts(knowledge, "weight 20 kg", order, given))["pulse-above-limit"] is True


def test_a_dose_that_cannot_be_judged_is_named(knowledge: Knowledge) -> None:
    """A dose given to a child without a weight is listed as not checked; silence is no approval."""
    report = alerts(knowledge, "given methylprednisolone 600 mg, 3 h before")
    assert [(entry.drug, why.value) for entry, why in report.unchecked] == [
        ("methylprednisolone", "no current weight or height")
    ]
