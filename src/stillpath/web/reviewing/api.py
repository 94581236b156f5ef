"""Reviews for programs: the standing of an entry, open to all, and the submissions, for who may see them."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

from stillpath.model.review import Standing
from stillpath.prose.catalogue import is_entry
from stillpath.review.submissions import Review, reviews_of
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.reviewing.entry import standing_now

__all__ = ["add", "standing_json"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds /api/review/{kind}/{id} and /api/submissions."""

    @app.get("/api/review/{kind}/{id}", tags=["review"], summary="Where an entry stands")
    def standing(kind: str, id: str) -> JSONResponse:
        """State, signatures, what changed since, and the next review of one entry."""
        entry = f"{kind}/{id}"
        found = standing_now(desk, frame.knowledge, entry)
        if not is_entry(kind, id, frame.knowledge) and entry not in frame.knowledge.reviewed.standings:
            return JSONResponse({"error": "There is no such entry."}, int(HTTPStatus.NOT_FOUND))
        return JSONResponse(standing_json(found))

    @app.get("/api/submissions", tags=["review"], summary="Every submission, newest first")
    def submissions(who: Annotated[Who, Depends(may(Act.SEE_REVIEWS, desk))]) -> JSONResponse:
        """What is on its way and what became of the rest; needs a token for reviews."""
        return JSONResponse({"submissions": [_submission_json(one) for one in reviews_of(desk.store)]})


def standing_json(standing: Standing) -> dict[str, Any]:
    """A standing as it is told to a program."""
    return {
        "entry": standing.entry,
        "state": standing.state.value,
        "since": _day(standing.since),
        "signatures": [
            {"who": one.who, "competence": one.competence, "interests": one.interests, "on": _day(one.on)}
            for one in standing.signatures
        ],
        "changed": list(standing.changed),
        "why": standing.why,
        "due": _day(standing.due),
        "still_valid_on": _day(standing.still_valid_on),
        "editorial": standing.editorial,
    }


def _submission_json(review: Review) -> dict[str, Any]:
    one = review.submission
    return {
        "number": one.id,
        "file": one.entry,
        "state": one.state,
        "author": review.author,
        "summary": one.summary,
        "version": one.version,
        "closure": one.closure,
        "changed_at": one.changed_at.isoformat(),
    }


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
