"""The log of what was done: each row carries the hash of the row before it, so that none can be altered unseen.

The hash is over the row's own content and the hash before it. A row that is altered, removed from the middle, put in
or moved breaks the chain; rows removed from the end are found by the head, which is kept apart, and by any head that
somebody wrote down elsewhere (`stillpath audit head`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.errors import AuditError, DoneError
from stillpath.store.schema import AuditHead, AuditRow

__all__ = [
    "FIRST",
    "Head",
    "append",
    "hash_of",
    "head_of",
    "hold",
    "key_of",
    "rows_about",
    "span",
    "verify",
    "want_new",
]

FIRST = "0" * 64
"""What stands before the first row."""

_LONGEST_KEY = 80
"""Characters of a key by which something is done once; ours are shorter."""

_AT_ONCE = 1000
"""Rows read at once when the chain is verified."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log: how many rows there are, and the hash of the last. `str()` of it is for writing down."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def of(cls, text: str) -> "Head":
        """The head that was written down. ValueError if it is none.

        >>> Head.of("3:" + "a" * 64).seq
        3
        """
        number, colon, digest = text.strip().partition(":")
        if not colon or not number.isdigit() or len(digest) != len(FIRST) or set(digest) - set("0123456789abcdef"):
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
        return cls(int(number), digest)


def hash_of(
    seq: int, at: datetime, actor: str, action: str, subject: str, detail: dict[str, Any], once: str, previous: str
) -> str:
    """The hash of a row: SHA-256 over its content as JSON with sorted keys, and over the hash before it."""
    content = [seq, at.astimezone(UTC).isoformat(), actor, action, subject, detail, once, previous]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hold(session: Session) -> AuditHead:
    """The head, held until the transaction ends: of two writers the second waits here."""
    head = session.execute(select(AuditHead).with_for_update()).scalar_one_or_none()
    if head is None:
        raise AuditError("the head of the audit log is missing; restore the store from a backup")
    return head


def key_of(once: str) -> str:
    """The key as the log holds it: itself, or for one of any length that somebody sent, its SHA-256.

    >>> key_of("a-key"), len(key_of("a" * 90_000))
    ('a-key', 64)
    """
    return once if len(once) <= _LONGEST_KEY else hashlib.sha256(once.encode(errors="replace")).hexdigest()


def want_new(session: Session, once: str) -> None:
    """Does nothing if the key `once` was not used before; DoneError if it was."""
    if session.execute(select(AuditRow.seq).where(AuditRow.once == once)).first() is not None:
        raise DoneError("this was done before; look at it again before you send it anew")


def append(
    session: Session,
    head: AuditHead,
    at: datetime,
    actor: str,
    action: str,
    subject: str = "",
    detail: dict[str, Any] | None = None,
    once: str = "",
) -> AuditRow:
    """Adds a row after the head that is held. `once`: a key under which nothing else is done; empty for none."""
    detail = json.loads(json.dumps(detail or {}, ensure_ascii=False))
    seq = head.seq + 1
    digest = hash_of(seq, at, actor, action, subject, detail, once, head.hash)
    row = AuditRow(
        seq=seq,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
        once=once or None,
        previous=head.hash,
        hash=digest,
    )
    session.add(row)
    head.seq = seq
    head.hash = digest
    return row


def head_of(session: Session) -> Head:
    """The end of the log as it is kept. AuditError if it is missing."""
    head = session.execute(select(AuditHead)).scalar_one_or_none()
    if head is None:
        raise AuditError("the head of the audit log is missing; restore the store from a backup")
    return Head(head.seq, head.hash)


def verify(session: Session, written_down: tuple[Head, ...] = ()) -> Head:
    """Walks the whole chain; the head. `written_down`: heads that were noted elsewhere, in any order.

    AuditError at the first row that is not as it was written, naming its number and what is wrong.
    """
    noted = {head.seq: head.hash for head in written_down}
    before, number = FIRST, 0
    for row in _rows(session):
        if row.seq != number + 1:
            raise AuditError(f"audit row {number + 1} is missing: after row {number} comes row {row.seq}")
        if row.previous != before:
            raise AuditError(f"audit row {row.seq} does not follow row {number}: it was altered, moved or put in")
        content = (row.seq, row.at, row.actor, row.action, row.subject, row.detail, row.once or "", row.previous)
        if hash_of(*content) != row.hash:
            raise AuditError(f"audit row {row.seq} was altered: it is not what its hash was made of")
        if noted.get(row.seq, row.hash) != row.hash:
            raise AuditError(f"audit row {row.seq} is not the one that was written down: the log was made anew")
        before, number = row.hash, row.seq
    head = head_of(session)
    if (head.seq, head.hash) != (number, before):
        raise AuditError(
            f"the audit log ends at row {number}, and its head says {head.seq}: rows were removed at its end"
        )
    missing = [seq for seq in noted if seq > number]
    if missing:
        raise AuditError(f"the audit log ends at row {number}, and row {min(missing)} was written down: rows are gone")
    return head


def span(session: Session) -> tuple[datetime, datetime] | None:
    """When the first row was written and when the last; None for an empty log."""
    first, last = (
        session.execute(select(AuditRow.at).order_by(order).limit(1)).scalar()
        for order in (AuditRow.seq, AuditRow.seq.desc())
    )
    return (first, last) if first is not None and last is not None else None


def rows_about(session: Session, subject: str = "", most: int = 100, before: int | None = None) -> tuple[AuditRow, ...]:
    """The newest rows, newest first; of one subject if one is named, older than the row `before` if it is given."""
    rows = select(AuditRow).order_by(AuditRow.seq.desc()).limit(most)
    if before is not None:
        rows = rows.where(AuditRow.seq < before)
    if subject:
        rows = rows.where(AuditRow.subject == subject)
    return tuple(session.execute(rows).scalars())


def _rows(session: Session) -> Iterator[AuditRow]:
    """Every row in order; some at a time, so that a long log does not fill the memory."""
    after: int | None = None
    while True:
        rows = select(AuditRow).order_by(AuditRow.seq).limit(_AT_ONCE)
        if after is not None:
            rows = rows.where(AuditRow.seq > after)
        some = session.execute(rows).scalars().all()
        yield from some
        if len(some) < _AT_ONCE:
            return
        after = some[-1].seq
