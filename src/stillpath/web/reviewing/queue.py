"""The desk of a reviewer: what waits for whom, what lapsed, what falls due."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from stillpath.errors import UsageError
from stillpath.model.review import State
from stillpath.review.current import overtaken
from stillpath.review.due import falling_due
from stillpath.review.rules import competences_of
from stillpath.review.signing import wanting
from stillpath.review.submissions import Review, counting, reviews_of
from stillpath.store.roles import Act
from stillpath.store.schema import Report
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame

__all__ = ["Row", "add"]


@dataclass(frozen=True)
class Row:
    """One submission in a list: who signed it so far, and what is missing."""

    review: Review
    signed: tuple[str, ...]
    missing: tuple[str, ...]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds /review."""
    see = may(Act.SEE_REVIEWS, desk)

    @app.api_route("/review", methods=["GET", "HEAD"], include_in_schema=False)
    def queue(request: Request, who: Annotated[Who, Depends(see)]) -> HTMLResponse:
        today = desk.store.now().date()
        due, titles = falling_due(desk.store, frame.knowledge, today), competences_of(frame.knowledge, today)
        rows = [_row(desk, one, titles) for one in reviews_of(desk.store, states=_ON_ITS_WAY)]
        mine = {id(one): _is_own(one, who) for one in rows}
        with desk.store.read() as session:
            reports = session.execute(select(func.count(Report.id)).where(Report.state == "open")).scalar_one()
        return frame.page(
            request,
            "review.html",
            who=who,
            waiting=[one for one in rows if one.review.state in _TO_READ and not one.signed and not mine[id(one)]],
            second=[one for one in rows if one.review.state is State.UNDER_REVIEW and one.signed],
            asked=[one for one in rows if one.review.state is State.CHANGES_REQUESTED],
            own=[one for one in rows if mine[id(one)]],
            retired=[one for one in due if one.retired],
            due=[one for one in due if not one.retired],
            overtaken=overtaken(desk.store, desk.folder),
            reports=reports,
        )


_ON_ITS_WAY = (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED)
_TO_READ = (State.SUBMITTED, State.UNDER_REVIEW)


def _row(desk: Desk, review: Review, titles: Mapping[str, str]) -> Row:
    closure = review.submission.closure
    signed = tuple(
        f"{review.names[one.account_id]} ({titles.get(one.competence, one.competence)})"
        for one in counting(review.opinions, closure)
    )
    try:
        missing = wanting(desk.store, desk.folder, review, closure)
    except UsageError as problem:
        missing = (str(problem),)
    return Row(review, signed, missing)


def _is_own(row: Row, who: Who) -> bool:
    return row.review.submission.author_id == who.account_id
