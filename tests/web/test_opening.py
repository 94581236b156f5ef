"""A file is opened in the browser, or one page says what is wrong with it; what it holds never becomes markup."""

import asyncio
import json
import logging
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.web import create_app
from stillpath.web.security import DRAINED, MOST_OF_A_FILE
from tests.web.conftest import NOW

PAGES = ("", "?n=1", "?at=2026-03-02T05:52%2B01:00", "/record.json")
"""What follows the address of a child: every page of it is walked."""

TAKEN = "2026-03-02T05:50+01:00"
FERRITIN = {"time": TAKEN, "kind": "lab", "name": "ferritin", "value": 8420, "unit": "ng/mL"}
CSV = "patient_id,time,kind,name,value,unit,note\n{}"
ROW = f"{{}},{TAKEN},lab,ferritin,{{}},ng/mL,\n"

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{7*1111}}"
TURNED = "a\u202egnikcah\u202c\u2066b\u2069"

Send = Callable[..., Response]


def timeline(*events: object, **patient: object) -> bytes:
    return json.dumps({"patient": {"id": "p1", **patient}, "events": events}).encode()


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def observation(id: str, patient: str, value: float) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2276-4"}]},
        "effectiveDateTime": TAKEN,
        "valueQuantity": {"value": value, "code": "ng/mL", "system": "http://unitsofmeasure.org"},
    }


def patient(id: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id}


ONE = bundle(patient("a"), observation("o1", "a", 8420))
TWO = bundle(patient("a"), patient("b"), observation("o1", "a", 8421), observation("o2", "b", 31))


@pytest.fixture
def send(client: TestClient) -> Send:
    """Sends a file as the form does; what follows is looked at."""

    def sent(data: bytes, **fields: str) -> Response:
        return client.post("/child", files={"file": ("any name.txt", data)}, data=fields)

    return sent


def said(answer: Response) -> str:
    """The one sentence of the page, and what to do."""
    found = re.search(r'<div class="sp-errors.*?</div>', answer.text, re.S)
    assert found, answer.text[:500]
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("&#39;", "'").split())


@pytest.mark.parametrize(
    "data",
    [timeline(FERRITIN), ONE, CSV.format(ROW.format("p1", 8420)).encode(), b"\xef\xbb\xbf" + timeline(FERRITIN)],
    ids=["timeline", "bundle", "csv", "with a mark"],
)
def test_a_file_opens_as_a_child(data: bytes, send: Send) -> None:
    """Told apart by what it holds, not by its name; the page has an address of its own and says what was read."""
    answer = send(data)
    assert answer.status_code == 200
    assert re.fullmatch(r"/child/[\w-]{22}", answer.url.path)
    assert "8,420" in answer.text
    assert "1 result, 0 medicines, none refused" in " ".join(re.sub(r"<[^>]+>", "", answer.text).split())
    assert [step.status_code for step in answer.history] == [303]


