"""A child kept on request: sealed in the store for some days, listed for whoever kept it, opened again, erased."""

import json
import secrets
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from http import HTTPStatus
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import DoneError, InputError, NotAllowedError, SealedError, StoreError
from stillpath.intake import Problem, UnusableError, plain, read_record, read_zone, to_json
from stillpath.model import Knowledge, policy_in_force
from stillpath.prose import Clock
from stillpath.store import kept
from stillpath.store.roles import Act
from stillpath.store.sealing import Key
from stillpath.web.access import Who, may
from stillpath.web.child.workspace import Child, GoneError, Workspace
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.words import small_number

__all__ = ["LONGEST_LABEL", "add", "days_kept", "zone_text"]

LONGEST_LABEL = 40
"""Characters of a label."""

_LETTERS = 16
_LONGEST_ONCE = 60
_TOLD = {"kept": "The child is kept.", "erased": "The child was erased; nothing of it is left here."}
_READ = ["GET", "HEAD"]


def days_kept(knowledge: Knowledge, on: date) -> int:
    """For how many days at most a child is kept, by the editorial policy that is in force on a day; 0 without one."""
    policy = policy_in_force(knowledge.editorial, on)
    return 0 if policy is None else policy.workspace_kept_for_days


def add(app: FastAPI, frame: Frame, workspace: Workspace, desk: Desk, key: Key, zone: tzinfo | None = None) -> None:
    """Adds `/child/KEY/keep` and `/child/kept`. What is over is deleted now, and whenever somebody looks.

    `zone` is the hospital's time, in which the list is shown.
    """
    keeper = Annotated[Who, Depends(may(Act.KEEP_CHILD, desk))]
    typed_text = Annotated[str, Form()]
    with suppress(StoreError):  # the next look deletes them
        kept.drop_expired(desk.store)

    @app.api_route("/child/kept", methods=_READ, include_in_schema=False)
    def kept_ones(request: Request, who: keeper, told: str = "") -> HTMLResponse:
        return _list(request, who, told=_TOLD.get(told, ""))

    @app.post("/child/kept/{id}/open", include_in_schema=False)
    def opened(request: Request, who: keeper, id: str) -> Response:
        try:
            content = kept.take_out(desk.store, key, who.account_id, who.login, id)
            record, of_record = read_record(content.record), read_zone(content.zone)
        except (DoneError, SealedError) as problem:
            return _list(request, who, wrong=_sentence(str(problem)))
        except (InputError, UnusableError):
            return _list(request, who, wrong="What is kept cannot be read by this version of the software.")
        child = workspace.open(record, live=content.live or None, zone=of_record)
        return RedirectResponse(f"/child/{child.key}", HTTPStatus.SEE_OTHER)

    @app.post("/child/kept/{id}/erase", include_in_schema=False)
    def erased(request: Request, who: keeper, id: str) -> Response:
        try:
            kept.erase(desk.store, who.account_id, who.login, id)
        except DoneError as problem:
            return _list(request, who, wrong=_sentence(str(problem)))
        return RedirectResponse("/child/kept?told=erased", HTTPStatus.SEE_OTHER)

    @app.api_route("/child/{name}/keep", methods=_READ, include_in_schema=False)
    def form(request: Request, who: keeper, name: str) -> HTMLResponse:
        return _form(request, who, _own(name))

    @app.post("/child/{name}/keep", include_in_schema=False)
    def keep(
        request: Request, who: keeper, name: str, label: typed_text = "", days: typed_text = "", once: typed_text = ""
    ) -> Response:
        child, most = _own(name), _most()
        label = plain(label, LONGEST_LABEL)
        chosen = small_number(days) or 0
        if not label:
            empty = Problem("label", "Label", "it is empty; type a word for your list")
            return _form(request, who, child, label, chosen, empty)
        if not 1 <= chosen <= most:
            return _form(request, who, child, label, chosen, Problem("days", "Days", f"expected 1 to {most}"))
        record = json.dumps(to_json(child.record), ensure_ascii=False).encode()
        content = kept.Content(label, record, zone_text(child.zone), child.live)
        try:
            kept.keep(
                desk.store,
                key,
                who.account_id,
                who.login,
                content,
                chosen,
                once and f"keep:{who.login}:{once[:_LONGEST_ONCE]}",
            )
        except NotAllowedError as problem:
            return _list(request, who, wrong=_sentence(str(problem)))
        except DoneError:
            pass  # the form was sent twice
        return RedirectResponse("/child/kept?told=kept", HTTPStatus.SEE_OTHER)

    def _own(name: str) -> Child:
        """The child of a name that a reader opened; an example is nobody's. GoneError if there is none."""
        child = workspace.get(name)
        if child.example:
            raise GoneError("an example is there for everybody; it is not kept")
        return child

    def _most() -> int:
        return days_kept(frame.knowledge, desk.store.now().date())

    def _form(
        request: Request, who: Who, child: Child, label: str = "", chosen: int = 1, problem: Problem | None = None
    ) -> HTMLResponse:
        status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
        values: dict[str, Any] = {
            "key": child.key,
            "label": label,
            "chosen": chosen,
            "longest": LONGEST_LABEL,
            "most": _most(),
            "problems": {problem.field: problem} if problem is not None else {},
            "who": who,
            "once": secrets.token_urlsafe(_LETTERS),
        }
        return frame.page(request, "child_keep.html", status, active="child", **values)

    def _list(request: Request, who: Who, told: str = "", wrong: str = "") -> HTMLResponse:
        clock = Clock(zone or UTC)
        rows = [
            (one.id, one.label, clock.full(one.made_at), clock.full(one.expires_at))
            for one in kept.kept_by(desk.store, key, who.account_id)
        ]
        values: dict[str, Any] = {"rows": rows, "told": told, "wrong": wrong, "most": _most(), "who": who}
        status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
        return frame.page(request, "child_kept.html", status, active="child", **values)


def zone_text(zone: tzinfo | None) -> str:
    """A zone as `read_zone` reads it: its name, or its offset now; empty if there is none.

    >>> zone_text(ZoneInfo("Europe/Oslo")), zone_text(UTC), zone_text(None)
    ('Europe/Oslo', '+00:00', '')
    """
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    text = datetime.now(zone).strftime("%z")
    return f"{text[:-2]}:{text[-2:]}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
