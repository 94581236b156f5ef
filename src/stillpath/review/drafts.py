"""Drafts: a text of one file while somebody writes it. Two people on one draft never overwrite each other."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ruamel.yaml.error import YAMLError
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from stillpath.errors import NotAllowedError, StaleError, UsageError
from stillpath.library.tree import TooMuchError, composed
from stillpath.model.review import State
from stillpath.review.current import texts_in_force
from stillpath.review.folder import digest_of_text, text_of
from stillpath.review.submissions import OPEN, Said, begun
from stillpath.review.workflow import Step, account_of
from stillpath.store import Store
from stillpath.store.roles import Act
from stillpath.store.schema import Account, Opinion, Submission

__all__ = ["EDITABLE", "Draft", "begin", "discard", "draft_of", "drafts_on", "save"]

EDITABLE = OPEN
"""The states in which a text can still be written in: those in which something can still happen to it."""

_BACK = (State.SUBMITTED, State.UNDER_REVIEW)
"""What becomes a draft again when somebody writes in it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text of one file on its way. `version` grows with every change; `editors` are the names of who wrote in it."""

    number: int
    file: str
    state: State
    text: str
    base_text: str
    summary: str
    version: int
    author_id: int | None
    author: str
    editors: tuple[str, ...]
    changed_at: datetime
    changed_by: str

    @property
    def editable(self) -> bool:
        """Whether somebody may still write in it."""
        return self.state in EDITABLE


def begin(store: Store, folder: Path, account_id: int, file: str, text: str = "") -> Draft:
    """The account's draft of a file: the one it has, else a new one from the text in force.

    `text`: what a new one holds instead, such as a new entry's keys or what a program sends; it is not put into one
    that is there.
    """
    text = _lines(text)
    there = _own(store, account_id, file)
    if there is not None:
        return there
    login = _login(store, account_id)
    in_force = texts_in_force(store, folder).get(file) or text_of(folder, file)
    detail: dict[str, object] = {}
    with store.change(login, "draft: begin", file, detail) as session:
        account_of(session, account_id, Act.DRAFT)
        row = session.execute(_open_of(account_id, file)).scalars().first()
        if row is None:
            row = begun(file, State.DRAFT, account_id, in_force, text or in_force, store.now())
            session.add(row)
            session.flush()
        detail["submission"] = row.id
        return _draft(session, row)


def draft_of(store: Store, number: int) -> Draft | None:
    """The draft of a number, in whatever state it is by now; None if there is none, or it has no text of its own."""
    with store.read() as session:
        row = session.get(Submission, number)
        return _draft(session, row) if row is not None and row.text is not None else None


def drafts_on(store: Store, account_id: int | None = None, file: str = "") -> tuple[Draft, ...]:
    """The drafts that can still be written in, newest first: those an account began, or those of a file, or all."""
    rows = select(Submission).where(Submission.state.in_(EDITABLE), Submission.text.is_not(None))
    if account_id is not None:
        rows = rows.where(Submission.author_id == account_id)
    if file:
        rows = rows.where(Submission.entry == file)
    with store.read() as session:
        found = session.execute(rows.order_by(Submission.changed_at.desc(), Submission.id.desc())).scalars()
        return tuple(_draft(session, row) for row in found)


def save(
    store: Store, account_id: int, number: int, version: int, text: str, once: str = "", summary: str = ""
) -> Draft:
    """The draft with a new text. What was submitted becomes a draft again, and its signatures end.

    StaleError, with who and when, if it is not at `version` any more: nothing is changed. A text that is there
    already is no change.
    """
    text = _lines(text)
    draft = _wanted(store, number)
    if draft.editable and draft.text == text and summary.strip() in ("", draft.summary):
        return draft
    detail: dict[str, object] = {"submission": number}
    with store.change(_login(store, account_id), "draft: save", draft.file, detail, once) as session:
        account_of(session, account_id, Act.DRAFT)
        row = _want_current(session, number, version)
        row.text = text
        row.author_id = row.author_id or account_id  # what a report led to is of nobody until somebody writes in it
        row.summary = summary.strip() or row.summary
        _edited(session, store, row, account_id)
        if row.state in _BACK:
            row.state = State.DRAFT.value
        detail.update({"version": row.version, "digest": digest_of_text(text), "state": row.state})
        return _draft(session, row)


def discard(store: Store, account_id: int, number: int, version: int, once: str = "") -> None:
    """Takes a draft back: it stays in the log, and nobody can write in it. Only who began it may."""
    draft = _wanted(store, number)
    with store.change(_login(store, account_id), "draft: discard", draft.file, {"submission": number}, once) as session:
        account_of(session, account_id, Act.DRAFT)
        row = _want_current(session, number, version)
        if row.author_id != account_id:
            raise NotAllowedError(f"only {draft.author}, who began this draft, can discard it")
        _says(session, store, row, account_id, Said.WITHDREW)
        row.state = State.RETIRED.value
        row.version += 1
        row.changed_at = store.now()


def _lines(text: str) -> str:
    """A text with the line ends of a file. UsageError for a sign that no database holds, or what would never end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise UsageError("this holds a sign that no text of the knowledge can hold; nothing was saved")
    try:
        composed(text)
    except TooMuchError as problem:
        line = problem.problem_mark.line + 1
        raise UsageError(f"line {line}: {problem.problem}, which is not read; nothing was saved") from problem
    except YAMLError:
        pass  # half a text may be kept: the check tells what is wrong with it
    return text if text.endswith("\n") or not text else f"{text}\n"


