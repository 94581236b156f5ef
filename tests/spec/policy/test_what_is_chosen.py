"""What a hospital chose decides, at both ends of every range; and each place says what stillpath takes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillpath.care import plan, size_of
from stillpath.engine import Decision, decide
from stillpath.errors import KnowledgeError
from stillpath.intake import typed_child
from stillpath.library.check import check_knowledge
from stillpath.library.overlay import read_overlay
from stillpath.model import Knowledge, LocalPolicy
from stillpath.prose.local import local_text
from stillpath.units import duration_text, parse_duration, parse_quantity
from tests.spec.policy.conftest import HEAD, Put

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_TREATED = ("sjia yes", "weight 20 kg, 80 h before")
LOW = """choices:
  - parameter: fever-temperature
    value: 38.0 Cel
    because: Because.
  - parameter: reassess-every
    value: 6 h
    because: Because.
  - parameter: weight-conflict
    value: 5 %
    because: Because.
  - parameter: weight-change
    value: 10 %
    because: Because.
  - parameter: overdue-shown-for
    value: 24 h
    because: Because.
  - parameter: check-counts-before
    value: 1 h
    because: Because.
  - current_for: lab
    value: 1 d
    because: Because.
  - current_for: weight
    value: 2 d
    because: Because.
  - current_for: height
    value: 30 d
    because: Because.
"""
HIGH = (
    LOW.replace("38.0", "38.5")
    .replace("6 h", "12 h")
    .replace("10 %", "15 %")
    .replace(" 5 %", " 10 %")
    .replace("24 h", "48 h")
    .replace("1 h", "3 h")
    .replace("1 d", "48 h")
    .replace("2 d", "7 d")
    .replace("30 d", "90 d")
)


def _decided(put: Put, choices: str, *facts: str) -> Decision:
    """A child of whom a few things are known, decided under a policy."""
    knowledge = put(choices)
    return decide(knowledge, typed_child(facts, knowledge, NOON).timeline, NOON)


@pytest.mark.parametrize(
    ("choices", "temperature", "verdict"),
    [(LOW, "37.9", "not met"), (LOW, "38.0", "met"), (HIGH, "38.4", "not met"), (HIGH, "38.5", "met")],
)
def test_fever_begins_where_the_hospital_says(put: Put, choices: str, temperature: str, verdict: str) -> None:
    """38.0 and 38.5 degrees are the ends of what may be chosen; the rule decides by the one chosen."""
    decided = _decided(put, choices, f"temperature {temperature} Cel, 1 h before")
    assert decided.now.verdict("fever").value == verdict


@pytest.mark.parametrize(
    ("choices", "before", "counts"),
    [(LOW, "24 h", True), (LOW, "25 h", False), (HIGH, "48 h", True), (HIGH, "49 h", False)],
)
def test_a_result_counts_for_as_long_as_the_hospital_says(put: Put, choices: str, before: str, counts: bool) -> None:
    """After that it is unknown, and never normal."""
    value = _decided(put, choices, f"albumin 20 g/L, {before} before").known.value("albumin")
    assert (value.interval is not None) is counts


@pytest.mark.parametrize(("choices", "hours"), [(LOW, "6 h"), (HIGH, "12 h")])
def test_reassessment_is_due_when_the_hospital_says(put: Put, choices: str, hours: str) -> None:
    """The check, the step, the alert and the words of each take the one value."""
    knowledge = put(choices)
    words = hours.replace("h", "hours")
    assert knowledge.monitors["reassess"].every == parse_duration(hours)
    assert words in knowledge.actions["reassess-12h"].headline
    assert words in knowledge.alerts["reassessment-overdue"].headline
    assert knowledge.policy["reassess-every"].value == parse_quantity(hours)


@pytest.mark.parametrize(
    ("choices", "before", "counted"),
    [(LOW, "2 d", True), (LOW, "49 h", False), (HIGH, "7 d", True), (HIGH, "169 h", False)],
)
def test_no_dose_is_computed_from_an_older_weight(put: Put, choices: str, before: str, counted: bool) -> None:
    """A hospital that asks for a newer weight gets no amount from an old one."""
    assert (size_of("kg", _decided(put, choices, f"weight 20 kg, {before} before")) is not None) is counted


@pytest.mark.parametrize(
    ("choices", "before", "counted"),
    [(LOW, "30 d", True), (LOW, "31 d", False), (HIGH, "90 d", True), (HIGH, "91 d", False)],
)
def test_no_surface_is_reckoned_from_an_older_height(put: Put, choices: str, before: str, counted: bool) -> None:
    """Nor from an old height, where a dose goes by surface."""
    decided = _decided(put, choices, "weight 20 kg, 1 h before", f"height 115 cm, {before} before")
    assert (size_of("m2", decided) is not None) is counted


@pytest.mark.parametrize(
    ("choices", "other", "differ"),
    [(LOW, "21", False), (LOW, "21.1", True), (HIGH, "22", False), (HIGH, "22.1", True)],
)
def test_two_weights_differ_by_as_much_as_the_hospital_says(put: Put, choices: str, other: str, differ: bool) -> None:
    """By more than that, both are shown and the lower is used."""
    size = size_of("kg", _decided(put, choices, f"weight {other} kg, 2 h before", "weight 20 kg, 1 h before"))
    assert size is not None
    assert bool(size.others) is differ
    assert size.amount == 20


@pytest.mark.parametrize(
    ("choices", "before", "waits"),
    [(LOW, "3 h", False), (LOW, "4 h", True), (HIGH, "5 h", False), (HIGH, "6 h", True)],
)
def test_a_check_counts_as_early_as_the_hospital_says(put: Put, choices: str, before: str, waits: bool) -> None:
    """The response at 24 hours was due 2 hours ago; bloods taken 1 hour (or 3) before that still count for it."""
    names = ("platelets 90 10*9/L", "ferritin 900 ng/mL", "fibrinogen 2 g/L")
    bloods = tuple(f"{name}, {before} before" for name in names)
    decided = _decided(put, choices, *_TREATED, "given methylprednisolone 600 mg, 26 h before", *bloods)
    assert ("24 h" in _overdue(decided)) is waits


@pytest.mark.parametrize(
    ("choices", "before", "shown"),
    [(LOW, "72 h", True), (LOW, "73 h", False), (HIGH, "96 h", True), (HIGH, "97 h", False)],
)
def test_an_overdue_check_is_shown_for_as_long_as_the_hospital_says(
    put: Put, choices: str, before: str, shown: bool
) -> None:
    """The response at 48 hours, the last of its kind, was missed: it stays on the list for 24 hours, or for 48."""
    decided = _decided(put, choices, *_TREATED, f"given methylprednisolone 600 mg, {before} before")
    assert ("48 h" in _overdue(decided)) is shown


def _overdue(decided: Decision) -> set[str]:
    """Which checks of the response stand as overdue, each by how long after the treatment it was due."""
    began = decided.now.events["first-mas-treatment"].at
    assert began is not None
    times = [due.at for due in plan(decided).due if due.monitor.id == "response-checks" and due.at is not None]
    return {duration_text(at - began) for at in times if at < NOON}


@pytest.mark.parametrize("choices", [LOW, HIGH], ids=["low", "high"])
def test_the_ends_of_every_range_may_be_chosen(put: Put, choices: str) -> None:
    """Every parameter and every currency that may be chosen is, at the lower and at the upper end."""
    knowledge = put(choices)
    local = knowledge.local
    assert local is not None
    open_ones = {id for id, one in knowledge.policy.items() if one.may_be is not None}
    assert open_ones == {one.id for one in local.choices if one.kind == "parameter"}
    assert knowledge.values is not None
    assert set(knowledge.values.may_be) == {one.id for one in local.choices if one.kind == "current_for"}


def test_a_choice_of_what_is_shipped_changes_nothing(put: Put) -> None:
    """It stands on the page of the policy, and no place is marked."""
    local = put(HIGH).local
    assert local is not None
    assert {one.id for one in local.choices if one.changes} == {"fever-temperature", "overdue-shown-for"}


def test_a_range_is_ours_and_says_why(knowledge: Knowledge) -> None:
    """Whatever may be chosen has a source and a reason of its own."""
    for one in (*knowledge.policy.values(), *(knowledge.values.may_be.values() if knowledge.values else ())):
        choosable = getattr(one, "may_be", one)
        if choosable is not None:
            assert choosable.source in knowledge.sources
            assert choosable.because


def test_a_ceiling_may_not_be_opened_to_a_hospital(knowledge: Knowledge) -> None:
    """`may_be` on a parameter that limits an order is refused by `check`, at the line of the alert that uses it."""
    opened = {
        **knowledge.policy,
        "pulse-order-limit": replace(
            knowledge.policy["pulse-order-limit"], may_be=knowledge.policy["reassess-every"].may_be
        ),
    }
    problems = [str(one) for one in check_knowledge(replace(knowledge, policy=opened))]
    assert any("pulse-above-limit.yaml" in one and "a ceiling cannot be chosen" in one for one in problems)


def test_the_version_names_the_policy(put: Put, knowledge: Knowledge) -> None:
    """2026.11+4f1c with oslo 9a3b: the version of the knowledge, the policy's id, and the first of its digest."""
    local = put(LOW).local
    assert local is not None
    assert put(LOW).version == f"{knowledge.version} with oslo {local.digest[:4]}"
    assert put(LOW).digest == knowledge.digest


