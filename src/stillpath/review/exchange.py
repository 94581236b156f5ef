"""What was approved as the YAML tree with its reviews beside it, and such reviews taken into a store.

No account, no secret and no reader's report is in them; whoever signed stands there with the name as printed.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from stillpath.errors import InputError, UsageError
from stillpath.review.current import texts_in
from stillpath.review.exchange_form import want_form
from stillpath.review.folder import laid_over
from stillpath.store import Store
from stillpath.store.approved import APPROVED, digest_of_approval
from stillpath.store.schema import Account, Approval, Confirmation, Correction, Opinion, Published, Submission

__all__ = ["REVIEWS", "export", "import_reviews"]

REVIEWS = "reviews.json"
"""The file of reviews, beside the folder of the knowledge."""

_FORM = 1
"""The version of the form of that file."""

_LARGEST = 64 * 1000 * 1000
"""Bytes of such a file at most."""

_IMPORTED = "imported-"
"""How the login of an account begins that stands only for a name in an import; nobody can sign in with it."""

_OTHER = "is not as an export writes it; nothing was taken"
_BROKEN = (KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What is raised at content that no export has."""

_SUBMISSION = ("entry", "state", "base", "base_text", "text", "summary", "version", "closure", "parts")
_SUBMISSION_AT = ("made_at", "changed_at", "submitted_at", "published_at")
_OPINION = ("verdict", "competence", "interests", "reason", "closure", "board")
_APPROVAL = ("entry", "closure", "parts", "signatures", "editorial", "retired_because")
_CORRECTION = ("entry", "was", "now", "grave")


def export(store: Store, folder: Path, to: Path) -> tuple[str, ...]:
    """Writes the tree that is served, and its reviews beside it; the files that differ from the folder's.

    `to` must not be there yet; in it `knowledge/` (named as the folder is) and `reviews.json` are made. The same store
    and folder give the same bytes. UsageError if something is there.
    """
    if to.exists():
        raise UsageError(f"{to} is there already; name a folder that is not")
    with store.read() as session:
        texts = texts_in(session, folder)
        reviews = _reviews(session)
    made = laid_over(folder, texts)
    try:
        to.mkdir(parents=True)
        shutil.copytree(made, to / folder.name)
    finally:
        shutil.rmtree(made.parent, ignore_errors=True)
    text = json.dumps(reviews, ensure_ascii=False, indent=1, sort_keys=True)
    (to / REVIEWS).write_text(f"{text}\n", encoding="utf-8")
    return tuple(sorted(texts))


