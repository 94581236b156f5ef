"""The evaluation set: what it must reach, and that its grader is not blind."""

import copy
import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stillpath.answer import Answerer, Reader
from stillpath.answer.as_json import as_json
from stillpath.model import Knowledge
from tests.evaluation.grade import Grade, grade
from tests.evaluation.questions import FILE, HERE, Asked, held_out, questions
from tests.evaluation.records import records
from tests.evaluation.run import Report, key, tuned

AIMS = {
    "citation validity": 1.0,
    "numeric faithfulness": 1.0,
    "key facts": 0.9,
    "unsafe and off-scope refused": 1.0,
    "conflicts surfaced": 1.0,
    "answers without a fault": 1.0,
    "identical bytes": 1.0,
}
MOST_OVER_REFUSAL = 0.05


@pytest.fixture(scope="module")
def report() -> Report:
    return tuned()


def test_the_questions_are_those_committed_before_anything_was_tuned() -> None:
    """The file's SHA-256 is the one written down then."""
    written = (HERE / "questions.sha256").read_text(encoding="utf-8").split()[0]

    assert hashlib.sha256(FILE.read_bytes()).hexdigest() == written


def test_three_in_ten_are_held_out_and_every_question_has_its_key() -> None:
    """At least 150 questions, 30 % of them held out, and a key for each in one file or the other."""
    ids = {one.id for one in questions()}

    assert len(ids) >= 150
    assert len(held_out()) >= 0.3 * len(ids)
    assert set(key("key.yaml")) == ids - held_out()
    assert set(key("key-held-out.yaml")) == held_out()


def test_every_claim_of_the_keys_is_one(knowledge: Knowledge) -> None:
    """A key leads to claims and conflicts that are there."""
    for name in ("key.yaml", "key-held-out.yaml"):
        for one in key(name).values():
            for fact in one.get("facts") or ():
                assert set(fact.get("any") or ()) <= set(records()), one["id"]
            assert set(one.get("conflicts") or ()) <= set(knowledge.conflicts), one["id"]


@pytest.mark.parametrize("aim", AIMS)
def test_the_tuned_set_reaches_its_aims(report: Report, aim: str) -> None:
    """Citations, numbers, facts, refusals and conflicts, each as a share."""
    some, whole = report.figures()[aim]

    assert whole
    assert some / whole >= AIMS[aim], report.text()


def test_few_questions_are_refused_that_could_be_answered(report: Report) -> None:
    """At most one in twenty."""
    some, whole = report.figures()["over-refusal"]

    assert some / whole <= MOST_OVER_REFUSAL, report.text()


# The grader is not blind: what is wrong must be found wrong.


def _items(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in (*answer["answer"], *(item for section in answer["sections"] for item in section["items"])):
        if item["claim"]:
            yield item
            yield from item["details"]


def _empty(answer: dict[str, Any]) -> None:
    answer.update(answer=[], sections=[], citations=[], conflicts=[])


def _refusal(answer: dict[str, Any]) -> None:
    _empty(answer)
    answer.update(status="refused", because="off-scope")


def _numbers(answer: dict[str, Any]) -> None:
    for item in _items(answer):
        item["text"] = re.sub(r"(?<![\w.,-])(\d+)(?![\w.,])", lambda found: f"{int(found[1]) * 10 + 7}", item["text"])


def _uncited(answer: dict[str, Any]) -> None:
    for item in _items(answer):
        item["citations"] = []


def _other_source(answer: dict[str, Any]) -> None:
    for one in answer["citations"]:
        one["id"] = "isth-dic-summary"


def _other_drug(answer: dict[str, Any]) -> None:
    swaps = {"methylprednisolone": "etoposide", "anakinra": "rilonacept", "ciclosporin": "tacrolimus"}
    for item in _items(answer):
        for drug, other in swaps.items():
            item["text"] = re.sub(drug, other, item["text"], flags=re.I)


def _negated(answer: dict[str, Any]) -> None:
    for item in _items(answer):
        text = item["text"]
        flipped = re.sub(r"\b(?:do not|not|never)\b ?", "", text, count=1, flags=re.I)
        item["text"] = flipped if flipped != text else re.sub(r"^(\w+) ", r"\1 not ", text, count=1)


def _adults(answer: dict[str, Any]) -> None:
    for item in (*answer["answer"], *(item for section in answer["sections"] for item in section["items"])):
        if item["claim"].startswith("drugs/"):
            item.update(
                claim="drugs/methylprednisolone/pulse/la-rosee-pulse",
                text="Methylprednisolone: 1,000 mg per dose, intravenous, once daily, 3 to 5 days.",
                details=[],
            )


SPOILT: dict[str, Callable[[dict[str, Any]], None]] = {
    "empty": _empty,
    "blanket refusal": _refusal,
    "numbers changed": _numbers,
    "citations removed": _uncited,
    "citations of another source": _other_source,
    "drug swapped": _other_drug,
    "negation flipped": _negated,
    "claim of another population": _adults,
}


@pytest.fixture(scope="module")
def good(knowledge: Knowledge) -> list[tuple[Asked, dict[str, Any]]]:
    """Answers to tuned questions that name a drug, each with at least one fact found."""
    answerer = Answerer(knowledge)
    found = []
    for one in questions():
        if one.id in held_out() or one.kind != "answer" or one.language != "en" or one.reader == "parent":
            continue
        given = as_json(answerer.ask(one.question, Reader(one.reader)))
        if graded(one, given).found and any(_doses_methylprednisolone(item) for item in _items_of(given)):
            found.append((one, given))
    return found[:12]


def _doses_methylprednisolone(item: dict[str, Any]) -> bool:
    """Whether an item is of the drug and names it, so that another name in its place is seen."""
    return item["claim"].startswith("drugs/methyl") and "methylprednisolone" in item["text"].lower()


def _items_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [*answer["answer"], *(item for section in answer["sections"] for item in section["items"])]


def graded(asked: Asked, answer: dict[str, Any]) -> Grade:
    """The grade against the key of the tuned set."""
    return grade(asked, key("key.yaml")[asked.id], answer)


def test_what_is_graded_here_is_good(good: list[tuple[Asked, dict[str, Any]]]) -> None:
    """The answers that are spoilt below pass as they are."""
    assert len(good) >= 8
    for asked, answer in good:
        found = graded(asked, answer)
        assert found.sound, found.faults
        assert found.kind_right


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_answer_fails_the_grader(name: str, good: list[tuple[Asked, dict[str, Any]]]) -> None:
    """Each of them loses its facts, its outcome or its soundness; none passes."""
    for asked, answer in good:
        spoilt = copy.deepcopy(answer)
        SPOILT[name](spoilt)
        found = graded(asked, spoilt)

        assert not found.sound or not found.kind_right or found.found == 0, f"{asked.id}: {name} was not found"
