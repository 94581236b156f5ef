"""`diff`: what changes between two knowledges, or under a hospital's policy: which records, and for whom."""

import json
import sys
import time
from datetime import tzinfo
from pathlib import Path
from typing import Any

import typer

from stillpath.care.diff import ChildChanges, child_changes
from stillpath.cli.reading import zone_of
from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.intake import read_file, timeline_of_patient
from stillpath.library import Chosen, load
from stillpath.model import Knowledge
from stillpath.prose.diff_page import diff_page
from stillpath.prose.local import local_json
from stillpath.prose.record_diff import RecordChange, record_changes

__all__ = ["diff"]

_SHIPPED = "shipped"
_SCHEMA = 1


def diff(
    before: str, after: str, files: list[Path], zone: str, as_json: bool, width: int, ascii: bool, folder: Path | None
) -> None:
    """Prints what changes from one to the other. UsageError if either is no knowledge folder, policy or "shipped"."""
    began = time.monotonic()
    one, other = load(_chosen(before, folder)), load(_chosen(after, folder))
    records = record_changes(one, other)
    children = _of_files(files, one, other, zone_of(zone)) if files else _of_patients(one, other)
    if as_json:
        typer.echo(json.dumps(_json(one, other, records, children), indent=1, ensure_ascii=False))
    else:
        show(diff_page(one, other, records, children), width, ascii)
    if sys.stderr.isatty():  # for somebody who waits; a program and an approved page have no use for it
        typer.echo(f"compared in {time.monotonic() - began:.1f} s", err=True)


def _chosen(text: str, folder: Path | None) -> Chosen:
    """What an argument means: the word, a folder, or the file of a policy over `folder`."""
    path = Path(text)
    if path.is_dir():
        return Chosen(path)
    if path.is_file():
        return Chosen(folder, path)
    if text == _SHIPPED:
        return Chosen(folder)
    raise UsageError(f"{text} is nothing to compare; expected a knowledge folder, a policy's file, or '{_SHIPPED}'")


def _of_patients(one: Knowledge, other: Knowledge) -> tuple[ChildChanges, ...]:
    """Every worked patient of either, read under both."""
    cases = {**other.patients, **one.patients}
    return tuple(
        child_changes(
            id, (one, timeline_of_patient(case, one).timeline), (other, timeline_of_patient(case, other).timeline)
        )
        for id, case in sorted(cases.items())
    )


def _of_files(files: list[Path], one: Knowledge, other: Knowledge, zone: tzinfo | None) -> tuple[ChildChanges, ...]:
    return tuple(
        child_changes(
            file.name,
            (one, read_file(file, one, zone=zone, patient=None).timeline),
            (other, read_file(file, other, zone=zone, patient=None).timeline),
        )
        for file in files
    )


def _json(
    one: Knowledge, other: Knowledge, records: tuple[RecordChange, ...], children: tuple[ChildChanges, ...]
) -> dict[str, Any]:
    """The same for programs; every child compared is there, those without a change too."""
    return {
        "schema": _SCHEMA,
        "before": {"version": one.version, "checked": one.checked, "local": local_json(one.local)},
        "after": {"version": other.version, "checked": other.checked, "local": local_json(other.local)},
        "records": [
            {
                "kind": record.kind,
                "id": record.id,
                "state": record.state,
                "lines": [{"before": was or None, "after": now or None} for was, now in record.lines],
            }
            for record in records
        ],
        "children": [
            {
                "name": child.name,
                "moments": len(child.moments),
                "changes": [
                    {
                        "kind": change.kind,
                        "id": change.id or None,
                        "before": change.before or None,
                        "after": change.after or None,
                        "at": [at.astimezone(child.timeline.zone).isoformat() for at in times],
                    }
                    for change, times in child.changes
                ],
            }
            for child in children
        ],
    }
