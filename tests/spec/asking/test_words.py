"""The words of a question: synonyms, Norwegian, misspellings, and texts that try to be more than words."""

import json

import pytest

from stillpath.answer import Answer, Answerer
from stillpath.answer.as_json import as_json

ALIKE = {
    "brand": ("What is the dose of anakinra?", "What is the dose of Kineret?"),
    "misspelling": ("What is the dose of ciclosporin?", "What is the dose of cyclospirine?"),
    "abbreviation": ("What is the dose of methotrexate?", "What is the dose of MTX?"),
    "capitals and marks": ("What is the dose of anakinra?", "WHAT IS THE DOSE OF  ANAKINRA ?!"),
}
HOSTILE = {
    "markup": "What is the dose of <b>anakinra</b><script>alert(1)</script>?",
    "right to left": "What is the dose of \u202eanakinra\u202c?",
    "zero width": "What is the dose of ana\u200bkinra? What is the dose of anakinra?",
    "control characters": "What is the dose\x00 of anakinra\x1b[31m?",
    "query language": 'What is the dose of anakinra" OR id MATCH "*?',
}


@pytest.mark.parametrize("name", ALIKE)
def test_the_same_question_in_other_words_has_the_same_answer(answerer: Answerer, name: str) -> None:
    """A brand, an abbreviation or a slip of the pen leads to the same claims."""
    one, other = (answerer.ask(text) for text in ALIKE[name])

    assert one.claims == other.claims


def test_a_misspelling_is_told(answerer: Answerer) -> None:
    """What was read for what was written is said, so that nobody is misunderstood silently."""
    assert answerer.ask("dose of methylprednisolon").noticed == ()
    assert '"metilprednisolone" read as methylprednisolone' in answerer.ask("dose of metilprednisolone").noticed


def test_a_norwegian_question_has_the_claims_of_the_english_one(answerer: Answerer) -> None:
    """Hva er dosen av anakinra? is the same question; the answer's own words are Norwegian."""
    english, norwegian = answerer.ask("What is the dose of anakinra?"), answerer.ask("Hva er dosen av anakinra?")

    assert norwegian.language == "nb"
    assert norwegian.claims == english.claims
    assert norwegian.page.title == "Hva er dosen av anakinra?"


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_and_hidden_characters_change_nothing(answerer: Answerer, name: str) -> None:
    """The claims are those of the plain question; nothing of the text gets into them."""
    answer = answerer.ask(HOSTILE[name])
    plain = answerer.ask("What is the dose of anakinra?")

    assert answer.claims[: len(plain.claims) - 4] == plain.claims[: len(plain.claims) - 4]
    assert not {letter for letter in answer.asked if ord(letter) < 32 or 0x200B <= ord(letter) <= 0x202E}
    assert "script" not in _said(answer)


def test_the_same_question_gives_the_same_bytes(answerer: Answerer) -> None:
    """No clock and no chance."""
    question = "What is the dose of anakinra for 18.4 kg?"

    assert json.dumps(as_json(answerer.ask(question))) == json.dumps(as_json(answerer.ask(question)))


def _said(answer: Answer) -> str:
    return json.dumps({**as_json(answer), "question": ""})
