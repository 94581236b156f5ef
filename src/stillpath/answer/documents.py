"""A hospital's own documents: quoted beside the knowledge, marked, never instead of it and never before it."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from stillpath.answer.index import Index
from stillpath.answer.tokens import clean
from stillpath.errors import InputError
from stillpath.prose import Item, Section

__all__ = ["Documents", "read_documents"]

TITLE = "From your hospital's own documents"
_MARK = "Not part of this knowledge, and not checked by it. Where it differs from the above, ask who signed it."
_MOST = 3
_LONGEST = 400
_LARGEST = 32 * 1024 * 1024
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")


class Documents:
    """Passages of documents, each with where it stands; found by words, quoted as they are.

    `unread` names each file that could not be read, with the reason.
    """

    def __init__(self, passages: tuple[tuple[str, str], ...], unread: tuple[tuple[str, str], ...] = ()) -> None:
        self._passages = passages
        self.unread = unread
        self._index = Index((str(number), text) for number, (_, text) in enumerate(passages))

    def __len__(self) -> int:
        return len(self._passages)

    def section(self, question: str) -> Section:
        """The passages nearest to a question, under a line that marks them; empty if none shares a word with it."""
        items = []
        for number, _ in self._index.search(question, _MOST):
            where, text = self._passages[int(number)]
            quoted = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
            items.append(Item(f"“{quoted}”", "local", details=(Item(where, "in", exact=True),), exact=True))
        if not items:
            return Section(TITLE, ())
        missing = [Item(f"{name}: {why}", "not read", tone="warning", exact=True) for name, why in self.unread]
        return Section(TITLE, (Item(_MARK, "note", tone="warning"), *items, *missing))


def read_documents(folder: Path) -> Documents:
    """The Markdown and PDF files of a folder, by paragraph and by page.

    A file that cannot be read is kept by name with the reason, and so is a link that leads out of the folder.
    InputError if there is no such folder, or nothing in it could be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no folder; expected one with Markdown (.md) or PDF files")
    passages: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in (".md", ".pdf") or not path.is_file():
            continue
        try:
            passages += _passages(path, home)
        except InputError as problem:
            unread.append((path.name, str(problem)))
    if not passages:
        why = "; ".join(f"{name}: {reason}" for name, reason in unread) or "no Markdown (.md) or PDF file in it"
        raise InputError(f"{folder}: nothing to read: {why}; expected Markdown or PDF files that hold text")
    return Documents(tuple(passages), tuple(unread))


def _passages(path: Path, home: Path) -> list[tuple[str, str]]:
    if not path.resolve().is_relative_to(home):
        raise InputError("a link that leads out of the folder")
    if path.stat().st_size > _LARGEST:
        raise InputError("larger than 32 MB")
    return list(_markdown(path) if path.suffix.lower() == ".md" else _pdf(path))


def _markdown(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError("not text in UTF-8") from problem
    heading = ""
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip().splitlines()
        if lines and (found := _HEADING.match(lines[0])):
            heading = clean(found[1])
            lines = lines[1:]
        passage = clean(" ".join(lines))
        if passage:
            yield f"{path.name}{', ' + heading if heading else ''}", passage


def _pdf(path: Path) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds odd in a file is no message of ours
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as problem:
        raise InputError("a PDF that is locked, broken or without text") from problem
    for number, text in enumerate(pages, 1):
        for block in re.split(r"\n\s*\n", text):
            passage = clean(block)
            if passage:
                yield f"{path.name}, page {number}", passage
