"""The way of a text from draft to review: each step is one change of the store, or is refused with a sentence.

The last steps, signing and retiring, are in `signing`.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.errors import KnowledgeError, NotAllowedError, StaleError
from stillpath.model.review import State
from stillpath.review.closing import FileClosure, closure_of_file, knowledge_with
from stillpath.review.current import text_in_force, texts_in, texts_in_force
from stillpath.review.folder import digest_of_text
from stillpath.review.submissions import OPEN, Said, begun, moment_text, open_of, writers_of
from stillpath.store import Store
from stillpath.store.accounts import roles_of
from stillpath.store.roles import Act, Role, allows
from stillpath.store.schema import Account, Opinion, Submission

__all__ = [
    "VALUES",
    "Step",
    "account_of",
    "begin_review",
    "closure_now",
    "comment",
    "opened_as_it_stands",
    "request_changes",
    "review_as_it_stands",
    "step",
    "submit",
    "take_up_new_base",
    "warm",
    "warm_all",
    "withdraw",
]

VALUES = "policy/values"
"""The page of what is plausible and how long it counts: no entry, but a part of the facts it speaks of."""

_READ_BY = (State.SUBMITTED, State.UNDER_REVIEW)


@dataclass
class Step:
    """One step of a submission while it is made: everything looked at in it stays true until it is kept."""

    session: Session
    account: Account
    submission: Submission
    now: datetime
    detail: dict[str, Any] = field(default_factory=dict)

    def says(
        self, verdict: Said, reason: str = "", closure: str = "", competence: str = "", interests: str = ""
    ) -> None:
        """Records what the account says of the submission."""
        self.session.add(
            Opinion(
                submission_id=self.submission.id,
                account_id=self.account.id,
                verdict=verdict.value,
                competence=competence,
                interests=interests,
                reason=reason,
                closure=closure or self.submission.closure,
                board=verdict is Said.APPROVED and Role.BOARD in roles_of(self.session, self.account.id),
                at=self.now,
            )
        )

    def becomes(self, state: State) -> None:
        """Takes the submission to a state; whoever opened it before is told."""
        self.submission.state = state.value
        self.submission.version += 1
        self.submission.changed_at = self.now
        self.detail.update({"state": state.value, "version": self.submission.version})

    def take(self, closure: FileClosure) -> None:
        """Records what signatures on it are of now."""
        self.submission.closure = closure.whole.hash
        self.submission.parts = dict(closure.whole.parts)

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """What was said so far, in order."""
        rows = select(Opinion).where(Opinion.submission_id == self.submission.id).order_by(Opinion.id)
        return tuple(self.session.execute(rows).scalars())


@contextmanager
def step(
    store: Store,
    account_id: int,
    submission_id: int,
    version: int | None,
    action: str,
    act: Act,
    states: Collection[State],
    once: str,
) -> Iterator[Step]:
    """One step of a submission: the account may do `act`, the submission is in one of `states`, and as it was opened.

    `version` None: whatever its version. NotAllowedError or StaleError otherwise, and nothing is changed.
    """
    with store.read() as session:
        account = account_of(session, account_id, act)
        there = session.get(Submission, submission_id)
        if there is None:
            raise NotAllowedError("there is no such submission")
        login, file = account.login, there.entry
    detail: dict[str, Any] = {"submission": submission_id}
    with store.change(login, f"review: {action}", file, detail, once) as session:
        account = account_of(session, account_id, act)
        submission = session.get_one(Submission, submission_id)
        if version is not None and submission.version != version:
            raise StaleError(_overtaken(session, submission))
        if State(submission.state) not in states:
            raise NotAllowedError(f"this cannot be done: the submission is {_STATES[State(submission.state)]}")
        yield Step(session, account, submission, store.now(), detail)


def account_of(session: Session, account_id: int, act: Act) -> Account:
    """The account, if it may do `act` now. NotAllowedError otherwise."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None or not allows(roles_of(session, account_id), act):
        raise NotAllowedError(f"your account may not {act.value}")
    return account


