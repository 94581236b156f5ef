"""A child typed in is the same child as in a file; what is empty is unknown; what is wrong is told field by field."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import (
    Names,
    PatientRecord,
    Reading,
    Received,
    question_of_drug,
    read_text,
    typed_event,
    typed_record,
    understand,
)
from stillpath.model import Knowledge, Verdict
from stillpath.prose import patient_page

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]

LEA = {
    "born": "14-Jan-2020",
    "sex": "female",
    "sjia": "yes",
    "weight": "18,4",
    "weight-unit": "kg",
    "height": "112",
    "height-unit": "cm",
    "child-time": "05:50",
    "temperature": "39.4",
    "temperature-unit": "Cel",
    "heart-rate": "142",
    "heart-rate-unit": "/min",
    "hepatomegaly": "yes",
    "splenomegaly": "yes",
    "rash": "yes",
    "arthritis": "yes",
    "bleeding": "no",
    "shock": "no",
    "bedside-time": "05:50",
    "ferritin": "8 420",
    "ferritin-unit": "ng/mL",
    "platelets": "142",
    "platelets-unit": "10*9/L",
    "ast": "164",
    "ast-unit": "U/L",
    "triglycerides": "275",
    "triglycerides-unit": "mg/dL",
    "fibrinogen": "160",
    "fibrinogen-unit": "mg/dL",
    "haemoglobin": "93",
    "haemoglobin-unit": "g/L",
    "neutrophils": "3.1",
    "neutrophils-unit": "10*9/L",
    "crp": "96",
    "crp-unit": "mg/L",
    "esr": "31",
    "esr-unit": "mm/h",
    "creatinine": "31",
    "creatinine-unit": "umol/L",
    "sodium": "134",
    "sodium-unit": "mmol/L",
    "blood-time": "04:50",
    "blood-known": "05:35",
}


def record_of(typed: dict[str, str], knowledge: Knowledge) -> PatientRecord:
    record = typed_record(knowledge.forms["new-child"], typed, knowledge, NOW, OSLO)
    assert isinstance(record, PatientRecord), record
    return record


def problems_of(typed: dict[str, str], knowledge: Knowledge) -> dict[str, str]:
    problems = typed_record(knowledge.forms["new-child"], typed, knowledge, NOW, OSLO)
    assert not isinstance(problems, PatientRecord)
    return {problem.field: problem.says for problem in problems}


def newest_of_lea(typed: dict[str, str]) -> bytes:
    """Of the worked example the newest value of each fact that is typed in above, as it stands in its file."""
    told = json.loads((ROOT / "examples" / "lea.json").read_text(encoding="utf-8"))
    newest = {event["name"]: event for event in told["events"] if event["name"] in typed}
    for event in newest.values():
        event.update({"known_at": "2026-03-02T05:35+01:00"} if event["kind"] == "lab" else {})
    newest["sjia"]["time"] = newest["ferritin"]["time"]
    told["events"] = list(newest.values())
    told["patient"] |= {"id": "typed", "example": ""}
    return json.dumps(told).encode()


def plan_of(reading: Reading, knowledge: Knowledge, at: datetime = NOW) -> Plan:
    return plan(decide(knowledge, reading.timeline, at))


def typed_in(typed: dict[str, str], knowledge: Knowledge) -> Reading:
    return understand(record_of(typed, knowledge), Names.of(knowledge), OSLO)


def test_the_same_child_from_a_file_gives_the_same_page(knowledge: Knowledge) -> None:
    """Stage, actions, doses, alerts, sources and every word."""
    filed = read_text(newest_of_lea(LEA), knowledge, zone=OSLO)
    pages = [
        patient_page(plan_of(reading, knowledge), reading.refused, reading.notes, replayed=False, full=True)
        for reading in (typed_in(LEA, knowledge), filed)
    ]
    assert pages[0] == pages[1]
    assert "552" in str(pages[0])
    assert "MAS" in str(pages[0])


def test_a_diagnosis_is_so_from_the_first_time_that_is_typed(knowledge: Knowledge) -> None:
    """The criteria were met when the last of their values was known, at 05:50, and not when somebody typed at 06:10."""
    reading = typed_in(LEA, knowledge)
    (diagnosis,) = (one for one in reading.timeline.results if one.fact == "sjia")
    assert diagnosis.at == datetime(2026, 3, 2, 3, 50, tzinfo=UTC)
    then = NOW - timedelta(minutes=20)
    assert decide(knowledge, reading.timeline, then).now.verdict("mas-2016") is Verdict.MET


@pytest.mark.parametrize(
    ("times", "at"),
    [
        ({}, NOW),
        ({"blood-time": "01-Mar-2026"}, datetime(2026, 2, 28, 23, 0, tzinfo=UTC)),
        ({"blood-time": "05:00", "bedside-time": "-2h"}, NOW - timedelta(hours=2)),
    ],
)
def test_history_is_never_later_than_the_first_sample_or_sign(
    times: dict[str, str], at: datetime, knowledge: Knowledge
) -> None:
    """Without a time it is so from now; a day counts from its beginning."""
    typed = {"sjia": "yes", "ferritin": "8420", "ferritin-unit": "ng/mL", "rash": "yes", **times}
    found = {one.fact: one for one in typed_in(typed, knowledge).timeline.results}
    assert found["sjia"].at == at
    assert found["sjia"].at <= min(found["ferritin"].at, found["rash"].at)


def test_other_units_and_an_age_mean_the_same_child(knowledge: Knowledge) -> None:
    """Grams per litre, a comma, an age in place of the birth date: the same verdicts, steps and doses."""
    other = LEA | {"fibrinogen": "1,6", "fibrinogen-unit": "g/L", "haemoglobin": "9.3", "haemoglobin-unit": "g/dL"}
    other |= {"born": "", "age": "6", "age-unit": "y", "ferritin": "8420", "ferritin-unit": "ug/L"}
    plans = [plan_of(typed_in(typed, knowledge), knowledge) for typed in (LEA, other)]
    verdicts = [{id: found.verdict for id, found in each.decision.now.findings.items()} for each in plans]
    assert verdicts[0] == verdicts[1]
    steps = [[step.action.id for step in each.do] for each in plans]
    assert steps[0] == steps[1]
    assert "worked out from the age" in " ".join(typed_in(other, knowledge).notes)


def test_nothing_typed_is_a_problem_and_one_thing_is_enough(knowledge: Knowledge) -> None:
    """Age or sex alone is a child; an empty form, or spaces, is not."""
    assert set(problems_of({}, knowledge)) == {"age"}
    assert set(problems_of({"ferritin": "  ", "ferritin-unit": "ng/mL"}, knowledge)) == {"age"}
    assert record_of({"sex": "male"}, knowledge).sex == "male"
    assert record_of({"bleeding": "no"}, knowledge).events[0].value is False


def test_what_is_left_empty_stays_unknown(knowledge: Knowledge) -> None:
    """No medicine, no bleeding, no infection is assumed; only what was said is known."""
    decision = decide(knowledge, typed_in({"age": "6", "age-unit": "y", "bleeding": ""}, knowledge).timeline, NOW)
    assert decision.known.value("bleeding").truth is None
    assert decision.now.verdict("mas-2016") is Verdict.UNKNOWN
    assert decision.now.verdict("masked-by-blocker") is Verdict.UNKNOWN


def test_a_medicine_that_runs_and_all_that_run(knowledge: Knowledge) -> None:
    """Amount and how often are optional; that these are all is said apart, and makes the others known not to run."""
    typed = {"anakinra": "yes", "anakinra-amount": "2", "anakinra-unit": "mg/kg/day", "anakinra-every": "24 h"}
    event = record_of(typed, knowledge).events[0]
    assert (event.kind, event.value, event.unit, event.per) == ("medication_order", "2", "mg/kg", "day")
    assert record_of({"anakinra": "yes", "anakinra-every": "24 h"}, knowledge).events[0].kind == "medication_statement"
    (medication,) = typed_in(typed, knowledge).timeline.medications
    assert medication.every == timedelta(days=1)
    assert not typed_in({"anakinra": "no", "sex": "female"}, knowledge).timeline.medications
    told = typed_in({"tocilizumab": "no", "all-medicines": "yes"}, knowledge)
    assert decide(knowledge, told.timeline, NOW).now.verdict("masked-by-blocker") is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("drug", "amount", "unit", "every", "alert"),
    [
        ("anakinra", "36000", "mg/dose", "12 h", "anakinra-very-high"),
        ("methotrexate", "10", "mg/dose", "24 h", "methotrexate-too-high"),
        ("prednisolone", "500", "mg/day", "", "prednisolone-above-ceiling"),
    ],
)
def test_the_amount_of_what_runs_is_looked_at(
    drug: str, amount: str, unit: str, every: str, alert: str, knowledge: Knowledge
) -> None:
    """With an amount it is an order, so an alert about an order sees it; without, none about its amount can."""
    typed = {"age": "6", "age-unit": "y", "weight": "20", "weight-unit": "kg", "height": "115", "height-unit": "cm"}
    with_amount = {f"{drug}-amount": amount, f"{drug}-unit": unit, f"{drug}-every": every}
    for also, met in (({}, False), (with_amount, True)):
        decision = decide(knowledge, typed_in(typed | {drug: "yes"} | also, knowledge).timeline, NOW)
        assert (alert in {one.alert.id for one in plan(decision).alerts.raised}) is met


@pytest.mark.parametrize(
    ("drug", "units"),
    [
        ("anakinra", ["mg/dose", "mg/day", "mg/kg/dose", "mg/kg/day"]),
        ("methotrexate", ["mg/dose", "mg/day", "mg/m2/dose", "mg/m2/day"]),
        ("immunoglobulin", ["g/dose", "g/kg/dose"]),
        ("platelet-concentrate", ["mL/dose", "mL/kg/dose", "units/dose"]),
    ],
)
def test_only_units_of_the_doses_are_offered(drug: str, units: list[str], knowledge: Knowledge) -> None:
    """A gram of a drug of milligrams cannot be chosen, nor be sent."""
    assert [code for code, _ in question_of_drug(knowledge.drugs[drug]).units] == units


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        (
            {"anakinra": "yes", "anakinra-amount": "36", "anakinra-unit": "g/dose"},
            "anakinra-amount",
            "a unit that its doses are not written in; choose mg per dose, mg per day,",
        ),
        ({"ferritin": "8420"}, "ferritin", "no unit; choose the unit that the laboratory printed"),
        ({"ferritin": "8420", "ferritin-unit": "kg"}, "ferritin", "no unit"),
        ({"ferritin": "8,420", "ferritin-unit": "ng/mL"}, "ferritin", "expected 8420 or 8.42"),
        ({"ferritin": "high", "ferritin-unit": "ng/mL"}, "ferritin", "text that is not a number"),
        ({"platelets": "142000", "platelets-unit": "10*9/L"}, "platelets", "expected 1 to 5000\u00a0x10^9/L"),
        (
            {"weight": "25", "weight-unit": "kg", "age": "17", "age-unit": "mo"},
            "weight",
            "in kilograms and not in pounds",
        ),
        ({"weight": "18.4"}, "weight", "no unit"),
        ({"age": "6"}, "age", "choose years, months or days"),
        ({"age": "six", "age-unit": "y"}, "age", "a number such as"),
        ({"age": "6", "age-unit": "y", "born": "14-Jan-2020"}, "age", "expected one of the two"),
        ({"born": "03/04/2020"}, "born", "03-Apr-2020 or 04-Mar-2020"),
        ({"age": "500", "age-unit": "y"}, "age", "a year before any living"),
        ({"born": "14-Jan-2027"}, "born", "in the future"),
        ({"bleeding": "perhaps"}, "bleeding", "neither yes nor no"),
        (
            {"crp": "9", "crp-unit": "mg/L", "blood-time": "22:30"},
            "blood-time",
            "01-Mar-2026 22:30 if it",
        ),
        ({"crp": "9", "crp-unit": "mg/L", "blood-time": "03-Mar-2026"}, "blood-time", "in the future"),
        ({"crp": "9", "crp-unit": "mg/L", "blood-time": "05:00", "blood-known": "04:00"}, "blood-known", "before the"),
        (
            {"crp": "9", "crp-unit": "mg/L", "blood-time": "01-Feb-2026", "born": "10-Feb-2026"},
            "blood-time",
            "before the birth date",
        ),
        ({"anakinra": "yes", "anakinra-amount": "100"}, "anakinra-amount", "no unit"),
        ({"anakinra": "yes", "anakinra-amount": "-5", "anakinra-unit": "mg"}, "anakinra-amount", "not a number"),
        ({"anakinra": "yes", "anakinra-amount": "<5", "anakinra-unit": "mg/day"}, "anakinra-amount", "comparator"),
        ({"anakinra": "yes", "anakinra-amount": "5", "anakinra-unit": "pills"}, "anakinra-amount", "choose mg per"),
        ({"anakinra-amount": "100", "anakinra-unit": "mg"}, "anakinra", "choose yes, or clear"),
        ({"anakinra": "yes", "anakinra-every": "often"}, "anakinra-every", "could not be read"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(typed: dict[str, str], field: str, says: str, knowledge: Knowledge) -> None:
    """One problem, at one field, that says what was expected."""
    problems = problems_of(typed, knowledge)
    assert set(problems) == {field}, problems
    assert says in problems[field]


def test_problems_stand_in_the_order_of_the_form(knowledge: Knowledge) -> None:
    """So that the summary is read as the page is."""
    wrong = {"anakinra-amount": "1", "crp": "x", "temperature": "x", "age": "x", "blood-time": "x", "ferritin": "x"}
    assert list(problems_of(wrong, knowledge)) == ["age", "temperature", "blood-time", "ferritin", "crp", "anakinra"]


def test_a_doubted_weight_may_be_confirmed(knowledge: Knowledge) -> None:
    """It is asked again once; with the answer that it was weighed again it stands, and the answer beside it."""
    typed = {"weight": "25", "weight-unit": "kg", "age": "17", "age-unit": "mo"}
    assert "weight" in problems_of(typed, knowledge)
    reading = typed_in(typed | {"weight-confirmed": "yes"}, knowledge)
    assert {result.fact for result in reading.timeline.results} == {"weight", "weight-confirmed"}
    assert record_of(typed | {"weight": "10", "weight-confirmed": "yes"}, knowledge).events[-1].name == "weight"


def test_a_value_below_what_is_measured_stays_open(knowledge: Knowledge) -> None:
    """`<30` is an interval, never 30."""
    (result,) = typed_in({"fibrinogen": "<30", "fibrinogen-unit": "mg/dL"}, knowledge).timeline.results
    assert result.interval is not None
    assert not result.interval.is_point
    assert result.received == "<30"


def test_a_label_is_short_plain_text_and_nothing_else_is_kept(knowledge: Knowledge) -> None:
    """Markup stays text, control characters go, a long label is cut."""
    assert record_of({"sex": "male", "label": "bed 4"}, knowledge).id == "typed, bed 4"
    assert record_of({"sex": "male", "label": "<b>\x1b[31m"}, knowledge).id == "typed, <b> [31m"
    assert len(record_of({"sex": "male", "label": "x" * 500}, knowledge).id) < 40
    assert record_of({"sex": "male"}, knowledge).id == "typed"


JUNK = (
    "",
    " ",
    "-1",
    "1e9",
    "NaN",
    "9" * 200,
    "<",
    "<<1",
    "\u0661",
    "yes",
    "06:99",
    "-999999d",
    "\x00",
    "31.02.2026",
    "%",
)


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_is_typed_everywhere_ends_as_a_record_or_as_problems(junk: str, knowledge: Knowledge) -> None:
    """Every field of the form filled with the same junk: nothing is raised, and each problem is at a field there is."""
    form = knowledge.forms["new-child"]
    names = [name for part in form.parts for name in (part.id, *part.names)]
    more = ("", "-unit", "-time", "-known", "-amount", "-every", "-estimated")
    typed = {f"{name}{end}": junk for name in (*names, "age", "born", "sex", "label", "all-medicines") for end in more}
    units = {f"{fact}-unit": knowledge.facts[fact].unit for fact in form.names("facts")}
    for one in (typed, typed | units, typed | units | {"born": "", "age-unit": "y"}, typed | {"age": ""}):
        found = typed_record(form, one, knowledge, NOW, OSLO)
        fields = set() if isinstance(found, PatientRecord) else {problem.field for problem in found}
        assert fields <= {*typed, "label", "weight"}


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_is_typed_as_one_entry_ends_as_an_event_or_as_problems(junk: str, knowledge: Knowledge) -> None:
    """Of a result, a sign, an answer, what was done, and every kind of a medicine."""
    fields = ("value", "unit", "when", "known", "by", "every", "route", "per", "estimated")
    for what in ("ferritin", "weight", "rash", "infection-possible", "senior-called", "sjia", "anakinra", junk):
        for kind in (junk, "given", "order", "running", "stopped"):
            found = typed_event(what, dict.fromkeys(fields, junk) | {"kind": kind}, knowledge, NOW, OSLO)
            assert isinstance(found, Received) or {problem.field for problem in found} <= {*fields, "kind", "what"}
