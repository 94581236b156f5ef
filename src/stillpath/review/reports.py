"""Errors that readers report of one statement, and what the reviewers say to them; and the log of corrections."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.errors import StaleError, UsageError
from stillpath.model import State, entry_of
from stillpath.review.current import texts_in
from stillpath.review.folder import text_of
from stillpath.review.holding import file_holding
from stillpath.review.identifying import identifying
from stillpath.review.ratings import READER
from stillpath.review.submissions import begun
from stillpath.store import Store
from stillpath.store.audit import key_of
from stillpath.store.schema import Account, Approval, AuditRow, Correction, Report

__all__ = [
    "CLOSED",
    "LONGEST",
    "Corrected",
    "Reported",
    "Withdrawn",
    "accept",
    "correct",
    "corrections",
    "decline",
    "open_reports",
    "report",
    "report_of",
    "report_sent",
    "withdrawn",
]

LONGEST = 2 * 1000
"""Characters of what a reader or a reviewer types, at most."""

OPEN = "open"
ACCEPTED = "accepted"
CLOSED = ("declined", "corrected")
"""The states in which a report is closed: what the reader typed is deleted, the answer stays."""

_FIRST, _NUMBERS = 100 * 1000 * 1000, 900 * 1000 * 1000
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Corrected:
    """One line of the public log: what an entry said, what it says now, whether it was grave, when, and by whom."""

    number: int
    entry: str
    was: str
    now: str
    grave: bool
    at: datetime
    by: str
    reported: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """A report: its number, the statement as it stood, what the reader typed (empty when it is closed), the answer."""

    id: int
    page: str
    claim: str
    says: str
    knowledge: str
    text: str
    state: str
    answer: str
    at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An approval that was withdrawn: of which entry, why, and when."""

    number: int
    entry: str
    because: str
    at: datetime


def report(store: Store, page: str, claim: str, says: str, knowledge: str, text: str, once: str = "") -> int:
    """The number of a new report: what is wrong with one statement, which said `says` in that version.

    The number is drawn by chance, so that nobody finds another's by counting. UsageError for a text that is too short
    or too long, or that tells who a patient is. DoneError if the same was sent before. The text stands in no log.
    """
    text = text.strip()
    if not _SHORTEST <= len(text) <= LONGEST:
        raise UsageError(f"say in {_SHORTEST} to {LONGEST:,} characters what is wrong")
    told = identifying(text)
    if told:
        raise UsageError(f"this holds {told}: take it out; a report needs nothing of a patient")
    detail: dict[str, object] = {"page": page}
    with store.change(READER, "feedback: report", claim, detail, once) as session:
        number = _new_number(session)
        detail["report"] = number
        session.add(
            Report(
                id=number,
                page=page,
                claim=claim,
                says=says,
                knowledge=knowledge,
                text=text,
                state=OPEN,
                answer="",
                at=store.now(),
                closed_at=None,
            )
        )
    return number


def report_of(store: Store, number: int) -> Reported | None:
    """A report by its number; None if there is none."""
    if not 0 < number < _FIRST + _NUMBERS:
        return None
    with store.read() as session:
        row = session.get(Report, number)
        return _reported(row) if row is not None else None


def report_sent(store: Store, once: str) -> int:
    """The number of the report that was sent with this key before; 0 if none was."""
    with store.read() as session:
        row = session.execute(select(AuditRow).where(AuditRow.once == key_of(once))).scalar_one_or_none()
        return int(row.detail.get("report", 0)) if row is not None else 0


def open_reports(store: Store) -> tuple[Reported, ...]:
    """The reports that are not closed, the oldest first."""
    with store.read() as session:
        rows = select(Report).where(Report.state.not_in(CLOSED)).order_by(Report.at, Report.id)
        return tuple(map(_reported, session.execute(rows).scalars()))


def accept(store: Store, folder: Path, login: str, number: int, answer: str, once: str = "") -> int:
    """The number of the draft that a report led to: its entry as it stands, for an author to take up.

    UsageError without an answer, or for what is no file of the knowledge; StaleError if the report is not open.
    """
    answer = _answer(answer)
    detail: dict[str, object] = {"state": ACCEPTED}
    with store.change(login, "review: answer", f"report/{number}", detail, once) as session:
        row = _unanswered(session, number, (OPEN,))
        draft = _drafted(session, store.now(), folder, row)
        row.state, row.answer = ACCEPTED, answer
        detail["submission"] = draft
    return draft


