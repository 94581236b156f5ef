"""Everybody's accounts, for an administrator: invite, give and take roles, entrust, disable, hand a link over."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import DoneError, UsageError
from stillpath.intake import Problem
from stillpath.review.rules import competences_of
from stillpath.store.people import (
    Member,
    disable,
    enable,
    entrust,
    grant,
    member,
    members,
    role_of,
    withdraw,
)
from stillpath.store.roles import MAY, Act, Role
from stillpath.store.tickets import HandedOver, hand_over, invite
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.people.forms import day_of, problem_of
from stillpath.web.problems import status_of

__all__ = ["DONE", "add"]

_GIVEN = tuple(role for role in Role if role is not Role.READER)
DONE = {
    "roles": "The roles are changed.",
    "entrusted": "Competences and term are saved.",
    "disabled": "Nobody can sign in with this account any more.",
    "enabled": "The account can be used again.",
}
"""What is said after something was done."""


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/people` and what lies under it."""
    store = desk.store
    manages = may(Act.PEOPLE, desk)

    @app.api_route("/people", methods=["GET", "HEAD"], include_in_schema=False)
    def people(request: Request, who: Annotated[Who, Depends(manages)]) -> HTMLResponse:
        return _list(request)

    @app.post("/people", include_in_schema=False)
    def invites(
        request: Request,
        who: Annotated[Who, Depends(manages)],
        roles: Annotated[list[str], Form(default_factory=list)],
        login: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            made = invite(store, who.login, login, name, tuple(role_of(one) for one in roles), once)
        except DoneError:
            raise
        except UsageError as problem:
            return _list(request, {"login": login, "name": name, "roles": roles}, problem)
        return _link(request, made, " ".join(name.split()))

    @app.api_route("/people/{login}", methods=["GET", "HEAD"], include_in_schema=False)
    def person(
        request: Request, who: Annotated[Who, Depends(manages)], login: str, done: Annotated[str, Query()] = ""
    ) -> HTMLResponse:
        return _one(request, _found(login), done=DONE.get(done, ""))

    @app.post("/people/{login}/roles", include_in_schema=False)
    def roles(
        request: Request,
        who: Annotated[Who, Depends(manages)],
        login: str,
        give: Annotated[str, Form()] = "",
        take: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        def change() -> None:
            if give:
                grant(store, who.login, login, role_of(give), once)
            else:
                withdraw(store, who.login, login, role_of(take), once)

        return _changed(request, login, change, "roles", "roles", "Roles")

    @app.post("/people/{login}/details", include_in_schema=False)
    def details(
        request: Request,
        who: Annotated[Who, Depends(manages)],
        login: str,
        competences: Annotated[list[str], Form(default_factory=list)],
        from_: Annotated[str, Form(alias="from")] = "",
        until: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        def change() -> None:
            named = [one.strip() for text in competences for one in text.split(",") if one.strip()]
            known = competences_of(frame.knowledge, store.now().date())
            if known and set(named) - set(known):
                raise UsageError("the editorial policy in force names no such competence")
            entrust(store, who.login, login, tuple(named), day_of(from_), day_of(until), once)

        return _changed(request, login, change, "entrusted", "term", "Competences and term")

    @app.post("/people/{login}/disabled", include_in_schema=False)
    def disabled(
        request: Request,
        who: Annotated[Who, Depends(manages)],
        login: str,
        to: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        if to == "yes":
            act, done = disable, "disabled"
        elif to == "no":
            act, done = enable, "enabled"
        else:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        return _changed(request, login, lambda: act(store, who.login, login, once), done, "disabled", "The account")

    @app.post("/people/{login}/link", include_in_schema=False)
    def link(
        request: Request, who: Annotated[Who, Depends(manages)], login: str, once: Annotated[str, Form()] = ""
    ) -> Response:
        found = _found(login)
        return _link(request, hand_over(store, who.login, login, once), found.name)

    def _found(login: str) -> Member:
        try:
            return member(store, login)
        except UsageError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None

    def _changed(
        request: Request, login: str, change: Callable[[], None], done: str, field: str, title: str
    ) -> Response:
        found = _found(login)
        try:
            change()
        except DoneError:
            raise
        except UsageError as problem:
            told = problem_of(field, title, problem)
            return _one(request, found, status_of(problem), problems=(told,))
        return RedirectResponse(f"/people/{quote(found.login)}?done={done}", HTTPStatus.SEE_OTHER)

    def _list(
        request: Request, typed: dict[str, object] | None = None, problem: UsageError | None = None
    ) -> HTMLResponse:
        return frame.page(
            request,
            "people.html",
            status_of(problem) if problem is not None else HTTPStatus.OK,
            members=members(store),
            given=_GIVEN,
            acts={role.value: [act.value for act in Act if role in MAY[act]] for role in Role},
            typed=typed or {"login": "", "name": "", "roles": []},
            problems=[problem_of("invite-login", "Invitation", problem)] if problem is not None else [],
        )

    def _one(
        request: Request,
        found: Member,
        status: HTTPStatus = HTTPStatus.OK,
        done: str = "",
        problems: tuple[Problem, ...] = (),
    ) -> HTMLResponse:
        known = competences_of(frame.knowledge, store.now().date())
        return frame.page(
            request, "person.html", status, member=found, given=_GIVEN, known=known, done=done, problems=problems
        )

    def _link(request: Request, made: HandedOver, name: str) -> HTMLResponse:
        address = f"{str(request.base_url).rstrip('/')}{made.path}"
        return frame.page(request, "handed_over.html", made=made, name=name, address=address)
