"""The forms: what is typed becomes a child or one entry more; what is wrong is told at its field and stays typed."""

import html
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stillpath.intake import PatientRecord, typed_record
from stillpath.model import Knowledge
from stillpath.web.child import typing
from stillpath.web.child.moment import not_now
from stillpath.web.child.seen import Views
from stillpath.web.child.workspace import Child, Workspace
from stillpath.web.frame import Frame
from stillpath.web.security import Guard

NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
TYPED = {"age": "6", "age-unit": "y", "ferritin": "8420", "ferritin-unit": "ug/L", "blood-time": "04:50"}


@pytest.fixture
def workspace(knowledge: Knowledge) -> Workspace:
    return Workspace(knowledge, None, lambda: NOW, zone=OSLO)


@pytest.fixture
def forms(knowledge: Knowledge, workspace: Workspace) -> TestClient:
    app = FastAPI()
    frame = Frame(knowledge)
    frame.templates.globals["not_now"] = lambda seen: not_now(seen, NOW)
    typing.add(app, frame, workspace, Views(knowledge), lambda: NOW, OSLO)
    app.add_middleware(Guard, sorry=lambda _scope, _status: (b"text/plain", b"sorry"))
    return TestClient(app, follow_redirects=False)


@pytest.fixture
def key(knowledge: Knowledge, workspace: Workspace) -> str:
    record = typed_record(knowledge.forms["new-child"], TYPED, knowledge, NOW, OSLO)
    assert isinstance(record, PatientRecord)
    return workspace.open(record, live=True).key


def only(workspace: Workspace) -> Child:
    (child,) = workspace._children.values()
    return child


