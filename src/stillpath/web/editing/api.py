"""The drafts of the HTTP API: a program sends a text, and reads what it does."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from stillpath.errors import NotAllowedError, StaleError, UsageError
from stillpath.review.drafts import begin, save
from stillpath.review.folder import file_of
from stillpath.review.trial import Trials, What
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.editing.forms import wanted
from stillpath.web.editing.results import outcomes_of, why_not
from stillpath.web.frame import Frame
from stillpath.web.security import MOST_BYTES

__all__ = ["Sent", "add"]

_LONGEST = 100
"""Characters of the name of a file at most."""

_MOST_SUMMARY = 2000
"""Characters of a summary at most."""


class Sent(BaseModel):
    """A text of a file, as a program sends it."""

    file: str = Field(description="kind/name, such as drugs/anakinra", max_length=_LONGEST)
    text: str = Field(description="The whole text of the file, YAML.", min_length=1, max_length=MOST_BYTES)
    summary: str = Field("", description="What changes, and why.", max_length=_MOST_SUMMARY)


def add(app: FastAPI, frame: Frame, desk: Desk, trials: Trials) -> None:
    """Adds `/api/drafts` and `/api/drafts/NUMBER/results`."""
    drafts = may(Act.DRAFT, desk)

    @app.post(
        "/api/drafts", tags=["drafts"], summary="Begin a draft, or write in one's own", response_class=JSONResponse
    )
    async def sends(request: Request, sent: Sent, who: Annotated[Who, Depends(drafts)]) -> JSONResponse:
        return await run_in_threadpool(_take, sent, who)

    def _take(sent: Sent, who: Who) -> JSONResponse:
        try:
            file_of(desk.folder, sent.file)
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, int(HTTPStatus.UNPROCESSABLE_ENTITY))
        try:
            draft = begin(desk.store, desk.folder, who.account_id, sent.file, sent.text)
            draft = save(desk.store, who.account_id, draft.number, draft.version, sent.text, summary=sent.summary)
        except (NotAllowedError, StaleError) as problem:
            return JSONResponse({"error": str(problem)}, int(HTTPStatus.CONFLICT))
        except UsageError as problem:
            return JSONResponse({"error": str(problem)}, int(HTTPStatus.UNPROCESSABLE_ENTITY))
        outcomes = outcomes_of(trials, draft, frame.knowledge)
        answer = {
            "schema": 1,
            "draft": draft.number,
            "file": draft.file,
            "version": draft.version,
            "state": draft.state.value,
            "check": outcomes[What.CHECK].state,
        }
        return JSONResponse(answer, int(HTTPStatus.CREATED))

    @app.get("/api/drafts/{number}/results", tags=["drafts"], summary="What a draft does", response_class=JSONResponse)
    def results(number: int, who: Annotated[Who, Depends(drafts)]) -> dict[str, Any]:
        draft = wanted(desk, number)
        outcomes = outcomes_of(trials, draft, frame.knowledge)
        return {
            "schema": 1,
            "draft": draft.number,
            "file": draft.file,
            "version": draft.version,
            "state": draft.state.value,
            "results": {what.value: {"state": one.state, **one.result} for what, one in outcomes.items()},
            "why_not_submitted": why_not(draft, outcomes) or None,
        }
