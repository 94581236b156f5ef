"""`src/` holds code and no clinical number: a limit, a dose or an interval belongs in `knowledge/`, with its source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "stillpath"

EVERYWHERE = frozenset({0, 1, 2, 100, 1000})

# What else a file may write, and what it means there. None of it is a judgement about a patient.
ALLOWED: dict[str, dict[float, str]] = {}


def numbers(path: Path) -> set[float]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    } - EVERYWHERE


FILES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("name", FILES)
def test_no_clinical_number_in_the_code(name: str) -> None:
    """Every number in the code is 0, 1, 2, 100, 1000, or explained in this file."""
    assert numbers(FILES[name]) - set(ALLOWED.get(name, {})) == set()


@pytest.mark.parametrize("name", ALLOWED)
def test_no_number_is_explained_that_is_not_there(name: str) -> None:
    """An explanation goes when its number goes."""
    assert set(ALLOWED[name]) - (numbers(FILES[name]) if name in FILES else set()) == set()
