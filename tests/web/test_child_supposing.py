"""What if: supposed entries are compared with the record, in words, and never reach it."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from stillpath.intake import Names, PatientRecord, Received
from stillpath.model import Knowledge
from stillpath.web.child.seen import Views
from stillpath.web.child.supposing import lines_read, suppose
from stillpath.web.child.workspace import Workspace
from tests.web.conftest import NOW

LOW = "ferritin 240 ng/mL"
PULSE = "given methylprednisolone 552 mg, by intravenous"


def what_if(client: TestClient, *lines: str, child: str = "lea", **more: str) -> str:
    query = urlencode([("if", line) for line in lines] + list(more.items()))
    answer = client.get(f"/child/{child}/what-if?{query}")
    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ")


def rows(text: str) -> dict[str, tuple[str, str, str]]:
    """Each change by the title it has: how, before, after."""
    found = {}
    for row in text.split("<tr>")[1:]:
        cells = [_plain(cell) for cell in row.partition("</tr>")[0].split("<td>")[1:]]
        if len(cells) == 4:
            how, title, before, after = cells
            title = title.rstrip("0123456789 []")
            found[title] = (how, before.removeprefix("recorded "), after.removeprefix("hypothetical "))
    return found


def _plain(html: str) -> str:
    text, inside = "", False
    for letter in html:
        inside = letter == "<" or (inside and letter != ">")
        text += "" if inside or letter == ">" else letter
    return " ".join(text.split())


def test_a_ferritin_under_the_limit_takes_the_criteria_away(client: TestClient) -> None:
    """The stage, the steps and the doses that hung on it go with it."""
    text = what_if(client, LOW)
    found = rows(text)
    assert found["2016 classification criteria for MAS in systemic JIA"] == ("changes", "met", "not met")
    pulse = ("goes", "if it applies: within 4 h, by 10:10", "not there")
    assert found["Give the methylprednisolone pulse."] == pulse
    assert found["methylprednisolone"][0::2] == ("goes", "none")
    assert "MAS POSSIBLE. A senior within 1 hour." in text
    assert "MAS LIKELY, treat now." in text
    assert "214 to 267" in found["HScore for reactive haemophagocytic syndrome"][1]


def test_an_infection_that_is_possible_forbids(client: TestClient) -> None:
    """The answer yes brings a prohibition, and the question is asked no longer."""
    found = rows(what_if(client, "infection-possible yes"))
    assert found["Do not give steroid in moderate MAS with possible infection."][0] == "comes"
    assert found["Is a serious infection possible?"] == ("goes", "asked", "not asked")


def test_a_pulse_given_now_changes_what_is_next_and_what_is_due(client: TestClient) -> None:
    """The first treatment is given: the next pulse follows, and checks after a pulse have their hours."""
    text = what_if(client, PULSE)
    found = rows(text)
    assert "FIRST TREATMENT GIVEN" in text
    following = ("comes", "not there", "to be done: 2 of 3, due 03-Mar 06:10")
    assert found["Give the next pulse 24 hours after the last, 3 in all."] == following
    assert found["pressure and heart rate after the pulse"] == ("comes", "not due", "10:10")


def test_several_are_supposed_together(client: TestClient) -> None:
    """Each is listed as hypothetical, with a link to take it away."""
    text = what_if(client, LOW, "bleeding yes")
    assert text.count("take away") == 2
    assert text.count(">hypothetical</span> <strong>") >= 2
    assert "HYPOTHETICAL" in text
    assert "sp-hypo" in text


def test_nothing_that_changes_is_said_plainly(client: TestClient) -> None:
    """Supposing what is so already changes nothing."""
    assert "Nothing changes" in what_if(client, "rash yes")


def test_what_cannot_be_used_is_told_with_what_was_expected(client: TestClient) -> None:
    """A line that is none, a value that cannot be, and an age are refused, and the rest is compared all the same."""
    text = what_if(client, "ferritin blue", "colour-of-eyes yes", "age 4 y", "?", LOW)
    assert "Could not be used" in text
    assert text.count("; expected ") == 4
    assert "MAS POSSIBLE" in text
    assert "supposed-" not in text


def test_nothing_of_it_reaches_the_record(client: TestClient) -> None:
    """The record to take away, the page and the questions stay as they are."""
    before = client.get("/child/lea/record.json").content
    page = client.get("/child/lea").text
    what_if(client, LOW, PULSE, "infection-possible yes")
    assert client.get("/child/lea/record.json").content == before
    assert client.get("/child/lea").text == page


@pytest.mark.parametrize("line", ['<script>alert("x")</script>', '"><img src=x onerror=y>', "ferritin <b>9</b> ng/mL"])
def test_markup_in_an_address_stays_text(client: TestClient, line: str) -> None:
    """Whatever stands in an address is shown as it was written, never as markup."""
    text = what_if(client, line, at=line, without=line)
    assert "<script>" not in text
    assert "<img src=x" not in text
    assert "<b>9" not in text
    assert text.count("<script") == 0


def test_it_is_asked_in_a_replay_too(client: TestClient) -> None:
    """At 05:55 the ferritin was not known; had it been, treatment would have been due then."""
    text = what_if(client, "ferritin 8420 ng/mL", at="2026-03-02T05:55+01:00")
    assert "REPLAY, not now" in text
    assert "02-Mar-2026 05:55" in text
    assert "MAS POSSIBLE" in text
    assert "MAS LIKELY, treat now." in text


def test_a_value_of_the_same_minute_is_taken_in_the_place_of_the_recorded_one(client: TestClient) -> None:
    """Lea's weight at 05:50 is 18.4 kg; another at that minute is not a second weight beside it."""
    text = what_if(client, "weight 20 kg", at="2026-03-02T05:50+01:00")
    assert "WEIGH" not in text
    assert "600 mg" in what_if(client, "weight 20 kg", LOW.replace("240", "8420"))


