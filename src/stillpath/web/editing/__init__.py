"""Editing in the browser: drafts field by field, what check and cases say of them, and whose stage or dose changes."""

from fastapi import FastAPI

from stillpath.review.trial import Trials
from stillpath.web.desk import Desk
from stillpath.web.editing import api, editor, results, start
from stillpath.web.frame import Frame

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds `/edit` and what lies under it, and the drafts of the HTTP API."""
    trials = Trials(desk.store, desk.folder)
    editor.add(app, frame, desk, trials)
    results.add(app, frame, desk, trials)
    start.add(app, frame, desk)
    api.add(app, frame, desk, trials)
