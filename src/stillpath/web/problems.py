"""When a page cannot be given: one clear sentence, and what to do instead."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from stillpath.web.child.refused import too_long
from stillpath.web.frame import Frame
from stillpath.web.security import Scope, Sorry

__all__ = ["SENTENCES", "add", "bare", "sorry"]

SENTENCES = {
    HTTPStatus.BAD_REQUEST: "This address has no meaning here: a part of it is missing or cannot be read.",
    HTTPStatus.FORBIDDEN: "This was sent from a page of another site, and was not taken.",
    HTTPStatus.NOT_FOUND: "There is no page at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address can be read, but nothing can be sent to it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "What was sent is too long.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of ours: this page could not be made. Nothing was lost.",
}
"""What is said for each status that can occur."""


def add(app: FastAPI, frame: Frame) -> None:
    """Answers every error with a page; under /api/ with JSON."""

    @app.exception_handler(HTTPException)
    def refused(request: Request, problem: HTTPException) -> Response:
        return _answer(request, frame, _known(problem.status_code), dict(problem.headers or {}))

    @app.exception_handler(RequestValidationError)
    def unread(request: Request, problem: RequestValidationError) -> Response:
        return _answer(request, frame, HTTPStatus.BAD_REQUEST, {})


def bare(scope: Scope, status: HTTPStatus) -> tuple[bytes, bytes]:
    """Content type and body of a page that needs nothing else to work."""
    sentence = SENTENCES[_known(status)]
    if scope["path"].startswith("/api/"):
        return b"application/json", f'{{"error":"{sentence}"}}'.encode()
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>stillpath</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/static/stillpath.css"></head>'
        f'<body><main class="sp-bare"><h1>{sentence}</h1>'
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


def _answer(request: Request, frame: Frame, status: HTTPStatus, headers: dict[str, str]) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": SENTENCES[status]}, int(status), headers)
    norwegian = request.url.path.startswith("/nb/") or request.query_params.get("language") == "nb"
    language = "nb" if norwegian else "en"
    response = frame.page(request, "problem.html", status, language, sentence=SENTENCES[status], code=int(status))
    response.headers.update(headers)
    return response


def _known(code: int) -> HTTPStatus:
    """The status if there is a sentence for it; else the one that is nearest."""
    if code in SENTENCES:
        return HTTPStatus(code)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.BAD_REQUEST
