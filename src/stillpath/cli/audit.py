"""`audit`: shows the log of what was done, and whether it is what was written."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stillpath.cli.stores import StoreAt, opened
from stillpath.errors import InputError, UsageError

if TYPE_CHECKING:
    from stillpath.store.audit import Head
    from stillpath.store.schema import AuditRow

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="The log of what was done in the store; each row holds the one before it.")

_MOST = 50


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


@app.command()
def verify(
    head: Annotated[
        list[str] | None, typer.Option("--head", help="A head that was written down: NUMBER:HASH; as often as wanted.")
    ] = None,
    heads: Annotated[Path | None, typer.Option("--heads", help="A file with one such head a line.")] = None,
    store: StoreAt = "",
) -> None:
    """Walk the whole log, and hold the approvals against it; exit code 8 names the first that is not as written."""
    from stillpath.store import audit
    from stillpath.store.approved import verify_approvals

    noted = [_head(one, "--head") for one in head or ()] + _listed(heads)
    with opened(store) as there, there.read() as session:
        end = audit.verify(session, tuple(noted))
        verify_approvals(session)
        span = audit.span(session)
    rows = "1 row" if end.seq == 1 else f"{end.seq:,} rows"
    when = f", from {_time(span[0])} to {_time(span[1])}" if span else ""
    against = f"; {len(noted)} written down, all as they were" if noted else ""
    typer.echo(f"the log is what was written: {rows}{when}, head {end}{against}")


@app.command()
def head(store: StoreAt = "") -> None:
    """Print the head of the log, to be written down where whoever owns the database cannot reach."""
    from stillpath.store import audit

    with opened(store) as there, there.read() as session:
        typer.echo(str(audit.head_of(session)))


@app.command("list")
def listed(
    subject: Annotated[str, typer.Option("--subject", help="Only what was done to this, such as drugs/anakinra.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="How many rows, the newest first.")] = _MOST,
    format: Annotated[_Format, typer.Option("--format", help="text for people, json for programs.")] = _Format.TEXT,
    store: StoreAt = "",
) -> None:
    """Print the newest rows: when, who, what, to what."""
    from stillpath.store import audit

    with opened(store) as there, there.read() as session:
        rows = audit.rows_about(session, subject, most)
    if format is _Format.JSON:
        typer.echo(json.dumps({"schema": 1, "rows": [_json(row) for row in rows]}, indent=1, ensure_ascii=False))
        return
    if not rows:
        typer.echo("nothing was done to it" if subject else "the log is empty")
    for row in rows:
        detail = "  ".join(f"{name}={value}" for name, value in row.detail.items())
        line = f"{row.seq:>6}  {_time(row.at)}  {row.actor}  {row.action}  {row.subject}  {detail}"
        typer.echo(_plain(line.rstrip()))


def _json(row: "AuditRow") -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject or None,
        "detail": row.detail,
        "once": row.once,
        "previous": row.previous,
        "hash": row.hash,
    }


def _listed(file: Path | None) -> "list[Head]":
    if file is None:
        return []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file; expected one head a line, NUMBER:HASH") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{file} cannot be read; expected one head a line, NUMBER:HASH") from problem
    return [_head(line, f"{file}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _head(text: str, where: str) -> "Head":
    from stillpath.store.audit import Head

    try:
        return Head.of(text)
    except ValueError:
        raise UsageError(f"{where} is no head; expected NUMBER:HASH, as stillpath audit head prints it") from None


def _time(at: datetime) -> str:
    """A time of the log, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _plain(text: str) -> str:
    """The line without anything that a terminal would obey: what somebody typed may stand in it."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
