"""The editor: a text in fields or as a whole, with what check says beside the field."""

import secrets
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import NotAllowedError, StaleError, UsageError
from stillpath.prose.words import sentence
from stillpath.review.drafts import Draft, discard, save
from stillpath.review.fields import Field, Part, UnreadText, added, fields_of, outline, removed, with_key
from stillpath.review.skeleton import known_keys
from stillpath.review.trial import Outcome, Trials, What
from stillpath.store.roles import Act
from stillpath.web.access import Who, may
from stillpath.web.desk import Desk
from stillpath.web.editing.forms import changed_lines, packed, refused, text_sent, wanted
from stillpath.web.editing.hints import HINTS
from stillpath.web.frame import Frame
from stillpath.web.words import small_number

__all__ = ["Problem", "add", "problems_of"]

_QUICK = 2.0
"""Seconds that a page waits for a check."""

_OPEN = 40
"""Fields up to which a record stands open."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem as the editor shows it. `field` is the number of its field on the page, 0 if it has none."""

    field: int
    title: str
    says: str
    expected: str
    path: str


def problems_of(outcome: Outcome | None, text: str) -> tuple[Problem, ...]:
    """The problems that a check found, each with its field in this text; those of other files come last."""
    if outcome is None or outcome.state != "done":
        return ()
    numbers = _numbers(text)
    return tuple(
        Problem(
            numbers.get(one["path"], 0),
            _title(one["path"]) if one["path"] in numbers else one["where"],
            sentence(one["found"]),
            one["expected"],
            one["path"],
        )
        for one in outcome.result["problems"]
    )


def add(app: FastAPI, frame: Frame, desk: Desk, trials: Trials) -> None:
    """Adds `/edit/drafts/NUMBER`: read, save, add and remove parts, discard."""
    drafts = may(Act.DRAFT, desk)

    @app.api_route("/edit/drafts/{number}", methods=["GET", "HEAD"], include_in_schema=False)
    def edit(
        request: Request,
        number: int,
        who: Annotated[Who, Depends(drafts)],
        whole: Annotated[str, Query()] = "",
        saved: Annotated[str, Query()] = "",
    ) -> HTMLResponse:
        draft = wanted(desk, number)
        checked = (
            trials.ask(draft, frame.knowledge, What.CHECK, _QUICK)
            if saved
            else trials.find(draft, frame.knowledge, What.CHECK)
        )
        return _page(request, frame, desk, who, draft, checked, bool(whole), bool(saved))

    @app.post("/edit/drafts/{number}", include_in_schema=False)
    async def sent(request: Request, number: int, who: Annotated[Who, Depends(drafts)]) -> Response:
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        return await run_in_threadpool(_sent, request, number, who, form)

    def _sent(request: Request, number: int, who: Who, form: dict[str, str]) -> Response:
        draft = wanted(desk, number)
        do, _, path = form.get("do", "").partition(" ")
        version = small_number(form.get("version", "")) or 0
        text = draft.text
        try:
            if do == "discard":
                discard(desk.store, who.account_id, number, version)
                return RedirectResponse("/edit?discarded=yes", HTTPStatus.SEE_OTHER)
            text = text_sent(form, drop=do not in ("add", "remove", "key"))
            text = _altered(text, do, path, form, draft, desk)
            draft = save(desk.store, who.account_id, number, version, text)
        except StaleError as problem:
            return _stale(request, frame, who, wanted(desk, number), text, problem)
        except NotAllowedError as problem:
            return refused(request, frame, who, problem)
        except UsageError as problem:
            told = (Problem(0, "", sentence(str(problem)), "", ""),)
            shown = replace(draft, text=text) if "text" in form else draft  # what was typed stays in its field
            return _page(request, frame, desk, who, shown, None, "text" in form, False, told)
        if do == "check":
            return RedirectResponse(f"/edit/drafts/{number}/results", HTTPStatus.SEE_OTHER)
        whole = "&whole=yes" if "text" in form else ""
        place = f"#p-{_anchor(path)}" if do in ("add", "remove", "key") else "#main"
        return RedirectResponse(f"/edit/drafts/{number}?saved=yes{whole}{place}", HTTPStatus.SEE_OTHER)


def _altered(text: str, do: str, path: str, form: dict[str, str], draft: Draft, desk: Desk) -> str:
    """The text with an item or a key more, or less, if that was asked for."""
    try:
        if do == "add":
            return added(text, path)
        if do == "remove":
            return removed(text, path)
        key = form.get(f"key:{path}", "")
        if do == "key" and key:
            keys = known_keys(desk.folder, draft.file.partition("/")[0]).get(_anywhere(path), {})
            return with_key(text, path, key, keys.get(key)) if key in keys else text
    except UnreadText as problem:
        raise UsageError(f"{problem}; nothing was saved") from problem
    return text


def _page(
    request: Request,
    frame: Frame,
    desk: Desk,
    who: Who,
    draft: Draft,
    checked: Outcome | None,
    whole: bool,
    saved: bool,
    told: tuple[Problem, ...] = (),
) -> HTMLResponse:
    unread = ""
    parts: tuple[Field | Part, ...] = ()
    try:
        parts = outline(draft.text)
    except UnreadText as problem:
        unread, whole = sentence(str(problem)), True
    problems = told or problems_of(checked, draft.text)
    numbers = _numbers(draft.text)
    return frame.page(
        request,
        "edit_draft.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK,
        active="edit",
        who=who,
        draft=draft,
        parts=parts,
        whole=whole,
        unread=unread,
        numbers=numbers,
        problems=problems,
        beside={problem.path: problem for problem in reversed(problems) if problem.path},
        folded=len(numbers) > _OPEN,
        checked=checked,
        saved=saved,
        was=packed(draft.text),
        keys=_keys(desk, draft) if parts and not whole else {},
        anywhere=_anywhere,
        anchor=_anchor,
        hints=HINTS,
        once=secrets.token_urlsafe(),
    )


def _stale(request: Request, frame: Frame, who: Who, draft: Draft, text: str, problem: StaleError) -> HTMLResponse:
    """Somebody was first: both texts, what differs, and one's own to be saved once it was compared."""
    return frame.page(
        request,
        "edit_stale.html",
        HTTPStatus.CONFLICT,
        active="edit",
        who=who,
        draft=draft,
        text=text,
        said=sentence(str(problem)),
        lines=changed_lines(draft.text, text),
    )


def _numbers(text: str) -> dict[str, int]:
    """The number of each field on the page, from 1, by its path."""
    try:
        return {field.path: number for number, field in enumerate(fields_of(text), 1)}
    except UnreadText:
        return {}


def _title(path: str) -> str:
    """A path in words.

    >>> _title("doses/0/at_most")
    'doses 1, at most'
    """
    words: list[str] = []
    for step in path.split("/"):
        if step.isdigit() and words:
            words[-1] += f" {int(step) + 1}"
        else:
            words.append(step.replace("~1", "/").replace("~0", "~").replace("_", " "))
    return ", ".join(words)


def _anywhere(path: str) -> str:
    """A path with a star for the number of each item."""
    return "/".join("*" if step.isdigit() else step for step in path.split("/")) if path else ""


def _anchor(path: str) -> str:
    """A path as the name of a place in a page."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in path)


def _keys(desk: Desk, draft: Draft) -> dict[str, Any]:
    """For each place the keys that records of this kind have there."""
    return {place: tuple(keys) for place, keys in known_keys(desk.folder, draft.file.partition("/")[0]).items()}
