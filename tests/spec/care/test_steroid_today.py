"""The steroid of a day: all systemic steroid of the last 24 hours, and of the running orders, in one measure.

4 mg of methylprednisolone, 5 mg of prednisolone or prednisone, 0.75 mg of dexamethasone and 20 mg of hydrocortisone
are taken as equal.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from stillpath.care import SteroidToday, steroid_today
from stillpath.engine import Decision, decide
from stillpath.intake import read_text, typed_child
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.document import Citations
from stillpath.prose.steroid import steroid_items

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def decision(knowledge: Knowledge, *lines: str) -> Decision:
    """A child of whom only these fact lines are known, at NOW."""
    reading = typed_child(lines, knowledge, NOW)
    assert reading.refused == ()
    return decide(knowledge, reading.timeline, NOW)


def today(knowledge: Knowledge, *lines: str) -> SteroidToday:
    """The steroid of a child of 20 kg."""
    found = steroid_today(decision(knowledge, "weight 20 kg", *lines))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "equals"),
    [
        ("given methylprednisolone 4 mg", "5"),
        ("given methylprednisolone 600 mg", "750"),
        ("given prednisolone 5 mg", "5"),
        ("given prednisone 5 mg", "5"),
        ("given dexamethasone 0.75 mg", "5"),
        ("given dexamethasone 6 mg", "40"),
        ("given hydrocortisone 20 mg", "5"),
        ("given hydrocortisone 100 mg", "25"),
        ("given methylprednisolone 1 g", "1250"),
    ],
)
def test_each_steroid_counts_by_its_strength(line: str, equals: str, knowledge: Knowledge) -> None:
    """A dose given is told in mg of prednisolone, exactly, and per kg of the current weight."""
    found = today(knowledge, line)

    assert found.given.total == Fraction(equals)
    assert found.given.per_kg == Fraction(equals) / 20
    assert found.given.whole


def test_doses_of_different_steroids_add_up(knowledge: Knowledge) -> None:
    """A pulse, hydrocortisone and dexamethasone of one day are one total, each with its own conversion."""
    found = today(
        knowledge,
        "given methylprednisolone 600 mg, 20 h before",
        "given hydrocortisone 40 mg, 6 h before",
        "given dexamethasone 3 mg, 1 h before",
    )

    assert [dose.equals for dose in found.given.doses] == [750, 10, 20]
    assert found.given.total == 780
    assert found.given.per_kg == 39


@pytest.mark.parametrize(("before", "counted"), [("23 h", 1), ("1439 min", 1), ("24 h", 0), ("25 h", 0)])
def test_a_day_is_24_hours(before: str, counted: int, knowledge: Knowledge) -> None:
    """Yesterday's pulse of this same hour no longer counts: else two days' pulses would be one day's."""
    found = steroid_today(decision(knowledge, "weight 20 kg", f"given methylprednisolone 600 mg, {before} before"))

    assert (len(found.given.doses) if found is not None else 0) == counted


@pytest.mark.parametrize(
    ("line", "equals"),
    [
        ("order methylprednisolone 20 mg per dose every 12 h", "50"),
        ("order prednisolone 40 mg per day", "40"),
        ("order methylprednisolone 600 mg per dose every 24 h", "750"),
        ("order hydrocortisone 10 mg per dose every 6 h", "10"),
        ("order methylprednisolone 1 mg/kg per dose every 12 h", "50"),
        ("order prednisolone 10 mg per dose every 48 h", "5"),
    ],
)
def test_an_order_counts_by_what_it_gives_in_24_hours(line: str, equals: str, knowledge: Knowledge) -> None:
    """Per day as it stands, per dose times the doses of a day, by size times the size of the child."""
    found = today(knowledge, line)

    assert (found.orders.total, found.orders.whole) == (Fraction(equals), True)
    assert found.given.doses == ()


