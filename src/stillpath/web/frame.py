"""What every page has around it: the templates, the words of its language, the look asked for, the review status."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from stillpath import __version__
from stillpath.model import Knowledge, Reader
from stillpath.prose.local import local_text
from stillpath.prose.reviewed import ReviewStatus, everything, status_of, whole
from stillpath.prose.words import Clock, date_text
from stillpath.web.links import ask_address, entry_address, entry_title
from stillpath.web.view import cleaned
from stillpath.web.words import LANGUAGES, Words, words_in

if TYPE_CHECKING:
    from stillpath.web.access import Who

__all__ = ["READERS", "THEMES", "Frame"]

READERS = {reader.value: reader.value.capitalize() for reader in Reader}
"""For whom an answer is worded, and the name of each."""

THEMES = {"auto": "Auto", "light": "Light", "dark": "Dark"}
"""The looks a reader can choose; auto follows the machine."""

_DAY = len("2026-11-21")


_DECIDING = ("child", "calculate")
"""The parts of the site where something is worked out for a child."""


@dataclass
class Frame:
    """Renders templates for one version of the knowledge; `now` is for telling a hospital's policy that has run out.

    `foot` makes what readers say of a page, where there is a store; it is given the values of the page.
    `asks` tells who sends a request, where people can sign in; without it no page says anything of signing in.
    """

    knowledge: Knowledge
    now: Callable[[], datetime] | None = None
    foot: Callable[[Request, Mapping[str, Any]], Any] | None = None
    asks: "Callable[[Request], Who | None] | None" = None
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.templates = Environment(
            loader=PackageLoader("stillpath.web"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(
            {
                "ask_address": ask_address,
                "entry_address": lambda of: entry_address(of, self.knowledge),
                "entry_title": lambda of: cleaned(entry_title(of, self.knowledge)),
                "LANGUAGES": LANGUAGES,
                "READERS": READERS,
                "THEMES": THEMES,
                "style": f"/static/stillpath.css?v={_mark('stillpath.css')}",
                "sheet_style": f"/static/child-sheet.css?v={_mark('child-sheet.css')}",
                "desk_style": f"/static/desk.css?v={_mark('desk.css')}",
                "reviewing": False,
                "children_are_kept": False,
                "child_style": f"/static/child.css?v={_mark('child.css')}",
                "software": __version__,
                "knowledge": self.knowledge,
            }
        )
        self.templates.filters["cleaned"] = cleaned
        self.templates.filters["on_day"] = _on_day
        self.templates.filters["instant"] = lambda at: f"{Clock().full(at)} UTC"

    def page(
        self,
        request: Request,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        language: str = "en",
        **values: Any,
    ) -> HTMLResponse:
        """A page from a template; `active` names the part of the site it belongs to.

        `rests_on` are the entries it rests on, for its review status. Without them a page about a child or a
        calculation rests on all that decides, and any other on everything.
        """
        return HTMLResponse(self.text(request, template, language, **values), status_code=int(status))

    def text(self, request: Request, template: str, language: str, **values: Any) -> str:
        """The HTML of a page."""
        language = language if language in LANGUAGES else "en"
        theme = request.cookies.get("theme", "auto")
        edition = self.knowledge.edition
        words = words_in(self.knowledge, language)
        rests_on = values.pop("rests_on", None)
        status = self.status(rests_on, values.get("active", ""), language, words)
        due = status.due.isoformat() if status.due is not None else edition.next_review
        today = self.today()
        day = today.isoformat() if today is not None else ""
        local = local_text(self.knowledge.local, day) if self.knowledge.local is not None else ""
        shared = {
            "_": words,
            "status": status,
            "language": language,
            "theme": theme if theme in THEMES else "auto",
            "back": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "changed": date_text(edition.content_changed, language),
            "searched": date_text(edition.evidence_searched_to, language),
            "review_due": date_text(due, language),
            "local_policy": local.removeprefix("LOCAL POLICY ") if local else "",
            "signing": self.asks is not None,
            "sign_in_address": _sign_in_address(request),
            "who": self.asks(request) if self.asks is not None else None,
            "active": "",
            "other_language": "",
            "question": "",
            "reader": "clinician",
            "feedback": self.foot(request, values) if self.foot is not None else None,
            "keeps": self.foot is not None,
        }
        return self.templates.get_template(template).render({**shared, **values})

    def today(self) -> date | None:
        """The day by the server's clock, to tell what is overdue; None without a clock."""
        return self.now().date() if self.now is not None else None

    def status(
        self, rests_on: tuple[str, ...] | None, active: str = "", language: str = "en", words: Words | None = None
    ) -> ReviewStatus:
        """The review status of a page, as it is recorded now."""
        if rests_on is None:
            decides = active in _DECIDING
            rests_on = whole(self.knowledge) if decides else everything(self.knowledge, language)
        return status_of(self.knowledge, rests_on, language, words)


def _on_day(at: date, language: str = "en") -> str:
    """The day of a date or an instant (UTC), as a page writes it."""
    return date_text(at.isoformat()[:_DAY], language)


def _sign_in_address(request: Request) -> str:
    """Where to sign in, and come back to the page; what was sent by a form is no page to come back to."""
    path = request.url.path
    if request.method not in ("GET", "HEAD") or path in ("/", "/sign-in"):
        return "/sign-in"
    return f"/sign-in?{urlencode({'next': path + (f'?{request.url.query}' if request.url.query else '')})}"


def _mark(name: str) -> str:
    """Changes whenever the file does, so that nobody sees an old one."""
    content = resources.files("stillpath.web").joinpath("static", name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:8]
