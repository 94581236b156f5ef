"""What the pages of editing have in common: the draft of an address, the text that a form holds, a refusal."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from difflib import SequenceMatcher
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from stillpath.errors import StaleError, UsageError
from stillpath.prose.words import sentence
from stillpath.review.drafts import Draft, draft_of
from stillpath.review.fields import with_fields
from stillpath.web.access import Who
from stillpath.web.desk import Desk
from stillpath.web.frame import Frame

__all__ = ["FIELD", "changed_lines", "packed", "refused", "text_sent", "unpacked", "wanted"]

FIELD = "f:"
"""What the name of a field in a form begins with; its path follows."""

_MOST_NUMBER = 2**31 - 1
"""The greatest number that a row can have."""

_LONGEST = 1000 * 1000
"""Characters of a text at most."""


def wanted(desk: Desk, number: int) -> Draft:
    """The draft of an address; 404 if there is none."""
    draft = draft_of(desk.store, number) if 0 < number <= _MOST_NUMBER else None
    if draft is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return draft


def packed(text: str) -> str:
    """A text as a form carries it along, so that what was typed can be told apart from what was there.

    >>> unpacked(packed("id: ferritin"))
    'id: ferritin'
    """
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpacked(sent: str) -> str | None:
    """The text that a form carried along; None if it is none."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(sent, validate=True), _LONGEST).decode()
    except (binascii.Error, zlib.error, ValueError):
        return None


def text_sent(form: Mapping[str, str], drop: bool = True) -> str:
    """The text that a form holds: as a whole, or the one it was opened with and the fields as they are now.

    UsageError if it holds neither, or a sign that no text of the knowledge can hold.
    """
    if "text" in form:
        return form["text"].replace("\r\n", "\n")
    was = unpacked(form.get("was", ""))
    if was is None:
        raise UsageError("this form was cut short; nothing of it was saved")
    fields = {name.removeprefix(FIELD): value for name, value in form.items() if name.startswith(FIELD)}
    try:
        return with_fields(was, fields, drop)
    except ValueError as problem:
        raise UsageError(f"{problem}; nothing was saved") from problem


def changed_lines(one: str, other: str) -> list[tuple[str, str]]:
    r"""The lines that differ, side by side; "" where one has none.

    >>> changed_lines("a\nb", "a\nc")
    [('b', 'c')]
    """
    before, after = one.splitlines(), other.splitlines()
    pairs: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag != "equal":
            most = max(j - i, m - k)
            was, now = before[i:j] + [""] * (most - (j - i)), after[k:m] + [""] * (most - (m - k))
            pairs += zip(was, now, strict=True)
    return pairs


def refused(request: Request, frame: Frame, who: Who, problem: UsageError) -> HTMLResponse:
    """The page that says why something was not done."""
    status = HTTPStatus.CONFLICT if isinstance(problem, StaleError) else HTTPStatus.FORBIDDEN
    return frame.page(request, "problem.html", status, who=who, sentence=sentence(str(problem)), code=int(status))
