"""Medications: orders, doses given, statements and stops, with amounts in mg."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from stillpath.intake import Reading
from stillpath.model import Per
from stillpath.timeline import Medication, MedicationKind

Read = Callable[..., Reading]


def one(read: Read, **event: object) -> Medication:
    reading = read({"kind": "medication_given", "name": "methylprednisolone"} | event)
    assert reading.refused == ()
    (medication,) = reading.timeline.medications
    return medication


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("medication_order", MedicationKind.ORDERED),
        ("medication_given", MedicationKind.GIVEN),
        ("medication_statement", MedicationKind.STATED),
        ("medication_stopped", MedicationKind.STOPPED),
    ],
)
def test_kinds(read: Read, kind: str, meaning: MedicationKind) -> None:
    """An order is not a dose given; a statement says that a drug is being taken, whoever ordered it."""
    assert one(read, kind=kind).kind is meaning


@pytest.mark.parametrize(
    ("value", "unit", "amount", "kept", "basis"),
    [
        (552, "mg", "552", "mg", ""),
        (1, "g", "1000", "mg", ""),
        (250, "mcg", "0.25", "mg", ""),
        (250, "ug", "0.25", "mg", ""),
        (30, "mg/kg", "30", "mg", "kg"),
        ("0.5", "g/m2", "500", "mg", "m2"),
        (10, "mL/kg", "10", "mL", "kg"),
        (1000, "IU", "1000", "U", ""),
        (1, "unit", "1", "unit", ""),
    ],
)
def test_amounts(read: Read, value: object, unit: str, amount: str, kept: str, basis: str) -> None:
    """Amounts are kept exactly, in mg where they are a mass, and by size where they were written so."""
    found = one(read, value=value, unit=unit, per="dose")
    assert (found.amount, found.unit, found.basis, found.per) == (Fraction(amount), kept, basis, Per.DOSE)


def test_per_day(read: Read) -> None:
    """An amount counts by the dose unless it says by the day, in `per` or in the unit."""
    assert one(read, value=2, unit="mg/kg/day").per is Per.DAY
    assert one(read, value=40, unit="mg", per="day").per is Per.DAY


@pytest.mark.parametrize(
    ("value", "unit"), [(1, "tablet"), (5, "mg/h"), ("=1+1", "mg"), (-5, "mg"), ("<5", "mg"), (5, ""), ("1-2", "mg")]
)
def test_bad_amounts(read: Read, value: object, unit: str) -> None:
    """An amount that cannot be read is refused alone: that the drug was given still stands, without amount."""
    reading = read({"kind": "medication_given", "name": "methylprednisolone", "value": value, "unit": unit})
    assert [medication.amount for medication in reading.timeline.medications] == [None]
    assert len(reading.refused) == 1


def test_no_dose_at_all(read: Read) -> None:
    """A dose of zero was not given."""
    reading = read({"kind": "medication_given", "name": "anakinra", "value": 0, "unit": "mg"})
    assert (reading.timeline.medications, len(reading.refused)) == ((), 1)


def test_order(read: Read) -> None:
    """Route, frequency and end come along; brands and short words are understood."""
    order = one(
        read,
        kind="medication_order",
        name="solu medrol",
        value=1000,
        unit="mg",
        route="IV",
        every="24 h",
        end="2026-03-05T06:00+01:00",
    )
    assert (order.drug, order.route, order.every) == ("methylprednisolone", "intravenous", timedelta(hours=24))
    assert order.end == datetime(2026, 3, 5, 5, tzinfo=UTC)


def test_frequency_that_cannot_be_read(read: Read) -> None:
    """A frequency that cannot be read is left out, and the order says so."""
    order = one(read, kind="medication_order", value=1000, unit="mg", every="thrice")
    assert (order.every, order.note) == (None, "how often could not be read; it is left out")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("glucocorticoid", "a class of drugs"),
        ("ferritin", "the name of a fact as a medication"),
        ("aspirine forte", "a drug not known to this version"),
        ("", "no name and no code"),
    ],
)
def test_not_a_drug(read: Read, name: str, found: str) -> None:
    """What is not one known drug is refused and reported."""
    (refused,) = read({"kind": "medication_given", "name": name}).refused
    assert (refused.where, refused.found) == ("event 1, name", found)


def test_kinds_that_do_not_exist(read: Read) -> None:
    """An event of a kind that this version does not know is refused, and so is one that is no event."""
    assert read({"kind": "rumour", "name": "ferritin"}).refused[0].where == "event 1, kind"
    assert read({"kind": "lab", "name": "anakinra", "value": 1}).refused[0].found == "the name of a drug as a lab"