def test_what_is_given_and_what_is_ordered_are_never_added(knowledge: Knowledge) -> None:
    """The dose of this morning is one of the order: two sums stand side by side."""
    found = today(
        knowledge,
        "order methylprednisolone 600 mg per dose every 24 h, 5 h before",
        "given methylprednisolone 600 mg, 4 h before",
    )

    assert (found.given.total, found.orders.total) == (750, 750)


def test_a_stopped_order_gives_nothing(knowledge: Knowledge) -> None:
    """Only orders that run count."""
    lines = ("order prednisolone 40 mg per day, 3 d before", "stopped prednisolone, 1 d before")

    assert steroid_today(decision(knowledge, "weight 20 kg", *lines)) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("order prednisolone 20 mg per dose", "how often is not told"),
        ("on prednisolone", "no amount is told"),
        ("given dexamethasone", "no amount is told"),
        ("order dexamethasone 10 mg/m2 per day", "an amount by size, and no current weight or height to count it by"),
        ("given dexamethasone 1 mL", "an amount in mL cannot be converted"),
    ],
)
def test_what_cannot_be_counted_is_named_and_not_taken_for_nothing(line: str, why: str, knowledge: Knowledge) -> None:
    """The total is then "at least", and the page names the dose and the reason even without --full."""
    found = today(knowledge, line, "given methylprednisolone 20 mg")
    every = (*found.given.doses, *found.orders.doses)

    (open_dose,) = (dose for dose in every if dose.equals is None)
    assert open_dose.why_not == why
    assert not (found.given.whole and found.orders.whole)
    (item,) = page(knowledge, "weight 20 kg", line, "given methylprednisolone 20 mg, by oral")
    assert [f"NOT COUNTED: {why}" in detail.text for detail in item.details] == [True]


@pytest.mark.parametrize(
    ("route", "counted"),
    [
        ("intravenous", True),
        ("oral", True),
        ("intramuscular", True),
        ("topical", False),
        ("inhaled", False),
        ("intra-articular", False),
        ("ophthalmic", False),
        ("nasal spray", False),
        ("nebulised", False),
        ("intraarticular", False),
        ("inhalation", False),
        ("eye drops", False),
        ("cutaneous", False),
        ("ear drops", False),
        ("rectal", True),
        ("umbilical", True),
    ],
)
def test_only_systemic_steroid_counts(route: str, counted: bool, knowledge: Knowledge) -> None:
    """A cream, a spray, eye drops and a joint injection are left out."""
    found = steroid_today(decision(knowledge, "weight 20 kg", f"given dexamethasone 3 mg, by {route}"))

    assert (found is not None) is counted


@pytest.mark.parametrize(
    ("route", "says"),
    [
        ("", "by a route that is not told: counted, and may not be systemic"),
        (", by rectal", "by a route that is not known: counted, and may not be systemic"),
        (", by umbilical", "by a route that is not known: counted, and may not be systemic"),
    ],
)
def test_a_route_that_is_not_told_or_not_known_counts_and_says_so(route: str, says: str, knowledge: Knowledge) -> None:
    """Too much on the page is asked about; too little is overlooked."""
    (item,) = page(knowledge, "weight 20 kg", f"given dexamethasone 3 mg{route}")

    assert "Given in the last 24 h up to 20 mg prednisolone-equivalent" in plain(item.text)
    assert says in item.details[0].text


@pytest.mark.parametrize("drug", ["betamethasone", "deflazacort", "triamcinolone", "budesonide"])
def test_a_steroid_without_a_held_strength_is_named_and_not_counted(drug: str, knowledge: Knowledge) -> None:
    """The total is then "at least"; by a route that is not systemic it is left out as any other."""
    given = "given prednisolone 20 mg, by oral"
    (item,) = page(knowledge, "weight 20 kg", f"given {drug} 6 mg, by oral", given)

    assert "Given in the last 24 h at least 20 mg prednisolone-equivalent" in plain(item.text)
    assert [detail.text for detail in item.details if "NOT COUNTED" in detail.text]
    assert "its strength against prednisolone is not held" in item.details[0].text
    (local,) = page(knowledge, "weight 20 kg", f"given {drug} 6 mg, by inhaled", given)
    assert "Given in the last 24 h 20 mg" in plain(local.text)


