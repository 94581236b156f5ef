"""Every dose that can be computed for a child, at every size where it can change: see `pieces.py` for the argument."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillpath.care import slot_doses
from tests.proof.claims import at_a_size, before_rounding, of_the_record, wrong_at
from tests.proof.pieces import (
    NEAR,
    Child,
    Piece,
    ages,
    computing,
    corners,
    knowledge,
    light,
    limits_of,
    line,
    piece_of,
    records,
    sized,
    telling,
)
from tests.proof.tables import SLOTS, limits_on, only_for, printed_of, table, to_compare

_EACH = pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)


@_EACH
def test_every_corner(piece: Piece) -> None:
    """At the corners of a dose and just below them no claim fails, and inside a band a larger child never gets less."""
    assert wrong_at(piece, telling(piece)) == {}
    assert not list(of_the_record(piece))


@_EACH
def test_between_two_corners(piece: Piece) -> None:
    """Between two corners a rounded dose stays the same, and no dose is less than before it or more than after it."""
    chance, found = Random(piece.id), corners(piece)  # noqa: S311
    for _ in range(20):
        at = chance.randrange(len(found) - 1)
        first, last = found[at], found[at + 1]
        inside = sorted(first + (last - first) * Fraction(chance.randrange(1, 1000), 1000) for _ in range(2))
        lines = [line(piece, sized(piece, size)) for size in inside]
        for dose, size in zip(lines, inside, strict=True):
            assert not list(at_a_size(piece, sized(piece, size), dose))
        below, above = (dose.per_dose for dose in lines)
        if below is None or above is None:
            assert below is above
        elif lines[0].step is not None:
            assert below == above, (float(first), float(last))
        else:
            assert below <= above


@_EACH
def test_every_age(piece: Piece) -> None:
    """On both sides of every limit of age, and as a newborn of 3 kg, nothing that is claimed of a dose fails."""
    for birth in ages(piece):
        for weight, height in ((3, 50), (8, 70), (29, 135), (31, 138), (150, 185)):
            child = Child(Fraction(weight), Fraction(height), birth)
            assert not list(at_a_size(piece, child, line(piece, child))), (birth, weight)


@pytest.mark.slow
@given(
    weight=st.fractions(min_value=Fraction(2, 5), max_value=300, max_denominator=1000),
    height=st.fractions(min_value=25, max_value=250, max_denominator=100),
    birth=st.dates(date(2008, 6, 1), date(2026, 6, 15)),
    estimated=st.booleans(),
    at=st.integers(0, len(computing()) - 1),
)
@settings(max_examples=400, deadline=None)
def test_any_child(weight: Fraction, height: Fraction, birth: date, estimated: bool, at: int) -> None:
    """For a child of any size and age, nothing that is claimed of a dose fails."""
    piece, child = computing()[at], Child(weight, height, birth, estimated)
    assert not list(at_a_size(piece, child, line(piece, child)))


@pytest.mark.parametrize("slot", sorted(SLOTS))
def test_who_gets_no_default_is_told_why(slot: str) -> None:
    """In every slot with a default, at every limit of its sources, a child gets an amount or the reason for none."""
    drug = knowledge().drugs[slot.partition("/")[0]]
    here = next(one for one in drug.slots if one.id == slot.partition("/")[2])
    of_slot = [piece for piece in records() if piece.slot is here]
    weights = {limit for piece in of_slot for limit in limits_of(piece.record, "weight")} | {Fraction(3), Fraction(150)}
    births = {birth for piece in of_slot for birth in ages(piece)}
    for limit in weights:
        for weight in (limit - NEAR, limit, limit + NEAR):
            for birth in births:
                lines = slot_doses(drug, here, light(Child(weight, Fraction(100), birth)))
                assert all((one.per_dose is None) == bool(one.why_not) for one in lines)
                assert sum(one.default for one in lines) == bool(here.default)


def test_the_tables_speak_of_every_slot() -> None:
    """Every slot with doses has its limits in the table of ceilings, or the reason stands in the test."""
    slots = {f"{piece.drug.id}/{piece.slot.id}" for piece in records()}
    assert slots == set(SLOTS)
    assert not [slot for slot in SLOTS if not limits_on(slot)]
    assert set(to_compare()) <= {piece.id for piece in computing()}


def test_a_row_of_the_tables_has_its_place() -> None:
    """No row is typed twice, none is without its row of the evidence, and every typed source has its record."""
    rows = table()["rows"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["rows"] and row["source"] and row["by"] in ("source", "review", "unverified") for row in rows)
    held = {f"{piece.drug.id}/{piece.slot.id}/{piece.record.evidence[0].source}" for piece in computing()}
    assert {row.of for slot in SLOTS for source in knowledge().sources for row in printed_of(slot, source)} <= held


def test_what_is_only_compared_says_so() -> None:
    """A figure above the ceilings is worked out beside a default, and never as one."""
    for piece in computing():
        if piece.id in to_compare():
            child = Child(Fraction(20))
            assert piece.slot.default != piece.record.id
            other = replace(piece, slot=replace(piece.slot, id=piece.slot.id))
            assert list(at_a_size(other, child, line(piece, child))) == []


def test_never_computed() -> None:
    """No drug or route that the table forbids computes: nothing into the spinal canal, no dose that was never read."""
    for row in table()["never"]:
        for piece in computing():
            if piece.drug.id == row["drug"] and "routes" not in row:
                raise AssertionError(piece.id)
            assert "intrathecal" not in piece.record.route


def test_only_rows_bind_something() -> None:
    """Every "only" row of a drug that computes speaks of one of its slots."""
    spoken = {id(row) for slot in SLOTS for row in only_for(slot)}
    drugs = {name for name, _, _ in SLOTS.values()}
    assert not [row for row in table()["only"] if row["drug"] in drugs and id(row) not in spoken]


def test_a_limit_of_the_table_is_a_corner() -> None:
    """Where the table of ceilings itself changes by weight or age there is a corner, whatever the record says."""
    piece = piece_of("tocilizumab/still-disease/label-under-30-kg")
    anybody = replace(piece, record=replace(piece.record, who=None))
    assert Fraction(30) in corners(anybody)
    assert Fraction(30) in telling(anybody)
    rows = [row for row in before_rounding(anybody, None) if "tocilizumab-from-30-kg" in row]
    assert rows, "12 mg per kg from 30 kg is above the row that begins there"
    assert not list(before_rounding(piece, None))


def test_an_age_of_the_table_is_tried() -> None:
    """The ages at which a table speaks of other children are among those tried, and not only those of the record."""
    piece = piece_of("canakinumab/still-disease/label-still-disease")
    anybody = replace(piece, record=replace(piece.record, who=None))
    assert date(2024, 6, 15) in ages(anybody)
    assert date(2024, 6, 16) in ages(anybody)
