"""Where reviewers answer what readers reported, and put corrections into the public log."""

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import DoneError, StaleError, UsageError
from stillpath.model import entry_of, policy_in_force
from stillpath.prose.catalogue import is_entry
from stillpath.review.current import texts_in_force
from stillpath.review.folder import text_of
from stillpath.review.holding import file_holding
from stillpath.review.reports import LONGEST, accept, correct, decline, open_reports, withdrawn
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.feedback.places import Places
from stillpath.web.feedback.replies import problem
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address

__all__ = ["add"]

_Field = Annotated[str, Form()]


def add(app: FastAPI, frame: Frame, places: Places, desk: Desk) -> None:
    """Adds `/reports`, and what is sent to it and to `/corrections`."""
    store, knowledge = desk.store, frame.knowledge

    @app.api_route("/reports", methods=["GET", "HEAD"], include_in_schema=False)
    def reports(request: Request, who: Annotated[Who, Depends(may(Act.ANSWER, desk))]) -> HTMLResponse:
        return _list(request, who)

    @app.post("/reports/{number}", include_in_schema=False)
    def answered(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(may(Act.ANSWER, desk))],
        what: _Field = "",
        answer: _Field = "",
        entry: _Field = "",
        was: _Field = "",
        now: _Field = "",
        grave: _Field = "",
        once: _Field = "",
    ) -> Response:
        key = f"answer:{once}" if once else ""
        try:
            match what:
                case "accept":
                    accept(store, desk.folder, who.login, number, answer, key)
                case "decline":
                    decline(store, who.login, number, answer, key)
                case "correct":
                    _stands(entry, now)
                    yes = _grave(grave, entry)
                    correct(store, who.login, who.account_id, entry, was, now, yes, number, answer, key)
                case _:
                    raise UsageError("choose accept, decline or correct")
        except DoneError:
            pass
        except UsageError as fault:
            typed = {"answer": answer, "entry": entry, "was": was, "now": now, "grave": grave}
            return _list(request, who, number, what, str(fault), _status(fault), typed)
        return RedirectResponse("/reports", HTTPStatus.SEE_OTHER)

    @app.post("/corrections", include_in_schema=False)
    def logged(
        request: Request,
        who: Annotated[Who, Depends(may(Act.ANSWER, desk))],
        entry: _Field = "",
        was: _Field = "",
        now: _Field = "",
        grave: _Field = "",
        once: _Field = "",
    ) -> Response:
        try:
            _stands(entry, now)
            yes = _grave(grave, entry)
            key = f"correction:{once}" if once else ""
            correct(store, who.login, who.account_id, entry, was, now, yes, once=key)
        except DoneError:
            pass
        except UsageError as fault:
            return problem(request, frame, _status(fault), _sentence(str(fault)))
        return RedirectResponse("/corrections", HTTPStatus.SEE_OTHER)

    def _list(
        request: Request,
        who: Who,
        number: int = 0,
        what: str = "",
        fault: str = "",
        status: HTTPStatus = HTTPStatus.OK,
        typed: dict[str, str] | None = None,
    ) -> HTMLResponse:
        rows = [
            (row, entry_of(row.claim), entry_address(row.claim, knowledge) or row.page) for row in open_reports(store)
        ]
        policy = policy_in_force(knowledge.editorial, store.now().date())
        return frame.page(
            request,
            "reports.html",
            status,
            answer_within=timedelta(days=policy.report_answered_within_days) if policy is not None else None,
            rows=rows,
            who=who,
            number=number,
            what=what,
            fault=_sentence(fault),
            typed=typed or {},
            recalled=_recalled(),
            longest=LONGEST,
            once=secrets.token_urlsafe(),
        )

    def _stands(entry: str, now: str) -> None:
        """UsageError unless it is an entry and says this now: in its file, or on its page."""
        kind, _, id = entry.partition("/")
        if not is_entry(kind, id, knowledge):
            raise UsageError("the correction names no entry of the knowledge; expected kind/id")
        texts = texts_in_force(store, desk.folder)
        file = file_holding(desk.folder, entry, texts)
        place = places.at(entry_address(entry, knowledge))
        there = [one.text for one in place.statements] if place is not None else []
        there += [texts.get(file) or text_of(desk.folder, file)] if file else []
        words = _one_line(now)
        if words and not any(words in _one_line(text) for text in there):
            raise UsageError(
                f"this does not stand in {entry} as it is in force: give what it is now in the words that stand there"
            )

    def _grave(text: str, entry: str) -> bool:
        """Whether it was grave, as was chosen; of an entry whose approval the board withdrew it is, if nothing was."""
        if not text and entry in _recalled():
            return True
        if text not in ("yes", "no"):
            raise UsageError("say whether it was grave: could it have harmed a child?")
        return text == "yes"

    def _recalled() -> frozenset[str]:
        return frozenset(one.entry for one in withdrawn(store))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _status(fault: UsageError) -> HTTPStatus:
    return HTTPStatus.CONFLICT if isinstance(fault, StaleError) else HTTPStatus.BAD_REQUEST


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
