"""The handover of a child: a text to read, to print, and to copy into any record."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from stillpath import __version__
from stillpath.prose.handover import WIDTH, Handover, handover
from stillpath.web.child.moment import EmptyError, framed, not_now, see
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame

__all__ = ["add"]

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> None:
    """Adds `/child/KEY/handover`, and the same as a text without a page around it."""
    get = ["GET", "HEAD"]

    @app.api_route("/child/{key}/handover", methods=get, include_in_schema=False)
    def page(request: Request, key: str, at: _Text = "", n: _Text = "") -> HTMLResponse:
        seen, ways = see(key, at, n, workspace, views)
        old = not_now(seen, workspace.now())
        told = seen.once("handover", lambda one: _told(one, old), f"{old} {seen.status}")
        values = {"told": told, "columns": WIDTH, **framed(seen, ways)}
        return frame.page(request, "child_handover.html", **values)

    @app.api_route("/child/{key}/handover.txt", methods=get, include_in_schema=False)
    def text(key: str, at: _Text = "", n: _Text = "") -> PlainTextResponse:
        try:
            seen, _ = see(key, at, n, workspace, views)
        except EmptyError:
            return PlainTextResponse("Nothing in this record could be placed in time.\n", HTTPStatus.NOT_FOUND)
        headers = {"content-disposition": 'inline; filename="handover.txt"'}
        old = not_now(seen, workspace.now())
        return PlainTextResponse(
            seen.once("handover", lambda one: _told(one, old), f"{old} {seen.status}").text, headers=headers
        )


def _told(seen: Seen, old: str) -> Handover:
    reading = seen.child.reading
    return handover(seen.plan, reading.refused, reading.notes, seen.replayed, __version__, old)
