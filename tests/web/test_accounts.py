"""Signing in, one's own account, everybody's, and the log, as a browser meets them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.errors import StoreError
from stillpath.model import Knowledge
from stillpath.store import Store, audit, people
from stillpath.store.roles import Act, Role
from stillpath.store.tickets import hand_over
from stillpath.store.tokens import make_token
from stillpath.web.access import COOKIE, Who, may
from stillpath.web.desk import Desk
from tests.web.addresses import PAGES
from tests.web.desk import PASSWORD, app_with, login_of, peopled, signed_in
from tests.web.test_routes import Reader


@pytest.fixture(scope="module")
def shared(knowledge: Knowledge, answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    store = peopled(tmp_path_factory.mktemp("desk"))
    app = app_with(store, knowledge, answerer)
    app.state.store = store
    yield app
    store.close()


@pytest.fixture
def store(shared: FastAPI) -> Store:
    found: Store = shared.state.store
    return found


@pytest.fixture
def admin(shared: FastAPI, store: Store) -> tuple[TestClient, str]:
    return signed_in(shared, store, login_of("administrator"))


def link_in(page: str) -> str:
    (address,) = re.findall(r'sp-secret">https?://testserver(/[^<]+)<', page)
    return str(address)


def errors(page: str) -> list[str]:
    return re.findall(r'sp-field__error"[^>]*><span[^>]*>Problem: </span>([^<]*)', page)


def test_from_an_invitation_to_a_session(shared: FastAPI, admin: tuple[TestClient, str]) -> None:
    """The administrator sees the link once; whoever takes it sets a password and is signed in."""
    client, csrf = admin
    sent = {"csrf": csrf, "login": "Nia.New", "name": "Nia New", "roles": ["author"], "once": "invite-nia"}
    made = client.post("/people", data=sent)
    assert made.status_code == 200
    path = link_in(made.text)
    again = client.post("/people", data=sent)
    assert (again.status_code, path in again.text) == (409, False)
    assert path not in client.get("/people/nia.new").text
    new = TestClient(shared)
    assert "Nia New" in new.get(path).text
    short = new.post(path, data={"password": "short", "again": "short"})
    assert short.status_code == 422
    assert "too short" in errors(short.text)[0]
    assert new.post(path, data={"password": PASSWORD, "again": "another"}).status_code == 422
    done = new.post(path, data={"password": PASSWORD, "again": PASSWORD}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/account?done=in")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert "Your role: author." in new.get("/account").text
    gone = TestClient(shared).get(path)
    assert gone.status_code == 410
    assert "was used" in gone.text


def test_signing_in_out_and_where_to_go_next(shared: FastAPI, store: Store) -> None:
    """A new session each time; on an encrypted line its cookie goes over no other; the way on stays on this server."""
    made = hand_over(store, "command", login_of("reviewer"))
    TestClient(shared).post(made.path, data={"password": PASSWORD, "again": PASSWORD})
    client = TestClient(shared, base_url="https://testserver")
    first = client.get("/account", follow_redirects=False)
    assert first.headers["location"] == "/sign-in?next=%2Faccount"
    sent = {"login": login_of("reviewer"), "password": PASSWORD, "next": "/account"}
    done = client.post("/sign-in", data=sent, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert "secure" in done.headers["set-cookie"].lower()
    token = client.cookies[COOKIE]
    away = client.post("/sign-in", data={**sent, "next": "//elsewhere.example"}, follow_redirects=False)
    assert away.headers["location"] == "/"
    assert client.cookies[COOKIE] != token
    assert client.get("/sign-in?next=/about", follow_redirects=False).headers["location"] == "/about"
    old = TestClient(shared, base_url="https://testserver", cookies={COOKIE: token})
    assert old.get("/account", follow_redirects=False).status_code == 303
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', client.get("/account").text))
    out = client.post("/sign-out", data={"csrf": csrf}, follow_redirects=False)
    assert out.headers["location"] == "/"
    assert client.get("/account", follow_redirects=False).status_code == 303


def test_wrong_passwords_are_told_and_then_limited(shared: FastAPI) -> None:
    """401 with one sentence; 429 with the time to wait, in words and as a header."""
    client = TestClient(shared)
    for _ in range(5):
        answer = client.post("/sign-in", data={"login": "no.such", "password": "whatever it is"})
        assert answer.status_code == 401
        assert errors(answer.text) == ["Login and password do not go together."]
    answer = client.post("/sign-in", data={"login": "no.such", "password": "whatever it is"})
    assert answer.status_code == 429
    assert errors(answer.text) == ["This was tried too often; try again in 15 min."]
    assert answer.headers["retry-after"] == "900"
    assert "whatever it is" not in answer.text


def test_what_one_tells_of_oneself(shared: FastAPI, store: Store) -> None:
    """Interests count as declared only when the box is ticked; an empty declaration is none."""
    client, csrf = signed_in(shared, store, login_of("board"))
    sent = {"csrf": csrf, "credential": "MD", "specialty": "paediatrics", "interests": "none", "listed": "yes"}
    client.post("/account/details", data=sent)
    assert people.member(store, login_of("board")).interests_on is None
    empty = client.post("/account/details", data={**sent, "interests": " ", "declares": "yes"})
    assert empty.status_code == 422
    assert "write what there is" in errors(empty.text)[0]
    assert 'value="MD"' in empty.text
    saved = client.post("/account/details", data={**sent, "declares": "yes"})
    assert "What you told is saved." in saved.text
    found = people.member(store, login_of("board"))
    assert (found.interests, found.listed, found.interests_on) == ("none", True, store.now().date())


def test_a_new_password_needs_the_old_one(shared: FastAPI, store: Store) -> None:
    """And both typings of it."""
    client, csrf = signed_in(shared, store, login_of("author"))
    for data, said in (
        ({"old": "x", "new": "a long new password", "again": "another"}, "not the same"),
        ({"old": "x", "new": "short", "again": "short"}, "too short"),
        ({"old": "x", "new": "a long new password", "again": "a long new password"}, "old password is not right"),
    ):
        answer = client.post("/account/password", data={"csrf": csrf, **data})
        assert said in errors(answer.text)[0]
        assert answer.status_code in (403, 422)


def test_a_token_is_shown_once_and_revoked(shared: FastAPI, store: Store) -> None:
    """It opens the API and no more than it is for; the list holds its name, and never the token."""
    client, csrf = signed_in(shared, store, login_of("board"))
    sent = {"csrf": csrf, "name": "nightly look", "scopes": ["audit"], "days": "30", "once": "token-1"}
    page = client.post("/account/tokens", data=sent).text
    (token,) = re.findall(r'sp-secret">([^<]+)<', page)
    assert client.post("/account/tokens", data=sent).status_code == 409
    program = TestClient(shared, headers={"authorization": f"Bearer {token}"})
    assert program.get("/audit").status_code == 200
    assert program.get("/account").status_code == 403
    listed = client.get("/account").text
    assert "nightly look" in listed
    assert token not in listed
    (action,) = re.findall(r'action="(/account/tokens/\d+/revoke)"', listed)
    assert "good for nothing" in client.post(action, data={"csrf": csrf}).text
    assert program.get("/audit").status_code == 401
    wrong = client.post("/account/tokens", data={"csrf": csrf, "name": "x", "days": "30"})
    assert wrong.status_code == 422


def test_an_administrator_looks_after_accounts(admin: tuple[TestClient, str], store: Store) -> None:
    """Roles one by one, competences and term, disabled and enabled; what is not allowed is one sentence."""
    client, csrf = admin
    at = f"/people/{login_of('reader')}"
    assert "The roles are changed." in client.post(f"{at}/roles", data={"csrf": csrf, "give": "reviewer"}).text
    both = client.post(f"{at}/roles", data={"csrf": csrf, "give": "administrator"})
    assert both.status_code == 403
    assert "An administrator signs nothing" in both.text
    sent = {"csrf": csrf, "competences": "pharmacy", "from": "2026-01-01", "until": "2028-12-31"}
    assert "are saved" in client.post(f"{at}/details", data=sent).text
    wrong = client.post(f"{at}/details", data={**sent, "until": "soon"})
    assert wrong.status_code == 422
    assert "This is no day" in errors(wrong.text)[0]
    found = people.member(store, login_of("reader"))
    assert (found.competences, found.roles) == (("pharmacy",), {Role.REVIEWER})
    assert "Nobody can sign in" in client.post(f"{at}/disabled", data={"csrf": csrf, "to": "yes"}).text
    assert client.post(f"{at}/link", data={"csrf": csrf}).status_code == 422
    assert "can be used again" in client.post(f"{at}/disabled", data={"csrf": csrf, "to": "no"}).text
    assert "/invitation/" in link_in(client.post(f"{at}/link", data={"csrf": csrf}).text)
    assert "The roles are changed." in client.post(f"{at}/roles", data={"csrf": csrf, "take": "reviewer"}).text
    last = client.post(f"/people/{login_of('administrator')}/roles", data={"csrf": csrf, "take": "administrator"})
    assert (last.status_code, "last administrator" in last.text) == (403, True)
    assert client.get("/people/nobody-here").status_code == 404


def test_the_log_is_read_by_subject_and_verified(admin: tuple[TestClient, str], store: Store) -> None:
    """The newest rows first, older ones by a link; a row that was altered is named."""
    client, csrf = admin
    for number in range(102):
        with store.change("command", f"try {number}", "drugs/anakinra", {"round": number}):
            pass
    page = client.get("/audit?subject=drugs/anakinra").text
    assert "try 101" in page
    assert "try 1<" not in page
    (older,) = re.findall(r'href="(/audit\?before=[^"]+)"', page)
    assert "try 1<" in client.get(older.replace("&amp;", "&")).text
    assert "Nothing yet." in client.get("/audit?subject=drugs/nothing").text
    with store.read() as session:
        head = str(audit.head_of(session))
    verified = client.post("/audit/verify", data={"csrf": csrf}).text
    assert "The chain is whole." in verified
    assert head in verified


def test_every_page_of_the_desk_is_well_made(shared: FastAPI, store: Store) -> None:
    """One first heading, no step left out, no id twice, a label for every field; the header tells who is signed in."""
    pages = {
        login_of("administrator"): ("/people", f"/people/{login_of('author')}", "/audit", "/account"),
        login_of("author"): ("/account", "/", "/treatment"),
    }
    for login, addresses in pages.items():
        client, _ = signed_in(shared, store, login)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            page = Reader(answer.text)
            assert page.headings[0] == 1
            assert page.headings.count(1) == 1
            assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
            assert sorted(id for id in set(page.ids) if page.ids.count(id) > 1) == []
            texts = [one for one in page.inputs if one.get("type") in ("text", "password", "date")]
            assert [one for one in texts if one.get("id") not in page.labelled and "aria-hidden" not in one] == []
            assert people.member(store, login).name in answer.text.partition("<main")[0]
            assert 'action="/sign-out"' in answer.text
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=", answer.text)


@pytest.mark.parametrize("name", ["home", "treatment", "knowledge", "treatment in Norwegian"])
def test_without_a_store_nothing_tells_of_signing_in(name: str, client: TestClient, shared: FastAPI) -> None:
    """And with one whoever is not signed in reads the same page, with one link more, and what readers say below it."""
    without, with_one = client.get(PAGES[name]).text, TestClient(shared).get(PAGES[name]).text
    assert "sign-in" not in without
    assert "desk.css" not in without
    link = re.findall(r'<a class="sp-tool" href="/sign-in[^"]*">', with_one)
    assert len(link) == 1
    read = re.sub(r'<section class="sp-feedback".*?</section>\n', "", with_one.partition("<main")[2], flags=re.S)
    assert without.partition("<main")[2] == read


def test_reading_goes_on_while_the_store_is_away(
    knowledge: Knowledge, answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page is read as by nobody; what needs the store says in one sentence that it does not answer."""
    store = peopled(tmp_path)
    client, csrf = signed_in(app_with(store, knowledge, answerer), store, login_of("author"))

    def away() -> None:
        raise StoreError("the store does not answer; nothing was changed")

    monkeypatch.setattr(store, "read", away)
    assert 'href="/sign-in' in client.get("/about").text
    answer = client.post("/sign-out", data={"csrf": csrf})
    assert answer.status_code == 503
    assert "The store does not answer; nothing was changed." in answer.text
    store.close()


