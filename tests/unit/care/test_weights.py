"""Which weight a dose is reckoned by, and what is said of it: Lea with other weights than her own."""

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from stillpath.care import DoseLine, Plan, compute_dose, plan, size_of
from stillpath.care.next_test import blood_limit
from stillpath.engine import decide
from stillpath.intake import read_text
from stillpath.library import load
from stillpath.prose import patient_page
from stillpath.prose.doses import dose_working

LEA = Path(__file__).parents[3] / "examples" / "lea.json"
KNOWLEDGE = load()
NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)


def _plan(*weights: dict[str, object], sex: str | None = "female", **answers: bool) -> Plan:
    """Lea's plan with these weights instead of hers, each `hours` before now, and without a height."""
    record = json.loads(LEA.read_text(encoding="utf-8"))
    record["patient"]["sex"] = sex
    if sex is None:
        del record["patient"]["sex"]
    events = [event for event in record["events"] if event["name"] not in ("weight", "height")]
    for number, weight in enumerate(weights):
        hours = weight.pop("hours", 1)
        assert isinstance(hours, int)
        time = (NOW - timedelta(hours=hours)).isoformat()
        events.append({"id": f"w{number}", "time": time, "kind": "vital", "name": "weight", "unit": "kg", **weight})
    for name, answer in answers.items():
        kind = KNOWLEDGE.facts[name.replace("_", "-")].kind.value
        events.append(
            {"id": name, "time": NOW.isoformat(), "kind": kind, "name": name.replace("_", "-"), "value": answer}
        )
    record["events"] = events
    reading = read_text(json.dumps(record).encode(), KNOWLEDGE)
    assert reading.refused == ()
    return plan(decide(KNOWLEDGE, reading.timeline, NOW))


def _sized(weight: float, height: float, **answers: bool) -> Plan:
    """Lea's plan with a height beside the weight."""
    record = json.loads(LEA.read_text(encoding="utf-8"))
    time = NOW.isoformat()
    record["events"] = [event for event in record["events"] if event["name"] not in ("weight", "height")]
    sizes = (("weight", weight, "kg"), ("height", height, "cm"))
    for name, value, unit in sizes:
        record["events"].append({"id": name, "time": time, "kind": "vital", "name": name, "value": value, "unit": unit})
    for name, answer in answers.items():
        fact = KNOWLEDGE.facts[name.replace("_", "-")]
        record["events"].append(
            {"id": fact.id, "time": time, "kind": fact.kind.value, "name": fact.id, "value": answer}
        )
    reading = read_text(json.dumps(record).encode(), KNOWLEDGE)
    assert reading.refused == ()
    return plan(decide(KNOWLEDGE, reading.timeline, NOW))


def _pulse(made: Plan) -> DoseLine:
    doses = [dose for step in made.do for dose in step.doses]
    return next(dose for dose in doses if dose.drug.id == "methylprednisolone" and dose.slot.id == "pulse")


def _page(made: Plan) -> str:
    page = patient_page(made, (), (), replayed=False)
    items = [item for section in page.sections for item in section.items]
    found = []
    while items:
        item = items.pop(0)
        found.append(f"{item.label} {item.text}")
        items += item.details
    return "\n".join(found)


def test_a_weight_that_fits_computes() -> None:
    """18.4 kg at 6 years is an ordinary weight: the pulse is worked out, and nothing is said of it."""
    dose = _pulse(_plan({"value": 18.4}))
    assert dose.per_dose == 552
    assert "fit the age" not in dose_working(dose)


def test_a_weight_that_does_not_fit_computes_no_dose_and_is_asked_for() -> None:
    """184 kg at 6 years computes nothing; to weigh again comes first, with the question, once."""
    made = _plan({"value": 184})
    assert _pulse(made).per_dose is None
    assert "weight-confirmed" in [fact.id for fact in made.asks]
    page = _page(made)
    assert "WEIGH the child again, in kilograms: 184\u00a0kg does not fit the age." in page
    assert page.count("Is this weight right, in kilograms?") == 1
    assert "here 5.4\u00a0mg/kg" not in page


def test_a_confirmed_weight_computes_and_the_working_says_so() -> None:
    """Somebody who looked lets it through, and whoever checks the dose reads that."""
    dose = _pulse(_plan({"value": 184}, weight_confirmed=True))
    assert dose.per_dose == 1000
    assert "the weight does not fit the age, and somebody confirmed it" in dose_working(dose)


def test_a_weight_that_is_not_right_computes_nothing_and_is_not_asked_for_again() -> None:
    """Answered no, the child is weighed."""
    made = _plan({"value": 184}, weight_confirmed=False)
    assert _pulse(made).per_dose is None
    assert "weight-confirmed" not in [fact.id for fact in made.asks]


