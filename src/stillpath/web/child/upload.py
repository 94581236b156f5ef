"""The form that sends a child's file, read in memory: nothing of it touches a disk."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from stillpath.web.security import MOST_BYTES

__all__ = ["Upload", "UploadError", "read_upload"]

_MOST_FIELDS = 8


class UploadError(Exception):
    """The form cannot be read; `str()` of it is one sentence."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The bytes of the one file, and the texts of the other fields."""

    data: bytes
    fields: dict[str, str]


class _InMemory(MultiPartParser):
    """A reader of forms that never moves a file to a disk: the guard has limited its length."""

    spool_max_size = 0


async def read_upload(request: Request) -> Upload:
    """The file of a form, with its fields. Raises UploadError if it is no such form, or holds no file or several."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UploadError("What was sent is not a form with a file.")
    stream: AsyncGenerator[bytes, None] = request.stream()
    try:
        async with aclosing(stream):
            parser = _InMemory(request.headers, stream, max_files=1, max_fields=_MOST_FIELDS, max_part_size=MOST_BYTES)
            form = await parser.parse()
    except MultiPartException:
        raise UploadError("The form could not be read; it takes one file.") from None
    except UnicodeDecodeError:
        raise UploadError("The form could not be read; its fields are not UTF-8 text.") from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile) or (not file.filename and not file.size):
            raise UploadError("No file was chosen.")
        fields = {name: text for name, text in form.items() if isinstance(text, str)}
        return Upload(await file.read(), fields)
    finally:
        await form.close()
