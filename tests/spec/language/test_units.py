"""Units: one limit in one unit, every value converted once and exactly."""

import pytest

from tests.spec.language.book import expect, page, reading


def test_the_same_amount_in_another_unit_gives_the_same_verdict() -> None:
    """684 ug/L is 684 ng/mL, and not above it."""
    expect("ferritin > 684 ng/mL", "ferritin 684 ug/L", "now  not met")
    expect("ferritin >= 684 ng/mL", "ferritin 684 ug/L", "now  met")


@pytest.mark.parametrize(
    "value, verdict",
    [
        ("360 mg/dL", "met"),
        ("3.6 g/L", "met"),
        ("3.60 g/L", "met"),
        ("360.01 mg/dL", "not met"),
        ("3.601 g/L", "not met"),
    ],
)
def test_a_value_is_brought_to_the_unit_of_the_fact(value: str, verdict: str) -> None:
    """A value is converted with the exact factor its fact accepts, before it is compared."""
    expect("fibrinogen <= 360 mg/dL", f"fibrinogen {value}", f"now  {verdict}")


def test_a_limit_may_be_written_in_any_unit_the_fact_accepts() -> None:
    """A limit is kept in the unit its source prints, and converted once, when the line is read."""
    expect("fibrinogen <= 3.6 g/L", "fibrinogen 360 mg/dL", "now  met")
    expect("fibrinogen <= 3.6 g/L", "fibrinogen 361 mg/dL", "now  not met")


def test_a_factor_is_exact_to_the_last_digit() -> None:
    """265 mg/dL of triglycerides is often printed as 3 mmol/L; it is a little less than 2.992 mmol/L."""
    expect("triglycerides >= 3 mmol/L", "triglycerides 265 mg/dL", "now  not met")
    expect("triglycerides >= 2.992 mmol/L", "triglycerides 265 mg/dL", "now  not met")
    expect("triglycerides >= 2.991 mmol/L", "triglycerides 265 mg/dL", "now  met")


def test_one_print_of_a_limit_decides() -> None:
    """Where a source prints a limit in two units that differ a little, the first one decides."""
    expect("triglycerides > 156 mg/dL", "triglycerides 1.76 mmol/L", "now  not met")
    expect("triglycerides > 156 mg/dL", "triglycerides 1.762 mmol/L", "now  met")


def test_a_unit_that_is_not_accepted_is_refused() -> None:
    """A value in a unit its fact does not accept is refused; what was expected is said, and the value is not."""
    read = reading("ferritin 700 mg/dL | refused")
    refused = read.refused[0]
    assert "ng/mL" in refused.expected
    assert "700" not in refused.found + refused.expected
    assert page("ferritin > 684 ng/mL", "ferritin 700 mg/dL | refused").verdict("now").value == "unknown"


def test_a_value_without_a_unit_is_refused() -> None:
    """A bare number is no result."""
    expect("ferritin > 684 ng/mL", "ferritin 700 | refused", "now  unknown  never recorded")


def test_multiples_of_the_upper_limit_need_the_range_that_came_with_the_result() -> None:
    """`2 x upper limit` uses the reference range that came with the value; without it the line is unknown."""
    line = "ast >= 2 x upper limit"
    expect(line, "ast 80 U/L, reference 10 to 40 U/L", "now  met")
    expect(line, "ast 79 U/L, reference 10 to 40 U/L", "now  not met")
    expect(line, "ast 80 U/L", "now  unknown  the result came without a reference range")


def test_multiples_of_the_lower_limit_use_the_other_end() -> None:
    """`1 x lower limit` uses the low end of the range."""
    expect("fibrinogen < 1 x lower limit", "fibrinogen 1.7 g/L, reference 1.8 to 4 g/L", "now  met")
    expect("fibrinogen < 1 x lower limit", "fibrinogen 1.8 g/L, reference 1.8 to 4 g/L", "now  not met")


def test_the_range_is_that_of_the_result_that_counts() -> None:
    """A range that came with an earlier result is not used for a later one."""
    expect(
        "ast >= 2 x upper limit",
        "ast 90 U/L, 6 h before, reference 10 to 40 U/L\nast 90 U/L",
        "now  unknown  the result came without a reference range",
    )


def test_the_highest_in_a_window_is_held_against_its_own_range() -> None:
    """In a window, each value is held against the range that came with it; one without a range decides nothing."""
    line = "highest ast within 24 h >= 2 x upper limit"
    expect(line, "ast 80 U/L, 6 h before, reference 10 to 40 U/L\nast 50 U/L, reference 10 to 40 U/L", "now  met")
    expect(line, "ast 70 U/L, 6 h before, reference 10 to 40 U/L\nast 50 U/L, reference 10 to 40 U/L", "now  not met")
    expect(line, "ast 80 U/L, 6 h before\nast 50 U/L, reference 10 to 40 U/L", "now  unknown")