def _open_of(account_id: int, file: str) -> Select[Submission]:
    return (
        select(Submission)
        .where(
            Submission.author_id == account_id,
            Submission.entry == file,
            Submission.state.in_(EDITABLE),
            Submission.text.is_not(None),
        )
        .order_by(Submission.id.desc())
    )


def _own(store: Store, account_id: int, file: str) -> Draft | None:
    with store.read() as session:
        row = session.execute(_open_of(account_id, file)).scalars().first()
        return _draft(session, row) if row is not None else None


def _wanted(store: Store, number: int) -> Draft:
    draft = draft_of(store, number)
    if draft is None:
        raise NotAllowedError("there is no such draft")
    return draft


def _login(store: Store, account_id: int) -> str:
    with store.read() as session:
        return account_of(session, account_id, Act.DRAFT).login


def _want_current(session: Session, number: int, version: int) -> Submission:
    """The row, if it is as it was opened and can still be written in."""
    row = session.get_one(Submission, number)
    if row.version != version:
        draft = _draft(session, row)
        at = f"{draft.changed_at:%Y-%m-%d %H:%M} UTC"
        raise StaleError(f"{draft.changed_by} changed this draft at {at}, after you opened it; nothing was overwritten")
    if row.state not in EDITABLE:
        raise NotAllowedError(f"nobody can write in this text any more: it is {row.state}")
    return row


def _edited(session: Session, store: Store, row: Submission, account_id: int) -> None:
    """Another version, and who wrote in it: said once for several changes in a row by one person."""
    last = session.execute(
        select(Opinion).where(Opinion.submission_id == row.id).order_by(Opinion.id.desc()).limit(1)
    ).scalar()
    if last is None or (last.account_id, last.verdict) != (account_id, Said.EDITED):
        _says(session, store, row, account_id, Said.EDITED)
    row.version += 1
    row.changed_at = store.now()


def _says(session: Session, store: Store, row: Submission, account_id: int, verdict: Said) -> None:
    Step(session, session.get_one(Account, account_id), row, store.now()).says(verdict)
    session.flush()


def _draft(session: Session, row: Submission) -> Draft:
    said = session.execute(
        select(Opinion.account_id, Opinion.verdict).where(Opinion.submission_id == row.id).order_by(Opinion.id)
    ).all()
    ids = {row.author_id, *(account_id for account_id, _ in said)} - {None}
    accounts = session.execute(select(Account).where(Account.id.in_(ids))).scalars()
    names = {account.id: account.name for account in accounts}
    editors = dict.fromkeys(account_id for account_id, verdict in said if verdict == Said.EDITED)
    last = next((account_id for account_id, verdict in reversed(said) if verdict != Said.COMMENTED), row.author_id)
    return Draft(
        number=row.id,
        file=row.entry,
        state=State(row.state),
        text=row.text or "",
        base_text=row.base_text,
        summary=row.summary,
        version=row.version,
        author_id=row.author_id,
        author=names.get(row.author_id or 0, ""),
        editors=tuple(names.get(id, "") for id in editors),
        changed_at=row.changed_at,
        changed_by=names.get(last or 0, "somebody"),
    )
