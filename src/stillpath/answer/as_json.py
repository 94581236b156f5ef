"""An answer for programs: docs/ask.schema.json."""

from typing import Any

from stillpath.answer.model import Answer
from stillpath.prose import Cited, Item
from stillpath.prose.local import local_json, local_text

__all__ = ["as_json", "as_text"]

_SCHEMA = 1
_DATES = ("content_changed", "evidence_searched_to", "next_review")


def as_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain data, every key always there; the conflicts are those of its page, side by side."""
    page = answer.page
    return {
        "schema": _SCHEMA,
        "status": answer.status,
        "because": answer.because,
        "id": answer.id,
        "question": answer.asked,
        "title": page.title,
        "reader": answer.reader.value,
        "language": answer.language,
        "context": list(answer.context),
        "noticed": list(answer.noticed),
        "text": as_text(answer),
        "answer": [_item(item) for section in page.sections[:1] for item in section.items],
        "sections": [
            {"title": section.title, "items": [_item(item) for item in section.items]} for section in page.sections[1:]
        ],
        "citations": [_citation(cited) for cited in page.sources],
        "conflicts": list(answer.conflicts),
        "next_questions": [{"id": one.id, "text": one.text} for one in answer.next],
        "dates": {name: text for name, (_, text) in zip(_DATES, answer.dates, strict=True)},
        "review": answer.review,
        "intended_use": answer.intended_use,
        "knowledge": page.foot.rpartition("knowledge ")[2],
        "local": local_json(answer.local),
    }


def as_text(answer: Answer) -> str:
    """The whole answer as plain text, one item a line, sources by number."""
    lines = [answer.page.title, local_text(answer.local) if answer.local is not None else ""]
    for section in answer.page.sections:
        lines += [section.title] if section.title else []
        lines += [line for item in section.items for line in _lines(item)]
    for cited in answer.page.sources:
        lines.append(f"[{cited.number}] {cited.source.short}: {cited.source.title}. {cited.places}")
    lines += [answer.intended_use, answer.page.foot]
    return "\n".join(line for line in lines if line)


def _lines(item: Item) -> list[str]:
    cites = f" [{','.join(str(number) for number in item.cites)}]" if item.cites else ""
    label = f"{item.label}: " if item.label else ""
    return [f"{label}{item.text}{cites}", *(line for detail in item.details for line in _lines(detail))]


def _item(item: Item) -> dict[str, Any]:
    return {
        "claim": item.of,
        "label": item.label,
        "text": item.text,
        "citations": list(item.cites),
        "details": [_item(detail) for detail in item.details],
    }


def _citation(cited: Cited) -> dict[str, Any]:
    source = cited.source
    return {
        "number": cited.number,
        "id": source.id,
        "type": source.type,
        "title": source.title,
        "authors": source.authors,
        "year": source.year,
        "population": source.population,
        "tier": source.tier.value,
        "doi": source.doi,
        "pmid": source.pmid,
        "url": source.address or (f"https://doi.org/{source.doi}" if source.doi else ""),
        "locator": cited.places,
    }
