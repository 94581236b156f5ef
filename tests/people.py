"""Invented people with an account, and their sessions, for tests."""

from datetime import date, timedelta

from stillpath.store import Store
from stillpath.store.accounts import hashed
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Person, RoleGrant, SignedIn

__all__ = ["invented", "session_for"]


def invented(store: Store, name: str, *roles: Role, listed: bool = False, until: date | None = None) -> int:
    """The id of a new account of an invented person."""
    with store.change("command", "invent", name) as session:
        login = name.lower().replace(" ", "-")
        account = Account(login=login, name=name, password=None, made_at=store.now(), disabled_at=None)
        session.add(account)
        session.flush()
        session.add_all(RoleGrant(account_id=account.id, role=role.value) for role in roles)
        session.add(
            Person(
                account_id=account.id,
                credential="MD (invented)",
                specialty="inventing",
                competences=["pharmacy"],
                term_from=None,
                term_until=until,
                interests="none",
                interests_on=date(2026, 11, 1),
                listed=listed,
            )
        )
        return account.id


def session_for(store: Store, account_id: int) -> tuple[str, str]:
    """The token of a new session of an account, and the mark that its forms carry."""
    token, csrf = f"session-{account_id}", f"csrf-{account_id}"
    now = store.now()
    with store.count() as session:
        session.add(
            SignedIn(
                token_hash=hashed(token),
                account_id=account_id,
                csrf=csrf,
                made_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=12),
            )
        )
    return token, csrf
