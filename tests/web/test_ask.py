"""The page of an answer: the question, the answer first, citations that open, readers, follow-up, versions."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from stillpath.model import Knowledge

DOSE = "/ask?q=What+is+the+dose+of+methylprednisolone%3F"


def test_the_question_is_the_title_and_the_answer_comes_first(client: TestClient) -> None:
    """The canonical question stands as heading, what was typed beneath it, the answer before any section."""
    text = client.get("/ask?q=methylprednisolone+dose%3F").text
    assert re.search(r"<h1><bdi>What is the dose of methylprednisolone\?</bdi></h1>", text)
    assert "methylprednisolone dose?" in text
    assert text.index('id="answer"') < text.index('class="sp-part"')


def test_every_citation_opens_a_source_of_the_page_and_leads_back(client: TestClient) -> None:
    """Each number is a link to an entry of the list; each entry leads back to its first number."""
    text = client.get(DOSE).text
    cited = set(re.findall(r'<a href="#(s-\d+)"', text))
    listed = set(re.findall(r'<li id="(s-\d+)"', text))
    assert cited
    assert cited <= listed
    assert set(re.findall(r'class="sp-back" href="#(c-\d+)"', text)) <= set(re.findall(r' id="(c-\d+)"', text))


def test_conflicts_stand_side_by_side_with_the_reason(client: TestClient) -> None:
    """Seed A's flat gram is shown beside what is taken, not in its place."""
    text = client.get(DOSE).text.replace("\u00a0", " ")
    conflict = text[text.index("sp-conflict__sides") :]
    taken, other = conflict.split("sp-side--other")[:2]
    assert "30 mg per kg" in taken
    assert "1 g a day" in other
    assert "sp-side__why" in taken


def test_the_first_conflicts_are_open_and_the_rest_is_folded(client: TestClient) -> None:
    """Three stand open; each further one is one press away, its title in sight, its sources inside."""
    text = client.get("/ask?q=Where+do+the+sources+disagree+on+treatment%3F").text
    conflicts = re.findall(r'<(div|details) class="sp-conflict[ "]', text)
    assert len(conflicts) > 3
    assert conflicts == ["div"] * 3 + ["details"] * (len(conflicts) - 3)
    for summary in re.findall(r"<summary>(.*?)</summary>", text, re.DOTALL):
        assert "<a" not in summary


def test_a_childs_size_heads_the_answer(client: TestClient) -> None:
    """The amount for the child stands in the card of the answer, under a heading of its own."""
    text = client.get("/ask?q=What+is+the+dose+of+methylprednisolone+for+18.4+kg%3F").text
    card = text[text.index('id="answer"') : text.index('class="sp-part"')]
    assert re.search(r'<h3 class="sp-stage">\s*For a child of 18\.4\s+kg', card)
    assert re.search(r'<strong class="sp-amount">552\s+mg</strong>', card)


def test_a_parent_reads_no_dose(client: TestClient) -> None:
    """For a parent no amount of a medicine is on the page."""
    main = re.split(r"<main|</main>", client.get(DOSE + "&as=parent").text)[1]
    main = main[: main.index('id="sources"')]
    assert not re.search(r"\d\s?(?:mg|mL)\b", html.unescape(main))


def test_the_reader_can_be_switched_and_the_question_stays(client: TestClient) -> None:
    """Five links, the present one marked, each with the same question."""
    text = client.get(DOSE + "&as=nurse").text
    links = re.findall(r'<a href="(/ask\?q=What\+is\+the\+dose[^"]*)"( aria-current="true")?>(\w+)</a>', text)
    assert [name for _, _, name in links] == ["Clinician", "Nurse", "Pharmacist", "Student", "Parent"]
    assert [name for _, current, name in links if current] == ["Nurse"]


def test_a_follow_up_carries_its_context_and_shows_it(client: TestClient) -> None:
    """What is carried from before stands there, with a way to be rid of it."""
    text = client.get(DOSE).text
    (follow,) = re.findall(r'name="follow" value="([^"]+)"', text)
    after = client.get("/ask", params={"q": "how often?", "follow": html.unescape(follow)}).text
    assert "carried from before" in after
    assert "clear</a>" in after


def test_a_follow_up_that_is_no_answers_is_told(client: TestClient) -> None:
    """A damaged link is no fault: the question is answered on its own, and the page says so."""
    text = client.get(DOSE + "&follow=%3Cnothing").text
    assert "answered on its own" in text


def test_a_link_keeps_the_version_it_was_made_from(client: TestClient, knowledge: Knowledge) -> None:
    """The pinned link opens without a word; another version's says that the answer may have changed."""
    text = client.get(DOSE).text
    (pinned,) = set(re.findall(r'href="(/ask\?[^"]*version=[^"]*)"', text))
    assert "OTHER VERSION" not in client.get(html.unescape(pinned)).text
    other = client.get(DOSE + "&version=2019.01%2Babcd").text
    assert "OTHER VERSION" in other
    assert "2019.01+abcd" in other
    assert knowledge.version in other


def test_a_question_in_norwegian_is_answered_in_norwegian(client: TestClient) -> None:
    """The page is marked as Norwegian; what stands in English on it says so."""
    text = client.get("/ask?q=Hva+er+dosen+av+metylprednisolon%3F").text
    assert '<html lang="nb"' in text


@pytest.mark.parametrize("length", [2001, 5000])
def test_a_question_that_is_too_long_is_told_so(length: int, client: TestClient) -> None:
    """A clear page, not a fault."""
    answer = client.get("/ask", params={"q": "a" * length})
    assert answer.status_code == 400
    assert "longer than 2,000 characters" in answer.text


def test_an_empty_question_is_asked_back(client: TestClient) -> None:
    """Nothing asked is no error."""
    assert client.get("/ask").status_code == 200


def test_the_api_gives_the_same_answer(client: TestClient) -> None:
    """What the page cites is what the JSON cites."""
    answer = client.get("/api/ask", params={"q": "What is the dose of methylprednisolone?"}).json()
    page = client.get(DOSE).text
    assert answer["status"] == "answered"
    assert len(answer["citations"]) == len(re.findall(r'<li id="s-\d+"', page))


@pytest.mark.parametrize("query", ["", "?as=nobody&q=x", "?q=x&follow=nothing", "?q=" + "a" * 2001, "?q=x&language=xx"])
def test_the_api_refuses_what_has_no_meaning(query: str, client: TestClient) -> None:
    """A bad call gets 400 and one sentence, as JSON."""
    answer = client.get(f"/api/ask{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_the_same_question_gives_the_same_bytes(client: TestClient) -> None:
    """Identical input, identical page."""
    assert client.get(DOSE).content == client.get(DOSE).content
