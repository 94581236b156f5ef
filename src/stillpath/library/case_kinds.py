"""Reads cases/: the edges of one rule, and worked patients."""

from stillpath.errors import KnowledgeError
from stillpath.library.record import Record
from stillpath.model import NO_FIGURE, Case, CaseHour, CaseRow, Moment, PatientCase, Points, Verdict

__all__ = ["read_case", "read_patient_case"]

_BASES = ("published", "composite", "constructed")
_VERDICTS = tuple(verdict.value for verdict in Verdict)


def read_case(record: Record) -> Case:
    """A short-form case."""
    rows = []
    for item in record.records("cases"):
        rows.append(
            CaseRow(
                name=item.sentence("name"),
                facts=item.texts("facts"),
                then=_then(item),
                settled_by=item.text("settled_by", ""),
                reading=item.text("reading", ""),
                where=item.where(),
            )
        )
        item.sentence("note", "")
        item.sentence("cites", "")
        item.finish()
    record.sentence("notes", "")
    case = Case(
        id=record.text("id"),
        title=record.sentence("title"),
        about=record.text("about"),
        basis=record.one_of("basis", _BASES),
        cites=record.text("cites"),
        background=record.texts("background"),
        rows=tuple(rows),
    )
    record.finish()
    return case


def read_patient_case(record: Record) -> PatientCase:
    """A long-form case."""
    moments = []
    for item in record.records("moments"):
        moments.append(
            Moment(item.text("at"), item.text("known", ""), item.sentence("locator", ""), item.texts("events"))
        )
        item.sentence("note", "")
        item.finish()
    expect, lines = _expect(record.record("expect"))
    case = PatientCase(
        id=record.text("id"),
        title=record.sentence("title"),
        basis=record.one_of("basis", _BASES),
        source=record.text("source", ""),
        example=record.yes("example"),
        patient=record.pairs("patient"),
        now=record.text("now"),
        nominal=record.yes("nominal"),
        coverage=record.texts("coverage"),
        moments=tuple(moments),
        not_printed=record.texts("not_printed"),
        notes=record.sentence("notes", ""),
        expect=expect,
        lines=lines,
        then=tuple(_hour(item) for item in record.records("then")),
    )
    record.finish()
    return case


def _then(record: Record) -> Verdict | Points:
    """What a row must give: a verdict, or of a score its points."""
    text = record.text("then")
    if text in _VERDICTS:
        return Verdict(text)
    try:
        return Points.read(text)
    except ValueError as problem:
        expected = f"{', '.join(_VERDICTS)}; of a score 169, 230 to 265, or {NO_FIGURE}"
        raise KnowledgeError(record.where("then"), f"cannot read '{text}'", expected) from problem


def _hour(item: Record) -> CaseHour:
    """One stated time of `then`, with the keys of `expect`."""
    at = item.text("at")
    item.sentence("note", "")
    expect, lines = _expect(item)
    if not expect:
        raise KnowledgeError(item.where("at"), "a time at which nothing is expected", "stage, a criterion, alerts …")
    return CaseHour(at, expect, item.where("at"), lines)


def _expect(holder: Record | None) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """What is expected, by key, and where each key stands."""
    keys = [key for key in holder or () if key not in ("at", "note")]
    if holder is None:
        return {}, {}
    return {key: holder.texts(key) for key in keys}, {key: holder.where(key) for key in keys}