@pytest.mark.parametrize(
    ("written_for", "told"),
    [
        ("2026.11", ""),
        ("2026.11+4f1c", ""),
        ("2026.10", "It was decided for knowledge 2026.10; this is 2026.11+4f1c: read the choices anew."),
        ("", "It does not say for which knowledge it was decided; this is 2026.11+4f1c: read the choices anew."),
    ],
)
def test_a_policy_for_other_knowledge_is_told(
    written_for: str, told: str, knowledge: Knowledge, tmp_path: Path
) -> None:
    """It applies, and every page says that it was decided for another version, or does not say for which."""
    file = tmp_path / "POLICY.yaml"
    line = f"knowledge: {written_for}\n" if written_for else ""
    file.write_text(HEAD.replace("knowledge: 2026.11\n", line), encoding="utf-8")
    assert knowledge.values is not None
    overlay = read_overlay(file, _never)
    local = overlay.applied("2026.11+4f1c", knowledge.values, knowledge.policy, knowledge.drugs)
    assert local is not None
    assert " ".join(local.notes) == told
    assert told in local_text(local)


@pytest.mark.parametrize(("day", "past"), [("2027-01-01", False), ("2027-01-02", True), ("", False)])
def test_a_policy_past_its_last_day_says_so_first(day: str, past: bool) -> None:
    """Its last day is a day of it; on the day after, the banner begins with that."""
    local = LocalPolicy("oslo", "A policy", "Invented Hospital", "nobody", "2026-01-01", "9a3b", "2027-01-01")
    assert local_text(local, day).startswith("PAST ITS LAST DAY") is past


def _never(problem: KnowledgeError) -> None:
    raise problem
