"""When a page cannot be given: one clear sentence, and what to do instead."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import (
    DoneError,
    NotAllowedError,
    StaleError,
    StillpathError,
    StoreError,
    TooManyError,
    UsageError,
)
from stillpath.prose.words import sentence
from stillpath.web.child.refused import too_long
from stillpath.web.frame import Frame
from stillpath.web.security import Scope, Sorry

__all__ = ["SENTENCES", "add", "bare", "sorry", "status_of", "wait_of"]

SENTENCES = {
    HTTPStatus.BAD_REQUEST: "This address has no meaning here: a part of it is missing or cannot be read.",
    HTTPStatus.UNAUTHORIZED: "Sign in first.",
    HTTPStatus.FORBIDDEN: "This was sent from a page of another site, and was not taken.",
    HTTPStatus.NOT_FOUND: "There is no page at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address can be read, but nothing can be sent to it.",
    HTTPStatus.CONFLICT: "Something else was changed first; open the page again.",
    HTTPStatus.GONE: "What stood at this address is no longer there.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "What was sent is too long.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "What was sent cannot be used.",
    HTTPStatus.TOO_MANY_REQUESTS: "This was tried too often; try again later.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of ours: this page could not be made. Nothing was lost.",
    HTTPStatus.SERVICE_UNAVAILABLE: "This cannot be done just now, and nothing was changed; try again in a minute.",
}
"""What is said for each status that can occur."""

_IN_OWN_WORDS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.TOO_MANY_REQUESTS,
)
"""Statuses that only our own code gives, so that what it says of them may be shown."""

_STATUSES: dict[type[StillpathError], HTTPStatus] = {
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    NotAllowedError: HTTPStatus.FORBIDDEN,
    StaleError: HTTPStatus.CONFLICT,
    DoneError: HTTPStatus.CONFLICT,
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def add(app: FastAPI, frame: Frame) -> None:
    """Answers every error with a page; under /api/ with JSON."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, problem: HTTPException) -> Response:
        status = _known(problem.status_code)
        own = status in _IN_OWN_WORDS and problem.detail != status.phrase
        return _answer(
            request, frame, status, dict(problem.headers or {}), sentence(problem.detail) if own else SENTENCES[status]
        )

    @app.exception_handler(UsageError)
    @app.exception_handler(StoreError)
    def not_done(request: Request, problem: StillpathError) -> Response:
        return _answer(request, frame, status_of(problem), wait_of(problem), sentence(str(problem)))

    @app.exception_handler(RequestValidationError)
    def unread(request: Request, problem: RequestValidationError) -> Response:
        return _answer(request, frame, HTTPStatus.BAD_REQUEST, {}, SENTENCES[HTTPStatus.BAD_REQUEST])


def status_of(problem: StillpathError) -> HTTPStatus:
    """The status of an answer that says why something was not done.

    >>> status_of(StaleError("somebody was first")).value, status_of(NotAllowedError("not yours")).value
    (409, 403)
    """
    return next((_STATUSES[kind] for kind in type(problem).__mro__ if kind in _STATUSES), HTTPStatus.BAD_REQUEST)


def wait_of(problem: StillpathError) -> dict[str, str]:
    """The header that tells when something may be tried again; none where waiting does not help."""
    return {"Retry-After": str(problem.wait)} if isinstance(problem, TooManyError) else {}


def bare(scope: Scope, status: HTTPStatus) -> tuple[bytes, bytes]:
    """Content type and body of a page that needs nothing else to work."""
    said = SENTENCES[_known(status)]
    if scope["path"].startswith("/api/"):
        return b"application/json", f'{{"error":"{said}"}}'.encode()
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>stillpath</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/stillpath.css"></head>'
        f'<body><main class="sp-bare"><h1>{said}</h1>'
        '<p><a href="/">Go to the first page</a></p></main></body></html>'
    )
    return b"text/html; charset=utf-8", page.encode()


def sorry(frame: Frame) -> Sorry:
    """As `bare`; a child's file that is too long gets the page that says what to do."""

    def answer(scope: Scope, status: HTTPStatus) -> tuple[bytes, bytes]:
        if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE and scope["path"] == "/child":
            text = frame.text(Request(scope), "child_refused.html", "en", active="child", **too_long())
            return b"text/html; charset=utf-8", text.encode()
        return bare(scope, status)

    return answer


def _answer(request: Request, frame: Frame, status: HTTPStatus, headers: dict[str, str], said: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": said}, int(status), headers)
    norwegian = request.url.path.startswith("/nb/") or request.query_params.get("language") == "nb"
    language = "nb" if norwegian else "en"
    response = frame.page(request, "problem.html", status, language, sentence=said, code=int(status))
    response.headers.update(headers)
    return response


def _known(code: int) -> HTTPStatus:
    """The status if there is a sentence for it; else the one that is nearest."""
    if code in SENTENCES:
        return HTTPStatus(code)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.BAD_REQUEST