def test_without_a_sex_a_weight_that_fits_neither_computes_nothing() -> None:
    """184 kg at 6 years is no boy's and no girl's weight; 18.4 kg is either's, and nothing is said of it."""
    assert _pulse(_plan({"value": 184}, sex=None)).per_dose is None
    fits = _plan({"value": 18.4}, sex=None)
    assert _pulse(fits).per_dose == 552
    assert "not checked" not in patient_page(fits, (), (), replayed=False).title


def test_without_a_sex_a_weight_that_fits_one_computes_and_it_is_said_that_it_was_not_checked() -> None:
    """What cannot be looked up holds nothing back; the head of the page says so."""
    made = _plan({"value": 43}, sex=None)
    assert _pulse(made).per_dose == 1000
    assert "weight not checked for age" in patient_page(made, (), (), replayed=False).title


def test_the_weight_tried_is_the_one_used() -> None:
    """Of two that differ the lower is used; if that one does not fit, nothing is computed, whichever is newer."""
    slipped = _plan({"value": 1.84, "hours": 3}, {"value": 18.4})
    size = size_of("kg", slipped.decision)
    assert size is not None
    assert (float(size.amount), size.doubtful) == (1.84, True)
    assert _pulse(slipped).per_dose is None
    again = _plan({"value": 184, "hours": 3}, {"value": 18.4})
    assert _pulse(again).per_dose == 552


def test_pounds_that_fit_the_age_do_not_fit_the_height() -> None:
    """18.4 kg are 40.6 lb: as kilograms possible at 6 years, and not at 112 cm; a person may still confirm it."""
    made = _sized(40.6, 112)
    assert _pulse(made).why_not == "the weight does not fit the height: weigh again, or confirm it"
    assert "40.6\u00a0kg does not fit the height. No dose is computed by it." in _page(made)
    assert "weight-confirmed" in [fact.id for fact in made.asks]
    assert _pulse(_sized(18.4, 112)).per_dose == 552
    confirmed = _pulse(_sized(40.6, 112, weight_confirmed=True))
    assert confirmed.per_dose == 1000
    assert "the weight does not fit the height, and somebody confirmed it" in dose_working(confirmed)


def test_a_height_that_does_not_fit_counts_in_no_surface() -> None:
    """190 cm at 6 years: doses by weight go on, there is no surface until the height is confirmed."""
    made = _sized(18.4, 190)
    assert _pulse(made).per_dose == 552
    assert size_of("m2", made.decision) is None
    assert "height-confirmed" in [fact.id for fact in made.asks]
    surface = size_of("m2", _sized(18.4, 190, height_confirmed=True).decision)
    assert surface is not None
    drug = KNOWLEDGE.drugs["dexamethasone"]
    record = next(record for record in drug.doses if record.give.basis == "m2" and record.computes)
    slot = next(slot for slot in drug.slots if slot.id == record.slot)
    line = compute_dose(drug, slot, record, made.decision)
    assert line.why_not == "the height does not fit the age: measure again, or confirm it"


def test_no_blood_limit_by_a_weight_that_does_not_fit() -> None:
    """What may be drawn goes by the weight that doses go by, and by none that cannot be right."""
    limit = blood_limit(_plan({"value": 184}).decision)
    assert limit is not None
    assert limit.weight is None
    lower = blood_limit(_plan({"value": 18.4, "hours": 120}, {"value": 40}).decision)
    assert lower is not None
    assert lower.weight == Fraction("18.4")


@pytest.mark.parametrize(
    ("before", "hours", "newest", "used"),
    [
        pytest.param(18.4, 120, 40.6, 18.4, id="pounds that fit the age"),
        pytest.param(18.4, 120, 9.2, 9.2, id="half"),
        pytest.param(18.4, 120, 22, 18.4, id="fluid"),
        pytest.param(20, 120, 23, 23, id="at the limit of 15 per cent"),
        pytest.param(20, 120, 23.1, 20, id="above it"),
        pytest.param(20, 26, 23.1, 20, id="just outside the time of two weights"),
        pytest.param(20, 30 * 24 + 1, 23.1, 20, id="30 days before"),
        pytest.param(20, 30 * 24 + 2, 23.1, 23.1, id="longer ago"),
    ],
)
def test_a_weight_far_from_the_childs_own_before_computes_by_the_lower(
    before: float, hours: int, newest: float, used: float
) -> None:
    """A child's weight changes little in a month; where it does, the lower counts till somebody looked again."""
    made = _plan({"value": before, "hours": hours}, {"value": newest})
    size = size_of("kg", made.decision)
    assert size is not None
    assert float(size.amount) == used
    changed = used != newest or newest < before
    assert size.changed is changed
    assert ("WEIGH the child again, in kilograms:" in _page(made)) is changed
    assert ("weight-confirmed" in [fact.id for fact in made.asks]) is changed


def test_two_weights_of_one_day_are_both_shown_and_weighing_again_is_asked_for() -> None:
    """Which of the two is right is not asked: a third weighing tells."""
    made = _plan({"value": 18.4, "hours": 3}, {"value": 22})
    page = _page(made)
    assert "18.4\u00a0kg (02-Mar-2026 03:10), then 22\u00a0kg (02-Mar-2026 05:10). Doses are by the lower." in page
    assert "Is this weight right" not in _page(made)
    assert _pulse(made).per_dose == 552


