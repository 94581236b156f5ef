"""What a draft does: check, cases, what differs in words, for whom something changes; and handing it in."""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import DoneError, NotAllowedError, StaleError
from stillpath.model import Knowledge
from stillpath.model.review import State
from stillpath.prose.words import sentence
from stillpath.review.current import texts_in_force
from stillpath.review.drafts import EDITABLE, Draft
from stillpath.review.folder import text_of
from stillpath.review.submissions import Said, review_of
from stillpath.review.trial import Outcome, Trials, What
from stillpath.review.unsourced import figures_without_source
from stillpath.review.workflow import submit, take_up_new_base
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.editing.editor import problems_of
from stillpath.web.editing.forms import changed_lines, refused, wanted
from stillpath.web.frame import Frame
from stillpath.web.view import cleaned

__all__ = ["add", "outcomes_of", "why_not"]

_QUICK = 2.0
"""Seconds that a page waits for a result."""


def outcomes_of(trials: Trials, draft: Draft, knowledge: Knowledge) -> dict[What, Outcome]:
    """How far each work on a draft is; the longer ones are begun once the check has found nothing."""
    check = trials.ask(draft, knowledge, What.CHECK, _QUICK)
    found = {What.CHECK: check}
    if check.state == "done" and not check.result["count"]:
        found[What.CASES] = trials.ask(draft, knowledge, What.CASES)
        found[What.EFFECT] = trials.ask(draft, knowledge, What.EFFECT)
    return found


def why_not(draft: Draft, outcomes: dict[What, Outcome]) -> str:
    """Why a draft cannot be handed in now, in one sentence; "" if it can."""
    check, cases = outcomes[What.CHECK], outcomes.get(What.CASES)
    if draft.text == draft.base_text:
        return "Nothing of the text is changed yet."
    if not check.over or (cases is not None and not cases.over):
        return "Check and cases are not through yet."
    if check.state != "done" or check.result["count"] or cases is None:
        return "The check finds problems; they come first."
    if cases.state != "done" or cases.result["count"]:
        return "Cases are red: put the text right, or the cases with a source of their own, and try again."
    return ""


def add(app: FastAPI, frame: Frame, desk: Desk, trials: Trials) -> None:
    """Adds `/edit/drafts/NUMBER/results`, and what is sent from there: `/submit` and `/base` of the draft.

    Who signs sees the results too; only who writes sends anything.
    """
    drafts, see = may(Act.DRAFT, desk), may(Act.SEE_REVIEWS, desk)

    @app.api_route("/edit/drafts/{number}/results", methods=["GET", "HEAD"], include_in_schema=False)
    def results(request: Request, number: int, who: Annotated[Who, Depends(see)]) -> HTMLResponse:
        return _page(request, who, wanted(desk, number))

    def _page(request: Request, who: Who, draft: Draft, said: str = "", summary: str = "") -> HTMLResponse:
        outcomes = outcomes_of(trials, draft, frame.knowledge)
        waits = draft.state in (State.DRAFT, State.CHANGES_REQUESTED)
        in_force = _in_force(desk, draft) if waits else draft.base_text
        request_for, handed_in = _said_before(desk, draft)
        return frame.page(
            request,
            "edit_results.html",
            HTTPStatus.UNPROCESSABLE_ENTITY if said else HTTPStatus.OK,
            active="edit",
            who=who,
            draft=draft,
            check=outcomes[What.CHECK],
            cases=outcomes.get(What.CASES),
            effect=outcomes.get(What.EFFECT),
            runs=draft.state in EDITABLE and not all(one.over for one in outcomes.values()),
            problems=problems_of(outcomes[What.CHECK], draft.text),
            lines=changed_lines(draft.base_text, draft.text),
            why_not=why_not(draft, outcomes),
            said=said,
            summary=summary or ("" if handed_in == draft.summary else draft.summary),
            asked=request_for if draft.state is State.CHANGES_REQUESTED else "",
            unsourced=figures_without_source(draft.base_text, draft.text),
            moved=changed_lines(draft.base_text, in_force),
            overtaken=in_force != draft.base_text,
            writes=who.may(Act.DRAFT) and who.scopes is None,
            waits=waits,
            once=secrets.token_urlsafe(),
        )

    @app.post("/edit/drafts/{number}/submit", include_in_schema=False)
    def submits(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(drafts)],
        version: Annotated[int, Form()] = 0,
        summary: Annotated[str, Form()] = "",
        once: Annotated[str, Form()] = "",
    ) -> Response:
        draft = wanted(desk, number)
        said = why_not(draft, outcomes_of(trials, draft, frame.knowledge))
        said = said or ("" if summary.strip() else "Say in a sentence what changes and why.")
        if said:
            return _page(request, who, draft, said, summary)
        try:
            submit(desk.store, who.account_id, number, version, cleaned(summary), once, desk.folder)
        except DoneError:
            pass
        except StaleError as problem:
            return _page(request, who, draft, sentence(str(problem)), summary)
        except NotAllowedError as problem:
            return refused(request, frame, who, problem)
        return RedirectResponse(f"/edit/drafts/{number}/results?submitted=yes", HTTPStatus.SEE_OTHER)

    @app.post("/edit/drafts/{number}/base", include_in_schema=False)
    def takes_up(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(drafts)],
        version: Annotated[int, Form()] = 0,
        once: Annotated[str, Form()] = "",
    ) -> Response:
        draft = wanted(desk, number)
        try:
            take_up_new_base(desk.store, desk.folder, who.account_id, number, version, once)
        except DoneError:
            pass
        except StaleError as problem:
            return _page(request, who, draft, sentence(str(problem)))
        except NotAllowedError as problem:
            return refused(request, frame, who, problem)
        return RedirectResponse(f"/edit/drafts/{number}/results#words", HTTPStatus.SEE_OTHER)


def _in_force(desk: Desk, draft: Draft) -> str:
    """The text of its file as it is served now; "" if there is none."""
    return texts_in_force(desk.store, desk.folder).get(draft.file) or text_of(desk.folder, draft.file)


def _said_before(desk: Desk, draft: Draft) -> tuple[str, str]:
    """The last request for changes, with who made it, and with what sentence it was last handed in; "" for none."""
    review = review_of(desk.store, draft.number)
    opinions = review.opinions if review is not None else ()
    asked = next((one for one in reversed(opinions) if one.verdict == Said.ASKED), None)
    handed_in = next((one.reason for one in reversed(opinions) if one.verdict == Said.SUBMITTED), "")
    name = review.names.get(asked.account_id, "") if review is not None and asked is not None else ""
    return (f"{name}: {asked.reason}" if asked is not None else ""), handed_in