@pytest.mark.parametrize(
    ("data", "sentences"),
    [
        (b"", ("The file is empty.", "Expected timeline JSON")),
        (b"   \n", ("The file is empty.",)),
        (b'{"patient": {"id": "SECRET"}, "even', ("the file is truncated.", "Save it anew")),
        (b'{"patient": SECRET}', ("The file is not JSON from line 1, column 13 on.", "Expected one JSON object.")),
        (b"<Bundle xmlns='http://hl7.org/fhir'>SECRET</Bundle>", ("The file is XML or HTML",)),
        (b"%PDF-1.7 SECRET", ("The file is a PDF",)),
        (b"\x89PNG\r\n\x1a\n", ("The file is a picture",)),
        (b"PK\x03\x04SECRET", ("The file is a packed file (a spreadsheet",)),
        ('{"patient": {"id": "SECRET"}}'.encode("utf-16"), ("binary or UTF-16, not UTF-8 text.",)),
        ('{"patient": {"id": "J\xf6rg SECRET"}}'.encode("latin-1"), ("not UTF-8 text.", "Save it as UTF-8.")),
        (bundle(), ("The Bundle names no patient.", "Expected a Patient")),
        (b'{"resourceType": "Patient", "id": "SECRET"}', ("The FHIR resource is Patient, expected a Bundle.",)),
        (b"SECRET,b\n1,2\n", ("neither JSON nor a table with the columns time, kind and name.",)),
        (b"time,kind,value\nSECRET,lab,1\n", ("The column name is missing from the first row.",)),
        (b'{"patient": {"id": "SECRET"}, "events": [{"value": NaN}]}', ("NaN or infinity",)),
        (b"[" * 100_000, ("nested too deeply",)),
        (b"[]", ("The JSON is a list.",)),
        (timeline(), ("holds no entry that can be placed in time.", "Expected at least one dated result.")),
        (timeline({**FERRITIN, "time": None}), ("Every entry of the file was refused.", "Mend what is told here")),
    ],
    ids=lambda value: None if isinstance(value, tuple) else str(len(value)),
)
def test_what_is_wrong_is_one_clear_sentence(data: bytes, sentences: tuple[str, ...], send: Send) -> None:
    """Where, what was found, what was expected, what to do; no value, the form again, and nothing is kept."""
    answer = send(data)
    assert answer.status_code == 422
    told = said(answer)
    for sentence in sentences:
        assert sentence in told
    assert "SECRET" not in answer.text
    assert "Traceback" not in answer.text
    assert 'type="file"' in answer.text


def test_when_every_entry_is_refused_each_is_told(send: Send) -> None:
    """Its place, what was found, what was expected; a time without an offset leads to the field that mends it."""
    answer = send(timeline({**FERRITIN, "time": "2026-03-02T05:50"}, {**FERRITIN, "unit": "apples", "note": "SECRET"}))
    assert answer.status_code == 422
    assert "a time without its offset" in answer.text
    assert "or name the zone when you open the file" in answer.text
    assert "--zone" not in answer.text
    assert "SECRET" not in answer.text
    many = send(timeline(*[{**FERRITIN, "time": None}] * 100))
    assert many.text.count("<strong>event ") == 40
    assert "And 60 more." in many.text


def test_times_without_an_offset_are_read_in_the_zone_that_is_named(send: Send) -> None:
    """The page says so, and a change on it reads them so again; a zone that is none is told."""
    data = timeline({**FERRITIN, "time": "2026-03-02T05:50"})
    answer = send(data, zone="Europe/Oslo")
    assert "Times are UTC+1; those without an offset were read so." in answer.text
    assert "02-Mar-2026" in answer.text
    wrong = send(data, zone="SECRET")
    assert wrong.status_code == 422
    assert "expected a name such as Europe/Oslo" in said(wrong)
    assert "SECRET" not in wrong.text


def test_a_zone_stays_when_something_is_added(knowledge: Knowledge) -> None:
    """What was read in it is not refused afterwards."""
    from stillpath.intake import Received, read_record, read_zone
    from stillpath.web.child.workspace import Workspace

    workspace = Workspace(knowledge, None, lambda: NOW + timedelta(days=9))
    child = workspace.open(read_record(timeline({**FERRITIN, "time": "2026-03-02T05:50"})), zone=read_zone("+01:00"))
    more = workspace.add(child.key, [Received("x", "vital", "temperature", time=TAKEN, value="39.4", unit="Cel")])
    assert len(more.reading.timeline.results) == 2


def test_some_refused_are_told_on_top_and_below(send: Send) -> None:
    """The count leads to the list; notes of the reader stand once."""
    answer = send(timeline(FERRITIN, {**FERRITIN, "unit": "apples"}, ward=3))
    assert '<a href="#refused"><strong>1 refused</strong></a>' in answer.text
    assert 'id="refused"' in answer.text
    assert answer.text.count("not read in this version: ward") == 1


