"""A server with a store, and people of every role in it, for tests of what needs an account.

The persons are invented and live only here.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.store import Store
from stillpath.store.accounts import hashed, sign_in
from stillpath.store.people import account_of, make_account
from stillpath.store.roles import Role
from stillpath.store.schema import SignedIn
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url

NOW = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)

PEOPLE: dict[str, tuple[str, Role | None]] = {
    "reader": ("Rita Reader", None),
    "author": ("Ann Author", Role.AUTHOR),
    "reviewer": ("Ravi Reviewer", Role.REVIEWER),
    "board": ("Bo Board", Role.BOARD),
    "administrator": ("Ada Administrator", Role.ADMINISTRATOR),
}
"""One person of each role, by the role; the login is the first name."""

PASSWORD = "rain on a tin roof"  # noqa: S105


def login_of(role: str) -> str:
    """The login of the one person of a role."""
    return PEOPLE[role][0].split()[0].lower()


def peopled(folder: Path, now: Callable[[], datetime] | None = None) -> Store:
    """A store with one person of each role; nobody has a password."""
    store = Store.open(new_url("sqlite", folder), now or (lambda: NOW))
    with store.change("command", "account: invite") as session:
        for role, (name, held) in PEOPLE.items():
            make_account(session, store, login_of(role), name, (held,) if held is not None else ())
    return store


def app_with(store: Store, knowledge: Knowledge, answerer: Answerer) -> FastAPI:
    """The application at a store."""
    return create_app(knowledge, answerer, store.now, desk=Desk(store, default_folder()))


def signed_in(app: FastAPI, store: Store, login: str) -> tuple[TestClient, str]:
    """A browser in which somebody is signed in, and the mark that their forms carry."""
    (token,), (csrf,) = zip(*tokens(store, [login]), strict=True)
    client = TestClient(app)
    client.cookies.set(COOKIE, token)
    return client, csrf


def tokens(store: Store, logins: Iterable[str]) -> list[tuple[str, str]]:
    """New sessions of these accounts: the token and the mark of each."""
    made = []
    with store.count() as session:
        for login in logins:
            token = sign_in(session, store, account_of(session, login).id)
            session.flush()
            csrf = session.execute(select(SignedIn.csrf).where(SignedIn.token_hash == hashed(token))).scalar_one()
            made.append((token, csrf))
    return made
