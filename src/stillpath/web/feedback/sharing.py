"""Links that are shared: each shows the page as it was when it was shared, and what has become of it since."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.prose.reviewed import status_line
from stillpath.prose.words import date_text
from stillpath.review.shares import share, share_of
from stillpath.web.desk import Desk
from stillpath.web.feedback.places import Places
from stillpath.web.feedback.replies import too_often
from stillpath.web.frame import Frame

__all__ = ["add"]

_SHARES = 20


def add(app: FastAPI, frame: Frame, places: Places, desk: Desk) -> None:
    """Adds `/share` and `/s/{token}`."""
    knowledge = frame.knowledge

    @app.post("/share", include_in_schema=False)
    def make(request: Request, page: Annotated[str, Form()] = "") -> Response:
        place = places.at(page)
        if place is None:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        over = too_often(request, frame, desk, "share", _SHARES, place.language)
        if over is not None:
            return over
        status = status_line(knowledge, place.entries, place.language)
        token = share(desk.store, place.page, place.title, knowledge.version, status, place.digest)
        return RedirectResponse(f"/s/{token}", HTTPStatus.SEE_OTHER)

    @app.api_route("/s/{token}", methods=["GET", "HEAD"], include_in_schema=False)
    def shared(request: Request, token: str) -> HTMLResponse:
        row = share_of(desk.store, token)
        if row is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        place = places.at(row.page)
        language = place.language if place is not None else "en"
        return frame.page(
            request,
            "feedback_shared.html",
            language=language,
            shared=row,
            on=date_text(row.at.date().isoformat(), language),
            place=place,
            same=place is not None and place.digest == row.digest,
            status_now=status_line(knowledge, place.entries, language) if place is not None else "",
            address=f"{str(request.base_url).rstrip('/')}/s/{row.token}",
        )
