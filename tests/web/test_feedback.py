"""What readers can say of a page and what is told of it, over the web; and that none of it changes what is answered."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.review.ratings import ratings_of
from stillpath.review.reports import corrections, open_reports, report_of
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Attempt, AuditRow, Rating, Report, Visit
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.people import invented, session_for
from tests.web.conftest import NOW

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TREATMENT = "/treatment"
DOSE = "/ask?q=What+is+the+dose+of+methylprednisolone%3F"
DRUG = "/knowledge/drugs/anakinra"
TOLD = {
    DRUG: "en",
    TREATMENT: "en",
    "/nb/behandling": "nb",
    "/conflicts": "en",
    DOSE: "en",
    f"{DOSE}&as=parent": "en",
    "/ask?q=Hva+er+dosen+av+metylprednisolon%3F": "nb",
}
"""Pages of which something can be said, with their language."""
UNTOLD = (
    "/",
    "/about",
    "/ask?q=How+do+I+bake+bread%3F",
    "/ask?q=",
    "/calculate/dose",
    "/child/lea",
    "/search?q=ferritin",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(new_url("sqlite", tmp_path), lambda: NOW)
    yield Desk(store, default_folder())
    store.close()


@pytest.fixture
def client(knowledge: Knowledge, answerer: Answerer, desk: Desk) -> TestClient:
    app = create_app(knowledge, answerer, lambda: NOW, desk=desk)
    return TestClient(app, headers={"user-agent": AGENT}, follow_redirects=False)


@pytest.fixture
def plain(knowledge: Knowledge, answerer: Answerer) -> TestClient:
    """The same without a store."""
    return TestClient(create_app(knowledge, answerer, lambda: NOW), headers={"user-agent": AGENT})


@pytest.fixture
def reviewer(client: TestClient, desk: Desk) -> dict[str, str]:
    """The fields that a reviewer's forms carry; the client is signed in."""
    token, csrf = session_for(desk.store, invented(desk.store, "Rita Reviewer", Role.REVIEWER))
    client.cookies.set(COOKIE, token)
    return {"csrf": csrf}


def foot_of(text: str) -> str:
    found = re.findall(r'<section class="sp-feedback".*?</section>\n', text, re.DOTALL)
    return found[0] if found else ""


def told(text: str) -> str:
    """What a page says: all that a store adds (signing in, the foot, the way to the reviews) put away."""
    said = text.replace(foot_of(text), "") if foot_of(text) else text
    return re.sub(r'<p[^>]*><a href="/review/.*?</p>\n', "", said.partition("<main")[2].partition("</main>")[0])


def rate(client: TestClient, page: str, browser: str = AGENT, **said: str) -> int:
    return client.post("/rate", data={"page": page, **said}, headers={"user-agent": browser}).status_code


def reported(client: TestClient, page: str = DRUG, text: str = "The label says something else.", place: int = 3) -> int:
    form = client.get("/report", params={"page": page}).text
    marks = re.findall(r'name="of" value="([^"]+)"', form)
    (once,) = re.findall(r'name="once" value="([^"]+)"', form)
    answer = client.post("/report", data={"page": page, "of": marks[place], "text": text, "once": once})
    assert answer.status_code == 303, answer.text
    return int(answer.headers["location"].rpartition("/")[2])


@pytest.mark.parametrize("page, language", TOLD.items())
def test_a_page_that_is_knowledge_has_a_foot_in_its_language(page: str, language: str, client: TestClient) -> None:
    """How often it was read, the ratings, and the forms."""
    foot = foot_of(client.get(page).text)
    assert ("Read once in the last 30 days" if language == "en" else "Lest én gang de siste 30 dagene") in foot
    assert ("No ratings yet" if language == "en" else "Ingen vurderinger ennå") in foot
    again = foot_of(client.get(page).text)
    assert ("Read 2 times" if language == "en" else "Lest 2 ganger") in again
    report = client.get(re.findall(r'href="(/report\?[^"]+)"', foot)[0])
    assert report.status_code == 200
    assert f'<html lang="{language}"' in report.text
    assert ("Write nothing of a patient." if language == "en" else "Skriv ikke noe om en pasient.") in report.text


