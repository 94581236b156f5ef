"""A question about a patient: where the child stands comes first, from `care`, and nothing of it is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from stillpath.answer import Answer, Answerer, Child
from stillpath.care import plan
from stillpath.engine import decide
from stillpath.intake import read_file
from stillpath.model import Knowledge
from stillpath.prose import Item
from stillpath.timeline import Refused

EXAMPLES = Path(__file__).parents[3] / "examples"


def child(name: str, knowledge: Knowledge) -> Child:
    """An example, as at its own now."""
    reading = read_file(EXAMPLES / f"{name}.json", knowledge)
    assert reading.timeline.now is not None
    return Child(plan(decide(knowledge, reading.timeline, reading.timeline.now)), reading.refused)


def items(answer: Answer, *words: str) -> list[Item]:
    """The items of the sections whose titles hold the words."""
    return [item for one in answer.page.sections if all(word in one.title for word in words) for item in one.items]


def test_a_dose_that_the_childs_steps_do_not_give_is_not_the_default(answerer: Answerer, knowledge: Knowledge) -> None:
    """Moderate MAS with possible infection: the pulse is in no step, and the prohibition is said before its amounts."""
    answer = answerer.ask("give the methylprednisolone pulse?", child=child("tomas", knowledge))
    titles = [section.title for section in answer.page.sections]

    assert {item.label for item in items(answer, "METHYLPREDNISOLONE, PULSE")}.isdisjoint({"DEFAULT"})
    assert any(item.text.startswith("Do not give steroid in moderate MAS") for item in items(answer, "DO NOT"))
    assert titles.index("FOR THIS CHILD: DO NOT") < titles.index("FOR THIS CHILD: METHYLPREDNISOLONE, PULSE")


def test_a_dose_that_a_step_gives_is_worked_out(answerer: Answerer, knowledge: Knowledge) -> None:
    """The same amounts as `assess`: 36 mg for 18.4 kg."""
    answer = answerer.ask("What is the dose of anakinra?", child=child("lea", knowledge))
    (default,) = [item for item in items(answer, "ANAKINRA, MODERATE") if item.label == "DEFAULT"]

    assert "DOSE 36\u00a0mg per dose" in default.text


@pytest.mark.parametrize("question", ["What now?", "What is the dose of anakinra?"])
def test_what_of_the_record_was_refused_is_told(answerer: Answerer, knowledge: Knowledge, question: str) -> None:
    """Nothing is dropped silently, whatever was asked."""
    lea = replace(child("lea", knowledge), refused=(Refused("event 3", "an unknown unit", "ng/mL"),))

    assert any("an unknown unit" in item.text for item in items(answerer.ask(question, child=lea), "REFUSED"))


def test_urgent_words_stand_before_the_childs_page(answerer: Answerer, knowledge: Knowledge) -> None:
    """What a gate says first is not lost where nothing else was asked."""
    answer = answerer.ask("She is fitting, what now?", child=child("lea", knowledge))

    assert answer.claims[:1] != ()
    assert answer.page.sections[0].items[0].of == answer.claims[0]
