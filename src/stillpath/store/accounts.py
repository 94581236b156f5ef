"""Who is signed in: the sessions of people and the tokens of programs, by which an account is known again."""

import hashlib
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from stillpath.errors import StoreError
from stillpath.store.database import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account, ApiToken, RoleGrant, SignedIn

__all__ = [
    "SESSION_ENDS",
    "SESSION_LASTS",
    "end_sessions",
    "hashed",
    "new_secret",
    "roles_of",
    "session_of",
    "sessions_of",
    "sign_in",
    "sign_out",
    "token_of",
]

SESSION_LASTS = timedelta(hours=12)
"""How long a session lasts without being used."""

SESSION_ENDS = timedelta(days=7)
"""When a session ends, however much it is used."""

_SEEN_AGAIN = timedelta(minutes=1)
"""How exactly it is kept when a session or a token was last used."""

_LETTERS = 32
"""Bytes of chance in a token."""


def new_secret() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(_LETTERS)


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def roles_of(session: Session, account_id: int) -> frozenset[Role]:
    """The roles of an account; every account is a reader."""
    granted = session.execute(select(RoleGrant.role).where(RoleGrant.account_id == account_id)).scalars()
    return frozenset({Role.READER, *(Role(role) for role in granted)})


def sign_in(session: Session, store: Store, account_id: int) -> str:
    """The token of a new session for an account whose password was checked. Sessions that are over are deleted."""
    token, now = new_secret(), store.now()
    session.execute(delete(SignedIn).where(SignedIn.expires_at <= now))
    session.add(
        SignedIn(
            token_hash=hashed(token),
            account_id=account_id,
            csrf=new_secret(),
            made_at=now,
            seen_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def sign_out(store: Store, login: str, token: str) -> None:
    """Ends one session."""
    with store.change(login, "account: sign out", f"account/{login}") as session:
        session.execute(delete(SignedIn).where(SignedIn.token_hash == hashed(token)))


def end_sessions(session: Session, account_id: int, but: str = "") -> None:
    """Ends every session of an account, except the one of a token."""
    ours = SignedIn.account_id == account_id
    session.execute(delete(SignedIn).where(ours, SignedIn.token_hash != hashed(but)))


def sessions_of(store: Store, account_id: int) -> tuple[tuple[str, datetime, datetime], ...]:
    """The sessions of an account that are not over: mark, begun, last used; the newest first.

    The mark tells one from another and opens nothing; that of a token begins with `hashed(token)`.
    """
    with store.read() as session:
        rows = session.execute(
            select(SignedIn)
            .where(SignedIn.account_id == account_id, SignedIn.expires_at > store.now())
            .order_by(SignedIn.made_at.desc())
        ).scalars()
        return tuple((row.token_hash, row.made_at, row.seen_at) for row in rows)


def session_of(store: Store, token: str) -> dict[str, Any] | None:
    """The account of a session, as the fields of `web.access.Who`; None if it is over, or was never there.

    That it was used is kept to the minute; with each use its end moves on, up to SESSION_ENDS after its begin.
    """
    if not token:
        return None
    now = store.now()
    with store.read() as session:
        row = session.get(SignedIn, hashed(token))
        account = session.get(Account, row.account_id) if row is not None and row.expires_at > now else None
        if row is None or account is None or account.disabled_at is not None:
            return None
        found = {
            "account_id": account.id,
            "login": account.login,
            "name": account.name,
            "roles": roles_of(session, account.id),
            "csrf": row.csrf,
        }
        seen_at, ends = row.seen_at, min(now + SESSION_LASTS, row.made_at + SESSION_ENDS)
    if seen_at + _SEEN_AGAIN <= now:
        seen = update(SignedIn).where(SignedIn.token_hash == hashed(token)).values(seen_at=now, expires_at=ends)
        with suppress(StoreError), store.count() as session:
            session.execute(seen)
    return found


def token_of(store: Store, token: str) -> dict[str, Any] | None:
    """The account of a program's token, with its scopes; None if it is revoked, has run out, or never was."""
    if not token:
        return None
    now = store.now()
    with store.read() as session:
        row = session.execute(select(ApiToken).where(ApiToken.token_hash == hashed(token))).scalar_one_or_none()
        over = row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now)
        account = session.get(Account, row.account_id) if row is not None and not over else None
        if row is None or account is None or account.disabled_at is not None:
            return None
        found = {
            "account_id": account.id,
            "login": account.login,
            "name": account.name,
            "roles": roles_of(session, account.id),
            "scopes": tuple(row.scopes),
        }
        id, used_at = row.id, row.used_at
    if used_at is None or used_at + _SEEN_AGAIN <= now:
        with suppress(StoreError), store.count() as session:
            session.execute(update(ApiToken).where(ApiToken.id == id).values(used_at=now))
    return found