@pytest.mark.parametrize(
    "data", [TWO, CSV.format(ROW.format("a", 8421) + ROW.format("b", 31)).encode()], ids=["bundle", "csv"]
)
def test_of_two_patients_one_is_chosen(data: bytes, send: Send, client: TestClient) -> None:
    """The page lists both with their entries; the chosen one opens, the file waits no longer."""
    answer = send(data)
    assert answer.status_code == 200
    assert re.fullmatch(r"/child/which/[\w-]{22}", answer.url.path)
    assert "The file holds 2 patients." in answer.text
    assert "--patient" not in answer.text
    assert re.findall(r"<bdi>(.*?)</bdi></strong> (\d+ entr\w+)", answer.text) == [("a", "1 entry"), ("b", "1 entry")]
    for wrong in ("", "0", "3", "b", "²", "-1", "9" * 5000):
        again = client.post(answer.url.path, data={"patient": wrong})
        assert again.url.path == answer.url.path
    opened = client.post(answer.url.path, data={"patient": "1"})
    assert opened.status_code == 200
    assert "8,421" in opened.text
    assert client.get(answer.url.path).status_code == 410
    assert client.post(answer.url.path, data={"patient": "2"}).status_code == 410


def test_a_patient_may_be_named_with_the_file(send: Send) -> None:
    """One who is there opens at once; with another of several there is the choice, of one alone the sentence."""
    assert "8,421" in send(TWO, patient="a").text
    assert send(TWO, patient="SECRET").url.path.startswith("/child/which/")
    answer = send(timeline(FERRITIN), patient="SECRET")
    assert answer.status_code == 422
    assert "Nothing in the file is about the patient you named." in said(answer)
    assert "SECRET" not in answer.text


def test_many_patients_are_not_all_listed(send: Send) -> None:
    """Forty, and how many there are."""
    answer = send(CSV.format("".join(ROW.format(f"p{number}", 1) for number in range(3000))).encode())
    assert "The file holds 3,000 patients." in answer.text
    assert answer.text.count('type="radio"') == 40


def test_two_uploads_of_one_file_are_two_children(send: Send) -> None:
    """Nobody finds another's child by opening the same file."""
    assert send(ONE).url.path != send(ONE).url.path


