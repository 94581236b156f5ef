"""`schedule`: a treatment laid out by days or weeks, for reading or for one child."""

import json
import sys
from datetime import UTC, date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer

from stillpath.care import Plan, plan
from stillpath.care.schedules import LaidBlock, LaidOut, lay_out
from stillpath.cli.dose import typed_decision
from stillpath.cli.json_parts import dose_json, evidence_json, knowledge_json
from stillpath.cli.reading import EARLIEST, LATEST, knowledge_of, read_patient
from stillpath.cli.terminal import show
from stillpath.engine import Decision
from stillpath.errors import UsageError
from stillpath.library import Where
from stillpath.model import Knowledge, Schedule
from stillpath.prose import Clock
from stillpath.prose.claims import block_text, span_text
from stillpath.prose.person import person_text
from stillpath.prose.schedule_page import schedule_page

__all__ = ["schedule", "schedule_json"]


def schedule(
    name: str,
    file: Path | None,
    given: dict[str, str],
    start: str,
    at: str,
    patient: str,
    zone: str,
    as_json: bool,
    width: int,
    ascii: bool,
    folder: Where,
) -> None:
    """Prints a schedule for a file's child, for a child of typed size, or for nobody; `list` lists them."""
    child: Plan | None = None
    decision: Decision | None = None
    replayed = False
    day = _start(start)
    if file is not None:
        if any(given.values()):
            raise UsageError("both a file and --weight, --height, --age or --sex; expected one or the other")
        read = read_patient(file, at, patient, zone, folder)
        knowledge, decision, replayed = read.knowledge, read.decision, read.replayed
        child = plan(decision)
    else:
        knowledge = knowledge_of(folder)
        decision = typed_decision(given, knowledge) if any(given.values()) else None
    if name == "list":
        typer.echo("\n".join(f"{one.id}: {one.title}" for one in knowledge.schedules.values()))
        return
    laid = lay_out(_named(name, knowledge), knowledge, decision, day)
    if as_json:
        json.dump(schedule_json(laid, knowledge, decision), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    timeline = decision.known.view.timeline if decision is not None else None
    clock = Clock(timeline.zone, timeline.nominal) if timeline is not None else Clock(UTC)
    title = "for no child in particular"
    if decision is not None:
        title = person_text(child or plan(decision), clock)
    show(schedule_page(laid, knowledge, decision, title, clock, replayed, child), width, ascii)


def schedule_json(laid: LaidOut, knowledge: Knowledge, decision: Decision | None) -> dict[str, Any]:
    """Every key of docs/schedule.schema.json; days are counted from 1, dates ISO and null without a start."""
    one = laid.schedule
    zone = decision.known.view.timeline.zone if decision is not None else UTC
    return {
        "schema": 1,
        "id": one.id,
        "title": one.title,
        "says": one.says,
        "for": one.population,
        "complete": one.complete,
        "missing": list(one.missing),
        "guard": None if one.guard is None else {"verdict": laid.guard.value, "says": one.guard_says},
        "at": None if decision is None else decision.now.at.astimezone(zone).isoformat(),
        "start": _iso(laid.start),
        "blocks": [_block(block, knowledge) for block in laid.blocks],
        "sources": evidence_json(one.evidence),
        "conflicts": list(one.conflicts),
        "knowledge": knowledge_json(knowledge),
    }


def _block(laid: LaidBlock, knowledge: Knowledge) -> dict[str, Any]:
    block = laid.block
    return {
        "id": block.id,
        "when": span_text(block) or block.begins,
        "first_day": None if block.span is None else block.span.first,
        "last_day": None if block.span is None else block.span.last,
        "first": _iso(laid.first),
        "last": _iso(laid.last),
        "on": [day.isoformat() for day in laid.on],
        "drug": block.drug or None,
        "condition": block.lead or None,
        "says": block_text(block, knowledge),
        "dose": None if laid.dose is None else dose_json(laid.dose, knowledge),
        "sources": evidence_json(block.evidence),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _named(name: str, knowledge: Knowledge) -> Schedule:
    wanted = name.strip().lower().replace(" ", "-")
    if wanted in knowledge.schedules:
        return knowledge.schedules[wanted]
    near = get_close_matches(wanted, list(knowledge.schedules), 3)
    hint = f"did you mean {', '.join(near)}?" if near else "`stillpath schedule list` lists them"
    raise UsageError(f"no schedule has that name; expected an id of schedules/; {hint}")


def _start(text: str) -> date | None:
    """The day of an option. UsageError if it is none, or no patient's."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as problem:
        raise UsageError("--from is not a date; expected for example 2026-03-02") from problem
    if not EARLIEST <= day.year < LATEST:
        raise UsageError(f"--from lies before {EARLIEST} or after {LATEST}; expected for example 2026-03-02")
    return day
