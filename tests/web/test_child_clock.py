"""One clock for a child in the browser: what is typed now, what lies after now, and what is long over."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.intake import Received, read_record
from stillpath.model import Knowledge
from stillpath.web import create_app
from stillpath.web.child.seen import Views
from stillpath.web.child.workspace import Workspace

START = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
TAKEN = "2026-03-02T05:50+00:00"
FEVER = {"kind": "vital", "name": "temperature", "value": 39.4, "unit": "Cel"}


class Clock:
    """A clock that moves when it is told."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(knowledge: Knowledge, answerer: Answerer, clock: Clock) -> TestClient:
    app: FastAPI = create_app(knowledge, answerer, clock)
    return TestClient(app)


@pytest.fixture
def workspace(knowledge: Knowledge, clock: Clock) -> Workspace:
    return Workspace(knowledge, None, clock)


def entry(time: str, **more: Any) -> dict[str, Any]:
    return {"time": time, "kind": "lab", "name": "ferritin", "value": 8420, "unit": "ng/mL", **more}


def file(*events: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"patient": {"id": "p1"}, "events": events, **more}).encode()


def opened(site: TestClient, *events: dict[str, Any], **more: Any) -> str:
    """The address of the child that the file becomes."""
    answer = site.post("/child", files={"file": ("any.json", file(*events, **more))}, follow_redirects=False)
    return answer.headers["location"]


