"""examples/ holds the worked patients as files that a hospital could send: those, and nothing else."""

from pathlib import Path

import pytest

from stillpath.cli.examples import example_texts
from stillpath.library import load

_PLACE = Path(__file__).resolve().parents[2] / "examples"
_TEXTS = example_texts(load())


@pytest.mark.parametrize("name", _TEXTS)
def test_an_example_is_what_its_worked_patient_gives(name: str) -> None:
    """After a change of a worked patient `./stillpath examples` writes its file anew."""
    assert (_PLACE / name).read_text(encoding="utf-8") == _TEXTS[name]


def test_no_file_is_left_over() -> None:
    """An example without a worked patient would never be checked again."""
    assert sorted(path.name for path in _PLACE.iterdir()) == sorted(_TEXTS)
