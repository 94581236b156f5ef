"""What every command that reads a patient does first: knowledge, file, instant."""

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from stillpath.cli.stores import STORE, opened
from stillpath.engine import Decision, decide
from stillpath.errors import InputError, UsageError
from stillpath.intake import Reading, UnusableError, read_file, read_zone
from stillpath.intake.times import EARLIEST_YEAR as EARLIEST
from stillpath.intake.times import LATEST_YEAR as LATEST
from stillpath.library import Where, load
from stillpath.model import Knowledge

__all__ = ["EARLIEST", "LATEST", "Read", "instant", "knowledge_of", "read_patient", "zone_of"]

_EXAMPLE = "for example 2026-03-02T06:10+01:00"


@dataclass(frozen=True, slots=True)
class Read:
    """A patient as read and decided. `replayed`: the instant was asked for with --at."""

    knowledge: Knowledge
    reading: Reading
    decision: Decision
    replayed: bool


def knowledge_of(where: Where) -> Knowledge:
    """The knowledge of a command, with the texts and reviews of the store that is named.

    A policy of another day than today still applies; standard error tells of it.
    """
    knowledge = _served(where)
    local = knowledge.local
    if local is not None and datetime.now().astimezone().date().isoformat() < local.dated:
        sys.stderr.write(
            f"stillpath: the policy {local.name} is dated {local.dated}, which is still to come; it applies already; "
            "mend the date, or leave --policy out\n"
        )
    if local is not None and local.valid_until and datetime.now().astimezone().date().isoformat() > local.valid_until:
        sys.stderr.write(
            f"stillpath: the policy {local.name} was valid until {local.valid_until}; it still applies; "
            "renew it, or leave --policy out\n"
        )
    return knowledge


def read_patient(file: Path, at: str, patient: str, zone: str, folder: Where) -> Read:
    """Reads, places and decides. Without --at the instant is the file's own now, else the last known time."""
    knowledge = knowledge_of(folder)
    reading = _read(file, knowledge, zone_of(zone), patient or None)
    when = instant(at, reading.timeline.zone) if at else reading.timeline.now or reading.timeline.last_known()
    if when is None:
        raise InputError(
            f"{file}: nothing in it could be placed in time; expected one dated result; add one, or give --at"
        )
    return Read(knowledge, reading, decide(knowledge, reading.timeline, when), bool(at))


def instant(text: str, zone: tzinfo) -> datetime:
    """The time of an option, in `zone` where it tells no offset. UsageError if it is none, or no patient's."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise UsageError(f"--at is not a time; expected {_EXAMPLE}") from problem
    if ":" not in text:
        raise UsageError(f"--at is a date without a time of day; expected {_EXAMPLE}")
    if not EARLIEST <= when.year < LATEST:
        raise UsageError(f"--at lies before {EARLIEST} or after {LATEST}; expected {_EXAMPLE}")
    return when if when.tzinfo is not None else when.replace(tzinfo=zone)


def zone_of(text: str) -> tzinfo | None:
    """The zone of an option: a name of the zone database, or an offset. UsageError if it is neither."""
    try:
        return read_zone(text)
    except UnusableError as problem:
        raise UsageError(f"--zone is not a zone; expected {problem.expected}") from problem


def _served(where: Where) -> Knowledge:
    """The knowledge as files alone, or as the store named by STILLPATH_STORE says: what is served, and its reviews."""
    address = os.environ.get(STORE, "")
    if not address:
        return load(where)
    from stillpath.review.current import Current

    with opened(address) as store:
        return Current(store, where).knowledge()


def _read(file: Path, knowledge: Knowledge, zone: tzinfo | None, patient: str | None) -> Reading:
    if str(file) != "-":
        return read_file(file, knowledge, zone=zone, patient=patient)
    with tempfile.NamedTemporaryFile(prefix="stillpath-") as kept:
        while chunk := sys.stdin.buffer.read(1 << 20):
            kept.write(chunk)
        kept.flush()
        return read_file(Path(kept.name), knowledge, zone=zone, patient=patient)
