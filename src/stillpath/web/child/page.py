"""The page of one child: everything that is known at one instant, and what is done about it."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from stillpath.intake import Received, plain, to_json
from stillpath.prose.child_page import child_page
from stillpath.prose.grid import grid
from stillpath.prose.phrases import entry_text
from stillpath.prose.trends import Window
from stillpath.web.child.charts import drawn
from stillpath.web.child.course import course_of
from stillpath.web.child.moment import Ways, framed, iso, not_shown, see
from stillpath.web.child.read import read_of
from stillpath.web.child.refused import in_browser
from stillpath.web.child.seen import Seen, Views
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame
from stillpath.web.view import view_of
from stillpath.web.words import words_in

__all__ = ["add", "told"]

_ANSWERS: dict[str, object] = {"yes": True, "no": False, "cannot-say": "cannot say"}
_LONGEST_NAME = 60

_Text = Annotated[str, Query()]


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> None:
    """Adds `/child/KEY`, the answers given on it, and its record to take away."""
    get = ["GET", "HEAD"]

    @app.api_route("/child/{key}", methods=get, include_in_schema=False)
    def one(
        request: Request,
        key: str,
        at: _Text = "",
        n: _Text = "",
        unanswered: _Text = "",
        window: _Text = "",
        scale: _Text = "",
        again: _Text = "",
    ) -> HTMLResponse:
        seen, ways = see(key, at, n, workspace, views)
        missed = not_shown(at, seen) if not n else ""
        shown = told(seen, ways, frame, window, scale)
        return frame.page(request, "child.html", unanswered=unanswered, missed=missed, again=again, **shown)

    @app.post("/child/{key}/answer", include_in_schema=False)
    async def answer(request: Request, key: str) -> RedirectResponse:
        typed = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
        address = await run_in_threadpool(_answered, key, typed, frame, workspace)
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    @app.post("/child/{key}/now", include_in_schema=False)
    def by_clock(key: str) -> RedirectResponse:
        return RedirectResponse(f"/child/{workspace.by_clock(key).key}", HTTPStatus.SEE_OTHER)

    @app.post("/child/{key}/take-back", include_in_schema=False)
    def take_back(key: str, id: Annotated[str, Form()] = "") -> RedirectResponse:
        changed = workspace.take_back(key, id)
        return RedirectResponse(f"/child/{changed.key}#added", HTTPStatus.SEE_OTHER)

    @app.api_route("/child/{key}/record.json", methods=get, include_in_schema=False)
    def record(key: str) -> Response:
        text = json.dumps(to_json(workspace.get(key).record), indent=1, ensure_ascii=False)
        headers = {"content-disposition": 'attachment; filename="child.json"'}
        return Response(text, media_type="application/json", headers=headers)


def _answered(key: str, typed: dict[str, str], frame: Frame, workspace: Workspace) -> str:
    """Keeps the answers that were given, with who gave them; the address that shows them."""
    child = workspace.get(key)
    instant = workspace.instant(child)
    by = plain(typed.get("by", ""), _LONGEST_NAME)
    events = []
    for fact in frame.knowledge.facts.values():
        answer = typed.get(f"answer-{fact.id}", "")
        if fact.yes_no and answer in _ANSWERS:
            note = "" if child.real else f"answered {workspace.now().isoformat(timespec='minutes')}"
            said = _ANSWERS[answer]
            event = Received(
                "answered", fact.kind.value, fact.id, time=iso(instant, child), value=said, by=by, note=note
            )
            events.append(event)
    if not events or not by:
        return f"/child/{key}?unanswered=yes#questions"
    changed = workspace.add(key, events)
    again = "?again=yes#added" if changed.added == child.added else "#questions"
    return f"/child/{changed.key}{again}"


def told(seen: Seen, ways: Ways, frame: Frame, window: str, scale: str) -> dict[str, Any]:
    """What the page shows; `window` and `scale` of the trends as an address tells them, or what is none of ours."""
    chosen = next((one for one in Window if one.value == window), None)
    linear = scale == "linear"
    shown = seen.once(f"page {chosen} {linear}", lambda one: _shown(one, frame, chosen, linear))
    said = {"window": window if chosen else "", "scale": scale if linear else ""}
    windows = {one.value: f"{ways.to(**{**said, 'window': one.value})}#trends" for one in Window}
    windows["linear"] = f"{ways.to(**{**said, 'scale': 'linear'})}#trends"
    windows["log"] = f"{ways.to(window=said['window'])}#trends"
    return {**framed(seen, ways), "windows": windows, **shown}


@dataclass(frozen=True, slots=True)
class _Told:
    """Something that was added on a page: its id, what it is in words, when it was so, by whom, and a note."""

    id: str
    text: str
    when: str
    by: str
    note: str


def _added(seen: Seen) -> tuple[_Told, ...]:
    """What was added on a page, in the order in which it was; as it was received where it could not be read."""
    child, clock = seen.child, seen.clock
    entries = {entry.id: entry for entry in child.reading.timeline.entries()}
    timeless = replace(clock, nominal=True)
    found = []
    for one in child.added:
        event, entry = one.event, entries.get(one.id)
        text, when = event.shown(), str(event.time or "")
        if entry is not None:
            text = entry_text(entry, seen.knowledge, timeless, entry.at)
            when = "" if clock.nominal else clock.full(entry.at)
        found.append(_Told(one.id, text, when, event.by, event.note))
    return tuple(found)


def _shown(seen: Seen, frame: Frame, window: Window | None, linear: bool) -> dict[str, Any]:
    """What the template needs that does not hang on who is reading."""
    child = seen.child
    made = child_page(seen.plan, in_browser(child.reading.refused), (), seen.replayed, window, linear)
    titled = [section.title for section in made.page.sections if section.title]
    citations = made.citations
    days = grid(seen.watch, seen.clock, citations)
    view = view_of(replace(made.page, sources=citations.listed()), frame.knowledge, words_in(frame.knowledge, "en"))
    return {
        **course_of(seen),
        "made": made,
        "read": read_of(child, seen.at),
        "added": _added(seen),
        "drawn": drawn(made.trends),
        "days": days,
        "view": view,
        "parts": dict(zip(titled, view.parts, strict=True)),
    }
