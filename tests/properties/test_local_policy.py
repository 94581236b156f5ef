"""Laws of a hospital's policy: whatever it chooses, no ceiling is passed, and nothing but its choice is touched."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillpath.care import DoseLine, slot_doses
from stillpath.engine import Decision, decide
from stillpath.errors import KnowledgeError
from stillpath.intake import typed_child
from stillpath.library import load
from stillpath.library.overlay import Overlay
from stillpath.model import Choice, Drug, Knowledge, LocalPolicy, Per, Status, Tier
from stillpath.prose.local import unspoken_mark

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SHIPPED = load()
OSLO = LocalPolicy("oslo", "A policy", "Invented Hospital", "nobody", "2026-01-01", "9a3b")


def _admissible() -> list[tuple[str, str]]:
    """Every record that may be chosen, found without the code that refuses."""
    found = []
    for drug in SHIPPED.drugs.values():
        for slot in drug.slots:
            default = next((one for one in drug.doses if (one.slot, one.id) == (slot.id, slot.default)), None)
            for record in drug.doses:
                evidence = record.evidence[0]
                sure = evidence.tier in (Tier.PRIMARY, Tier.RECORD) and evidence.status is not Status.UNVERIFIED
                capped = default is not None and (record.at_most is not None or default.at_most is None)
                if record.slot == slot.id and record.computes and not record.adult and sure and capped:
                    found.append((f"{drug.id}/{slot.id}", record.id))
    return found


ADMISSIBLE = _admissible()
EVERY = [
    (f"{drug.id}/{slot.id}", one.id) for drug in SHIPPED.drugs.values() for slot in drug.slots for one in drug.doses
]


@cache
def _under(slot: str, record: str) -> Knowledge:
    """The knowledge with one choice over its drugs. Raises KnowledgeError if it is refused."""
    overlay = Overlay(OSLO, (Choice("slot", slot, record, "", "Because."),))
    drugs = overlay.drugs(SHIPPED.drugs, SHIPPED.sources, _raise)
    return replace(SHIPPED, drugs=drugs, conflicts=overlay.conflicts(SHIPPED.conflicts, drugs, SHIPPED.sources))


def _raise(problem: KnowledgeError) -> None:
    raise problem


def _child(knowledge: Knowledge, weight: Fraction, height: int, age: int) -> Decision:
    lines = (f"weight {float(weight)} kg, 1 h before", f"height {height} cm, 1 h before", f"age {age} mo")
    return decide(knowledge, typed_child(lines, knowledge, NOON).timeline, NOON)


def _taken(knowledge: Knowledge, slot: str, decision: Decision) -> DoseLine:
    drug, _, name = slot.partition("/")
    entry = knowledge.drugs[drug]
    (line,) = (
        line for one in entry.slots if one.id == name for line in slot_doses(entry, one, decision) if line.default
    )
    return line


@pytest.mark.parametrize(("slot", "record"), [pair for pair in EVERY if pair not in ADMISSIBLE])
def test_what_is_not_admissible_is_refused(slot: str, record: str) -> None:
    """A record that never computes, is for adults, is unsure, or lacks the ceiling of the default cannot be chosen."""
    with pytest.raises(KnowledgeError):
        _under(slot, record)


@pytest.mark.slow
@pytest.mark.parametrize(("slot", "record"), ADMISSIBLE)
@given(
    weight=st.integers(20, 1200).map(lambda tenths: Fraction(tenths, 10)),
    height=st.integers(40, 200),
    age=st.integers(1, 212),
)
def test_a_chosen_dose_stays_below_every_ceiling_of_its_record(
    slot: str, record: str, weight: Fraction, height: int, age: int
) -> None:
    """For any child, what is computed is at most the ceiling printed in the record, per dose and per day."""
    knowledge = _under(slot, record)
    decision = _child(knowledge, weight, height, age)
    line = _taken(knowledge, slot, decision)
    if line.per_dose is None:
        return
    most, written = line.record.at_most, line.record.give.written
    size = line.size.amount if line.size is not None else Fraction(1)
    counted = line.per_dose * line.divisions if line.record.give.per is Per.DAY else line.per_dose
    assert counted <= line.record.give.high * size / written
    if most is not None and not most.basis:
        given_out = line.per_dose if most.per is Per.DOSE else line.per_day
        assert given_out is not None
        assert given_out <= most.high / written


@pytest.mark.parametrize(("slot", "record"), ADMISSIBLE)
def test_a_choice_touches_the_default_of_its_slot_and_nothing_else(slot: str, record: str) -> None:
    """Every dose record, with its amount, ceiling, evidence and status, and every alert stay as they are."""
    knowledge = _under(slot, record)
    drug, _, name = slot.partition("/")
    for one in fields(Drug):
        if one.name != "slots":
            assert getattr(knowledge.drugs[drug], one.name) == getattr(SHIPPED.drugs[drug], one.name)
    other = [one for one in knowledge.drugs[drug].slots if one.id != name]
    assert other == [one for one in SHIPPED.drugs[drug].slots if one.id != name]
    assert {id: one for id, one in knowledge.drugs.items() if id != drug} == {
        id: one for id, one in SHIPPED.drugs.items() if id != drug
    }
    assert knowledge.alerts == SHIPPED.alerts


def test_where_a_chosen_record_does_not_speak_the_shipped_one_is_taken() -> None:
    """CHEO's anakinra is for less than 40 kg; from there Boston's stands, and the page says so."""
    knowledge = _under("anakinra/moderate", "cheo-moderate")
    below = _taken(knowledge, "anakinra/moderate", _child(knowledge, Fraction(39), 140, 120))
    above = _taken(knowledge, "anakinra/moderate", _child(knowledge, Fraction(41), 140, 120))
    assert (below.record.id, above.record.id) == ("cheo-moderate", "halyabar-moderate")
    assert not unspoken_mark(below, knowledge)
    assert "does not speak of this child" in unspoken_mark(above, knowledge)


def test_a_conflict_takes_the_side_that_was_chosen() -> None:
    """Or neither, where the chosen record's source is no side; the reason begins with whose choice it is."""
    knowledge = _under("methylprednisolone/pulse", "etg-pulse")
    conflict = knowledge.conflicts["methylprednisolone-dose"]
    assert conflict.default in {"neither", *(side.evidence.source for side in conflict.sides)}
    assert conflict.because.startswith("Local choice of Invented Hospital")
