"""FHIR R4: results, diagnoses and procedures of a Bundle, and whose they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from stillpath.errors import InputError
from stillpath.intake import Reading
from stillpath.model import Knowledge
from stillpath.timeline import Precision
from stillpath.units import Interval

Json = dict[str, object]
Bundle = Callable[..., Reading]

P1: Json = {"reference": "Patient/p1"}
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"


def coded(system: str, code: str, **more: object) -> Json:
    return {"coding": [{"system": system, "code": code}]} | more


def ucum(value: object, unit: str, **more: object) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit} | more


def observation(**more: object) -> Json:
    """A ferritin of 1250 ug/L, taken at 06:40 and issued at 08:05."""
    return {
        "resourceType": "Observation",
        "id": "o-7",
        "status": "final",
        "subject": P1,
        "code": coded(LOINC, "2276-4"),
        "effectiveDateTime": "2026-11-19T06:40:00+01:00",
        "issued": "2026-11-19T08:05:00+01:00",
        "valueQuantity": ucum(1250, "ug/L"),
    } | more


def without(resource: Json, *keys: str) -> Json:
    return {key: value for key, value in resource.items() if key not in keys}


def condition(**more: object) -> Json:
    return {
        "resourceType": "Condition",
        "id": "c-1",
        "subject": P1,
        "code": coded("http://snomed.info/sct", "410796001"),
        "onsetDateTime": "2025-11",
        "recordedDate": "2025-11-20",
    } | more


def refusal(reading: Reading) -> str:
    assert reading.timeline.results == ()
    (refused,) = reading.refused
    return f"{refused.where}: {refused.found}"


def test_observation(bundle: Bundle) -> None:
    """An Observation is a result with its own id, when it was taken, and, from `issued`, when it was known."""
    (ferritin,) = bundle(observation()).timeline.results
    assert (ferritin.id, ferritin.fact, ferritin.interval) == (
        "Observation/o-7",
        "ferritin",
        Interval.point(Fraction(1250)),
    )
    assert ferritin.at == datetime(2026, 11, 19, 5, 40, tzinfo=UTC)
    assert ferritin.known_at == datetime(2026, 11, 19, 7, 5, tzinfo=UTC)


def test_not_last_updated(bundle: Bundle) -> None:
    """Without `issued` the time it was taken is assumed; `lastUpdated` is never used."""
    resource = without(observation(meta={"lastUpdated": "2026-12-24T00:00:00Z"}), "issued")
    (ferritin,) = bundle(resource).timeline.results
    assert (ferritin.known_at, ferritin.known_assumed) == (ferritin.at, True)


def test_comparator(bundle: Bundle) -> None:
    """A comparator of FHIR is the same as one in text."""
    (ferritin,) = bundle(observation(valueQuantity=ucum(1500, "ng/mL", comparator=">"))).timeline.results
    assert ferritin.interval == Interval(Fraction(1500), Fraction(500000), low_open=True)
    assert ferritin.received == ">1500"


@pytest.mark.parametrize(
    ("quantity", "exact"),
    [
        ({"value": 1250, "unit": "ug/L"}, True),
        ({"value": 1250, "unit": "microgram per litre", "system": UCUM, "code": "ug/L"}, True),
        ({"value": 1250, "unit": "ug/L", "system": "urn:local", "code": "77"}, True),
        ({"value": 1250, "unit": "stones", "system": UCUM, "code": "[stone_av]"}, False),
        ({"value": 1250}, False),
    ],
)
def test_unit_and_code(bundle: Bundle, quantity: Json, exact: bool) -> None:
    """The UCUM code or the printed unit will do, if the fact accepts it."""
    reading = bundle(observation(valueQuantity=quantity))
    assert bool(reading.timeline.results) is exact
    assert bool(reading.refused) is not exact


def test_unit_against_code(bundle: Bundle) -> None:
    """A printed unit and a code that differ in size are refused."""
    resource = observation(code=coded(LOINC, "777-3"))
    resource["valueQuantity"] = {"value": 181, "unit": "/uL", "system": UCUM, "code": "10*9/L"}
    assert refusal(bundle(resource)) == "Observation/o-7, unit: a unit and its code that differ"


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ({"valueBoolean": True}, True),
        ({"valueString": "absent"}, False),
        ({"valueCodeableConcept": coded("http://snomed.info/sct", "373066001")}, True),
        ({"valueCodeableConcept": coded("http://snomed.info/sct", "2667000")}, False),
        ({"valueCodeableConcept": coded(LOINC, "LA33-6")}, True),
        ({"valueCodeableConcept": {"text": "Unknown"}}, None),
        (
            {"dataAbsentReason": coded("http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-unknown")},
            None,
        ),
    ],
)
def test_yes_no(bundle: Bundle, value: Json, truth: bool | None) -> None:
    """A sign may be a boolean, a word or a coded answer."""
    sign = without(observation(code={"text": "Seizure"}), "valueQuantity") | value
    (result,) = bundle(sign).timeline.results
    assert (result.fact, result.truth) == ("seizure", truth)


def test_value_string(bundle: Bundle) -> None:
    """Numbers that came as text or integer need a unit like any other; a mere number needs none."""
    inr = without(observation(code={"text": "INR"}), "valueQuantity")
    assert bundle(inr | {"valueString": "1.4"}).timeline.results[0].received == "1.4"
    assert bundle(inr | {"valueInteger": 2}).timeline.results[0].received == "2"
    text = without(observation(), "valueQuantity") | {"valueString": "1250"}
    assert refusal(bundle(text)) == "Observation/o-7, unit: no unit"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"status": "unknown"}, "Observation/o-7, status: a status not known to this version"),
        ({"status": None}, "Observation/o-7, status: a status not known to this version"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "Observation/o-7: modifierExtension, which may change the meaning"),
        ({"implicitRules": "urn:x"}, "Observation/o-7: implicitRules, which may change the meaning"),
        ({"valueString": "1250"}, "Observation/o-7, value: two values, or a value and a reason for its absence"),
        ({"valueQuantity": None, "valueRatio": {"numerator": {}}}, "Observation/o-7, value: valueRatio"),
        ({"valueQuantity": None}, "Observation/o-7: no number"),
        ({"valueQuantity": {"unit": "ug/L"}}, "Observation/o-7: no number"),
        ({"valueQuantity": {"value": "NaN", "unit": "ug/L"}}, "Observation/o-7: a value that is no number"),
        ({"effectiveDateTime": None}, "Observation/o-7, time: nothing"),
        ({"effectiveDateTime": "2026-11"}, "Observation/o-7, time: only a month or year"),
        ({"effectiveDateTime": None, "effectiveTiming": {}}, "Observation/o-7, time: effectiveTiming"),
        ({"code": None}, "Observation/o-7, name: no name and no code"),
        ({"code": coded(LOINC, "1-8")}, "Observation/o-7, name: a lab name not known to this version"),
        ({"subject": {"reference": "Patient/p2"}}, "Observation/o-7: another patient's resource"),
        ({"subject": {"reference": "Group/p1"}}, "Observation/o-7: another patient's resource"),
        ({"specimen": {"display": "Urine, 24 h"}}, "Observation/o-7, specimen: another specimen"),
        ({"id": "an id with spaces", "valueQuantity": None}, "entry 2: no number"),
    ],
)
def test_refused(bundle: Bundle, change: Json, found: str) -> None:
    """What cannot be used is refused at its resource, with its reason."""
    assert refusal(bundle(observation(**change))).startswith(found)


def test_absent(bundle: Bundle) -> None:
    """A value that is not there yet is pending; one that is absent for another reason is refused with it."""
    absent = without(observation(), "valueQuantity")
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    waiting = bundle(absent | {"dataAbsentReason": coded(system, "temp-unknown")})
    assert waiting.timeline.results[0].pending
    failed = bundle(absent | {"dataAbsentReason": coded(system, "error")})
    assert refusal(failed) == "Observation/o-7: no value, and a reason for its absence"
    assert bundle(absent | {"status": "registered"}).timeline.results[0].pending


def test_components(bundle: Bundle) -> None:
    """Each component is a result of its own; the panel that holds them says nothing itself."""
    pressure = without(observation(code=coded(LOINC, "85354-9")), "valueQuantity") | {
        "component": [
            {"code": coded(LOINC, "8480-6"), "valueQuantity": ucum(92, "mm[Hg]")},
            {"code": coded(LOINC, "8462-4"), "valueQuantity": ucum(48, "mm[Hg]")},
            {"code": coded(LOINC, "8462-4"), "valueQuantity": ucum(48, "mm[Hg]"), "modifierExtension": [{}]},
        ]
    }
    reading = bundle(pressure)
    assert {result.fact: result.received for result in reading.timeline.results} == {
        "systolic-bp": "92",
        "diastolic-bp": "48",
    }
    assert [refused.where for refused in reading.refused] == ["Observation/o-7, component 3"]


def test_panel_taken_back(bundle: Bundle, knowledge: Knowledge) -> None:
    """A panel entered in error takes all its components back."""
    pressure = without(observation(code=coded(LOINC, "85354-9")), "valueQuantity")
    parts = [{"code": coded(LOINC, "8480-6"), "valueQuantity": ucum(92, "mm[Hg]")}]
    error = pressure | {"status": "entered-in-error", "issued": "2026-11-19T09:00:00+01:00"}
    view = bundle(pressure | {"component": parts}, error).timeline.as_of
    assert view(datetime(2026, 11, 19, 7, 30, tzinfo=UTC), knowledge.facts).latest("systolic-bp") is not None
    assert view(datetime(2026, 11, 19, 8, 0, tzinfo=UTC), knowledge.facts).latest("systolic-bp") is None


def test_amended(bundle: Bundle, knowledge: Knowledge) -> None:
    """A history Bundle holds several versions; each counts from when it was issued."""
    later = observation(status="amended", issued="2026-11-19T10:00:00+01:00", valueQuantity=ucum(12500, "ug/L"))
    view = bundle(later, observation(), type="history").timeline.as_of
    for hour, value in ((8, "1250"), (9, "12500")):
        latest = view(datetime(2026, 11, 19, hour, tzinfo=UTC), knowledge.facts).latest("ferritin")
        assert latest is not None
        assert latest.received == value


def test_reference_range(bundle: Bundle) -> None:
    """The normal range comes along, if there is one and it is in the unit of the value."""
    normal = {"low": {"value": 10, "unit": "ug/L"}, "high": {"value": 140, "unit": "ug/L"}}
    (result,) = bundle(observation(referenceRange=[normal])).timeline.results
    assert result.reference == (Fraction(10), Fraction(140))
    (result,) = bundle(observation(referenceRange=[normal, normal])).timeline.results
    assert result.reference is None
    (result,) = bundle(observation(referenceRange=[{"high": {"value": 140, "unit": "mg/L"}}])).timeline.results
    assert result.reference is None


def test_specimen_of_the_bundle(bundle: Bundle) -> None:
    """The specimen may be a resource of the Bundle, or contained."""
    urine = {"resourceType": "Specimen", "id": "s1", "type": coded("http://snomed.info/sct", "122575003")}
    found = "Observation/o-7, specimen: another specimen"
    assert refusal(bundle(urine, observation(specimen={"reference": "Specimen/s1"}))) == found
    assert refusal(bundle(observation(specimen={"reference": "#s1"}, contained=[urine]))) == found


def test_future(bundle: Bundle) -> None:
    """Nothing can have been taken after the Bundle was made; a day is allowed for clocks that differ."""
    assert bundle(observation(), timestamp="2026-11-19T06:30:00+01:00").refused == ()
    found = "Observation/o-7, time: a time after the file's own now"
    assert refusal(bundle(observation(), timestamp="2026-11-17T00:00:00Z")) == found


def test_condition(bundle: Bundle) -> None:
    """A Condition is a yes from its onset; it is known from when it was recorded."""
    (sjia,) = bundle(condition()).timeline.results
    assert (sjia.fact, sjia.truth, sjia.precision) == ("sjia", True, Precision.DAY)
    assert sjia.at == datetime(2025, 11, 1, tzinfo=UTC)
    assert sjia.known_at == datetime(2025, 11, 20, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("verified", "fact", "truth"),
    [
        ("confirmed", "sjia", True),
        ("refuted", "sjia", False),
        ("provisional", "suspected-sjia", True),
        ("differential", "suspected-sjia", True),
    ],
)
def test_verification(bundle: Bundle, verified: str, fact: str, truth: bool) -> None:
    """Refuted is a no; not yet confirmed is suspected."""
    status = coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", verified)
    (result,) = bundle(condition(verificationStatus=status)).timeline.results
    assert (result.fact, result.truth) == (fact, truth)


@pytest.mark.parametrize(
    ("clinical", "answers"),
    [("active", [True]), ("remission", [True]), ("inactive", [True]), ("resolved", [True, False])],
)
def test_clinical_status(bundle: Bundle, clinical: str, answers: list[bool]) -> None:
    """In remission it still is the child's diagnosis; resolved, it is a no from its end on."""
    status = coded("http://terminology.hl7.org/CodeSystem/condition-clinical", clinical)
    reading = bundle(condition(clinicalStatus=status, abatementDateTime="2026-02-01"))
    assert [result.truth for result in reading.timeline.results] == answers


