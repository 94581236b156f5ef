"""The editorial policy and the release notes in the browser: one click away, honest, every figure from its rule."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.library import read_releases
from stillpath.model import Knowledge
from stillpath.web import create_app
from tests.web.addresses import CHILDREN, PAGES

LATER = datetime(2027, 6, 1, 8, 0, tzinfo=UTC)


def _client(knowledge: Knowledge, answerer: Answerer, at: datetime = LATER) -> TestClient:
    return TestClient(create_app(knowledge, answerer, lambda: at))


@pytest.mark.parametrize("address", [PAGES["home in Norwegian"], PAGES["treatment"], PAGES["about"], CHILDREN["lea"]])
def test_the_policy_is_one_click_from_every_page(address: str, client: TestClient) -> None:
    """At the foot, with the release notes under the day of the last change."""
    foot = client.get(address).text.partition("<footer")[2]
    assert re.search(r'<a href="/policy">(View editorial policy|Se redaksjonelle retningslinjer)</a>', foot)
    assert re.search(r'<a href="/releases">(Last updated|Sist oppdatert) \S+', foot)


@pytest.mark.parametrize("name", ["editorial policy", "version of the policy", "entry of the policy"])
def test_it_says_that_no_board_has_agreed(name: str, client: TestClient) -> None:
    """On each of its pages, with its id and its first day; there is no board and nothing is approved."""
    text = client.get(PAGES[name]).text
    assert "no board has agreed to it" in text
    assert "there was no board" in text
    assert "nothing had been approved" in text
    assert "2026-11" in text
    assert "22-Nov-2026" in text


def test_the_figures_on_the_page_are_those_of_the_rules(knowledge: Knowledge, client: TestClient) -> None:
    """Text and rules say the same, because the text has no figure of its own."""
    policy = knowledge.editorial["2026-11"]
    text = client.get("/policy").text
    assert f"Below {policy.ratings_shown_from} ratings" in text
    assert f"at most {policy.workspace_kept_for_days} days" in text
    assert f"every {policy.group_of('drugs').review_every_months} months" in text
    assert "{" not in text.partition("<main")[2]


def test_the_version_in_force_is_shown_and_the_others_are_listed(knowledge: Knowledge, answerer: Answerer) -> None:
    """An older version keeps its address and says what followed it; one to come says from when."""
    one = knowledge.editorial["2026-11"]
    two = replace(one, id="2027-05", in_force_from=date(2027, 5, 1))
    to_come = replace(one, id="2027-11", in_force_from=date(2027, 11, 1))
    held = replace(knowledge, editorial={policy.id: policy for policy in (one, two, to_come)})
    client = _client(held, answerer)
    text = client.get("/policy").text
    assert "Version 2027-05, in force from 01-May-2027." in text
    assert '<a href="/policy/2026-11">2026-11, in force from 22-Nov-2026, followed by 2027-05</a>' in text
    assert '<a href="/policy/2027-11">2027-11, not in force before 01-Nov-2027</a>' in text
    assert "followed by 2027-05" in client.get("/policy/2026-11").text


def test_a_policy_that_has_not_begun_says_so(client: TestClient) -> None:
    """Before its first day the page is there, and claims nothing."""
    assert "Version 2026-11, not in force before 22-Nov-2026." in client.get("/policy").text


def test_knowledge_without_a_policy_says_so(knowledge: Knowledge, answerer: Answerer) -> None:
    """A hospital's own folder may hold none."""
    answer = _client(replace(knowledge, editorial={}), answerer).get("/policy")
    assert answer.status_code == 200
    assert "This knowledge holds no editorial policy." in answer.text


@pytest.mark.parametrize("id", ["2025-01", "nobody", "%2e%2e"])
def test_a_version_that_is_not_there_is_not_found(id: str, client: TestClient) -> None:
    """One clear page, as for any address that leads nowhere."""
    assert client.get(f"/policy/{id}").status_code == 404


def test_three_pages_called_policy_keep_apart(client: TestClient) -> None:
    """The editorial policy, what a hospital may choose, and what one chose."""
    heads = [
        re.search(r"<h1>(.*?)[ <]", client.get(at).text) for at in ("/policy", "/local-policy", "/knowledge/policy")
    ]
    assert [head[1] if head else "" for head in heads] == ["Editorial", "Local", "Policy"]


def test_the_release_notes_stand_newest_first(client: TestClient) -> None:
    """Each with its day and its text; the dates go down the page."""
    text = client.get("/releases").text
    titles = re.findall(r'<h2 id="part-\d+">(.*?)</h2>', text)
    notes = read_releases()
    assert [title.rpartition(": ")[2] for title in titles] == [note.title for note in notes]
    days = [datetime.strptime(title[: len("22-Nov-2026")], "%d-%b-%Y").replace(tzinfo=UTC) for title in titles]
    assert days == sorted(days, reverse=True)