def test_a_program_is_answered_in_json(knowledge: Knowledge, answerer: Answerer, tmp_path: Path) -> None:
    """Under /api/: 401 without a token that is good, 403 without the scope, and never a page."""
    store = peopled(tmp_path)
    app = app_with(store, knowledge, answerer)
    exports = may(Act.EXPORT, Desk(store, tmp_path))

    @app.get("/api/try")
    def export(who: Annotated[Who, Depends(exports)]) -> dict[str, str]:
        return {"by": who.login}

    client = TestClient(app)
    for headers in ({}, {"authorization": "Bearer no-such-token"}):
        answer = client.get("/api/try", headers=headers, follow_redirects=False)
        assert answer.status_code == 401
        assert answer.json() == {"error": "This needs a token that is good, or a session."}
        assert answer.headers["www-authenticate"] == "Bearer"
    for scope, status in (("draft", 403), ("export", 200)):
        token = make_token(store, login_of("author"), "try", (scope,), 30)
        answer = client.get("/api/try", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status
        said = (
            {"by": login_of("author")} if status == 200 else {"error": "Your account may not export what was approved."}
        )
        assert answer.json() == said
    store.close()


def test_a_server_without_a_key_keeps_no_children(shared: FastAPI, store: Store) -> None:
    """It says so at the address, and leads nobody there."""
    client, _ = signed_in(shared, store, login_of("author"))
    answer = client.get("/child/kept")
    assert answer.status_code == 404
    assert "This server keeps no children." in answer.text
    assert "Kept children" not in client.get("/account").text
