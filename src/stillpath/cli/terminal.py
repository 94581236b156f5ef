"""Lays a page out as text: words carry all meaning, nothing is cut, colour only where a terminal shows it."""

import os
import re
import shutil
import sys
import textwrap

from stillpath.prose import Item, Page, Section

__all__ = ["lay_out", "show", "write"]

_WIDEST = 110
_NARROWEST = 48
_RUN_IN = 8
_PLAIN = str.maketrans(
    {"·": "-", "°": " deg ", "\u00a0": " ", "–": "-", "—": "-", "×": "x", "…": "...", "’": "'", "é": "e"}
)
_STYLES = {"critical": "1;37;41", "warning": "1;33", "stage": "1", "dose": "1", "quiet": "2"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def show(page: Page, width: int = 0, ascii: bool = False, last: str = "") -> None:
    """Writes the page to standard output; `last` is a line under it (what to try next)."""
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    text = lay_out(page, width or _terminal_width(), coloured and not ascii)
    if last:
        text += f"{last}\n"
    write(text, ascii)


def write(text: str, ascii: bool = False) -> None:
    """Writes a text to standard output, in plain ASCII where that is asked for or nothing else can be shown."""
    if ascii or not _can_say(text):
        text = text.translate(_PLAIN).encode("ascii", "replace").decode("ascii")
    sys.stdout.write(text)
    sys.stdout.flush()


def lay_out(page: Page, width: int = 100, coloured: bool = False) -> str:
    """The page as text of at most `width` columns; only a single longer word may stick out."""
    width = max(_NARROWEST, width)
    lines = _wrapped(page.title, width, "", "  ")
    for item in page.banner:
        lines += _styled(_wrapped(item.text, width, "", "  "), item.tone, coloured)
    for section in page.sections:
        lines += _section(section, width, coloured)
    if page.sources:
        lines.append("SOURCES")
        for cited in page.sources:
            source = cited.source
            named = f"doi {source.doi}" if source.doi else f"pmid {source.pmid}" if source.pmid else source.address
            text = f"{source.short}, {source.type}. {cited.places}. {named}".removesuffix(". ")
            lines += _wrapped(f"[{cited.number}] {text}", width, "  ", "      ")
    lines += _wrapped(page.foot, width, "", "  ")
    return "\n".join(_CONTROL.sub("\ufffd", line) if not coloured else line for line in lines) + "\n"


def _section(section: Section, width: int, coloured: bool) -> list[str]:
    label_width = max((len(item.label) for item in section.items), default=0)
    label_width = min(label_width, 14)
    lines: list[str] = []
    margin = ""
    if section.title and len(section.title) < _RUN_IN:
        margin = " " * _RUN_IN
    elif section.title:
        lines.append(section.title)
        margin = "  "
    for item in section.items:
        lines += _item(item, width, margin, label_width, coloured)
    if len(section.title) < _RUN_IN and section.title and lines:
        lines[0] = _bare_start(lines[0], section.title)
    return lines


def _bare_start(line: str, title: str) -> str:
    """Puts a section's title into the margin of its first line."""
    return title + line[len(title) :] if line.startswith(" " * len(title)) else f"{title} {line.lstrip()}"


def _item(item: Item, width: int, margin: str, label_width: int, coloured: bool) -> list[str]:
    label = f"{item.label.ljust(label_width)}  " if item.label else ""
    first = f"{margin}{label}"
    hang = " " * (len(first) or 2)
    cites = f" [{','.join(str(number) for number in item.cites)}]" if item.cites else ""
    body = _wrapped(item.text + cites.replace(" [", "\u00a0["), width, first, hang)
    lines = _styled(body, item.tone, coloured)
    if item.details:
        under = hang if label else " " * (len(margin) + 2)
        inner = max((len(detail.label) for detail in item.details), default=0)
        for detail in item.details:
            lines += _item(detail, width, under, min(inner, 10), coloured)
    return lines


def _wrapped(text: str, width: int, first: str, hang: str) -> list[str]:
    wrapper = textwrap.TextWrapper(
        width=width, initial_indent=first, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    )
    wrapper.wordsep_simple_re = re.compile(r"([ \t\n]+)")
    kept = _CONTROL.sub("\ufffd", text)
    lines = wrapper.wrap(kept.replace("\u00a0", "\ue000")) or [first.rstrip()]
    return [line.replace("\ue000", "\u00a0").replace("\u00a0", " ") for line in lines]


def _styled(lines: list[str], tone: str, coloured: bool) -> list[str]:
    style = _STYLES.get(tone)
    if not coloured or style is None:
        return lines
    return [f"\033[{style}m{line}\033[0m" for line in lines]


def _terminal_width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)


def _can_say(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
