"""One submission: what it changes, who signed it, what is missing, and the forms of each step."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from stillpath.errors import DoneError, NotAllowedError, UsageError
from stillpath.model.review import State
from stillpath.review.signing import retire, sign
from stillpath.review.submissions import OPEN, Said, review_of
from stillpath.review.trial import Trials
from stillpath.review.workflow import begin_review, comment, request_changes, withdraw
from stillpath.store.roles import Act, Role
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.reviewing.shown import does_in_a_line, key, shown

__all__ = ["add"]

_Text = Annotated[str, Form()]
_Number = Annotated[int, Form()]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds /review/submissions/{number}, and what is sent from there."""
    see, review, recall = may(Act.SEE_REVIEWS, desk), may(Act.REVIEW, desk), may(Act.RETIRE, desk)
    address = "/review/submissions/{number}"

    def page(
        request: Request,
        who: Who,
        number: int,
        status: HTTPStatus = HTTPStatus.OK,
        problem: str = "",
        form: str = "",
        typed: str = "",
        chosen: tuple[str, str] = ("", ""),
    ) -> HTMLResponse:
        found = review_of(desk.store, number)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        person = who.scopes is None
        own = [one.verdict for one in found.opinions if one.account_id == who.account_id]
        writes = who.account_id == found.submission.author_id or Said.EDITED in own
        left = Role.BOARD in who.roles and found.state in (State.SUBMITTED, State.CHANGES_REQUESTED)
        takes_back = (writes and found.state in _BACK) or left or (Said.OPENED in own and found.state in OPEN)
        return frame.page(
            request,
            "review_submission.html",
            status,
            who=who,
            shown=shown(desk, found, who),
            does=does_in_a_line(Trials(desk.store, desk.folder), found, frame.knowledge),
            once=key(),
            problem=problem,
            form=form,
            typed=typed,
            chosen=chosen,
            may_begin=person and who.may(Act.REVIEW) and found.state is State.SUBMITTED,
            may_review=person and who.may(Act.REVIEW) and found.state in (State.SUBMITTED, State.UNDER_REVIEW),
            may_withdraw=person and takes_back,
            may_retire=person and who.may(Act.RETIRE) and found.state is State.APPROVED,
            may_edit=person and who.may(Act.DRAFT) and found.submission.text is not None and found.state in _BACK,
            may_comment=person and found.state not in (State.APPROVED, State.RETIRED),
        )

    def done(
        request: Request,
        who: Who,
        number: int,
        form: str,
        typed: str,
        step: Callable[[], object],
        renew: bool = True,
        chosen: tuple[str, str] = ("", ""),
    ) -> Response:
        """The answer to a form: back to the page, or the page with what was typed and why nothing was done."""
        if who.scopes is not None:
            raise HTTPException(HTTPStatus.FORBIDDEN, "a token reads reviews; it takes no step in one")
        if review_of(desk.store, number) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            step()
        except DoneError:
            pass  # it was sent twice, and done the first time
        except UsageError as problem:
            status = HTTPStatus.FORBIDDEN if isinstance(problem, NotAllowedError) else HTTPStatus.CONFLICT
            return page(request, who, number, status, str(problem), form, typed, chosen)
        if renew:
            desk.renew()
        return RedirectResponse(f"/review/submissions/{number}", HTTPStatus.SEE_OTHER)

    @app.api_route(address, methods=["GET", "HEAD"], include_in_schema=False)
    def one(request: Request, number: int, who: Annotated[Who, Depends(see)]) -> HTMLResponse:
        return page(request, who, number)

    @app.post(f"{address}/begin", include_in_schema=False)
    def begin(
        request: Request, number: int, who: Annotated[Who, Depends(review)], version: _Number = 0, once: _Text = ""
    ) -> Response:
        def step() -> None:
            begin_review(desk.store, desk.folder, who.account_id, number, version, once)

        return done(request, who, number, "begin", "", step)

    @app.post(f"{address}/comment", include_in_schema=False)
    def remark(
        request: Request, number: int, who: Annotated[Who, Depends(see)], text: _Text = "", once: _Text = ""
    ) -> Response:
        def step() -> None:
            comment(desk.store, who.account_id, number, text, once)

        return done(request, who, number, "comment", text, step, renew=False)

    @app.post(f"{address}/changes", include_in_schema=False)
    def changes(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(review)],
        version: _Number = 0,
        text: _Text = "",
        once: _Text = "",
    ) -> Response:
        def step() -> None:
            request_changes(desk.store, who.account_id, number, version, text, once)

        return done(request, who, number, "changes", text, step)

    @app.post(f"{address}/sign", include_in_schema=False)
    def approve(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(review)],
        version: _Number = 0,
        closure: _Text = "",
        competence: _Text = "",
        text: _Text = "",
        concerned: _Text = "",
        once: _Text = "",
    ) -> Response:
        aside = concerned == "yes"

        def step() -> None:
            if concerned not in ("yes", "no"):
                raise NotAllowedError("say whether one of your declared interests concerns this")
            sign(desk.store, desk.folder, who.account_id, number, version, closure, competence, text, aside, once)

        return done(request, who, number, "sign", text, step, chosen=(competence, concerned))

    @app.post(f"{address}/withdraw", include_in_schema=False)
    def take_back(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(see)],
        version: _Number = 0,
        text: _Text = "",
        once: _Text = "",
    ) -> Response:
        def step() -> None:
            withdraw(desk.store, who.account_id, number, version, text, once)

        return done(request, who, number, "withdraw", text, step)

    @app.post(f"{address}/retire", include_in_schema=False)
    def call_back(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(recall)],
        version: _Number = 0,
        text: _Text = "",
        once: _Text = "",
    ) -> Response:
        def step() -> None:
            retire(desk.store, who.account_id, number, version, text, once)

        return done(request, who, number, "retire", text, step)


_BACK = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED)
"""The states in which a text can be written in or taken back."""
