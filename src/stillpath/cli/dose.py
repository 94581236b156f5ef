"""`dose`: every source's dose of a drug for one child."""

from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from stillpath.care import plan
from stillpath.cli.reading import read_patient
from stillpath.cli.terminal import show
from stillpath.engine import Decision, decide
from stillpath.errors import UsageError
from stillpath.intake import timeline_of_case
from stillpath.library import load
from stillpath.model import Case, CaseRow, Drug, Knowledge, Verdict
from stillpath.prose import Clock, dose_page
from stillpath.prose.patient_page import person_text

__all__ = ["dose"]

_SIZES = {"weight": "kg", "height": "cm", "age": "y"}


def dose(
    name: str,
    file: Path | None,
    given: dict[str, str],
    at: str,
    patient: str,
    zone: str,
    width: int,
    ascii: bool,
    folder: Path | None,
) -> None:
    """Prints the page of a drug for a file's child, or for a weight, height and age typed in."""
    if file is not None:
        if any(given.values()):
            raise UsageError("both a file and --weight, --height or --age; expected one or the other")
        read = read_patient(file, at, patient, zone, folder)
        knowledge, decision, replayed = read.knowledge, read.decision, read.replayed
    else:
        knowledge = load(folder)
        decision, replayed = _typed(given, knowledge), False
    drug = _drug(name, knowledge)
    timeline = decision.known.view.timeline
    clock = Clock(timeline.zone, timeline.nominal)
    show(dose_page(drug, decision, person_text(plan(decision), clock), clock, replayed), width, ascii)


def _drug(name: str, knowledge: Knowledge) -> Drug:
    wanted = name.strip().lower().replace(" ", "-")
    for drug in knowledge.drugs.values():
        if wanted in {word.lower().replace(" ", "-") for word in (drug.id, drug.title, *drug.names, *drug.brands)}:
            return drug
    near = get_close_matches(wanted, list(knowledge.drugs), 3)
    hint = f"did you mean {', '.join(near)}?" if near else "`stillpath page list` lists all names"
    raise UsageError(f"no drug has that name; expected a generic name or a brand; {hint}")


def _typed(given: dict[str, str], knowledge: Knowledge) -> Decision:
    """A child of whom only size and age are known, as at this minute."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    lines = [f"{fact} {_with_unit(given[fact], unit)}" for fact, unit in _SIZES.items() if given[fact]]
    case = Case("typed", "typed in", "", "constructed", "", tuple(lines), ())
    reading = timeline_of_case(case, CaseRow("", (), Verdict.UNKNOWN), knowledge, now)
    for refused in reading.refused:
        raise UsageError(f"what was typed in: {refused.found}; expected {refused.expected}")
    timeline = replace(reading.timeline, patient=replace(reading.timeline.patient, example=""))
    return decide(knowledge, timeline, now)


def _with_unit(text: str, unit: str) -> str:
    text = text.strip()
    return text if " " in text else f"{text.removesuffix(unit)} {unit}"