def test_a_form_without_its_file(client: TestClient) -> None:
    """No file, two files, text in its place, or no such form: a page that says so."""
    nothing = client.post("/child", files={"file": ("", b"")})
    assert (nothing.status_code, "No file was chosen." in said(nothing)) == (422, True)
    assert client.post("/child", data={"file": "{}"}).status_code == 422
    assert client.post("/child", files=[("file", ("a", ONE)), ("file", ("b", ONE))]).status_code == 422
    assert client.post("/child", files={"other": ("a", ONE)}).status_code == 422
    many = {f"field{number}": "x" for number in range(50)}
    assert client.post("/child", files={"file": ("a", ONE)}, data=many).status_code == 422
    headers = {"content-type": "multipart/form-data; boundary=x"}
    for body in (
        b"",
        b"--x",
        b"--x\r\n\r\n",
        b"nonsense",
        b'--x\r\ncontent-disposition: form-data; name="\xff"\r\n\r\n',
    ):
        assert client.post("/child", content=body, headers=headers).status_code == 422
    assert client.post("/child", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 422
    wrong = "multipart/form-data; charset=idna; boundary=x"
    field = b'--x\r\ncontent-disposition: form-data; name="zone"\r\n\r\n\xff\xfe..\r\n--x--\r\n'
    assert client.post("/child", content=field, headers={"content-type": wrong}).status_code == 422


def test_a_file_up_to_the_limit_stays_in_memory(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it touches a disk, though it is larger than what is kept in memory elsewhere."""

    def refuse(*args: object, **named: object) -> object:
        raise AssertionError("a file on the disk was made")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    answer = send(timeline(FERRITIN).ljust(MOST_OF_A_FILE - 10_000))
    assert answer.status_code == 200
    assert "8,420" in answer.text


def test_a_file_that_is_too_long_gets_a_page(send: Send, client: TestClient) -> None:
    """What is the most, what to do instead, the form again; every other form stays short."""
    answer = send(timeline(FERRITIN).ljust(MOST_OF_A_FILE))
    assert answer.status_code == 413
    assert "longer than 8 MB" in said(answer)
    assert "./stillpath assess FILE" in said(answer)
    assert 'type="file"' in answer.text
    assert "content-security-policy" in answer.headers
    assert client.post("/child/lea/answer", content=b"x" * 200_000).status_code == 413


def test_what_is_too_long_is_thrown_away_up_to_a_limit(knowledge: Knowledge) -> None:
    """The answer comes after 64 MB at the latest, and none of it is held."""
    app = create_app(knowledge, None, lambda: NOW)
    taken = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1_000_000
        return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/child", "query_string": b"", "headers": [], "scheme": "http"}
    with ThreadPoolExecutor(1) as apart:  # a browser that is open in this process holds the loop of this thread
        apart.submit(asyncio.run, app(scope, receive, keep)).result()  # type: ignore[arg-type]
    assert sent[0]["status"] == 413
    assert DRAINED <= taken <= DRAINED + 2_000_000


def test_a_record_that_would_keep_its_reader_waiting_is_told(send: Send) -> None:
    """A hundred thousand events, or so many moments that a page would take minutes."""
    answer = send(timeline(*[{"kind": "lab"}] * 100_000))
    assert answer.status_code == 422
    assert "The file holds 100,000 entries" in said(answer)
    times = [f"2026-03-01T{number // 60:02}:{number % 60:02}Z" for number in range(1200)]
    answer = send(timeline(*[{**FERRITIN, "time": time} for time in times]))
    assert answer.status_code == 422
    assert "1,200 entries at 1,200 times" in said(answer)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("address", ["/child", "/child/lea/answer", "/child/lea/forget", "/child/which/x", "/theme"])
def test_another_site_can_send_nothing(site: str, address: str, client: TestClient) -> None:
    """403 with a page; what comes from our own pages, or without a browser, is taken."""
    answer = client.post(address, data={"theme": "dark"}, headers={"sec-fetch-site": site}, follow_redirects=False)
    assert answer.status_code == 403
    assert "sent from a page of another site" in answer.text
    assert "set-cookie" not in answer.headers
    for ours in ("same-origin", "none"):
        answer = client.post("/theme", data={"theme": "dark"}, headers={"sec-fetch-site": ours}, follow_redirects=False)
        assert answer.status_code == 303
    assert client.get("/child/lea", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_a_page_of_a_child_is_not_kept(send: Send) -> None:
    """Neither by the browser nor on the way."""
    answer = send(ONE)
    assert answer.headers["cache-control"] == "no-store"
    assert all(step.headers["cache-control"] == "no-store" for step in answer.history)
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_name_of_a_child_reaches_no_log(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither when it is opened nor when a page of it fails: the fault is logged by its kind and place."""
    from stillpath.web.child import page

    def broken(*args: object) -> None:
        raise RuntimeError("SECRET")

    client = TestClient(create_app(knowledge, None, lambda: NOW), follow_redirects=False)
    with caplog.at_level(logging.DEBUG, "stillpath"):
        address = client.post("/child", files={"file": ("x", ONE)}).headers["location"]
        monkeypatch.setattr(page, "see", broken)
        answer = client.get(address)
    assert answer.status_code == 500
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("stillpath")]
    assert len(ours) == 1
    assert address.rpartition("/")[2] not in ours[0] + answer.text
    assert "SECRET" not in ours[0] + answer.text


def test_closing_a_child_leaves_no_view_of_it(knowledge: Knowledge) -> None:
    """The pages worked out before go with it."""
    from stillpath.intake import read_record
    from stillpath.web.child.seen import Views
    from stillpath.web.child.workspace import Workspace

    views = Views(knowledge)
    workspace = Workspace(knowledge, None, lambda: NOW, views.forget)
    child = workspace.open(read_record(ONE))
    views.of(child, NOW, NOW)
    assert views._kept
    workspace.forget(child.key)
    assert not views._kept


HOSTILE = {
    "markup": MARKUP,
    "turned": TURNED,
    "long": "x" * 10_000,
    "formula": '=HYPERLINK("http://x.example","<b>x</b>")',
    "control": "a\x00b\x1b[31mc\nd",
    "template": "{{ 7*1111 }}{% for x in [1] %}{{ cycler.__init__ }}{% endfor %}",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_in_a_file_becomes_markup(what: str, send: Send, client: TestClient) -> None:
    """In a note, a drug's name, a unit, an id, an example's word, a key, a name: on every page of the child."""
    text = HOSTILE[what]
    event = {**FERRITIN, "note": text, "by": text, "specimen": text}
    answer = send(
        timeline(
            event,
            {"time": TAKEN, "kind": "judgement", "name": "infection possible", "value": "cannot say", "by": text},
            {"time": TAKEN, "kind": "medication_given", "name": text, "value": 1, "unit": "mg"},
            {"time": TAKEN, "kind": "medication_order", "name": "anakinra", "value": 1, "unit": text, "route": text},
            {**FERRITIN, "unit": text},
            {**FERRITIN, "value": text},
            {**FERRITIN, "time": text},
            {**FERRITIN, "name": text},
            {**FERRITIN, "id": text, "kind": text},
            {**FERRITIN, "id": text, text: text},
            id=text,
            example=text,
            sex=text,
            birth_date=text,
        )
    )
    assert answer.status_code == 200
    for page in PAGES:
        shown = client.get(answer.url.path + page)
        assert shown.status_code == 200
        if shown.headers["content-type"].startswith("text/html"):
            harmless(shown.text)


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_in_the_choice_becomes_markup(what: str, send: Send, client: TestClient) -> None:
    """Ids of two patients in a Bundle and in a table; and of a file that is refused as a whole."""
    text = HOSTILE[what]
    for data in (
        bundle(patient(text), patient("b"), observation("o1", text, 1), observation("o2", "b", 2)),
        two_rows(text),
    ):
        answer = send(data)
        harmless(answer.text)
        if answer.url.path.startswith("/child/which/"):
            harmless(client.post(answer.url.path, data={"patient": "1"}).text)
    harmless(send(timeline({**FERRITIN, "time": text}, id=text)).text)


def two_rows(id: str) -> bytes:
    quoted = '"' + id.replace('"', '""') + '"'
    return CSV.format(ROW.format(quoted, 1) + ROW.format("b", 2)).encode()


def harmless(page: str) -> None:
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>x" not in page
    assert "7777" not in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page)
    assert "x" * 1000 not in page


def test_a_shipped_example_opens_as_a_file_too(send: Send) -> None:
    """The page says the same of it as where it is shipped."""
    answer = send((examples_folder() / "lea.json").read_bytes())  # type: ignore[operator]
    assert "EXAMPLE" in answer.text
    assert "52 results" in answer.text


def test_every_example_is_offered_once_by_its_name(knowledge: Knowledge) -> None:
    """However many look at once, so that each child can be found by the name that documents give it."""
    app = create_app(knowledge, None, lambda: NOW)
    client = TestClient(app)
    with ThreadPoolExecutor(3) as several:
        texts = [answer.text for answer in several.map(client.get, ["/child"] * 3)]
    names = sorted(path.stem for path in examples_folder().glob("*.json"))
    for text in texts:
        found = re.findall(r'<a href="/child/([\w-]+)"><strong>([\w-]+): ', text)
        assert sorted(found) == [(one, one) for one in names]


def test_the_list_says_of_each_example_what_its_page_says(client: TestClient) -> None:
    """The whole headline, with what makes a child critical; never a calmer one."""
    listed = client.get("/child").text
    for name in ("lea", "amira", "mika"):
        headline = re.search(r"<h1[^>]*>(.*?)</h1>", client.get(f"/child/{name}").text, re.DOTALL)
        assert headline is not None
        assert headline[1].strip() in listed
