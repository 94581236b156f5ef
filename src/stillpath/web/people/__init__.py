"""Accounts in a browser: signing in and out, one's own account, everybody's for an administrator, the audit log."""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

from stillpath.errors import StoreError
from stillpath.web.access import SignInFirst, Who, who_sends
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.people import account, entering, log, managing
from stillpath.web.people.forms import once_key

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds every address by which somebody signs in, and by which accounts are looked after; and the header's words."""

    def asks(request: Request) -> Who | None:
        try:
            return who_sends(request, desk)
        except StoreError:
            return None  # whoever reads goes on reading while the store is away

    frame.asks = asks
    frame.templates.globals["once_key"] = once_key
    entering.add(app, frame, desk)
    account.add(app, frame, desk)
    managing.add(app, frame, desk)
    log.add(app, frame, desk)

    @app.exception_handler(SignInFirst)
    def first(request: Request, problem: SignInFirst) -> RedirectResponse:
        return RedirectResponse(f"/sign-in?next={quote(problem.back, safe='')}", HTTPStatus.SEE_OTHER)
