"""Reads what people ask and how it is told: questions, gates, translations, the edition."""

import re
from pathlib import Path

from stillpath.errors import KnowledgeError
from stillpath.library.digest import EDITION
from stillpath.library.record import Record
from stillpath.model import Edition, Gate, Question, QuestionSection, Reader, Translated, Translation

__all__ = ["read_edition", "read_gate", "read_question", "read_translation"]

_DATES = ("content_changed", "evidence_searched_to", "next_review")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGES = ("parent", "nb", "nb-parent")


def read_edition(folder: Path) -> Edition:
    """The dates of a knowledge folder; none where the file is missing. KnowledgeError for a line of another form."""
    path = folder / EDITION
    found: dict[str, str] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        key, _, value = line.partition(":")
        if key not in _DATES or not (_DATE.fullmatch(value.strip()) or value.strip() == "none"):
            where = f"{folder.name}/{EDITION}:{number}"
            raise KnowledgeError(where, "not a date of the edition", f"{', '.join(_DATES)}: 2026-11-21, or none")
        found[key] = "" if value.strip() == "none" else value.strip()
    return Edition(**found)


def read_question(record: Record) -> Question:
    """A record of questions/."""
    sections = []
    for item in record.records("sections"):
        sections.append(QuestionSection(item.sentence("title"), item.texts("claims")))
        item.finish()
    question = Question(
        id=record.text("id"),
        title=record.sentence("title"),
        norwegian=record.sentence("norwegian"),
        needs=record.one_of("needs", ("drug", "fact", "term", "none")),
        cues=(*record.texts("cues"), *record.texts("norwegian_cues")),
        lead=record.texts("lead"),
        sections=tuple(sections),
        about=tuple(tuple(word.strip() for word in line.split("|")) for line in record.texts("about")),
        not_about=record.texts("not_about"),
        missing=record.sentence("missing", ""),
        next=record.texts("next"),
        where=record.where(),
    )
    if question.needs != "none" and not question.missing:
        raise KnowledgeError(record.where("needs"), "nothing to ask back", "missing: what is asked if it is not named")
    record.finish()
    return question


def read_gate(record: Record) -> Gate:
    """A record of gates/."""
    order = record.parsed("order", int, "a whole number")
    gate = Gate(
        id=record.text("id"),
        title=record.sentence("title"),
        outcome=record.one_of("outcome", ("refused", "redirected", "clarify", "answered")),
        because=record.text("because"),
        order=order if order is not None else 0,
        any=tuple(_groups(line) for line in record.texts("any")),
        says=record.texts("says"),
        unless=tuple(_groups(line) for line in record.texts("unless")),
        readers=record.texts("readers"),
        then=record.yes("then"),
        next=record.texts("next"),
        where=record.where(),
    )
    if (gate.outcome == "answered") > gate.then:
        raise KnowledgeError(record.where("outcome"), "a gate that stops nothing", "then: yes, or another outcome")
    for reader in gate.readers:
        if reader not in set(Reader):
            raise KnowledgeError(record.where("readers"), f"'{reader}' is no reader", ", ".join(Reader))
    record.finish()
    return gate


def read_translation(record: Record) -> Translation:
    """A record of translations/."""
    texts = []
    for item in record.records("texts"):
        texts.append(Translated(item.text("of"), item.text("hash"), item.sentence("says"), item.where()))
        item.finish()
    translation = Translation(
        id=record.text("id"),
        language=record.one_of("language", _LANGUAGES),
        status=record.one_of("status", ("machine-assisted",)),
        texts=tuple(texts),
        words=record.pairs("words"),
    )
    record.finish()
    return translation


def _groups(line: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.strip() for phrase in group.split(" / ")) for group in line.split(" + "))