def submit(
    store: Store, account_id: int, submission_id: int, version: int, summary: str, once: str, folder: Path | None = None
) -> None:
    """Hands a draft in for review, or one again in which changes were asked for; earlier signatures of it end.

    Only who wrote it may. With the `folder` of the knowledge the text must be readable there, and another submission
    of the same file must not be on its way.
    """
    if not summary.strip():
        raise NotAllowedError("say in a sentence what changes and why")
    warm(store, folder, submission_id)
    states = (State.DRAFT, State.CHANGES_REQUESTED)
    with step(store, account_id, submission_id, version, "submit", Act.DRAFT, states, once) as one:
        _want_writer(one)
        other = open_of(one.session, one.submission.entry)
        if other is not None and other.id != one.submission.id:
            raise NotAllowedError(
                f"another text of {one.submission.entry} is on its way (submission {other.id}); wait for it, or join it"
            )
        if folder is not None:
            _want_same_base(one, folder)
            one.take(closure_now(one.session, folder, one.submission))
        one.submission.summary = summary.strip()
        one.submission.submitted_at = one.now
        one.says(Said.SUBMITTED, summary.strip())
        one.becomes(State.SUBMITTED)


def withdraw(store: Store, account_id: int, submission_id: int, version: int, reason: str, once: str) -> None:
    """Takes back a text that nobody is reviewing: who wrote it may, and the board what was handed in and left lying.

    A review of a text as it stood is closed so by who opened it, at any time before it is approved.
    """
    states = OPEN
    with step(store, account_id, submission_id, version, "withdraw", Act.SEE_REVIEWS, states, once) as one:
        opened = any(said.verdict == Said.OPENED and said.account_id == account_id for said in one.opinions)
        state = State(one.submission.state)
        if state is State.UNDER_REVIEW and not opened:
            raise NotAllowedError("this cannot be done: the submission is under review")
        board = Role.BOARD in roles_of(one.session, account_id) and state is not State.DRAFT
        if not opened and not board:
            _want_writer(one)
        one.says(Said.WITHDREW, reason.strip())
        one.becomes(State.RETIRED)


def review_as_it_stands(store: Store, folder: Path, account_id: int, file: str, once: str) -> int:
    """Opens a review of a file as it is served, without a new text; the number of the submission.

    NotAllowedError if another text of it is on its way, or there is no such file.
    """
    with store.read() as session:
        login = account_of(session, account_id, Act.REVIEW).login
    _want_signable(file)
    warm_all(store, folder)
    detail: dict[str, Any] = {}
    with store.change(login, "review: open as it stands", file, detail, once) as session:
        account_of(session, account_id, Act.REVIEW)
        other = open_of(session, file)
        if other is not None:
            raise NotAllowedError(f"a text of it is on its way (submission {other.id}); review that one")
        return opened_as_it_stands(session, folder, account_id, file, store.now(), detail).submission.id


def opened_as_it_stands(
    session: Session, folder: Path, account_id: int, file: str, now: datetime, detail: dict[str, Any]
) -> Step:
    """A new submission of a file as it is served, under review, in a change that is being made."""
    text = text_in_force(session, folder, file)
    if not text:
        raise NotAllowedError("there is no such file in the knowledge")
    submission = begun(file, State.UNDER_REVIEW, None, text, None, now, "as it stands")
    submission.submitted_at = now
    session.add(submission)
    session.flush()
    one = Step(session, session.get_one(Account, account_id), submission, now, detail)
    one.take(closure_now(session, folder, submission))
    one.says(Said.OPENED)
    detail.update({"submission": submission.id, "state": submission.state, "closure": submission.closure})
    return one


def begin_review(store: Store, folder: Path, account_id: int, submission_id: int, version: int, once: str) -> None:
    """Begins the review of what was submitted. Nobody begins it for a text of their own."""
    warm(store, folder, submission_id)
    with step(store, account_id, submission_id, version, "begin", Act.REVIEW, (State.SUBMITTED,), once) as one:
        if account_id in writers_of(one.session, one.submission):
            raise NotAllowedError("you wrote in this text; another person reviews it")
        one.take(closure_now(one.session, folder, one.submission))
        one.says(Said.BEGAN)
        one.becomes(State.UNDER_REVIEW)


def comment(store: Store, account_id: int, submission_id: int, text: str, once: str) -> None:
    """Adds a remark for the others to read; nothing else changes, so it needs no version."""
    if not text.strip():
        raise NotAllowedError("a comment says something")
    with step(store, account_id, submission_id, None, "comment", Act.SEE_REVIEWS, OPEN, once) as one:
        one.says(Said.COMMENTED, text.strip())


