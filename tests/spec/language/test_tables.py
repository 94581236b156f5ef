"""Tables: a limit looked up by sex, age and height, and how far a value lies from the median of a reference."""

from fractions import Fraction

import pytest

from tests.spec.language.book import expect, page, settled_by

_LINE = "platelets < table least-platelets count"
_GIRL = "sex female\nage 4 y"


def test_a_limit_of_a_table_is_that_of_this_child() -> None:
    """The limit is the figure for the child's sex, completed years and nearest height; the line keeps it."""
    girl = f"{_GIRL}\nheight 110 cm\nplatelets 115 10*9/L"
    assert page(_LINE, girl).line("now").limit == Fraction(120)
    expect(_LINE, girl, "now  met")
    expect(_LINE, girl.replace("115", "120"), "now  not met")
    expect(_LINE, girl.replace("female", "male").replace("115", "139"), "now  met")


def test_of_two_heights_as_near_the_lower_counts() -> None:
    """Between two printed heights the nearer one counts; midway it is the lower; beyond the last, the last."""
    for height, verdict in (
        ("104", "not met"),
        ("105", "not met"),
        ("105.1", "met"),
        ("170", "met"),
        ("60", "not met"),
    ):
        expect(_LINE, f"{_GIRL}\nheight {height} cm\nplatelets 115 10*9/L", f"now  {verdict}")


def test_a_year_counts_until_the_birthday() -> None:
    """The row of an age holds until the next birthday, and the verdict changes then without anything new."""
    expect(
        _LINE,
        "sex female\nage 1820 d\nheight 110 cm\nplatelets 125 10*9/L",
        """
        now        not met
        20 h later  not met
        """,
    )
    facts = "sex female\nage 5 y\nheight 110 cm, 10 d before\nplatelets 125 10*9/L, 13 h before"
    expect(_LINE, facts, "13 h before  not met\nnow  met")


def test_outside_a_table_it_is_unknown() -> None:
    """A child younger or older than the table reaches has no limit; no neighbouring row stands in."""
    why = "not defined for this child"
    for age in ("47 mo", "6 y"):
        expect(_LINE, f"sex female\nage {age}\nheight 110 cm\nplatelets 10 10*9/L", f"now  unknown  {why}")


@pytest.mark.parametrize(
    "facts, why",
    [
        ("age 4 y\nheight 110 cm", "the table needs the sex, which is not known"),
        ("sex female\nheight 110 cm", "the table needs the age, which is not known"),
        ("sex female\nage 4 y", "the table needs a current height"),
        ("sex female\nage 4 y\nheight 110 cm, 91 d before", "the table needs a current height"),
        ("sex female\nage 4 y\nheight >110 cm", "the value lies on both sides of the limit"),
    ],
)
def test_without_what_a_table_is_entered_by_it_is_unknown(facts: str, why: str) -> None:
    """Without sex, age or a current height the line is unknown, and says which is missing."""
    expect(_LINE, f"{facts}\nplatelets 10 10*9/L", f"now  unknown  {why}")


def test_without_a_value_there_is_nothing_to_look_up() -> None:
    """The value itself comes first: where it is missing, that is what the line says."""
    expect(_LINE, f"{_GIRL}\nheight 110 cm", "now  unknown  never recorded")


def test_a_column_is_brought_to_the_unit_of_the_fact() -> None:
    """A column in another unit that the fact accepts is brought to the fact's own."""
    expect(
        "platelets < table least-platelets in-thousands", f"{_GIRL}\nheight 110 cm\nplatelets 115 10*9/L", "now  met"
    )


def test_it_holds_until_the_height_is_too_old() -> None:
    """The verdict ends when the first thing it leans on does."""
    made = page(_LINE, f"{_GIRL}\nheight 110 cm, 89 d before\nplatelets 115 10*9/L")
    assert made.verdict("23 h later").value == "met"
    assert made.verdict("25 h later").value == "unknown"


@pytest.mark.parametrize(
    "weight, line, verdict",
    [
        ("18", "weight-z > 0.9 1", "met"),
        ("18", "weight-z < 1.1 1", "met"),
        ("16", "weight-z <= 0 1", "met"),
        ("16", "weight-z >= 0 1", "met"),
        ("<16", "weight-z < 0 1", "met"),
        ("<17", "weight-z < 0 1", "unknown"),
    ],
)
def test_a_z_score_counts_standard_deviations_from_the_median(weight: str, line: str, verdict: str) -> None:
    """With a median of 16 kg and a spread of a tenth, 17.6 kg is 1, and 16 kg is 0; an interval stays one."""
    age = "age 4 y"
    facts = f"sex female\n{age}\nweight {weight} kg".replace("18 kg", "17.6 kg")
    expect(line, facts, f"now  {verdict}")


def test_between_two_rows_the_figures_are_taken_in_proportion() -> None:
    """Halfway between a median of 16 and one of 20 kg, 18 kg is the median."""
    facts = "sex male\nage 54 mo\nweight 18 kg"
    expect("weight-z >= 0 1", facts, "now  met")
    expect("weight-z <= 0 1", facts, "now  met")


def test_a_z_score_is_unknown_outside_its_table_and_without_its_parts() -> None:
    """No row beyond the last, no value of nothing."""
    expect("weight-z > 0 1", "sex male\nage 61 mo\nweight 20 kg", "now  unknown  not defined for this child")
    expect("weight-z > 0 1", "sex male\nage 5 y", "now  unknown  never recorded")


def test_without_a_sex_a_z_score_reaches_from_one_sex_to_the_other() -> None:
    """What is above the limit in both sexes is above it; in one alone, unknown: no guess of a sex."""
    expect("weight-z > 0 1", "age 5 y\nweight 90 kg", "now  met")
    expect("weight-z > 0 1", "age 5 y\nweight 3 kg", "now  not met")


def test_what_would_settle_it_is_the_line() -> None:
    """Where only the height is missing, the line that waits for it is told."""
    assert settled_by(_LINE, f"{_GIRL}\nplatelets 10 10*9/L") == [_LINE]


def test_recorded_of_a_criterion_is_met_only_where_that_is() -> None:
    """`recorded X` of another criterion is met where that is met, and not met where it is unknown."""
    rules = {"low": "platelets < 50 10*9/L"}
    expect("recorded low", "platelets 40 10*9/L", "now  met", rules=rules)
    expect("recorded low", "platelets 60 10*9/L", "now  not met", rules=rules)
    expect("recorded low", "", "now  not met", rules=rules)
    expect("recorded low", "platelets 40 10*9/L", "now  met\njust after 48 h later  not met", rules=rules)
