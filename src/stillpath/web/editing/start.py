"""Where editing begins: one's drafts, an entry to find, a new entry."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import NotAllowedError
from stillpath.library.digest import FOLDERS
from stillpath.prose.catalogue import KINDS, entries_of
from stillpath.review.current import texts_in_force
from stillpath.review.drafts import begin, drafts_on
from stillpath.review.folder import is_name, text_of
from stillpath.review.holding import file_holding
from stillpath.review.skeleton import skeleton
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.editing.forms import refused
from stillpath.web.frame import Frame
from stillpath.web.view import cleaned

__all__ = ["add"]

_MOST = 40
"""Entries found that are shown."""


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/edit`, `/edit/new` and `/edit/KIND/NAME`."""
    drafts = may(Act.DRAFT, desk)

    @app.api_route("/edit", methods=["GET", "HEAD"], include_in_schema=False)
    def mine(
        request: Request,
        who: Annotated[Who, Depends(drafts)],
        q: Annotated[str, Query()] = "",
        discarded: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        return _start(request, who, q, bool(discarded))

    def _start(
        request: Request,
        who: Who,
        q: str = "",
        discarded: bool = False,
        said: str = "",
        typed: tuple[str, str] = ("", ""),
    ) -> HTMLResponse:
        words = cleaned(q)[:100].strip()
        own = drafts_on(desk.store, who.account_id)
        others = tuple(draft for draft in drafts_on(desk.store) if draft.author_id != who.account_id)
        return frame.page(
            request,
            "edit.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if said else HTTPStatus.OK,
            active="edit",
            who=who,
            own=own,
            others=others,
            words=words,
            found=_found(frame, words) if words else (),
            kinds=FOLDERS,
            discarded=discarded,
            said=said,
            typed=typed,
        )

    @app.post("/edit/new", include_in_schema=False)
    def new(
        request: Request,
        who: Annotated[Who, Depends(drafts)],
        kind: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
    ) -> Response:
        name = name.strip()
        said = ""
        if kind not in FOLDERS:
            said = "Choose the kind of the new entry."
        elif not is_name(kind, name):
            said = "A name is words of small letters and digits, joined by hyphens, and not very long."
        elif text_of(desk.folder, f"{kind}/{name}") or f"{kind}/{name}" in texts_in_force(desk.store, desk.folder):
            said = f"There is {kind}/{name} already; find it above."
        if said:
            return _start(request, who, said=said, typed=(kind, cleaned(name)[:100]))
        try:
            text = skeleton(desk.folder, kind, name)
            draft = begin(desk.store, desk.folder, who.account_id, f"{kind}/{name}", text)
        except NotAllowedError as problem:
            return refused(request, frame, who, problem)
        return RedirectResponse(f"/edit/drafts/{draft.number}", HTTPStatus.SEE_OTHER)

    @app.api_route("/edit/{kind}/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def entry(request: Request, kind: str, name: str, who: Annotated[Who, Depends(drafts)]) -> Response:
        file = _file(kind, name)
        there = drafts_on(desk.store, file=file)
        own = next((draft for draft in there if draft.author_id == who.account_id), None)
        if own is not None:
            return RedirectResponse(f"/edit/drafts/{own.number}", HTTPStatus.SEE_OTHER)
        return frame.page(
            request, "edit_begin.html", active="edit", who=who, kind=kind, name=name, file=file, others=there
        )

    @app.post("/edit/{kind}/{name}", include_in_schema=False)
    def begins(request: Request, kind: str, name: str, who: Annotated[Who, Depends(drafts)]) -> Response:
        try:
            draft = begin(desk.store, desk.folder, who.account_id, _file(kind, name))
        except NotAllowedError as problem:
            return refused(request, frame, who, problem)
        return RedirectResponse(f"/edit/drafts/{draft.number}", HTTPStatus.SEE_OTHER)

    def _file(kind: str, name: str) -> str:
        file = file_holding(desk.folder, f"{kind}/{name}", texts_in_force(desk.store, desk.folder))
        if not file:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return file


def _found(frame: Frame, words: str) -> tuple[tuple[str, str], ...]:
    """Entries whose id or title holds the words: the address of each after `kind/`, and its title."""
    wanted = words.casefold()
    found = [
        (f"{kind}/{id}", cleaned(title))
        for kind in KINDS
        for id, title in entries_of(kind, frame.knowledge).items()
        if wanted in f"{kind}/{id} {title}".casefold()
    ]
    found.sort(key=lambda one: (wanted not in one[0], len(one[0]), one[0]))
    return tuple(found[:_MOST])
