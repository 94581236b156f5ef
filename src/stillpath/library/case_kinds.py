"""Reads cases/: the edges of one rule, and worked patients."""

from stillpath.library.record import Record
from stillpath.model import Case, CaseRow, Moment, PatientCase, Verdict

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
                then=Verdict(item.one_of("then", _VERDICTS)),
                settled_by=item.text("settled_by", ""),
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
    expect = _expect(record)
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
    )
    record.finish()
    return case


def _expect(record: Record) -> dict[str, tuple[str, ...]]:
    holder = record.record("expect")
    if holder is None:
        return {}
    return {key: holder.texts(key) for key in holder}