def test_resolved_without_an_end(bundle: Bundle) -> None:
    """If the end is not told, it is a no from when it was recorded, and the result says so."""
    status = coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved")
    (result,) = bundle(condition(clinicalStatus=status)).timeline.results
    assert (result.truth, result.note) == (False, "resolved; when is not in the source")


def test_procedure(bundle: Bundle) -> None:
    """A procedure that was done is a yes; one that was not done is refused."""
    transfusion: Json = {
        "resourceType": "Procedure",
        "id": "t1",
        "status": "completed",
        "subject": P1,
        "code": coded("http://snomed.info/sct", "12719002"),
        "performedPeriod": {"start": "2026-11-18T20:00:00Z", "end": "2026-11-18T21:00:00Z"},
    }
    (result,) = bundle(transfusion).timeline.results
    assert (result.fact, result.truth, result.at.hour) == ("platelet-transfusion", True, 20)
    assert refusal(bundle(transfusion | {"status": "not-done"})).startswith("Procedure/t1, status: a procedure that")


def test_patient(bundle: Bundle) -> None:
    """Sex and birth date come from the Patient; without one, from the references alone, nothing is known of them."""
    patient = bundle(observation()).timeline.patient
    assert (patient.id, patient.sex, patient.birth_date) == ("p1", "female", date(2020, 1, 14))
    partial = {"resourceType": "Patient", "id": "p1", "birthDate": "2020-01"}
    assert bundle(partial).timeline.patient.birth_date is None


