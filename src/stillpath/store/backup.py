"""A store in one file, and back again: of one state while others write, and of neither kind of database.

The file is a zip: one part for each table with one row a line, and `manifest.json` with what each part must be. What
lets somebody in is not in it (sessions, invitations, attempts), nor children who were kept, unless that is asked for:
a file that lies elsewhere would outlive their erasure. The key that seals them is never in a store, so never here.
"""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Column, Date, LargeBinary, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from sqlalchemy.orm import Session

from stillpath import __version__
from stillpath.errors import AuditError, InputError, MachineError, StoreError, UsageError
from stillpath.store import audit
from stillpath.store.audit import Head
from stillpath.store.columns import Base, Instant
from stillpath.store.database import REVISION, Store
from stillpath.store.schema import Attempt, AuditHead, KeptChild, SignedIn, Ticket

__all__ = ["LEFT_OUT", "Manifest", "Part", "backup", "counts", "restore"]

LEFT_OUT = frozenset({SignedIn.__tablename__, Ticket.__tablename__, Attempt.__tablename__})
"""Tables that no backup holds: everybody signs in anew, and invitations are made anew."""

_CHILDREN = KeptChild.__tablename__
_FORMAT = "stillpath-backup-1"
_MANIFEST = "manifest.json"
_AT_ONCE = 1000
_LONGEST = 16 * 1000 * 1000
"""Bytes of a line, or of the manifest; nothing of ours is longer."""

