"""What a computed dose of a steroid equals in prednisolone, and what stands where a source prints no ceiling."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from stillpath.care import DoseLine, compute_dose
from stillpath.engine import decide
from stillpath.intake import typed_child
from stillpath.model import Knowledge
from stillpath.prose.doses import dose_working

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def doses(knowledge: Knowledge, drug: str) -> list[DoseLine]:
    """Every dose of a drug that is computed for a girl of 6 years, 20 kg and 116 cm."""
    reading = typed_child(("sex female", "age 6 y", "weight 20 kg", "height 116 cm"), knowledge, NOW)
    assert reading.refused == ()
    decision = decide(knowledge, reading.timeline, NOW)
    held = knowledge.drugs[drug]
    slots = {slot.id: slot for slot in held.slots}
    lines = [compute_dose(held, slots[record.slot], record, decision) for record in held.doses]
    return [line for line in lines if line.per_dose is not None]


@pytest.mark.parametrize("drug", ["methylprednisolone", "prednisolone", "dexamethasone"])
def test_a_dose_of_a_steroid_says_what_it_equals_in_prednisolone(drug: str, knowledge: Knowledge) -> None:
    """Beside a dose a day of any systemic steroid stands the prednisolone it equals, per kg and day."""
    daily = [line for line in doses(knowledge, drug) if line.per_day is not None]
    assert daily
    for line in daily:
        potency = line.drug.potency
        assert potency is not None
        assert line.per_day is not None
        assert line.prednisolone == line.per_day * potency.equals / potency.amount / 20
        assert "as prednisolone " in dose_working(line)


def test_one_milligram_of_methylprednisolone_twice_a_day_is_two_and_a_half_of_prednisolone(
    knowledge: Knowledge,
) -> None:
    """The step down by vein stands beside a limit of 2 mg/kg of prednisolone: it is seen to be more."""
    lines = [line for line in doses(knowledge, "methylprednisolone") if line.per_day == 40]
    assert lines
    assert {line.prednisolone for line in lines} == {Fraction("2.5")}
    assert "as prednisolone 2.5\u00a0mg/kg a day" in dose_working(lines[0])


def test_another_drug_equals_no_prednisolone(knowledge: Knowledge) -> None:
    """Nothing of the kind stands beside anakinra."""
    assert {line.prednisolone for line in doses(knowledge, "anakinra")} == {None}


def test_where_a_source_prints_no_ceiling_none_is_spoken_of(knowledge: Knowledge) -> None:
    """A range says "before any ceiling" only where a ceiling is held."""
    for drug in knowledge.drugs:
        for line in doses(knowledge, drug):
            held = line.record.at_most is not None
            assert ("before any ceiling" not in dose_working(line)) or held
            assert ("no ceiling in" not in dose_working(line)) or not held
