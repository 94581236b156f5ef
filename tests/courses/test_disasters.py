"""A file in disorder, end to end: what is unusable is refused and reported, nothing is lost, the rest is computed."""

import json
from datetime import datetime
from typing import Any

import pytest

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import Reading, read_text
from stillpath.model import Verdict
from tests.courses.replay import knowledge

_SIGNS = (
    "seizure",
    "encephalopathy",
    "lethargy",
    "focal-deficit",
    "visual-loss",
    "bleeding",
    "shock",
    "poor-perfusion",
    "vasoactive-drug",
    "respiratory-support",
    "new-oxygen-need",
)
_ANSWERS = ("infection-possible", "malignancy-possible", "primary-hlh-possible", "cns-disease", "better-explained")


def _lab(name: str, value: object, unit: str, clock: str = "06:00", **more: object) -> dict[str, object]:
    at = f"2026-05-04T{clock}+02:00"
    return {"kind": "lab", "name": name, "value": value, "unit": unit, "time": at, "known_at": at, **more}


def _no(name: str, clock: str) -> dict[str, object]:
    kind = "judgement" if name in _ANSWERS else "exam"
    return {"kind": kind, "name": name, "value": False, "time": f"2026-05-04T{clock}+02:00"}


def _vital(name: str, value: object, unit: str, clock: str = "06:00", **more: object) -> dict[str, object]:
    return {"kind": "vital", "name": name, "value": value, "unit": unit, "time": f"2026-05-04T{clock}+02:00", **more}


_EVENTS: list[dict[str, object]] = [
    {"kind": "diagnosis", "name": "sjia", "time": "2024-03-11"},
    _vital("weight", 18.0, "kg", id="W-1"),
    # the brother's weight and ferritin, from a file that was merged
    _vital("weight", 41.0, "kg", "06:10", patient_id="BROTHER"),
    _lab("ferritin", 55, "ug/L", "06:10", patient_id="BROTHER"),
    _vital("temperature", 39.4, "Cel"),
    # one sample sent three times over by the interface, without an id
    _lab("ferritin", 3200, "ug/L"),
    _lab("ferritin", 3200, "ug/L"),
    _lab("ferritin", 3200, "ug/L"),
    # a clotted tube: registered at six, cancelled at seven, drawn again at eight
    _lab("platelets", 31, "10*9/L", id="P-1"),
    _lab("platelets", None, "10*9/L", known_at="2026-05-04T07:00+02:00", id="P-1", status="cancelled"),
    _lab("platelets", 158, "10*9/L", "08:00", id="P-2"),
    # haemolysed: AST entered in error and taken back, potassium refused as it stands
    _lab("ast", 740, "U/L", id="A-1"),
    _lab("ast", 740, "U/L", known_at="2026-05-04T07:10+02:00", id="A-1", status="entered-in-error"),
    _lab("ast", 96, "U/L", "08:00", id="A-2"),
    # fibrinogen corrected an hour after it was told
    _lab("fibrinogen", 0.6, "g/L", id="F-1"),
    _lab("fibrinogen", 2.6, "g/L", known_at="2026-05-04T07:30+02:00", id="F-1", status="corrected"),
    # a count from another fluid
    _lab("neutrophils", 0.1, "10*9/L", specimen="cerebrospinal fluid"),
    _lab("neutrophils", 3.4, "10*9/L", "08:00"),
    _lab("triglycerides", 2.4, "mmol/L", "08:00"),
    _lab("inr", 1.2, "1", "08:00"),
    _lab("lactate", 1.4, "mmol/L", "08:00"),
    _lab("urate", 210, "umol/L", "08:00", reference={"low": 110, "high": 330}),
    _lab("creatinine", 30, "umol/L", "08:00", reference={"low": 20, "high": 45}),
    _lab("wonder-factor", 7, "1"),
    _vital("glasgow-coma-score", 15, "{score}", "06:30"),
    *(_no(name, "06:30") for name in _SIGNS),
    *(_no(name, "08:10") for name in _ANSWERS),
]


@pytest.fixture(scope="module")
def read() -> Reading:
    """The file with two children, repeats, retractions and spoiled samples, read at nine."""
    file: dict[str, Any] = {
        "patient": {"id": "DISASTER-3", "sex": "male", "birth_date": "2021-02-02"},
        "now": "2026-05-04T09:00+02:00",
        "events": _EVENTS,
    }
    return read_text(json.dumps(file).encode(), knowledge())


def _at(read: Reading, clock: str) -> Plan:
    return plan(decide(knowledge(), read.timeline, datetime.fromisoformat(f"2026-05-04T{clock}+02:00")))


def _alerts(made: Plan) -> set[str]:
    return {raised.alert.id for raised in made.alerts.raised}


def test_all_that_cannot_be_used_is_reported(read: Reading) -> None:
    """The brother's values, the retractions, the other fluid and the unknown test are refused, each by its place."""
    places = {refused.where.split(",")[0]: refused.found for refused in read.refused}
    bad = {
        number: event
        for number, event in enumerate(_EVENTS, 1)
        if "patient_id" in event
        or event.get("status") in ("cancelled", "entered-in-error")
        or "specimen" in event
        or event["name"] == "wonder-factor"
    }
    assert sorted(places) == sorted(f"event {number}" for number in bad)
    assert all(refused.found and refused.expected for refused in read.refused)


def test_nothing_is_lost(read: Reading) -> None:
    """Every event stands, is refused, or is a repeat counted in a note; a retraction is refused and ends the older."""
    repeats, retractions = 2, 2
    assert len(read.timeline.results) + len(read.refused) == len(_EVENTS) - repeats + retractions
    assert read.notes == ("2 events repeat another exactly and were read once",)


def test_before_the_retractions_they_counted(read: Reading) -> None:
    """At half past six the clotted count and the wrong fibrinogen stand: nobody could know better."""
    made = _at(read, "06:30")
    assert made.decision.now.verdict("mas-2016") is Verdict.MET
    assert "fibrinogen-very-low" in _alerts(made)


def test_between_the_tubes_nothing_stands_in(read: Reading) -> None:
    """At a quarter past seven the clotted count is gone and no other is there: platelets are unknown, not normal."""
    made = _at(read, "07:15")
    view = made.decision.known.view
    assert view.results("platelets") == []
    assert view.results("ast") == []
    assert made.decision.now.verdict("platelets-under-20") is Verdict.UNKNOWN


def test_the_rest_is_computed(read: Reading) -> None:
    """At nine the corrected values and the child's own weight give the stage and the doses; no alert is left over."""
    made = _at(read, "09:00")
    assert made.stage.stage.id == "treat-now"
    assert made.decision.now.verdict("mas-2016") is Verdict.MET
    doses = {f"{dose.drug.id}/{dose.slot.id}": dose.per_dose for step in made.do for dose in step.doses}
    assert doses["methylprednisolone/pulse"] == 540
    assert doses["anakinra/moderate"] == 36
    assert not {"fibrinogen-very-low", "platelets-very-low", "give-fibrinogen-now"} & _alerts(made)
