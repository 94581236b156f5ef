"""`assess` and `demo`."""

import json
import sys
from pathlib import Path

from stillpath.care import plan
from stillpath.cli.reading import read_patient
from stillpath.cli.terminal import show
from stillpath.errors import MachineError
from stillpath.library import Where, examples_folder
from stillpath.prose import patient_page

__all__ = ["assess", "demo", "demo_file"]


def assess(
    file: Path,
    at: str,
    patient: str,
    zone: str,
    as_json: bool,
    width: int,
    ascii: bool,
    folder: Where,
    full: bool = False,
    last: str = "",
) -> int:
    """Prints the page (or JSON) of one patient; gives back how many entries were refused."""
    read = read_patient(file, at, patient, zone, folder)
    made = plan(read.decision)
    if as_json:
        from stillpath.cli.assess_json import assess_json

        json.dump(assess_json(made, read.reading), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        show(patient_page(made, read.reading.refused, read.reading.notes, read.replayed, full), width, ascii, last)
    return len(read.reading.refused)


def demo(folder: Where, width: int, ascii: bool) -> None:
    """The shipped, invented child, and what to try next."""
    shown = "examples/lea.json"
    last = (
        f"next: ./stillpath watch {shown} · ./stillpath dose anakinra {shown}\n"
        "      ./stillpath page treatment-and-follow-up · ./stillpath page mas-2016 · ./stillpath conflicts\n"
        "in a browser: ./stillpath serve, then open http://127.0.0.1:8000/child/lea"
    )
    assess(demo_file(), "", "", "", False, width, ascii, folder, last=last)


def demo_file() -> Path:
    """Where the demo child lies: beside the knowledge, in the checkout or inside the installed package."""
    folder = examples_folder()
    if folder is None:
        raise MachineError("the shipped example lea.json is missing; expected in examples/; install stillpath again")
    return folder / "lea.json"