_PRIVATE = 0o600
_DAMAGED = "the backup cannot be used: it is damaged, not whole, or no backup of stillpath; nothing was restored"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a backup: how many rows, and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: by which software, at which version of the tables, when, and what is in it."""

    format: str
    software: str
    revision: str
    made_at: str
    head: Head
    parts: dict[str, Part]


def counts(session: Session) -> dict[str, int]:
    """How many rows each table holds, in the order in which they stand in a backup."""
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in _tables()}


def backup(store: Store, to: Path, *, replace: bool = False, children: bool = False) -> Manifest:
    """What was written to `to`: the whole store as it is at one moment. `children`: those who are kept too, sealed.

    The file is complete or not there. UsageError if there is one and it is not to be replaced; AuditError if the log
    is not what was written, for such a backup could not be restored.
    """
    if to.exists() and not replace:
        raise UsageError(f"{to} is there already; name another file, or say --replace")
    with store.change("command", "store: backup begun", detail={"children": children}):
        pass
    with _written(to, replace) as file, store.read() as session:
        head = audit.verify(session)
        parts = {}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for table in _tables():
                if table.name not in LEFT_OUT and (children or table.name != _CHILDREN):
                    with made.open(_name(table), "w", force_zip64=True) as part:
                        parts[table.name] = _put(part.write, _lines(session, table))
            manifest = Manifest(_FORMAT, __version__, REVISION, store.now().isoformat(), head, parts)
            made.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
    return manifest


def restore(store: Store, file: Path) -> Manifest:
    """What was restored into an empty store, in one transaction: all of it is there afterwards, or nothing.

    Children whose time is over are not taken in. InputError if the file is damaged, is no backup, or is of another
    version of the tables; UsageError if the store holds anything.
    """
    try:
        with zipfile.ZipFile(file) as kept:
            manifest = _manifest(kept)
            with store.restoring() as session:
                _want_empty(session)
                for table in _tables():
                    if table.name in manifest.parts:
                        _take(session, table, kept, manifest.parts[table.name])
                _finish(session, store, manifest)
    except FileNotFoundError:
        raise InputError(f"there is no file {file}") from None
    except OperationalError as problem:
        raise StoreError("the store does not answer; nothing was restored") from problem
    except OSError as problem:
        raise InputError(f"{file} cannot be read; is it a file, and may you read it?") from problem
    except AuditError as problem:
        raise InputError(f"the backup cannot be used: {problem}; nothing was restored") from problem
    except (*_BROKEN, DBAPIError, StatementError) as problem:
        raise InputError(_DAMAGED) from problem
    return manifest


_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
    RecursionError,
)
"""What the readers of zip and JSON raise at bytes that are none of theirs."""


def _tables() -> Iterable[Table]:
    """Every table; one that another points to comes before it."""
    return Base.metadata.sorted_tables


def _name(table: Table) -> str:
    return f"{table.name}.jsonl"


@contextmanager
def _written(to: Path, replace: bool) -> Iterator[BinaryIO]:
    """A file that is at its place, and on the disk, when the block ends well; else nothing is left of it."""
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, _PRIVATE), "w+b") as file:  # noqa: PTH123
            yield file
            file.flush()
            os.fsync(file.fileno())
        if replace:
            part.replace(to)
        else:
            to.hardlink_to(part)  # unlike a rename it refuses where somebody made such a file meanwhile
        folder = os.open(to.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        raise UsageError(f"{to} is there already; name another file, or say --replace") from None
    except OSError as problem:
        raise MachineError(f"{to} cannot be written; is the folder there, has it room, and may you write?") from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _put(write: Callable[[bytes], object], lines: Iterator[bytes]) -> Part:
    rows, digest = 0, hashlib.sha256()
    for line in lines:
        rows += 1
        digest.update(line)
        write(line)
    return Part(rows, digest.hexdigest())


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    """Each row as one line of JSON, in the order of the table's key."""
    rows = session.connection().execute(
        select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": _AT_ONCE}
    )
    for row in rows:
        values = {column.name: _out(value) for column, value in zip(table.columns, row, strict=True)}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _out(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _in(column: Column[Any], value: Any) -> Any:
    """A value as its column has it. ValueError or TypeError if it is none."""
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    return value


def _manifest(kept: zipfile.ZipFile) -> Manifest:
    with kept.open(_MANIFEST) as part:
        told = json.loads(part.read(_LONGEST))
    if told["format"] != _FORMAT:
        raise ValueError("another format")
    if told["revision"] != REVISION:
        raise InputError(
            f"the backup is of version {told['revision']!s:.20} of the tables, this software has {REVISION}; "
            "restore it with the software it was made with, then upgrade that store"
        )
    parts = {str(name): Part(int(part["rows"]), str(part["sha256"])) for name, part in told["parts"].items()}
    wanted = {table.name for table in _tables()} - LEFT_OUT
    if parts.keys() | {_CHILDREN} != wanted:
        raise ValueError("other tables")
    head = Head.of(f"{told['head']['seq']}:{told['head']['hash']}")
    return Manifest(_FORMAT, str(told["software"]), REVISION, str(told["made_at"]), head, parts)


def _want_empty(session: Session) -> None:
    held = {name: rows for name, rows in counts(session).items() if rows and name != AuditHead.__tablename__}
    if held:
        raise UsageError("the store is not empty; restore into a new one: stillpath store create")


def _take(session: Session, table: Table, kept: zipfile.ZipFile, told: Part) -> None:
    """Reads one part into its table. ValueError if it is not what the manifest says."""
    digest, rows = hashlib.sha256(), 0
    held: list[dict[str, Any]] = []
    if table.name == AuditHead.__tablename__:
        session.execute(delete(table))
    with kept.open(_name(table)) as part:
        while line := part.readline(_LONGEST):
            digest.update(line)
            values = json.loads(line)
            held.append({column.name: _in(column, values.pop(column.name)) for column in table.columns})
            if values:
                raise ValueError("a column that is not known")
            rows += 1
            if len(held) == _AT_ONCE:
                session.execute(insert(table), held)
                held = []
    if held:
        session.execute(insert(table), held)
    if Part(rows, digest.hexdigest()) != told:
        raise ValueError("a part is not what the manifest says")


def _finish(session: Session, store: Store, manifest: Manifest) -> None:
    """Verifies the log, lets new rows be numbered after the old, and writes down that it was restored."""
    session.expire_all()  # the head was read in behind the session's back
    head = audit.verify(session)
    if head != manifest.head:
        raise ValueError("the head of the log is not the manifest's")
    session.execute(delete(KeptChild).where(KeptChild.expires_at <= store.now()))
    if store.engine.dialect.name == "postgresql":
        for table in _tables():
            column = table.autoincrement_column
            if column is not None:
                _number_on(session, table.name, column.name)
    held = audit.hold(session)
    detail = {"backup of": manifest.made_at, "software": manifest.software, "head": str(head)}
    audit.append(session, held, store.now(), "command", "store: restore", detail=detail)


def _number_on(session: Session, table: str, column: str) -> None:
    most = session.execute(text(f'SELECT max("{column}") FROM "{table}"')).scalar()  # noqa: S608  (names of our tables)
    if most is not None:
        there = text("SELECT setval(pg_get_serial_sequence(:name, :column), :most)")
        session.execute(there, {"name": table, "column": column, "most": most})
