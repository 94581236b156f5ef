"""FHIR R4: orders, doses given, and what is said to be taken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from stillpath.intake import Reading
from stillpath.model import Knowledge
from stillpath.timeline import Medication, MedicationKind

Json = dict[str, object]
Bundle = Callable[..., Reading]

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PULSE: Json = {"coding": [{"system": RXNORM, "code": "6902"}], "text": "methylPREDNISolone"}
WRITTEN = "2026-03-02T05:00:00Z"


def mg(value: object) -> Json:
    return {"value": value, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}


def request(*dosages: Json, **more: object) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": PULSE,
        "authoredOn": WRITTEN,
        "dosageInstruction": list(dosages),
    } | more


def administration(**more: object) -> Json:
    return {
        "resourceType": "MedicationAdministration",
        "id": "a1",
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": PULSE,
        "effectivePeriod": {"start": "2026-03-02T06:00:00Z", "end": "2026-03-02T07:00:00Z"},
        "dosage": {"dose": mg(552), "route": {"coding": [{"system": "http://snomed.info/sct", "code": "47625008"}]}},
    } | more


def statement(**more: object) -> Json:
    return {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": "Kineret"},
        "effectivePeriod": {"start": "2025-12"},
        "dateAsserted": "2026-03-02T05:30:00Z",
    } | more


def one(reading: Reading) -> Medication:
    assert reading.refused == ()
    (medication,) = reading.timeline.medications
    return medication


def refused(reading: Reading) -> list[str]:
    return [f"{one.where}: {one.found}" for one in reading.refused]


def test_order(bundle: Bundle) -> None:
    """An order comes with its amount, route, time between doses and end."""
    dosage: Json = {
        "route": {"text": "Intravenous route"},
        "doseAndRate": [{"doseQuantity": mg(552)}],
        "timing": {
            "repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "boundsDuration": {"value": 3, "code": "d"}}
        },
    }
    order = one(bundle(request(dosage)))
    assert (order.kind, order.drug, order.id) == (MedicationKind.ORDERED, "methylprednisolone", "MedicationRequest/m1")
    assert (order.amount, order.unit, order.route, order.every) == (552, "mg", "intravenous", timedelta(days=1))
    assert order.end == datetime(2026, 3, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timing", "every"),
    [
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}}, timedelta(hours=12)),
        ({"repeat": {"frequency": 1, "period": 12, "periodUnit": "h"}}, timedelta(hours=12)),
        ({"repeat": {"period": 12, "periodUnit": "h"}}, timedelta(hours=12)),
        ({"code": {"coding": [{"code": "TID"}]}}, timedelta(hours=8)),
        ({"repeat": {"frequency": 1, "frequencyMax": 2, "period": 1, "periodUnit": "d"}}, None),
        ({"repeat": {"frequency": 0, "period": 1, "periodUnit": "d"}}, None),
        ({"repeat": {"frequency": "x", "period": 1, "periodUnit": "d"}}, None),
        ({"code": {"text": "with meals"}}, None),
        ({}, None),
    ],
)
def test_timing(bundle: Bundle, timing: Json, every: timedelta | None) -> None:
    """How often is read from the repeat or its code; what is not told exactly is left out."""
    assert one(bundle(request({"timing": timing}))).every == every


def test_several_instructions(bundle: Bundle) -> None:
    """Each dosage instruction of an order is read, as one event of its own."""
    doses: list[Json] = [{"doseAndRate": [{"doseQuantity": mg(amount)}]} for amount in (40, 20)]
    reading = bundle(request(*doses))
    assert sorted(medication.amount or 0 for medication in reading.timeline.medications) == [20, 40]


@pytest.mark.parametrize(
    "rate",
    [
        {"doseRange": {"low": mg(1), "high": mg(2)}},
        {"doseQuantity": {"value": 1, "unit": "tablet"}},
        {"doseQuantity": {"value": 1}},
    ],
)
def test_amount_that_cannot_be_read(bundle: Bundle, rate: Json) -> None:
    """A range or a tablet is no amount: the order stands without, and the amount is refused."""
    reading = bundle(request({"doseAndRate": [rate]}))
    assert [medication.amount for medication in reading.timeline.medications] == [None]
    assert len(reading.refused) == 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"status": "draft"}, "MedicationRequest/m1, status: a draft, or an order of unknown status"),
        ({"intent": "plan"}, "MedicationRequest/m1, intent: a proposal or plan"),
        ({"doNotPerform": True}, "MedicationRequest/m1, doNotPerform: an order not to give"),
        ({"status": "cancelled"}, "MedicationRequest/m1, status: something cancelled"),
        ({"status": "entered-in-error"}, "MedicationRequest/m1, status: something entered in error"),
        ({"authoredOn": None}, "MedicationRequest/m1, time: nothing"),
        ({"medicationCodeableConcept": {"text": "Placebo"}}, "MedicationRequest/m1, name: a drug not known to this"),
        ({"dosageInstruction": [{"modifierExtension": [{}]}]}, "MedicationRequest/m1, dosage: modifierExtension"),
    ],
)
def test_orders_that_do_not_stand(bundle: Bundle, change: Json, found: str) -> None:
    """A plan, a draft or an order not to give is no order."""
    reading = bundle(request(**change))
    assert reading.timeline.medications == ()
    assert refused(reading)[0].startswith(found)


@pytest.mark.parametrize("status", ["completed", "stopped", "on-hold"])
def test_order_that_no_longer_runs(bundle: Bundle, status: str) -> None:
    """An order that is over ended when its timing did, else, as nobody tells, when it was written."""
    order = one(bundle(request(status=status)))
    assert (order.end, order.note) == (order.at, "no longer active")
    bounds = {"timing": {"repeat": {"boundsPeriod": {"end": "2026-03-04T05:00:00Z"}}}}
    assert one(bundle(request(bounds, status=status))).end == datetime(2026, 3, 4, 5, tzinfo=UTC)


def test_given(bundle: Bundle) -> None:
    """A dose given counts from when it was begun."""
    given = one(bundle(administration()))
    assert (given.kind, given.amount, given.route) == (MedicationKind.GIVEN, Fraction(552), "intravenous")
    assert given.at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_not_given(bundle: Bundle) -> None:
    """A dose that was not given is refused; one that was stopped was given, but not how much."""
    reading = bundle(administration(status="not-done"))
    assert refused(reading) == ["MedicationAdministration/a1, status: a dose that was not given"]
    stopped = one(bundle(administration(status="stopped")))
    assert (stopped.amount, stopped.note) == (None, "stopped before the whole dose was given")


def test_given_in_error(bundle: Bundle, knowledge: Knowledge) -> None:
    """A dose entered in error takes back what was said under its id."""
    reading = bundle(administration(), administration(status="entered-in-error"))
    view = reading.timeline.as_of(datetime(2026, 3, 3, tzinfo=UTC), knowledge.facts)
    assert view.medications(["methylprednisolone"]) == []


def test_statement(bundle: Bundle) -> None:
    """A statement says that a drug is being taken, from when, and when that became known."""
    taken = one(bundle(statement()))
    assert (taken.kind, taken.drug, taken.end) == (MedicationKind.STATED, "anakinra", None)
    assert taken.known_at == datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


def test_statement_that_ended(bundle: Bundle) -> None:
    """A statement that ended has an end; one of a drug not taken is refused."""
    over = {"start": "2025-12-01", "end": "2026-01-15T00:00:00Z"}
    assert one(bundle(statement(status="stopped", effectivePeriod=over))).end == datetime(2026, 1, 15, tzinfo=UTC)
    assert len(bundle(statement(status="not-taken")).refused) == 1


@pytest.mark.parametrize("contained", [True, False])
def test_medication_reference(bundle: Bundle, contained: bool) -> None:
    """The drug may stand in a Medication, contained or in the Bundle, by its code or its only ingredient."""
    medication: Json = {"resourceType": "Medication", "id": "d1", "ingredient": [{"itemCodeableConcept": PULSE}]}
    order = {key: value for key, value in request().items() if key != "medicationCodeableConcept"}
    reference = {"medicationReference": {"reference": "#d1" if contained else "Medication/d1"}}
    reading = (
        bundle(order | reference | {"contained": [medication]}) if contained else bundle(order | reference, medication)
    )
    assert one(reading).drug == "methylprednisolone"
