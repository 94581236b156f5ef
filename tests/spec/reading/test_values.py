"""Values: numbers, units, comparators, yes and no, and what is refused."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from stillpath.intake import Reading
from stillpath.timeline import Result
from stillpath.units import Interval

Only = Callable[..., Result]
Why = Callable[..., str]


@pytest.mark.parametrize(
    ("name", "value", "unit", "exact"),
    [
        ("ferritin", 684, "ng/mL", Fraction(684)),
        ("ferritin", 684, "ug/L", Fraction(684)),
        ("ferritin", 684, "µg/L", Fraction(684)),
        ("platelets", 181000, "/uL", Fraction(181)),
        ("platelets", 181, "10*3/uL", Fraction(181)),
        ("triglycerides", 1.76, "mmol/L", Fraction("155.8832")),
        ("fibrinogen", 3.6, "g/L", Fraction(360)),
        ("fibrinogen", "3.60", "g/L", Fraction(360)),
        ("weight", 18400, "g", Fraction("18.4")),
    ],
)
def test_units(only: Only, name: str, value: object, unit: str, exact: Fraction) -> None:
    """US and SI units are accepted as the fact lists them, and converted exactly, once."""
    assert only(name=name, value=value, unit=unit).interval == Interval.point(exact)


def test_received(only: Only) -> None:
    """The value and unit are kept as they came."""
    result = only(name="fibrinogen", value="3.60", unit="g/L")
    assert (result.received, result.received_unit) == ("3.60", "g/L")


def test_unknown_unit(why: Why) -> None:
    """A unit that the fact does not accept is refused, never guessed."""
    told = "event 1, unit: found the unit 'mg/L'; expected one of ng/mL, ug/L for ferritin"
    assert why(name="ferritin", value=684, unit="mg/L") == told
    assert why(name="ferritin", value=684).startswith("event 1, unit: found no unit;")
    assert why(name="temperature", value=102, unit="[degF]").startswith("event 1, unit: found the unit '[degF]';")


def test_a_number_without_unit(only: Only) -> None:
    """Only a fact that is a mere number needs no unit."""
    assert only(name="INR", value=1.4).interval == Interval.point(Fraction("1.4"))


@pytest.mark.parametrize(
    ("value", "comparator", "interval"),
    [
        ("<0.1", "", Interval(Fraction(0), Fraction("0.1"), high_open=True)),
        ("<= 0.1", "", Interval(Fraction(0), Fraction("0.1"))),
        (">1500", "", Interval(Fraction(1500), Fraction(500000), low_open=True)),
        ("≥1500", "", Interval(Fraction(1500), Fraction(500000))),
        (1500, ">", Interval(Fraction(1500), Fraction(500000), low_open=True)),
        (">1500", ">", Interval(Fraction(1500), Fraction(500000), low_open=True)),
        (">500000", "", Interval.point(Fraction(500000))),
    ],
)
def test_comparators(only: Only, value: object, comparator: str, interval: Interval) -> None:
    """A comparator makes the value everything from there to the plausible minimum or maximum."""
    assert only(name="ferritin", value=value, comparator=comparator, unit="ng/mL").interval == interval


@pytest.mark.parametrize(("value", "comparator"), [("<5", ">"), (5, "~"), (5, "ad")])
def test_bad_comparators(why: Why, value: object, comparator: str) -> None:
    """Comparators that contradict each other, or that are not known, are refused."""
    assert why(name="ferritin", value=value, comparator=comparator, unit="ng/mL").startswith("event 1, comparator:")


def test_implausible(why: Why) -> None:
    """A value outside the plausible range is refused, with the range."""
    told = "event 1: found a value outside the plausible range; expected 25 to 45 Cel"
    assert why(kind="vital", name="temperature", value=394, unit="Cel") == told
    assert why(kind="vital", name="temperature", value="<20", unit="Cel") == told


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("haemolysed", "text that is not a number"),
        ("1,250", "a number with a comma"),
        ("NaN", "a value that is no number (NaN or infinity)"),
        ("-Infinity", "a value that is no number (NaN or infinity)"),
        ("=1+1", "text that is not a number"),
        ("<script>1</script>", "text that is not a number"),
        ("٣٤", "text that is not a number"),
        ("9" * 60, "text of more than 40 characters"),
        (True, "yes or no"),
        (None, "no number"),
        ("", "no number"),
        ([1], "a list"),
        ({"n": 1}, "an object"),
    ],
)
def test_no_number(why: Why, value: object, found: str) -> None:
    """Where a number belongs, anything else is refused and reported, never dropped and never executed."""
    assert f"found {found};" in why(name="ferritin", value=value, unit="ng/mL")


def test_awaited(only: Only) -> None:
    """A result that is registered and has no value yet is pending."""
    result = only(name="ferritin", status="registered")
    assert (result.pending, result.interval) == (True, None)


def test_preliminary(only: Only) -> None:
    """A preliminary value counts, under its status."""
    assert only(name="ferritin", value=500, unit="ng/mL", status="preliminary").standing == "preliminary"


def test_unknown_status(why: Why) -> None:
    """A status that is not known refuses the event: it may mean that the value does not stand."""
    assert why(name="ferritin", value=500, unit="ng/mL", status="perhaps").startswith("event 1, status:")


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (True, True),
        ("Yes", True),
        ("present", True),
        (False, False),
        ("absent", False),
        ("cannot say", None),
        (None, None),
    ],
)
def test_yes_and_no(only: Only, value: object, truth: bool | None) -> None:
    """A sign is yes, no, or recorded without an answer; no answer is not a no."""
    assert only(kind="exam", name="seizure", value=value).truth is truth


@pytest.mark.parametrize("value", [1, "maybe", "two yesterday"])
def test_neither_yes_nor_no(why: Why, value: object) -> None:
    """Anything else is refused."""
    assert why(kind="exam", name="seizure", value=value).endswith("expected yes, no or unknown")


def test_recorded_means_yes(only: Only) -> None:
    """A diagnosis or a procedure that is recorded without a value is a yes."""
    assert only(kind="diagnosis", name="sJIA").truth is True
    assert only(kind="procedure", name="platelet transfusion").truth is True
    assert only(kind="diagnosis", name="malignancy", value="refuted").truth is False


def test_suspected(only: Only) -> None:
    """A suspected diagnosis is a yes to its `suspected-` fact; where there is none, it has no answer."""
    assert only(kind="diagnosis", name="sjia", value="suspected").fact == "suspected-sjia"
    malignancy = only(kind="diagnosis", name="malignancy", value="suspected")
    assert (malignancy.fact, malignancy.truth) == ("malignancy", None)


@pytest.mark.parametrize("specimen", ["", "serum", "Plasma, EDTA", "venous blood", "tube 2"])
def test_specimen(only: Only, specimen: str) -> None:
    """Blood goes by many names; a text that names no specimen at all is no reason to refuse."""
    assert only(name="ferritin", value=500, unit="ng/mL", specimen=specimen).interval is not None


@pytest.mark.parametrize("specimen", ["urine", "CSF", "pleural fluid", "bone marrow"])
def test_wrong_specimen(why: Why, specimen: str) -> None:
    """A result of another specimen is refused."""
    told = "event 1, specimen: found another specimen; expected blood for ferritin"
    assert why(name="ferritin", value=500, unit="ng/mL", specimen=specimen) == told


def test_reference_range(only: Only) -> None:
    """The laboratory's own range comes along, in the fact's unit; one that cannot be read is left out and noted."""
    result = only(name="fibrinogen", value=3.6, unit="g/L", reference={"low": 1.8, "high": "4.0"})
    assert result.reference == (Fraction(180), Fraction(400))
    broken = only(name="fibrinogen", value=3.6, unit="g/L", reference={"low": 4, "high": 1.8})
    assert (broken.reference, broken.note) == (None, "the reference range that came with it could not be read")


def test_computed_facts(why: Why) -> None:
    """What is computed here is not taken from outside."""
    told = "event 1, name: found a value for body surface area, which is computed here; "
    assert why(name="bsa", value=0.75, unit="m2") == told + "expected the values that it is computed from"


def test_names(only: Only) -> None:
    """A fact goes by its id, title, names and codes, whatever the case, the spaces and the hyphens."""
    for name in ("Serum Ferritin", "serum-ferritin", "FERRITIN"):
        assert only(name=name, value=500, unit="ng/mL").fact == "ferritin"
    code = {"system": "http://loinc.org", "code": "2276-4"}
    assert only(name="Ferr (local)", code=code, value=500, unit="ng/mL").fact == "ferritin"


def test_unknown_name(read: Callable[..., Reading]) -> None:
    """A name that this version does not know is refused and kept in sight, with what was received."""
    (refused,) = read({"name": "interleukin 18", "value": 9000, "unit": "pg/mL"}).refused
    assert (refused.found, refused.shown) == ("a lab name not known to this version", "interleukin 18 9000 pg/mL")


def test_code_against_name(why: Why) -> None:
    """A code that means one thing beside a name that means another is refused."""
    code = {"system": "LOINC", "code": "777-3"}
    assert "a code that means one thing" in why(name="ferritin", code=code, value=500, unit="ng/mL")


def test_estimated(only: Only) -> None:
    """An estimated weight is marked so."""
    assert only(kind="vital", name="weight", value=18, unit="kg", estimated=True).estimated


def test_control_characters(read: Callable[..., Reading]) -> None:
    """Text keeps its markup as text, and loses what could move a cursor, turn the line or break an encoding."""
    by = "Dr \x1b[2J\x07\u202e<b>X</b>\ud800"
    (result,) = read({"kind": "exam", "name": "seizure", "value": "yes", "by": by}).timeline.results
    assert result.by == "Dr [2J <b>X</b>\N{REPLACEMENT CHARACTER}"
    (refused,) = read({"name": "x\x1b]0;title\x07", "value": "=cmd()"}).refused
    assert refused.shown == "x ]0;title =cmd()"


def test_notes(read: Callable[..., Reading]) -> None:
    """A note is kept for the reader and never computed with."""
    reading = read({"kind": "note", "note": "mother says ferritin 9000 ng/mL"})
    assert reading.timeline.results == ()
    assert reading.notes == ("event 1: a note, kept and not computed: mother says ferritin 9000 ng/mL",)
