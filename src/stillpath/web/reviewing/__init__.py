"""The pages on which texts are reviewed and signed; what stands of an entry is open to everybody under /api/review."""

from fastapi import FastAPI

from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.reviewing import api, entry, queue, submission

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, desk: Desk) -> None:
    """Adds every address under /review, /api/review and /api/submissions."""
    frame.templates.globals["reviewing"] = True
    queue.add(app, frame, desk)
    submission.add(app, frame, desk)
    entry.add(app, frame, desk)
    api.add(app, frame, desk)