@pytest.mark.parametrize("page", UNTOLD)
def test_of_other_pages_nothing_can_be_said(page: str, client: TestClient, desk: Desk) -> None:
    """No foot, no rating, no report, no link, no visit: a child's page least of all."""
    assert foot_of(client.get(page).text) == ""
    assert rate(client, page, useful="5") == 400
    assert client.get("/report", params={"page": page}).status_code == 400
    assert client.post("/share", data={"page": page}).status_code == 400
    assert client.post("/report", data={"page": page, "of": "x", "text": "It is wrong."}).status_code == 400
    desk.visits.write()
    with desk.store.read() as session:
        assert session.execute(select(Visit)).first() is None


def test_what_somebody_typed_is_kept_nowhere(client: TestClient, desk: Desk) -> None:
    """An answer is known by the question of the knowledge; a name and a weight in the question reach no table."""
    typed = "/ask?q=Ola+Nordmann+18+kg+methylprednisolone+dose%3F"
    text = client.get(typed).text
    assert "What is the dose of methylprednisolone?" in text
    (page,) = set(re.findall(r'name="page" value="([^"]+)"', foot_of(text)))
    assert page == DOSE
    assert rate(client, typed, useful="4") == 303
    client.post("/share", data={"page": typed})
    desk.visits.write()
    with desk.store.read() as session:
        kept = [
            str([getattr(row, one.name) for one in table.__table__.columns])
            for table in (Rating, Visit, AuditRow)
            for row in session.execute(select(table)).scalars()
        ]
    assert len(kept) >= 4
    assert not [one for one in kept if "Ola" in one or "Nordmann" in one or "kg" in one]


def test_feedback_ranks_nothing(client: TestClient, plain: TestClient, desk: Desk) -> None:
    """Answers, search, lists and pages are byte for byte the same with a store full of ratings as without a store."""
    pages = (*TOLD, *UNTOLD, "/knowledge", "/knowledge/drugs", "/sources", "/search?q=anakinra")
    for number in range(8):
        rate(client, DRUG, f"browser {number}", useful="1", correct="no")
        rate(client, TREATMENT, f"browser {number}", useful="5", correct="yes")
        for _ in range(number):
            client.get(TREATMENT)
    reported(client)
    for page in pages:
        kept, bare = client.get(page).text, plain.get(page).text
        if page == "/about":
            continue  # it tells what is kept
        assert told(kept) == told(bare), page
    for query in ("What is the dose of anakinra?", "What is MAS?"):
        answer = client.get("/api/ask", params={"q": query}).content
        assert answer == plain.get("/api/ask", params={"q": query}).content


def test_a_rating_is_told_from_the_fifth_on(client: TestClient, desk: Desk) -> None:
    """Until then only how many there are; one visitor is one of them, however often they send it."""
    for number in range(4):
        assert rate(client, TREATMENT, f"browser {number}", useful=str(2 + number), correct="yes") == 303
    assert rate(client, TREATMENT, "browser 3", useful="4") == 303
    foot = foot_of(client.get(TREATMENT).text)
    assert "4 ratings; shown from 5 on" in foot
    assert "average" not in foot
    rate(client, TREATMENT, "browser 9", correct="unsure")
    foot = foot_of(client.get(TREATMENT).text)
    assert "5 ratings · Useful: 3.2 of 5 on average (spread 0.8); 4 or 5 from 2 of 4" in foot
    assert "Correct: yes from 4 of 5 (95 % interval 38 to 96 %)" in foot
    assert foot_of(client.get(DRUG).text).count("No ratings yet") == 1


def test_not_correct_asks_which_statement(client: TestClient) -> None:
    """The rating is kept, and the reader is asked to report."""
    answer = client.post("/rate", data={"page": DRUG, "correct": "no"})
    assert answer.headers["location"] == "/report?page=%2Fknowledge%2Fdrugs%2Fanakinra&wrong=yes"
    assert "which statement is it?" in client.get(answer.headers["location"]).text
    answer = client.post("/rate", data={"page": DRUG, "useful": "3"})
    assert answer.headers["location"] == "/rated?page=%2Fknowledge%2Fdrugs%2Fanakinra"
    assert "your rating is kept" in client.get(answer.headers["location"]).text