TWO: tuple[Json, ...] = (
    {"resourceType": "Patient", "id": "p1", "identifier": [{"system": "urn:mrn", "value": "77"}]},
    {"resourceType": "Patient", "id": "p2"},
)


def test_two_patients(bundle: Bundle) -> None:
    """Of two patients one must be named; what belongs to the other is refused, each as another patient's."""
    other = observation(id="o-8", subject={"reference": "Patient/p2"})
    nobody = without(observation(id="o-9"), "subject")
    with pytest.raises(InputError, match="the Bundle holds 2 patients; name one with --patient"):
        bundle(*TWO, observation(), other)
    reading = bundle(*TWO, observation(), other, nobody, patient="p1")
    assert [result.id for result in reading.timeline.results] == ["Observation/o-7"]
    assert [(refused.where, refused.found) for refused in reading.refused] == [
        ("Observation/o-8", "another patient's resource"),
        ("Observation/o-9", "a resource without a subject"),
    ]
    with pytest.raises(InputError, match="nothing in the Bundle is about the patient named"):
        bundle(*TWO, patient="p3")


def test_no_subject(bundle: Bundle) -> None:
    """Where a Bundle is about one patient only, a resource without a subject is theirs, and that is noted."""
    reading = bundle(without(observation(), "subject"))
    assert len(reading.timeline.results) == 1
    assert reading.notes == ("1 resources name no subject; they were read as this patient's",)