@pytest.mark.parametrize(("ended", "counted"), [("1 h", True), ("23 h", True), ("24 h", False), ("30 h", False)])
def test_a_dose_given_over_a_time_counts_whole_until_24_hours_after_its_end(
    ended: str, counted: bool, knowledge: Knowledge
) -> None:
    """How much of an infusion went in when is not known, and too little is overlooked."""
    hours = int(ended.removesuffix(" h"))
    event = {
        "time": (NOW - timedelta(hours=34)).isoformat(),
        "end": (NOW - timedelta(hours=hours)).isoformat(),
        "kind": "medication_given",
        "name": "hydrocortisone",
        "value": 100,
        "unit": "mg",
        "route": "intravenous",
    }
    document = {"patient": {"id": "EXAMPLE"}, "now": NOW.isoformat(), "events": [event]}
    reading = read_text(json.dumps(document).encode(), knowledge)
    assert reading.refused == ()
    found = steroid_today(decide(knowledge, reading.timeline, NOW))

    assert (found is not None and found.given.total == 25) is counted
    if found is not None:
        assert found.given.doses[0].note == "begun earlier, counted whole"


def test_without_a_weight_the_total_stands_without_per_kg(knowledge: Knowledge) -> None:
    """The mg are known all the same; nothing is told per kg."""
    found = steroid_today(decision(knowledge, "given methylprednisolone 600 mg"))

    assert found is not None
    assert (found.given.total, found.given.per_kg, found.weight) == (750, None, None)
    (item,) = page(knowledge, "given methylprednisolone 600 mg")
    assert "no current weight, so nothing per kg" in item.text


def test_a_child_without_steroid_has_no_line(knowledge: Knowledge) -> None:
    """No steroid on record is no reassurance and no line: coverage is told elsewhere."""
    assert page(knowledge, "weight 20 kg", "given anakinra 40 mg") == ()


def test_the_line_of_a_childs_page(knowledge: Knowledge) -> None:
    """One line with both sums and their sources; with --full every dose and its conversion."""
    lines = ("order methylprednisolone 600 mg per dose every 24 h, 5 h before, by intravenous",)
    given = "given methylprednisolone 600 mg, 4 h before, by intravenous"
    (item,) = page(knowledge, "weight 20 kg", *lines, given)
    (whole,) = page(knowledge, "weight 20 kg", *lines, given, full=True)

    assert plain(item.text) == (
        "Given in the last 24 h 750 mg prednisolone-equivalent (37.5 mg/kg); "
        "running orders give 750 mg prednisolone-equivalent (37.5 mg/kg) in 24 h."
    )
    assert (item.label, item.details) == ("STEROID", ())
    assert item.cites
    assert [detail.label for detail in whole.details] == ["given", "order"]
    assert "600 mg methylprednisolone = 750 mg prednisolone (4 mg count as 5 mg)" in plain(whole.details[0].text)


def test_the_sentence_on_equal_doses_says_what_is_reckoned_with(knowledge: Knowledge) -> None:
    """The one sentence that names all strengths holds the numbers of the drugs' own records."""
    sentence = knowledge.drugs["prednisolone"].handling[1].says

    for id in ("methylprednisolone", "prednisolone", "dexamethasone", "hydrocortisone"):
        potency = knowledge.drugs[id].potency
        assert potency is not None
        (said,) = re.findall(rf"([\d.]+) mg of {id}", sentence)
        assert (Fraction(said), potency.equals) == (potency.amount, 5)


def page(knowledge: Knowledge, *lines: str, full: bool = False):  # type: ignore[no-untyped-def]
    """The items of the child's page on steroid."""
    return steroid_items(decision(knowledge, *lines), Clock(), Citations(knowledge), full)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