def import_reviews(store: Store, file: Path) -> int:
    """Takes the reviews of a file into the store; how many submissions were new. What is there already stays.

    InputError for a file that is none, or of another form: then nothing is taken.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise InputError(f"{file} is too large to be a file of reviews")
        data = file.read_bytes()
        read = json.loads(data)
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file; expected {REVIEWS} of an export") from None
    except OSError as problem:
        raise InputError(f"{file} cannot be read; is it a file, and may you read it?") from problem
    except (ValueError, RecursionError) as problem:
        raise InputError(f"{file} is no file of reviews; expected {REVIEWS} of an export") from problem
    if not isinstance(read, dict) or read.get("reviews") != _FORM:
        raise InputError(f"{file} is no file of reviews of form {_FORM}; expected {REVIEWS} of an export")
    try:
        want_form(read)
    except _BROKEN as problem:
        raise InputError(f"{file} {_OTHER}") from problem
    detail: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest()}
    with store.change("command", "review: import", detail=detail) as session:
        try:
            taking = _Taking(session, read, store.now())
            new = taking.all()
        except (*_BROKEN, IntegrityError, DataError) as problem:
            raise InputError(f"{file} {_OTHER}") from problem
        detail.update({"submissions": new, APPROVED: taking.approved})
    return new


def _reviews(session: Session) -> dict[str, Any]:
    """Everything that is recorded of reviews; people and submissions are told by their place in their lists."""
    names: dict[int, int] = {}

    def who(account_id: int) -> int:
        return names.setdefault(account_id, len(names))

    order = select(Submission).order_by(Submission.made_at, Submission.entry, Submission.id)
    rows = session.execute(order).scalars().all()
    places = {row.id: place for place, row in enumerate(rows)}
    submissions = [{**_submission(row), **_said(session, row, who)} for row in rows]
    confirmed = session.execute(select(Confirmation).order_by(Confirmation.id)).scalars()
    corrected = session.execute(select(Correction).order_by(Correction.id)).scalars()
    confirmations = [
        {"entry": one.entry, "who": who(one.account_id), "on": one.on.isoformat(), "closure": one.closure}
        | {"note": one.note}
        for one in confirmed
    ]
    corrections = [
        {name: getattr(one, name) for name in _CORRECTION}
        | {"who": who(one.account_id), "at": _text(one.at), "submission": places.get(one.submission_id or 0)}
        for one in corrected
    ]
    return {
        "reviews": _FORM,
        "submissions": submissions,
        "confirmations": confirmations,
        "corrections": corrections,
        "people": [session.get_one(Account, id).name for id in names],
    }


def _submission(row: Submission) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SUBMISSION} | {
        name: _text(getattr(row, name)) for name in _SUBMISSION_AT
    }


def _said(session: Session, row: Submission, who: Any) -> dict[str, Any]:
    """What was said of a submission, and what came of it."""
    opinions = session.execute(select(Opinion).where(Opinion.submission_id == row.id).order_by(Opinion.id)).scalars()
    approvals = session.execute(select(Approval).where(Approval.submission_id == row.id).order_by(Approval.id))
    published = session.execute(select(Published).where(Published.submission_id == row.id).order_by(Published.id))
    return {
        "author": None if row.author_id is None else who(row.author_id),
        "opinions": [
            {name: getattr(one, name) for name in _OPINION} | {"who": who(one.account_id), "at": _text(one.at)}
            for one in opinions
        ],
        "approvals": [
            {name: getattr(one, name) for name in _APPROVAL}
            | {"approved_at": _text(one.approved_at), "retired_at": _text(one.retired_at)}
            | {"due": one.due.isoformat() if one.due is not None else None}
            for one in approvals.scalars()
        ],
        "published": [{"base": one.base, "text": one.text, "at": _text(one.at)} for one in published.scalars()],
    }


class _Taking:
    """One import: what of the file is not in the store yet is put there."""

    def __init__(self, session: Session, read: dict[str, Any], now: datetime) -> None:
        self.session = session
        self.read = read
        self.now = now
        self.people: dict[int, int] = {}
        self.submissions: list[int] = []
        self.approved: list[str] = []

    def all(self) -> int:
        """Takes everything; how many submissions were new."""
        new = sum(self.submission(one) for one in self.read["submissions"])
        for one in self.read["confirmations"]:
            self.confirmation(one)
        for one in self.read["corrections"]:
            self.correction(one)
        return new

    def submission(self, one: dict[str, Any]) -> bool:
        """Takes a submission with all that was said of it; False if it was there, and stays as it is."""
        made_at = _instant(one["made_at"])
        rows = select(Submission).where(
            Submission.entry == one["entry"], Submission.made_at == made_at, Submission.base == one["base"]
        )
        there = self.session.execute(rows).scalars().first()
        if there is None:
            there = Submission(
                **{name: one[name] for name in _SUBMISSION},
                **{name: _instant(one[name]) for name in _SUBMISSION_AT},
                author_id=None if one["author"] is None else self.account(one["author"]),
                origin=None,
            )
            self.session.add(there)
            self.session.flush()
            self.submissions.append(there.id)
            self.said(there.id, one)
            return True
        self.submissions.append(there.id)
        return False

    def said(self, id: int, one: dict[str, Any]) -> None:
        """Takes what was said of a submission, and what came of it."""
        for said in one["opinions"]:
            fields = {name: said[name] for name in _OPINION}
            who = self.account(said["who"])
            self.session.add(Opinion(submission_id=id, account_id=who, at=_instant(said["at"]), **fields))
            self.session.flush()
        for approval in one["approvals"]:
            made = Approval(
                submission_id=id,
                approved_at=_instant(approval["approved_at"]),
                retired_at=_instant(approval["retired_at"]),
                due=date.fromisoformat(approval["due"]) if approval["due"] is not None else None,
                **{name: approval[name] for name in _APPROVAL},
            )
            self.session.add(made)
            self.approved.append(digest_of_approval(made))
            self.session.flush()
        for text in one["published"]:
            fields = {"base": text["base"], "text": text["text"], "at": _instant(text["at"])}
            self.session.add(Published(file=one["entry"], submission_id=id, **fields))
            self.session.flush()

    def confirmation(self, one: dict[str, Any]) -> None:
        """Takes a confirmation that is not there."""
        on = date.fromisoformat(one["on"])
        same = select(Confirmation.id).where(
            Confirmation.entry == one["entry"], Confirmation.on == on, Confirmation.closure == one["closure"]
        )
        if self.session.execute(same).first() is None:
            fields = {"entry": one["entry"], "closure": one["closure"], "note": one["note"]}
            self.session.add(Confirmation(account_id=self.account(one["who"]), on=on, **fields))
            self.session.flush()

    def correction(self, one: dict[str, Any]) -> None:
        """Takes a line of the correction log that is not there."""
        at = _instant(one["at"])
        same = select(Correction.id).where(Correction.entry == one["entry"], Correction.at == at)
        if self.session.execute(same).first() is None:
            place = one["submission"]
            self.session.add(
                Correction(
                    account_id=self.account(one["who"]),
                    at=at,
                    report_id=None,
                    submission_id=None if place is None else self.submissions[place],
                    **{name: one[name] for name in _CORRECTION},
                )
            )
            self.session.flush()

    def account(self, place: int) -> int:
        """The account that stands for a name of the file: made anew, disabled, without a password."""
        if place not in self.people:
            name = self.read["people"][place]
            stem = _IMPORTED + ("".join(letter if letter.isalnum() else "-" for letter in name.lower()) or "nobody")
            taken = self._logins(stem)
            same = [id for _, login_name, id in taken if login_name == name and id not in self.people.values()]
            self.people[place] = same[0] if same else self._made(stem, name, {login for login, _, _ in taken})
        return self.people[place]

    def _logins(self, stem: str) -> Sequence[tuple[str, str, int]]:
        rows = select(Account).where(Account.login.startswith(stem)).order_by(Account.id)
        return [(one.login, one.name, one.id) for one in self.session.execute(rows).scalars()]

    def _made(self, stem: str, name: str, taken: set[str]) -> int:
        login = next(one for one in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
        account = Account(login=login, name=name, password=None, made_at=self.now, disabled_at=self.now)
        self.session.add(account)
        self.session.flush()
        return account.id


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
