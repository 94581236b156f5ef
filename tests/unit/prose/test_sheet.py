"""The bedside sheet: what must stand on it, what may go for want of room, and no amount without a weight."""

import re
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from stillpath.model import Knowledge
from stillpath.prose.doses import dose_working
from stillpath.prose.handover import handover
from stillpath.prose.patient_page import patient_page
from stillpath.prose.sheet import Sheet
from stillpath.prose.sheet_cut import STEPS, cut
from stillpath.prose.words import for_people
from tests.unit.prose.sheets import read, sheet_of

NAMES = ("lea", "sara", "nils", "tomas", "amira", "kim-2023")
WEIGHED = re.compile(r"\d\s*(?:mg|g|mcg)\b")


@pytest.fixture(scope="module", params=NAMES)
def made(request: pytest.FixtureRequest, knowledge: Knowledge) -> tuple[object, Sheet]:
    return sheet_of(read(request.param, knowledge), knowledge)


def test_every_dose_stands_with_its_working(made: tuple) -> None:  # type: ignore[type-arg]
    """Each dose of each step is a row with what the page says of it, and the numbers of its actions."""
    plan, sheet = made
    for dose in (dose for step in plan.do for dose in step.doses):
        working = dose_working(dose)
        rows = [row for row in sheet.doses if row.drug == dose.drug.title and row.working == working]
        assert rows, dose.drug.id
        assert all(row.actions for row in rows)
    numbers = {action.number for action in (*sheet.actions, *sheet.next)}
    assert numbers == {str(place) for place in range(1, len(plan.do) + 1)}


def test_every_prohibition_begins_do_not(made: tuple) -> None:  # type: ignore[type-arg]
    """As many as the plan has, each an order."""
    plan, sheet = made
    assert len(sheet.do_not) == len(plan.do_not)
    assert all("do not" in one.text.lower() for one in sheet.do_not)


def test_every_limit_stands_once(made: tuple) -> None:  # type: ignore[type-arg]
    """In the row of its check, at the top if it is met, or under call again."""
    plan, sheet = made
    rows = {limit.text for row in sheet.grid.rows for limit in row.limits}
    told = rows | {one.text for one in (*sheet.call_now, *sheet.call_again)}
    whole = " ".join(told).lower()
    for check in plan.checks:
        for limit, _ in check.limits:
            assert for_people(limit.says.strip()).lower() in whole
    assert not rows & {one.text for one in sheet.call_again}


def test_review_and_versions_stand_at_the_foot(made: tuple) -> None:  # type: ignore[type-arg]
    """Not reviewed, versions, when it was printed, how long it counts, one page."""
    _, sheet = made
    foot = " ".join(sheet.foot).replace("\u00a0", " ")
    for words in ("NOT REVIEWED by a clinical board", "knowledge ", "stillpath 0.1.0", "printed ", "page 1 of 1"):
        assert words in foot
    assert "discard after 48 h or a new weight" in foot


def test_no_step_takes_a_dose_a_prohibition_or_what_is_overdue(made: tuple) -> None:  # type: ignore[type-arg]
    """Whatever goes, these stay, and every line that went is counted."""
    _, sheet = made
    for step in STEPS:
        short = cut(sheet, step)
        for name in ("weight", "weight_alarm", "id", "foot"):
            assert getattr(short, name) == getattr(sheet, name)
        for name in ("do_not", "weigh", "call_now"):
            assert [one.text for one in getattr(short, name)] == [one.text for one in getattr(sheet, name)]
        assert short.stage.text == sheet.stage.text
        told = ("drug", "amount", "counted", "per_day", "route", "often", "volume", "missing", "label", "marks")
        assert [[getattr(one, name) for name in told] for one in short.doses] == [
            [getattr(one, name) for name in told] for one in sheet.doses
        ]
        assert all(
            one.working in {full.working, full.brief} for one, full in zip(short.doses, sheet.doses, strict=True)
        )
        assert [one.number for one in short.actions] == [one.number for one in sheet.actions]
        assert {one.number for one in sheet.next if one.doses} <= {one.number for one in short.next}
        assert [one.text for one in short.alerts] == [one.text for one in sheet.alerts]
        late = [row.id for row in sheet.grid.rows if row.overdue]
        kept = [row.id for row in short.grid.rows if row.overdue]
        assert kept == late or (not short.grid.rows and len(short.by_time) >= len(late))
        names = {one.letter for one in short.footnotes}
        assert all(set(one.notes) <= names for one in (*short.actions, *short.next))


