"""Scores, asked for: in whom it was made comes with the answer, and the limit with what it does not say."""

import pytest

from stillpath.answer import Answerer

ASKED = {
    "What is the HScore?": "scores/hscore",
    "HScore cut-off": "scores/hscore",
    "Can I use the HScore in this child?": "scores/hscore",
    "Is the MS score valid in an afebrile child?": "scores/ms-score",
    "How is the MH score calculated?": "scores/mh-score",
    "ISTH DIC score": "scores/isth-dic",
    "Hva er HScore?": "scores/hscore",
}


@pytest.mark.parametrize("question", ASKED)
def test_a_score_asked_for_leads_its_answer(answerer: Answerer, question: str) -> None:
    """The score is the first claim, and its items, readings and limits stand under it."""
    answer = answerer.ask(question)
    assert answer.claims[0] == ASKED[question]


def test_the_answer_about_a_score_says_for_whom_it_is(answerer: Answerer) -> None:
    """The HScore: made in adults, its limit of 169, and that below it nothing is excluded in a child with sJIA."""
    first = answerer.ask("Can I use the HScore in this child?").page.sections[0].items[0]
    under = " ".join(item.text for item in first.details)
    assert "Made in 312 adults" in first.text
    assert "Below 169" in under
    assert "In a child with systemic JIA this excludes nothing." in under


@pytest.mark.parametrize("question", ["What are the HLH-2004 criteria?", "five of eight", "HLH-2024 criteria"])
def test_the_hlh_criteria_asked_for_lead_their_answer(answerer: Answerer, question: str) -> None:
    """HLH-2004 and HLH-2024 are told item by item, with what they are not for."""
    assert {"criteria/hlh-2004", "criteria/hlh-2024"} <= set(answerer.ask(question).claims[:4])
