"""A child's pages in a browser: opened from a file, an example or by typing; in memory, and kept only on request."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from stillpath.errors import MachineError
from stillpath.web.child import handing, opening, page, reasons, sheets, supposing, typing
from stillpath.web.child.moment import EmptyError, not_now, see
from stillpath.web.child.seen import Views
from stillpath.web.child.workspace import FullError, GoneError, Workspace
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame

__all__ = ["add"]


def add(
    app: FastAPI,
    frame: Frame,
    now: Callable[[], datetime],
    examples: Path | None,
    zone: tzinfo | None = None,
    before: Workspace | None = None,
    desk: Desk | None = None,
) -> Callable[[], None]:
    """Adds every address under `/child`; gives back what works out the pages of the shipped children beforehand.

    `examples` is the folder of the shipped children. `zone` is the hospital's time; without one records are shown in
    their own, and what is typed is read as UTC. `before` is the workspace of the application that this one takes the
    place of: who is open there stays open. It is found again as `app.state.children`. With a
    `desk` that has a key, a child can be kept on request.
    """
    views = Views(frame.knowledge, lambda key: workspace.holds(key))
    workspace = (
        Workspace(frame.knowledge, examples, now, views.forget, zone)
        if before is None
        else before.over(frame.knowledge, views.forget)
    )
    app.state.children = workspace
    frame.templates.globals["not_now"] = lambda seen: not_now(seen, workspace.now())
    listed = opening.add(app, frame, workspace, views)
    frame.templates.globals["children_are_kept"] = desk is not None and desk.key is not None
    if desk is not None and desk.key is not None:
        from stillpath.web.child import keeping  # only a server with a store needs what it imports

        keeping.add(app, frame, workspace, desk, desk.key, zone)
    else:

        @app.api_route("/child/kept", methods=["GET", "HEAD"], include_in_schema=False)
        def none_kept(request: Request) -> HTMLResponse:
            said, code = "This server keeps no children.", HTTPStatus.NOT_FOUND
            return frame.page(request, "problem.html", code, active="child", sentence=said, code=int(code))

    typing.add(app, frame, workspace, views, now, zone or UTC)
    page.add(app, frame, workspace, views)
    handing.add(app, frame, workspace, views)
    sheets.add(app, frame, workspace, views)
    supposing.add(app, frame, workspace, views)
    reasons.add(app, frame, workspace, views)

    @app.exception_handler(GoneError)
    def gone(request: Request, problem: GoneError) -> HTMLResponse:
        return frame.page(request, "child_gone.html", HTTPStatus.GONE, active="child")

    @app.exception_handler(EmptyError)
    def empty(request: Request, problem: EmptyError) -> HTMLResponse:
        return frame.page(request, "child_empty.html", active="child", child=problem.child)

    @app.exception_handler(FullError)
    def full(request: Request, problem: FullError) -> HTMLResponse:
        return frame.page(request, "child_full.html", HTTPStatus.SERVICE_UNAVAILABLE, active="child")

    def prepare() -> None:
        found = []
        for name in workspace.examples():
            with suppress(EmptyError):
                found.append(see(name, "", "", workspace, views))
        for one in found:
            page.told(*one, frame, "", "")
        listed()
        for seen, _ in found:
            with suppress(MachineError):  # a sheet that does not fit is told to whoever asks for it
                sheets.prepare(seen)

    return prepare
