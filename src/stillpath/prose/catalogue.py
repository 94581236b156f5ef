"""The pages of the knowledge itself: one for every entry, and one of all conflicts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from stillpath.model import Knowledge
from stillpath.prose.document import Citations, Item, Page, Section, banner_of
from stillpath.prose.drug_entry import drug_claims, drug_sections
from stillpath.prose.editorial_page import editorial_sections
from stillpath.prose.entries import (
    action_sections,
    alert_sections,
    case_sections,
    conflict_item,
    conflict_sections,
    criterion_sections,
    event_sections,
    fact_sections,
    gate_sections,
    monitor_sections,
    parameter_sections,
    patient_sections,
    question_sections,
    score_sections,
    source_sections,
    stage_sections,
    statement_sections,
    table_sections,
    term_sections,
)
from stillpath.prose.form_entry import form_sections
from stillpath.prose.local import marks_of
from stillpath.prose.recognition import differential_sections, sample_sections
from stillpath.prose.reviewed import review_section, said_on, status_line
from stillpath.prose.schedule_page import schedule_sections

__all__ = [
    "KINDS",
    "conflict_item",
    "conflicts_page",
    "drug_claims",
    "entries_of",
    "entry_names",
    "entry_names_of",
    "entry_page",
    "is_entry",
    "records_of",
]

_Writer = Callable[..., list[Section]]

_WRITERS: dict[str, tuple[tuple[str, _Writer], ...]] = {
    "criteria": (("criteria", criterion_sections),),
    "scores": (("scores", score_sections),),
    "alerts": (("alerts", alert_sections),),
    "facts": (("facts", fact_sections),),
    "tables": (("tables", table_sections),),
    "drugs": (("drugs", drug_sections),),
    "pathway": (("stages", stage_sections),),
    "actions": (("actions", action_sections),),
    "monitoring": (("monitors", monitor_sections),),
    "schedules": (("schedules", schedule_sections),),
    "events": (("events", event_sections),),
    "policy": (("policy", parameter_sections),),
    "conflicts": (("conflicts", conflict_sections),),
    "differentials": (("differentials", differential_sections),),
    "samples": (("samples", sample_sections),),
    "statements": (("statements", statement_sections),),
    "glossary": (("terms", term_sections),),
    "sources": (("sources", source_sections),),
    "questions": (("questions", question_sections),),
    "gates": (("gates", gate_sections),),
    "forms": (("forms", form_sections),),
    "editorial": (("editorial", editorial_sections),),
    "cases": (("cases", case_sections), ("patients", patient_sections)),
}
"""For each folder of the knowledge: where its records are, and what writes their pages."""

KINDS = tuple(_WRITERS)
"""The folders whose entries have a page, in the order in which what shares an id stands on one page."""


def entries_of(kind: str, knowledge: Knowledge) -> dict[str, str]:
    """The entries of a kind: id and title, in the order of the knowledge; empty for what is no kind."""
    found: dict[str, str] = {}
    for attribute, _ in _WRITERS.get(kind, ()):
        for id, entry in getattr(knowledge, attribute).items():
            found[id] = _title(entry) or id
    return found


def is_entry(kind: str, id: str, knowledge: Knowledge) -> bool:
    """Whether an entry of a kind has that id."""
    return any(id in getattr(knowledge, attribute) for attribute, _ in _WRITERS.get(kind, ()))


def records_of(kind: str, knowledge: Knowledge) -> dict[str, object]:
    """The records of a kind by id, in the order of the knowledge; empty for what is no kind."""
    found: dict[str, object] = {}
    for attribute, _ in _WRITERS.get(kind, ()):
        found.update(getattr(knowledge, attribute))
    return found


def entry_names(knowledge: Knowledge) -> tuple[str, ...]:
    """Every name that `entry_page` knows, sorted."""
    return tuple(sorted({id for kind in KINDS for id in entries_of(kind, knowledge)}))


def entry_names_of(name: str, knowledge: Knowledge, kind: str = "") -> tuple[str, ...]:
    """The entries of an id as `kind/id`: of one kind, or of all."""
    return tuple(f"{one}/{name}" for one in ((kind,) if kind else KINDS) if is_entry(one, name, knowledge))


def entry_page(name: str, knowledge: Knowledge, kind: str = "", today: date | None = None) -> Page | None:
    """The page of an entry by its id; None if nothing has that id.

    What shares the id is on the same page, unless one `kind` alone is asked for. `today` is for telling a review that
    is overdue.
    """
    names = entry_names_of(name, knowledge, kind)
    citations = Citations(knowledge)
    sections: list[Section] = []
    title = ""
    marks: list[str] = []
    for one in (kind,) if kind else KINDS:
        for attribute, write in _WRITERS.get(one, ()):
            entry = getattr(knowledge, attribute).get(name)
            if entry is not None:
                title = title or _title(entry)
                sections += write(entry, knowledge, citations)
                marks += marks_of(one, name, knowledge)
    if not sections:
        return None
    sections.append(review_section(names, knowledge, today=today))
    if marks:
        sections.insert(0, Section("LOCAL POLICY", tuple(Item(mark) for mark in dict.fromkeys(marks))))
    return Page(
        title=f"{name}: {title}" if title and title != name else name,
        sections=tuple(section for section in sections if section.items),
        sources=citations.listed(),
        banner=banner_of(knowledge),
        foot=f"{status_line(knowledge, names)} · knowledge {knowledge.version}",
    )


def conflicts_page(knowledge: Knowledge) -> Page:
    """Every conflict, its sides, the default and the reason."""
    citations = Citations(knowledge)
    items = tuple(conflict_item(conflict, knowledge, citations) for conflict in knowledge.conflicts.values())
    page = Page(
        title=f"Where the sources disagree: {len(items)} conflicts",
        sections=(Section("", items),),
        sources=citations.listed(),
        banner=banner_of(knowledge),
    )
    return replace(page, foot=f"{status_line(knowledge, said_on(page, knowledge))} · knowledge {knowledge.version}")


def _title(entry: object) -> str:
    """What an entry is called: its title, or the word it explains."""
    return str(getattr(entry, "title", "") or getattr(entry, "term", ""))
