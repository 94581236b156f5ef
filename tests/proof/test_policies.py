"""Every dose that a hospital's policy may make the default: chosen as a policy chooses it, within the same ceilings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from stillpath.care import slot_doses
from stillpath.errors import KnowledgeError
from stillpath.library.overlay import Overlay
from stillpath.model import Choice, Drug, LocalPolicy
from tests.proof.claims import at_a_size
from tests.proof.pieces import Piece, corners, knowledge, light, records, sized, telling
from tests.proof.tables import to_compare

_LOCAL = LocalPolicy("proof", "", "", "", "2026-06-15", "")


def _with(piece: Piece) -> Drug | None:
    """The drug with this record as the default of its slot; None if a policy may not choose it."""
    refused: list[KnowledgeError] = []
    one = Choice("slot", piece.place, piece.record.id, "", "")
    drugs = Overlay(_LOCAL, (one,)).drugs(knowledge().drugs, knowledge().sources, refused.append)
    return None if refused else drugs[piece.drug.id]


def choices() -> Iterator[Piece]:
    """Every record that a policy may make the default of its slot."""
    return (piece for piece in records() if _with(piece) is not None)


def wrong_of(piece: Piece, sizes: tuple[Fraction, ...]) -> Iterator[str]:
    """What fails of the default dose of a slot for which a policy chose a record, at these sizes."""
    drug = _with(piece)
    assert drug is not None
    slot = next(one for one in drug.slots if one.id == piece.slot.id)
    for size in sizes:
        for birth in (date(2016, 6, 15), date(2025, 12, 15)):
            child = replace(sized(piece, size), birth=birth)
            defaults = [one for one in slot_doses(drug, slot, light(child)) if one.default]
            if len(defaults) != 1:
                yield f"{len(defaults)} defaults at {float(size):g}"
                continue
            taken = Piece(drug, slot, defaults[0].record)
            if taken.id in to_compare():
                yield "a figure that is only compared is the default"
            yield from (f"{taken.id} at {float(size):g}: {one}" for one in at_a_size(taken, child, defaults[0]))


@pytest.mark.parametrize("piece", tuple(choices()), ids=lambda piece: piece.id)
def test_a_chosen_default_stays_within_the_ceilings(piece: Piece) -> None:
    """With any record that a policy may choose, the default of its slot keeps every claim, at every size that tells."""
    assert not list(wrong_of(piece, telling(piece, 20)))


def test_what_a_policy_may_choose_is_counted() -> None:
    """There are choices, and no figure that is only compared is among them."""
    allowed = {piece.id for piece in choices()}
    assert len(allowed) > len({piece.place for piece in choices()})
    assert not allowed & set(to_compare())
    assert all(corners(piece) for piece in choices())
