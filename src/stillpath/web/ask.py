"""The first page, and the page of an answer."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from stillpath.answer import Answer, Answerer, Reader
from stillpath.errors import UsageError
from stillpath.web.frame import READERS, Frame
from stillpath.web.links import ask_address
from stillpath.web.view import view_of
from stillpath.web.words import LANGUAGES, words_in

__all__ = ["EXAMPLES", "LONGEST", "add", "answer_of"]

LONGEST = 2 * 1000
"""The characters of a question at most."""

EXAMPLES = {
    "en": (
        "How is MAS in systemic JIA treated at the start?",
        "What is the dose of methylprednisolone?",
        "When do I escalate if there is no response?",
        "Could a low ferritin mean it is not MAS?",
        "Can anakinra be given with a serious infection?",
        "What should we watch for at home?",
    ),
    "nb": (
        "Hvordan behandles MAS ved systemisk JIA i starten?",
        "Hva er dosen av metylprednisolon?",
        "Når skal behandlingen trappes opp?",
        "Hva er MAS?",
        "Hvor ofte skal det tas blodprøver?",
        "Hva skal vi se etter hjemme?",
    ),
}
"""Questions offered on the first page, by language."""

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, answerer: Answerer) -> None:
    """Adds `/` and `/ask`."""

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def home(request: Request, language: _Text = "en") -> HTMLResponse:
        language = language if language in LANGUAGES else "en"
        other = "/" if language == "nb" else "/?language=nb"
        examples = EXAMPLES[language]
        return frame.page(
            request, "home.html", language=language, active="ask", examples=examples, other_language=other
        )

    @app.api_route("/ask", methods=["GET", "HEAD"], include_in_schema=False)
    def ask(
        request: Request,
        q: _Text = "",
        reader: Annotated[str, Query(alias="as")] = "clinician",
        follow: _Text = "",
        language: _Text = "",
        version: _Text = "",
    ) -> HTMLResponse:
        reader = reader.lower()
        if reader not in READERS:  # never a guess: another reader might be shown doses
            sentence = f"The address names no reader: choose {', '.join(READERS)}."
            code = HTTPStatus.BAD_REQUEST
            return frame.page(request, "problem.html", code, language, sentence=sentence, code=int(code), active="ask")
        if len(q) > LONGEST:
            sentence = "The question is longer than 2,000 characters. Ask one thing in one or two sentences."
            code = HTTPStatus.BAD_REQUEST
            return frame.page(request, "problem.html", code, language, sentence=sentence, code=int(code), active="ask")
        lost = ""
        try:
            answer = answer_of(answerer, q, reader, follow, language)
        except UsageError:
            lost = "The link to the question before could not be read, so this one was answered on its own."
            answer = answer_of(answerer, q, reader, "", language)
        return frame.page(
            request,
            "answer.html",
            language=answer.language,
            active="ask",
            answer=answer,
            rests_on=answer.entries,
            view=view_of(answer.page, frame.knowledge, words_in(frame.knowledge, answer.language)),
            question=answer.asked,
            reader=answer.reader.value,
            asked_for=version,
            lost=lost,
            asked_language=language if language in LANGUAGES else "",
            pinned=ask_address(
                answer.asked, reader=reader, follow=follow, language=language, version=frame.knowledge.version
            ),
            follow=follow,
        )


def answer_of(answerer: Answerer, question: str, reader: str, follow: str = "", language: str = "") -> Answer:
    """The answer; UsageError for a `follow` that is no answer's."""
    return answerer.ask(question, Reader(reader), follow, language if language in LANGUAGES else "")
