"""Unknown: a verdict of its own. Unknown is not false, and missing is not normal."""

from tests.spec.language.book import expect, page, rule


def test_what_was_never_recorded_is_unknown() -> None:
    """A fact nobody recorded is unknown, in either direction of the line."""
    expect("ferritin > 684 ng/mL", "", "now  unknown  never recorded")
    expect("ferritin <= 684 ng/mL", "", "now  unknown  never recorded")
    expect("seizure", "", "now  unknown  never recorded")


def test_what_is_too_old_is_unknown() -> None:
    """A value that is no longer current is unknown, not what it was and not normal."""
    expect("ferritin > 684 ng/mL", "ferritin 700 ng/mL, 49 h before", "now  unknown  too old")


def test_a_result_still_awaited_is_unknown() -> None:
    """A sample that was sent and has no result yet is unknown, and the reason says that it was sent."""
    expect("ferritin > 684 ng/mL", "ferritin awaited", "now  unknown  sent, no result yet")


def test_an_awaited_result_does_not_hide_a_current_one() -> None:
    """While a new sample is awaited, the last value counts as long as it is current; then it is awaited."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 700 ng/mL, 10 h before
        ferritin awaited
        """,
        """
        now         met
        38 h later  met
        39 h later  unknown  sent, no result yet
        """,
    )


def test_cannot_say_is_unknown_even_after_an_earlier_answer() -> None:
    """A question answered with "cannot say" is unknown; an earlier yes or no does not stand in for it."""
    expect(
        "infection-possible",
        """
        infection-possible no, 6 h before
        infection-possible unknown, 1 h before
        """,
        """
        2 h before  not met
        now         unknown  asked, cannot be said yet
        """,
    )


def test_a_value_on_both_sides_of_the_limit_is_unknown() -> None:
    """A comparator that leaves both sides open makes the line unknown, and the reason says so."""
    expect("ferritin > 684 ng/mL", "ferritin >500 ng/mL", "now  unknown  the value lies on both sides of the limit")


def test_nothing_known_meets_nothing_and_fails_nothing() -> None:
    """Of a child about whom nothing is known, no line that looks at a fact is met, and none is denied."""
    for line in (
        "ferritin > 684 ng/mL",
        "seizure",
        "not seizure",
        "highest temperature within 24 h >= 38 Cel",
        "platelets falls by 30 % within 24 h",
        "platelets falling on 3 samples",
        "no reassessment for 12 h",
        "on tocilizumab",
        "given anakinra within 24 h",
        "age < 1 y",
        "bsa > 1 m2",
    ):
        expect(line, "", "now  unknown")


def test_only_recorded_and_orders_speak_on_an_empty_record() -> None:
    """Silence is *not met* for two lines only: `recorded`, and `order of`, for an order is where orders are kept."""
    expect("recorded seizure", "", "now  not met")
    expect("order of anakinra", "", "now  not met")


def test_unknown_is_told_apart_from_false_by_identity() -> None:
    """The verdict unknown is neither met nor not met, and its negation is unknown again."""
    line = page("not seizure").line("now")
    assert line.verdict.value == "unknown"
    assert line.verdict.negated() is line.verdict
    assert line.children[0].node == getattr(rule("not seizure"), "item", None)
