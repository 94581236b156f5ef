"""Clinician, nurse, pharmacist, student and parent read the same claims."""

import re

import pytest

from stillpath.answer import Answer, Answerer, Reader
from stillpath.model import Knowledge
from stillpath.prose import Item
from stillpath.prose.figures import holds_amount
from stillpath.prose.reading_level import school_grade
from stillpath.prose.readings import PLAIN

HIGHEST_GRADE = 8.0
NEEDED = {"drug": "anakinra", "fact": "ferritin", "term": "cytopenia"}


def asked(knowledge: Knowledge) -> dict[str, str]:
    """Every question of the knowledge in its own words."""
    return {
        id: re.sub(r"\{(\w+)\}", lambda slot: NEEDED[slot[1]], one.title) for id, one in knowledge.questions.items()
    }


def texts(answer: Answer) -> list[str]:
    """All that an answer says in words: its items and what stands under them, names of papers left out."""
    return [text for section in answer.page.sections for item in section.items for text in _texts(item)]


def _texts(item: Item) -> list[str]:
    return [item.text, *(text for detail in item.details if detail.label != "population" for text in _texts(detail))]


def test_all_readers_but_parents_are_told_the_same_claims(answerer: Answerer, knowledge: Knowledge) -> None:
    """A pharmacist is told what a clinician is told."""
    for text in asked(knowledge).values():
        told = {frozenset(answerer.ask(text, reader).claims) for reader in Reader if reader is not Reader.PARENT}

        assert len(told) == 1, text


def test_a_parent_is_told_the_same_claims_and_no_dose(answerer: Answerer, knowledge: Knowledge) -> None:
    """Each dosing claim becomes one fixed claim; nothing else is added or left out; no amount is in any text."""
    for text in asked(knowledge).values():
        clinician, parent = answerer.ask(text), answerer.ask(text, Reader.PARENT)
        expected = {PLAIN if answerer.claims[id].dosing else id for id in clinician.claims}

        assert set(parent.claims) == expected, text
        assert not [line for line in texts(parent) if holds_amount(line)], text


def test_a_parent_reads_plain_words(answerer: Answerer, knowledge: Knowledge) -> None:
    """The whole of every answer for parents is at school grade 8 or below."""
    grades = {}
    for id, text in asked(knowledge).items():
        answer = answerer.ask(text, Reader.PARENT)
        grades[id] = school_grade("\n".join(line if line[-1:] in ".!?" else f"{line}." for line in texts(answer)))

    assert {id: round(grade, 1) for id, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_every_claim_that_parents_can_meet_has_plain_words(answerer: Answerer, knowledge: Knowledge) -> None:
    """No answer for a parent falls back on the clinicians' text."""
    bare = set()
    for text in asked(knowledge).values():
        answer = answerer.ask(text, Reader.PARENT)
        for id in answer.claims:
            claim = answerer.claims[id]
            worded = answerer.wording(Reader.PARENT, "en").text(claim)
            if claim.kind not in ("glossary", "sources") and not worded.plain:
                bare.add(id)

    assert sorted(bare) == []


@pytest.mark.parametrize("reader", Reader)
def test_each_reader_is_named_in_the_answer(answerer: Answerer, reader: Reader) -> None:
    """The answer tells for whom it is worded."""
    assert answerer.ask("What is MAS?", reader).reader is reader