def shown(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def added(site: TestClient, address: str) -> list[str]:
    """The times of what was added to a child."""
    events = json.loads(site.get(f"{address}/record.json").text)["events"]
    return [one["time"] for one in events if one.get("id", "").startswith("page-")]


@pytest.mark.parametrize("more", [{}, {"now": "2026-03-02T05:55+00:00"}])
@pytest.mark.parametrize("hours", [0, 20])
def test_what_is_typed_and_what_is_answered_are_of_one_time(
    site: TestClient, clock: Clock, hours: int, more: dict[str, Any]
) -> None:
    """The clock's, whatever the record's own now, also where the record is looked at as at its own last moment."""
    clock.at = START + timedelta(hours=hours)
    address = opened(site, entry(TAKEN), **more)
    form = shown(site.get(f"{address}/add?what=temperature").text)
    assert f"Now is {clock.at:%d-%b-%Y %H:%M}" in form
    site.post(f"{address}/add", data={"what": "temperature", "value": "39.4", "unit": "Cel"})
    site.post(f"{address}/answer", data={"answer-alternative-diagnosis-likely": "no", "by": "registrar"})
    times = added(site, address)
    assert len(times) in (1, 2)
    assert {datetime.fromisoformat(time) for time in times} == {clock.at}
    assert f"{clock.at:%d-%b-%Y %H:%M}" in shown(site.get(address).text).split("Save as a file")[0]


def test_one_mistyped_year_hides_nothing(site: TestClient) -> None:
    """It is refused and told; the rest is looked at by the clock of now."""
    wrong = entry("2027-03-02T05:50+00:00", name="CRP", value=88, unit="mg/L")
    page = shown(site.get(opened(site, entry(TAKEN), wrong)).text)
    assert "1 refused" in page
    assert "a time later than now" in page
    assert "refresh" in page
    assert "2027" not in page.split("Save as a file")[0]


def test_a_record_some_seconds_ahead_is_by_the_clock(workspace: Workspace) -> None:
    """The clock is cut to the minute, and others run ahead: a quarter of an hour is allowed, and nothing is unseen."""
    for ahead in (timedelta(seconds=40), timedelta(minutes=15)):
        at = START + ahead
        child = workspace.open(read_record(file(entry(at.isoformat()))))
        assert child.live
        assert child.end(START) == at == workspace.instant(child)
        assert child.end(at + timedelta(hours=1)) == at + timedelta(hours=1)


def test_the_same_form_sent_twice_is_one_dose(site: TestClient) -> None:
    """The page says so; another amount is another dose, and an answer that is changed back stands."""
    address = opened(site, entry(TAKEN))
    dose = {"what": "anakinra", "kind": "given", "value": "36", "unit": "mg/dose", "route": "subcutaneous"}
    site.post(f"{address}/add", data=dose)
    page = site.post(f"{address}/add", data=dose)
    assert "Already recorded" in page.text
    assert len(added(site, address)) == 1
    assert "Already recorded" not in site.post(f"{address}/add", data={**dose, "value": "72"}).text
    assert len(added(site, address)) == 2


def test_an_answer_changed_back_stands(workspace: Workspace) -> None:
    """Yes, no, yes are three answers: only the last one of its name can be the same form again."""
    key = workspace.open(read_record(file(entry(TAKEN)))).key
    for answer in (True, False, True, True):
        workspace.add(key, [Received("answered", "exam", "rash", time=TAKEN, value=answer)])
    assert [one.event.value for one in workspace.get(key).added] == [True, False, True]


def test_an_old_record_is_not_told_as_now(site: TestClient, clock: Clock) -> None:
    """A bar on every page, a line on the sheet and in the handover; and a button that looks at it from now."""
    clock.at = START + timedelta(hours=31)
    address = opened(site, entry(TAKEN), {"time": TAKEN, **FEVER})
    for page in ("", "/handover", "/alerts", "/what-if"):
        assert "NOT NOW: as at 02-Mar-2026 05:50, 31 h ago" in shown(site.get(address + page).text), page
    assert "NOT NOW: as at 02-Mar-2026 05:50, 31 h ago" in site.get(f"{address}/handover.txt").text
    assert "NOT NOW, 31 h ago" in shown(site.get(f"{address}/sheet").text)
    assert site.get(f"{address}/sheet.pdf").status_code == 200
    page = site.post(f"{address}/now")
    assert str(page.url).endswith(address)
    assert "NOT NOW" not in page.text
    assert "03-Mar-2026 13:10" in shown(page.text)


def test_a_young_record_and_an_example_are_no_such(site: TestClient, clock: Clock) -> None:
    """An example is of its own time, and its clock is not turned."""
    assert "NOT NOW" not in site.get(opened(site, entry(TAKEN))).text
    assert "NOT NOW" not in site.get("/child/lea").text
    assert "NOT NOW" not in site.post("/child/lea/now").text


@pytest.mark.parametrize(
    "address",
    [
        "/child/lea/what-if?what=ferritin&page=1",
        "/child/lea/what-if?what=ferritin&self=1&check=1&key=x",
        "/child/lea/add?what=ferritin&page=1&self=1&check=1",
        f"/child/lea?n={'9' * 5000}",
        "/child/lea?n=0",
    ],
)
def test_no_address_is_a_fault_of_ours(site: TestClient, address: str) -> None:
    """Whatever somebody writes into it."""
    assert site.get(address).status_code in (200, 422)


def test_no_choice_among_patients_is_a_fault_of_ours(site: TestClient) -> None:
    """A number with thousands of digits is none of them."""
    both = [
        {"resourceType": "Patient", "id": "a"},
        {"resourceType": "Patient", "id": "b"},
    ]
    data = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in both]})
    answer = site.post("/child", files={"file": ("any.json", data)}, follow_redirects=False)
    for patient in ("9" * 5000, "0", "-1", "²", ""):
        again = site.post(answer.headers["location"], data={"patient": patient}, follow_redirects=False)
        assert again.status_code == 303
        assert again.headers["location"] == answer.headers["location"]


def test_a_closed_child_is_in_no_view(knowledge: Knowledge, clock: Clock) -> None:
    """Also where it was closed while somebody's request was under way."""
    views = Views(knowledge, lambda key: workspace.holds(key))
    workspace = Workspace(knowledge, None, clock, views.forget)
    child = workspace.open(read_record(file(entry(TAKEN))))
    assert views.of(child, START, START) is views.of(child, START, START)
    workspace.forget(child.key)
    assert not views._kept
    assert views.of(child, START, START).plan
    assert not views._kept


