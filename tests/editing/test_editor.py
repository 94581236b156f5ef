"""Editing in the browser: from a draft to handing it in, without a script."""

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.library import load
from stillpath.model import Knowledge
from stillpath.review.fields import with_fields
from stillpath.review.folder import digest_of_text, text_of
from stillpath.review.workflow import request_changes
from stillpath.store import Store
from stillpath.store.accounts import hashed, sign_in
from stillpath.store.schema import ApiToken, AuditRow, Submission
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.editing.conftest import person
from tests.editing.few import few_cases
from tests.unit.library.test_tree import BOMB

CEILING = "doses/0/at_most"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return few_cases(tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="module")
def few(folder: Path) -> Knowledge:
    return load(folder)


@pytest.fixture(scope="module")
def few_answerer(few: Knowledge) -> Answerer:
    return Answerer(few)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(new_url("sqlite", tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, folder: Path) -> Desk:
    return Desk(store, folder)


class Writer:
    """Somebody who is signed in, with the mark of their session."""

    def __init__(self, client: TestClient, store: Store, account: int) -> None:
        self.client = client
        self.account = account
        with store.change("test", "test: sign in") as session:
            token = sign_in(session, store, account)
        client.cookies.set(COOKIE, token)

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text[:500]
        return answer.text

    def post(self, address: str, page: str, status: int = 200, **fields: str) -> str:
        (csrf, *_) = re.findall(r'name="csrf" value="([^"]+)"', page)
        answer = self.client.post(address, data={"csrf": csrf, **fields})
        assert answer.status_code == status, answer.text[:500]
        return answer.text


def form_of(page: str) -> dict[str, str]:
    """What the form of the editor holds, as a browser would send it."""
    form = dict(re.findall(r'<input type="hidden" name="(was|version)" value="([^"]*)"', page))
    for name, value in re.findall(r'<input id="f-\d+" name="([^"]+)" type="text" value="([^"]*)"', page):
        form[unescape(name)] = unescape(value)
    for name, value in re.findall(r'<textarea id="f-\d+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        form[unescape(name)] = unescape(value).replace("\n", "\r\n")
    for name, options in re.findall(r'<select id="f-\d+" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        form[unescape(name)] = next(iter(re.findall(r"<option selected>([^<]*)", options)), "")
    return form


@pytest.fixture
def ann(desk: Desk, few: Knowledge, few_answerer: Answerer) -> Writer:
    app = create_app(few, few_answerer, desk=desk)
    return Writer(TestClient(app), desk.store, person(desk.store, "ann", "Ann Author", "author"))


@pytest.fixture
def ben(desk: Desk, few: Knowledge, few_answerer: Answerer) -> Writer:
    app = create_app(few, few_answerer, desk=desk)
    return Writer(TestClient(app), desk.store, person(desk.store, "ben", "Ben Editor", "author"))


def begun(writer: Writer, entry: str = "drugs/anakinra") -> tuple[str, str]:
    """The address of a new draft, and its page."""
    page = writer.get(f"/edit/{entry}")
    page = writer.post(f"/edit/{entry}", page)
    (number, *_) = re.findall(r'action="/edit/drafts/(\d+)"', page)
    return f"/edit/drafts/{number}", page


def waited(writer: Writer, address: str) -> str:
    """The page of results once nothing runs any more; until then it loads itself anew."""
    for _ in range(600):
        page = writer.get(address)
        if 'http-equiv="refresh"' not in page:
            return page
        time.sleep(0.2)
    raise AssertionError("the results did not come")


def checked(writer: Writer, address: str, page: str) -> str:
    """The page of the editor after saving, once the check is through."""
    while "The check is running." in page:
        page = writer.get(f"{address}?saved=yes")
    return page


def test_the_form_of_a_record_sent_as_it_is_changes_nothing(ann: Writer, desk: Desk) -> None:
    """Every field of the text stands in it, and no byte is another afterwards."""
    address, page = begun(ann)
    form = form_of(page)
    assert len([name for name in form if name.startswith("f:")]) > 400
    page = ann.post(address, page, **form, do="save")
    assert "No version" not in page
    with desk.store.read() as session:
        row = session.query(Submission).one()
        assert (row.text, row.version) == (text_of(desk.folder, "drugs/anakinra"), 1)


def test_a_problem_stands_beside_its_field_and_leads_to_it(ann: Writer, desk: Desk) -> None:
    """After saving, in the summary and at the field, whose part of the record is open."""
    address, page = begun(ann)
    page = ann.post(address, page, **{**form_of(page), f"f:{CEILING}": "100 mg per dos"}, do="save")
    page = checked(ann, address, page)
    (number,) = re.findall(rf'<input id="f-(\d+)" name="f:{CEILING}"', page)
    assert f'<a href="#f-{number}">doses 1, at most: ' in page
    assert re.search(rf'id="f-{number}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*e-{number}"', page)
    assert f'id="e-{number}"' in page
    assert re.search(r'<details class="sp-edit__group" id="p-doses" open>', page)
    assert re.search(r'<details class="sp-edit__group" id="p-cautions">', page)


def test_from_a_wrong_ceiling_to_handing_in(ann: Writer, desk: Desk) -> None:
    """Cases turn red and it cannot be handed in; with a text that holds, whose dose changes is told, and it can."""
    address, page = begun(ann)
    page = ann.post(address, page, **{**form_of(page), f"f:{CEILING}": "20 mg per dose"}, do="check")
    page = waited(ann, f"{address}/results")
    assert "No problem is found." in page
    assert re.search(r'<strong class="sp-edit__red">\d+ red</strong>', page)
    assert "course-adolescent-etoposide" in page
    assert "Cases are red" in page
    assert "/submit" not in page
    assert "at most 20" in page
    refused = ann.post(f"{address}/submit", ann.get(address), 422, version="2", summary="why", once="k")
    assert "Cases are red" in refused

    page = ann.get(address)
    form = {**form_of(page), f"f:{CEILING}": "100 mg per dose", "f:handling/4/says": "Turn the site each time."}
    ann.post(address, page, **form, do="check")
    page = waited(ann, f"{address}/results")
    assert "All hold." in page
    assert "Nothing changes for any of them." in page
    assert "Turn the site each time." in page
    assert "&#39;drugs/anakinra/handling/5&#39; renders an English text that has changed" in page
    sent = {"version": "3", "once": "key", "summary": "Plainer words."}
    page = ann.post(f"{address}/submit", page, **sent)
    assert "This text is submitted" in page
    ann.post(f"{address}/submit", ann.get("/edit"), **sent)
    with desk.store.read() as session:
        assert session.query(Submission).one().state == "submitted"
        assert session.query(AuditRow).filter(AuditRow.action == "review: submit").count() == 1


def test_the_second_of_two_is_told_and_keeps_what_was_typed(ann: Writer, ben: Writer) -> None:
    """Both texts, the lines that differ, and a way to save one's own after looking."""
    address, page = begun(ann)
    other = ben.get(address)
    ann.post(address, page, **{**form_of(page), "f:title": "anakinra, Ann's"}, do="save")
    told = ben.post(address, other, 409, **{**form_of(other), "f:title": "anakinra, Ben's"}, do="save")
    assert "Ann Author changed this draft at" in told
    assert "title: anakinra, Ann&#39;s" in told
    assert "title: anakinra, Ben&#39;s" in told
    assert "Ann's" in unescape(ben.get(address))
    (version,) = re.findall(r'name="version" value="(\d+)"', told)
    (mine,) = re.findall(r'<textarea class="sp-edit__whole"[^>]*>\n(.*?)</textarea>', told, re.DOTALL)
    page = ben.post(address, told, version=version, text=unescape(mine), do="save")
    assert "Ben's" in unescape(page)
    assert "written in by Ann Author, Ben Editor" in page


def test_items_and_keys_come_and_go(ann: Writer, desk: Desk) -> None:
    """An empty item beside another, a key that other records have; both are checked like the rest."""
    address, page = begun(ann, "facts/ferritin")
    form = form_of(page)
    assert re.search(r'name="f:id" type="text" value="ferritin"[^>]* readonly', page)
    page = ann.post(address, page, **form, do="add names/0")
    assert 'name="f:names/1" type="text" value=""' in page
    page = ann.post(address, page, **form_of(page), do="remove names/1")
    with desk.store.read() as session:
        assert session.query(Submission).one().text == text_of(desk.folder, "facts/ferritin")
    page = ann.post(address, page, **form_of(page), **{"key:": "needs"}, do="key ")
    assert 'name="f:needs"' in page


def test_a_text_as_a_whole(ann: Writer) -> None:
    """Where it can no longer be shown in fields it is edited so, with the line that cannot be read."""
    address, page = begun(ann, "facts/ferritin")
    whole = ann.get(f"{address}?whole=yes")
    page = ann.post(address, whole, version="1", text="id: ferritin\r\nunit: [x]\r\n", do="save")
    assert "This text cannot be shown in fields: Line 2" in page
    assert "id: ferritin\nunit: [x]\n</textarea>" in page


def test_a_text_that_would_fill_the_memory_is_told_and_not_lost(ann: Writer, desk: Desk) -> None:
    """It stays in its field to be put right; nothing is saved."""
    address, _ = begun(ann)
    page = ann.get(f"{address}?whole=yes")
    (version, *_) = re.findall(r'name="version" value="([^"]*)"', page)
    kept = text_of(desk.folder, "drugs/anakinra")
    for bad, said in ((BOMB, "Line 3: an anchor or alias, which is not read"), ("- " * 3000, "40 deep")):
        page = ann.post(address, page, 422, version=version, text=bad, do="save")
        assert said in page
        assert bad.strip() in unescape(page)
        with desk.store.read() as session:
            assert session.get_one(Submission, int(address.rpartition("/")[2])).text == kept


def test_a_new_entry_and_its_name(ann: Writer) -> None:
    """It begins with the keys of its kind; what is no name, or is there already, is told."""
    page = ann.get("/edit")
    assert "is there already" not in page
    assert "There is facts/ferritin already" in ann.post("/edit/new", page, 422, kind="facts", name="ferritin")
    for name in ("", "Upper", "../x", "a b", "²é", "a" * 300):
        assert "joined by hyphens" in ann.post("/edit/new", page, 422, kind="facts", name=name)
    ann.get(f"/edit/drugs/{'a' * 300}", 404)
    page = ann.post("/edit/new", page, kind="facts", name="made-up")
    assert 'value="made-up"' in page


def test_entries_are_found_and_a_parameter_leads_to_its_page_of_policy(ann: Writer) -> None:
    """By a part of the name or title."""
    page = ann.get("/edit?q=anakinra")
    assert 'href="/edit/drugs/anakinra"' in page
    assert "policy/thresholds" in ann.get("/edit/policy/fever-temperature")
    ann.get("/edit/drugs/nothing", 404)
    ann.get("/edit/nothing/x", 404)
    ann.get("/edit/drafts/999", 404)
    ann.get("/edit/drafts/99999999999999999999", 404)


def test_a_draft_is_discarded_by_its_author_alone(ann: Writer, ben: Writer) -> None:
    """Others have no such button, and are refused."""
    address, page = begun(ann)
    assert "Discard it" not in ben.get(address)
    assert "Only Ann Author" in ben.post(address, ben.get(address), 403, version="1", do="discard")
    assert "The draft is discarded." in ann.post(address, page, version="1", do="discard")


def test_who_is_no_author_edits_nothing(desk: Desk, few: Knowledge, few_answerer: Answerer) -> None:
    """A reviewer gets 403 everywhere; without the mark of the session nothing is taken."""
    app = create_app(few, few_answerer, desk=desk)
    rita = Writer(TestClient(app), desk.store, person(desk.store, "rita", "Rita Reviewer", "reviewer"))
    for address in ("/edit", "/edit/drugs/anakinra", "/edit/drafts/1"):
        rita.get(address, 403)
    reader = Writer(TestClient(app), desk.store, person(desk.store, "rosa", "Rosa Reader", "reader"))
    reader.get("/edit/drafts/1/results", 403)
    history = "Review and history of this entry"
    assert history in rita.get("/knowledge/facts/ferritin")
    assert history not in reader.get("/knowledge/facts/ferritin")
    ann = Writer(TestClient(app), desk.store, person(desk.store, "ann", "Ann Author", "author"))
    assert ann.client.post("/edit/drugs/anakinra").status_code == 403


def test_who_signs_sees_what_a_text_does_and_sends_nothing(ann: Writer, desk: Desk, few: Knowledge) -> None:
    """The results with their warning, without a form; the page of the submission leads there and sums it up."""
    app = ann.client.app
    rita = Writer(TestClient(app), desk.store, person(desk.store, "rita", "Rita Reviewer", "reviewer"))
    address, page = begun(ann, "drugs/ciclosporin")
    page = ann.post(address, page, **{**form_of(page), "f:doses/0/usual": "4 mg/kg"}, do="check")
    told = "doses, halyabar-oral, usual: 3 mg/kg, now 4 mg/kg"
    assert told in page
    waited(ann, f"{address}/results")
    page = rita.get(f"{address}/results")
    assert told in page
    assert "Whose stage, dose or alert changes" in page
    assert "<textarea" not in page
    assert f'href="{address}"' not in page
    (number,) = re.findall(r"\d+$", address)
    page = rita.get(f"/review/submissions/{number}")
    assert f'<a href="{address}/results">What it does: check, cases, whose dose changes</a>' in page
    assert "Check: all well; cases: " in page
    assert "worked patients changes" in page
    assert told in page
    for step in ("submit", "base"):
        assert rita.client.post(f"{address}/{step}", data={"version": "2"}).status_code == 403


def test_no_old_sentence_is_handed_in_again(ann: Writer, desk: Desk) -> None:
    """After changes were asked for the field is empty, and the request stands above it."""
    rita = person(desk.store, "rita", "Rita Reviewer", "reviewer")
    address, page = begun(ann, "facts/ferritin")
    ann.post(address, page, **{**form_of(page), "f:title": "ferritin of the serum"}, do="check")
    page = waited(ann, f"{address}/results")
    page = ann.post(f"{address}/submit", page, version="2", once="first", summary="Plainer title.")
    assert "This text is submitted" in page
    number = int(address.rpartition("/")[2])
    request_changes(desk.store, rita, number, 3, "Say why of the serum.", "asked")
    page = ann.get(f"{address}/results")
    assert "Rita Reviewer: Say why of the serum." in page
    assert re.search(r'<textarea id="summary"[^>]*aria-describedby="h-summary">\n</textarea>', page)


def test_a_newer_text_in_force_is_taken_up(ann: Writer, desk: Desk) -> None:
    """What differs is shown; taken up once, by its version, and only then it can be handed in."""
    address, page = begun(ann, "facts/ferritin")
    ann.post(address, page, **{**form_of(page), "f:title": "ferritin of the serum"}, do="check")
    with desk.store.change("test", "test: another text landed") as session:
        row = session.query(Submission).one()
        row.base_text = row.base_text.replace("title: ", "title: old ")
        row.base = digest_of_text(row.base_text)
    page = waited(ann, f"{address}/results")
    assert "The text in force is another by now" in page
    assert "<code>title: old " in page
    assert f'action="{address}/submit"' not in page
    again = ann.post(f"{address}/base", page, 422, version="1", once="early")
    assert "not as you opened it" in unescape(again)
    page = ann.post(f"{address}/base", page, version="2", once="once")
    assert "The text in force is another by now" not in page
    assert ann.post(f"{address}/base", page, version="2", once="once")
    with desk.store.read() as session:
        row = session.query(Submission).one()
        assert (row.base_text, row.version) == (text_of(desk.folder, "facts/ferritin"), 3)
    assert f'action="{address}/submit"' in waited(ann, f"{address}/results")


def test_a_form_that_was_cut_short_saves_nothing(ann: Writer) -> None:
    """It says so."""
    address, page = begun(ann)
    told = ann.post(address, page, 422, version="1", was="AAAA", do="save", **{"f:title": "x"})
    assert "cut short" in told
    told = ann.post(address, page, 422, version="1", text="id: anakinra\nsays: a\x00b\n", do="save")
    assert "no text of the knowledge can hold" in told


def test_a_program_sends_a_draft_and_reads_what_it_does(desk: Desk, few: Knowledge, few_answerer: Answerer) -> None:
    """With a token whose scope is drafts; a person's cookie alone sends nothing here."""
    app = create_app(few, few_answerer, desk=desk)
    account = person(desk.store, "ann", "Ann Author", "author")
    with desk.store.change("test", "test: token") as session:
        for name, scopes in (("writes", ["draft"]), ("reads", ["review"])):
            session.add(
                ApiToken(
                    account_id=account,
                    name=name,
                    token_hash=hashed(name),
                    scopes=scopes,
                    made_at=desk.store.now(),
                    expires_at=None,
                    revoked_at=None,
                    used_at=None,
                )
            )
    client = TestClient(app)
    text = with_fields(text_of(desk.folder, "facts/ferritin"), {"unit": "nothing"})
    sent = {"file": "facts/ferritin", "text": text, "summary": "A trial."}
    assert client.post("/api/drafts", json=sent, headers={"Authorization": "Bearer reads"}).status_code == 403
    head = {"Authorization": "Bearer writes"}
    answer = client.post("/api/drafts", json=sent, headers=head)
    assert answer.status_code == 201, answer.text
    number = answer.json()["draft"]
    results = client.get(f"/api/drafts/{number}/results", headers=head).json()
    for _ in range(100):
        if results["results"]["check"]["state"] == "done":
            break
        time.sleep(0.1)
        results = client.get(f"/api/drafts/{number}/results", headers=head).json()
    (first, *_) = results["results"]["check"]["problems"]
    assert first["own"]
    assert results["why_not_submitted"] == "The check finds problems; they come first."
    sent["file"] = "../x"
    assert client.post("/api/drafts", json=sent, headers=head).status_code == 422
