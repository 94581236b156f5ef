"""What readers say of the pages, and what is told of it: ratings, reports, corrections, shared links, the board."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI

from stillpath.answer import Answerer
from stillpath.web.desk import Desk
from stillpath.web.feedback import answering, giving, public, sharing
from stillpath.web.feedback.foot import Foot
from stillpath.web.feedback.places import Places
from stillpath.web.frame import Frame

__all__ = ["add"]


def add(app: FastAPI, frame: Frame, answerer: Answerer, now: Callable[[], datetime], desk: Desk | None) -> None:
    """Adds the public pages; with a desk also what stands at the foot of each page of the knowledge, and its forms."""
    public.add(app, frame, now, desk)
    if desk is None:
        return
    places = Places(frame.knowledge, answerer)
    frame.foot = Foot(frame.knowledge, places, desk)
    giving.add(app, frame, places, desk)
    sharing.add(app, frame, places, desk)
    answering.add(app, frame, places, desk)
