"""The tables. Nothing here decides anything: who may do what, and what follows from it, is `review`'s and `web`'s."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stillpath.store.columns import Base

__all__ = [
    "Account",
    "ApiToken",
    "Approval",
    "Attempt",
    "AuditHead",
    "AuditRow",
    "Confirmation",
    "Correction",
    "Job",
    "KeptChild",
    "Opinion",
    "Person",
    "Published",
    "Rating",
    "Report",
    "RoleGrant",
    "Share",
    "SignedIn",
    "Submission",
    "Ticket",
    "Visit",
]

_ACCOUNT = "account.id"
_SUBMISSION = "submission.id"


class AuditRow(Base):
    """One thing that was done. Rows are only ever added; each carries the hash of the one before it.

    `once`: a key that the asker chose, so that the same request sent twice is done once. `detail` holds no patient's
    value and no secret.
    """

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
    once: Mapped[str | None] = mapped_column(unique=True)
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The one row that names the last row of the log; whoever writes holds it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]


class Account(Base):
    """Somebody who can sign in. `password` is an argon2id hash; None until an invitation was taken."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role of an account: author, reviewer, board or administrator; every account reads."""

    __tablename__ = "role_grant"

    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Person(Base):
    """What the board directory tells of an account: competences, a term, declared interests. Nothing of it is guessed.

    `listed`: the person agreed to stand in the public directory.
    """

    __tablename__ = "person"

    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT), primary_key=True)
    credential: Mapped[str]
    specialty: Mapped[str]
    competences: Mapped[list[str]]
    term_from: Mapped[date | None]
    term_until: Mapped[date | None]
    interests: Mapped[str]
    interests_on: Mapped[date | None]
    listed: Mapped[bool]


class SignedIn(Base):
    """A session of an account; the cookie holds the token, the table its hash."""

    __tablename__ = "signed_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT), index=True)
    csrf: Mapped[str]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Ticket(Base):
    """A link handed over by an administrator, good once: an invitation, or the recovery of an account."""

    __tablename__ = "ticket"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT))
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A token for a program, with its scopes; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One attempt at something that is limited: what was tried, under a key that names nobody in clear."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    at: Mapped[datetime]


class Submission(Base):
    """A text of an entry on its way to being signed, or the entry as it stands (`text` is None).

    `entry` is `kind/file`, the file of knowledge/ without its ending. `state` is a stored one of `model.State`.
    `base` is the SHA-256 of the text it was begun from ("" for a new entry), `base_text` that text. `version` grows
    with every change of it, so that of two people the second is told. `closure` and `parts` are what the signatures
    are of. `origin`: a report of an error that led to it. `published_at`: when its text became the knowledge served.
    """

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey(_ACCOUNT))
    base: Mapped[str]
    base_text: Mapped[str]
    text: Mapped[str | None]
    summary: Mapped[str]
    version: Mapped[int]
    closure: Mapped[str]
    parts: Mapped[dict[str, Any]]
    origin: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class Opinion(Base):
    """What one person said of a submission: began, commented, asked for changes, approved, withdrew.

    `closure` is what was looked at; `competence` the one signed in, `interests` what was declared then, `board` whether
    the account was of the board then. A signature counts while its closure is the submission's.
    """

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(_SUBMISSION), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT))
    verdict: Mapped[str]
    competence: Mapped[str]
    interests: Mapped[str]
    reason: Mapped[str]
    closure: Mapped[str]
    board: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Approval(Base):
    """An approval of an exact closure of an entry. It is never changed; `retired_at` ends it by a person's decision.

    `entry` is `kind/id` as standings name it. `signatures`: who, competence, interests, on, reason, as they stood.
    `editorial`: the version of the editorial policy it was made under. One closure of one entry is approved once.
    """

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("entry", "closure", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(_SUBMISSION))
    closure: Mapped[str]
    parts: Mapped[dict[str, Any]]
    signatures: Mapped[list[Any]]
    editorial: Mapped[str]
    approved_at: Mapped[datetime]
    due: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str]


class Confirmation(Base):
    """Somebody confirmed on a day that the figures of an entry still stand: an event, not a change."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT))
    on: Mapped[date]
    closure: Mapped[str]
    note: Mapped[str]


class Published(Base):
    """A text that is served in place of the folder's: the latest row of a `file` (`kind/name`) holds.

    `base` is the SHA-256 of the folder's text it stands in for. When the folder holds the same text, it has landed;
    when the folder holds a third text, the folder wins and the text is told as overtaken.
    """

    __tablename__ = "published"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(_SUBMISSION))
    base: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]


class Job(Base):
    """Work on one text of a submission (check, cases, whose dose changes), and its result; a new text is new work."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("submission_id", "digest", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(_SUBMISSION), index=True)
    what: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str]
    result: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Rating(Base):
    """What a reader thought of a page: `useful` from 1 to 5, `correct` yes, no or unsure; either may be missing.

    `visitor` is a hash that changes every day and names nobody; one page is rated once a day by one of them.
    """

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("page", "visitor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(index=True)
    knowledge: Mapped[str]
    visitor: Mapped[str]
    useful: Mapped[int | None]
    correct: Mapped[str]
    at: Mapped[datetime]


class Report(Base):
    """An error that a reader reports of one statement. `says` is the statement as it stood.

    `state`: open, accepted, declined, corrected. `answer` is what the reviewers say to it.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str]
    claim: Mapped[str] = mapped_column(index=True)
    says: Mapped[str]
    knowledge: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    answer: Mapped[str]
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Correction(Base):
    """One line of the public correction log."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(index=True)
    was: Mapped[str]
    now: Mapped[str]
    grave: Mapped[bool]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey(_SUBMISSION))
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT))
    at: Mapped[datetime]


class Share(Base):
    """A link to a page as it stood: the version of the knowledge and the review status it was made with."""

    __tablename__ = "share"

    token: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[str]
    title: Mapped[str]
    knowledge: Mapped[str]
    status: Mapped[str]
    digest: Mapped[str]
    at: Mapped[datetime]


class Visit(Base):
    """How often a page was read on a day. Nobody is told apart, and nothing else is kept."""

    __tablename__ = "visit"

    day: Mapped[date] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class KeptChild(Base):
    """A child whose workspace was kept on request: sealed with a key that is not in the database, until it expires.

    The name of the child is inside what is sealed. `key_id` tells which key is needed.
    """

    __tablename__ = "kept_child"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(_ACCOUNT), index=True)
    key_id: Mapped[str]
    sealed: Mapped[bytes]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