def request_changes(store: Store, account_id: int, submission_id: int, version: int, reason: str, once: str) -> None:
    """Asks for changes: the signatures so far end, and the text goes back to who wrote it."""
    if not reason.strip():
        raise NotAllowedError("say what should change, and why")
    with step(store, account_id, submission_id, version, "ask for changes", Act.REVIEW, _READ_BY, once) as one:
        one.says(Said.ASKED, reason.strip())
        one.becomes(State.CHANGES_REQUESTED)


def take_up_new_base(store: Store, folder: Path, account_id: int, submission_id: int, version: int, once: str) -> None:
    """Says that the text was compared with the one that is served by now: from here on it begins from that one."""
    states = (State.DRAFT, State.CHANGES_REQUESTED)
    with step(store, account_id, submission_id, version, "take up the text served", Act.DRAFT, states, once) as one:
        _want_writer(one)
        text = text_in_force(one.session, folder, one.submission.entry)
        one.submission.base, one.submission.base_text = digest_of_text(text), text
        one.says(Said.EDITED, "compared with the text that is served by now")
        one.becomes(State(one.submission.state))


def closure_now(session: Session, folder: Path, submission: Submission) -> FileClosure:
    """What a signature on a submission is of now. NotAllowedError if its text cannot be read as knowledge."""
    texts = texts_in(session, folder)
    text = submission.text
    if text is not None:
        texts[submission.entry] = text
    try:
        knowledge = knowledge_with(folder, texts)
    except KnowledgeError as problem:
        raise NotAllowedError(f"the text cannot be read as knowledge: {problem.problem}") from problem
    served = text if text is not None else text_in_force(session, folder, submission.entry)
    return closure_of_file(knowledge, submission.entry, served)


def warm(store: Store, folder: Path | None, submission_id: int) -> None:
    """Reads beforehand what `closure_now` will need, so that no other writer waits for it."""
    if folder is None:
        return
    with store.read() as session:
        submission = session.get(Submission, submission_id)
        if submission is not None:
            closure_now(session, folder, submission)


def warm_all(store: Store, folder: Path) -> None:
    """Reads beforehand what is served, so that no other writer waits for it. NotAllowedError if it cannot be read."""
    try:
        knowledge_with(folder, texts_in_force(store, folder))
    except KnowledgeError as problem:
        raise NotAllowedError(f"the knowledge cannot be read: {problem.problem}") from problem


def _want_signable(file: str) -> None:
    """What is no entry has no standing of its own, so a signature on it would say nothing anywhere."""
    if file == VALUES:
        raise NotAllowedError(
            "this page is signed with what it is about: its lines are part of each fact and of what rests on it; "
            "review those entries (facts/ferritin, for example)"
        )


def _want_writer(one: Step) -> None:
    edited = {said.account_id for said in one.opinions if said.verdict == Said.EDITED}
    if one.account.id not in {one.submission.author_id, *edited}:
        raise NotAllowedError("only who wrote this text may do that")


def _want_same_base(one: Step, folder: Path) -> None:
    """The text began from what is served now; else the other text would be lost."""
    if digest_of_text(text_in_force(one.session, folder, one.submission.entry)) != one.submission.base:
        raise StaleError(
            f"{one.submission.entry} has another text by now than the one this began from; compare the two, "
            "and take up the new one"
        )


_STATES = {
    State.DRAFT: "still a draft",
    State.SUBMITTED: "submitted",
    State.UNDER_REVIEW: "under review",
    State.CHANGES_REQUESTED: "waiting for changes that were asked for",
    State.APPROVED: "approved already",
    State.RETIRED: "retired",
}


def _overtaken(session: Session, submission: Submission) -> str:
    """Who was first, and when."""
    rows = select(Opinion).where(Opinion.submission_id == submission.id).order_by(Opinion.id.desc()).limit(1)
    last = session.execute(rows).scalar()
    who = session.get(Account, last.account_id) if last is not None else None
    by = f"{who.name} {last.verdict}" if who is not None and last is not None else "it was changed"
    return (
        f"this is not as you opened it: {by} at {moment_text(submission.changed_at)}, and it is now "
        f"{_STATES[State(submission.state)]}; nothing of yours was kept; look at it again"
    )
