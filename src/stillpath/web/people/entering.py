"""Signing in and out, and the links that an administrator hands over: invitation and recovery."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import NotAllowedError, TooManyError, UsageError
from stillpath.prose.words import sentence
from stillpath.store.accounts import sign_out
from stillpath.store.entering import enter
from stillpath.store.passwords import SHORTEST
from stillpath.store.roles import Act
from stillpath.store.tickets import Purpose, TicketError, take, ticket_of
from stillpath.web.access import COOKIE, Who, may, who_sends
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.links import local_path
from stillpath.web.people.forms import forget_session, problem_of, remember_session
from stillpath.web.problems import status_of, wait_of

__all__ = ["add"]

_GET = ["GET", "HEAD"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/sign-in`, `/sign-out`, `/invitation/…` and `/recovery/…`."""
    store = desk.store

    @app.api_route("/sign-in", methods=_GET, include_in_schema=False)
    def door(request: Request, next: Annotated[str, Query()] = "/") -> Response:
        if who_sends(request, desk) is not None:
            return RedirectResponse(local_path(next), HTTPStatus.SEE_OTHER)
        return frame.page(request, "sign_in.html", next=local_path(next), login="", problems=[])

    @app.post("/sign-in", include_in_schema=False)
    def knock(
        request: Request,
        login: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/",
    ) -> Response:
        back = local_path(next)
        try:
            token = enter(store, login, password, request.client.host if request.client is not None else "")
        except NotAllowedError as problem:
            wait = isinstance(problem, TooManyError)
            status = status_of(problem) if wait else HTTPStatus.UNAUTHORIZED
            told = [problem_of("login", "Sign in", problem)]
            response = frame.page(request, "sign_in.html", status, next=back, login=login, problems=told)
            response.headers.update(wait_of(problem))
            return response
        return _let_in(request, token, back)

    @app.post("/sign-out", include_in_schema=False)
    def leave(request: Request, who: Annotated[Who, Depends(may(Act.OWN_ACCOUNT, desk))]) -> RedirectResponse:
        sign_out(store, who.login, request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        forget_session(response)
        return response

    @app.api_route("/invitation/{token}", methods=_GET, include_in_schema=False)
    def invited(request: Request, token: str) -> HTMLResponse:
        return _offered(request, Purpose.INVITATION, token)

    @app.post("/invitation/{token}", include_in_schema=False)
    def joins(
        request: Request, token: str, password: Annotated[str, Form()] = "", again: Annotated[str, Form()] = ""
    ) -> Response:
        return _taken(request, Purpose.INVITATION, token, password, again)

    @app.api_route("/recovery/{token}", methods=_GET, include_in_schema=False)
    def recovering(request: Request, token: str) -> HTMLResponse:
        return _offered(request, Purpose.RECOVERY, token)

    @app.post("/recovery/{token}", include_in_schema=False)
    def recovers(
        request: Request, token: str, password: Annotated[str, Form()] = "", again: Annotated[str, Form()] = ""
    ) -> Response:
        return _taken(request, Purpose.RECOVERY, token, password, again)

    def _offered(request: Request, purpose: Purpose, token: str, problem: UsageError | None = None) -> HTMLResponse:
        try:
            login, name = ticket_of(store, purpose, token)
        except TicketError as gone:
            said = sentence(str(gone))
            return frame.page(request, "problem.html", HTTPStatus.GONE, sentence=said, code=int(HTTPStatus.GONE))
        problems = [problem_of("password", "Password", problem)] if problem is not None else []
        status = status_of(problem) if problem is not None else HTTPStatus.OK
        return frame.page(
            request,
            "ticket.html",
            status,
            purpose=purpose.value,
            token=token,
            login=login,
            name=name,
            shortest=SHORTEST,
            problems=problems,
        )

    def _taken(request: Request, purpose: Purpose, token: str, password: str, again: str) -> Response:
        try:
            if password != again:
                raise UsageError("the two are not the same; type the password twice")
            session = take(store, purpose, token, password)
        except UsageError as problem:
            return _offered(request, purpose, token, problem)
        return _let_in(request, session, "/account?done=in")

    def _let_in(request: Request, token: str, to: str) -> RedirectResponse:
        """Sends the reader on with a new session; one there was before ends."""
        before = who_sends(request, desk)
        if before is not None and before.scopes is None:
            sign_out(store, before.login, request.cookies.get(COOKIE, ""))
        response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
        remember_session(response, request, token)
        return response
