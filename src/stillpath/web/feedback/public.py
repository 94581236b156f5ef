"""What everybody may read: the board directory, and the log of corrections with its feed. There without a store too."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from xml.etree import ElementTree

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from stillpath.review.board import members, nobody_text
from stillpath.review.reports import LONGEST, Corrected, Withdrawn, corrections, withdrawn
from stillpath.review.rules import competences_of
from stillpath.store.roles import Act
from stillpath.web.access import who_sends
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame
from stillpath.web.links import entry_address

__all__ = ["add", "feed"]

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold."""

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime.fromtimestamp(0, UTC)


def add(app: FastAPI, frame: Frame, now: Callable[[], datetime], desk: Desk | None) -> None:
    """Adds `/board`, `/corrections` and `/corrections.atom`."""
    get = ["GET", "HEAD"]

    @app.api_route("/board", methods=get, include_in_schema=False)
    def board(request: Request) -> HTMLResponse:
        today = now().date()
        return frame.page(
            request,
            "board.html",
            active="about",
            rows=members(desk.store, today) if desk is not None else (),
            competences=competences_of(frame.knowledge, today),
            nobody=nobody_text(desk.store if desk else None),
        )

    @app.api_route("/corrections", methods=get, include_in_schema=False)
    def log(request: Request) -> HTMLResponse:
        made, ended = _log(desk)
        who = who_sends(request, desk)
        return frame.page(
            request,
            "corrections.html",
            active="about",
            rows=[(one, entry_address(one.entry, frame.knowledge)) for one in made],
            ended=[(one, entry_address(one.entry, frame.knowledge)) for one in ended],
            logs=who if who is not None and who.may(Act.ANSWER) else None,
            longest=LONGEST,
            once=secrets.token_urlsafe() if who is not None else "",
        )

    @app.api_route("/corrections.atom", methods=get, include_in_schema=False)
    def atom(request: Request) -> Response:
        made, ended = _log(desk)
        content = feed(made, ended, str(request.base_url).rstrip("/"))
        return Response(content, HTTPStatus.OK, media_type="application/atom+xml")


def feed(made: tuple[Corrected, ...], ended: tuple[Withdrawn, ...], site: str) -> bytes:
    """The log as an Atom feed, the newest first; `site` is the address of this server without a slash at its end."""
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    parts = [(one.at, _correction(one, site)) for one in made] + [(one.at, _withdrawal(one, site)) for one in ended]
    parts.sort(key=lambda part: part[0], reverse=True)
    _put(root, "id", f"{site}/corrections.atom")
    _put(root, "title", "stillpath: corrections and withdrawn approvals")
    _put(root, "updated", (parts[0][0] if parts else _NEVER).isoformat())
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{site}/corrections.atom"})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "href": f"{site}/corrections"})
    _put(ElementTree.SubElement(root, "author"), "name", "stillpath")
    root.extend(entry for _, entry in parts)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _correction(one: Corrected, site: str) -> ElementTree.Element:
    title = f"{'Grave correction' if one.grave else 'Correction'}: {one.entry}"
    text = f"It was: {one.was}\nIt is: {one.now}"
    return _entry(f"{site}/corrections#c-{one.number}", title, one.at, text, one.by)


def _withdrawal(one: Withdrawn, site: str) -> ElementTree.Element:
    mark = f"w-{one.number}"
    return _entry(f"{site}/corrections#{mark}", f"Approval withdrawn: {one.entry}", one.at, one.because, "")


def _entry(id: str, title: str, at: datetime, text: str, by: str) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _put(entry, "id", id)
    _put(entry, "title", title)
    _put(entry, "updated", at.isoformat())
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": id})
    if by:
        _put(ElementTree.SubElement(entry, "author"), "name", by)
    _put(entry, "content", text)
    return entry


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def _log(desk: Desk | None) -> tuple[tuple[Corrected, ...], tuple[Withdrawn, ...]]:
    return (corrections(desk.store), withdrawn(desk.store)) if desk is not None else ((), ())
