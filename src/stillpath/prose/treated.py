"""The drugs of a window of time: single doses, and orders and courses with where they begin and end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stillpath.engine import Decision
from stillpath.prose.phrases import medication_words
from stillpath.prose.words import Clock
from stillpath.timeline import Medication, MedicationKind, Precision

__all__ = ["Course", "GivenDose", "Treated", "treated"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A dose recorded as given; `until` is the end of the day where only that is known."""

    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """An order, or what is said to be taken, from `start` to `end`; None: it runs still. `text` is its dose."""

    start: datetime
    end: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Treated:
    """One drug in the window, each list earliest first; `rows` tell every entry with its time, newest first."""

    drug: str
    title: str
    doses: tuple[GivenDose, ...]
    courses: tuple[Course, ...]
    rows: tuple[tuple[str, str], ...]


def treated(decision: Decision, clock: Clock, span: timedelta) -> tuple[Treated, ...]:
    """The drugs with a dose, an order or a stop within `span` before the instant, or one that ran on into it.

    In the order in which each first stands there. Only what was known by the instant; a record of none is no proof
    that none was given.
    """
    view = decision.known.view
    now = decision.now.at
    begin = now - span
    found: list[tuple[datetime, str, Treated]] = []
    for drug in sorted({entry.drug for entry in view.timeline.medications}):
        entries = [entry for entry in view.medications((drug,)) if entry.at <= now]
        courses = [(one, end) for one, end in _courses(entries) if end is None or end >= begin]
        told = [one for one in entries if one.at >= begin or any(one is course for course, _ in courses)]
        if not told:
            continue
        held = decision.known.knowledge.drugs.get(drug)
        row = Treated(
            drug,
            held.title if held is not None else drug,
            tuple(_given(one) for one in told if one.kind is MedicationKind.GIVEN),
            tuple(Course(one.at, None if end is None or end > now else end, _told(one)) for one, end in courses),
            tuple((_when(one, clock), _words(one, clock, now)) for one in reversed(told)),
        )
        found.append((told[0].at, row.title, row))
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def _courses(entries: list[Medication]) -> list[tuple[Medication, datetime | None]]:
    """Every order and statement with its end, None where none is known: as the engine tells which are running.

    A stop ends what began before it; what began at the same instant it ends only if nothing stood till then.
    """
    began = [one for one in entries if one.kind in (MedicationKind.ORDERED, MedicationKind.STATED)]
    ends: dict[str, datetime | None] = {one.id: one.end for one in began}
    for at in dict.fromkeys(one.at for one in entries if one.kind is MedicationKind.STOPPED):
        standing = [one for one in began if _runs(ends[one.id], at)]
        changed = any(one.at < at for one in standing)
        for one in standing:
            if one.at < at or (one.at == at and not changed):
                ends[one.id] = at
    return [(one, ends[one.id]) for one in began]


def _runs(end: datetime | None, at: datetime) -> bool:
    return end is None or end >= at


def _given(entry: Medication) -> GivenDose:
    return GivenDose(entry.at, entry.at + _DAY if entry.precision is not Precision.MINUTE else None)


def _when(entry: Medication, clock: Clock) -> str:
    return clock.full(entry.at) if entry.precision is Precision.MINUTE else clock.day(entry.at)


def _told(entry: Medication) -> str:
    """An entry in words; what is only stated says so in words that cannot be taken for an order."""
    text = medication_words(entry)
    if entry.kind is MedicationKind.STATED:
        return f"said to be taken{text.removeprefix(MedicationKind.STATED.value)}"
    return text


def _words(entry: Medication, clock: Clock, now: datetime) -> str:
    text = _told(entry)
    if entry.end is not None and entry.kind is not MedicationKind.GIVEN:
        text += f", {'until' if entry.end > now else 'ended'} {clock.full(entry.end)}"
    return text
