"""The criterion calculator: a rule decided from values that are typed in, every line with value and limit."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from stillpath.engine import decide
from stillpath.intake import typed_child
from stillpath.model import Criterion
from stillpath.prose import Clock
from stillpath.prose.catalogue import entry_page
from stillpath.prose.judged import Judged, judged
from stillpath.web.fields import Form, questions_of
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address
from stillpath.web.view import view_of
from stillpath.web.words import words_in

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, now: Callable[[], datetime]) -> None:
    """Adds `/calculate/criteria/ID`."""
    knowledge = frame.knowledge

    @app.api_route("/calculate/criteria/{id}", methods=["GET", "HEAD"], include_in_schema=False)
    def criterion(request: Request, id: str) -> HTMLResponse:
        entry = knowledge.criteria.get(id)
        page = entry_page(id, knowledge, "criteria")
        if entry is None or page is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        questions, series = questions_of(entry, knowledge)
        typed = {name: text[: 2 * 100] for name, text in request.query_params.items()}
        form = Form(questions, typed).read() if typed else Form(questions, {})
        found = _judged(entry, form, frame, now()) if form.answered and not form.problems else None
        return frame.page(
            request,
            "criterion.html",
            active="calculate",
            entry=entry,
            form=form,
            series=series,
            asked=bool(typed),
            found=found,
            rows=[(row, entry_address(row.of, knowledge)) for row in found.rows] if found else [],
            view=view_of(page, knowledge, words_in(knowledge, "en")),
        )


def _judged(entry: Criterion, form: Form, frame: Frame, now: datetime) -> Judged | None:
    """The verdict; None, with the problems noted in the form, if a value cannot be used."""
    reading = typed_child(tuple(form.lines), frame.knowledge, now)
    for refused in reading.refused:
        place = refused.where.partition(",")[0].rpartition(" ")[2]
        name = form.lines[int(place) - 1].partition(" ")[0] if place.isdigit() else ""
        question = next((one for one in form.questions if one.id == name), form.questions[0])
        form.complain(question, f"{refused.found}; expected {refused.expected}")
    if form.problems:
        return None
    return judged(entry, decide(frame.knowledge, reading.timeline, now), Clock(nominal=True))
