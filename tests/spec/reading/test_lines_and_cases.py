"""Fact lines and the cases made of them."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from stillpath.intake import (
    Names,
    UnusableError,
    read_fact_line,
    read_text,
    timeline_json,
    timeline_of_case,
    timeline_of_patient,
)
from stillpath.model import Case, CaseRow, Knowledge, Moment, PatientCase, Verdict
from stillpath.timeline import MedicationKind, Precision, Timeline

AT = datetime(2026, 3, 2, 6, tzinfo=UTC)


def lines(knowledge: Knowledge, *facts: str, background: tuple[str, ...] = ()) -> Timeline:
    row = CaseRow("a row", facts, Verdict.MET)
    case = Case("a-case", "a case", "mas", "constructed", "this-project", background, (row,))
    reading = timeline_of_case(case, row, knowledge, AT)
    assert reading.refused == ()
    return reading.timeline


def test_value(knowledge: Knowledge) -> None:
    """`ferritin >1500 ng/mL` is a value at the instant; with or without a space after the comparator."""
    for line in ("ferritin >1500 ng/mL", "ferritin > 1500 ng/mL"):
        (result,) = lines(knowledge, line).results
        assert result.interval is not None
        assert (result.interval.low, result.interval.low_open, result.at) == (Fraction(1500), True, AT)


def test_suffixes(knowledge: Knowledge) -> None:
    """The ends of a line tell when it was taken, when it was known, the reference range and the route."""
    (ast,) = lines(knowledge, "ast 60 U/L, 24 h before, known 2 h before, reference 10 to 40 U/L").results
    assert ast.at == datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert ast.known_at == datetime(2026, 3, 2, 4, tzinfo=UTC)
    assert ast.reference == (Fraction(10), Fraction(40))
    (order,) = lines(knowledge, "order methylprednisolone 1000 mg per dose every 24 h, by intravenous").medications
    assert (order.route, order.every is not None) == ("intravenous", True)


def test_drugs(knowledge: Knowledge) -> None:
    """`given`, `order`, `on` and `stopped` begin the lines of drugs."""
    timeline = lines(knowledge, "given anakinra 2 mg/kg", "order anakinra", "on tocilizumab", "stopped tocilizumab")
    assert {(one.kind, one.drug) for one in timeline.medications} == {
        (MedicationKind.GIVEN, "anakinra"),
        (MedicationKind.ORDERED, "anakinra"),
        (MedicationKind.STATED, "tocilizumab"),
        (MedicationKind.STOPPED, "tocilizumab"),
    }


def test_yes_no_and_procedures(knowledge: Knowledge) -> None:
    """A sign is yes or no; a procedure that is written down happened."""
    timeline = lines(knowledge, "seizure no", "platelet-transfusion, 12 h before")
    assert {(one.fact, one.truth) for one in timeline.results} == {("seizure", False), ("platelet-transfusion", True)}


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("age 6 y", date(2020, 3, 2)),
        ("age 8 mo", date(2025, 7, 2)),
        ("age 6.5 y", date(2019, 9, 2)),
        ("age 10 d", date(2026, 2, 20)),
    ],
)
def test_age(knowledge: Knowledge, line: str, born: date) -> None:
    """An age is exactly that old on the day, by the calendar."""
    assert lines(knowledge, line, "sex female").patient.birth_date == born


def test_age_at_the_end_of_a_month(knowledge: Knowledge) -> None:
    """A month that has no such day ends on its last one."""
    line = read_fact_line("age 1 mo", Names.of(knowledge), datetime(2026, 3, 31, tzinfo=UTC))
    assert line.birth_date == date(2026, 2, 28)


def test_coverage(knowledge: Knowledge) -> None:
    """Coverage reaches back from the instant."""
    coverage = lines(knowledge, "coverage medication_given 30 d").coverage
    assert coverage == {"medication_given": (datetime(2026, 1, 31, 6, tzinfo=UTC), AT)}


def test_background(knowledge: Knowledge) -> None:
    """A line of the case takes the place of the background's of the same name and time, and of no other."""
    background = ("ferritin 1250 ng/mL", "ferritin 900 ng/mL, 24 h before", "sjia yes")
    timeline = lines(knowledge, "serum-ferritin 400 ng/mL", background=background)
    assert [(one.fact, one.received) for one in timeline.results] == [
        ("ferritin", "900"),
        ("sjia", "yes"),
        ("ferritin", "400"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "ferritin",
        "given",
        "order methylprednisolone 1000 mg every now and then",
        "ferritin 1250 ng/mL, yesterday",
        "ferritin 1250 ng/mL, known 2 h before, 24 h before",
        "ferritin 1250 ng/mL, a week before",
        "ast 60 U/L, reference 10 to 40 mg/dL",
        "age six y",
        "age 400 y y",
        "coverage gossip 30 d",
        "",
    ],
)
def test_lines_that_cannot_be_read(knowledge: Knowledge, line: str) -> None:
    """What is no fact line says so."""
    with pytest.raises(UnusableError):
        read_fact_line(line, Names.of(knowledge), AT)


