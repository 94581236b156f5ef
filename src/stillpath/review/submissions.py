"""A submission as it stands: what was said of it, which signatures count, who wrote it. Nothing is changed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from stillpath.model.review import Closure, State
from stillpath.review.folder import digest_of_text
from stillpath.store import Store
from stillpath.store.schema import Account, Opinion, Published, Submission

__all__ = [
    "OPEN",
    "Review",
    "Said",
    "begun",
    "counting",
    "ended",
    "moment_text",
    "open_of",
    "review_of",
    "reviews_of",
    "same_name_wrote",
    "writers_of",
]


class Said(StrEnum):
    """What one person said of a submission, or did to it."""

    OPENED = "opened"
    EDITED = "edited"
    SUBMITTED = "submitted"
    BEGAN = "began the review"
    COMMENTED = "commented"
    STOOD_ASIDE = "stood aside"
    ASKED = "asked for changes"
    APPROVED = "approved"
    WITHDREW = "withdrew"
    RETIRED = "retired"


OPEN = (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED)
"""The states in which something can still happen to a submission."""

_ENDS = (Said.EDITED, Said.SUBMITTED, Said.ASKED)
"""What ends the signatures before it."""


def begun(
    entry: str,
    state: State,
    author_id: int | None,
    served: str,
    text: str | None,
    at: datetime,
    summary: str = "",
    origin: int | None = None,
) -> Submission:
    """A new submission of a file, not stored yet: from the text that is `served`, with a `text` of its own or None."""
    return Submission(
        entry=entry,
        state=state.value,
        author_id=author_id,
        base=digest_of_text(served),
        base_text=served,
        text=text,
        summary=summary,
        version=1,
        closure="",
        parts={},
        origin=origin,
        made_at=at,
        changed_at=at,
        submitted_at=None,
        published_at=None,
    )


@dataclass(frozen=True)
class Review:
    """A submission, what was said of it in order, the names and logins of who spoke, and who wrote its text."""

    submission: Submission
    opinions: tuple[Opinion, ...]
    names: Mapping[int, str]
    writers: frozenset[int]

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.submission.state)

    @property
    def author(self) -> str:
        """The name of who wrote it; empty for the text as it stood."""
        return self.names.get(self.submission.author_id or 0, "")


def counting(opinions: Sequence[Opinion], closure: str) -> tuple[Opinion, ...]:
    """The signatures that count: one for each person, of exactly this closure, with nothing after it that ends them.

    Whoever stood aside from the submission, before or after, signs nothing of it.
    """
    since = max((place for place, one in enumerate(opinions) if one.verdict in _ENDS), default=-1)
    aside = _aside(opinions)
    counted = {
        one.account_id: one
        for one in opinions[since + 1 :]
        if one.verdict == Said.APPROVED and one.closure == closure and one.account_id not in aside
    }
    return tuple(counted.values())


def ended(opinions: Sequence[Opinion], closure: Closure, looked_at: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """For each signature that was given on this text and no longer counts, why: what changed, or who stood aside.

    `looked_at` holds the parts of closures that were signed, by their hash, as far as they are known.
    """
    since = max((place for place, one in enumerate(opinions) if one.verdict in _ENDS), default=-1)
    found = []
    for one in opinions[since + 1 :]:
        if one.verdict == Said.APPROVED and one.closure != closure.hash:
            changed = closure.changed_since(looked_at[one.closure]) if one.closure in looked_at else ()
            what = ", ".join(changed) or "what it rests on"
            found.append(f"a signature of {moment_text(one.at)} no longer counts: {what} changed")
        elif one.verdict == Said.APPROVED and one.account_id in _aside(opinions):
            found.append(f"a signature of {moment_text(one.at)} no longer counts: its signer stood aside")
    return tuple(found)


def _aside(opinions: Sequence[Opinion]) -> frozenset[int]:
    return frozenset(one.account_id for one in opinions if one.verdict == Said.STOOD_ASIDE)


def moment_text(at: datetime) -> str:
    """A time as it is told of a change.

    >>> from datetime import UTC
    >>> moment_text(datetime(2026, 11, 2, 9, 5, tzinfo=UTC))
    '2026-11-02 09:05 UTC'
    """
    return f"{at:%Y-%m-%d %H:%M} UTC"


def writers_of(session: Session, submission: Submission) -> frozenset[int]:
    """The accounts that wrote its text: its author and editors, and those of every text of the file served before it.

    A text begun from another holds that one's words too.
    """
    served = select(Published.submission_id).where(Published.file == submission.entry)
    before = session.execute(served).scalars().all()
    ids = {submission.id, *before}
    authors = session.execute(select(Submission.author_id).where(Submission.id.in_(ids))).scalars()
    edited = select(Opinion.account_id).where(Opinion.submission_id.in_(ids), Opinion.verdict == Said.EDITED)
    return frozenset({one for one in authors if one is not None} | set(session.execute(edited).scalars()))


def same_name_wrote(session: Session, account_id: int, submission: Submission) -> bool:
    """Whether a writer of the text has the name of this account, capitals and spaces aside.

    A writer that came with an import is an account of its own, so nobody is told apart by the account alone.
    """
    rows = select(Account.id, Account.name).where(Account.id.in_({account_id, *writers_of(session, submission)}))
    names = {row.id: " ".join(row.name.casefold().split()) for row in session.execute(rows)}
    own = names.pop(account_id, "")
    return own in names.values()


def review_of(store: Store, submission_id: int) -> Review | None:
    """One submission with all that was said of it; None if there is none."""
    with store.read() as session:
        submission = session.get(Submission, submission_id)
        found = None if submission is None else _review(session, submission)
        session.expunge_all()
        return found


def reviews_of(store: Store, file: str = "", states: Sequence[State] = ()) -> tuple[Review, ...]:
    """Submissions, newest first; of one file, or in some states."""
    rows = select(Submission).order_by(Submission.id.desc())
    if file:
        rows = rows.where(Submission.entry == file)
    if states:
        rows = rows.where(Submission.state.in_([state.value for state in states]))
    with store.read() as session:
        found = tuple(_review(session, one) for one in session.execute(rows).scalars())
        session.expunge_all()
        return found


def open_of(session: Session, file: str) -> Submission | None:
    """The submission of a file that is on its way, if there is one (a draft is not yet)."""
    states = [state.value for state in OPEN if state is not State.DRAFT]
    rows = select(Submission).where(Submission.entry == file, Submission.state.in_(states)).order_by(Submission.id)
    return session.execute(rows).scalars().first()


def _review(session: Session, submission: Submission) -> Review:
    rows = select(Opinion).where(Opinion.submission_id == submission.id).order_by(Opinion.id)
    opinions = tuple(session.execute(rows).scalars())
    writers = writers_of(session, submission)
    ids = {one.account_id for one in opinions} | writers
    named = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return Review(submission, opinions, {row.id: row.name for row in named}, writers)
