"""docs/starting-documents.md: no row is missing, and what it calls shown is shown by a test that exists."""

import ast
import re
from functools import cache

import pytest

from tests.golden.test_pages import ROOT

PAGE = (ROOT / "docs" / "starting-documents.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| row", "| error"))
]
NAMED = sorted(set(re.findall(r"`([\w./]+\.py::\w+)`", PAGE)))
STATES = ("works", "partly", "planned")


@cache
def held_in(path: str) -> frozenset[str]:
    """The names of the tests in a file of tests/; none where it is not there."""
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_of_both_documents_is_there_once() -> None:
    """Twenty-nine rows of seed A, twenty-one of seed B, in order."""
    rows = [row[0] for row in ROWS if re.fullmatch(r"[AB]\d+", row[0])]

    assert rows == [*(f"A{number}" for number in range(1, 30)), *(f"B{number}" for number in range(1, 22))]


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    """Whoever looks for the proof finds it."""
    path, _, test = name.partition("::")

    assert test in held_in(path)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_what_is_there_and_what_is_not(row: tuple[str, ...]) -> None:
    """What works, wholly or in part, names its test; what is only planned says what it waits for, and names none."""
    state, shown = row[2], row[3]

    assert state in STATES
    assert bool(re.search(r"`[\w./]+\.py::\w+`", shown)) is (state != "planned")
    assert "planned:" not in shown if state == "works" else len(shown) > 20
    assert state != "planned" or shown.startswith("planned: ")


def test_the_conflicts_that_are_named_are_in_the_knowledge() -> None:
    """Each disagreement has its record."""
    last = PAGE[PAGE.index("Where they disagree") :]
    named: list[str] = re.findall(r"`([a-z0-9-]+)`", last)

    assert [id for id in named if not (ROOT / "knowledge" / "conflicts" / f"{id}.yaml").exists()] == []
    assert len(named) > 10