@pytest.mark.parametrize(
    ("urls", "reference", "same"),
    [
        (("https://a.example/fhir/Patient/p1", "https://a.example/fhir/Observation/o-7"), "Patient/p1", True),
        (("https://a.example/fhir/Patient/p1", ""), "https://a.example/fhir/Patient/p1", True),
        (("https://a.example/fhir/Patient/p1", ""), "https://a.example/fhir/Patient/p1/_history/3", True),
        (("https://a.example/fhir/Patient/p1", ""), "https://b.example/fhir/Patient/p1", False),
        (("https://a.example/fhir/Patient/p1", "https://b.example/fhir/Observation/o-7"), "Patient/p1", True),
        (("urn:uuid:1b7e", "urn:uuid:22aa"), "urn:uuid:1b7e", True),
        (("urn:uuid:1b7e", "urn:uuid:22aa"), "urn:uuid:9999", False),
        (("urn:uuid:1b7e", "urn:uuid:22aa"), "Patient/p1", True),
        (("", ""), "https://a.example/fhir/Patient/p1", True),
    ],
)
def test_references(bundle: Bundle, urls: tuple[str, ...], reference: str, same: bool) -> None:
    """Relative, absolute, versioned and urn references all find their patient; another server's is another patient."""
    patient = {"resourceType": "Patient", "id": "p1"}
    reading = bundle(patient, observation(subject={"reference": reference}), urls=urls)
    assert len(reading.timeline.results) == int(same)
    assert len(reading.refused) == int(not same)


