"""The work on drafts: once for each text, whoever asks; checks do not wait; a newer text ends the work on an older."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from stillpath.model import Knowledge
from stillpath.review import trial
from stillpath.review.drafts import Draft, begin, save
from stillpath.review.trial import Trials, What
from stillpath.store import Store
from stillpath.store.schema import Job
from tests.editing.conftest import KNOWLEDGE
from tests.store.conftest import Clock

HERE = Knowledge("1", "digest", True)
LONG = 20


@pytest.fixture
def draft(store: Store, ann: int) -> Draft:
    return begin(store, KNOWLEDGE, ann, "facts/ferritin")


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was worked on, with nothing that takes long."""
    done: list[str] = []

    def read(folder: object, texts: dict[str, str]) -> tuple[Knowledge, list[Any]]:
        done.append("read")
        return HERE, []

    monkeypatch.setattr(trial, "read_draft", read)
    monkeypatch.setattr(trial, "cases_of", lambda *_: done.append("cases") or {"count": 0})
    monkeypatch.setattr(trial, "effect_of", lambda *_: done.append("effect") or {"records": []})
    return done


def test_a_text_is_worked_on_once(store: Store, draft: Draft, works: list[str]) -> None:
    """Asked twice, by two servers or after a restart, the result is the first's; a changed text is new work."""
    one, other = Trials(store, KNOWLEDGE), Trials(store, KNOWLEDGE)
    assert one.ask(draft, HERE, What.CHECK, LONG).result == {"problems": [], "count": 0, "stale": []}
    assert one.ask(draft, HERE, What.CASES, LONG).state == "done"
    assert other.ask(draft, HERE, What.CHECK, LONG).state == "done"
    assert other.ask(draft, HERE, What.CASES, LONG).state == "done"
    assert works == ["read", "cases"]
    changed = save(store, draft.author_id or 0, draft.number, draft.version, draft.text + "# more\n")
    assert other.find(changed, HERE, What.CHECK) is None
    assert other.ask(changed, HERE, What.CHECK, LONG).state == "done"
    assert other.ask(changed, Knowledge("1", "another", True), What.CHECK, LONG).state == "done"
    assert works == ["read", "cases", "read", "read"]


def test_checks_do_not_wait_and_a_newer_text_ends_the_work(
    store: Store, draft: Draft, works: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two parts of a long work; what was begun for the older text leaves no result."""
    began, go_on = threading.Event(), threading.Event()

    def effect(before: object, after: object, told: Callable[[int, int], None]) -> dict[str, Any]:
        began.set()
        assert go_on.wait(LONG)
        told(1, 2)
        return {"records": []}

    monkeypatch.setattr(trial, "effect_of", effect)
    trials = Trials(store, KNOWLEDGE)
    assert trials.ask(draft, HERE, What.EFFECT).state in ("waiting", "running")
    assert began.wait(LONG)
    assert trials.ask(draft, HERE, What.EFFECT).state == "running"
    changed = save(store, draft.author_id or 0, draft.number, draft.version, draft.text + "# more\n")
    assert not trials.ask(changed, HERE, What.CHECK).over
    go_on.set()
    assert trials.ask(changed, HERE, What.CHECK, LONG).state == "done"
    for _ in range(100):
        if trials.find(draft, HERE, What.EFFECT) is None:
            break
        threading.Event().wait(0.05)
    assert trials.find(draft, HERE, What.EFFECT) is None


def test_work_whose_server_is_gone_is_taken_over(store: Store, clock: Clock, draft: Draft, works: list[str]) -> None:
    """After a while without a word; until then it is left to who has it."""
    with store.count() as session:
        digest = trial.digest_of_trial(draft.text, HERE)
        row = Job(submission_id=draft.number, what="check", digest=digest, state="running", result={}, at=clock())
        session.add(row)
    trials = Trials(store, KNOWLEDGE)
    assert trials.ask(draft, HERE, What.CHECK, 1).state == "running"
    clock.at += timedelta(minutes=3)
    assert trials.ask(draft, HERE, What.CHECK, LONG).state == "done"


def test_a_work_that_takes_too_long_is_given_up(
    store: Store, draft: Draft, works: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two parts of it; it is told as failed, with why."""

    def effect(before: object, after: object, told: Callable[[int, int], None]) -> dict[str, Any]:
        told(1, 2)
        return {"records": []}

    monkeypatch.setattr(trial, "effect_of", effect)
    monkeypatch.setattr(trial, "_LONGEST", timedelta(0))
    found = Trials(store, KNOWLEDGE).ask(draft, HERE, What.EFFECT, LONG)
    assert (found.state, found.result) == ("failed", {"why": "this took over ten minutes, and was given up"})


def test_a_fault_of_ours_ends_one_work_alone(
    store: Store, draft: Draft, works: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told as failed, logged by place and kind, and the next work is done."""

    def faulty(*_: object) -> dict[str, Any]:
        raise RuntimeError("a text that must not be logged")

    monkeypatch.setattr(trial, "cases_of", faulty)
    trials = Trials(store, KNOWLEDGE)
    assert trials.ask(draft, HERE, What.CASES, LONG).state == "failed"
    assert "must not be logged" not in caplog.text
    assert "RuntimeError" in caplog.text
    assert trials.ask(draft, HERE, What.EFFECT, LONG).state == "done"