def shown(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_form_asks_everything_that_knowledge_lists(forms: TestClient, knowledge: Knowledge) -> None:
    """Each fact and medicine once, in its order; numbers as text with a decimal keyboard; every unit a choice."""
    text = forms.get("/child/new").text
    form = knowledge.forms["new-child"]
    places = [text.index(f'id="f-{id}"') for part in form.parts for id in part.names]
    assert places == sorted(places)
    assert 'type="number"' not in text
    assert "<script" not in text
    assert "Now is 02-Mar-2026 06:10 (hospital time, UTC+01:00) . All times are in hospital time, up to now" in shown(
        text
    )
    assert re.search(r'id="u-ferritin-unit"[^>]*><option value="">unit</option>', text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    assert set(re.findall(r'<(?:input|select) id="([^"]+)"', text)) == labelled


def test_a_child_typed_in_is_opened_and_shown(forms: TestClient, workspace: Workspace) -> None:
    """303 to the child's page; what was typed is in its record, and nothing of it in the address."""
    answer = forms.post("/child/new", data=TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/child/{only(workspace).key}")
    (result,) = only(workspace).reading.timeline.results
    assert (result.fact, result.received) == ("ferritin", "8420")
    assert only(workspace).live


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({}, "age", "nothing is typed in"),
        (TYPED | {"ferritin-unit": ""}, "ferritin", "choose the unit that the laboratory printed"),
        (TYPED | {"ferritin": "8,420"}, "ferritin", "expected 8420 or 8.42"),
        (
            TYPED | {"ferritin": "3,200", "ferritin-unit": ""},
            "ferritin",
            "expected 3200 or 3.2, written so; also no unit; choose the unit that the laboratory printed",
        ),
        (
            TYPED | {"anakinra": "yes", "anakinra-amount": "1,500"},
            "anakinra-amount",
            "expected 1500 or 1.5, written so; also no unit; choose mg",
        ),
        (TYPED | {"platelets": "142000", "platelets-unit": "10*9/L"}, "platelets", "x10^9/L"),
        (TYPED | {"blood-time": "22:30"}, "blood-time", "01-Mar-2026 22:30 if it was yesterday"),
        (TYPED | {"weight": "90", "weight-unit": "kg"}, "weight", "not in pounds"),
        (TYPED | {"anakinra": "yes", "anakinra-amount": "100"}, "anakinra-amount", "no unit"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    typed: dict[str, str], field: str, says: str, forms: TestClient, workspace: Workspace
) -> None:
    """A summary that leads to the field, the sentence at the field, every input kept, and no child."""
    answer = forms.post("/child/new", data=typed)
    text = answer.text
    assert answer.status_code == 422
    assert not workspace._children
    assert f'<li><a href="#f-{field}">' in text
    assert f'id="f-{field}"' in text
    assert f'id="e-{field}"' in text
    assert says in shown(text)
    assert "10*9/L" not in shown(text)
    for name, value in typed.items():
        assert f'value="{html.escape(value)}"' in text, name


@pytest.mark.parametrize(("time", "answer"), [("06:10", 303), ("06:09", 303), ("06:11", 422)])
def test_times_up_to_now_are_taken_in_hospital_time(time: str, answer: int, forms: TestClient) -> None:
    """At 06:10 in Oslo it is 05:10 in UTC: 06:10 is now, and not in the future."""
    assert forms.post("/child/new", data=TYPED | {"blood-time": time}).status_code == answer


def test_the_usual_weight_stands_beside_the_field(forms: TestClient, workspace: Workspace) -> None:
    """Asked for by a button of its own, with the table it is from; a weight that does not fit may be confirmed."""
    text = shown(forms.post("/child/new", data={"age": "17", "age-unit": "mo", "look": "yes"}).text)
    assert "WHO weight for age, birth to 10 years . Median at this age: girls 10 kg, boys 10.7 kg." in text
    assert "There is a problem" not in text
    typed = {"age": "17", "age-unit": "mo", "weight": "25", "weight-unit": "kg"}
    assert 'name="weight-confirmed"' in forms.post("/child/new", data=typed).text
    assert forms.post("/child/new", data=typed | {"weight-confirmed": "yes"}).status_code == 303
    assert {one.fact for one in only(workspace).reading.timeline.results} == {"weight", "weight-confirmed"}


def test_pounds_typed_for_kilograms_are_asked_about(forms: TestClient, workspace: Workspace) -> None:
    """47 kg at 7 years lies inside the wide band, and far from the usual: a tick lets it pass, and is in the record."""
    typed = {"age": "7", "age-unit": "y", "sex": "female", "weight": "47", "weight-unit": "kg"}
    answer = forms.post("/child/new", data=typed)
    assert answer.status_code == 422
    said = "47 kg is 2.1 times the usual 22.4 kg for 7 y. In kilograms, not pounds? Tick to confirm"
    assert said in shown(answer.text)
    assert 'name="weight-confirmed"' in answer.text
    assert forms.post("/child/new", data=typed | {"weight-confirmed": "yes"}).status_code == 303
    assert {one.fact for one in only(workspace).reading.timeline.results} == {"weight", "weight-confirmed"}


def test_a_weight_added_later_is_asked_about_too(forms: TestClient, workspace: Workspace, key: str) -> None:
    """By the age and sex of the record; confirmed, both stand in it."""
    typed = {"what": "weight", "value": "44", "unit": "kg"}
    answer = forms.post(f"/child/{key}/add", data=typed)
    assert answer.status_code == 422
    assert "44 kg is 2.2 times the usual 20.2 kg for 6 y." in shown(answer.text)
    assert forms.post(f"/child/{key}/add", data=typed | {"weight-confirmed": "yes"}).status_code == 303
    facts = [one.fact for one in workspace.get(key).reading.timeline.results]
    assert sorted(facts) == ["ferritin", "weight", "weight-confirmed"]


def test_without_an_age_the_form_says_that_no_weight_is_checked(forms: TestClient, key: str) -> None:
    """Beside the field, until an age is known."""
    unchecked = "Without an age the weight is not checked"
    assert unchecked in shown(forms.get("/child/new").text)
    assert unchecked not in shown(forms.post("/child/new", data={"age": "6", "age-unit": "y", "look": "yes"}).text)
    assert unchecked not in shown(forms.get(f"/child/{key}/add?what=weight").text)


def test_markup_typed_stays_text(forms: TestClient, workspace: Workspace, key: str) -> None:
    """In a field, in the label, and on the page of an entry."""
    bad = "<script>alert(1)</script>"
    text = forms.post("/child/new", data={"label": bad, "ferritin": bad, "blood-time": bad, "age": bad}).text
    assert "<script" not in text
    assert html.escape(bad) in text
    forms.post("/child/new", data={"label": bad, "sex": "male"})
    assert "<script" not in forms.get("/child/c2/add").text
    assert "<script" not in forms.get(f"/child/{key}/add", params={"what": bad}).text


def test_everything_can_be_chosen(forms: TestClient, knowledge: Knowledge, key: str) -> None:
    """Every fact that is not worked out, and every medicine, each once, and each with a form."""
    text = forms.get(f"/child/{key}/add").text
    chosen = re.findall(r'<option value="([^"]+)"', text)
    derived = {id for id, fact in knowledge.facts.items() if fact.kind.value == "derived"}
    both = knowledge.facts.keys() & knowledge.drugs.keys()
    wanted = {*knowledge.facts.keys() - derived, *knowledge.drugs.keys() - both, *(f"drugs/{id}" for id in both)}
    assert sorted(chosen) == sorted(wanted)
    for what in ("ferritin", "rash", "infection-possible", "sjia", "senior-called", "anakinra", "drugs/red-cells"):
        answer = forms.get(f"/child/{key}/add", params={"what": what})
        assert answer.status_code == 200
        assert f'name="what" value="{what}"' in answer.text


def test_a_result_is_added_or_supposed(forms: TestClient, workspace: Workspace, key: str) -> None:
    """The last value and its unit stand there; one button adds, the other asks by GET and changes nothing."""
    text = forms.get(f"/child/{key}/add?what=ferritin").text
    assert "Last 8,420 ng/mL" in shown(text)
    assert '<option value="ug/L" selected>' in text
    assert f'formmethod="get" formaction="/child/{key}/what-if"' in text
    typed = {"what": "ferritin", "value": "9000", "unit": "ng/mL", "when": "-1h", "by": "ward registrar"}
    answer = forms.post(f"/child/{key}/add", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/child/{key}#added")
    assert [one.received for one in workspace.get(key).reading.timeline.results] == ["8420", "9000"]
    assert workspace.get(key).added[-1].event.by == "ward registrar"


def test_a_wrong_entry_is_told_at_its_field(forms: TestClient, workspace: Workspace, key: str) -> None:
    """It stays typed, and nothing is added."""
    typed = {"what": "ferritin", "value": "9,000", "unit": "ng/mL", "when": "23:00"}
    answer = forms.post(f"/child/{key}/add", data=typed)
    assert answer.status_code == 422
    assert 'href="#f-value"' in answer.text
    assert 'href="#f-when"' in answer.text
    assert 'value="9,000"' in answer.text
    assert len(workspace.get(key).reading.timeline.results) == 1


def test_a_question_of_judgement_and_a_medicine_have_their_own_fields(forms: TestClient, key: str) -> None:
    """The third answer is for judgement only; a medicine is given, ordered, runs, or was stopped."""
    text = shown(forms.get(f"/child/{key}/add?what=infection-possible").text)
    assert "Cannot say yet" in text
    assert "Is a serious infection possible?" in text
    assert "Cannot say yet" not in forms.get(f"/child/{key}/add?what=bleeding").text
    text = forms.get(f"/child/{key}/add?what=anakinra").text
    assert re.findall(r'name="kind" value="(\w+)"', text) == ["given", "order", "running", "stopped"]
    assert "mg per kg per day" in text


def test_a_record_that_stands_still_is_added_to_at_its_own_now(forms: TestClient, workspace: Workspace) -> None:
    """What is added to an example becomes known at the example's instant, not today."""
    record = PatientRecord("EXAMPLE", now="2025-01-01T12:00+01:00", example="invented")
    key = workspace.open(record, live=False).key
    text = shown(forms.get(f"/child/{key}/add?what=rash").text)
    assert "The record stands at 01-Jan-2025 12:00" in text
    assert "EXAMPLE (invented)" in text
    assert forms.post(f"/child/{key}/add", data={"what": "rash", "value": "yes"}).status_code == 303
    assert workspace.get(key).record.events[0].time == "2025-01-01T12:00+01:00"


def test_who_it_is_stands_beside_every_form(forms: TestClient, workspace: Workspace, knowledge: Knowledge) -> None:
    """Age and weight as on the child's page, before a dose is typed; where something is wrong too."""
    typed = TYPED | {"sex": "female", "weight": "20", "weight-unit": "kg"}
    record = typed_record(knowledge.forms["new-child"], typed, knowledge, NOW, OSLO)
    assert isinstance(record, PatientRecord)
    key = workspace.open(record, live=True).key
    pages = (
        forms.get(f"/child/{key}/add"),
        forms.get(f"/child/{key}/add?what=anakinra"),
        forms.post(f"/child/{key}/add", data={"what": "anakinra", "value": "100"}),
    )
    for page in pages:
        banner = shown(page.text.partition('class="sp-who__line"')[2].partition("</p>")[0])
        assert "girl 6 y" in banner
        assert "20 kg" in banner


def test_what_was_added_is_listed_in_words(client: TestClient) -> None:
    """A dose with its route and that it was given, a result with its unit; times by the hospital's clock."""
    dose = {"what": "anakinra", "kind": "given", "value": "36", "unit": "mg/dose", "route": "subcutaneous"}
    page = client.post("/child/lea/add", data=dose | {"when": "05:30", "by": "nurse"})
    page = client.post(
        f"{page.url.path}/add", data={"what": "platelets", "value": "120", "unit": "10*9/L", "when": "05:45"}
    )
    added = page.text.partition('aria-labelledby="added"')[2].partition("</section>")[0]
    assert [shown(one.partition("<form")[0]) for one in added.split("<li>")[1:]] == [
        "anakinra given 36 mg per dose subcutaneous 02-Mar-2026 05:30 · by nurse",
        "platelets 120 x10^9/L 02-Mar-2026 05:45",
    ]


TENFOLD = {"what": "methylprednisolone", "kind": "given", "value": "5520", "unit": "mg/dose", "route": "intravenous"}


def test_a_tenfold_dose_is_asked_about_before_it_is_added(client: TestClient) -> None:
    """How much it is by weight and which alert it raises, at the field; a second button adds it all the same."""
    asked = client.post("/child/lea/add", data=TENFOLD)
    assert asked.status_code == 422
    question = "5,520 mg is 300 mg per kg of 18.4 kg: methylprednisolone pulse above the paediatric limit"
    assert question in shown(asked.text)
    assert "Add it all the same?" in shown(asked.text)
    assert 'value="5520"' in asked.text
    (same,) = re.findall(r'name="all-the-same" value="([^"]+)"', asked.text)
    another = client.post("/child/lea/add", data=TENFOLD | {"value": "55200", "all-the-same": same})
    assert another.status_code == 422
    added = client.post("/child/lea/add", data=TENFOLD | {"all-the-same": same})
    assert added.status_code == 200
    assert "methylprednisolone given 5,520 mg" in shown(added.text)


@pytest.mark.parametrize(
    "typed",
    [
        {"value": "552"},
        {"what": "anakinra", "value": "36", "route": "subcutaneous"},
        {"value": "", "kind": "stopped", "unit": ""},
    ],
)
def test_a_dose_that_raises_nothing_critical_is_added_at_once(typed: dict[str, str], client: TestClient) -> None:
    """Nothing is asked, and nothing is blocked."""
    assert client.post("/child/lea/add", data=TENFOLD | typed).status_code == 200


def test_a_dose_of_a_child_looked_at_now_is_asked_about(client: TestClient) -> None:
    """Of one who was typed in too; by weight, the amount itself is told."""
    child = client.post("/child/new", data=TYPED | {"blood-time": "", "weight": "20", "weight-unit": "kg"})
    typed = {**TENFOLD, "value": "300", "unit": "mg/kg/dose", "kind": "order"}
    asked = client.post(f"{child.url.path}/add", data=typed)
    assert asked.status_code == 422
    assert "300 mg per kg is 6,000 mg at 20 kg" in shown(asked.text)
