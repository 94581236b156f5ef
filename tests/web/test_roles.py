"""Every address, tried by everybody: who may not is refused, who may is not, and no address is open by accident.

What an address asks for is read from its route, so a new one is tried without a change here. `docs/roles.md` is the
table of it; `pytest tests/web/test_roles.py --approve` writes it anew.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, update

from stillpath.answer import Answerer
from stillpath.model import Knowledge
from stillpath.store import Store
from stillpath.store.accounts import hashed
from stillpath.store.people import account_of, make_account
from stillpath.store.roles import MAY, SCOPES, Role
from stillpath.store.schema import Account, ApiToken, RoleGrant, SignedIn
from stillpath.web.access import COOKIE
from stillpath.web.who_may import Address, acts_table, addresses_of
from tests.web.desk import NOW, PEOPLE, app_with, login_of, peopled, tokens

TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"

OPEN = frozenset(
    line.strip()
    for line in """
    GET /static/…
    GET /api/openapi.json
    GET /healthz
    GET /robots.txt
    GET /api/ask
    GET /
    GET /ask
    GET /treatment
    GET /nb/behandling
    GET /knowledge
    GET /knowledge/{kind}
    GET /knowledge/{kind}/{id}
    GET /conflicts
    GET /local-policy
    GET /sources
    GET /search
    GET /about
    POST /theme
    GET /calculate
    GET /calculate/dose
    GET /calculate/criteria/{id}
    GET /child
    POST /child
    GET /child/new
    POST /child/new
    GET /child/kept
    GET /child/which/{key}
    POST /child/which/{key}
    GET /child/{key}
    GET /child/{key}/add
    POST /child/{key}/add
    POST /child/{key}/answer
    POST /child/{key}/take-back
    POST /child/{key}/now
    POST /child/{key}/forget
    GET /child/{key}/record.json
    GET /child/{key}/handover
    GET /child/{key}/handover.txt
    GET /child/{key}/sheet
    GET /child/{key}/sheet.pdf
    GET /child/{key}/what-if
    GET /child/{key}/alerts
    GET /sign-in
    POST /sign-in
    GET /invitation/{token}
    POST /invitation/{token}
    GET /recovery/{token}
    POST /recovery/{token}
    GET /policy
    GET /policy/{id}
    GET /releases
    GET /board
    GET /corrections
    GET /corrections.atom
    POST /rate
    GET /rated
    GET /report
    POST /report
    GET /reports/{number}
    POST /share
    GET /s/{token}
    GET /api/review/{kind}/{id}
    """.strip().splitlines()
)
"""What everybody may do without an account: read, ask, look at a child, say what they think; and come in."""

FILLED = {"kind": "drugs", "name": "anakinra", "id": "999999", "n": "999999", "login": "nobody-here"}
"""What stands for a part of a path; any other is a name that nothing has."""

ALL_ROLES = "everything"
NO_SCOPE = "no scope"


class Doors:
    """An application, and keys of every kind to its doors."""

    def __init__(self, app: FastAPI, store: Store) -> None:
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        self.store = store
        self.programs: dict[str, str] = {}

    def session(self, login: str) -> tuple[str, str]:
        """A new session: what a door does to one (sign it out) does not reach the next try."""
        return tokens(self.store, [login])[0]

    def tried(self, address: Address, token: str = "", csrf: str | None = None, program: str = "") -> bool:
        """Whether it was let in: not sent to sign in, and not refused."""
        self.client.cookies.clear()
        path = address.path
        while "{" in path:
            before, _, rest = path.partition("{")
            name, _, after = rest.partition("}")
            path = before + FILLED.get(name.partition(":")[0], "nothing-has-this-name") + after
        headers = {"authorization": f"Bearer {program}"} if program else {}
        if token:
            self.client.cookies.set(COOKIE, token)
        data = {"csrf": csrf} if csrf is not None else {}
        send = {"data": data} if address.method in ("POST", "PUT", "PATCH") else {}
        answer = self.client.request(address.method, path, headers=headers, **send)
        assert answer.status_code < 500 or answer.status_code == 503, f"{address}: {answer.status_code}"
        self.said = answer
        to_door = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
        return answer.status_code not in (401, 403) and not to_door


@pytest.fixture(scope="module")
def doors(knowledge: Knowledge, answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    store = peopled(tmp_path_factory.mktemp("roles"))

    @event.listens_for(store.engine, "connect")
    def quick(connection: object, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    store.engine.dispose()
    made = Doors(app_with(store, knowledge, answerer), store)
    with store.change("command", "account: invite") as session:
        make_account(session, store, "disabled-one", "Dis Abled", (Role.AUTHOR, Role.BOARD))
        account = make_account(session, store, ALL_ROLES, "Al Roles")
        held = [role.value for role in Role if role is not Role.READER]
        session.add_all(RoleGrant(account_id=account.id, role=role) for role in held)
        for name in (*SCOPES, NO_SCOPE):
            made.programs[name] = f"token for {name}"
            session.add(
                ApiToken(
                    account_id=account.id,
                    name=name,
                    token_hash=hashed(made.programs[name]),
                    scopes=[name] if name in SCOPES else [],
                    made_at=NOW,
                    expires_at=NOW + timedelta(days=1),
                    revoked_at=None,
                    used_at=NOW,
                )
            )
    yield made
    store.close()


@pytest.fixture(scope="module")
def addresses(doors: Doors) -> tuple[Address, ...]:
    return addresses_of(doors.client.app)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def kept(addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """Those that ask for an act."""
    return tuple(one for one in addresses if one.acts)


def test_no_address_is_open_by_accident(addresses: tuple[Address, ...]) -> None:
    """What asks for no act stands in the list above, and what stands there is served and asks for none."""
    without = {f"{'GET' if one.method == 'HEAD' else one.method} {one.path}" for one in addresses if not one.acts}
    assert sorted(without - OPEN) == []
    assert sorted(OPEN - without) == []


def test_what_is_open_asks_for_no_account(addresses: tuple[Address, ...], doors: Doors) -> None:
    """Whoever reads or asks is never sent to sign in, and never refused."""
    for one in addresses:
        if not one.acts and one.method in ("GET", "HEAD") and "…" not in one.path:
            assert doors.tried(one), str(one)


def test_nobody_who_is_not_signed_in_comes_further(kept: tuple[Address, ...], doors: Doors) -> None:
    """Without a session, with one that nobody has, one that is over, and that of a disabled account: a page sends to
    the sign-in page and knows the way back, a form and a program get 401.
    """
    with doors.store.count() as session:
        session.execute(update(Account).where(Account.login == "disabled-one").values(disabled_at=NOW))
    ghost = doors.session("disabled-one")
    over = doors.session(login_of("administrator"))
    with doors.store.count() as session:
        row = update(SignedIn).where(SignedIn.token_hash == hashed(over[0]))
        session.execute(row.values(expires_at=NOW))
    for one in kept:
        for token, csrf in (("", None), ("no such token", "x"), over, ghost):
            assert not doors.tried(one, token, csrf), str(one)
            if one.method in ("GET", "HEAD") and not one.path.startswith("/api/"):
                assert doors.said.headers["location"].startswith("/sign-in?next=%2F"), str(one)
            else:
                assert doors.said.status_code == 401, str(one)
        assert not doors.tried(one, program="no such token"), str(one)
        assert doors.said.status_code == 401, str(one)


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_may_do_what_it_may_and_nothing_else(role: str, kept: tuple[Address, ...], doors: Doors) -> None:
    """Of every address and method; a form only with the mark of its own session."""
    foreign = doors.session(login_of("administrator"))[1]
    for one in kept:
        may = all(Role(role) in MAY[act] for act in one.acts)
        token, csrf = doors.session(login_of(role))
        if one.method not in ("GET", "HEAD"):
            for wrong in (None, foreign, ""):
                assert not doors.tried(one, token, wrong), f"{one} without its mark"
                assert doors.said.status_code == 403, str(one)
        assert doors.tried(one, token, csrf) == may, f"{one}: {doors.said.status_code}"
        if not may:
            assert doors.said.status_code == 403, str(one)


@pytest.mark.parametrize("scope", [*SCOPES, NO_SCOPE])
def test_a_token_is_good_for_its_scope_alone(scope: str, kept: tuple[Address, ...], doors: Doors) -> None:
    """Of an account that has every role. It writes under /api alone: discarding and handing in are for people."""
    forms = [one for one in kept if one.method == "POST" and not one.path.startswith("/api/")]
    assert {"/edit/drafts/{number}", "/edit/drafts/{number}/submit"} <= {one.path for one in forms}
    for one in kept:
        may = one not in forms and all(act in SCOPES.get(scope, ()) for act in one.acts)
        assert doors.tried(one, program=doors.programs[scope]) == may, f"{one}: {doors.said.status_code}"
        if not may:
            assert doors.said.status_code == 403, str(one)


def test_a_token_does_nothing_that_its_account_may_not(kept: tuple[Address, ...], doors: Doors) -> None:
    """Also where its scope would allow it: a role that is taken away is taken from the tokens too."""
    with doors.store.count() as session:
        reader = account_of(session, login_of("reader"))
        session.add(
            ApiToken(
                account_id=reader.id,
                name="too much",
                token_hash=hashed("too much"),
                scopes=list(SCOPES),
                made_at=NOW,
                expires_at=None,
                revoked_at=None,
                used_at=NOW,
            )
        )
    for one in kept:
        assert not doors.tried(one, program="too much"), str(one)


def test_a_bad_token_is_not_made_good_by_a_session_beside_it(kept: tuple[Address, ...], doors: Doors) -> None:
    """A header that names somebody counts alone."""
    token, csrf = doors.session(ALL_ROLES)
    for one in kept:
        assert not doors.tried(one, token, csrf, program="no such token"), str(one)


def test_a_form_of_another_site_reaches_nothing(addresses: tuple[Address, ...], doors: Doors) -> None:
    """Of every address that takes something, open or not: what a browser sends from elsewhere is refused."""
    for one in addresses:
        if one.method not in ("GET", "HEAD"):
            for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
                answer = doors.client.request(one.method, one.path, headers=headers, data={"x": "y"})
                assert answer.status_code == 403, str(one)
                assert "another site" in answer.text, str(one)


def test_the_table_of_roles_is_that_of_the_routes(doors: Doors, request: pytest.FixtureRequest) -> None:
    """docs/roles.md says what is tried here."""
    told = acts_table(doors.client.app)  # type: ignore[arg-type]
    if request.config.getoption("--approve"):
        TABLE.write_text(told, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == told
