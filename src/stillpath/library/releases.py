"""Reads the news of the knowledge: changes/knowledge/, one dated file for what readers will notice."""

import re
from datetime import date
from pathlib import Path

from stillpath.library.snapshot import default_folder
from stillpath.model import NotePart, ReleaseNote

__all__ = ["changes_folder", "note_parts", "plain_text", "read_releases"]

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z0-9-]+)")
_VERSION = re.compile(r"version: (\S+)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_STRONG = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_WEAK = re.compile(r"(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")
_POINT = re.compile(r"[-*] +")


def changes_folder() -> Path | None:
    """Where the notes lie, beside the shipped knowledge; None if they are not there."""
    beside = default_folder().parent
    folders = (beside / "changes" / "knowledge", beside / "_changes")
    return next((folder for folder in folders if folder.is_dir()), None)


def read_releases(folder: Path | None = None) -> tuple[ReleaseNote, ...]:
    """The notes of a folder (None: the shipped ones), the newest first, those of one day by name; empty without any.

    A note is a file `2026-11-22-what-is-new.md`; whatever else lies there, or cannot be read as text, is none.
    """
    place = folder or changes_folder()
    found = [_note(path) for path in sorted(place.glob("*.md"))] if place is not None else []
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.day, reverse=True))


def note_parts(text: str) -> tuple[NotePart, ...]:
    r"""A small Markdown text as paragraphs and the points under them, without its marks.

    >>> note_parts("You will notice *two* things:\n- one\n- the\n  other")
    (NotePart(text='You will notice two things:', points=('one', 'the other')),)
    """
    parts: list[tuple[list[str], list[list[str]]]] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        points: list[list[str]] = []
        for line in block.splitlines():
            start = _POINT.match(line.strip())
            if start:
                points.append([line.strip()[start.end() :]])
            elif points:
                points[-1].append(line.strip())
            else:
                lines.append(line.strip().lstrip("#").strip())
        if not lines and parts:
            parts[-1][1].extend(points)
        elif lines or points:
            parts.append((lines, points))
    return tuple(
        NotePart(plain_text(" ".join(lines)), tuple(plain_text(" ".join(point)) for point in points))
        for lines, points in parts
    )


def plain_text(text: str) -> str:
    """The text without marks for emphasis, code and links; a star between numbers or letters stays.

    >>> plain_text("**Nothing** of *it*: `watch`, [here](x.md), 10*9/L")
    'Nothing of it: watch, here, 10*9/L'
    """
    text = _LINK.sub(r"\1", text)
    text = _WEAK.sub(r"\1", _STRONG.sub(r"\1", text))
    return " ".join(text.replace("`", "").split())


def _note(path: Path) -> ReleaseNote | None:
    name = _NAME.fullmatch(path.stem)
    try:
        day = date.fromisoformat(name[1]) if name else None
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    if name is None or day is None:
        return None
    first, _, rest = text.partition("\n")
    version = _VERSION.fullmatch(first.strip())
    parts = note_parts(rest if version else text)
    return ReleaseNote(day, name[2].replace("-", " "), parts, version[1] if version else "")
