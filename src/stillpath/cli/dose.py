"""`dose`: every source's dose of a drug for one child."""

from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from stillpath.care import plan
from stillpath.cli.reading import knowledge_of, read_patient
from stillpath.cli.terminal import show
from stillpath.engine import Decision, decide
from stillpath.errors import UsageError
from stillpath.intake import drug_called, typed_child, typed_sizes, weight_band
from stillpath.library import Where
from stillpath.model import Drug, Knowledge
from stillpath.prose import Clock, amount_text
from stillpath.prose.dose_page import dose_page
from stillpath.prose.person import person_text
from stillpath.timeline import Refused

__all__ = ["dose", "typed_decision"]


def dose(
    name: str,
    file: Path | None,
    given: dict[str, str],
    at: str,
    patient: str,
    zone: str,
    width: int,
    ascii: bool,
    folder: Where,
) -> None:
    """Prints the page of a drug for a file's child, or for a weight, height and age typed in."""
    if file is not None:
        if any(given.values()):
            raise UsageError("both a file and --weight, --height, --age or --sex; expected one or the other")
        read = read_patient(file, at, patient, zone, folder)
        knowledge, decision, replayed = read.knowledge, read.decision, read.replayed
    else:
        knowledge = knowledge_of(folder)
        decision, replayed = typed_decision(given, knowledge), False
    drug = _drug(name, knowledge)
    timeline = decision.known.view.timeline
    clock = Clock(timeline.zone, timeline.nominal)
    child = plan(decision)
    page = dose_page(drug, decision, person_text(child, clock), clock, replayed, child if file is not None else None)
    show(page, width, ascii)


def _drug(name: str, knowledge: Knowledge) -> Drug:
    drug = drug_called(name, knowledge)
    if drug is not None:
        return drug
    near = get_close_matches(name.strip().lower().replace(" ", "-"), list(knowledge.drugs), 3)
    hint = f"did you mean {', '.join(near)}?" if near else "`stillpath page list` lists all names"
    raise UsageError(f"no drug has that name; expected a generic name or a brand; {hint}")


def typed_decision(given: dict[str, str], knowledge: Knowledge) -> Decision:
    """A child of whom only size, age and sex are known, as at this minute. UsageError if what was typed is none."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    lines = typed_sizes(given)
    if isinstance(lines, Refused):
        raise UsageError(f"what was typed in as {lines.where}: {lines.found}; expected {lines.expected}")
    sex = given.get("sex", "").strip().lower()
    if sex not in ("", "female", "male"):
        raise UsageError("--sex is not a sex that is known here; expected female or male; or leave it out")
    reading = typed_child((*lines, f"sex {sex}") if sex else lines, knowledge, now)
    for refused in reading.refused:
        raise UsageError(f"what was typed in: {refused.found}; expected {refused.expected}")
    decision = decide(knowledge, reading.timeline, now)
    weight, age = (decision.known.value(name).interval for name in ("weight", "age"))
    band = weight_band(knowledge, age.low if age is not None else None)
    if weight is not None and not band.low <= weight.low <= band.high:
        expected = f"{amount_text(band.low)} to {amount_text(band.high)} kg" + ("" if age is None else " at this age")
        raise UsageError(f"a weight outside our wide band; expected {expected}; kilograms, not pounds?")
    return decision