@pytest.mark.parametrize("said", [{}, {"useful": "9"}, {"useful": "x"}, {"useful": "²"}, {"correct": "maybe"}])
def test_a_rating_without_a_meaning_is_told(said: dict[str, str], client: TestClient, desk: Desk) -> None:
    """One sentence, status 400, nothing kept."""
    answer = client.post("/rate", data={"page": DRUG, **said})
    assert answer.status_code == 400
    assert "Choose a number from 1 to 5" in answer.text
    assert ratings_of(desk.store, DRUG, 1).number == 0


@pytest.mark.parametrize("page", TOLD)
def test_the_statements_of_a_page_are_offered_as_they_stand(
    page: str, client: TestClient, knowledge: Knowledge
) -> None:
    """Each once, and the page as a whole first; a parent's page offers nothing that a parent is not told."""
    text = client.get("/report", params={"page": page}).text
    marks = re.findall(r'name="of" value="([^"]+)"', text)
    assert len(marks) == len(set(marks)) > 5
    if "parent" in page:
        assert not re.search(r"<label>[^<]*<input[^>]*><span>[^<]*\d+ ?mg", text)


def test_a_report_has_a_number_under_which_its_answer_is_read(
    client: TestClient, desk: Desk, reviewer: dict[str, str]
) -> None:
    """What was typed is shown to reviewers only, until the report is closed; then it is gone."""
    client.cookies.clear()
    number = reported(client, text="The label has another ceiling.")
    state = client.get(f"/reports/{number}").text
    assert "nobody has answered yet" in state
    assert "another ceiling" not in state

    client.cookies.set(COOKIE, f"session-{reviewer['csrf'].rpartition('-')[2]}")
    desk_page = client.get("/reports").text
    assert "The label has another ceiling." in desk_page
    sent = {**reviewer, "what": "accept", "answer": "The label is read anew.", "once": "a"}
    assert client.post(f"/reports/{number}", data=sent).status_code == 303
    assert client.post(f"/reports/{number}", data=sent).status_code == 303
    assert "accepted, the text is being looked at" in client.get(f"/reports/{number}").text
    late = client.post(f"/reports/{number}", data={**sent, "once": "b"})
    assert (late.status_code, "answered meanwhile" in late.text) == (409, True)

    closed = {"what": "correct", "entry": "drugs/anakinra", "was": "1", "now": "2", "grave": "yes"}
    done = client.post(f"/reports/{number}", data={**reviewer, **closed, "answer": "Thank you: mended.", "once": "c"})
    assert done.status_code == 303
    state = client.get(f"/reports/{number}").text
    assert "Thank you: mended." in state
    assert "what was typed is deleted" in state
    with desk.store.read() as session:
        assert [row.text for row in session.execute(select(Report)).scalars()] == [""]
        log = str([(row.subject, row.detail) for row in session.execute(select(AuditRow)).scalars()])
    assert "ceiling" not in log
    (line,) = corrections(desk.store)
    assert (line.entry, line.grave, line.by, line.reported) == ("drugs/anakinra", True, "Rita Reviewer", True)


