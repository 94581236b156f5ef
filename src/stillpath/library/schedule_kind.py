"""Reads schedules/: a treatment laid out by days or weeks, its guard, and what is missing of it."""

import re
from datetime import timedelta

from stillpath.errors import KnowledgeError
from stillpath.library.drug_kind import read_dose
from stillpath.library.evidence import read_evidence
from stillpath.library.grammar import Vocabulary, did_you_mean
from stillpath.library.patient_kinds import read_rule
from stillpath.library.record import Record
from stillpath.model import Block, DoseRecord, Drug, Schedule, Source, Span

__all__ = ["parse_span", "read_schedule"]

_PLACE = re.compile(r"(week|day) ([1-9][0-9]*)")
_WEEK = timedelta(weeks=1).days
_OPEN = "open"
_FORM = "week 3, or day 4; in `to` also: open"


def parse_span(first: str, last: str = "") -> Span:
    """The days from one place to another, both included; without a second place the first alone. Raises ValueError.

    >>> parse_span("week 3", "week 4")
    Span(first=15, last=28, weeks=True)
    >>> parse_span("day 19", "open").last is None
    True
    """
    from_, to = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
    if from_ is None or (to is None and last != _OPEN) or (to is not None and to[1] != from_[1]):
        raise ValueError("not two days, or two weeks")
    weeks = from_[1] == "week"
    length = _WEEK if weeks else 1
    begin = (int(from_[2]) - 1) * length + 1
    end = None if to is None else int(to[2]) * length
    if end is not None and end < begin:
        raise ValueError("it ends before it begins")
    return Span(begin, end, weeks)


def read_schedule(record: Record, sources: dict[str, Source], words: Vocabulary, drugs: dict[str, Drug]) -> Schedule:
    """A record of schedules/."""
    blocks = tuple(_block(item, sources, words, drugs) for item in record.records("blocks"))
    seen: set[str] = set()
    for block in blocks:
        if block.id in seen:
            raise KnowledgeError(record.where("blocks"), f"the block '{block.id}' stands twice", "an id of its own")
        seen.add(block.id)
    if not blocks:
        raise KnowledgeError(record.where(), "a schedule without blocks", "blocks: and its items")
    schedule = Schedule(
        id=record.text("id"),
        title=record.sentence("title"),
        says=record.sentence("says"),
        population=record.sentence("for"),
        complete=record.one_of("complete", ("yes", "no")) == "yes",
        missing=record.texts("missing"),
        blocks=blocks,
        evidence=read_evidence(record, sources),
        guard=read_rule(record, "guard", words),
        guard_says=record.sentence("guard_says", ""),
        conflicts=record.texts("conflicts"),
        see=record.texts("see"),
        where=record.where(),
    )
    if schedule.complete == bool(schedule.missing):
        found = (
            "complete, and something is `missing`" if schedule.complete else "not complete, and nothing is `missing`"
        )
        raise KnowledgeError(record.where("complete"), found, "complete: no, with missing: and a list; or yes, without")
    if (schedule.guard is None) == bool(schedule.guard_says):
        raise KnowledgeError(record.where("guard_says"), "`guard` and `guard_says` without each other", "both, or none")
    record.finish()
    return schedule


def _block(record: Record, sources: dict[str, Source], words: Vocabulary, drugs: dict[str, Drug]) -> Block:
    id, begins, lead = record.text("id"), record.sentence("begins", ""), record.sentence("lead", "")
    span = _span(record)
    if (span is None) == (not begins):
        raise KnowledgeError(record.where(), f"the block '{id}' has `from` and `begins`, or neither", "one of both")
    if record.has("dose"):
        drug, dose = _held(record, drugs)
        evidence = read_evidence(record, sources, needed=False) or dose.evidence
        record.finish()
        return Block(id, drug, evidence, span, begins, lead, dose)
    drug = _drug(record, drugs)
    if record.has("give"):
        if not drug:
            raise KnowledgeError(record.where("give"), f"the block '{id}' gives an amount of no drug", "drug: its id")
        dose = read_dose(record, sources, words, id)
        return Block(id, drug, dose.evidence, span, begins, lead, dose)
    block = Block(id, drug, read_evidence(record, sources), span, begins, lead, says=record.sentence("says"))
    record.finish()
    return block


def _span(record: Record) -> Span | None:
    if not record.has("from"):
        return None
    first, last = record.text("from"), record.text("to", "")
    try:
        return parse_span(first, last)
    except ValueError as problem:
        raise KnowledgeError(record.where("from"), f"cannot read '{first}' to '{last}'", _FORM) from problem


def _held(record: Record, drugs: dict[str, Drug]) -> tuple[str, DoseRecord]:
    """A dose that a drug's record holds, named as DRUG/SLOT/RECORD."""
    name = record.text("dose")
    id, _, rest = name.partition("/")
    held = {f"{one.slot}/{one.id}": one for one in drugs[id].doses} if id in drugs else {}
    if rest not in held:
        known = [f"{id}/{one}" for one in held]
        hint = did_you_mean(name, known)
        raise KnowledgeError(record.where("dose"), f"'{name}' is no dose{hint}", "DRUG/SLOT/RECORD of drugs/")
    return id, held[rest]


def _drug(record: Record, drugs: dict[str, Drug]) -> str:
    id = record.text("drug", "")
    if id and id not in drugs:
        raise KnowledgeError(record.where("drug"), f"'{id}' is not a drug{did_you_mean(id, drugs)}", "an id of drugs/")
    return id
