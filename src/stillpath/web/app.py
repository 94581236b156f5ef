"""Puts the server together: one application for one version of the knowledge."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from stillpath import __version__
from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.web import (
    api,
    ask,
    calculators,
    child,
    criteria,
    editing,
    editorial,
    feedback,
    pages,
    people,
    problems,
    reviewing,
)
from stillpath.web.access import COOKIE
from stillpath.web.child.workspace import Workspace
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.security import Guard, Receive, Scope, Send, silence

if TYPE_CHECKING:
    from stillpath.answer import Answerer

__all__ = ["create_app"]

_SMALL = 2000
"""Bytes below which a page is sent as it is."""


def create_app(
    knowledge: Knowledge,
    answerer: "Answerer | None" = None,
    now: Callable[[], datetime] | None = None,
    examples: Path | None = None,
    zone: tzinfo | None = None,
    desk: Desk | None = None,
    before: FastAPI | None = None,
) -> FastAPI:
    """The application. Without an `answerer` one is made; `now` is its clock.

    `examples` is a folder of children that everybody may open; None: the shipped ones. `zone` is the hospital's
    time, in which children are shown and what is typed is read. `app.state.prepare()` reads the templates and works the
    pages of the shipped children out before anybody asks; it may run while the server answers. Without a `desk` nobody
    can sign in and nothing is kept: every page is for reading. `before` is the application that this one takes the
    place of; the children who are open there stay open.
    """
    if answerer is None:
        from stillpath.answer import Answerer

        answerer = Answerer(knowledge)
    silence()
    frame = Frame(knowledge, now or _now)
    app = FastAPI(
        title="stillpath",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    ask.add(app, frame, answerer)
    pages.add(app, frame, answerer)
    editorial.add(app, frame, now or _now)
    calculators.add(app, frame, now or _now)
    criteria.add(app, frame, now or _now)
    feedback.add(app, frame, answerer, now or _now, desk)
    children = child.add(app, frame, now or _now, examples or examples_folder(), zone, _children(before), desk)
    api.add(app, frame, answerer)
    if desk is not None:
        people.add(app, frame, desk)
        reviewing.add(app, frame, desk)
        editing.add(app, frame, desk)
    folder = Path(str(resources.files("stillpath.web").joinpath("static")))
    app.mount("/static", StaticFiles(directory=folder), name="static")
    problems.add(app, frame)
    app.add_middleware(_Packed, minimum_size=_SMALL)
    app.add_middleware(Guard, sorry=problems.sorry(frame))

    def prepare() -> None:
        for name in frame.templates.list_templates(["html"]):
            frame.templates.get_template(name)
        children()

    app.state.prepare = prepare
    return app


class _Packed(GZipMiddleware):
    """Packs what is sent, but not to who is signed in: the length of a packed page could tell the mark of its forms."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        signed_in = any(name == b"cookie" and COOKIE.encode() in value for name, value in scope.get("headers", ()))
        await (self.app(scope, receive, send) if signed_in else super().__call__(scope, receive, send))


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


def _children(before: FastAPI | None) -> Workspace | None:
    """The children who are open in the application before."""
    found: Workspace | None = None if before is None else before.state.children
    return found
