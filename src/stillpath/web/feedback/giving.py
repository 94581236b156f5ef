"""The forms by which a reader rates a page or reports an error on one statement of it. No account is needed."""

import secrets
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import DoneError, UsageError
from stillpath.intake import Problem
from stillpath.review.ratings import rate
from stillpath.review.reports import LONGEST, report, report_of, report_sent
from stillpath.store.roles import Act
from stillpath.web.access import who_sends
from stillpath.web.desk import Desk
from stillpath.web.feedback.places import Place, Places
from stillpath.web.feedback.replies import problem, too_often, visitor_of
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address
from stillpath.web.words import small_number

__all__ = ["add"]

_RATINGS = 60
_RATINGS_OF_A_PAGE = 20
"""Ratings of one page from one network in a day: a ward has one address, and so has who would stuff them."""
_REPORTS = 5
_NO_PAGE = "This page cannot be rated, reported or shared."

_Field = Annotated[str, Form()]
_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, places: Places, desk: Desk) -> None:
    """Adds `/rate`, `/rated`, `/report` and `/reports/{number}`."""
    get = ["GET", "HEAD"]

    @app.post("/rate", include_in_schema=False)
    def rated(request: Request, page: _Field = "", useful: _Field = "", correct: _Field = "") -> Response:
        place = _place(places, page)
        value = small_number(useful)
        if useful and value is None:
            return problem(request, frame, HTTPStatus.BAD_REQUEST, "Choose a number from 1 to 5.", place.language)
        over = too_often(request, frame, desk, "rate", _RATINGS, place.language) or too_often(
            request, frame, desk, "rate", _RATINGS_OF_A_PAGE, place.language, place.page
        )
        if over is not None:
            return over
        try:
            rate(desk.store, place.page, frame.knowledge.version, visitor_of(request, desk), value, correct)
        except UsageError:
            sentence = "Choose a number from 1 to 5, or whether it is correct."
            return problem(request, frame, HTTPStatus.BAD_REQUEST, sentence, place.language)
        wrong = {"wrong": "yes"} if correct == "no" else {}
        to = "/report" if wrong else "/rated"
        return RedirectResponse(f"{to}?{urlencode({'page': place.page} | wrong)}", HTTPStatus.SEE_OTHER)

    @app.api_route("/rated", methods=get, include_in_schema=False)
    def thanks(request: Request, page: _Text = "") -> HTMLResponse:
        place = _place(places, page)
        return frame.page(request, "feedback_rated.html", language=place.language, place=place)

    @app.api_route("/report", methods=get, include_in_schema=False)
    def form(request: Request, page: _Text = "", wrong: _Text = "", of: _Text = "") -> HTMLResponse:
        return _form(request, frame, _place(places, page), wrong=wrong == "yes", chosen=of)

    @app.post("/report", include_in_schema=False)
    def sent(request: Request, page: _Field = "", of: _Field = "", text: _Field = "", once: _Field = "") -> Response:
        place = _place(places, page)
        said = next((one for one in place.statements if one.mark == of), None)
        problems = {}
        if said is None:
            problems["of"] = Problem("of", "The statement", "Choose the statement that is wrong.")
        if not text.strip():
            problems["text"] = Problem("text", "What is wrong", "Say in a sentence what is wrong.")
        if said is None or problems:
            return _form(request, frame, place, problems, of, text)
        over = too_often(request, frame, desk, "report", _REPORTS, place.language)
        if over is not None:
            return over
        version = frame.knowledge.version
        try:
            number = report(desk.store, place.page, said.of, said.text, version, text, f"report:{once}" if once else "")
        except DoneError:
            number = report_sent(desk.store, f"report:{once}")
        except UsageError as fault:
            sentence = f"{str(fault)[:1].upper()}{str(fault)[1:]}."
            return _form(request, frame, place, {"text": Problem("text", "What is wrong", sentence)}, of, text)
        return RedirectResponse(f"/reports/{number}", HTTPStatus.SEE_OTHER)

    @app.api_route("/reports/{number}", methods=get, include_in_schema=False)
    def state(request: Request, number: str) -> HTMLResponse:
        count = small_number(number)
        row = report_of(desk.store, count) if count is not None else None
        if row is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        who = who_sends(request, desk)
        place = places.at(row.page)
        return frame.page(
            request,
            "feedback_state.html",
            language=place.language if place is not None else "en",
            report=row,
            address=entry_address(row.claim, frame.knowledge) or row.page,
            answers=who is not None and who.may(Act.ANSWER),
        )


def _place(places: Places, page: str) -> Place:
    place = places.at(page)
    if place is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, _NO_PAGE)
    return place


def _form(
    request: Request,
    frame: Frame,
    place: Place,
    problems: dict[str, Problem] | None = None,
    chosen: str = "",
    text: str = "",
    wrong: bool = False,
) -> HTMLResponse:
    status = HTTPStatus.BAD_REQUEST if problems else HTTPStatus.OK
    return frame.page(
        request,
        "feedback_report.html",
        status,
        place.language,
        place=place,
        problems=problems or {},
        chosen=chosen,
        text=text[:LONGEST],
        longest=LONGEST,
        wrong=wrong,
        once=secrets.token_urlsafe(),
    )
