"""`follow`: one value at every hop on its way to the page: read, place, decide, word, show."""

from pathlib import Path

import typer

from stillpath.care import plan, subject
from stillpath.cli.reading import Read, read_patient
from stillpath.engine import Line
from stillpath.errors import UsageError
from stillpath.library import Where
from stillpath.model import names_in
from stillpath.prose import Clock, phrase
from stillpath.prose.document import banner_of
from stillpath.prose.reviewed import status_line, whole
from stillpath.prose.words import result_text
from stillpath.timeline import Medication, Result

__all__ = ["follow"]


def follow(resource: str, file: Path, at: str, patient: str, zone: str, folder: Where) -> None:
    """Prints the hops of one entry. UsageError if the file holds nothing under that id."""
    read = read_patient(file, at, patient, zone, folder)
    timeline = read.reading.timeline
    entries = [entry for entry in timeline.entries() if entry.id == resource or entry.id.endswith(f"/{resource}")]
    refused = [one for one in read.reading.refused if resource in one.where]
    if not entries and not refused:
        some = ", ".join(entry.id for entry in list(timeline.entries())[:5])
        raise UsageError(f"nothing in {file} has that id; expected one such as {some or 'those of the file'}")
    for item in banner_of(read.knowledge):
        typer.echo(item.text)
    for one in refused:
        typer.echo(f"read    {one.where}: refused: {one.found}; expected {one.expected}")
    for entry in entries:
        _follow(entry, read)
    typer.echo(f"{status_line(read.knowledge, whole(read.knowledge))} · knowledge {read.knowledge.version}")


def _follow(entry: Result | Medication, read: Read) -> None:
    clock = Clock(read.reading.timeline.zone, read.reading.timeline.nominal)
    decision = read.decision
    name = entry.fact if isinstance(entry, Result) else entry.drug
    typer.echo(f"read    {entry.id}: {name}, received {entry.received or 'yes'}; status {entry.standing.value}")
    if isinstance(entry, Result) and entry.interval is not None:
        fact = read.knowledge.facts[name]
        typer.echo(f"        in the fact's unit: {result_text(entry, fact)}")
    assumed = " (assumed)" if isinstance(entry, Result) and entry.known_assumed else ""
    typer.echo(f"place   true at {clock.full(entry.at)}, known at {clock.full(entry.known_at)}{assumed}")
    standing = (
        decision.known.view.results(name) if isinstance(entry, Result) else decision.known.view.medications((name,))
    )
    if entry not in standing:
        why = "not yet known" if entry.known_at > decision.now.at else "corrected or taken back"
        typer.echo(f"        at {clock.full(decision.now.at)} it does not stand: {why}")
        return
    if isinstance(entry, Result):
        counts = decision.known.view.latest(name) == entry
        typer.echo(
            f"        {'the value that counts now' if counts else 'an earlier value'}; {len(standing)} standing in all"
        )
    for id, criterion in read.knowledge.criteria.items():
        if name not in names_in(criterion.when):
            continue
        finding = decision.now.findings[id]
        typer.echo(f"decide  {id}: {finding.verdict.value}")
        for line in _about(finding.line, name):
            typer.echo(f"word      {line.verdict.value}: {phrase(line, decision, clock)}")
    made = plan(decision)
    typer.echo(f"show    stage {made.stage.stage.id}: {made.stage.headline}")
    for step in made.do:
        if any(entry in dose.size.used for dose in step.doses if dose.size is not None):
            typer.echo(f"        sizes the dose of: {step.action.headline}")


def _about(line: Line, name: str) -> list[Line]:
    if not line.children:
        return [line] if subject(line) == name else []
    return [found for child in line.children for found in _about(child, name)]
