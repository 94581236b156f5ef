"""Derived facts: what is computed from what was recorded."""

import pytest

from tests.spec.language.book import expect, instant, page


@pytest.mark.parametrize(
    "age, line, verdict",
    [
        ("6 y", "age >= 6 y", "met"),
        ("6 y", "age > 6 y", "not met"),
        ("8 mo", "age >= 8 mo", "met"),
        ("7 mo", "age >= 8 mo", "not met"),
        ("23 mo", "age < 2 y", "met"),
        ("24 mo", "age < 2 y", "not met"),
    ],
)
def test_age_is_counted_by_the_calendar(age: str, line: str, verdict: str) -> None:
    """An age is reached on the birthday, counted in months and years of the calendar."""
    expect(line, f"age {age}", f"now  {verdict}")


def test_age_is_that_of_the_instant_decided_on() -> None:
    """Age grows with the instant, and the verdict changes on the birthday without anything new."""
    expect(
        "age >= 1 y",
        "age 360 d",
        """
        now        not met
        4 d later  not met
        6 d later  met
        """,
    )


def test_without_a_birth_date_no_age() -> None:
    """Without a birth date the age is unknown, and so is every line about it."""
    expect("age >= 1 y", "weight 9 kg", "now  unknown  never recorded")


def test_a_derived_value_is_as_old_as_its_oldest_part() -> None:
    """The time of a derived value is that of its oldest part, and it ends when the first part is too old."""
    facts = "weight 20 kg, 3 d before\nheight 125 cm, 80 d before"
    made = page("bsa > 0.8 m2", facts)
    value = made.at("now").known.value("bsa")
    assert value.at == instant("80 d before")
    expect(
        "bsa > 0.8 m2",
        facts,
        """
        now                   met
        4 d later             met
        just after 4 d later  unknown  too old
        """,
    )


def test_a_missing_part_makes_it_unknown() -> None:
    """Without one of its parts a derived fact is unknown, for the reason that part is missing."""
    expect("bsa > 0.8 m2", "height 125 cm", "now  unknown  never recorded")
    expect("bsa > 0.8 m2", "height 125 cm\nweight 20 kg, 8 d before", "now  unknown  too old")


def test_outside_what_it_needs_a_derived_fact_is_unknown() -> None:
    """A derived fact is unknown outside the age or state its formula was made for."""
    facts = "height 100 cm\ncreatinine 40 umol/L"
    expect("egfr >= 90 mL/min/{1.73_m2}", f"age 5 y\n{facts}", "now  met")
    expect("egfr >= 90 mL/min/{1.73_m2}", f"age 6 mo\n{facts}", "now  unknown  not defined for this child")
    expect("egfr >= 90 mL/min/{1.73_m2}", facts, "now  unknown  not defined for this child")
    expect(
        "egfr >= 90 mL/min/{1.73_m2}",
        f"age 5 y\nrenal-replacement yes, 20 h before\n{facts}",
        "now  unknown  not defined for this child\n5 h later  met",
    )


def test_a_ratio_needs_a_divisor_above_its_floor() -> None:
    """Where the divisor may be zero, or lies at its plausible floor, no ratio is formed."""
    expect(
        "ferritin-per-esr > 1 1", "ferritin 700 ng/mL\nesr 0 mm/h", "now  unknown  cannot be computed from these values"
    )
    expect(
        "ferritin-per-esr > 1 1",
        "ferritin 700 ng/mL\nesr <2 mm/h",
        "now  unknown  cannot be computed from these values",
    )
    expect(
        "ferritin-per-platelets > 1 1",
        "ferritin 700 ng/mL\nplatelets 1 10*9/L",
        "now  unknown  cannot be computed from these values",
    )
    expect("ferritin-per-platelets > 1 1", "ferritin 700 ng/mL\nplatelets 2 10*9/L", "now  met")


def test_a_derived_fact_is_never_read_from_a_file() -> None:
    """A value for a derived fact is refused: it is computed here, from parts that are shown."""
    expect("bsa > 0.8 m2", "bsa 1 m2 | refused", "now  unknown")
