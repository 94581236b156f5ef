"""The pages of the review desk: a text goes its way in a browser, each step by who may do it, and everybody is told."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.review.folder import text_of
from stillpath.review.workflow import submit
from stillpath.store import Store
from stillpath.store.accounts import hashed, sign_in
from stillpath.store.roles import Role
from stillpath.store.schema import Account, ApiToken, SignedIn
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.review.conftest import drafted, once, person

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ENTRY = "drugs/anakinra"


class Reader:
    """Somebody in a browser: pages are read, and forms sent with what they hold."""

    def __init__(self, app: FastAPI, store: Store, account: int) -> None:
        self.client = TestClient(app)
        with store.count() as session:
            token = sign_in(session, store, account)
            session.flush()
            mark = select(SignedIn.csrf).where(SignedIn.token_hash == hashed(token))
            self.csrf = session.execute(mark).scalar_one()
        self.client.cookies.set(COOKIE, token)

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, page: str, action: str, **typed: str) -> tuple[int, str]:
        """Sends the form of a page that goes to `action`, with its hidden fields and what is typed."""
        form = re.search(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
        assert form, f"no form goes to {action}"
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[1]))
        assert hidden["csrf"] == self.csrf
        answer = self.client.post(action, data={**hidden, **typed})
        return answer.status_code, answer.text


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(new_url("sqlite", tmp_path), lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def desk_app(store: Store, knowledge: Knowledge, answerer: Answerer) -> FastAPI:
    return create_app(knowledge, answerer, lambda: NOW, desk=Desk(store, default_folder()))


@pytest.fixture
def handed_in(store: Store) -> int:
    """A new text of a statement, submitted by Ann."""
    ann = person(store, "ann", Role.AUTHOR, competences=())
    text = text_of(default_folder(), ENTRY)
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    number = drafted(store, default_folder(), ann, text.replace(title, f"{title}, and when"), ENTRY)
    submit(store, ann, number, 1, "says when <b>too</b>", once(), default_folder())
    return number


@pytest.fixture
def rex(desk_app: FastAPI, store: Store) -> Reader:
    return Reader(desk_app, store, person(store, "rex", Role.REVIEWER, competences=("pharmacy",)))


@pytest.fixture
def bo(desk_app: FastAPI, store: Store) -> Reader:
    return Reader(desk_app, store, person(store, "bo", Role.BOARD, competences=("paediatric-haematology",)))


def test_a_text_is_reviewed_signed_and_taken_back(rex: Reader, bo: Reader, handed_in: int) -> None:
    """Begun, signed twice, approved, retired: each page says where it stands, what is missing and what can be done."""
    here = f"/review/submissions/{handed_in}"
    assert f'href="{here}"' in rex.get("/review")
    page = rex.get(here)
    assert "and when" in page
    assert "<b>too</b>" not in page
    assert rex.send(page, f"{here}/begin")[0] == 200
    page = rex.get(here)
    status, page = rex.send(page, f"{here}/sign", competence="pharmacy", text="read against the record", concerned="no")
    assert status == 200
    assert "so far 1" in page
    assert "You cannot sign: you have signed exactly this." in page
    assert 'Waiting for another signature <span class="sp-count">1</span>' in bo.get("/review")
    status, page = bo.send(
        bo.get(here), f"{here}/sign", competence="paediatric-haematology", text="agrees", concerned="no"
    )
    assert "Approved" in page
    told = bo.client.get(f"/api/review/{ENTRY}").json()
    assert [one["who"] for one in told["signatures"]] == ["Rex Example", "Bo Example"]
    assert bo.get(f"/review/{ENTRY}").count("Rex Example") > 1
    assert "Retire the approval" not in rex.get(here)
    status, page = bo.send(bo.get(here), f"{here}/retire", text="the source was withdrawn")
    assert (status, "Retired" in page) == (200, True)
    assert "the source was withdrawn" in bo.get(f"/review/{ENTRY}")


def test_what_is_refused_keeps_what_was_typed(rex: Reader, bo: Reader, handed_in: int) -> None:
    """An older version, an empty reason: the page comes back with the sentence beside the field and the text in it."""
    here = f"/review/submissions/{handed_in}"
    old = rex.get(here)
    assert bo.send(bo.get(here), f"{here}/changes", text="say who")[0] == 200
    status, page = rex.send(old, f"{here}/changes", text="a remark of some length")
    assert status == 409
    assert "Bo Example asked for changes at 2026-12-01 09:00 UTC" in page
    status, page = bo.send(bo.get(here), f"{here}/comment", text=" ")
    assert (status, "A comment says something" in page) == (403, True)
    assert 'Changes were asked for <span class="sp-count">1</span>' in rex.get("/review")


def test_the_same_form_twice_is_done_once(rex: Reader, handed_in: int) -> None:
    """The second time the page is shown as it is by then."""
    here = f"/review/submissions/{handed_in}"
    page = rex.get(here)
    assert rex.send(page, f"{here}/comment", text="once")[0] == 200
    assert rex.send(page, f"{here}/comment", text="once")[0] == 200
    assert rex.get(here).count("commented: once") == 1


def test_an_entry_is_reviewed_as_it_stands(rex: Reader, bo: Reader) -> None:
    """Opened from its history; a second is sent to the first; a parameter of policy leads to its page."""
    history = rex.get("/review/policy/fever-temperature")
    assert "policy/thresholds" in history
    history = rex.get(f"/review/{ENTRY}")
    assert "Nobody has signed it" in history
    status, page = rex.send(history, f"/review/{ENTRY}/open")
    assert (status, "the text as it stood" in page) == (200, True)
    assert "Sign it" in page
    status, page = bo.send(history.replace(rex.csrf, bo.csrf), f"/review/{ENTRY}/open", once="another")
    assert (status, "is on its way" in page) == (409, True)
    assert "Nobody has reviewed it; no review is open." in bo.get("/review/drugs/etoposide")
    assert f"/review/{ENTRY}/confirm" not in bo.get(f"/review/{ENTRY}")


def test_what_is_signed_as_it_stands_is_shown_and_can_be_confirmed(rex: Reader, bo: Reader) -> None:
    """The whole text with its hash; a choice of competence and of interests comes back with an error; then signed."""
    page = rex.send(rex.get(f"/review/{ENTRY}"), f"/review/{ENTRY}/open")[1]
    whole = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert whole
    assert unescape(whole[1]) == text_of(default_folder(), ENTRY)
    assert len(re.findall(r"[0-9a-f]{64}", page)) > 1
    assert "still missing" in page
    here = re.search(r'action="(/review/submissions/\d+)/sign"', page)
    assert here
    status, page = rex.send(page, f"{here[1]}/sign", competence="pharmacy", text=" ", concerned="yes")
    assert status == 403
    assert re.search('value="yes" required checked', page)
    assert re.search('value="pharmacy" required checked', page)
    status, page = rex.send(page, f"{here[1]}/sign", competence="pharmacy", text="read")
    assert (status, "say whether one of your declared interests" in page.lower()) == (403, True)
    assert rex.send(page, f"{here[1]}/sign", competence="pharmacy", text="read", concerned="no")[0] == 200
    sent = {"competence": "paediatric-haematology", "text": "read", "concerned": "no"}
    page = bo.send(bo.get(here[1]), f"{here[1]}/sign", **sent)[1]
    assert "There is no other text to serve" in page
    assert "the signatures of Rex Example, Bo Example" in page
    assert "paediatric-haematology," not in page
    page = bo.send(bo.get(f"/review/{ENTRY}"), f"/review/{ENTRY}/confirm", note="the same")[1]
    assert "Confirmed on 01-Dec-2026" in page
    form = bo.get(f"/review/{ENTRY}")
    for _ in range(2):
        assert bo.send(form, f"/review/{ENTRY}/confirm", note="again")[0] == 200


def test_the_board_stops_an_entry_that_nobody_approved(rex: Reader, bo: Reader) -> None:
    """Of its own history page, with a reason; a reviewer cannot; the desk lists it first."""
    here = f"/review/{ENTRY}"
    assert f"{here}/stop" not in rex.get(here)
    assert rex.client.post(f"{here}/stop", data={"csrf": rex.csrf, "once": "o", "reason": "x"}).status_code == 403
    page = bo.get(here)
    status, told = bo.send(page, f"{here}/stop", reason=" ")
    assert (status, "say why it is stopped" in told.lower()) == (409, True)
    for _ in range(2):
        status, told = bo.send(page, f"{here}/stop", reason="ten times the dose")
        assert status == 200
    assert "It stands as <strong>retired</strong> since 01-Dec-2026. Ten times the dose." in told
    assert told.count("/review/submissions/") == 1
    assert bo.client.get(f"/api/review/{ENTRY}").json()["why"] == "ten times the dose"


def test_a_page_of_values_is_sent_to_what_it_is_about(rex: Reader) -> None:
    """It cannot be opened, and says so."""
    page = rex.get("/review/policy/values")
    assert "Review those entries" in page
    sent = {"csrf": rex.csrf, "once": "v"}
    assert rex.client.post("/review/policy/values/open", data=sent).status_code == 409


def test_who_has_no_account_reads_standings_only(desk_app: FastAPI, handed_in: int) -> None:
    """The standing of an entry is open; the desk is not; what is not there is told so."""
    client = TestClient(desk_app)
    assert client.get(f"/api/review/{ENTRY}").json()["state"] == "submitted"
    assert client.get("/api/review/statements/none").status_code == 404
    assert client.get("/api/submissions", headers={"authorization": "Bearer none"}).is_client_error
    assert client.post(f"/review/submissions/{handed_in}/begin").is_client_error


def test_a_token_reads_reviews_and_takes_no_step(desk_app: FastAPI, store: Store, handed_in: int) -> None:
    """A program with a token for reviews lists the submissions; it comments on none and takes none back."""
    with store.change("command", "token: make") as session:
        bo = session.execute(select(Account.id).where(Account.login == "ann")).scalar_one()
        session.add(
            ApiToken(
                account_id=bo,
                name="lists",
                token_hash=hashed("a token"),
                scopes=["review"],
                made_at=NOW,
                expires_at=None,
                revoked_at=None,
                used_at=None,
            )
        )
    client = TestClient(desk_app, headers={"authorization": "Bearer a token"})
    (listed,) = client.get("/api/submissions").json()["submissions"]
    assert (listed["number"], listed["file"], listed["state"]) == (handed_in, ENTRY, "submitted")
    assert client.get(f"/review/submissions/{handed_in}").status_code == 200
    for step in ("comment", "withdraw"):
        sent = client.post(f"/review/submissions/{handed_in}/{step}", data={"text": "x", "version": "2", "once": step})
        assert sent.status_code == 403
    assert client.get("/api/submissions").json()["submissions"] == [listed]


@pytest.mark.parametrize(
    "address",
    [
        "/review/submissions/999999",
        "/review/nonsense/x",
        "/review/drugs/none",
        "/review/drugs/a..b",
        f"/review/drugs/{'a' * 300}",
    ],
)
def test_what_is_not_there_is_not_found(address: str, rex: Reader) -> None:
    """404, with a sentence."""
    assert rex.client.get(address).status_code == 404
