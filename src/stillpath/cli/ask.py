"""`ask`: a question, answered from the knowledge."""

import json
from dataclasses import replace
from pathlib import Path

import typer

from stillpath.answer import Answer, Answerer, Child, Reader
from stillpath.answer.as_json import as_json
from stillpath.answer.documents import read_documents
from stillpath.care import plan
from stillpath.cli.reading import knowledge_of, read_patient
from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.library import Where
from stillpath.prose import Item, Page, Section
from stillpath.prose.words import date_text

__all__ = ["ask", "terminal_page"]


def ask(
    question: str,
    reader: str,
    file: Path | None,
    follow: str,
    language: str,
    documents: Path | None,
    at: str,
    zone: str,
    json_wanted: bool,
    width: int,
    ascii: bool,
    folder: Where,
) -> None:
    """Prints the answer. UsageError for a question too long, or a `follow` that is no answer's."""
    if reader not in set(Reader):
        raise UsageError(f"--as names no reader; expected {', '.join(Reader)}")
    if language not in ("", "en", "nb"):
        raise UsageError("--language is none that is spoken here; expected en or nb")
    if file is not None and reader == Reader.PARENT:
        raise UsageError(
            "--patient and --as parent: a child's results are worked out for the team; leave out one of them"
        )
    child = None
    if file is not None:
        read = read_patient(file, at, "", zone, folder)
        knowledge, child = read.knowledge, Child(plan(read.decision), read.reading.refused)
    else:
        knowledge = knowledge_of(folder)
    own = read_documents(documents) if documents is not None else None
    for name, why in own.unread if own is not None else ():
        typer.echo(f"stillpath: {name} was not read: {why}", err=True)
    answer = Answerer(knowledge, own).ask(question, Reader(reader), follow, language, child)
    if json_wanted:
        typer.echo(json.dumps(as_json(answer), ensure_ascii=False, indent=1))
        return
    show(terminal_page(answer), width, ascii)


def terminal_page(answer: Answer) -> Page:
    """The answer's page as a terminal shows it: what was carried and noticed above, what can be asked next below."""
    head = [Item(f"{answer.status.upper()}{': ' + answer.because if answer.because else ''}", "")]
    if answer.status == "answered" and not answer.because:
        head = []
    head += [Item(f"carried from before: {', '.join(answer.context)}")] if answer.context else []
    head += [Item(text, "note") for text in answer.noticed]
    after = [Section("ASK NEXT", tuple(Item(one.text) for one in answer.next))] if answer.next else []
    about = [Item(f"{name}: {date_text(text, answer.language) or text}") for name, text in answer.dates]
    about += [Item(answer.intended_use), Item(f"to ask on: stillpath ask --follow {answer.id} “…”")]
    sections = (Section("", (*head, *answer.page.sections[0].items)), *answer.page.sections[1:], *after)
    return replace(answer.page, sections=(*sections, Section("ABOUT THIS ANSWER", tuple(about))))
