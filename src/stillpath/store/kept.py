"""Children whose workspace was kept on request: sealed, for some days, for the account that kept them.

Only the seal is written: no label, name or value stands in any other column, in the log, or in an error. A row is tied
to its account, its own id and its end, so one that is moved or prolonged does not open.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from stillpath.errors import DoneError, NotAllowedError, SealedError
from stillpath.store.database import Store
from stillpath.store.schema import KeptChild
from stillpath.store.sealing import Key, seal, unseal

__all__ = ["MOST_KEPT", "Content", "Kept", "Resealed", "drop_expired", "erase", "keep", "kept_by", "rekey", "take_out"]

MOST_KEPT = 20
"""Children that one account keeps at once."""

_LETTERS = 16
_HEAD = 4
"""Bytes that tell how long the head of a content is; after the head comes the record."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed: a label that was typed, the record as JSON, the zone of its times, and whether it was live."""

    label: str
    record: bytes
    zone: str = ""
    live: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A child who is kept, as its owner's list tells it; `label` is None if the seal does not open with this key."""

    id: str
    made_at: datetime
    expires_at: datetime
    label: str | None


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many children were sealed anew, and how many were left: sealed with a third key, or altered."""

    sealed: int
    left: int


def keep(store: Store, key: Key, account_id: int, login: str, content: Content, days: int, once: str = "") -> str:
    """The id under which a child is kept from now on, for so many days at most.

    NotAllowedError if the account keeps as many as it may.
    """
    drop_expired(store)
    id, now = secrets.token_urlsafe(_LETTERS), store.now()
    row = KeptChild(id=id, account_id=account_id, key_id=key.id, made_at=now, expires_at=now + timedelta(days=days))
    row.sealed = seal(key, _packed(content), _about(row))
    with store.change(login, "child: keep", f"kept/{id}", {"until": row.expires_at.isoformat()}, once) as session:
        held = select(func.count()).select_from(KeptChild).where(KeptChild.account_id == account_id)
        if session.execute(held).scalar_one() >= MOST_KEPT:
            raise NotAllowedError(f"you keep {MOST_KEPT} children, which is the most; erase one first")
        session.add(row)
    return id


def kept_by(store: Store, key: Key, account_id: int) -> tuple[Kept, ...]:
    """The children an account keeps, the newest first. Those whose time is over are deleted first."""
    drop_expired(store)
    with store.read() as session:
        rows = session.execute(
            select(KeptChild)
            .where(KeptChild.account_id == account_id, KeptChild.expires_at > store.now())
            .order_by(KeptChild.made_at.desc(), KeptChild.id)
        ).scalars()
        return tuple(Kept(row.id, row.made_at, row.expires_at, _label(key, row)) for row in rows)


def take_out(store: Store, key: Key, account_id: int, login: str, id: str) -> Content:
    """What was kept, opened; it stays kept. The log tells that it was opened.

    DoneError if it is not there (any more), or is another account's; SealedError if it does not open.
    """
    drop_expired(store)
    with store.change(login, "child: open a kept one", f"kept/{id}") as session:
        row = session.get(KeptChild, id)
        if row is None or row.account_id != account_id or row.expires_at <= store.now():
            raise DoneError("this child is not kept here any more: it was erased, or its time was over")
        return _unpacked(unseal(key, row.sealed, _about(row)))


def erase(store: Store, account_id: int, login: str, id: str) -> None:
    """Deletes a child that is kept, now. DoneError if it is not there (any more), or is another account's."""
    with store.change(login, "child: erase a kept one", f"kept/{id}") as session:
        row = session.get(KeptChild, id)
        if row is None or row.account_id != account_id:
            raise DoneError("this child is not kept here any more: it was erased, or its time was over")
        session.delete(row)
    store.overwrite_deleted()


def drop_expired(store: Store) -> int:
    """How many children were deleted because their time was over."""
    over = KeptChild.expires_at <= store.now()
    with store.read() as session:
        count = session.execute(select(func.count()).select_from(KeptChild).where(over)).scalar_one()
    if count:
        with store.change("command", "child: time over", detail={"children": count}) as session:
            session.execute(delete(KeptChild).where(over))
        store.overwrite_deleted()
    return count


def rekey(store: Store, old: Key, new: Key) -> Resealed:
    """Seals every child anew that the old key opens; all of them, or none if it is cut off."""
    drop_expired(store)
    done = left = 0
    detail: dict[str, object] = {"from": old.id, "to": new.id}
    with store.change("command", "child: another key", detail=detail) as session:
        for id in session.execute(select(KeptChild.id).where(KeptChild.key_id != new.id)).scalars().all():
            row = session.get_one(KeptChild, id)
            try:
                content = unseal(old, row.sealed, _about(row))
            except SealedError:
                left += 1
                continue
            row.key_id = new.id
            row.sealed = seal(new, content, _about(row))
            done += 1
        detail |= {"sealed": done, "left": left}
    store.overwrite_deleted()
    return Resealed(done, left)


def _about(row: KeptChild) -> str:
    """What a seal is tied to: the account, the row, its end, and the key."""
    return f"{row.account_id} {row.id} {row.expires_at.isoformat()} {row.key_id}"


def _label(key: Key, row: KeptChild) -> str | None:
    try:
        return _unpacked(unseal(key, row.sealed, _about(row))).label
    except SealedError:
        return None


def _packed(content: Content) -> bytes:
    head = json.dumps({"label": content.label, "zone": content.zone, "live": content.live}).encode()
    return len(head).to_bytes(_HEAD, "big") + head + content.record


def _unpacked(packed: bytes) -> Content:
    """The content; what was sealed by us has this form."""
    end = _HEAD + int.from_bytes(packed[:_HEAD], "big")
    head = json.loads(packed[_HEAD:end])
    return Content(head["label"], packed[end:], head["zone"], head["live"])
