"""The handover in a browser: the text to copy, the same as a file of text, of the instant that is looked at."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from tests.golden.test_pages import run

EARLIER = "2026-03-02T05:40+01:00"


def text_of(page: str) -> str:
    (text,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return html.unescape(text)


def test_the_text_stands_in_a_field_to_copy_from(client: TestClient) -> None:
    """A labelled field that nobody can write in, as tall as its text, and how to copy it."""
    answer = client.get("/child/lea/handover")

    assert answer.status_code == 200
    (field,) = re.findall(r"<textarea[^>]*>", answer.text)
    assert " readonly " in field
    assert '<label class="sp-hand__label" for="text">' in answer.text
    assert f'rows="{text_of(answer.text).count(chr(10)) + 1}"' in field
    assert "Ctrl A, Ctrl C" in answer.text
    assert "/child/lea/handover.txt" in answer.text


def test_page_text_and_command_say_the_same(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ways to one text, to the letter."""
    plain = client.get("/child/lea/handover.txt")

    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["content-disposition"] == 'inline; filename="handover.txt"'
    assert text_of(client.get("/child/lea/handover").text) == plain.text
    assert run(["handover", "examples/lea.json"], monkeypatch) == plain.text


def test_an_earlier_instant_is_a_replay(client: TestClient) -> None:
    """The page and the text are of the instant in the address, and both say that it is not now."""
    answer = client.get("/child/lea/handover", params={"at": EARLIER})
    plain = client.get("/child/lea/handover.txt", params={"at": EARLIER}).text

    assert "REPLAY, not now: as at 02-Mar-2026 05:40" in plain
    assert text_of(answer.text) == plain
    (address,) = re.findall(r'href="(/child/lea/handover\.txt[^"]*)"', answer.text)
    assert client.get(html.unescape(address)).text == plain


def test_a_child_who_is_not_open(client: TestClient) -> None:
    """Nothing of a child who was closed, in either form."""
    assert client.get("/child/nobody/handover").status_code == 410
    assert client.get("/child/nobody/handover.txt").status_code == 410
