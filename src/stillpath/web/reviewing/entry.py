"""The history of one entry: every submission, what was said, every approval and what became of it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import DoneError, UsageError
from stillpath.model import Knowledge
from stillpath.model.review import Closure, Standing
from stillpath.review.closing import closure_of_text
from stillpath.review.current import texts_in_force
from stillpath.review.folder import text_of
from stillpath.review.holding import file_holding
from stillpath.review.rules import competences_of
from stillpath.review.signing import confirm, stop
from stillpath.review.standings import recorded, signatures_of, standings, state_of_approval
from stillpath.review.submissions import OPEN, reviews_of
from stillpath.review.workflow import VALUES, review_as_it_stands
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address
from stillpath.web.reviewing.shown import key

__all__ = ["add", "file_with", "standing_now"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds /review/{kind}/{name}, and what is sent from there."""
    see, review, recall = may(Act.SEE_REVIEWS, desk), may(Act.REVIEW, desk), may(Act.RETIRE, desk)
    address = "/review/{kind}/{name}"

    def page(
        request: Request,
        who: Who,
        kind: str,
        name: str,
        problem: UsageError | None = None,
        form: str = "",
        typed: str = "",
    ) -> HTMLResponse:
        entry = f"{kind}/{name}"
        file = file_with(desk, kind, name)
        closure = _closure(desk, frame.knowledge, entry, file)
        rows = recorded(desk.store).approvals.get(entry, [])
        reviews = reviews_of(desk.store, file)
        return frame.page(
            request,
            "review_entry.html",
            HTTPStatus.OK if problem is None else HTTPStatus.CONFLICT,
            who=who,
            entry=entry,
            file=file,
            address=entry_address(entry, frame.knowledge),
            standing=standing_now(desk, frame.knowledge, entry),
            reviews=reviews,
            approvals=[(one, state_of_approval(one, closure, rows), signatures_of(one)) for one in reversed(rows)],
            titles=competences_of(frame.knowledge, desk.store.now().date()),
            openable=file != VALUES,
            may_stop=who.may(Act.RETIRE) and who.scopes is None,
            form=form,
            typed=typed,
            may_review=who.may(Act.REVIEW) and who.scopes is None,
            busy=any(one.state in OPEN and one.state.value != "draft" for one in reviews),
            once=key(),
            problem=problem,
        )

    @app.api_route(address, methods=["GET", "HEAD"], include_in_schema=False)
    def history(request: Request, kind: str, name: str, who: Annotated[Who, Depends(see)]) -> HTMLResponse:
        return page(request, who, kind, name)

    @app.post(f"{address}/open", include_in_schema=False)
    def open_it(
        request: Request, kind: str, name: str, who: Annotated[Who, Depends(review)], once: Annotated[str, Form()] = ""
    ) -> Response:
        try:
            number = review_as_it_stands(desk.store, desk.folder, who.account_id, file_with(desk, kind, name), once)
        except DoneError:
            return RedirectResponse(f"/review/{kind}/{name}", HTTPStatus.SEE_OTHER)
        except UsageError as problem:
            return page(request, who, kind, name, problem)
        desk.renew()
        return RedirectResponse(f"/review/submissions/{number}", HTTPStatus.SEE_OTHER)

    @app.post(f"{address}/confirm", include_in_schema=False)
    def confirm_it(
        request: Request,
        kind: str,
        name: str,
        who: Annotated[Who, Depends(review)],
        once: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
    ) -> Response:
        file_with(desk, kind, name)
        try:
            confirm(desk.store, desk.folder, who.account_id, f"{kind}/{name}", note, once)
        except DoneError:
            pass  # the form was sent twice
        except UsageError as problem:
            return page(request, who, kind, name, problem, "confirm", note)
        desk.renew()
        return RedirectResponse(f"/review/{kind}/{name}", HTTPStatus.SEE_OTHER)

    @app.post(f"{address}/stop", include_in_schema=False)
    def stop_it(
        request: Request,
        kind: str,
        name: str,
        who: Annotated[Who, Depends(recall)],
        once: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
    ) -> Response:
        file = file_with(desk, kind, name)
        try:
            stop(desk.store, desk.folder, who.account_id, file, reason, once)
        except DoneError:
            pass  # it was sent twice, and done the first time
        except UsageError as problem:
            return page(request, who, kind, name, problem, "stop", reason)
        desk.renew()
        return RedirectResponse(f"/review/{kind}/{name}", HTTPStatus.SEE_OTHER)


def file_with(desk: Desk, kind: str, name: str) -> str:
    """The file in which an entry stands: of a parameter of policy its page. 404 for what is no name of an entry."""
    entry = f"{kind}/{name}"
    file = file_holding(desk.folder, entry, texts_in_force(desk.store, desk.folder))
    if not file and not reviews_of(desk.store, entry):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return file or entry


def standing_now(desk: Desk, knowledge: Knowledge, entry: str) -> Standing:
    """Where an entry stands by what is recorded at this moment."""
    return standings(desk.store, knowledge, desk.store.now().date()).of(entry)


def _closure(desk: Desk, knowledge: Knowledge, entry: str, file: str) -> Closure:
    """What the entry rests on now; of what is no entry, or not there yet, the text."""
    try:
        return knowledge.closure_of(entry)
    except KeyError:
        return closure_of_text(entry, texts_in_force(desk.store, desk.folder).get(file) or text_of(desk.folder, file))
