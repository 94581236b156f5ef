"""The page of release notes: what changed in the knowledge, the newest first."""

from collections.abc import Sequence

from stillpath.model import Knowledge, NotePart, ReleaseNote
from stillpath.prose.document import Item, Page, Section, banner_of
from stillpath.prose.reviewed import everything, status_line
from stillpath.prose.words import date_text

__all__ = ["RELEASES_PAGE", "releases_page"]

RELEASES_PAGE = "releases"
"""The name of the page of release notes."""

_NONE = "No notes are held with this copy of stillpath."


def releases_page(notes: Sequence[ReleaseNote], knowledge: Knowledge) -> Page:
    """The notes in their order, each under its day, its version where that is told, and its name."""
    changed = date_text(knowledge.edition.content_changed) or "not told"
    head = (Item(f"Content last changed {changed}; knowledge {knowledge.version}."), *(() if notes else (Item(_NONE),)))
    return Page(
        title=f"{RELEASES_PAGE}: what changed in the knowledge",
        sections=(Section("", head), *(_section(note) for note in notes)),
        sources=(),
        banner=banner_of(knowledge),
        foot=f"{status_line(knowledge, everything(knowledge))} · knowledge {knowledge.version}",
    )


def _section(note: ReleaseNote) -> Section:
    version = f", knowledge {note.version}" if note.version else ""
    title = f"{date_text(note.day.isoformat())}{version}: {note.title}"
    return Section(title, tuple(one for part in note.parts for one in _items(part)))


def _items(part: NotePart) -> tuple[Item, ...]:
    points = tuple(Item(point) for point in part.points)
    return (Item(part.text, details=points),) if part.text else points
