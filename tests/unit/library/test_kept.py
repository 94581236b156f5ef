"""What is kept between two runs is believed only if it is exactly what was written."""

from hashlib import sha256
from pathlib import Path

import pytest

from stillpath.library import kept, tree
from stillpath.model import Knowledge

_WHAT = Knowledge("1", "d1g35t", True)


def _written(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "one.kept"
    kept.write(path, _WHAT)
    return path


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Read back it is the same knowledge, and everybody who may run the program may read it."""
    path = _written(tmp_path)
    assert kept.read(path) == _WHAT
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in path.parent.iterdir()] == ["one.kept"]


@pytest.mark.parametrize("place", [0, 31, 32, 60, -20, -1])
def test_one_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    """Wherever it stands."""
    path = _written(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    assert kept.read(path) is None


@pytest.mark.parametrize("content", [b"", b"short", sha256(b"").digest(), sha256(b"x").digest() + b"x"])
def test_what_is_none_of_ours_is_nothing(tmp_path: Path, content: bytes) -> None:
    """Whatever goes wrong, the folder is read instead."""
    path = tmp_path / "one.kept"
    path.write_bytes(content)
    assert kept.read(path) is None


def _fresh(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "place", lambda: place)
    monkeypatch.setattr(tree, "_TREES", tree._Trees())


def test_a_text_is_read_as_yaml_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next process takes its tree from what was kept, line by line the same."""
    _fresh(tmp_path, monkeypatch)
    first = tree.read_tree("id: one\nlist:\n  - two\n")
    tree.keep_trees()
    _fresh(tmp_path, monkeypatch)
    monkeypatch.setattr("ruamel.yaml.YAML.compose", None)
    assert tree.read_tree("id: one\nlist:\n  - two\n") == first


def test_another_thing_in_its_place_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept whole, but is no trees, is no reason to stop."""
    _fresh(tmp_path, monkeypatch)
    kept.write(tree._place(), ["something else"])
    assert tree.read_tree("id: one") == tree.Mapped(((tree.Text("id", 1), tree.Text("one", 1)),), 1)
