"""Every page is there, says that nobody reviewed it, and leads only to pages that are there."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Route

from stillpath.model import Knowledge
from stillpath.prose.catalogue import KINDS, entries_of
from tests.web.addresses import LOST, PAGES

LIGHT = 200_000
"""Bytes of the longest page that is read on a ward."""


class Reader(HTMLParser):
    """What a browser would find on a page: links, ids, headings, the language, forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.language = ""
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values.get("href", ""))
        if tag == "html":
            self.language = values.get("lang", "")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "label" and "for" in values:
            self.labelled.add(values["for"])
        if tag == "input":
            self.inputs.append(values)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_and_says_that_nobody_reviewed_it(name: str, client: TestClient) -> None:
    """Review status, dates and version stand at the top and at the foot of every page."""
    answer = client.get(PAGES[name])
    assert answer.status_code == 200
    version = client.get("/healthz").json()["knowledge"]
    top, main, foot = re.split(r"<main|</main>", answer.text)
    assert main
    for part in (top, foot):
        assert version in part
        assert "NOT REVIEWED" in part or "IKKE" in part.upper()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_made(name: str, client: TestClient) -> None:
    """One first heading, no step of heading left out, no id twice, a language, a label for every text field."""
    page = Reader(client.get(PAGES[name]).text)
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert sorted(id for id in set(page.ids) if page.ids.count(id) > 1) == []
    assert page.language == ("nb" if "Norwegian" in name else "en")
    texts = [one for one in page.inputs if one.get("type", "text") == "text"]
    assert [one for one in texts if one.get("id") not in page.labelled] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str, client: TestClient) -> None:
    """Links into the page meet an id; links to other pages of the server open."""
    page = Reader(client.get(PAGES[name]).text)
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert [id for id in inside if id not in page.ids] == []
    for link in sorted({link.partition("#")[0] for link in page.links if link.startswith("/")})[:40]:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("address", ["/treatment", "/nb/behandling"])
def test_the_treatment_page_stays_light(address: str, client: TestClient) -> None:
    """Under 200 kB as it is sent, so that it opens on a ward's slow line."""
    assert len(client.get(address).content) < LIGHT


