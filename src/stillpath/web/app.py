"""Puts the server together: one application for one version of the knowledge."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from stillpath import __version__
from stillpath.model import Knowledge
from stillpath.web import api, ask, calculators, criteria, pages, problems
from stillpath.web.frame import Frame
from stillpath.web.security import Guard

if TYPE_CHECKING:
    from stillpath.answer import Answerer

__all__ = ["create_app"]

_SMALL = 2000
"""Bytes below which a page is sent as it is."""


def create_app(
    knowledge: Knowledge, answerer: "Answerer | None" = None, now: Callable[[], datetime] | None = None
) -> FastAPI:
    """The application. Without an `answerer` one is made; `now` is the clock of the calculators."""
    if answerer is None:
        from stillpath.answer import Answerer

        answerer = Answerer(knowledge)
    frame = Frame(knowledge, now or _now)
    app = FastAPI(
        title="stillpath",
        version=__version__,
        description="Cited answers about MAS in systemic JIA. Not reviewed by a clinical board.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    ask.add(app, frame, answerer)
    pages.add(app, frame, answerer)
    calculators.add(app, frame, now or _now)
    criteria.add(app, frame, now or _now)
    api.add(app, knowledge, answerer)
    folder = Path(str(resources.files("stillpath.web").joinpath("static")))
    app.mount("/static", StaticFiles(directory=folder), name="static")
    problems.add(app, frame)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALL)  # no page holds a secret that its length could tell
    app.add_middleware(Guard, sorry=problems.bare)
    return app


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)
