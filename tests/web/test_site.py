"""The application is changed for another while it serves, and nobody who is served notices but by what is shown."""

import threading
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from stillpath.intake import Names, read_record
from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.web.child.workspace import GoneError, Workspace
from stillpath.web.site import Site

NOW = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)


class Told:
    """What is current, as a test says; `fails` says that it cannot be read."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.now = knowledge
        self.fails = False

    def mark(self) -> Hashable:
        return self.now.version

    def knowledge(self) -> Knowledge:
        if self.fails:
            raise ValueError("a value that nobody may read")
        return self.now

    def check(self) -> bool:
        return False


def plain(knowledge: Knowledge, before: FastAPI | None = None) -> FastAPI:
    app = FastAPI()
    app.state.prepare = lambda: None

    @app.get("/")
    def first() -> PlainTextResponse:
        return PlainTextResponse(knowledge.version)

    return app


def test_a_change_is_served_as_soon_as_it_was_asked_for(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """`renew` comes back when the new application is there; without a change nothing is made."""
    monkeypatch.setattr("stillpath.web.site._QUIET", 0)
    told = Told(knowledge)
    settled = threading.Event()
    site = Site(told, plain, settled.set)  # type: ignore[arg-type]
    client = TestClient(site)
    assert client.get("/").text == knowledge.version
    site.renew()
    assert not settled.is_set()
    told.now = replace(knowledge, version="next")
    assert client.get("/").text == knowledge.version
    site.renew()
    assert client.get("/").text == "next"
    assert settled.wait(10)


def test_the_change_of_another_process_is_found_while_serving(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at the store finds it; the request that looked is answered at once, by the old application or the new."""
    monkeypatch.setattr("stillpath.web.site._LOOKED_EVERY", 0)
    told = Told(knowledge)
    site = Site(told, plain)  # type: ignore[arg-type]
    client = TestClient(site)
    told.now = replace(knowledge, version="next")
    assert client.get("/").text in (knowledge.version, "next")
    for thread in [thread for thread in threading.enumerate() if thread.name == "renew"]:
        thread.join(10)
    assert client.get("/").text == "next"


def test_what_cannot_be_read_leaves_the_old(knowledge: Knowledge, caplog: pytest.LogCaptureFixture) -> None:
    """The old application stays, and the log names kind and place, never the message."""
    told = Told(knowledge)
    site = Site(told, plain)  # type: ignore[arg-type]
    told.now, told.fails = replace(knowledge, version="next"), True
    site.renew()
    assert TestClient(site).get("/").text == knowledge.version
    assert "test_site.py" in caplog.text
    assert "ValueError" in caplog.text
    assert "nobody may read" not in caplog.text
    told.fails = False
    site.renew()
    assert TestClient(site).get("/").text == "next"


def test_a_child_who_is_open_stays_open(knowledge: Knowledge) -> None:
    """Under other knowledge the same child is read anew, with what was added; what is closed is closed in both."""
    folder = examples_folder()
    assert folder is not None
    gone: list[str] = []
    before = Workspace(knowledge, folder, lambda: NOW)
    record = replace(read_record((folder / "lea.json").read_bytes()), example="")
    child = before.open(record)
    added = before.add(child.key, child.record.events[:1])
    after = before.over(replace(knowledge, version="next"), gone.append)
    seen = after.get(child.key)
    assert (seen.key, seen.added, seen.record) == (child.key, added.added, added.record)
    assert seen.version > added.version
    assert seen.names is after.names
    assert after.get(child.key) is seen
    assert before.get(child.key).names is before.names
    assert after.examples() == before.examples()
    after.forget(child.key)
    assert gone == [child.key]
    with pytest.raises(GoneError):
        before.get(child.key)
    assert isinstance(after.names, Names)


def test_children_are_still_forgotten_when_the_first_workspace_is_gone(knowledge: Knowledge) -> None:
    """What is over is dropped by whoever shares it by then."""
    folder = examples_folder()
    assert folder is not None
    clock = [NOW]
    gone: list[str] = []
    before = Workspace(knowledge, folder, lambda: clock[0])
    child = before.open(replace(read_record((folder / "lea.json").read_bytes()), example=""))
    after = before.over(knowledge, gone.append)
    del before
    clock[0] = NOW + timedelta(hours=13)
    after.sweep()
    assert gone == [child.key]