def test_what_went_is_told(knowledge: Knowledge) -> None:
    """How many lines, of what; and nothing is told where nothing went."""
    _, sheet = sheet_of(read("sara", knowledge), knowledge)
    assert cut(sheet, STEPS[0]).left_out == ()
    later = sum(not action.doses for action in sheet.next)
    assert f"{later} later actions" in cut(sheet, next(step for step in STEPS if step.next == 0)).left_out
    short = cut(sheet, next(step for step in STEPS if step.rows == 8))
    assert f"{len(sheet.grid.rows) - len(short.grid.rows)} checks" in short.left_out


def test_the_order_in_which_lines_go() -> None:
    """Sources, notes on them and the second halves of workings go before any check or limit, letters before checks."""
    for step in STEPS:
        if step.limits is not None or step.rows is not None:
            assert (step.footnotes, step.sources, step.brief, step.tight > 0) == (0, False, True, True)
        if step.first is not None:
            assert step.limits is not None
            assert step.rows is not None


def test_what_was_given_of_a_running_drug_never_goes(knowledge: Knowledge) -> None:
    """Sara has had her third pulse at 08:00, and anakinra at 08:30: nobody may give either again by the sheet."""
    _, sheet = sheet_of(read("sara", knowledge), knowledge)
    for step in STEPS:
        short = cut(sheet, step)
        told = [" ".join((row.title, row.hint, *(one.text for one in row.past))) for row in short.grid.rows]
        for drug, given in (("anakinra", "given 08:30"), ("methylprednisolone", "given 08:00")):
            assert any(drug in text and given in text for text in (*told, *short.by_time)), step
        assert any("NOT to be given without a named senior" in text for text in (*told, *short.by_time)), step


def test_a_running_drug_to_be_held_never_goes(knowledge: Knowledge) -> None:
    """Amira takes methotrexate."""
    _, sheet = sheet_of(read("amira", knowledge), knowledge)
    assert any("Hold methotrexate" in one.text for one in cut(sheet, STEPS[-1]).next)


def test_the_reassessment_and_the_daily_bloods_go_last(knowledge: Knowledge) -> None:
    """Where rows go, these stay, with the first of their limits."""
    _, sheet = sheet_of(read("sara", knowledge), knowledge)
    short = cut(sheet, next(step for step in STEPS if step.rows == 8))
    kept = {row.id: row.limits for row in short.grid.rows}
    assert kept["reassess"]
    assert kept["daily-bloods"]


def test_a_limit_stands_once_where_room_is_short(made: tuple) -> None:  # type: ignore[type-arg]
    """One that is met stands at the top, any other in the first row that has it: none is lost."""
    _, sheet = made
    short = cut(sheet, next(step for step in STEPS if step.once))
    rows = [limit.text for row in short.grid.rows for limit in row.limits]
    top = {one.text for one in sheet.call_now}
    assert len(rows) == len(set(rows))
    assert not top & set(rows)
    assert {limit.text for row in sheet.grid.rows for limit in row.limits} <= top | set(rows)


def test_the_head_of_the_sheet(knowledge: Knowledge) -> None:
    """The id and no name, weight with its time, what is not recorded in words."""
    _, sheet = sheet_of(read("lea", knowledge), knowledge)
    assert (sheet.id, sheet.who.replace("\u00a0", " "), sheet.allergies) == (
        "EXAMPLE-LEA",
        "girl 6 y 1 m",
        "not recorded",
    )
    assert sheet.weight.replace("\u00a0", " ") == "18.4 kg (02-Mar-2026 05:50) how: not recorded"
    assert sheet.example == "EXAMPLE (invented)"
    assert sheet.as_at == "02-Mar-2026 06:10"
    pulse = next(row for row in sheet.doses if row.drug == "methylprednisolone")
    assert (pulse.amount, pulse.counted, pulse.often) == ("552\u00a0mg", "per dose", "once daily, 3\u00a0days")
    assert (pulse.volume, pulse.actions) == ("volume: pharmacy", "5")
    anakinra = next(row for row in sheet.doses if row.drug == "anakinra")
    assert anakinra.per_day == "72\u00a0mg per day"


@pytest.mark.parametrize("how", ["gone", "old"])
def test_without_a_weight_there_is_no_amount(how: str, knowledge: Knowledge) -> None:
    """Missing or too old: "needs weight today", per kg, and no line to sign under a blank."""
    reading = read("lea", knowledge)
    timeline = reading.timeline
    results = tuple(
        replace(one, at=one.at - timedelta(days=60), known_at=one.known_at - timedelta(days=60))
        for one in timeline.results
        if one.fact == "weight" and how == "old"
    )
    results += tuple(one for one in timeline.results if one.fact != "weight")
    reading = replace(reading, timeline=replace(timeline, results=results))
    _, sheet = sheet_of(reading, knowledge)
    assert sheet.weight_alarm == "NEEDS WEIGHT TODAY"
    assert any("WEIGH the child" in one.text for one in sheet.weigh)
    sized = [row for row in sheet.doses if "per kg" in row.counted]
    assert len(sized) == len(sheet.doses) > 0
    for row in sheet.doses:
        assert (row.amount, row.working, row.volume, row.per_day) == ("", "", "", "")
        assert "NEEDS WEIGHT TODAY" in row.missing
        assert not WEIGHED.search(row.missing)