def decline(store: Store, login: str, number: int, answer: str, once: str = "") -> None:
    """Closes a report with an answer, and deletes what the reader typed. Raises as `accept` does."""
    answer = _answer(answer)
    with store.change(login, "review: answer", f"report/{number}", {"state": "declined"}, once) as session:
        row = _unanswered(session, number, (OPEN, ACCEPTED))
        _close(row, "declined", answer, store.now())


def correct(
    store: Store,
    login: str,
    account_id: int,
    entry: str,
    was: str,
    now: str,
    grave: bool,
    number: int | None = None,
    answer: str = "",
    once: str = "",
) -> None:
    """Puts a correction into the public log, and closes the report that led to it, if one did, with an answer.

    UsageError where a text is missing or too long; StaleError if the report was closed before.
    """
    was, now = was.strip(), now.strip()
    if not was or not now or max(len(was), len(now)) > LONGEST or was == now:
        raise UsageError(f"say what it was and what it is now, each in at most {LONGEST:,} characters")
    told = identifying(f"{was} {now}", dates=False)
    if told:
        raise UsageError(f"this holds {told}: take it out; the log is public")
    answer = _answer(answer) if number is not None else ""
    detail = {"grave": grave, "report": number}
    with store.change(login, "review: correct", entry, detail, once) as session:
        at = store.now()
        if number is not None:
            _close(_unanswered(session, number, (OPEN, ACCEPTED)), "corrected", answer, at)
        session.add(
            Correction(
                entry=entry,
                was=was,
                now=now,
                grave=grave,
                report_id=number,
                submission_id=None,
                account_id=account_id,
                at=at,
            )
        )


def corrections(store: Store) -> tuple[Corrected, ...]:
    """The public log, the newest first."""
    rows = (
        select(Correction, Account.name)
        .join(Account, Account.id == Correction.account_id)
        .order_by(Correction.at.desc(), Correction.id.desc())
    )
    with store.read() as session:
        return tuple(
            Corrected(row.id, row.entry, row.was, row.now, row.grave, row.at, name, row.report_id is not None)
            for row, name in session.execute(rows)
        )


def withdrawn(store: Store) -> tuple[Withdrawn, ...]:
    """The approvals that were withdrawn, the newest first."""
    rows = select(Approval).where(Approval.retired_at.is_not(None)).order_by(Approval.retired_at.desc(), Approval.id)
    with store.read() as session:
        return tuple(
            Withdrawn(row.id, row.entry, row.retired_because, row.retired_at)
            for row in session.execute(rows).scalars()
            if row.retired_at is not None
        )


def _reported(row: Report) -> Reported:
    return Reported(
        row.id,
        row.page,
        row.claim,
        row.says,
        row.knowledge,
        row.text,
        row.state,
        row.answer,
        row.at,
        row.closed_at,
    )


def _drafted(session: Session, at: datetime, folder: Path, row: Report) -> int:
    """A draft of the entry as it stands, of nobody yet: whoever edits it first is its author."""
    entry = entry_of(row.claim)
    texts = texts_in(session, folder)
    file = file_holding(folder, entry, texts)
    if not file:
        raise UsageError(f"no file of the knowledge holds {entry}; expected kind/id")
    text = texts.get(file) or text_of(folder, file)
    draft = begun(file, State.DRAFT, None, text, text, at, f"Report {row.id}", row.id)
    session.add(draft)
    session.flush()
    return draft.id


def _unanswered(session: Session, number: int, states: tuple[str, ...]) -> Report:
    row = session.get(Report, number)
    if row is None:
        raise UsageError("there is no report of that number")
    if row.state not in states:
        raise StaleError(f"this report was answered meanwhile ({row.state}); nothing was changed")
    return row


def _close(row: Report, state: str, answer: str, at: datetime) -> None:
    row.state, row.answer, row.closed_at, row.text = state, answer, at, ""


def _answer(text: str) -> str:
    text = text.strip()
    if not _SHORTEST <= len(text) <= LONGEST:
        raise UsageError(f"an answer has {_SHORTEST} to {LONGEST:,} characters; the reader sees it")
    told = identifying(text, dates=False)
    if told:
        raise UsageError(f"this holds {told}: take it out; everybody with the number can read the answer")
    return text


def _new_number(session: Session) -> int:
    while True:
        number = _FIRST + secrets.randbelow(_NUMBERS)
        if session.get(Report, number) is None:
            return number