def test_a_true_gain_is_confirmed_and_the_newest_weight_stands() -> None:
    """Both weights stand on the page with what the lower means for a child who truly gained; yes lets the newest go."""
    page = _page(_plan({"value": 18.4, "hours": 120}, {"value": 22}))
    assert "18.4\u00a0kg (25-Feb-2026 06:10), then 22\u00a0kg (02-Mar-2026 05:10). Doses are by the lower." in page
    assert "truly gained so much, that is too little: confirm the newest weight" in page
    assert page.count("Is this weight right, in kilograms?") == 1
    confirmed = _plan({"value": 18.4, "hours": 120}, {"value": 22}, weight_confirmed=True)
    assert _pulse(confirmed).per_dose == 660
    assert "WEIGH" not in _page(confirmed)
    denied = _plan({"value": 18.4, "hours": 120}, {"value": 22}, weight_confirmed=False)
    assert _pulse(denied).per_dose == 552
    assert "weight-confirmed" not in [fact.id for fact in denied.asks]


def test_weighed_again_two_days_later_the_new_weight_stands() -> None:
    """Only the last weight before is looked at: a second one like the newest settles it."""
    made = _plan({"value": 18.4, "hours": 120}, {"value": 22, "hours": 48}, {"value": 22.2})
    assert _pulse(made).per_dose == 666
    assert "WEIGH" not in _page(made)


def test_an_estimate_is_marked_and_a_measured_weight_goes_before_it() -> None:
    """In resuscitation an estimated weight computes, marked so; a measured one that still counts is taken instead."""
    estimated = _pulse(_plan({"value": 18, "estimated": True}))
    assert estimated.per_dose == 540
    assert "the weight is an ESTIMATE" in dose_working(estimated)
    measured = _pulse(_plan({"value": 18.4, "hours": 30}, {"value": 20, "estimated": True}))
    assert measured.per_dose == 552
    assert "ESTIMATE" not in dose_working(measured)


def test_a_stale_weight_computes_nothing() -> None:
    """A weight older than policy allows is none; the page asks for a new one."""
    made = _plan({"value": 18.4, "hours": 24 * 8})
    assert _pulse(made).why_not == "needs a current weight"
    assert "WEIGH the child now" in _page(made)


def test_fluid_overload_asks_for_the_weight_to_dose_by() -> None:
    """Doses go on by the recorded weight; the page says who chooses another."""
    made = _plan({"value": 18.4}, fluid_overload=True)
    assert _pulse(made).per_dose == 552
    assert "Ask the pharmacist which weight to dose by" in _page(made)


def test_orders_are_not_checked_while_two_weights_differ() -> None:
    """Whether a gram is too much depends on which of the two is right: the order is listed as not checked."""
    record = json.loads(LEA.read_text(encoding="utf-8"))
    for event in list(record["events"]):
        if event["name"] == "weight":
            before = (NOW - timedelta(days=5)).isoformat()
            record["events"].append({**event, "id": "w0", "time": before, "value": 18.4})
            event["value"] = 40.2
    order = {"id": "o1", "time": (NOW - timedelta(minutes=5)).isoformat(), "kind": "medication_order"}
    amount = {"name": "methylprednisolone", "value": 1000, "unit": "mg", "per": "dose", "every": "24 h"}
    record["events"].append(order | amount)
    made = plan(decide(KNOWLEDGE, read_text(json.dumps(record).encode(), KNOWLEDGE).timeline, NOW))
    assert [(entry.id, why.value) for entry, why in made.alerts.unchecked] == [("o1", "two weights differ")]


@pytest.mark.parametrize("weight, unchecked", [(18.4, False), (184, True)])
def test_orders_are_not_checked_by_a_weight_in_doubt(weight: float, unchecked: bool) -> None:
    """A gram of methylprednisolone is 54 mg/kg in Lea and 5 mg/kg by the slip: the slip does not clear the order."""
    record = json.loads(LEA.read_text(encoding="utf-8"))
    for event in record["events"]:
        if event["name"] == "weight":
            event["value"] = weight
    time = (NOW - timedelta(minutes=5)).isoformat()
    order = {"id": "o1", "time": time, "kind": "medication_order", "name": "methylprednisolone"}
    record["events"].append({**order, "value": 1000, "unit": "mg", "per": "dose", "every": "24 h"})
    made = plan(decide(KNOWLEDGE, read_text(json.dumps(record).encode(), KNOWLEDGE).timeline, NOW))
    raised = {raised.alert.id for raised in made.alerts.raised}
    assert ("pulse-above-limit" in raised) is not unchecked
    assert [entry.id for entry, _ in made.alerts.unchecked] == (["o1"] if unchecked else [])
