"""A further question carries what was spoken of, shows it, and meets the gates again."""

import re

import pytest

from stillpath.answer import Answerer, Reader
from stillpath.errors import UsageError
from stillpath.model import Knowledge

NEEDED = {"drug": "ciclosporin", "fact": "ferritin", "term": "cytopenia"}


def test_a_drug_is_carried_to_a_question_that_names_none(answerer: Answerer) -> None:
    """After a question on anakinra, "how is it given?" is about anakinra."""
    first = answerer.ask("What is the dose of anakinra?")
    then = answerer.ask("How is it given?", follow=first.id)

    assert then.context == ("anakinra",)
    assert {id.split("/")[1] for id in then.claims if "/handling/" in id} == {"anakinra"}


def test_a_question_is_carried_to_another_drug(answerer: Answerer) -> None:
    """After a dose of anakinra, "and ciclosporin?" asks for the dose of ciclosporin."""
    first = answerer.ask("What is the dose of anakinra?")
    then = answerer.ask("And ciclosporin?", follow=first.id)

    assert any(id.startswith("drugs/ciclosporin/oral/") for id in then.claims)


def test_the_gates_are_met_again(answerer: Answerer) -> None:
    """What was asked before excuses nothing."""
    first = answerer.ask("What is the dose of anakinra?", Reader.PARENT)

    assert answerer.ask("How many mg do I give him at home?", Reader.PARENT, follow=first.id).status != "answered"


def test_nothing_of_the_child_is_carried(answerer: Answerer) -> None:
    """Weights and ages are not part of what a follow-up carries."""
    first = answerer.ask("anakinra dose for 18.4 kg, 6 years")

    assert "18" not in first.id
    assert re.fullmatch(r"[a-z0-9~-]+", first.id)


@pytest.mark.parametrize("id", ["../../etc", "drug-dose~<b>", "nothing", "drug-dose~nodrug"])
def test_an_id_of_no_answer_is_told(answerer: Answerer, id: str) -> None:
    """A made-up id is a call without meaning, not a crash."""
    with pytest.raises(UsageError, match="no answer has that id"):
        answerer.ask("How is it given?", follow=id)


def test_every_question_of_the_knowledge_is_found_by_its_own_words(answerer: Answerer, knowledge: Knowledge) -> None:
    """Each canonical question, English and Norwegian, is answered by its own record."""
    lost = []
    for id, question in knowledge.questions.items():
        for title in (question.title, question.norwegian):
            text = re.sub(r"\{(\w+)\}", lambda slot: NEEDED[slot[1]], title)
            answer = answerer.ask(text)
            if answer.status != "answered" or answer.id.split("~")[0] != id:
                lost.append(f"{id}: {text} -> {answer.id} {answer.status}")

    assert lost == []
