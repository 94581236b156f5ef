"""The bedside sheet of a child: a page to print, and the same as a PDF."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, Response

from stillpath import __version__
from stillpath.errors import MachineError
from stillpath.prose.document import Citations
from stillpath.prose.sheet import Sheet, sheet
from stillpath.prose.sheet_cut import STEPS, cut
from stillpath.web.child.moment import not_now, see
from stillpath.web.child.pdf import Paper, fitting_step, sheet_pdf
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame

__all__ = ["add", "prepare"]

_PAPERS: dict[str, Paper] = {"a4": "a4", "letter": "us-letter"}
_TOO_FULL = "Too much hangs on this child for one page. Print the child's page instead."

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> None:
    """Adds `/child/KEY/sheet` and `/child/KEY/sheet.pdf`."""
    get = ["GET", "HEAD"]

    @app.api_route("/child/{key}/sheet", methods=get, include_in_schema=False)
    def on_screen(request: Request, key: str, at: _Text = "", n: _Text = "") -> HTMLResponse:
        seen, ways = see(key, at, n, workspace, views)
        now = workspace.now()
        try:
            step = prepare(seen)
        except MachineError:
            return _too_full(request, frame)
        return frame.page(
            request,
            "child_sheet.html",
            sheet=cut(_full(seen, now), STEPS[step]),
            back_to=ways.to(),
            pdf_a4=ways.to("sheet.pdf"),
            pdf_letter=ways.to("sheet.pdf", paper="letter"),
        )

    @app.api_route("/child/{key}/sheet.pdf", methods=get, include_in_schema=False)
    def on_paper(request: Request, key: str, at: _Text = "", n: _Text = "", paper: _Text = "a4") -> Response:
        seen, _ = see(key, at, n, workspace, views)
        now = workspace.now()
        size = _PAPERS.get(paper, "a4")
        try:
            made = seen.once(
                f"pdf {size}", lambda one: sheet_pdf(_full(one, now), size), f"{now.isoformat()} {seen.status}"
            )
        except MachineError:
            return _too_full(request, frame)
        headers = {"content-disposition": 'inline; filename="bedside-sheet.pdf"'}
        return Response(made, media_type="application/pdf", headers=headers)


def prepare(seen: Seen) -> int:
    """How much has to be left out for one page, worked out once. MachineError if nothing fits."""
    return seen.once("sheet", lambda one: fitting_step(_full(one, one.at)), seen.status)


def _full(seen: Seen, printed_at: datetime) -> Sheet:
    citations = Citations(seen.knowledge)
    refused = seen.child.reading.refused
    made = sheet(seen.plan, seen.watch, seen.clock, citations, printed_at, __version__, seen.replayed, refused)
    old = not_now(seen, printed_at)
    return replace(made, replay=f"NOT NOW,{old.rpartition(',')[2]}") if old else made


def _too_full(request: Request, frame: Frame) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return frame.page(request, "problem.html", status, sentence=_TOO_FULL, code=int(status), active="child")
