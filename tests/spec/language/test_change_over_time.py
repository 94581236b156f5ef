"""Change over time: falls by, rises by, falling on, rising on."""

from tests.spec.language.book import expect

_FALL = "platelets falls by 30 % within 24 h"


def test_a_fall_is_measured_from_the_highest_value_before() -> None:
    """`falls by 30 % within 24 h` compares the latest value with the highest in the 24 h before it."""
    expect(
        _FALL,
        """
        platelets 200 10*9/L, 20 h before
        platelets 150 10*9/L, 10 h before
        platelets 140 10*9/L
        """,
        "now  met",
    )


def test_a_rise_is_measured_from_the_lowest_value_before() -> None:
    """`rises by 50 % within 2 d` compares the latest value with the lowest in the 2 d before it."""
    expect(
        "ferritin rises by 50 % within 2 d",
        """
        ferritin 800 ng/mL, 40 h before
        ferritin 1100 ng/mL, 20 h before
        ferritin 1200 ng/mL
        """,
        "now  met",
    )


def test_a_change_of_exactly_so_much_counts() -> None:
    """A fall by exactly 30 % is met; anything less is not met."""
    expect(_FALL, "platelets 200 10*9/L, 20 h before\nplatelets 140 10*9/L", "now  met")
    expect(_FALL, "platelets 200 10*9/L, 20 h before\nplatelets 141 10*9/L", "now  not met")
    expect(_FALL, "platelets 0.3 10*9/L, 20 h before | refused\nplatelets 140 10*9/L", "now  unknown")


def test_the_window_is_counted_back_from_the_latest_value_both_ends_included() -> None:
    """The window runs back from the latest value's own time; a value exactly 24 h before it belongs to it."""
    expect(
        _FALL,
        """
        platelets 200 10*9/L, 30 h before
        platelets 140 10*9/L, 6 h before
        """,
        "now  met",
    )
    expect(
        _FALL,
        """
        platelets 200 10*9/L, 31 h before
        platelets 140 10*9/L, 6 h before
        """,
        "now  unknown  no earlier value to compare with",
    )


def test_one_value_is_no_change() -> None:
    """With one value only, whether it has changed is unknown; it is not *no change*."""
    expect(_FALL, "platelets 140 10*9/L", "now  unknown  no earlier value to compare with")


def test_the_latest_value_must_be_current() -> None:
    """A change ends with its latest value: once that is too old, the change is unknown."""
    expect(
        _FALL,
        "platelets 200 10*9/L, 20 h before\nplatelets 100 10*9/L",
        """
        48 h later             met
        just after 48 h later  unknown  too old
        """,
    )


def test_a_change_may_be_an_amount() -> None:
    """A change may be given as an amount in a unit of the fact, also one that a file may use."""
    expect("fibrinogen falls by 1 g/L within 24 h", "fibrinogen 3 g/L, 8 h before\nfibrinogen 2 g/L", "now  met")
    expect(
        "fibrinogen falls by 1 g/L within 24 h", "fibrinogen 3 g/L, 8 h before\nfibrinogen 201 mg/dL", "now  not met"
    )


def test_a_change_may_be_a_policy_value() -> None:
    """`falls by policy clear-fall` takes its share from the policy page."""
    line = "platelets falls by policy clear-fall within 24 h"
    expect(line, "platelets 200 10*9/L, 20 h before\nplatelets 140 10*9/L", "now  met")
    expect(line, "platelets 200 10*9/L, 20 h before\nplatelets 141 10*9/L", "now  not met")


def test_a_treatment_in_between_makes_a_change_unknown() -> None:
    """A transfusion between the two values makes the change unknown, with that reason, whichever way the count went."""
    for latest in ("100", "300"):
        expect(
            _FALL,
            f"""
            platelets 200 10*9/L, 20 h before
            platelet-transfusion, 10 h before
            platelets {latest} 10*9/L
            """,
            "now  unknown  changed by treatment in between",
        )


def test_a_product_that_was_given_disturbs_like_its_procedure() -> None:
    """A blood product that was given between the two values disturbs them; one that was only ordered does not."""
    expect(
        _FALL,
        "platelets 200 10*9/L, 20 h before\ngiven platelet-concentrate 100 mL, 10 h before\nplatelets 100 10*9/L",
        "now  unknown  changed by treatment in between",
    )
    expect(
        _FALL,
        "platelets 200 10*9/L, 20 h before\norder platelet-concentrate 100 mL, 10 h before\nplatelets 100 10*9/L",
        "now  met",
    )


def test_a_treatment_outside_the_window_disturbs_nothing() -> None:
    """A transfusion before the first value of the window, or after the latest, leaves the change as it is."""
    for time in ("21 h before", "1 h before"):
        expect(
            _FALL,
            f"""
            platelets 200 10*9/L, 20 h before
            platelet-transfusion, {time}
            platelets 100 10*9/L, 2 h before
            """,
            "now  met",
        )


def test_a_treatment_that_is_recorded_as_not_done_disturbs_nothing() -> None:
    """A transfusion recorded as *no* is none."""
    expect(
        _FALL,
        "platelets 200 10*9/L, 20 h before\nplatelet-transfusion no, 10 h before\nplatelets 100 10*9/L",
        "now  met",
    )


