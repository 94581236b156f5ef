"""The question of the page the project began with: every section of that page, and what it got wrong shown as such."""

import pytest

from stillpath.answer import Answer, Answerer, Reader
from stillpath.prose import Item

QUESTION = (
    "What is the initial treatment for a pediatric patient with Systemic-Onset Juvenile Idiopathic Arthritis (SOJIA)"
    " who develops Hemophagocytic Lymphohistiocytosis (HLH)?"
)
SECTIONS = {
    "FIRST LINE": "actions/call-rheumatology",
    "CRITICAL FIRST STEPS": "actions/reassess-12h",
    "SECOND LINE, 24 TO 48 HOURS": "actions/add-ciclosporin",
    "BIOLOGIC MEDICINES FOR SJIA": "actions/keep-il1-il6-blocker",
    "CONVENTIONAL MEDICINES FOR SJIA": "statements/csdmard-alone",
    "MONITORING": "monitoring/daily-bloods",
    "PITFALLS": "actions/no-unmodified-hlh-protocol",
    "PROGNOSIS": "statements/deaths-in-sjia",
    "IF IT IS REFRACTORY": "actions/consider-plasma-exchange",
}
"""Each section of seed A, and a claim that it must hold."""


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answer:
    return answerer.ask(QUESTION)


def test_the_answer_comes_first_and_is_an_action(answer: Answer) -> None:
    """The direct answer: the pulse, by weight with its ceiling, and anakinra with it."""
    claims = [item.of for item in answer.page.sections[0].items]

    assert claims[:2] == ["actions/give-pulse", "drugs/methylprednisolone/pulse/halyabar-pulse"]
    assert "30\u00a0mg per kg per dose" in answer.page.sections[0].items[1].text
    assert "at most 1,000\u00a0mg per dose" in answer.page.sections[0].items[1].text
    assert "actions/give-anakinra" in claims


@pytest.mark.parametrize("title", SECTIONS)
def test_every_section_of_that_page_is_there(answer: Answer, title: str) -> None:
    """From the first line to the refractory child: each of its sections, with what it must hold."""
    sections = {section.title: section.items for section in answer.page.sections}

    assert SECTIONS[title] in [item.of for item in sections[title]]


def test_the_flat_gram_stands_beside_the_weight_based_dose(answer: Answer) -> None:
    """Both sides with their sources: 1 g a day without a weight, and 15 to 30 mg per kg with 1 g as the ceiling."""
    conflict = _conflict(answer, "conflicts/methylprednisolone-dose")
    sides = {detail.of: detail for detail in conflict.details}

    assert "1\u00a0g a day" in sides["sources/seed-a"].text
    assert sides["sources/seed-a"].label == "not used"
    assert "15 to 30\u00a0mg per kg a day, at most 1\u00a0g" in sides["sources/pnds-jia-2017"].text
    assert sides["sources/halyabar-2019"].label == "default"
    assert all(detail.cites for detail in conflict.details if detail.of)


def test_every_reference_opens(answer: Answer) -> None:
    """Each number in the text leads to a source that says its type, how it was read, and where it can be found."""
    listed = {cited.number: cited for cited in answer.page.sources}
    used = {number for section in answer.page.sections for item in section.items for number in _numbers(item)}

    assert used == set(listed)
    for cited in listed.values():
        source = cited.source
        opens = source.doi or source.pmid or source.address or source.read_as or source.id == "this-project"
        assert opens, f"{source.id} leads nowhere"
        assert source.type
        assert cited.places


def test_machine_written_pages_never_count_as_guidelines(answer: Answer) -> None:
    """Seed A calls its own summaries guidelines; here they are typed as what they are."""
    types = {cited.source.id: cited.source.type for cited in answer.page.sources}

    assert types["seed-a"] == "machine-written"
    assert types["onel-2022"] == "guideline"


def test_a_parent_reads_the_same_claims_without_a_dose(answerer: Answerer, answer: Answer) -> None:
    """Every claim is there; each dosing one is replaced by one fixed sentence."""
    parent = answerer.ask(QUESTION, Reader.PARENT)
    expected = {"statements/parent-no-dose" if answerer.claims[id].dosing else id for id in answer.claims}

    assert set(parent.claims) == expected


def test_it_says_how_old_it_is_and_that_nobody_approved_it(answer: Answer) -> None:
    """Three dates apart, the review status, and what it is for."""
    assert [name for name, _ in answer.dates] == ["content changed", "evidence searched to", "next review"]
    assert answer.review == "NOT REVIEWED by a clinical board"
    assert answer.page.foot.startswith("NOT REVIEWED by a clinical board · knowledge ")
    assert "never replaces" in answer.intended_use


def test_what_to_ask_next_can_be_answered(answerer: Answerer, answer: Answer) -> None:
    """Three to five further questions, each of which the knowledge answers."""
    assert 3 <= len(answer.next_questions) <= 5
    for text in answer.next_questions:
        assert answerer.ask(text, follow=answer.id).status == "answered"


def _conflict(answer: Answer, id: str) -> Item:
    return next(item for section in answer.page.sections for item in section.items if item.of == id)


def _numbers(item: Item) -> set[int]:
    return {*item.cites, *(number for detail in item.details for number in _numbers(detail))}
