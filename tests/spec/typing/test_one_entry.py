"""One result, sign, answer, dose, order or stop typed later becomes one event; or says what is wrong by field."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stillpath.intake import Names, PatientRecord, Received, typed_event, understand
from stillpath.model import Knowledge
from stillpath.timeline import MedicationKind, Refused

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
INSTANT = "2026-03-02T06:10+01:00"


def event_of(what: str, knowledge: Knowledge, **typed: str) -> Received:
    event = typed_event(what, typed, knowledge, NOW, OSLO, date(2020, 1, 14))
    assert isinstance(event, Received), event
    return event


def read(event: Received, knowledge: Knowledge) -> object:
    record = PatientRecord("typed", now=INSTANT, events=(event,))
    timeline = understand(record, Names.of(knowledge), OSLO).timeline
    (entry,) = timeline.entries()
    return entry


def test_a_result_with_its_two_times(knowledge: Knowledge) -> None:
    """When it was taken, and when it was known: now, if nobody says."""
    event = event_of("ferritin", knowledge, value="8 420", unit="ug/L", when="04:50")
    assert (event.kind, event.value, event.unit) == ("lab", "8420", "ug/L")
    assert (event.time, event.known) == ("2026-03-02T04:50+01:00", INSTANT)
    assert event_of("ferritin", knowledge, value="9", unit="ug/L", when="-2h", known="-1h").known == (
        "2026-03-02T05:10+01:00"
    )


def test_a_sign_and_an_answer(knowledge: Knowledge) -> None:
    """A sign is yes or no; a question of judgement may stay open, with who said so and when."""
    assert event_of("bleeding", knowledge, value="no").value is False
    event = event_of("infection-possible", knowledge, value="cannot say yet", by="ward registrar", when="-1h")
    assert (event.kind, event.by, event.time) == ("judgement", "ward registrar", "2026-03-02T05:10+01:00")
    result = read(event, knowledge)
    assert result.truth is None  # type: ignore[attr-defined]
    assert result.by == "ward registrar"  # type: ignore[attr-defined]


def test_a_dose_an_order_and_a_stop(knowledge: Knowledge) -> None:
    """Amount, per dose or per day, how often, by which route, from when."""
    dose = read(
        event_of("methylprednisolone", knowledge, kind="given", value="552", unit="mg/dose", route="intravenous"),
        knowledge,
    )
    assert (dose.kind, dose.amount, dose.unit, dose.route) == (  # type: ignore[attr-defined]
        MedicationKind.GIVEN,
        552,
        "mg",
        "intravenous",
    )
    order = read(
        event_of("anakinra", knowledge, kind="order", value="4", unit="mg/kg/day", every="12 h", when="-1h"), knowledge
    )
    assert (order.amount, order.basis, order.per.value, order.every) == (  # type: ignore[attr-defined]
        4,
        "kg",
        "day",
        timedelta(hours=12),
    )
    runs = read(event_of("methotrexate", knowledge, kind="running", value="10", unit="mg/dose", every="7 d"), knowledge)
    assert runs.kind is MedicationKind.ORDERED  # type: ignore[attr-defined]
    runs = read(event_of("methotrexate", knowledge, kind="running", every="7 d"), knowledge)
    assert runs.kind is MedicationKind.STATED  # type: ignore[attr-defined]
    stop = read(event_of("anakinra", knowledge, kind="stopped", when="05:00"), knowledge)
    assert stop.kind is MedicationKind.STOPPED  # type: ignore[attr-defined]
    assert read(event_of("anakinra", knowledge, kind="given"), knowledge).amount is None  # type: ignore[attr-defined]


def test_what_has_the_id_of_a_fact_and_of_a_drug_is_told_apart(knowledge: Knowledge) -> None:
    """`drugs/ID` is the drug."""
    assert event_of("plasma-exchange", knowledge, value="yes").kind == "procedure"
    assert event_of("drugs/plasma-exchange", knowledge, kind="given").kind == "medication_given"


@pytest.mark.parametrize(
    ("what", "typed", "field", "says"),
    [
        ("moonlight", {}, "what", "nothing of this name is held"),
        ("bsa", {"value": "1"}, "what", "nothing of this name is held"),
        ("drugs/ferritin", {}, "what", "nothing of this name is held"),
        ("ferritin", {}, "value", "no number"),
        ("ferritin", {"value": "8420"}, "value", "no unit"),
        ("ferritin", {"value": "8,420", "unit": "ng/mL"}, "value", "8420 or 8.42"),
        ("platelets", {"value": "142000", "unit": "10*9/L"}, "value", "outside the plausible range"),
        ("ferritin", {"value": "9", "unit": "ng/mL", "when": "23:00"}, "when", "if it was yesterday"),
        ("ferritin", {"value": "9", "unit": "ng/mL", "when": "01-Jan-2019"}, "when", "before the birth date"),
        ("ferritin", {"value": "9", "unit": "ng/mL", "known": "01-Mar-2026 06:00"}, "known", "before the sample"),
        ("weight", {"value": "100", "unit": "kg"}, "value", "in kilograms and not in pounds"),
        ("bleeding", {}, "value", "expected yes or no"),
        ("bleeding", {"value": "cannot say yet"}, "value", "expected yes or no"),
        ("infection-possible", {"value": "maybe"}, "value", "yes, no or cannot say yet"),
        ("anakinra", {}, "kind", "choose one"),
        ("anakinra", {"kind": "order", "value": "100"}, "value", "no unit"),
        ("anakinra", {"kind": "given", "value": "0", "unit": "mg/dose"}, "value", "a dose of zero"),
        ("anakinra", {"kind": "given", "value": "1", "unit": "spoon"}, "value", "choose mg per dose"),
        ("anakinra", {"kind": "order", "every": "sometimes"}, "every", "could not be read"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    what: str, typed: dict[str, str], field: str, says: str, knowledge: Knowledge
) -> None:
    """Each with what was expected; none tells the value."""
    problems = typed_event(what, typed, knowledge, NOW, OSLO, date(2020, 1, 14))
    assert not isinstance(problems, Received)
    assert [problem.field for problem in problems] == [field]
    assert says in problems[0].says


def test_markup_typed_stays_text(knowledge: Knowledge) -> None:
    """It is kept as it is, in one line, and cut where it is long."""
    event = event_of("bleeding", knowledge, value="yes", by="<script>\nalert(1)</script>" + "x" * 100)
    assert event.by.startswith("<script> alert(1)")
    assert len(event.by) == 60
    assert not isinstance(read(event, knowledge), Refused)
