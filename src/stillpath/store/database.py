"""The store: one database, opened, read, and changed only together with a row of the audit log."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from stillpath.errors import StoreError, UsageError
from stillpath.store import audit
from stillpath.store.columns import UnfitTextError

__all__ = ["REVISION", "Store", "address_of", "want_there"]

REVISION = "0001"
"""The last migration; a store must be at it."""

_BUSY = 20 * 1000
"""Milliseconds that SQLite waits for another writer."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", f"busy_timeout={_BUSY}")
"""How SQLite is used: what is said to be kept is on the disk, and what is deleted is overwritten there."""

_PRIVATE = 0o600
"""The file of a store is for its owner alone, and so is what SQLite lays beside it."""

_CAUSES = "is it a store, is it running, is there room, and may you read and write there?"
_FORM = "a file name for SQLite, or postgresql://USER@HOST/NAME"


def address_of(where: str) -> URL:
    """The address of a database: what is no URL is the file of an SQLite database.

    StoreError for a kind of database that is neither SQLite nor PostgreSQL. No message holds a password.

    >>> address_of("reviews.db").drivername
    'sqlite'
    >>> address_of("postgresql://ward@localhost/stillpath").drivername
    'postgresql+psycopg'
    """
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
    except ArgumentError as problem:
        raise StoreError(f"the address of the store cannot be read; expected {_FORM}") from problem
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite":
        return url
    raise StoreError(f"a store of the kind '{url.get_backend_name()}' is not known; expected {_FORM}")


def want_there(where: str) -> None:
    """Does nothing if there is a file where a store is one; else StoreError."""
    url = address_of(where)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise StoreError(f"there is no store here yet ({_shown(url)}); make one with: stillpath store create")


class Store:
    """A database that is open. Safe for several threads; several processes may have the same one open.

    `now` is the clock by which things are recorded.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] | None = None) -> None:
        self.engine = engine
        self.now = now or _now
        self._writing = engine.execution_options(stillpath_writes=True)
        # PostgreSQL shows each statement the newest state unless it is asked for one state; SQLite always shows one.
        one_state = engine.dialect.name == "postgresql"
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ") if one_state else engine

    @classmethod
    def open(cls, where: str, now: Callable[[], datetime] | None = None) -> "Store":
        """The store at an address, at the version of this software.

        StoreError if it is missing, cannot be reached, or must be upgraded first.
        """
        url = address_of(where)
        want_there(where)
        engine = _engine(url)
        try:
            with engine.connect() as connection:
                found = _revision(connection)
        except DBAPIError as problem:
            engine.dispose()
            raise StoreError(f"the store cannot be opened ({_shown(url)}); {_CAUSES}") from problem
        if found != REVISION:
            engine.dispose()
            what = (
                "has no tables of stillpath yet" if not found else f"is at version {found}, this software at {REVISION}"
            )
            do = "create" if not found else "upgrade"
            raise StoreError(f"the store ({_shown(url)}) {what}; run: stillpath store {do}")
        return cls(engine, now)

    @classmethod
    def create(cls, where: str, now: Callable[[], datetime] | None = None) -> "Store":
        """The store at an address, made or brought to the version of this software; what is in it stays."""
        from stillpath.store.migrate import upgrade

        url = address_of(where)
        engine = _engine(url)
        try:
            _want_private(url)
            upgrade(engine)
        except (DBAPIError, OSError) as problem:
            raise StoreError(
                f"the store cannot be made ({_shown(url)}); is the place there, and may you write?"
            ) from problem
        finally:
            engine.dispose()
        return cls.open(where, now)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store, whatever others write meanwhile, and changes nothing."""
        with _in_words(), Session(self._reading, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.expunge_all()  # what was read stays readable after the session
                session.rollback()

    @contextmanager
    def change(
        self, actor: str, action: str, subject: str = "", detail: dict[str, Any] | None = None, once: str = ""
    ) -> Iterator[Session]:
        """A session whose changes are kept when it ends well, together with one row of the audit log; else nothing is.

        `actor` is the login of an account, `reader` or `command`; `action` a few words; `subject` what it was done to.
        `detail` may be filled until the session ends. One writer at a time, so what was looked at in it stays so.
        DoneError if the key `once` was used before. No patient's value and no secret belongs into any of these.
        """
        detail = {} if detail is None else detail
        once = audit.key_of(once)
        with _in_words(), Session(self._writing, expire_on_commit=False) as session:
            try:
                head = audit.hold(session)
                if once:
                    audit.want_new(session, once)
                yield session
                audit.append(session, head, self.now(), actor, action, subject, detail, once)
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def count(self) -> Iterator[Session]:
        """A session for what is only counted (visits, attempts): kept when it ends well, and not in the log."""
        with _in_words(), Session(self._writing) as session, session.begin():
            yield session

    @contextmanager
    def restoring(self) -> Iterator[Session]:
        """A session in which a backup is read in: kept as a whole when it ends well, and alone in the store till then.

        It writes its own row of the log: the log it reads in comes first.
        """
        with Session(self._writing) as session, session.begin():
            audit.hold(session)
            yield session

    def overwrite_deleted(self) -> None:
        """Empties SQLite's own log, where what was deleted may still stand.

        Nobody is waited for: while somebody reads, it stays until the next time, or until the last connection is
        closed. PostgreSQL does so by itself, in its own time.
        """
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            with suppress(sqlite3.OperationalError):
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={_BUSY}")
        finally:
            connection.close()

    def close(self) -> None:
        """Lets the database go."""
        self.engine.dispose()


@contextmanager
def _in_words() -> Iterator[None]:
    """Says what a database cannot do as an error of ours, without what was sent to it."""
    try:
        yield
    except OperationalError as problem:
        raise StoreError(
            "the store does not answer (is it running, is there room, and may you write there?); nothing was changed"
        ) from problem
    except (DataError, OverflowError, UnicodeEncodeError, UnfitTextError):
        # A text with a character that no text has, or a number that no row can have: nobody types these.
        raise UsageError("something that was sent can neither be looked up nor kept; nothing was changed") from None


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url)
    except (ArgumentError, NoSuchModuleError) as problem:
        raise StoreError(f"the address of the store cannot be read; expected {_FORM}") from problem

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begun` does
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes the lock when it begins: one that reads first and writes later could be refused at its end.
        writes = connection.get_execution_options().get("stillpath_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _want_private(url: URL) -> None:
    """Makes the file of a new SQLite store, for its owner alone; one that is there stays as it is."""
    if url.get_backend_name() == "sqlite" and url.database and not url.query:
        with suppress(FileExistsError):
            os.close(os.open(url.database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))


def _revision(connection: Connection) -> str:
    """The version a database is at; empty if it holds no store."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _now() -> datetime:
    return datetime.now(UTC)
