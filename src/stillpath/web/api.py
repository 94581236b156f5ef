"""The HTTP API: one question in, one answer out as JSON; and whether the server is well."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from stillpath import __version__
from stillpath.answer import Answerer
from stillpath.answer.as_json import as_json
from stillpath.errors import UsageError
from stillpath.web.ask import LONGEST, answer_of
from stillpath.web.frame import READERS, Frame
from stillpath.web.words import LANGUAGES

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, answerer: Answerer) -> None:
    """Adds `/api/ask`, its description, and `/healthz`."""
    knowledge = frame.knowledge

    @app.get("/api/ask", tags=["ask"], summary="A cited answer", response_class=JSONResponse)
    def ask(
        q: Annotated[str, Query(description="The question, in English or Norwegian.", max_length=LONGEST)],
        reader: Annotated[
            str, Query(alias="as", description="Who reads it.", pattern=f"^({'|'.join(READERS)})$")
        ] = "clinician",
        follow: Annotated[str, Query(description="The id of the answer before, whose context is carried.")] = "",
        language: Annotated[
            str, Query(description="Empty: the question's own.", pattern=f"^({'|'.join(LANGUAGES)})?$")
        ] = "",
    ) -> JSONResponse:
        """An answer in the form of docs/ask.schema.json. Its `review` says how far what it rests on is reviewed."""
        try:
            answer = answer_of(answerer, q, reader, follow, language)
        except UsageError as problem:
            return JSONResponse({"error": str(problem)}, int(HTTPStatus.BAD_REQUEST))
        return JSONResponse(as_json(answer))

    @app.get("/api/openapi.json", include_in_schema=False)
    def described() -> JSONResponse:
        found = app.openapi()
        told = f"Cited answers about MAS in systemic JIA. {frame.status(None).line}."
        return JSONResponse({**found, "info": {**found["info"], "description": told}})

    @app.get("/healthz", tags=["server"], summary="Whether the server is well")
    def healthz() -> dict[str, Any]:
        """The versions of software and knowledge, and whether the knowledge passed its check."""
        return {"status": "ok", "software": __version__, "knowledge": knowledge.version, "checked": knowledge.checked}
