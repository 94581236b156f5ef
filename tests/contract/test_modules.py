"""Every module says what it is for and what it offers, and stays short enough to be read in one sitting."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 600

MODULES = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / "src").rglob("*.py"))}
TEXTS = {
    str(path.relative_to(ROOT)): path
    for folder, pattern in (
        ("src", "*.py"),
        ("tests", "*.py"),
        ("knowledge", "*.yaml"),
        ("docs", "*.md"),
        (".", "*.md"),
    )
    for path in sorted((ROOT / folder).glob(pattern) if folder == "." else (ROOT / folder).rglob(pattern))
}


def offered(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and [ast.unparse(one) for one in targets if one] == ["__all__"]:
            return [str(name) for name in ast.literal_eval(node.value)] if node.value else None
    return [] if len(tree.body) == 1 else None  # a folder that only says what it is for


def defined(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
                names.add(node.name)
            case ast.Import() | ast.ImportFrom():
                names.update(name.asname or name.name for name in node.names)
            case ast.Name(ctx=ast.Store()):
                names.add(node.id)
    return names


def to_be_offered(node: ast.stmt) -> bool:
    """Public functions and classes; a decorated function is handed to its decorator (a command to the command line)."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name, decorator_list=[]):
            return not name.startswith("_")
    return False


def test_there_is_something_to_look_at() -> None:
    """The lists these tests walk are not empty."""
    assert len(MODULES) > 20
    assert len(TEXTS) > 100


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_for(name: str) -> None:
    """The first line of every module is a sentence about it."""
    text = ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    assert text
    assert text.splitlines()[0].rstrip().endswith((".", ":", "!", "?")) or "\n" in text


@pytest.mark.parametrize(
    "name", [name for name in MODULES if not Path(name).name.startswith("_") or "__init__" in name]
)
def test_a_public_module_lists_what_it_offers(name: str) -> None:
    """`__all__` names what a module offers, and only what is there; every public function and class is in it."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    names = offered(tree)
    if name == "src/stillpath/__init__.py":
        names = names or []
    assert names is not None, "no __all__"
    assert set(names) - defined(tree) == set()
    public = {node.name for node in tree.body if to_be_offered(node)}
    assert public - set(names) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_no_file_is_long(name: str) -> None:
    """A file of more than 600 lines is to be split by what it is about."""
    assert len(TEXTS[name].read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_left_for_later(name: str) -> None:
    """Open ends are mended or recorded elsewhere, not left in the code."""
    text = MODULES[name].read_text(encoding="utf-8")
    assert [word for word in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK") if word in text] == []
