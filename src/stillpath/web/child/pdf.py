"""The bedside sheet as a PDF of exactly one page, made in memory: nothing of a patient is written to disk."""

import json
import threading
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from stillpath.errors import MachineError
from stillpath.prose.sheet import Sheet
from stillpath.prose.sheet_cut import STEPS, cut

if TYPE_CHECKING:
    from typst import Compiler

__all__ = ["Paper", "fitted", "fitting_step", "sheet_pdf"]

Paper = Literal["a4", "us-letter"]
_ONE_AT_A_TIME = threading.Lock()


def sheet_pdf(full: Sheet, paper: Paper = "a4") -> bytes:
    """The PDF of a full sheet, lines left out by the steps of `cut` until it fits on one page of `paper`.

    The title names nobody, the language and the structure are told. MachineError if no step makes it fit.
    """
    return _fit(full, paper)[1]


def fitting_step(full: Sheet) -> int:
    """The first of STEPS that fits on one page of A4: the page in a browser holds what the PDF holds.

    A browser prints it on either paper, its letters set smaller for that in child-sheet.css. It hangs on what the sheet
    holds, not on when it is printed. MachineError if nothing fits.
    """
    return _fit(full, "a4")[0]


def fitted(full: Sheet) -> Sheet:
    """The sheet with what fits on one page of A4, for a browser too. MachineError if nothing does."""
    return cut(full, STEPS[fitting_step(full)])


def _fit(full: Sheet, paper: Paper) -> tuple[int, bytes]:
    """The first step that fits, found by halves: each leaves out what those before it do; and its PDF."""
    first, last, found = 0, len(STEPS) - 1, (0, b"")
    while first <= last:
        middle = (first + last) // 2
        made = _set(cut(full, STEPS[middle]), paper)
        if _pages(made) == 1:
            found, last = (middle, made), middle - 1
        else:
            first = middle + 1
    if not found[1]:
        raise MachineError(
            "the sheet does not fit on one page; expected fewer alerts and doses; print the child's page"
        )
    return found


def _set(sheet: Sheet, paper: Paper) -> bytes:
    inputs = {"data": json.dumps(asdict(sheet), default=_none), "paper": paper}
    with _ONE_AT_A_TIME:
        found = _compiler().compile(input=_template(), format="pdf", sys_inputs=inputs)
    assert isinstance(found, bytes)
    return found


def _none(value: Any) -> None:
    """Instants are of no use on paper: their words stand beside them."""


def _pages(made: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(made)).pages)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("stillpath.web") / "templates" / "sheet.typ").read_bytes()


@lru_cache(maxsize=1)
def _compiler() -> "Compiler":
    """The compiler with one font; it reads none of the machine's and fetches no package."""
    from typst import Compiler, Fonts

    fonts = Fonts(False, False, [str(files("font_roboto") / "files")])
    return Compiler(_template(), font_paths=fonts)
