"""A policy may choose a source that gives more than the default: that is said wherever the dose stands."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.model import Knowledge
from stillpath.prose.local import marks_of, slot_mark
from tests.spec.policy.conftest import HEAD, Put

CHEO = "choices:\n  - slot: anakinra/moderate\n    record: cheo-moderate\n    because: The ward's manual.\n"
PLASMA = "choices:\n  - slot: fresh-frozen-plasma/bleeding\n    record: lifeblood-bleeding\n    because: Why.\n"
LOWER = "choices:\n  - slot: methylprednisolone/pulse\n    record: etg-pulse\n    because: The lower end.\n"


def _file(folder: Path, choices: str) -> str:
    file = folder / "POLICY.yaml"
    file.write_text(HEAD + choices, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("choices", "drug", "told"),
    [
        (CHEO, "anakinra", "raises the default: 36 mg to 92 mg per dose, 72 mg to 184 mg per day"),
        (PLASMA, "fresh-frozen-plasma", "raises the default: 184 mL to 276 mL per dose"),
        (LOWER, "methylprednisolone", ""),
    ],
)
def test_the_page_of_a_dose_says_by_how_much(tmp_path: Path, choices: str, drug: str, told: str) -> None:
    """For a child of 18.4 kg the page of the drug tells both amounts; a choice that gives less raises nothing."""
    policy = _file(tmp_path, choices)
    run = CliRunner().invoke(
        app, ["dose", drug, "--weight", "18.4 kg", "--age", "5 y", "--policy", policy, "--width", "400"]
    )
    assert run.exit_code == 0, run.output
    page = " ".join(run.output.replace("\u00a0", " ").split())
    assert (told in page) if told else ("raises the default" not in page)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_page_of_a_child_says_it(tmp_path: Path, form: str) -> None:
    """Under the step that gives it, and in the JSON beside the dose."""
    arguments = ["assess", "examples/lea.json", "--format", form, "--policy", _file(tmp_path, CHEO), "--width", "400"]
    run = CliRunner().invoke(app, arguments)
    page = " ".join(run.output.replace("\u00a0", " ").replace("\\u00a0", " ").split())
    assert "local: raises the default: 36 mg to 92 mg per dose, 72 mg to 184 mg per day" in page


@pytest.mark.parametrize(("choices", "raises"), [(CHEO, True), (PLASMA, True), (LOWER, False)])
def test_without_a_child_the_mark_says_that_it_raises(
    put: Put, knowledge: Knowledge, choices: str, raises: bool
) -> None:
    """Every mark of a choice that gives a child more than the default says so, on pages that know no child."""
    local = put(choices)
    drug = next(one for one in local.drugs.values() if any(slot.shipped for slot in one.slots))
    slot = next(one for one in drug.slots if one.shipped)
    assert ("raises the default amount" in slot_mark(drug, slot, local)) is raises
    assert any("raises the default amount" in mark for mark in marks_of("drugs", drug.id, local)) is raises
    assert not slot_mark(knowledge.drugs[drug.id], knowledge.drugs[drug.id].slots[0], knowledge)


def test_check_names_what_is_raised(tmp_path: Path) -> None:
    """`check --policy` names each slot whose default amount a choice raises, and no other."""
    both = CHEO + LOWER.removeprefix("choices:\n")
    run = CliRunner().invoke(app, ["check", "--policy", _file(tmp_path, both)])
    text = " ".join(run.output.split())
    assert "raises the default amount: anakinra/moderate" in text
    assert "methylprednisolone/pulse" not in text