@pytest.mark.parametrize("address", ["/treatment", "/nb/behandling"])
def test_a_page_is_sent_packed(address: str, client: TestClient) -> None:
    """To a browser that can unpack it, which is every one, a third of its length or less."""
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        sent = sum(len(part) for part in answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert sent * 3 < len(client.get(address).content)


def test_the_sources_of_the_treatment_page_are_one_line_each(client: TestClient) -> None:
    """What it is, its title, a way back and a way to the original; the rest stands on the page of the source."""
    text = client.get("/treatment").text
    sources = text[text.index('id="sources"') :]
    lines = re.findall(r'<li id="s-\d+".*?</li>', sources, re.DOTALL)
    assert lines
    for line in lines:
        assert re.search(r'class="sp-back" href="#c-\d+"', line)
        assert 'href="/knowledge/sources/' in line
        assert line.count("external") <= 1
    assert "machine written" in sources


def test_a_branch_leads_to_its_part(client: TestClient) -> None:
    """From what to do first to the critical part, in either language."""
    for address in ("/treatment", "/nb/behandling"):
        text = client.get(address).text
        (part,) = re.findall(r'<a class="sp-turn" href="#(part-\d+)">', text)
        assert f'<h2 id="{part}">' in text


def test_a_prohibition_has_its_form_in_every_language(client: TestClient, knowledge: Knowledge) -> None:
    """It is told by the action, not by how its text begins."""
    prohibitions = [id for id, action in knowledge.actions.items() if action.do_not]
    for address in ("/treatment", "/nb/behandling"):
        boxes = re.findall(r'<div class="sp-dont">(.*?)</div>', client.get(address).text, re.DOTALL)
        held = {id for box in boxes for id in re.findall(r"/knowledge/actions/([\w-]+)", box)}
        assert held == set(prohibitions)


def test_only_what_is_english_is_marked_as_english(client: TestClient) -> None:
    """On a Norwegian page the labels beside an English text are not marked with it."""
    text = client.get(PAGES["answer in Norwegian"]).text
    assert not re.search(r'<span lang="en">\s*<span class="sp-label">', text)
    assert '<span class="sp-label">lest</span>' in text


def test_every_entry_has_a_page(client: TestClient, knowledge: Knowledge) -> None:
    """Whatever the knowledge holds can be opened by its kind and id."""
    for kind in KINDS:
        for id in list(entries_of(kind, knowledge))[::7]:
            assert client.get(f"/knowledge/{kind}/{id}").status_code == 200, f"{kind}/{id}"


def test_an_entry_shows_where_it_is_used_its_cases_and_its_evidence(client: TestClient) -> None:
    """The page of a criterion: exactly as written with file and line, cases at the edge, users, DOI, tier, locator."""
    text = client.get("/knowledge/criteria/mas-2016").text
    for words in ("ferritin &gt; 684 ng/mL", "knowledge/criteria/mas-2016.yaml:", "Cases at the edge", "Used by"):
        assert words in text
    assert "https://doi.org/10.1136/annrheumdis-2015-208982" in text
    assert "criteria table" in text


def test_a_source_lists_everything_that_cites_it(client: TestClient) -> None:
    """From a source every dose and statement that rests on it can be reached."""
    text = client.get("/knowledge/sources/halyabar-2019").text
    assert "Cited by" in text
    assert 'href="/knowledge/drugs/anakinra#moderate-halyabar-moderate"' in text


@pytest.mark.parametrize(
    "address", [LOST, "/knowledge/nothing", "/knowledge/drugs/nothing", "/knowledge/x/y", "/calculate/criteria/nothing"]
)
def test_a_page_that_is_not_there_says_so(address: str, client: TestClient) -> None:
    """One clear sentence, and a way on."""
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert 'action="/ask"' in answer.text


@pytest.mark.parametrize("address", ["/nb/finnes-ikke", "/finnes-ikke?language=nb"])
def test_a_norwegian_page_that_is_not_there_says_so_in_norwegian(address: str, client: TestClient) -> None:
    """And the way on stays Norwegian."""
    text = client.get(address).text
    assert "Det finnes ingen side på denne adressen." in text
    assert '<html lang="nb"' in text
    assert 'name="language" value="nb"' in text


def test_nothing_can_be_sent_to_a_page_that_is_read(client: TestClient) -> None:
    """A method that has no meaning gets a page, not a stack."""
    answer = client.post("/treatment")
    assert answer.status_code == 405
    assert "nothing can be sent to it" in answer.text


@pytest.mark.parametrize("address", ["/", "/treatment", "/ask?q=x", "/knowledge", "/calculate/dose", "/about"])
def test_a_page_answers_to_head(address: str, client: TestClient) -> None:
    """What watches the server may ask for the head alone."""
    answer = client.head(address)
    assert answer.status_code == 200
    assert answer.text == ""


def test_health(client: TestClient, knowledge: Knowledge) -> None:
    """The versions, and whether the knowledge was checked."""
    assert client.get("/healthz").json()["knowledge"] == knowledge.version


def test_the_api_tells_its_form(client: TestClient) -> None:
    """The OpenAPI description names the question's parameters, and no page of HTML."""
    paths = client.get("/api/openapi.json").json()["paths"]
    assert set(paths) == {"/api/ask", "/healthz"}
    names = {one["name"] for one in paths["/api/ask"]["get"]["parameters"]}
    assert names == {"q", "as", "follow", "language"}


def test_every_address_of_a_child_is_documented(app: FastAPI) -> None:
    """Each stands in docs/web.md with KEY in its place, and nothing stands there that is not served."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "web.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `/child")]
    told = {name for row in rows for name in re.findall(r"`(/child[^`]*)`", row)}
    served = {route.path.replace("{key}", "KEY") for route in app.routes if isinstance(route, Route)}
    assert told == {path for path in served if path.startswith("/child")}
