"""What one file said of one patient, understood: the timeline, what was refused, and what had to be assumed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from stillpath.intake.assemble import settle
from stillpath.intake.events import Reader
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError, kind_of, plain
from stillpath.intake.received import COVERED, PatientRecord
from stillpath.intake.times import CLOCKS_DIFFER, When, read_birth_date, read_time
from stillpath.timeline import Patient, Precision, Refused, Timeline

__all__ = ["Reading", "understand"]

_SEXES = {
    "female": "female",
    "f": "female",
    "girl": "female",
    "woman": "female",
    "male": "male",
    "m": "male",
    "boy": "male",
    "man": "male",
    "other": "other",
    "unknown": None,
    "": None,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A timeline, everything of the input that could not be used, and notes for the person who supplied it."""

    timeline: Timeline
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()


def understand(
    record: PatientRecord, names: Names, zone: tzinfo | None = None, clock: datetime | None = None
) -> Reading:
    """The reading of one patient's record. Never raises for what an event holds: that is refused and reported.

    `zone` reads times without an offset and is the zone of the timeline; without it that is the offset of the file's
    now, else of its first event that has one, else UTC. `clock` is the time at which it is read: what is said to have
    been taken or known more than 15 minutes after it is refused, and so is such a now of the file.

    >>> from stillpath.model import Knowledge
    >>> understand(PatientRecord("p"), Names.of(Knowledge("1", "", True))).timeline.patient.id
    'p'
    """
    refused: list[Refused] = []
    until = None if clock is None else clock + CLOCKS_DIFFER
    now = _now(record, zone, until, refused)
    shown_in = zone or (now.zone if now else None) or _first_offset(record) or UTC
    instant = None if now is None else now.end
    latest = _latest(record, instant, zone)
    reader = Reader(names, zone, shown_in, instant, latest, record.nominal, clock, until)
    patient = _patient(record, instant, shown_in, refused, reader.notes)
    coverage = _coverage(record, reader, refused)
    for event in record.events:
        reader.read(event)
    settled = settle(reader)
    first = min((*(one.at for one in settled.results), *(one.at for one in settled.medications)), default=None)
    if patient.birth_date and first and first.astimezone(shown_in).date() < patient.birth_date:
        reader.notes.append("something is dated before the birth date")
    timeline = Timeline(patient, settled.results, settled.medications, coverage, instant, shown_in, record.nominal)
    return Reading(
        timeline,
        (*record.refused, *refused, *reader.refused),
        tuple(dict.fromkeys((*record.notes, *reader.notes, *settled.notes))),
    )


def _now(record: PatientRecord, zone: tzinfo | None, until: datetime | None, refused: list[Refused]) -> When | None:
    if record.now is None:
        return None
    try:
        now = read_time(record.now, zone=zone)
        if now.precision is Precision.DAY and not record.nominal:
            raise UnusableError("a date without a time of day", "the time at which the record was taken")
        if until is not None and now.start > until:
            raise UnusableError("a time later than now", "the time at which the record was taken")
    except UnusableError as problem:
        refused.append(Refused("now", problem.found, problem.expected, _shown(record.now)))
        return None
    return now


def _latest(record: PatientRecord, now: datetime | None, zone: tzinfo | None) -> datetime | None:
    """The time after which nothing in the file can have happened, allowing a day for clocks that differ."""
    if now is not None or record.latest is None:
        return now
    try:
        return read_time(record.latest, zone=zone).end + timedelta(days=1)
    except (UnusableError, OverflowError):
        return None


def _patient(
    record: PatientRecord, now: datetime | None, zone: tzinfo, refused: list[Refused], notes: list[str]
) -> Patient:
    sex: str | None = None
    if record.sex is not None:
        word = record.sex.strip().casefold() if isinstance(record.sex, str) else None
        if word in _SEXES:
            sex = _SEXES[word]
        else:
            refused.append(
                Refused("patient, sex", kind_of(record.sex), "female, male, other or unknown", _shown(record.sex))
            )
    birth: date | None = None
    if record.birth_date is not None and record.birth_date != "":
        try:
            birth, note = read_birth_date(record.birth_date)
            if birth is not None and now is not None and birth > now.astimezone(zone).date():
                raise UnusableError("a birth date after the file's own now", "a day up to it")
            notes += [note] if note else []
        except UnusableError as problem:
            birth = None
            shown = _shown(record.birth_date)
            refused.append(Refused("patient, birth_date", problem.found, problem.expected, shown))
    return Patient(plain(record.id), sex, birth, plain(record.example))


def _coverage(record: PatientRecord, reader: Reader, refused: list[Refused]) -> dict[str, tuple[datetime, datetime]]:
    coverage: dict[str, tuple[datetime, datetime]] = {}
    for number, (kind, span) in enumerate(record.coverage.items(), 1):
        where = f"coverage of {kind}" if kind in COVERED else f"coverage, entry {number}"
        try:
            if kind not in COVERED:
                raise UnusableError("coverage of a kind not known to this version", f"one of {', '.join(COVERED)}")
            start, end = (reader.time(end) for end in span)
            if end.end < start.start:
                raise UnusableError("an end before the beginning", "from when to when the record is complete")
        except UnusableError as problem:
            refused.append(Refused(where, problem.found, problem.expected, plain(kind)))
            continue
        last = end.end
        if reader.now is not None and last > reader.now:
            last = max(reader.now, start.start)
            reader.notes.append(f"{where}: declared beyond the file's now; it ends there")
        coverage[kind] = (start.start, last)
    return coverage


def _first_offset(record: PatientRecord) -> tzinfo | None:
    for event in record.events:
        try:
            when = read_time(event.time)
        except UnusableError:
            continue
        if when.zone is not None:
            return when.zone
    return None


def _shown(value: object) -> str:
    return plain(value) if isinstance(value, str) else kind_of(value)
