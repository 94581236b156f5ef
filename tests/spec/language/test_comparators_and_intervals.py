"""Comparators and intervals: a value is all the laboratory leaves open."""

import pytest

from tests.spec.language.book import expect, page

_BOTH = "unknown  the value lies on both sides of the limit"


@pytest.mark.parametrize(
    "value, line, verdict",
    [
        (">684", "ferritin > 684 ng/mL", "met"),
        (">684", "ferritin >= 684 ng/mL", "met"),
        (">684", "ferritin <= 684 ng/mL", "not met"),
        (">=684", "ferritin > 684 ng/mL", _BOTH),
        (">=684", "ferritin >= 684 ng/mL", "met"),
        (">500", "ferritin > 684 ng/mL", _BOTH),
        (">1500", "ferritin > 684 ng/mL", "met"),
        ("<684", "ferritin >= 684 ng/mL", "not met"),
        ("<684", "ferritin < 684 ng/mL", "met"),
        ("<=684", "ferritin < 684 ng/mL", _BOTH),
        ("<=684", "ferritin > 684 ng/mL", "not met"),
        ("<0.2", "ferritin > 0.1 ng/mL", _BOTH),
    ],
)
def test_a_comparator_decides_only_if_every_value_it_allows_agrees(value: str, line: str, verdict: str) -> None:
    """`>684` settles `> 684`; `>500` does not: met if all the values satisfy it, not met if none, else unknown."""
    expect(line, f"ferritin {value} ng/mL", f"now  {verdict}")


def test_a_comparator_reaches_to_the_end_of_what_is_plausible() -> None:
    """`<20` is from the lowest plausible value up to, not including, 20."""
    used = page("fibrinogen < 20 mg/dL", "fibrinogen <20 mg/dL").line("now").value
    assert used is not None
    assert (used.low, used.low_open, used.high, used.high_open) == (5, False, 20, True)


def test_a_comparator_at_the_end_of_the_range_is_that_end() -> None:
    """`>1000000`, where the laboratory stops counting and nothing more is plausible, is the end itself."""
    expect("ferritin >= 1000000 ng/mL", "ferritin >1000000 ng/mL", "now  met")


def test_a_value_that_is_not_plausible_is_refused_and_stays_unknown() -> None:
    """A value outside the plausible range is refused and reported; the line is unknown, not decided."""
    expect("ferritin > 684 ng/mL", "ferritin 5000000 ng/mL | refused", "now  unknown  never recorded")


def test_a_number_is_exact() -> None:
    """Nothing is rounded on the way: a value just above the limit is above it, however little."""
    expect("ferritin > 684 ng/mL", "ferritin 684.0000000000000000001 ng/mL", "now  met")
    expect("ferritin > 0.3 ng/mL", "ferritin 0.3 ng/mL", "now  not met")


def test_derived_values_keep_the_doubt_of_their_parts() -> None:
    """A ratio of a value with a comparator is itself an interval, and decides only if all of it agrees."""
    facts = "ferritin >500 ng/mL\nesr 10 mm/h"
    expect("ferritin-per-esr > 40 1", facts, "now  met")
    expect("ferritin-per-esr > 60 1", facts, f"now  {_BOTH}")


def test_the_highest_in_a_window_may_be_settled_by_a_comparator() -> None:
    """A value with a comparator meets or leaves open a line about the highest in a window like any other."""
    line = "highest ferritin within 24 h > 684 ng/mL"
    expect(line, "ferritin 100 ng/mL\nferritin >1500 ng/mL, 6 h before", "now  met")
    expect(line, "ferritin 100 ng/mL\nferritin >500 ng/mL, 6 h before", f"now  {_BOTH}")
