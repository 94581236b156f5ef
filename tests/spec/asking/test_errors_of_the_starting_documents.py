"""What the two starting documents got wrong: corrected, told, or refused. docs/starting-documents.md lists it."""

from datetime import UTC, datetime

import pytest

from stillpath.answer import Answerer
from stillpath.intake import typed_child
from stillpath.model import Knowledge

NOW = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
TREATMENT = "What is the initial treatment for a child with SOJIA who develops HLH?"
TOLD = {
    "platelets in grams per litre": (
        "Platelets <30 g/L: which unit does seed A mean?",
        "statements/unit-platelets-seed-a",
    ),
    "a flat gram": ("What is the dose of methylprednisolone?", "conflicts/methylprednisolone-dose"),
    "references that are missing": ("Which references does seed A lack?", "statements/seeds-errors"),
    "advice for sJIA without MAS": (TREATMENT, "statements/csdmard-alone"),
    "no search for infection": (TREATMENT, "actions/ask-infection-malignancy-hlh"),
    "antirevulsive": ("Sepons all antirevulsive medication: what does it mean?", "conflicts/reading-of-suspend"),
    "50.000": ("platelets lower than 50.000: when are platelets given?", "conflicts/platelet-transfusion"),
    "a slash": (
        "Prednisolone 4 mg/kg/d / dexamethasone 6 mg/m2: does the slash mean both?",
        "statements/slash-means-or",
    ),
    "a trial that had ended": ("Is HLH-2004 ongoing?", "conflicts/hlh-2004-dates"),
    "an author's name": ("Should I read Rosee PL 2019?", "statements/lit-la-rosee-2019"),
    "a wrong unit of fibrinogen": ("fibrinogen 10.58 g/L", "statements/unit-fibrinogen"),
}
NAMES = {
    "Cyclospirine": "ciclosporin",
    "Cyclofosfamine": "cyclophosphamide",
    "Interlevkin-1 inhibitors": "anakinra",  # Kineret, as that page adds
    "Interlevkin": "il-1-blocker",
}


@pytest.mark.parametrize("name", TOLD)
def test_an_error_of_the_starting_documents_is_told(answerer: Answerer, name: str) -> None:
    """Whoever asks with the words of those documents is told what is meant, or both sides of it."""
    question, claim = TOLD[name]
    answer = answerer.ask(question)

    assert answer.status == "answered"
    assert claim in answer.claims


@pytest.mark.parametrize("name", NAMES)
def test_a_garbled_name_is_understood(answerer: Answerer, name: str) -> None:
    """The names as they were printed lead to what they mean."""
    (named,) = answerer.lexicon.named(tuple(name.lower().replace("-", " ").split()))

    assert named.concept.id == NAMES[name]


def test_nothing_is_said_twice_in_an_answer(answerer: Answerer) -> None:
    """Seed A gives one range twice in a sentence, and its lead again below; here a claim stands once."""
    items = [item.of for section in answerer.ask(TREATMENT).page.sections for item in section.items if item.of]

    assert sorted(items) == sorted(set(items))


@pytest.mark.parametrize("line", ["platelets 30 g/L", "ferritin 700 ug/mL"])
def test_a_value_in_an_impossible_unit_is_refused(knowledge: Knowledge, line: str) -> None:
    """What was a slip of a unit on paper is no value here: it is refused, with what was expected."""
    reading = typed_child((line,), knowledge, NOW)

    assert len(reading.refused) == 1
    assert reading.refused[0].expected