def test_only_the_newest_is_kept_under_a_mark(knowledge: Knowledge, workspace: Workspace) -> None:
    """A sheet that is printed each minute leaves one behind, not sixty."""
    child = workspace.open(read_record(file(entry(TAKEN))))
    seen = Views(knowledge).of(child, START, START)
    assert [seen.once("pdf", lambda _, one=one: one, mark) for one, mark in ((1, "a"), (2, "a"), (3, "b"))] == [1, 1, 3]
    assert list(seen._made) == ["pdf"]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2026-03-02T05:55+00:00", "02-Mar-2026 05:55"),
        ("2026-03-02T05:55 00:00", "02-Mar-2026 05:55"),
        ("05:55", "02-Mar-2026 05:55"),
        ("5.55", "02-Mar-2026 05:55"),
        ("-15min", "02-Mar-2026 05:55"),
        ("2 March 2026 05:55", "02-Mar-2026 05:55"),
    ],
)
def test_a_time_is_jumped_to_as_it_is_typed_elsewhere(site: TestClient, typed: str, at: str) -> None:
    """One reader of times for forms and for the address; now is the newest instant."""
    address = opened(site, entry(TAKEN))
    page = shown(site.get(address, params={"at": typed}).text)
    assert f"REPLAY, not now Shown as at {at}" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "text that is not a time; expected 06:10, 02-Mar-2026 06:10"),
        ("07:10", "a time of today that is still to come; expected 01-Mar-2026 07:10 if it was yesterday"),
        ("01/03/2026 05:55", "a date with two readings; expected 01-Mar-2026 05:55 or 03-Jan-2026 05:55"),
        ("2027-03-02T05:55+00:00", "after the newest"),
    ],
)
def test_a_time_that_cannot_be_jumped_to_says_why(site: TestClient, typed: str, said: str) -> None:
    """The newest is shown, with what was expected."""
    page = shown(site.get(opened(site, entry(TAKEN)), params={"at": typed}).text)
    assert said in page
    assert "REPLAY" not in page


def test_nothing_that_was_sent_is_logged(site: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Nor by the reader of forms, which would tell the byte at which it stopped."""
    caplog.set_level(0)
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for address in ("/child", "/child/lea/add", "/child/new"):
        for body in (b"--x\r\nContent\xe9: y\r\n\r\n", b"no boundary\r\n", b"--x\r\nA: b\r\n\r\nc\r\n--x--more"):
            assert site.post(address, content=body, headers=kind).status_code < 500
    assert not [one for one in caplog.records if one.name.startswith(("python_multipart", "multipart"))]


def test_supposing_from_a_replay_stays_there(site: TestClient) -> None:
    """The list, the form and its problems carry the instant, what is supposed and what is left out."""
    at, line = "2026-03-02T05:55+00:00", "ferritin 1250 ng/mL"
    address = opened(site, entry(TAKEN))
    page = site.get(f"{address}/what-if", params={"at": at, "if": line}).text
    choose = html.unescape(re.findall(r'href="([^"]*/add\?[^"]*)"', page)[0])
    listed = site.get(choose).text
    form = site.get(html.unescape(re.findall(r'href="([^"]*what=temperature[^"]*)"', listed)[0])).text
    assert "The record stands at 02-Mar-2026 05:55" in shown(form)
    assert "Add to the record</button>" not in form
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    sent = [(name, html.unescape(text)) for name, text in hidden]
    assert {("if", line), ("what", "temperature")} <= set(sent)
    wrong = site.get(f"{address}/what-if", params=[*sent, ("value", "hot"), ("unit", "Cel")])
    assert wrong.url.path.endswith("/add")
    assert wrong.url.params["if"] == line
    right = site.get(f"{address}/what-if", params=[*sent, ("value", "39.4"), ("unit", "Cel")])
    assert right.url.params.get_list("if") == [line, "temperature 39.4 Cel"]
    assert "REPLAY, not now Shown as at 02-Mar-2026 05:55" in shown(right.text)
