"""What every page has around it: the templates, the words of its language, the look asked for, the review status."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from importlib import resources
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from stillpath import __version__
from stillpath.model import Knowledge, Reader
from stillpath.prose.local import local_text
from stillpath.prose.words import date_text
from stillpath.web.links import ask_address, entry_address
from stillpath.web.view import cleaned
from stillpath.web.words import LANGUAGES, words_in

__all__ = ["READERS", "THEMES", "Frame"]

READERS = {reader.value: reader.value.capitalize() for reader in Reader}
"""For whom an answer is worded, and the name of each."""

THEMES = {"auto": "Auto", "light": "Light", "dark": "Dark"}
"""The looks a reader can choose; auto follows the machine."""


@dataclass
class Frame:
    """Renders templates for one version of the knowledge; `now` is for telling a hospital's policy that has run out."""

    knowledge: Knowledge
    now: Callable[[], datetime] | None = None
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
                "LANGUAGES": LANGUAGES,
                "READERS": READERS,
                "THEMES": THEMES,
                "style": f"/static/stillpath.css?v={_mark('stillpath.css')}",
                "sheet_style": f"/static/child-sheet.css?v={_mark('child-sheet.css')}",
                "child_style": f"/static/child.css?v={_mark('child.css')}",
                "software": __version__,
                "knowledge": self.knowledge,
            }
        )
        self.templates.filters["cleaned"] = cleaned

    def page(
        self,
        request: Request,
        template: str,
        status: HTTPStatus = HTTPStatus.OK,
        language: str = "en",
        **values: Any,
    ) -> HTMLResponse:
        """A page from a template; `active` names the part of the site it belongs to."""
        return HTMLResponse(self.text(request, template, language, **values), status_code=int(status))

    def text(self, request: Request, template: str, language: str, **values: Any) -> str:
        """The HTML of a page."""
        language = language if language in LANGUAGES else "en"
        theme = request.cookies.get("theme", "auto")
        edition = self.knowledge.edition
        day = self.now().date().isoformat() if self.now is not None else ""
        local = local_text(self.knowledge.local, day) if self.knowledge.local is not None else ""
        shared = {
            "_": words_in(self.knowledge, language),
            "language": language,
            "theme": theme if theme in THEMES else "auto",
            "back": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "changed": date_text(edition.content_changed, language),
            "searched": date_text(edition.evidence_searched_to, language),
            "review_due": date_text(edition.next_review, language),
            "local_policy": local.removeprefix("LOCAL POLICY ") if local else "",
            "active": "",
            "other_language": "",
            "question": "",
            "reader": "clinician",
        }
        return self.templates.get_template(template).render({**shared, **values})


def _mark(name: str) -> str:
    """Changes whenever the file does, so that nobody sees an old one."""
    content = resources.files("stillpath.web").joinpath("static", name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:8]
