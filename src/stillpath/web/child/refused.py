"""What is said of a file that cannot be opened: where, what kind was found, what was expected, what to do."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stillpath.errors import InputError
from stillpath.timeline import Refused, Timeline
from stillpath.web.security import MOST_OF_A_FILE

__all__ = [
    "MOST_ENTRIES",
    "MOST_SHOWN",
    "in_browser",
    "nothing_sent",
    "nothing_usable",
    "too_long",
    "too_many",
    "too_much",
    "unreadable",
    "wrong_patient",
]

MOST_SHOWN = 40
"""Refusals, and patients, told one by one."""

MOST_ENTRIES = 20 * 1000
"""Entries of a file that is opened here: several years of one child's results."""

_MOST_WORK = 1000 * 1000
"""Entries times moments: a page looks at every entry at every moment, and somebody waits for it."""

_MEGABYTE = 1000 * 1000

_ANEW = "Save it anew where it came from, and open it again."
_LESS = "Send one patient's last weeks only; or read the file at the command, which takes up to 32 MB:"
_COMMAND = "./stillpath assess FILE"
_TOO_MUCH = "more than a page can judge while you wait."


def unreadable(problem: InputError, zone: str = "") -> dict[str, Any]:
    """What the page says of a file that cannot be used at all: nothing of it was taken."""
    said = str(problem)
    found, _, expected = said.partition("; ")
    return _page(_sentence(found), _sentence(expected) or _ANEW, zone=zone)


def wrong_patient(zone: str = "") -> dict[str, Any]:
    """The same where a patient was named who is not in the file."""
    return _page(
        "Nothing in the file is about the patient you named.",
        "Leave the patient out: if the file holds several, the next page lists them.",
        zone=zone,
    )


def nothing_sent(problem: str, zone: str = "") -> dict[str, Any]:
    """The same where the form itself is wrong; `problem` is a sentence."""
    return _page(problem, "Choose one file, and open it again.", zone=zone)


def nothing_usable(refused: tuple[Refused, ...], zone: str = "") -> dict[str, Any]:
    """The same for a file of which nothing could be placed in time; what was refused stands there line by line."""
    told = list(in_browser(refused))
    said = "Every entry of the file was refused." if told else "The file holds no entry that can be placed in time."
    todo = "Mend what is told here and open the file again." if told else "Expected at least one dated result."
    unzoned = any("name the zone" in one.expected for one in told)
    shown, more = told[:MOST_SHOWN], max(0, len(told) - MOST_SHOWN)
    return {**_page(said, todo, zone=zone), "refused": shown, "more": more, "unzoned": unzoned}


def too_much(timeline: Timeline) -> dict[str, Any] | None:
    """The same for a record that would keep its reader waiting for minutes; None for one that does not."""
    entries, moments = sum(1 for _ in timeline.entries()), len(timeline.instants())
    if entries * moments <= _MOST_WORK:
        return None
    return _page(f"The file holds {entries:,} entries at {moments:,} times; that is {_TOO_MUCH}", _LESS, _COMMAND)


def too_many(entries: int) -> dict[str, Any]:
    """The same for a file with more entries than MOST_ENTRIES, before any of them is understood."""
    return _page(f"The file holds {entries:,} entries; that is {_TOO_MUCH}", _LESS, _COMMAND)


def too_long() -> dict[str, Any]:
    """The same for a file that is longer than a browser may send."""
    return _page(
        f"The file is longer than {MOST_OF_A_FILE // _MEGABYTE} MB, which is the most that is opened here.",
        _LESS,
        _COMMAND,
    )


def in_browser(refused: Iterable[Refused]) -> tuple[Refused, ...]:
    """The refusals, with what a reader of a page can do instead of an option of the command.

    >>> in_browser([Refused("event 1", "a time", "a zone; or name the zone with --zone")])[0].expected
    'a zone; or name the zone when you open the file'
    """
    return tuple(
        replace(one, expected=one.expected.replace("with --zone", "when you open the file")) for one in refused
    )


def _page(said: str, todo: str, command: str = "", zone: str = "") -> dict[str, Any]:
    return {"said": said, "todo": todo, "command": command, "zone": zone, "refused": [], "more": 0}


def _sentence(text: str) -> str:
    """The text as a sentence: a capital and a stop."""
    return text and f"{text[0].upper()}{text[1:]}."
