"""Reads forms/: what is asked when a child is typed in."""

from stillpath.library.evidence import read_evidence
from stillpath.library.record import Record
from stillpath.model import EntryForm, FormPart, PartKind, Source

__all__ = ["read_form"]


def read_form(record: Record, sources: dict[str, Source]) -> EntryForm:
    """A record of forms/. KnowledgeError for a key or a kind of part that is not known."""
    form = EntryForm(
        id=record.text("id"),
        title=record.sentence("title"),
        says=record.sentence("says"),
        parts=tuple(_part(part) for part in record.records("parts")),
        evidence=read_evidence(record, sources),
        where=record.where(),
    )
    record.finish()
    return form


def _part(record: Record) -> FormPart:
    part = FormPart(
        id=record.text("id"),
        title=record.sentence("title"),
        kind=PartKind(record.one_of("kind", tuple(kind.value for kind in PartKind))),
        asked=record.texts("asked"),
        more=record.texts("more"),
        hint=record.sentence("hint", ""),
        where=record.where(),
    )
    record.finish()
    return part
