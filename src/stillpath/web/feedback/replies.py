"""Short replies of the forms for readers: what was wrong, or that it was too often; and who sends, for one day."""

import hashlib
from datetime import timedelta
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from stillpath.review.visitors import wait_for
from stillpath.store.attempts import network_of
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame

__all__ = ["problem", "too_often", "visitor_of"]

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def visitor_of(request: Request, desk: Desk) -> str:
    """The name of a visitor for today."""
    address = request.client.host if request.client is not None else ""
    return desk.visitors.name_of(address, request.headers.get("user-agent", ""))


def problem(request: Request, frame: Frame, status: HTTPStatus, sentence: str, language: str = "en") -> HTMLResponse:
    """A page with one sentence and what to do instead."""
    return frame.page(request, "problem.html", status, language, sentence=sentence, code=int(status))


def too_often(
    request: Request, frame: Frame, desk: Desk, what: str, most: int, language: str = "en", of: str = ""
) -> HTMLResponse | None:
    """A page that says when to come back, if it was done `most` times within an hour from this network; else None.

    The browser's name does not count: whoever sends can change it at will. `of` is one page, and then it is a day.
    """
    address = request.client.host if request.client is not None else ""
    network = desk.visitors.name_of(network_of(address), "")
    about = f"{what} {hashlib.sha256(of.encode()).hexdigest()}" if of else what
    wait = wait_for(desk.store, f"feedback:{about}:{network}", most, _DAY if of else _HOUR)
    if not wait:
        return None
    sentence = f"This was sent too often from here. Try again {'tomorrow' if of else 'in an hour'}."
    page = problem(request, frame, HTTPStatus.TOO_MANY_REQUESTS, sentence, language)
    page.headers["retry-after"] = str(wait)
    return page
