"""The audit log in a browser: the newest rows, those about one thing, and whether the chain is whole."""

from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from stillpath.errors import AuditError
from stillpath.prose.words import sentence
from stillpath.store import audit
from stillpath.store.approved import verify_approvals
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame

__all__ = ["add"]

_AT_ONCE = 100
_LONGEST_SUBJECT = 200
_DIGITS = 10


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/audit`."""
    sees = may(Act.SEE_AUDIT, desk)

    @app.api_route("/audit", methods=["GET", "HEAD"], include_in_schema=False)
    def log(
        request: Request,
        who: Annotated[Who, Depends(sees)],
        subject: Annotated[str, Query()] = "",
        before: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        return _page(request, subject.strip()[:_LONGEST_SUBJECT], before)

    @app.post("/audit/verify", include_in_schema=False)
    def verify(request: Request, who: Annotated[Who, Depends(sees)]) -> HTMLResponse:
        with desk.store.read() as session:
            try:
                end = audit.verify(session)
                verify_approvals(session)
                whole, said = True, str(end)
            except AuditError as problem:
                whole, said = False, sentence(str(problem))
        return _page(request, verified=(whole, said))

    def _page(
        request: Request, subject: str = "", before: str = "", verified: tuple[bool, str] | None = None
    ) -> HTMLResponse:
        last = int(before) if before.isdecimal() and len(before) < _DIGITS else None
        with desk.store.read() as session:
            rows = audit.rows_about(session, subject, _AT_ONCE + 1, last)
            shown = [(row.seq, row.at, row.actor, row.action, row.subject, row.detail) for row in rows[:_AT_ONCE]]
        more = shown[-1][0] if len(rows) > _AT_ONCE else 0
        return frame.page(request, "audit.html", rows=shown, subject=subject, more=more, verified=verified)
