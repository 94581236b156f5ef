"""Tokens for programs: made for an account, good for some acts only, for a time, until they are revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from stillpath.errors import NotAllowedError, UsageError
from stillpath.store.accounts import hashed, new_secret, roles_of
from stillpath.store.database import Store
from stillpath.store.people import LONGEST_NAME, account_of, subject_of
from stillpath.store.roles import SCOPES, Role, allows
from stillpath.store.schema import ApiToken

__all__ = ["DAYS", "Given", "make_token", "revoke", "scopes_for", "tokens_of"]

DAYS = (30, 90, 365)
"""How many days a token may last."""

_MOST = 20
_MARK = "stillpath_"


@dataclass(frozen=True, slots=True)
class Given:
    """A token as it is listed: everything but the token itself, of which only a hash is kept."""

    id: int
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


def scopes_for(roles: frozenset[Role]) -> tuple[str, ...]:
    """The scopes that a token of an account with these roles can have: all that they are good for is allowed to it.

    >>> scopes_for(frozenset({Role.BOARD}))
    ('review', 'export', 'audit')
    >>> scopes_for(frozenset({Role.READER}))
    ()
    """
    return tuple(scope for scope, acts in SCOPES.items() if all(allows(roles, act) for act in acts))


def make_token(store: Store, login: str, name: str, scopes: tuple[str, ...], days: int, once: str = "") -> str:
    """A new token, shown once. UsageError for a name, a scope or a time that cannot be."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"name the token by what it is for, in at most {LONGEST_NAME} characters")
    if days not in DAYS:
        raise UsageError(f"a token lasts {', '.join(map(str, DAYS[:-1]))} or {DAYS[-1]} days")
    if not scopes or set(scopes) - set(SCOPES):
        raise UsageError(f"choose what the token is good for: {', '.join(SCOPES)}")
    token, now = _MARK + new_secret(), store.now()
    detail = {"name": name, "scopes": list(scopes), "days": days}
    with store.change(login, "account: make a token", subject_of(login), detail, once) as session:
        account = account_of(session, login)
        if set(scopes) - set(scopes_for(roles_of(session, account.id))):
            raise NotAllowedError("a token can do nothing that its account may not do")
        alive = (ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
        if session.execute(select(func.count()).select_from(ApiToken).where(*alive)).scalar_one() >= _MOST:
            raise UsageError(f"there are {_MOST} tokens of this account already; revoke one first")
        session.add(
            ApiToken(
                account_id=account.id,
                name=name,
                token_hash=hashed(token),
                scopes=list(scopes),
                made_at=now,
                expires_at=now + timedelta(days=days),
                revoked_at=None,
                used_at=None,
            )
        )
    return token


def revoke(store: Store, login: str, id: int) -> None:
    """Ends a token of an account. UsageError if it has none of this number, or it was revoked before."""
    detail: dict[str, str] = {}
    with store.change(login, "account: revoke a token", subject_of(login), detail) as session:
        account = account_of(session, login)
        row = session.get(ApiToken, id)
        if row is None or row.account_id != account.id or row.revoked_at is not None:
            raise UsageError("there is no such token of this account, or it was revoked before")
        row.revoked_at = store.now()
        detail["name"] = row.name


def tokens_of(store: Store, account_id: int) -> tuple[Given, ...]:
    """The tokens of an account, the newest first."""
    with store.read() as session:
        rows = session.execute(
            select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.id.desc())
        ).scalars()
        return tuple(
            Given(row.id, row.name, tuple(row.scopes), row.made_at, row.expires_at, row.revoked_at, row.used_at)
            for row in rows
        )
