"""A snapshot is believed only if it is exactly what was written."""

import pickle
from hashlib import sha256
from pathlib import Path

import pytest

from stillpath.library import snapshot
from stillpath.model import Knowledge

_WHAT = Knowledge("1", "d1g35t", True)


def _written(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "one.snapshot"
    snapshot._keep(path, _WHAT)
    return path


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    """Read back it is the same knowledge, and everybody who may run the program may read it."""
    path = _written(tmp_path)
    assert snapshot._kept(path) == _WHAT
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in path.parent.iterdir()] == ["one.snapshot"]


@pytest.mark.parametrize("place", [0, 31, 32, 60, -20, -1])
def test_one_changed_byte_is_noticed(tmp_path: Path, place: int) -> None:
    """Wherever it stands."""
    path = _written(tmp_path)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    assert snapshot._kept(path) is None


@pytest.mark.parametrize("content", [b"", b"short", sha256(b"").digest(), sha256(b"x").digest() + b"x"])
def test_what_is_no_snapshot_is_none(tmp_path: Path, content: bytes) -> None:
    """Whatever goes wrong, the folder is read instead."""
    path = tmp_path / "one.snapshot"
    path.write_bytes(content)
    assert snapshot._kept(path) is None


def test_another_thing_is_none(tmp_path: Path) -> None:
    """A whole pickle of something else is not knowledge."""
    content = pickle.dumps(["something else"])
    path = tmp_path / "one.snapshot"
    path.write_bytes(sha256(content).digest() + content)
    assert snapshot._kept(path) is None
