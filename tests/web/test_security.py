"""Nothing of a third party, no script, nothing typed becomes markup, nothing typed is written down."""

import logging
import re

import pytest
from fastapi.testclient import TestClient

from stillpath.model import Knowledge
from stillpath.web import create_app
from stillpath.web.security import MOST_BYTES
from tests.web.addresses import LOST, PAGES
from tests.web.conftest import NOW

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*1111}}"
TURNED = "dose \u202egnikcah\u202c\u2066 of\u2069 anakinra\x00\x07"


@pytest.mark.parametrize("address", [*PAGES.values(), LOST, "/static/stillpath.css", "/healthz", "/api/openapi.json"])
def test_every_answer_carries_the_headers(address: str, client: TestClient) -> None:
    """A strict policy without script, no referrer, no sniffing, no frame; pages are not kept, files are."""
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert ("max-age" in headers["cache-control"]) == address.startswith("/static/")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_a_third_party_and_runs_nothing(name: str, client: TestClient) -> None:
    """No script, no inline style, nothing loaded but our stylesheet and mark; other addresses only as links to read."""
    text = client.get(PAGES[name]).text
    assert not re.search(r"<script|<style|<iframe|<object|<embed|\sstyle=|\son\w+=", text)
    loaded = re.findall(r'<(?:link|img|source|video|audio)\b[^>]*?(?:href|src)="([^"]*)"', text)
    assert [address for address in loaded if not address.startswith("/static/")] == []
    forms = re.findall(r'<form[^>]*action="([^"]*)"', text)
    assert [address for address in forms if not address.startswith("/")] == []
    for tag in re.findall(r'<a [^>]*href="https?://[^>]*>', text):
        assert 'rel="noreferrer noopener external"' in tag


@pytest.mark.parametrize(
    "address",
    [
        "/ask?q={}",
        "/ask?q=x&version={}",
        "/ask?q=x&as={}",
        "/ask?q=dose+of+anakinra&follow={}",
        "/search?q={}",
        "/calculate/dose?drug={}&weight={}&height={}&age={}&age-unit={}",
        "/calculate/criteria/mas-2016?ferritin={}&ferritin-unit={}&sjia={}",
        "/{}",
        "/knowledge/drugs/{}",
    ],
)
def test_what_is_typed_never_becomes_markup(address: str, client: TestClient) -> None:
    """Markup is shown as text, and a template in a question is not run."""
    from urllib.parse import quote

    text = client.get(address.replace("{}", quote(MARKUP, safe=""))).text
    assert "<script>" not in text
    assert "<img src=x" not in text
    assert "7777" not in text


def test_marks_that_turn_the_text_are_taken_out(client: TestClient) -> None:
    """Control characters and direction marks in a question do not reach the page; the question stands isolated."""
    text = client.get("/ask", params={"q": TURNED}).text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07]", text)
    assert "<bdi>" in text


def test_a_body_that_is_too_long_is_refused(client: TestClient) -> None:
    """Whether its length is told or not."""
    answer = client.post("/theme", content=b"x" * (MOST_BYTES + 1))
    assert answer.status_code == 413
    assert "too long" in answer.text

    def parts() -> object:
        yield from (b"x" * 1000 for _ in range(MOST_BYTES // 1000 + 1))

    assert client.post("/theme", content=parts()).status_code == 413


class Broken:
    """An answerer that fails, with what was asked in its message."""

    def ask(self, question: str, *rest: object) -> None:
        raise RuntimeError(question)

    def search(self, words: str) -> None:
        raise RuntimeError(words)


@pytest.mark.parametrize("address", ["/ask?q=SECRET", "/search?q=SECRET", "/api/ask?q=SECRET"])
def test_a_fault_of_ours_is_told_without_what_was_asked(
    address: str, knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    """The page is one clear sentence; the log names the place and the kind of fault, and not the question."""
    broken = TestClient(create_app(knowledge, Broken(), lambda: NOW))  # type: ignore[arg-type]
    with caplog.at_level(logging.DEBUG, "stillpath.web"):
        answer = broken.get(address)
    assert answer.status_code == 500
    assert "A fault of ours" in answer.text
    assert "content-security-policy" in answer.headers
    ours = [record.getMessage() for record in caplog.records if record.name == "stillpath.web"]
    assert len(ours) == 1
    assert "test_security.py" in ours[0]
    assert "SECRET" not in ours[0] + answer.text


def test_the_look_is_kept_in_a_cookie_and_nothing_else_is(client: TestClient) -> None:
    """The form's answer sets the one cookie, leads back to the page, and the page wears it."""
    answer = client.post("/theme", data={"theme": "dark", "back": "/treatment"}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/treatment"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("theme=dark")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert 'class="theme-dark"' in client.get("/").text
    assert all("set-cookie" not in client.get(address).headers for address in PAGES.values())


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", "x\r\nSet-Cookie: a=b"]
)
def test_the_way_back_never_leaves_the_server(back: str, client: TestClient) -> None:
    """A way back to somewhere else leads to the first page."""
    answer = client.post("/theme", data={"theme": "blue", "back": back}, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert answer.headers["set-cookie"].startswith("theme=auto")


def test_a_cookie_that_is_no_look_is_ignored(client: TestClient) -> None:
    """Whatever a cookie says, it never reaches the page."""
    client.cookies.set("theme", '"><script>')
    assert 'class="theme-auto"' in client.get("/").text


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 303),
        ("HTTP://TestServer", 303),
        ("null", 303),
        ("", 303),
        ("http://testserver.example", 403),
        ("http://testserver:8080", 403),
        ("https://elsewhere.example", 403),
    ],
)
def test_a_form_of_another_origin_is_refused(client: TestClient, origin: str, status: int) -> None:
    """Our own pages send none or `null`: they tell no referrer."""
    headers = {"origin": origin} if origin else {}
    assert client.post("/child/lea/forget", headers=headers, follow_redirects=False).status_code == status
