"""A slip in a dose record is found: by its reader, by `check`, or by the proof. `campaign.py` plants them all."""

from random import Random

import pytest

from tests.proof.faults import KINDS, REVIEWED, Fault, found_by, planted

_A_KIND = 3
_PLANTED = tuple(planted())


def _some(kind: str) -> list[Fault]:
    found = [fault for fault in _PLANTED if fault.kind == kind and fault.id not in REVIEWED]
    return Random(kind).sample(found, min(_A_KIND, len(found)))  # noqa: S311


@pytest.mark.parametrize("fault", [fault for kind in KINDS for fault in _some(kind)], ids=lambda fault: fault.id)
def test_a_planted_fault_is_found(fault: Fault) -> None:
    """Three faults of every kind, drawn once and always the same, are each found by somebody."""
    assert found_by(fault)


def test_every_record_gets_faults() -> None:
    """Faults are planted in every record that computes, and what is reviewed is really planted."""
    planted_in = {fault.piece for fault in _PLANTED}
    assert len(planted_in) > len(KINDS)
    assert set(REVIEWED) <= {fault.id for fault in _PLANTED}, "a reviewed fault that is planted no more"
    assert all(reason.endswith(".") for reason in REVIEWED.values())