def test_a_dose_can_be_left_out(client: TestClient) -> None:
    """The pulses and the anakinra of Sara are offered; without the first the plan is another."""
    text = what_if(client, child="sara")
    assert "Or as if this had not been given" in text
    assert "without=" in text
    start = text.index("without=")
    id = text[start + len("without=") : text.index('"', start)]
    left = what_if(client, child="sara", without=id)
    assert "as if not recorded" in left
    assert "put back" in left
    assert "As recorded" in left


def test_what_is_worth_supposing_comes_from_the_plan(client: TestClient) -> None:
    """The default dose of a step given now, each open question, and what is missing; unknown children are gone."""
    text = what_if(client)
    assert "given+methylprednisolone+552+mg%2C+by+intravenous" in text
    assert "infection-possible+yes" in text
    assert "infection-possible+no" in text
    assert "As recorded" not in text
    assert client.get("/child/nobody/what-if").status_code == 410


def test_cases_without_times_are_compared_too(client: TestClient) -> None:
    """No clock is shown for a record that has none."""
    text = what_if(client, "ferritin 20000 ng/mL", child="muise-2003-onset")
    assert "As recorded" in text
    assert "2000" not in text.partition("Sources")[0].replace("20000", "").replace("20,000", "")


def test_a_child_looked_at_by_the_clock_is_compared_too(knowledge: Knowledge) -> None:
    """The supposed value is true and known now; ids of the record that look like ours do no harm."""
    workspace = Workspace(knowledge, None, lambda: NOW)
    event = Received("1", "lab", "ferritin", time="2026-03-02T05:00Z", value="90", unit="ng/mL", family="supposed-1")
    child = workspace.open(PatientRecord("p", events=(event,)), live=True)
    seen = Views(knowledge).of(child, NOW, NOW)
    events, refused = lines_read(("ferritin 9000 ng/mL",), seen, Names.of(knowledge))
    made = suppose(seen, workspace.names, tuple(one for _, one in events))
    assert not refused + made.refused
    assert [(place, entry.at) for place, entry in made.entries] == [(0, NOW)]
    assert [one.id for one in made.plan.decision.known.view.results("ferritin")] == ["supposed-1", "supposed---1"]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("what=ferritin&value=240&unit=ng%2FmL", "ferritin 240 ng/mL"),
        ("what=ferritin&value=%3C30&unit=ng%2FmL&when=-2h", "ferritin <30 ng/mL, 120 min before"),
        ("what=infection-possible&value=yes", "infection-possible yes"),
        (
            "what=anakinra&kind=given&value=36&unit=mg%2Fdose&route=subcutaneous&when=-1h",
            "given anakinra 36 mg per dose, 60 min before, by subcutaneous",
        ),
        (
            "what=prednisolone&kind=order&value=1&unit=mg%2Fkg%2Fday&every=12+h",
            "order prednisolone 1 mg/kg per day every 12 h",
        ),
    ],
)
def test_what_is_typed_into_the_form_of_one_entry_is_supposed(typed: str, line: str, client: TestClient) -> None:
    """It becomes a fact line in an address that can be shared; nothing of it is refused."""
    answer = client.get(f"/child/lea/what-if?{typed}", follow_redirects=False)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query)["if"] == [line]
    assert "hypothetical" in client.get(answer.headers["location"]).text


def test_what_cannot_be_supposed_leads_back_to_its_form(client: TestClient) -> None:
    """With what was typed, and what is wrong at its field."""
    answer = client.get("/child/lea/what-if?what=ferritin&value=24x&unit=ng%2FmL")
    assert answer.status_code == 422
    assert "24x" in answer.text


def test_the_whole_headline_is_compared(client: TestClient) -> None:
    """A sign of the brain leaves the stage and makes it critical: the first line says so, on the side where it is."""
    text = what_if(client, "seizure yes")
    pair = text.partition('<section class="sp-pair"')[2].partition("</section>")[0]
    recorded, hypothetical = (_plain(one) for one in pair.split("sp-pair__stage")[1:])
    assert "CRITICAL" not in recorded
    assert "CRITICAL: CNS sign" in hypothetical
    assert "the stage does not change" not in text


def test_another_weight_is_told(client: TestClient) -> None:
    """The weight that doses are counted by, and that the child is to be weighed again."""
    found = rows(what_if(client, "weight 16 kg"))
    assert found["weight used for doses"][:2] == ("changes", "18.4 kg (02-Mar-2026 05:50)")
    assert found["weight used for doses"][2].startswith("16 kg")
    assert found["to weigh or measure"][:2] == ("comes", "nothing")
    assert "WEIGH the child again" in found["to weigh or measure"][2]
