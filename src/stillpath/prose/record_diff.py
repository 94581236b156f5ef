"""What differs between two knowledges, record by record, each changed line in words: before and after."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from enum import Enum

from stillpath.model import All, Any, AtLeast, Drug, Knowledge, Not
from stillpath.prose.catalogue import KINDS, records_of
from stillpath.prose.claims import dose_line
from stillpath.prose.words import wait_text

__all__ = ["RecordChange", "record_changes"]

_UNTOLD = ("where", "lines", "id", "shipped")
_VALUES = ("policy", "values")


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One record that differs: `state` is changed, added or removed; `lines` are those that changed, "" where none.

    Each line begins with what it is about: "when: ferritin > 684 ng/mL".
    """

    kind: str
    id: str
    state: str
    lines: tuple[tuple[str, str], ...] = ()


def record_changes(before: Knowledge, after: Knowledge) -> tuple[RecordChange, ...]:
    """Every record that differs, kind by kind; one whose lines only moved within its file does not."""
    found = []
    for kind in KINDS:
        one, other = records_of(kind, before), records_of(kind, after)
        for id in sorted({*one, *other}):
            if id not in one or id not in other:
                found.append(RecordChange(kind, id, "added" if id in other else "removed"))
            elif one[id] != other[id]:
                lines = _changed(list(_told(one[id], before)), list(_told(other[id], after)))
                found += [RecordChange(kind, id, "changed", lines)] if lines else []
    lines = _changed(list(_told(before.values, before)), list(_told(after.values, after)))
    return (*found, *([RecordChange(*_VALUES, "changed", lines)] if lines else []))


def _changed(before: list[str], after: list[str]) -> tuple[tuple[str, str], ...]:
    """The lines that differ, paired in order."""
    pairs: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag != "equal":
            was, now = before[i:j], after[k:m]
            most = max(len(was), len(now))
            pairs += zip(was + [""] * (most - len(was)), now + [""] * (most - len(now)), strict=True)
    return tuple(pairs)


def _told(value: object, knowledge: Knowledge, label: str = "") -> Iterator[str]:
    """A record as lines, each beginning with the key it stands under."""
    head = f"{label}: " if label else ""
    match value:
        case None | "" | () | False:
            return
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            words = {All: "all of", Any: "any of"}.get(type(value), f"at least {getattr(value, 'needed', '')} of")
            yield f"{head}{words}"
            for item in items:
                yield from _told(item, knowledge, label)
        case Not(item=item):
            yield from (f"{head}not {line.removeprefix(head)}" for line in _told(item, knowledge, label))
        case Drug():
            for record in value.doses:
                usual = f" Computed at {record.usual} {record.give.unit}/{record.give.basis}." if record.usual else ""
                computes = "" if record.computes else " Not computed."
                yield f"dose {record.id}: {dose_line(value, record, knowledge)}{usual}{computes}"
            yield from _fields(value, knowledge, label, ("doses",))
        case True:
            yield f"{head}yes"
        case timedelta():
            yield f"{head}{wait_text(value)}"
        case Enum():
            yield f"{head}{value.value}"
        case tuple():
            for item in value:
                yield from _told(item, knowledge, label)
        case dict():
            for key, item in value.items():
                yield from _told(item, knowledge, f"{head}{key}")
        case _ if is_dataclass(value) and hasattr(value, "text"):
            yield f"{head}{getattr(value, 'text', '')}"
        case _ if is_dataclass(value) and type(value).__str__ is object.__str__:
            yield from _fields(value, knowledge, label)
        case _:
            yield f"{head}{value}"


def _fields(value: object, knowledge: Knowledge, label: str, but: tuple[str, ...] = ()) -> Iterator[str]:
    for one in fields(value):  # type: ignore[arg-type]
        if one.name not in (*_UNTOLD, *but):
            name = one.name.replace("_", " ")
            yield from _told(getattr(value, one.name), knowledge, f"{label} {name}" if label else name)
