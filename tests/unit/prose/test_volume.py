"""Where a verified strength is held, the volume of a dose stands beside it, and whether it can be measured."""

import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.model import Knowledge, Status

_TOO_SMALL = "too small to measure undiluted: pharmacy"


@pytest.mark.parametrize(
    ("drug", "kilograms", "shown", "too_small"),
    [
        ("anakinra", "6.5", "13 mg of 150 mg/mL is 0.087 mL", True),
        ("anakinra", "7.5", "15 mg of 150 mg/mL is 0.1 mL", False),
        ("anakinra", "7.4", "14.8 mg of 150 mg/mL is 0.099 mL", True),
        ("anakinra", "14", "28 mg of 150 mg/mL is 0.19 mL", False),
        ("emapalumab", "10", "60 mg of 5 mg/mL is 12 mL of concentrate, before dilution", False),
        ("methylprednisolone", "18.4", "", False),
    ],
)
def test_the_volume_of_a_dose(drug: str, kilograms: str, shown: str, too_small: bool) -> None:
    """The amount over the strength, exactly; below 0.1 mL it is for pharmacy; without a strength nothing is said."""
    run = CliRunner().invoke(app, ["dose", drug, "--weight", f"{kilograms} kg", "--age", "1 y", "--width", "400"])
    assert run.exit_code == 0, run.output
    page = " ".join(run.output.replace("\u00a0", " ").split())
    assert (shown in page) if shown else (" mg/mL is " not in page)
    assert (f"{shown}, {_TOO_SMALL}" in page) is too_small


def test_only_verified_strengths_are_typed(knowledge: Knowledge) -> None:
    """A strength stands on a verified presentation, and its words say the same."""
    found = [(drug.id, one) for drug in knowledge.drugs.values() for one in drug.presentation if one.strength]
    assert {id for id, _ in found} == {"anakinra", "canakinumab", "emapalumab", "etoposide", "tocilizumab"}
    for _, one in found:
        assert one.strength is not None
        assert one.evidence[0].status is Status.VERIFIED
        assert f"{one.strength} mg/mL" in one.says