def test_other_references(bundle: Bundle) -> None:
    """A subject may be told by an identifier, or be contained with one."""
    by_identifier = {"identifier": {"system": "urn:mrn", "value": "77"}}
    assert len(bundle(*TWO, observation(subject=by_identifier), patient="p1").timeline.results) == 1
    contained = [{"resourceType": "Patient", "id": "x", "identifier": [{"system": "urn:mrn", "value": "77"}]}]
    inside = observation(subject={"reference": "#x"}, contained=contained)
    assert len(bundle(*TWO, inside, patient="p1").timeline.results) == 1


def test_counted_and_left(bundle: Bundle) -> None:
    """Resources of other types are counted, and a Bundle that is one page of several says so."""
    encounter = {"resourceType": "Encounter", "id": "e1", "subject": P1}
    reading = bundle(encounter, encounter, {"resourceType": "Flag"}, link=[{"relation": "next", "url": "x"}])
    assert reading.notes == (
        "the Bundle is one page of several; the others were not read",
        "not read in this version: 2 Encounter, 1 Flag",
    )


@pytest.mark.parametrize("junk", [7, "x", [], {}, None, True, [{"a": []}], {"coding": [7]}, {"value": {}}])
@pytest.mark.parametrize(
    "key",
    ["code", "subject", "component", "valueQuantity", "referenceRange", "effectiveDateTime", "category", "contained"],
)
def test_junk(bundle: Bundle, key: str, junk: object) -> None:
    """Whatever stands where FHIR has something else, the reading ends, and nothing is lost without a word."""
    reading = bundle(observation(**{key: junk}))
    assert len(reading.timeline.results) + len(reading.refused) > 0
