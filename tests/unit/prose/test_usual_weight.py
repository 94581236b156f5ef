"""The median of the growth tables beside a weight that is typed in."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from stillpath.model import Knowledge
from stillpath.prose.usual_weight import usual_weights, weight_question

NOW = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "sex", "table", "says"),
    [
        (date(2020, 3, 2), "female", "weight-for-age-who", "girls 20.2\u00a0kg"),
        (date(2020, 3, 2), None, "weight-for-age-who", "girls 20.2\u00a0kg, boys 20.5\u00a0kg"),
        (date(2020, 3, 2), "other", "weight-for-age-who", "girls 20.2\u00a0kg, boys 20.5\u00a0kg"),
        (date(2012, 1, 1), "male", "weight-for-age-cdc", "boys 51.9\u00a0kg"),
    ],
)
def test_the_median_for_the_age_with_its_table(
    born: date, sex: str | None, table: str, says: str, knowledge: Knowledge
) -> None:
    """For the sex, else for both; from the table that reaches to this age."""
    (item,) = usual_weights(knowledge, born, sex, NOW)
    assert item.of == f"tables/{table}"
    assert item.text == f"Median at this age: {says}"


def test_no_table_reaches_an_adult_or_a_child_not_yet_born(knowledge: Knowledge) -> None:
    """Then nothing is said."""
    assert usual_weights(knowledge, date(1990, 1, 1), None, NOW) == ()
    assert usual_weights(knowledge, date(2027, 1, 1), None, NOW) == ()


@pytest.mark.parametrize(
    ("kg", "sex", "asked"),
    [
        ("47", "female", "47 kg is 2.1 times the usual 22.4 kg for 7 y. In kilograms, not pounds? Tick to confirm"),
        ("39", "female", "39 kg is 1.7 times the usual 22.4 kg for 7 y. In kilograms, not pounds? Tick to confirm"),
        ("38", "female", ""),
        ("38.5", "female", "38.5 kg is 1.7 times the usual 22.4 kg for 7 y. In kilograms, not pounds? Tick to confirm"),
        ("38.5", "male", ""),
        ("38.5", None, "38.5 kg is 1.7 times the usual 22.4 kg for 7 y. In kilograms, not pounds? Tick to confirm"),
        ("13.5", "male", ""),
        ("13", "male", "13 kg is 0.6 times the usual 22.9 kg for 7 y. Weighed, and in kilograms? Tick to confirm"),
    ],
)
def test_a_weight_far_from_the_usual_is_asked_about(kg: str, sex: str | None, asked: str, knowledge: Knowledge) -> None:
    """More than 1.7 times the median, or by as much below it: at 7 years 47 kg are more likely pounds."""
    said = weight_question(knowledge, Fraction(kg), date(2019, 3, 2), sex, NOW)
    assert said.replace("\u00a0", " ") == asked


def test_an_infant_in_pounds_is_asked_about_and_an_adult_is_not(knowledge: Knowledge) -> None:
    """22 for 10 kg at 12 months; where no table reaches there is nothing to compare with."""
    assert "2.3" in weight_question(knowledge, Fraction(22), date(2025, 3, 2), "male", NOW)
    assert weight_question(knowledge, Fraction(160), date(1990, 1, 1), "male", NOW) == ""
