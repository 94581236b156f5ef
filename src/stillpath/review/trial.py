"""The work on drafts: check, cases, effect. Each is done once for a text, in the background, and its result is kept."""

import logging
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from stillpath.errors import KnowledgeError
from stillpath.model import Knowledge
from stillpath.review.current import texts_in_force
from stillpath.review.drafts import Draft
from stillpath.review.effect import Told, cases_of, checked, effect_of, entries_of_file, follows, read_draft
from stillpath.review.folder import digest_of_text
from stillpath.store import Store
from stillpath.store.schema import Job

__all__ = ["Outcome", "Trials", "What", "digest_of_trial"]

_GIVEN_UP = timedelta(minutes=2)
"""After so long without a word whoever worked on it is taken to be gone, and the work begins anew."""

_TOLD_EVERY = 2.0
"""Seconds between two notes of how far a work is."""

_LONGEST = timedelta(minutes=10)
"""A work that takes longer is given up, so that those of others come to their turn."""

_log = logging.getLogger("stillpath.review")


class What(StrEnum):
    """What can be found out about a draft, the quick first."""

    CHECK = "check"
    CASES = "cases"
    EFFECT = "effect"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a work is: `waiting`, `running` (then `result` has done and of), `done`, or `failed` (then why)."""

    what: What
    state: str
    result: dict[str, Any]

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state in ("done", "failed")


class _Overtaken(Exception):
    """The text was changed while it was looked at; nobody waits for this any more."""


@dataclass(frozen=True, slots=True)
class _Task:
    draft: Draft
    knowledge: Knowledge
    what: What
    digest: str

    @property
    def key(self) -> tuple[int, str, str]:
        return self.draft.number, self.digest, self.what.value


def digest_of_trial(text: str, knowledge: Knowledge) -> str:
    """What a result is of: this text over this knowledge. Either changed, it is another."""
    return digest_of_text(f"{knowledge.digest}\n{text}")


class Trials:
    """The work that one server does on drafts: one thing at a time, checks between the parts of longer work.

    Where several servers share a store, each result is made by the first that is asked.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self._lock = threading.Condition()
        self._waiting: deque[_Task] = deque()
        self._mine: set[tuple[int, str, str]] = set()
        self._newest: dict[int, str] = {}
        self._thread: threading.Thread | None = None
        self._read: tuple[str, Knowledge | None, list[KnowledgeError]] | None = None

    def ask(self, draft: Draft, knowledge: Knowledge, what: What, seconds: float = 0) -> Outcome:
        """The result for the text of a draft over the knowledge served; if it is not there it is begun.

        Waits for it as long as `seconds`.
        """
        task = _Task(draft, knowledge, what, digest_of_trial(draft.text, knowledge))
        with self._lock:
            self._newest[draft.number] = task.digest
        found = self.find(draft, knowledge, what)
        if found is not None and (found.over or task.key in self._mine):
            return self._wait(task, seconds) if not found.over else found
        if self._take(task):
            with self._lock:
                self._mine.add(task.key)
                self._waiting.append(task)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="trials", daemon=True)
                    self._thread.start()
        return self._wait(task, seconds)

    def find(self, draft: Draft, knowledge: Knowledge, what: What) -> Outcome | None:
        """The result for the text of a draft, if anybody asked for it; nothing is begun."""
        return self._found(draft.number, digest_of_trial(draft.text, knowledge), what)

    def _found(self, number: int, digest: str, what: What) -> Outcome | None:
        with self.store.read() as session:
            row = session.execute(_row(number, digest, what)).scalar_one_or_none()
            return Outcome(what, row.state, row.result) if row is not None else None

    def _take(self, task: _Task) -> bool:
        """Whether the work is this server's to do: nobody has it, or whoever had it is gone."""
        now = self.store.now()
        try:
            with self.store.count() as session:
                row = session.execute(_row(task.draft.number, task.digest, task.what)).scalar_one_or_none()
                if row is None:
                    session.add(
                        Job(
                            submission_id=task.draft.number,
                            what=task.what.value,
                            digest=task.digest,
                            state="waiting",
                            result={},
                            at=now,
                        )
                    )
                    return True
                if row.state in ("done", "failed") or now - row.at < _GIVEN_UP:
                    return False
                row.state, row.at = "waiting", now
                return True
        except IntegrityError:  # another server was first
            return False

    def _wait(self, task: _Task, seconds: float) -> Outcome:
        until = time.monotonic() + seconds
        with self._lock:
            while task.key in self._mine and (left := until - time.monotonic()) > 0:
                self._lock.wait(left)
        found = self._found(task.draft.number, task.digest, task.what)
        return found if found is not None else Outcome(task.what, "waiting", {})

    def _work(self) -> None:
        while True:
            with self._lock:
                task = self._next(checks_only=False)
                if task is None:
                    self._thread = None
                    return
            self._do(task)

    def _next(self, checks_only: bool) -> _Task | None:
        """The next task, a check before all others; the lock is held."""
        first = next((task for task in self._waiting if task.what is What.CHECK), None)
        if first is None and not checks_only and self._waiting:
            first = self._waiting[0]
        if first is not None:
            self._waiting.remove(first)
        return first

    def _do(self, task: _Task) -> None:
        try:
            try:
                self._write(task, "running", {})
                self._write(task, "done", self._result(task))
            except _Overtaken:
                self._forget(task)
            except _Unreadable as problem:
                self._write(task, "failed", {"why": str(problem)})
            except Exception as fault:  # a fault of ours ends the work, and neither the thread nor the others
                place = traceback.extract_tb(fault.__traceback__)[-1]
                _log.error(
                    "a fault of ours at %s:%d (%s)", Path(place.filename).name, place.lineno, type(fault).__name__
                )
                self._write(task, "failed", {"why": "a fault of ours: this could not be worked out"})
        except Exception as fault:  # the store is gone: whoever asks again begins anew
            _log.error("a result was not kept (%s)", type(fault).__name__)
        finally:
            with self._lock:
                self._mine.discard(task.key)
                self._lock.notify_all()

    def _result(self, task: _Task) -> dict[str, Any]:
        draft = task.draft
        read, after, problems = self._read or ("", None, [])
        if read != task.digest:
            texts = {**texts_in_force(self.store, self.folder), draft.file: draft.text}
            after, problems = read_draft(self.folder, texts)
            self._read = task.digest, after, problems
        if task.what is What.CHECK:
            return checked(problems, draft.file, draft.text)
        if after is None or not all(follows(one, draft.file) for one in problems):
            raise _Unreadable("the text has problems that come first")
        if task.what is What.EFFECT:
            return effect_of(task.knowledge, after, self._telling(task))
        entries = entries_of_file(draft.file, task.knowledge, draft.base_text)
        entries |= entries_of_file(draft.file, after, draft.text)
        return cases_of(entries, task.knowledge, after, self.folder.name, self._telling(task))

    def _telling(self, task: _Task) -> Told:
        """Notes how far a work is, does the checks that wait, and ends a work that a newer text has overtaken."""
        began = noted = time.monotonic()

        def told(done: int, of: int) -> None:
            nonlocal noted
            with self._lock:
                overtaken = self._newest.get(task.draft.number) != task.digest
                check = self._next(checks_only=True)
            if check is not None:
                self._do(check)
            if overtaken:
                raise _Overtaken
            if time.monotonic() - began > _LONGEST.total_seconds():
                raise _Unreadable("this took over ten minutes, and was given up")
            if time.monotonic() - noted >= _TOLD_EVERY:
                noted = time.monotonic()
                self._write(task, "running", {"done": done, "of": of})

        return told

    def _write(self, task: _Task, state: str, result: dict[str, Any]) -> None:
        with self.store.count() as session:
            row = session.execute(_row(task.draft.number, task.digest, task.what)).scalar_one_or_none()
            if row is not None:
                row.state, row.result, row.at = state, result, self.store.now()

    def _forget(self, task: _Task) -> None:
        with self.store.count() as session:
            row = session.execute(_row(task.draft.number, task.digest, task.what)).scalar_one_or_none()
            if row is not None:
                session.delete(row)


class _Unreadable(Exception):
    """There is nothing to work with; `str()` of it says why."""


def _row(number: int, digest: str, what: What) -> Any:
    return select(Job).where(Job.submission_id == number, Job.digest == digest, Job.what == what.value)
