"""One's own account: what is told of oneself, the password, the sessions, tokens for programs."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stillpath.errors import DoneError, NotAllowedError, UsageError
from stillpath.intake import Problem
from stillpath.review.rules import competences_of
from stillpath.store.accounts import hashed, sessions_of
from stillpath.store.entering import change_password, leave_everywhere
from stillpath.store.passwords import SHORTEST
from stillpath.store.people import declare, member
from stillpath.store.roles import SCOPES, Act, Role
from stillpath.store.tokens import DAYS, make_token, revoke, scopes_for, tokens_of
from stillpath.web.access import COOKIE, Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.people.forms import forget_session, problem_of
from stillpath.web.problems import status_of, wait_of
from stillpath.web.words import small_number

__all__ = ["DONE", "PLACES", "add"]

PLACES = (
    (Act.KEEP_CHILD, "/child/kept", "Kept children"),
    (Act.DRAFT, "/edit", "Your drafts"),
    (Act.SEE_REVIEWS, "/review", "Reviews"),
    (Act.ANSWER, "/reports", "Errors that were reported"),
    (Act.PEOPLE, "/people", "People and their roles"),
    (Act.SEE_AUDIT, "/audit", "The audit log"),
)
"""Where an account may go, by what it may do; a place that this server does not have is left out."""

DONE = {
    "in": "You are signed in.",
    "details": "What you told is saved.",
    "password": "Your password is changed. Your other sessions have ended.",
    "revoked": "The token is good for nothing any more.",
}
"""What is said after something was done."""

_DESCRIBED = frozenset({Role.AUTHOR, Role.REVIEWER, Role.BOARD})


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/account` and what lies under it."""
    store = desk.store
    own = may(Act.OWN_ACCOUNT, desk)

    @app.api_route("/account", methods=["GET", "HEAD"], include_in_schema=False)
    def account(
        request: Request, who: Annotated[Who, Depends(own)], done: Annotated[str, Query()] = ""
    ) -> HTMLResponse:
        return _page(request, who, done=DONE.get(done, ""))

    @app.post("/account/details", include_in_schema=False)
    def details(
        request: Request,
        who: Annotated[Who, Depends(own)],
        credential: Annotated[str, Form()] = "",
        specialty: Annotated[str, Form()] = "",
        interests: Annotated[str, Form()] = "",
        declares: Annotated[str, Form()] = "",
        listed: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        typed = {"credential": credential, "specialty": specialty, "interests": interests, "listed": listed}
        said = interests if declares == "yes" else None
        try:
            declare(store, who.login, credential, specialty, listed == "yes", said, once)
        except UsageError as problem:
            return _sorry(request, who, problem, "interests", "What is told of you", typed)
        return _done("details")

    @app.post("/account/password", include_in_schema=False)
    def password(
        request: Request,
        who: Annotated[Who, Depends(own)],
        old: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            if new != again:
                raise UsageError("the two are not the same; type the new password twice")
            change_password(store, who.login, old, new, request.cookies.get(COOKIE, ""))
        except UsageError as problem:
            field = "old" if isinstance(problem, NotAllowedError) else "new"
            return _sorry(request, who, problem, field, "Password")
        return _done("password")

    @app.post("/account/sign-out-everywhere", include_in_schema=False)
    def leave(who: Annotated[Who, Depends(own)]) -> RedirectResponse:
        leave_everywhere(store, who.login, who.account_id)
        response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        forget_session(response)
        return response

    @app.post("/account/tokens", include_in_schema=False)
    def token(
        request: Request,
        who: Annotated[Who, Depends(own)],
        scopes: Annotated[list[str], Form(default_factory=list)],
        name: Annotated[str, Form()] = "",
        days: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            made = make_token(store, who.login, name, tuple(scopes), small_number(days) or 0, once)
        except DoneError:
            raise
        except UsageError as problem:
            return _sorry(request, who, problem, "name", "Token")
        return frame.page(request, "token.html", name=" ".join(name.split()), token=made, scopes=scopes)

    @app.post("/account/tokens/{id}/revoke", include_in_schema=False)
    def end(who: Annotated[Who, Depends(own)], id: int) -> RedirectResponse:
        revoke(store, who.login, id)
        return _done("revoked")

    def _page(
        request: Request,
        who: Who,
        status: HTTPStatus = HTTPStatus.OK,
        done: str = "",
        problems: tuple[Problem, ...] = (),
        typed: dict[str, str] | None = None,
    ) -> HTMLResponse:
        there = {route.path for route in app.routes if isinstance(route, Route)}
        none = set() if desk.key is not None else {"/child/kept"}
        found = member(store, who.login)
        told = {
            "credential": found.credential,
            "specialty": found.specialty,
            "interests": found.interests,
            "listed": "yes" if found.listed else "",
        }
        mark = hashed(request.cookies.get(COOKIE, ""))
        return frame.page(
            request,
            "account.html",
            status,
            member=found,
            competences=competences_of(frame.knowledge, store.now().date()),
            described=bool(who.roles & _DESCRIBED),
            typed=typed or told,
            problems=problems,
            done=done,
            shortest=SHORTEST,
            places=[(address, title) for act, address, title in PLACES if who.may(act) and address in there - none],
            sessions=[(mark == one, *times) for one, *times in sessions_of(store, who.account_id)],
            tokens=tokens_of(store, who.account_id),
            scopes={scope: [act.value for act in SCOPES[scope]] for scope in scopes_for(who.roles)},
            days=DAYS,
            today=store.now(),
        )

    def _sorry(
        request: Request, who: Who, problem: UsageError, field: str, title: str, typed: dict[str, str] | None = None
    ) -> HTMLResponse:
        told = (problem_of(field, title, problem),)
        response = _page(request, who, status_of(problem), problems=told, typed=typed)
        response.headers.update(wait_of(problem))
        return response

    def _done(what: str) -> RedirectResponse:
        return RedirectResponse(f"/account?done={what}", HTTPStatus.SEE_OTHER)
