"""Links to a page as it stood when it was shared, so that whoever opens one sees what has become of it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from stillpath.review.ratings import READER
from stillpath.store import Store
from stillpath.store.schema import Share

__all__ = ["Shared", "share", "share_of"]

_CHANCE = 9
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Shared:
    """A link: to which page, and its title, version, review status and the digest of its text when it was shared."""

    token: str
    page: str
    title: str
    knowledge: str
    status: str
    digest: str
    at: datetime


def share(store: Store, page: str, title: str, knowledge: str, status: str, digest: str) -> str:
    """The token of a link to a page: its title, version, review status and the digest of its text are kept with it.

    The same page in the same state, shared on the same day, has the same link: nobody can tell who shared it.
    """
    same = select(Share).where(Share.page == page, Share.knowledge == knowledge, Share.digest == digest)
    detail: dict[str, object] = {"knowledge": knowledge}
    today = store.now().date()
    with store.read() as session:
        found = _today(session.execute(same).scalars(), status, today)
    if found:
        return found
    with store.change(READER, "feedback: share", page, detail) as session:
        found = _today(session.execute(same).scalars(), status, today)
        if found:
            return found
        token = secrets.token_urlsafe(_CHANCE)
        at = store.now()
        row = Share(token=token, page=page, title=title, knowledge=knowledge, status=status, digest=digest, at=at)
        session.add(row)
    return token


def share_of(store: Store, token: str) -> Shared | None:
    """What was shared under a token; None if nothing was."""
    if not token or len(token) > _LONGEST:
        return None
    with store.read() as session:
        row = session.get(Share, token)
        if row is None:
            return None
        return Shared(row.token, row.page, row.title, row.knowledge, row.status, row.digest, row.at)


def _today(rows: Iterable[Share], status: str, today: date) -> str:
    return next((row.token for row in rows if row.status == status and row.at.date() == today), "")
