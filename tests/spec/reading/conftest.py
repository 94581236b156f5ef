"""A tiny knowledge made in code, and short ways to read a timeline, a Bundle or a table with it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from fractions import Fraction

import pytest

from stillpath.intake import Reading, read_text
from stillpath.model import Code, Drug, Fact, FactKind, Knowledge
from stillpath.timeline import Result
from stillpath.units import Interval

Event = dict[str, object]

NOW = "2026-03-02T06:10+01:00"
TAKEN = "2026-03-02T05:50+01:00"


def _quantity(id: str, unit: str, low: int, high: int, kind: FactKind = FactKind.LAB, **more: object) -> Fact:
    plausible = Interval(Fraction(low), Fraction(high))
    return Fact(id, more.pop("title", id), kind, False, unit=unit, plausible=plausible, **more)  # type: ignore[arg-type]


def _yes_no(id: str, kind: FactKind, *names: str, codes: tuple[Code, ...] = ()) -> Fact:
    return Fact(id, id.replace("-", " "), kind, True, names=names, codes=codes)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Thirteen facts and three drugs, with the codes and units that the tests use."""
    facts = (
        _quantity(
            "ferritin",
            "ng/mL",
            0,
            500000,
            names=("serum ferritin",),
            codes=(Code("loinc", "2276-4"),),
            accepts={"ug/L": Fraction(1)},
            specimen="blood",
        ),
        _quantity(
            "platelets",
            "10*9/L",
            0,
            3000,
            names=("platelet count",),
            codes=(Code("loinc", "777-3"),),
            accepts={"10*3/uL": Fraction(1), "/uL": Fraction(1, 1000)},
            concern_high=False,
        ),
        _quantity("triglycerides", "mg/dL", 0, 5000, accepts={"mmol/L": Fraction("88.57")}),
        _quantity("fibrinogen", "mg/dL", 0, 2000, accepts={"g/L": Fraction(100)}, concern_high=False),
        _quantity("ast", "U/L", 0, 50000, title="AST"),
        _quantity("inr", "{INR}", 0, 20, title="INR"),
        _quantity("temperature", "Cel", 25, 45, FactKind.VITAL, codes=(Code("loinc", "8310-5"),)),
        _quantity("weight", "kg", 0, 250, FactKind.VITAL, accepts={"g": Fraction(1, 1000)}),
        _quantity("systolic-bp", "mm[Hg]", 20, 300, FactKind.VITAL, codes=(Code("loinc", "8480-6"),)),
        _quantity("diastolic-bp", "mm[Hg]", 10, 250, FactKind.VITAL, codes=(Code("loinc", "8462-4"),)),
        _yes_no("seizure", FactKind.EXAM),
        _yes_no(
            "sjia", FactKind.DIAGNOSIS, "systemic juvenile idiopathic arthritis", codes=(Code("snomed", "410796001"),)
        ),
        _yes_no("suspected-sjia", FactKind.DIAGNOSIS),
        _yes_no("malignancy", FactKind.DIAGNOSIS),
        _yes_no("infection-possible", FactKind.JUDGEMENT),
        _yes_no("platelet-transfusion", FactKind.PROCEDURE, codes=(Code("snomed", "12719002"),)),
        Fact("bsa", "body surface area", FactKind.DERIVED, False, unit="m2", derive=("number", Fraction(1))),
    )
    drugs = (
        Drug("methylprednisolone", "methylprednisolone", brands=("Solu-Medrol",), codes=(Code("rxnorm", "6902"),)),
        Drug("anakinra", "anakinra", brands=("Kineret",), codes=(Code("atc", "L04AC03"),)),
        Drug("tocilizumab", "tocilizumab"),
    )
    classes = {drug.id: (drug.id,) for drug in drugs} | {"glucocorticoid": ("methylprednisolone",)}
    return Knowledge(
        "test",
        "",
        True,
        facts={fact.id: fact for fact in facts},
        drugs={drug.id: drug for drug in drugs},
        classes=classes,
    )


Read = Callable[..., Reading]


@pytest.fixture
def read(knowledge: Knowledge) -> Read:
    """Reads events (each completed by kind, time and unit of a ferritin where it leaves them out) as timeline JSON."""

    def reading(*events: Event, now: str | None = NOW, zone: tzinfo | None = None, **top: object) -> Reading:
        file: dict[str, object] = {"patient": {"id": "p1", "sex": "female", "birth_date": "2020-01-14"}, "events": []}
        file["events"] = [{"kind": "lab", "time": TAKEN} | event for event in events]
        if now is not None:
            file["now"] = now
        return read_text(json.dumps(file | top).encode(), knowledge, zone=zone)

    return reading


@pytest.fixture
def only(read: Read) -> Callable[..., Result]:
    """The one result that an event is read as; fails if it is refused."""

    def result(**event: object) -> Result:
        reading = read(event)
        assert reading.refused == ()
        (found,) = reading.timeline.results
        return found

    return result


@pytest.fixture
def why(read: Read) -> Callable[..., str]:
    """How an event is refused, in one line: where, what was found, what was expected."""

    def refusal(**event: object) -> str:
        reading = read(event)
        assert reading.timeline.results == ()
        (refused,) = reading.refused
        return f"{refused.where}: found {refused.found}; expected {refused.expected}"

    return refusal


@pytest.fixture
def bundle(knowledge: Knowledge) -> Read:
    """Reads resources as a Bundle, with the patient p1 unless another is among them."""

    def reading(*resources: Event, patient: str | None = None, urls: tuple[str, ...] = (), **top: object) -> Reading:
        whole = list(resources)
        if not any(resource.get("resourceType") == "Patient" for resource in whole):
            whole.insert(0, {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "2020-01-14"})
        entries: list[Event] = [{"resource": resource} for resource in whole]
        for entry, url in zip(entries, urls, strict=False):
            entry["fullUrl"] = url
        file = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        return read_text(json.dumps(file | top).encode(), knowledge, patient=patient)

    return reading


def instant(text: str) -> datetime:
    """A UTC instant from ISO text."""
    return datetime.fromisoformat(text).astimezone(UTC)
