"""What the forms about accounts have in common: the cookie of a session, a key for one sending, days as typed."""

import secrets
from datetime import date
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from stillpath.errors import StillpathError, UsageError
from stillpath.intake import Problem
from stillpath.prose.words import sentence
from stillpath.store.accounts import SESSION_ENDS
from stillpath.web.access import COOKIE

__all__ = ["day_of", "forget_session", "once_key", "problem_of", "remember_session"]


def once_key() -> str:
    """A key for one sending of a form: sent twice, it is done once."""
    return secrets.token_urlsafe()


def remember_session(response: Response, request: Request, token: str) -> None:
    """Gives the browser the token of a session; no script reads it, and no other site's form sends it along."""
    secure = urlsplit(str(request.url)).scheme == "https"
    lasts = int(SESSION_ENDS.total_seconds())
    response.set_cookie(COOKIE, token, max_age=lasts, httponly=True, samesite="lax", secure=secure)


def forget_session(response: Response) -> None:
    """Takes the token from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def problem_of(field: str, title: str, why: StillpathError) -> Problem:
    """What is wrong, beside the field where it can be mended."""
    return Problem(field, title, sentence(str(why)))


def day_of(text: str) -> date | None:
    """A day as a browser sends it; None if it is empty. UsageError if it is none.

    >>> day_of("2026-11-02").day, day_of(" ")
    (2, None)
    """
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as problem:
        raise UsageError("this is no day; expected year, month and day, such as 2026-11-02") from problem
