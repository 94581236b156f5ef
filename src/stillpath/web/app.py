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
from stillpath.web import api, ask, calculators, child, criteria, pages, problems
from stillpath.web.frame import Frame
from stillpath.web.security import Guard, silence

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
) -> FastAPI:
    """The application. Without an `answerer` one is made; `now` is its clock.

    `examples` is a folder of children that everybody may open; None: the shipped ones. `zone` is the hospital's
    time, in which children are shown and what is typed is read. `app.state.prepare()` reads the templates and works the
    pages of the shipped children out before anybody asks; it may run while the server answers.
    """
    if answerer is None:
        from stillpath.answer import Answerer

        answerer = Answerer(knowledge)
    silence()
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
    children = child.add(app, frame, now or _now, examples or examples_folder(), zone)
    api.add(app, knowledge, answerer)
    folder = Path(str(resources.files("stillpath.web").joinpath("static")))
    app.mount("/static", StaticFiles(directory=folder), name="static")
    problems.add(app, frame)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALL)  # no page holds a secret that its length could tell
    app.add_middleware(Guard, sorry=problems.sorry(frame))

    def prepare() -> None:
        for name in frame.templates.list_templates(["html"]):
            frame.templates.get_template(name)
        children()

    app.state.prepare = prepare
    return app


def _now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)
