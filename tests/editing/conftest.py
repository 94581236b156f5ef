"""A store with people who write, on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillpath.store import Store
from stillpath.store.schema import Account, RoleGrant
from tests.databases import KINDS, new_url
from tests.store.conftest import Clock

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(new_url(request.param, tmp_path), clock)
    yield opened
    opened.close()


def person(store: Store, login: str, name: str, *roles: str) -> int:
    """An account with roles, as it is after an invitation."""
    with store.change("command", "test: account", login) as session:
        account = Account(login=login, name=name, password=None, made_at=store.now(), disabled_at=None)
        session.add(account)
        session.flush()
        for role in roles:
            session.add(RoleGrant(account_id=account.id, role=role))
        return account.id


@pytest.fixture
def ann(store: Store) -> int:
    return person(store, "ann", "Ann Author", "author")


@pytest.fixture
def ben(store: Store) -> int:
    return person(store, "ben", "Ben Editor", "author")
