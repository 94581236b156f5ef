"""News of the knowledge, for those who read it: what changed, when, and with which version where that is told."""

from dataclasses import dataclass
from datetime import date

__all__ = ["NotePart", "ReleaseNote"]


@dataclass(frozen=True, slots=True)
class NotePart:
    """A paragraph, and the points of the list under it; of a list without a paragraph the text is empty."""

    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """One note, titled by its file's name. `version` is the knowledge it came with; "" where that is not told."""

    day: date
    title: str
    parts: tuple[NotePart, ...]
    version: str = ""
