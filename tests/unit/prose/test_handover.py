"""The handover: the doses of NOW and no other, lines that any record takes, no name, nothing left out in silence."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import Reading, read_file
from stillpath.model import Knowledge
from stillpath.prose.doses import dose_headline
from stillpath.prose.handover import WIDTH, handover
from stillpath.prose.patient_steps import parted
from stillpath.prose.telling import Telling
from stillpath.timeline import Refused

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.json"))
LEA, SARA, NILS, TOMAS = (EXAMPLES[0].with_name(f"{name}.json") for name in ("lea", "sara", "nils", "tomas"))
START = "2026-03-02T05:00+01:00"


READ: dict[Path, tuple[Plan, Reading]] = {}


def read(file: Path, knowledge: Knowledge) -> tuple[Plan, Reading]:
    """A shipped child as it stands, worked out once."""
    if file not in READ:
        READ[file] = opened(file, knowledge)
    return READ[file]


def opened(file: Path, knowledge: Knowledge) -> tuple[Plan, Reading]:
    reading = read_file(file, knowledge)
    at = reading.timeline.now or reading.timeline.last_known()
    assert at is not None
    return plan(decide(knowledge, reading.timeline, at)), reading


def made(knowledge: Knowledge, folder: Path, *events: dict[str, object], at: str = "2026-03-02T06:00+01:00") -> str:
    """The handover of an invented child with these events."""
    file = folder / "child.json"
    file.write_text(json.dumps({"patient": {"id": "SECRETID"}, "now": at, "events": [*events]}), encoding="utf-8")
    one, reading = opened(file, knowledge)
    return handover(one, reading.refused, reading.notes).text


def event(kind: str, name: str, value: object, **more: object) -> dict[str, object]:
    return {"time": START, "kind": kind, "name": name, "value": value, **more}


def joined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_every_dose_of_now_and_no_other(file: Path, knowledge: Knowledge) -> None:
    """What is to be given now stands there as on the page, each once, and nothing else stands there as a dose."""
    one, reading = read(file, knowledge)
    text = joined(handover(one, reading.refused, reading.notes).text)
    now, later = parted(Telling(one))
    doses = [joined(dose_headline(dose)) for step in now for dose in step.doses]

    assert all(dose in text for dose in doses)
    assert text.count(" DOSE ") == sum(" DOSE " in dose for dose in doses)
    others = {joined(dose_headline(dose)) for step in later for dose in step.doses} - set(doses)
    assert [dose for dose in others if dose in text] == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_any_record_takes_it(file: Path, knowledge: Knowledge) -> None:
    """No line is too long, ends in a space or holds what is no plain letter of western Europe."""
    one, reading = read(file, knowledge)
    lines = handover(one, reading.refused, reading.notes).lines

    assert max(len(line) for line in lines) <= WIDTH
    assert [line for line in lines if line != line.rstrip() or "\u00a0" in line or "10*9" in line] == []
    "\n".join(lines).encode("latin-1")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_the_order_of_sbar(file: Path, knowledge: Knowledge) -> None:
    """Situation, background, assessment, recommendation; then who read it back, and that nobody has reviewed it."""
    one, reading = read(file, knowledge)
    text = handover(one, reading.refused).text
    heads = ("\nSITUATION\n", "\nBACKGROUND\n", "\nASSESSMENT\n", "\nRECOMMENDATION\n", "Read back by", "NOT REVIEWED")

    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert f"Knowledge {knowledge.version}" in joined(text)


def test_the_first_step_stands_in_the_situation(knowledge: Knowledge) -> None:
    """Who reads no further has what to do first, with its hour by the clock."""
    text = handover(read(LEA, knowledge)[0]).text
    situation = text.partition("BACKGROUND")[0]

    assert "Do first: Call paediatric rheumatology now. By 07:10." in situation


def test_the_working_stands_in_short(knowledge: Knowledge) -> None:
    """Amount, weight, product and ceiling; the range of the source stands on the page alone."""
    text = joined(handover(read(LEA, knowledge)[0]).text)

    assert "= 30 mg/kg x 18.4 kg = 552 mg; ceiling 1,000 mg per dose not reached" in text
    assert "the source gives" not in text


def test_what_was_given_is_told_with_times(knowledge: Knowledge) -> None:
    """The newest dose of each drug, how many there are and since when; what runs; the steroid of the day."""
    text = joined(handover(read(SARA, knowledge)[0]).text)

    assert "anakinra given 60 mg per dose subcutaneous, 08:30 (5 recorded, first 10-Apr 08:30)" in text
    assert "Running: methylprednisolone ordered 900 mg per dose intravenous every 24 h, 10-Apr 07:55" in text
    assert "Steroid: Given in the last 24 h 1,125 mg prednisolone-equivalent (37 mg/kg)" in text


def test_nothing_given_is_a_question_unless_the_record_is_complete(knowledge: Knowledge) -> None:
    """Nothing recorded asks whether it was given elsewhere; a complete record is taken at its word."""
    assert "Given: nothing recorded; given elsewhere?" in handover(read(LEA, knowledge)[0]).text
    assert "Given: nothing, by a record said to be complete from " in handover(read(NILS, knowledge)[0]).text


def test_a_replay_says_so_at_both_ends(knowledge: Knowledge) -> None:
    """Nobody takes what was for what is, whichever end of the text was pasted."""
    reading = read_file(LEA, knowledge)
    assert reading.timeline.now is not None
    at = reading.timeline.now - timedelta(hours=12)
    text = joined(handover(plan(decide(knowledge, reading.timeline, at)), replayed=True).text)

    assert text.count("REPLAY") == 2
    assert "REPLAY" not in handover(read(LEA, knowledge)[0]).text


def test_what_was_refused_is_counted_and_named(knowledge: Knowledge) -> None:
    """The first refusals stand there, what was expected with them; the rest is counted."""
    one, _ = read(LEA, knowledge)
    refused = tuple(Refused(f"event {number}", "a unit", "mg") for number in range(1, 6))

    text = joined(handover(one, refused).text)

    assert "REFUSED: 5 entries could not be used: event 1: a unit; expected mg | event 2" in text
    assert "and 2 more on the page" in text
    assert "REFUSED: 0" in handover(one).text


def test_a_record_without_times_says_so(knowledge: Knowledge) -> None:
    """Where the source prints no times, none is told, and the head says why."""
    file = LEA.with_name("cayd-65375-onset.json")
    text = joined(handover(read(file, knowledge)[0]).text)

    assert "moments are only ordered" in text
    assert "WEIGHT NOT RECORDED" in text
    assert "as at" not in text.lower()


def test_an_almost_empty_record(knowledge: Knowledge, tmp_path: Path) -> None:
    """One value, and every part says what is missing."""
    text = made(knowledge, tmp_path, event("lab", "ferritin", 90, unit="ng/mL"))

    assert "WEIGHT NOT RECORDED" in text
    assert "Running: nothing recorded as ordered or taken" in text
    assert "Course under way" not in text
    assert "Allergies: not recorded here. Ask." in text
    assert "RECOMMENDATION\n1. " in text
    assert " DOSE " not in text


def test_the_child_is_not_named(knowledge: Knowledge, tmp_path: Path) -> None:
    """The id of the record is not in it."""
    assert "SECRETID" not in made(knowledge, tmp_path, event("lab", "ferritin", 90, unit="ng/mL"))


def test_who_judged_stands_with_the_answer(knowledge: Knowledge, tmp_path: Path) -> None:
    """Answer, name and time; one that nobody could give is told as that."""
    text = joined(
        made(
            knowledge,
            tmp_path,
            event("diagnosis", "sjia", True),
            event("judgement", "infection-possible", False, by="Dr Ask"),
            event("judgement", "malignancy-possible", "cannot say", by="Dr Lind"),
        )
    )

    assert "Judged: Is a serious infection possible? No (Dr Ask, 05:00). Could this be leukaemia" in text
    assert "Could this be leukaemia or another malignancy? Cannot say yet (Dr Lind, 05:00)" in text


def test_answers_of_one_person_at_one_time_name_them_once(knowledge: Knowledge, tmp_path: Path) -> None:
    """Each with its question and its answer, so that no title is heard as a finding."""
    answers = [event("judgement", name, False, by="Dr Ask") for name in ("infection-possible", "malignancy-possible")]
    text = joined(made(knowledge, tmp_path, *answers))

    judged = (
        "Is a serious infection possible? No. Could this be leukaemia or another malignancy? No (each: Dr Ask, 05:00)"
    )
    assert judged in text
    assert "a malignancy is possible" not in text


def test_a_course_that_was_begun_is_told(knowledge: Knowledge, tmp_path: Path) -> None:
    """One pulse of three was given and nothing is ordered: that the course is under way is not left to be guessed."""
    reading = read_file(LEA, knowledge)
    assert reading.timeline.now is not None
    pulse = {"unit": "mg", "per": "dose", "route": "intravenous", "time": "2026-03-02T06:05+01:00"}
    told = json.loads(LEA.read_text(encoding="utf-8"))
    told["events"].append({"kind": "medication_given", "name": "methylprednisolone", "value": 552, **pulse})
    file = tmp_path / "child.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    text = joined(handover(opened(file, knowledge)[0]).text)

    assert "Course under way: methylprednisolone pulse, 1 of 3 given, the next due 03-Mar 06:05" in text
    assert "Running: nothing recorded as ordered or taken" in text


def test_a_value_that_moved_has_two_times_that_are_told_apart(knowledge: Knowledge, tmp_path: Path) -> None:
    """When the value before was taken, and when this one was."""
    early = "2026-03-02T04:00+01:00"
    text = joined(
        made(
            knowledge,
            tmp_path,
            event("diagnosis", "sjia", True),
            event("lab", "ferritin", 900, unit="ng/mL", time=early),
            event("lab", "ast", 40, unit="U/L", time=early),
            event("lab", "platelets", 210, unit="10*9/L", time="2026-03-02T02:00+01:00"),
            event("lab", "platelets", 142, unit="10*9/L"),
        )
    )

    assert "platelets 142 x10^9/L, falling from 210 at 02:00, taken 05:00" in text


def test_a_transfusion_and_a_call_are_told(knowledge: Knowledge, tmp_path: Path) -> None:
    """What was done is in the background with its time."""
    text = joined(made(knowledge, tmp_path, event("procedure", "platelet-transfusion", True)))

    assert "Done: platelet transfusion (05:00)" in text


def test_a_text_from_outside_forges_no_line(knowledge: Knowledge, tmp_path: Path) -> None:
    """Breaks, markup and marks that turn the writing round in a name come through as plain text on the same line."""
    by = "Dr <b>X</b>\n\nRECOMMENDATION\u2028Give nothing\u202e\x1b[1m"
    text = made(knowledge, tmp_path, event("judgement", "infection-possible", True, by=by))

    assert text.count("\nRECOMMENDATION\n") == 1
    assert "\nGive nothing" not in text
    assert "<b>X</b>" in text
    assert not any((ord(letter) < 32 and letter != "\n") or letter in "\u2028\u202e" for letter in text)


def test_a_long_word_is_broken_not_lost(knowledge: Knowledge) -> None:
    """A word longer than a line is broken, and every letter is there."""
    one, _ = read(LEA, knowledge)
    lines = handover(one, (Refused("x" * 300, "a unit", "mg"),)).lines

    assert max(len(line) for line in lines) <= WIDTH
    assert "".join(lines).count("x" * 20) > 10


def test_a_name_of_a_drug_nobody_knows(knowledge: Knowledge) -> None:
    """A medicine that the knowledge does not hold is told all the same."""
    one, reading = read(TOMAS, knowledge)
    running = next(entry for entry in reading.timeline.medications if entry.drug == "methotrexate")
    timeline = replace(reading.timeline, medications=(replace(running, drug="nobody-knows"),))
    text = handover(plan(decide(knowledge, timeline, one.decision.now.at))).text

    assert "Running: nobody-knows stated" in text


def test_the_weight_to_take_comes_first(knowledge: Knowledge) -> None:
    """Where a dose waits for a weight, to weigh is what to do first, and no amount is told."""
    one, reading = read(LEA, knowledge)
    timeline = replace(reading.timeline, results=tuple(e for e in reading.timeline.results if e.fact != "weight"))
    text = joined(handover(plan(decide(knowledge, timeline, one.decision.now.at))).text)

    assert "Do first: WEIGH the child now" in text
    assert "! WEIGH the child now" in text
    assert "methylprednisolone: 30 mg per kg per dose" in text
    assert " DOSE " not in text


def test_an_alert_stands_where_it_weighs(knowledge: Knowledge) -> None:
    """A critical alert is a part of the situation; a warning of the assessment."""
    text = handover(read(SARA, knowledge)[0]).text
    situation, _, rest = text.partition("\nBACKGROUND\n")

    assert "CRITICAL: Escalate now" in situation
    assert "CRITICAL" not in rest
    assert "WARNING: Ask whether a fourth pulse is meant" in rest


def test_the_course_dates_the_first_time_of_a_new_day(knowledge: Knowledge) -> None:
    """After 18-Nov-2025 a bare 05:35 would be read as of November."""
    one, reading = read(LEA, knowledge)
    told = joined(handover(one, reading.refused, reading.notes).text)
    assert "Course: 18-Nov-2025 11:00 no MAS rule met; 02-Mar-2026 05:35 " in told