def test_refused_lines(knowledge: Knowledge) -> None:
    """A case's line that cannot be used is reported with the line."""
    row = CaseRow("a row", ("interleukin-18 9000 pg/mL", "ferritin"), Verdict.MET)
    case = Case("a-case", "a case", "mas", "constructed", "this-project", (), (row,))
    refused = timeline_of_case(case, row, knowledge, AT).refused
    assert [(one.where, one.shown) for one in refused] == [
        ("fact 2", "ferritin"),
        ("fact 1, name", "interleukin-18 9000 pg/mL"),
    ]


def example(*, now: str = "2026-03-02T06:10+01:00", nominal: bool = False, at: str = "") -> PatientCase:
    return PatientCase(
        id="lea",
        title="Lea",
        basis="constructed",
        source="",
        example=True,
        patient={"id": "EXAMPLE-LEA", "sex": "female", "birth_date": "2020-01-14"},
        now=now,
        nominal=nominal,
        coverage=("medication_given 2026-03-01T00:00+01:00 to 2026-03-02T06:10+01:00",),
        moments=(
            Moment("2026-02-20", "", "", ("sjia yes", "platelets 412 10*9/L, 36 h before")),
            Moment(
                at or "2026-03-02T05:50+01:00",
                "2026-03-02T06:05+01:00",
                "",
                (
                    "ferritin 8420 ng/mL, reference 10 to 140 ng/mL",
                    "fibrinogen 1.60 g/L, known 1 h before",
                    "triglycerides >275 mg/dL",
                    "seizure no",
                    "infection-possible unknown",
                    "platelet-transfusion",
                    "given methylprednisolone 30 mg/kg per dose, by intravenous",
                    "order anakinra 2 mg/kg per dose every 12 h, by subcutaneous",
                    "on tocilizumab",
                ),
            ),
        ),
        not_printed=(),
        notes="",
        expect={},
    )


def test_patient(knowledge: Knowledge) -> None:
    """A worked patient is a timeline: each moment has its time, and the time at which it was known."""
    reading = timeline_of_patient(example(), knowledge)
    assert reading.refused == ()
    timeline = reading.timeline
    assert (timeline.patient.id, timeline.patient.example) == ("EXAMPLE-LEA", "invented")
    assert timeline.now == datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
    by_id = {one.id: one for one in timeline.results}
    assert by_id["1-1"].precision is Precision.DAY
    assert by_id["2-1"].known_at == datetime(2026, 3, 2, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize("nominal", [False, True])
def test_round_trip(knowledge: Knowledge, nominal: bool) -> None:
    """The JSON written from a worked patient reads back as the same timeline."""
    case = example(nominal=nominal)
    written = json.dumps(timeline_json(case, knowledge), indent=1)
    reading = read_text(written.encode(), knowledge)
    assert reading.refused == ()
    assert reading.timeline == timeline_of_patient(case, knowledge).timeline


def test_a_moment_that_cannot_be_read(knowledge: Knowledge) -> None:
    """A moment without a readable time is refused as a whole."""
    refused = timeline_of_patient(example(at="at admission"), knowledge).refused
    assert [one.where for one in refused] == ["moment 2"]