def test_a_replay_and_a_record_without_times_say_so(knowledge: Knowledge) -> None:
    """Nobody takes a chosen instant for now; without times there is no as-at and no grid."""
    _, sheet = sheet_of(read("lea", knowledge), knowledge, replayed=True)
    assert sheet.replay == "REPLAY, not now"
    _, ordered = sheet_of(read("kim-2023", knowledge), knowledge)
    assert ordered.as_at == ""
    assert "prints no times" in ordered.grid.why_not
    assert ordered.call_again


def test_a_long_text_of_the_file_is_never_cut(knowledge: Knowledge) -> None:
    """An id or a note without end is replaced by words, so that the sheet stays one page and nothing is half said."""
    reading = read("lea", knowledge)
    patient = replace(reading.timeline.patient, id="x" * 5000)
    reading = replace(reading, timeline=replace(reading.timeline, patient=patient))
    _, sheet = sheet_of(reading, knowledge)
    assert "write it in" in sheet.id


def test_no_raw_unit_stands_on_a_sheet(made: tuple) -> None:  # type: ignore[type-arg]
    """Units are written for people, numbers without a trailing zero."""
    _, sheet = made
    text = str(asdict(sheet))
    assert "10*9" not in text
    assert not re.search(r"\d\.0(?!\d)\s*(?:mg|g|kg|mL)\b", str([asdict(row) for row in sheet.doses]))


def test_one_dose_or_another_of_the_same_drug_says_so(knowledge: Knowledge) -> None:
    """Nils may get 900 mg or, instead, 30 mg: on the sheet, on the page and in the handover."""
    plan, sheet = sheet_of(read("nils", knowledge), knowledge)
    assert [row.label for row in sheet.doses] == ["", "OR, not both:", ""]
    page = patient_page(plan, (), (), False)
    details = [detail for section in page.sections for item in section.items for detail in item.details]
    assert [one.label for one in details if one.tone == "dose"] == ["", "OR, not both:", ""]
    assert "OR, not both: methylprednisolone DOSE 30 mg" in " ".join(handover(plan).text.split())


def test_several_next_drugs_are_chosen_in_the_call(knowledge: Knowledge) -> None:
    """Sara's team decides in one call; Lea's first treatment is given as it stands."""
    assert "not all at once" in sheet_of(read("sara", knowledge), knowledge)[1].choose
    assert sheet_of(read("lea", knowledge), knowledge)[1].choose == ""


def test_what_meets_a_limit_stands_beside_it(knowledge: Knowledge) -> None:
    """Its value with the time and the limit in the unit of the value, on the sheet, the page and in the handover."""
    plan, sheet = sheet_of(read("amira", knowledge), knowledge)
    then = [one.then.replace("\u00a0", " ") for one in sheet.call_now]
    assert "Here: Glasgow coma score 11, 01:50 (below 13)." in then
    assert "Here: fibrinogen 90 mg/dL, 01:55 (below 100)." in then
    assert "Here: creatinine 33 to 62 umol/L, from 23-Feb 18:30." in [text.replace("\u00b5", "u") for text in then]
    (section,) = [section for section in patient_page(plan, (), (), False).sections if section.title == "CALL NOW"]
    assert section.items[0].details[0].text == "Here: Glasgow coma score 11, 01:50 (below 13)."
    assert "Here: Glasgow coma score 11, 01:50 (below 13)." in " ".join(handover(plan).text.split())


def test_a_caution_that_holds_now_stands_under_its_dose(knowledge: Knowledge) -> None:
    """Amira may have an infection and has low potassium: in short on the sheet, whole on the page and handed over."""
    plan, sheet = sheet_of(read("amira", knowledge), knowledge)
    (pulse,) = [row for row in sheet.doses if row.drug == "methylprednisolone"]
    assert "Caution: Serious infection is possible." in pulse.cautions
    assert not any(one.marks for one in sheet.actions if one.doses)
    page = patient_page(plan, (), (), False)
    told = [detail for section in page.sections for item in section.items for detail in item.details]
    wanted = "it never delays the pulse."
    assert [one.cites for one in told if one.label == "caution" and one.text.endswith(wanted)]
    assert wanted in " ".join(handover(plan).text.split())
    lea, _ = sheet_of(read("lea", knowledge), knowledge)
    assert "Caution" not in str(patient_page(lea, (), (), False))
