"""Every dose that a schedule works out for a child: laid out by `lay_out`, at every size where it can change."""

from fractions import Fraction
from random import Random

import pytest

from stillpath.care.schedules import lay_out
from stillpath.model import Verdict
from tests.proof.claims import at_a_size, of_the_record, wrong_at
from tests.proof.pieces import Child, Piece, ages, blocks, computing_blocks, corners, knowledge, light, line, telling
from tests.proof.schedule_faults import BLOCK_KINDS, BLOCKS_REVIEWED, block_found_by, planted_in_blocks
from tests.proof.tables import BLOCKS, limits_on, printed_of

_EACH = pytest.mark.parametrize("piece", computing_blocks(), ids=lambda piece: piece.id)
_PLANTED = tuple(planted_in_blocks())


@_EACH
def test_every_corner(piece: Piece) -> None:
    """At the corners of a block's dose and beside them no claim fails, and its days are those of its source."""
    assert wrong_at(piece, telling(piece)) == {}
    assert not list(of_the_record(piece))


@_EACH
def test_every_age_and_any_size(piece: Piece) -> None:
    """At every limit of age, and at sizes drawn between the corners, nothing that is claimed of a dose fails."""
    chance, found = Random(piece.id), corners(piece)  # noqa: S311
    for birth in ages(piece):
        for weight, height in ((3, 50), (8, 70), (31, 138), (150, 185)):
            child = Child(Fraction(weight), Fraction(height), birth)
            assert not list(at_a_size(piece, child, line(piece, child))), (birth, weight)
    for _ in range(20):
        weight, height = Fraction(chance.randrange(400, 300_000), 1000), Fraction(chance.randrange(250, 2500), 10)
        child = Child(weight, height)
        assert not list(at_a_size(piece, child, line(piece, child))), (weight, height)
    assert found == tuple(sorted(found))


def test_the_tables_speak_of_every_block() -> None:
    """Every block that computes has its limits and its second typing, and neither table speaks of one that is gone."""
    assert {piece.place for piece in computing_blocks()} == set(BLOCKS)
    for piece in computing_blocks():
        assert limits_on(piece.place)
        assert printed_of(piece.place, piece.record.evidence[0].source)


@pytest.mark.parametrize("piece", tuple(blocks()), ids=lambda piece: piece.id)
def test_behind_a_guard_that_is_not_met_nothing_is_worked_out(piece: Piece) -> None:
    """While the guard of a schedule is not met, none of its blocks has an amount, and each says why."""
    schedule = knowledge().schedules[piece.schedule]
    laid = lay_out(schedule, knowledge(), light(Child()), None)
    dose = next(one.dose for one in laid.blocks if one.block.id == piece.slot.id)
    assert dose is not None
    assert (laid.guard is Verdict.MET) == (schedule.guard is None)
    assert (dose.per_dose is None) == (schedule.guard is not None or not piece.record.computes)
    assert (dose.per_dose is None) == bool(dose.why_not)


@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_a_fault_planted_in_a_block_is_found(kind: str) -> None:
    """Every slip planted in the text of a schedule is found by its reader or by the proof, or stands reviewed."""
    missed = {fault.id for fault in _PLANTED if fault.kind == kind and not block_found_by(fault)}
    assert missed <= set(BLOCKS_REVIEWED)


def test_faults_are_planted_in_every_block() -> None:
    """No block that computes is left without faults, and what is reviewed is really planted."""
    assert {fault.piece for fault in _PLANTED} == {piece.id for piece in computing_blocks()}
    assert set(BLOCKS_REVIEWED) <= {fault.id for fault in _PLANTED}
