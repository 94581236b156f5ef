"""Imports point down the picture in ARCHITECTURE.md, and the lower rooms need nothing but Python."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "stillpath"
PURE = ("prose", "care", "engine", "timeline", "model", "units", "errors.py")

# Ways to the clock, to chance and to the world outside: none is open to the lower rooms.
FORBIDDEN_MODULES = frozenset(
    "asyncio glob http io locale logging multiprocessing os pathlib pickle random secrets shutil signal socket sqlite3 "
    "subprocess sys tempfile threading time urllib uuid warnings".split()
)
FORBIDDEN_CALLS = frozenset({"open", "print", "input", "exec", "eval", "globals", "__import__"})
FORBIDDEN_METHODS = frozenset({"now", "today", "utcnow"})


def pure_files() -> Iterator[Path]:
    for room in PURE:
        path = PACKAGE / room
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


PURE_FILES = list(pure_files())


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_import_points_sideways_or_up() -> None:
    """The layers of pyproject.toml hold, and every room has its place in them."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Contracts: 2 kept, 0 broken." in done.stdout


@pytest.mark.parametrize("path", PURE_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_from_prose_down_only_the_standard_library(path: Path) -> None:
    """A lower room imports stillpath and the standard library, of that nothing that sees clock, file or chance."""
    roots = {name.partition(".")[0] for name in imported(ast.parse(path.read_text(encoding="utf-8")))}
    assert roots - {"stillpath"} - set(sys.stdlib_module_names) == set()
    assert roots & FORBIDDEN_MODULES == set()


@pytest.mark.parametrize("path", PURE_FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_from_prose_down_nothing_reads_a_clock_or_a_file(path: Path) -> None:
    """No call of a lower room can give another answer tomorrow."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name) and called.id in FORBIDDEN_CALLS:
                found.append(f"line {node.lineno}: {called.id}()")
            if isinstance(called, ast.Attribute) and called.attr in FORBIDDEN_METHODS:
                found.append(f"line {node.lineno}: .{called.attr}()")
        elif isinstance(node, ast.Global):
            found.append(f"line {node.lineno}: global")
    assert found == []
