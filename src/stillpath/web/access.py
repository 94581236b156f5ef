"""Who sends a request, and whether they may: every address that needs an account names its act here."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from stillpath.store.accounts import session_of, token_of
from stillpath.store.roles import SCOPES, Act, Role, allows
from stillpath.web.desk import Desk

__all__ = ["COOKIE", "SignInFirst", "Who", "may", "who_sends"]

COOKIE = "stillpath-session"
"""The cookie of a session; it is sent over this site's own requests only, and no script reads it."""

_READS = frozenset({"GET", "HEAD"})

_PROGRAMS = "/api/"
"""Where the addresses for programs begin."""

_FOUND = "stillpath.who"
"""Where a request keeps who sends it: it is looked up once."""

_BEARER = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever sends a request: the account, its roles, and the mark that its forms must carry (`csrf`).

    `scopes` is None for a person; for a program, what its token is good for.
    """

    account_id: int
    login: str
    name: str
    roles: frozenset[Role]
    csrf: str = ""
    scopes: tuple[str, ...] | None = None

    def may(self, act: Act) -> bool:
        """Whether the roles allow it, and for a program its token too."""
        if self.scopes is not None and not any(act in SCOPES[scope] for scope in self.scopes if scope in SCOPES):
            return False
        return allows(self.roles, act)


class SignInFirst(Exception):
    """Nobody is signed in, and a page was asked for that needs it; `back` is where to go afterwards."""

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__("sign in first")


def who_sends(request: Request, desk: Desk | None) -> Who | None:
    """Who sends a request, by the cookie of a session or the token of a program; None if nobody is signed in.

    A header that names somebody counts alone: a token that is not good is not made good by a cookie beside it.
    """
    if desk is None:
        return None
    if _FOUND not in request.scope:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            found = token_of(desk.store, token.strip())
        else:
            found = session_of(desk.store, request.cookies.get(COOKIE, ""))
        request.scope[_FOUND] = Who(**found) if found is not None else None
    who: Who | None = request.scope[_FOUND]
    return who


def may(act: Act, desk: Desk) -> Callable[[Request], Awaitable[Who]]:
    """What an address depends on: gives who sends the request, if they may do `act`.

    A reader who is not signed in is sent to the sign-in page (SignInFirst); a program, and whoever sends a form, gets
    401; who may not gets 403.
    What writes must carry the session's mark in the field `csrf`; a token of a program, which has none, writes under
    /api alone, so that no form does for a program what its page asks a person.
    """

    async def allowed(request: Request) -> Who:
        who = await run_in_threadpool(who_sends, request, desk)  # the store may wait for another writer
        if who is None:
            program = request.url.path.startswith(_PROGRAMS) or "authorization" in request.headers
            if request.method in _READS and not program:
                raise SignInFirst(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
            said = "this needs a token that is good, or a session" if program else "sign in first"
            raise HTTPException(HTTPStatus.UNAUTHORIZED, said, _BEARER)
        if not who.may(act):
            raise HTTPException(HTTPStatus.FORBIDDEN, f"your account may not {act.value}")
        if request.method not in _READS and who.scopes is not None and not request.url.path.startswith(_PROGRAMS):
            raise HTTPException(HTTPStatus.FORBIDDEN, "a token writes under /api alone; this form is for people")
        if request.method not in _READS and who.scopes is None:
            sent: Any = (await request.form()).get("csrf", "")
            if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), who.csrf.encode()):
                raise HTTPException(HTTPStatus.FORBIDDEN, "this form is not of your session; open the page again")
        return who

    allowed.act = act  # type: ignore[attr-defined]  # read by the test that makes the table of roles from the routes
    return allowed