def test_a_report_is_checked_field_by_field(client: TestClient, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Both fields at once, what was typed stays, and nothing of it is logged."""
    answer = client.post("/report", data={"page": DRUG, "of": "gone#00000000", "text": " "})
    assert answer.status_code == 400
    assert 'href="#f-of"' in answer.text
    assert '<input type="radio" name="of" id="f-of"' in answer.text
    assert '<legend class="sp-hidden">' in answer.text
    assert 'href="#f-text"' in answer.text
    form = client.get("/report", params={"page": DRUG}).text
    mark = re.findall(r'name="of" value="([^"]+)"', form)[2]
    answer = client.post("/report", data={"page": DRUG, "of": mark, "text": "Kari was born 03.02.2019 <b>"})
    assert answer.status_code == 400
    assert "a full date" in answer.text
    assert "Kari was born 03.02.2019 &lt;b&gt;" in answer.text
    assert f'value="{mark}" checked' in answer.text
    assert open_reports(desk.store) == ()
    assert "Kari" not in caplog.text


def test_a_report_that_is_sent_twice_is_one(client: TestClient, desk: Desk) -> None:
    """The second leads to the same number."""
    form = client.get("/report", params={"page": DRUG}).text
    mark = re.findall(r'name="of" value="([^"]+)"', form)[1]
    sent = {"page": DRUG, "of": mark, "text": "The label says something else.", "once": "same"}
    first, second = client.post("/report", data=sent), client.post("/report", data=sent)
    assert first.headers["location"] == second.headers["location"]
    assert len(open_reports(desk.store)) == 1


def test_too_many_reports_must_wait(client: TestClient, desk: Desk) -> None:
    """The sixth within an hour is told when to come back; no address is kept in clear."""
    for _ in range(5):
        reported(client)
    form = client.get("/report", params={"page": DRUG}).text
    mark = re.findall(r'name="of" value="([^"]+)"', form)[1]
    answer = client.post("/report", data={"page": DRUG, "of": mark, "text": "The label says something else."})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    with desk.store.read() as session:
        keys = [row.key for row in session.execute(select(Attempt)).scalars()]
    assert keys
    assert not [key for key in keys if "testclient" in key or "Mozilla" in key]


def test_a_link_shows_what_was_shared_and_what_became_of_it(
    client: TestClient, desk: Desk, knowledge: Knowledge
) -> None:
    """Title, status, date and version for a preview; then that the text has changed."""
    answer = client.post("/share", data={"page": DRUG})
    assert answer.headers["location"] == client.post("/share", data={"page": DRUG}).headers["location"]
    text = client.get(answer.headers["location"]).text
    title = re.findall(r"<title>(.*?)</title>", text)[0]
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', text))
    for one in (title, told["description"]):
        assert "NOT REVIEWED by a clinical board" in one
        assert "02-Mar-2026" in one
    assert told["title"] == "anakinra · NOT REVIEWED by a clinical board"
    assert knowledge.version in told["description"]
    assert "The text is the one that was shared." in text
    assert f'href="{DRUG}"' in text
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE share SET digest = 'other', status = 'as it was'")
    text = client.get(answer.headers["location"]).text
    assert "CHANGED SINCE" in text
    assert re.search(r"</span>as it was</td><td><span[^>]+>Now</span>NOT REVIEWED by a clinical board</td>", text)
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE share SET page = '/knowledge/drugs/gone'")
    assert "NOT HERE ANY MORE" in client.get(answer.headers["location"]).text


def test_visits_are_counted_of_readers_only(client: TestClient, desk: Desk, reviewer: dict[str, str]) -> None:
    """Not of who is signed in, not of programs, not of who asks not to be tracked, not of HEAD."""
    client.get(TREATMENT)
    client.cookies.clear()
    for headers in ({"dnt": "1"}, {"sec-gpc": "1"}, {"user-agent": "Googlebot/2.1"}, {"user-agent": ""}):
        client.get(TREATMENT, headers=headers)
    client.head(TREATMENT)
    client.get("/treatment/nothing")
    assert "Read 0 times" in foot_of(client.get(TREATMENT, headers={"dnt": "1"}).text)
    assert "Read once" in foot_of(client.get(TREATMENT).text)
    desk.visits.write()
    with desk.store.read() as session:
        assert [(row.page, row.count) for row in session.execute(select(Visit)).scalars()] == [(TREATMENT, 1)]


def test_the_log_of_corrections_and_its_feed(
    client: TestClient, plain: TestClient, desk: Desk, reviewer: dict[str, str]
) -> None:
    """Everybody reads them; who may answer adds to them; markup is text."""
    sent = {**reviewer, "entry": "facts/ferritin", "was": "<b>ng</b>", "now": "ng/mL", "grave": "no", "once": "k"}
    assert client.post("/corrections", data=sent).status_code == 303
    assert client.post("/corrections", data=sent).status_code == 303
    assert client.post("/corrections", data={**sent, "entry": "facts/none", "once": "l"}).status_code == 400
    assert client.post("/corrections", data={**sent, "grave": "", "once": "m"}).status_code == 400
    elsewhere = client.post("/corrections", data={**sent, "now": "4711 stones", "once": "n"})
    assert (elsewhere.status_code, "does not stand in facts/ferritin" in elsewhere.text) == (400, True)
    assert client.post("/corrections", data={**sent, "csrf": "another"}).status_code == 403
    client.cookies.clear()
    assert client.post("/corrections", data=sent).status_code in (400, 401)
    text = client.get("/corrections").text
    assert text.count("&lt;b&gt;ng&lt;/b&gt;") == 1
    assert "Rita Reviewer" in text
    assert "Log a correction" not in text
    feed = client.get("/corrections.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    names = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(feed.content)  # noqa: S314 - our own
    (entry,) = root.findall("a:entry", names)
    assert entry.findtext("a:title", "", names) == "Correction: facts/ferritin"
    assert entry.findtext("a:content", "", names) == "It was: <b>ng</b>\nIt is: ng/mL"
    assert root.findtext("a:updated", "", names) == entry.findtext("a:updated", "", names)

    assert "No correction is recorded." in plain.get("/corrections").text
    empty = ElementTree.fromstring(plain.get("/corrections.atom").content)  # noqa: S314 - our own
    assert empty.findall("a:entry", names) == []


def test_the_board_is_told_as_it_is(client: TestClient, plain: TestClient, desk: Desk) -> None:
    """Nobody is invented: without a store, and with an empty one, there is no board."""
    for one in (plain, client):
        assert "There is no board. Nobody has signed anything." in one.get("/board").text
    invented(desk.store, "Bea Board", Role.BOARD, listed=True)
    text = client.get("/board").text
    assert "Bea Board" in text
    assert "none</bdi> (declared on 01-Nov-2026)" in text
    assert "There is no board." not in text


def test_without_a_store_nothing_can_be_sent(plain: TestClient) -> None:
    """There is no form and no address for one."""
    assert foot_of(plain.get(TREATMENT).text) == ""
    for address in ("/rate", "/report", "/share", "/corrections", "/reports/1"):
        assert plain.post(address, data={"page": TREATMENT}).status_code in (404, 405)


def test_reading_needs_no_store(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it does not answer, pages come without their foot, and what writes says so."""
    from sqlalchemy.exc import OperationalError

    from stillpath.errors import StoreError

    def gone(*_: object, **__: object) -> None:
        raise StoreError("gone") from OperationalError("", None, Exception())

    for name in ("read", "change", "count"):
        monkeypatch.setattr(Store, name, gone)
    answer = client.get(TREATMENT)
    assert (answer.status_code, foot_of(answer.text)) == (200, "")
    assert rate(client, TREATMENT, useful="4") == 503


def test_ratings_sent_at_the_same_moment_are_all_kept(client: TestClient, desk: Desk) -> None:
    """Twelve readers at once, one of them twice."""
    browsers = [f"browser {number % 12}" for number in range(13)]
    threads = [threading.Thread(target=rate, args=(client, DRUG, one), kwargs={"useful": "3"}) for one in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ratings_of(desk.store, DRUG, 1).number == 12


def test_another_browser_name_does_not_lift_a_limit(client: TestClient, desk: Desk) -> None:
    """Of one page a network sends twenty ratings a day, whatever its browsers say they are; another page is open."""
    told = [rate(client, DRUG, f"browser {number}", useful="5") for number in range(22)]
    assert told == [303] * 20 + [429] * 2
    assert ratings_of(desk.store, DRUG, 1).number == 20
    assert rate(client, TREATMENT, useful="5") == 303


def test_a_rating_of_five_thousand_digits_is_no_number(client: TestClient) -> None:
    """400 with one sentence."""
    assert rate(client, DRUG, useful="9" * 5000) == 400


def test_a_control_character_in_a_report_is_told_and_no_feed_breaks(client: TestClient, desk: Desk) -> None:
    """Nothing of it is kept."""
    form = client.get("/report", params={"page": DRUG}).text
    mark = re.findall(r'name="of" value="([^"]+)"', form)[1]
    sent = {"page": DRUG, "of": mark, "text": "The label\x00 says something else."}
    assert client.post("/report", data=sent).status_code == 400
    assert open_reports(desk.store) == ()


def test_a_report_of_a_number_that_is_none(client: TestClient, desk: Desk) -> None:
    """404, whatever is written there."""
    for number in ("1", "999999999999999999999", "9" * 5000, "x", "-1", "²"):
        assert client.get(f"/reports/{number}").status_code == 404
    assert report_of(desk.store, -1) is None
