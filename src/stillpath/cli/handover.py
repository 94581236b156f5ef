"""`handover`: a child told for a transfer or a change of shift, as plain text."""

from pathlib import Path

from stillpath import __version__
from stillpath.care import plan
from stillpath.cli.reading import read_patient
from stillpath.cli.terminal import write
from stillpath.library import Where
from stillpath.prose.handover import handover as tell

__all__ = ["handover"]


def handover(file: Path, at: str, patient: str, zone: str, ascii: bool, folder: Where) -> int:
    """Prints the handover of one patient; gives back how many entries were refused."""
    read = read_patient(file, at, patient, zone, folder)
    refused = read.reading.refused
    write(tell(plan(read.decision), refused, read.reading.notes, read.replayed, __version__).text, ascii)
    return len(refused)