def test_a_treatment_known_only_to_the_day_disturbs_that_whole_day() -> None:
    """A transfusion whose time is known only to the day may lie between any two values of that day."""
    expect(
        _FALL,
        "platelets 200 10*9/L, 8 h before\nplatelet-transfusion, 1 h before | on that day\nplatelets 100 10*9/L",
        "now  unknown  changed by treatment in between",
    )


_SINCE = "platelets falls by 25 % since first-pulse"
_PULSE = {"first-pulse": "first given methylprednisolone"}


def test_since_an_event_the_reference_is_the_last_value_before_it() -> None:
    """`since first-pulse` compares with the last value at or before the event that was current then."""
    expect(
        _SINCE,
        """
        platelets 300 10*9/L, 40 h before
        platelets 200 10*9/L, 26 h before
        given methylprednisolone 600 mg, 24 h before
        platelets 180 10*9/L, 20 h before
        platelets 160 10*9/L
        """,
        "now  not met",
        events=_PULSE,
    )
    expect(
        _SINCE,
        """
        platelets 200 10*9/L, 24 h before
        given methylprednisolone 600 mg, 24 h before
        platelets 150 10*9/L
        """,
        "now  met",
        events=_PULSE,
    )


def test_since_an_event_a_reference_that_was_too_old_then_does_not_count() -> None:
    """A value that was no longer current at the event is no reference; the first within 12 h after it is."""
    expect(
        _SINCE,
        """
        platelets 300 10*9/L, 73 h before
        given methylprednisolone 600 mg, 24 h before
        platelets 200 10*9/L, 12 h before
        platelets 160 10*9/L
        """,
        "now  not met",
        events=_PULSE,
    )


def test_since_an_event_a_first_value_after_12_h_is_no_reference() -> None:
    """Without a value before the event, the first within 12 h after it is the reference; later ones are not."""
    for time, verdict in (("12 h before", "met"), ("11 h before", "unknown  no earlier value to compare with")):
        expect(
            _SINCE,
            f"""
            given methylprednisolone 600 mg, 24 h before
            platelets 200 10*9/L, {time}
            platelets 150 10*9/L
            """,
            f"now  {verdict}",
            events=_PULSE,
        )


def test_since_an_event_that_has_not_happened_is_unknown() -> None:
    """Before the event there is no change since it."""
    expect(
        _SINCE,
        "platelets 200 10*9/L, 20 h before\nplatelets 100 10*9/L",
        "now  unknown  has not happened, as far as is recorded",
        events=_PULSE,
    )


def test_falling_on_3_samples_needs_three_values_each_lower_than_the_one_before() -> None:
    """`falling on 3 samples` is met by three values in a row, each lower than the one before."""
    line = "platelets falling on 3 samples"
    facts = "platelets 200 10*9/L, 20 h before\nplatelets 190 10*9/L, 10 h before\nplatelets {} 10*9/L"
    expect(line, facts.format(180), "now  met")
    expect(line, facts.format(190), "now  not met")
    expect(line, facts.format(195), "now  not met")
    expect(
        line,
        "platelets 200 10*9/L, 20 h before\nplatelets 100 10*9/L",
        "now  unknown  no earlier value to compare with",
    )


def test_only_the_last_samples_count() -> None:
    """What went before the last three values does not matter."""
    expect(
        "ferritin rising on 3 samples",
        """
        ferritin 9000 ng/mL, 40 h before
        ferritin 700 ng/mL, 20 h before
        ferritin 800 ng/mL, 10 h before
        ferritin 900 ng/mL
        """,
        "now  met",
    )


def test_two_results_of_one_time_are_one_sample() -> None:
    """A repeat of the same sample is not another sample."""
    expect(
        "ferritin rising on 3 samples",
        """
        ferritin 700 ng/mL, 10 h before
        ferritin 800 ng/mL
        ferritin 900 ng/mL
        """,
        "now  unknown  no earlier value to compare with",
    )


def test_a_run_is_disturbed_by_a_treatment_among_its_samples() -> None:
    """A transfusion among the samples of a run makes it unknown."""
    expect(
        "platelets rising on 2 samples",
        "platelets 20 10*9/L, 10 h before\nplatelet-transfusion, 5 h before\nplatelets 60 10*9/L",
        "now  unknown  changed by treatment in between",
    )


def test_times_known_only_to_the_day_make_no_run_and_no_change() -> None:
    """A latest value whose time is known only to the day enters no window: the line is unknown, with that reason."""
    facts = """
        platelets 200 10*9/L, 46 h before
        platelets 150 10*9/L, 40 h before
        platelets 100 10*9/L | on that day
        """
    expect(_FALL, facts, "now  unknown  the time is known only to the day")
    expect("platelets falling on 2 samples", facts, "now  unknown  the time is known only to the day")


def test_a_change_between_uncertain_values_is_unknown_only_if_it_matters() -> None:
    """With a comparator, a change is decided if every value it allows agrees, else unknown."""
    line = "ferritin rises by 50 % within 24 h"
    expect(line, "ferritin 1000 ng/mL, 8 h before\nferritin >1500 ng/mL", "now  met")
    expect(
        line,
        "ferritin 1000 ng/mL, 8 h before\nferritin >1400 ng/mL",
        "now  unknown  the value lies on both sides of the limit",
    )
    expect(line, "ferritin >1000 ng/mL, 8 h before\nferritin 1400 ng/mL", "now  not met")
