"""A figure that is worked out only to be compared says, wherever it stands, that it is above the ceiling."""

from fractions import Fraction

import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.model import Knowledge
from stillpath.prose.standing import above_ceiling

_ABOVE = "ABOVE THE CEILING of the default's source: not a dose to give"
_BELOW = "Below 33.3 kg ABOVE THE CEILING of the default's source: not a dose to give"


def _run(*arguments: str) -> str:
    run = CliRunner().invoke(app, [*arguments, "--width", "400"])
    assert run.exit_code == 0, run.output
    return " ".join(run.output.replace("\u00a0", " ").split())


def test_which_figures_are_above(knowledge: Knowledge) -> None:
    """The two figures of the starting documents, and no other record."""
    found = {
        f"{drug.id}/{record.id}": text
        for drug in knowledge.drugs.values()
        for record in drug.doses
        if (text := above_ceiling(drug, record))
    }
    assert found == {"methylprednisolone/seed-a-pulse": _BELOW, "prednisolone/seed-b-after-pulse": _ABOVE}


@pytest.mark.parametrize(
    ("drug", "kilograms", "above"),
    [
        ("methylprednisolone", "18.4", True),
        ("methylprednisolone", "33", True),
        ("methylprednisolone", "34", False),
        ("prednisolone", "18.4", True),
        ("prednisolone", "60", True),
    ],
)
def test_on_the_page_of_a_dose(drug: str, kilograms: str, above: bool) -> None:
    """For a child the line says so where it is so: the flat gram fits from 33.4 kg, four mg per kg never."""
    page = _run("dose", drug, "--weight", f"{kilograms} kg", "--age", "10 y")
    assert (_ABOVE in page) is above


@pytest.mark.parametrize(("name", "told"), [("methylprednisolone-dose", _BELOW), ("prednisolone-dose", _ABOVE)])
def test_on_the_page_of_a_conflict(name: str, told: str) -> None:
    """Under the side that gives it."""
    assert told in _run("conflicts", name)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the dose of methylprednisolone pulse?", _BELOW),
        ("What is the dose of prednisolone?", _ABOVE),
    ],
)
def test_in_an_answer(question: str, told: str) -> None:
    """Under the dose that is not used."""
    assert told in _run("ask", question)


def test_under_the_pulse_of_a_child_no_wrong_amount_stands() -> None:
    """The page of a child says how often the limit the flat figure is, and not the figure itself."""
    page = _run("assess", "examples/lea.json")
    assert "seed A's flat figure is 1.8 times the limit: not used." in page
    assert "1,000 mg per dose, here" not in page
    assert Fraction(1000) / (30 * Fraction("18.4")) > Fraction("1.8")
