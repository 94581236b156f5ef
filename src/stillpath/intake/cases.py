"""The cases of knowledge/cases as timelines, by the same road as a patient's file."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from stillpath.intake.lines import FactLine, read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError
from stillpath.intake.reading import Reading, understand
from stillpath.intake.received import PatientRecord
from stillpath.intake.timeline_json import to_json
from stillpath.intake.times import EXPECTED, read_time
from stillpath.model import Case, CaseRow, Knowledge, Moment, PatientCase
from stillpath.timeline import Precision, Refused

__all__ = ["hour_of_patient", "timeline_json", "timeline_of_case", "timeline_of_patient"]

# What the page of an example calls it.
_BASES = {"constructed": "invented", "composite": "composite", "published": "published"}


def timeline_of_case(
    case: Case, row: CaseRow, knowledge: Knowledge, at: datetime, names: Names | None = None
) -> Reading:
    """One row of a short case, with its background, as the record of a patient at the instant `at`.

    `names` are those of the knowledge, for who reads many cases. A line of the row takes the place of the background's
    of the same name and time. A line that cannot be read is refused, with the line itself as `shown`.
    """
    names = names or Names.of(knowledge)
    refused: list[Refused] = []
    background = _lines(case.background, names, at, refused, "background")
    own = _lines(row.facts, names, at, refused, "fact")
    replaced = {line.about for line in own}
    lines = [line for line in background if line.about not in replaced] + own
    return understand(_record(lines, case.id, case.basis, tuple(refused), at.isoformat()), names)


def timeline_of_patient(case: PatientCase, knowledge: Knowledge) -> Reading:
    """A worked patient as a record, every moment with its own time and time of being known."""
    names = Names.of(knowledge)
    return understand(_patient_record(case, names), names)


def hour_of_patient(case: PatientCase, text: str) -> datetime:
    """The instant of a stated time of a worked patient, read as its `now` is. UnusableError for anything else."""
    when = read_time(text)
    if when.precision is Precision.DAY and not case.nominal:
        raise UnusableError("a date without a time of day", EXPECTED)
    return when.end


def timeline_json(case: PatientCase, knowledge: Knowledge) -> dict[str, object]:
    """A worked patient as timeline JSON; read back, it gives the same timeline.

    Lines that cannot be read are left out here; `timeline_of_patient` reports them as refused.
    """
    return to_json(_patient_record(case, Names.of(knowledge)))


def _patient_record(case: PatientCase, names: Names) -> PatientRecord:
    lines: list[FactLine] = []
    refused: list[Refused] = []
    for number, moment in enumerate(case.moments, 1):
        lines += _moment(moment, number, names, refused)
    spans: dict[str, tuple[object, object]] = {}
    for number, text in enumerate(case.coverage, 1):
        match text.split():
            case [kind, start, "to", end]:
                spans[kind] = (start, end)
            case _:
                expected = "a kind, a time, to, a time"
                refused.append(Refused(f"coverage {number}", "text that is no coverage", expected, text))
    record = _record(lines, case.patient.get("id", case.id), case.basis, tuple(refused))
    return replace(
        record,
        sex=case.patient.get("sex", record.sex),
        birth_date=case.patient.get("birth_date", record.birth_date),
        now=case.now,
        nominal=case.nominal,
        coverage={**record.coverage, **spans},
    )


def _moment(moment: Moment, number: int, names: Names, refused: list[Refused]) -> list[FactLine]:
    """The lines of one moment, each under an id of its own: the number of the moment and of the line."""
    try:
        when = read_time(moment.at)
        known = read_time(moment.known) if moment.known else None
    except UnusableError as problem:
        refused.append(Refused(f"moment {number}", problem.found, problem.expected, moment.at))
        return []
    at = when.start.astimezone(when.zone or UTC)
    told = known.start.astimezone(known.zone or UTC) if known else None
    lines = []
    for line in _lines(moment.events, names, at, refused, f"moment {number}, fact", told):
        if line.event is not None:
            place = line.event.where.rpartition(" ")[2]
            time = moment.at.strip() if when.precision is Precision.DAY and not line.about[2] else line.event.time
            line = replace(line, event=replace(line.event, family=f"{number}-{place}", time=time))
        lines.append(line)
    return lines


def _record(lines: list[FactLine], id: str, basis: str, refused: tuple[Refused, ...], now: str = "") -> PatientRecord:
    sex, birth_date = None, None
    coverage: dict[str, tuple[object, object]] = {}
    for line in lines:
        sex = line.sex or sex
        birth_date = line.birth_date.isoformat() if line.birth_date else birth_date
        if line.coverage:
            kind, start, end = line.coverage
            coverage[kind] = (start.isoformat(), end.isoformat())
    return PatientRecord(
        id,
        sex,
        birth_date,
        _BASES.get(basis, basis),
        now or None,
        coverage=coverage,
        events=tuple(line.event for line in lines if line.event is not None),
        refused=refused,
    )


def _lines(
    texts: Iterable[str], names: Names, at: datetime, refused: list[Refused], called: str, known: datetime | None = None
) -> list[FactLine]:
    lines: list[FactLine] = []
    for number, text in enumerate(texts, 1):
        where = f"{called} {number}"
        try:
            lines.append(read_fact_line(text, names, at, known=known, where=where))
        except UnusableError as problem:
            refused.append(Refused(where, problem.found, problem.expected, text))
    return lines
