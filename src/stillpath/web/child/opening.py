"""How a child is opened: a shipped example, a file, or the door to typing one in."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import tzinfo
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from stillpath.errors import InputError, WhichPatientError
from stillpath.intake import UnusableError, plain, read_record, read_zone
from stillpath.prose.patient_head import stage_texts
from stillpath.prose.person import person_text
from stillpath.prose.telling import Telling
from stillpath.web.child import refused
from stillpath.web.child.moment import EmptyError, see
from stillpath.web.child.seen import Views
from stillpath.web.child.upload import UploadError, read_upload
from stillpath.web.child.workspace import Workspace
from stillpath.web.frame import Frame

__all__ = ["add"]

_LONGEST_ID = 60


def add(app: FastAPI, frame: Frame, workspace: Workspace, views: Views) -> Callable[[], object]:
    """Adds `/child`: the ways to open a child, and a file that is sent there.

    Gives back what works out the list of the examples, for whoever wants that done beforehand.
    """

    @app.api_route("/child", methods=["GET", "HEAD"], include_in_schema=False)
    def choice(request: Request) -> HTMLResponse:
        return frame.page(request, "child_open.html", active="child", examples=_examples(), zone="")

    @app.post("/child", include_in_schema=False)
    async def sent(request: Request) -> Response:
        try:
            upload = await read_upload(request)
        except UploadError as problem:
            return _sorry(request, refused.nothing_sent(str(problem)))
        patient, zone = (upload.fields.get(name, "").strip() for name in ("patient", "zone"))
        return await run_in_threadpool(_open, request, upload.data, patient or None, zone)

    @app.api_route("/child/which/{key}", methods=["GET", "HEAD"], include_in_schema=False)
    def which(request: Request, key: str) -> HTMLResponse:
        patients = workspace.waiting(key).patients
        shown = [(number, plain(name, _LONGEST_ID), count) for number, (name, count) in enumerate(patients, 1)]
        first = shown[: refused.MOST_SHOWN]
        return frame.page(request, "child_which.html", active="child", key=key, patients=first, all=len(shown))

    @app.post("/child/which/{key}", include_in_schema=False)
    def chosen(request: Request, key: str, patient: Annotated[str, Form()] = "") -> Response:
        patients = workspace.waiting(key).patients
        places = {str(place): place for place in range(1, len(patients) + 1)}
        if patient not in places:
            return RedirectResponse(f"/child/which/{key}", HTTPStatus.SEE_OTHER)
        held = workspace.waiting(key, take=True)
        return _read(request, held.data, held.patients[places[patient] - 1][0], held.zone)

    def _open(request: Request, data: bytes, patient: str | None, named: str) -> Response:
        """The answer to a file: its child's page, the choice among several, or what is wrong with it."""
        try:
            zone = read_zone(named)
        except UnusableError as problem:
            said = f"The zone could not be read; expected {problem.expected}."
            return _sorry(request, refused.nothing_sent(said))
        return _read(request, data, patient, zone, plain(named))

    def _read(request: Request, data: bytes, patient: str | None, zone: tzinfo | None, named: str = "") -> Response:
        try:
            record = read_record(data, patient)
        except WhichPatientError as problem:
            if len(problem.patients) > 1:
                held = workspace.wait(data, problem.patients, zone)
                return RedirectResponse(f"/child/which/{held.key}", HTTPStatus.SEE_OTHER)
            return _sorry(request, refused.wrong_patient(named))
        except InputError as problem:
            return _sorry(request, refused.unreadable(problem, named))
        if len(record.events) > refused.MOST_ENTRIES:
            return _sorry(request, refused.too_many(len(record.events)))
        child = workspace.read(record, zone=zone)
        reading = child.reading
        if child.end(workspace.now()) is None or (reading.refused and not any(reading.timeline.entries())):
            return _sorry(request, refused.nothing_usable(reading.refused, named))
        if (much := refused.too_much(reading.timeline)) is not None:
            return _sorry(request, much)
        workspace.keep(child)
        return RedirectResponse(f"/child/{child.key}", HTTPStatus.SEE_OTHER)

    def _sorry(request: Request, values: dict[str, Any]) -> HTMLResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return frame.page(request, "child_refused.html", status, active="child", **values)

    kept: list[tuple[str, str, str]] = []
    one_at_a_time = threading.Lock()

    def _examples() -> list[tuple[str, str, str]]:
        """The shipped children, each once: name, who, and how they stand; worked out by the first who asks."""
        with one_at_a_time:
            if not kept:
                kept.extend(_listed())
            return kept

    def _listed() -> Iterable[tuple[str, str, str]]:
        for name in workspace.examples():
            with suppress(EmptyError):
                seen, _ = see(name, "", "", workspace, views)
                who = f"{seen.child.reading.timeline.patient.example}: {person_text(seen.plan, seen.clock)}"
                headline, _ = stage_texts(Telling(seen.plan))
                yield name, who, headline

    @app.post("/child/{key}/forget", include_in_schema=False)
    def forget(key: str) -> RedirectResponse:
        workspace.forget(key)
        return RedirectResponse("/child?forgotten=yes", HTTPStatus.SEE_OTHER)

    return _examples
