"""The pages about how the knowledge is kept: the editorial policy with its versions, and the release notes."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from stillpath.library import read_releases
from stillpath.prose.editorial_page import PROPOSAL, editorial_page, shown_policy, version_text
from stillpath.prose.releases_page import releases_page
from stillpath.web.frame import Frame
from stillpath.web.view import View, view_of
from stillpath.web.words import words_in

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, now: Callable[[], datetime]) -> None:
    """Adds `/policy`, `/policy/ID` and `/releases`; `now` tells which version is in force."""
    knowledge = frame.knowledge
    get = ["GET", "HEAD"]
    words = words_in(knowledge, "en")

    @cache
    def releases_view() -> View:
        return view_of(releases_page(read_releases(), knowledge), knowledge, words)

    def policy_page(request: Request, id: str) -> HTMLResponse:
        today = now().date()
        shown = shown_policy(knowledge, today, id)
        page = editorial_page(knowledge, today, id, versions=False)
        if id and page is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        others = [
            (f"/policy/{other.id}", version_text(other, knowledge, today))
            for other in reversed(knowledge.editorial.values())
            if other is not shown
        ]
        return frame.page(
            request,
            "policy.html",
            active="about",
            policy=shown,
            when=version_text(shown, knowledge, today) if shown is not None else "",
            proposal=PROPOSAL,
            view=view_of(page, knowledge, words) if page is not None else None,
            others=others,
        )

    @app.api_route("/policy", methods=get, include_in_schema=False)
    def policy(request: Request) -> HTMLResponse:
        return policy_page(request, "")

    @app.api_route("/policy/{id}", methods=get, include_in_schema=False)
    def policy_version(request: Request, id: str) -> HTMLResponse:
        return policy_page(request, id)

    @app.api_route("/releases", methods=get, include_in_schema=False)
    def releases(request: Request) -> HTMLResponse:
        return frame.page(request, "releases.html", active="about", view=releases_view())
