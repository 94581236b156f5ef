"""A knowledge folder with few worked cases, so that a test need not wait for all of them."""

import shutil
from pathlib import Path

from tests.editing.conftest import KNOWLEDGE

FEW = ("lea", "course-adolescent-etoposide")
_ROW = "\n  - name: "


def few_cases(to: Path) -> Path:
    """A copy of the shipped folder: of the worked patients only FEW, of the edges of each rule only the first."""
    made = to / "knowledge"
    shutil.copytree(KNOWLEDGE, made)
    for path in (made / "cases").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "\nmoments:" not in text:
            head, first, *_ = text.split(_ROW)
            path.write_text(f"{head}{_ROW}{first.rstrip()}\n", encoding="utf-8")
        elif path.stem not in FEW:
            path.unlink()
    return made
