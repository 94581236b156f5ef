"""Fever: the highest and the lowest in a window. Fever in Still's disease comes in spikes."""

from tests.spec.language.book import expect

_WINDOW = "highest temperature within 24 h >= policy fever-temperature"
_FEVER = f"""
    any:
      - {_WINDOW}, denied only by a reading within 12 h
      - recorded fever-sign
    """


def test_one_spike_in_the_window_is_enough() -> None:
    """`highest temperature within 24 h` is met by any reading in the window, though the latest is cool."""
    expect(_WINDOW, "temperature 39.5 Cel, 20 h before\ntemperature 36.8 Cel, 2 h before", "now  met")


def test_every_reading_below_is_not_met() -> None:
    """It is not met if every reading in the window fails it."""
    expect(_WINDOW, "temperature 37.5 Cel, 20 h before\ntemperature 36.8 Cel, 2 h before", "now  not met")


def test_no_reading_in_the_window_is_unknown() -> None:
    """Without a reading in the window nothing is known of fever."""
    expect(_WINDOW, "", "now  unknown  never recorded")
    expect(_WINDOW, "temperature 39.5 Cel, 25 h before", "now  unknown  too old")


def test_the_window_takes_its_end_in() -> None:
    """A spike counts for exactly as long as the window, and then leaves it."""
    expect(
        _WINDOW,
        "temperature 39 Cel",
        """
        24 h later             met
        just after 24 h later  unknown  too old
        """,
    )


def test_a_window_shorter_than_a_value_lasts() -> None:
    """A reading that is still current but lies before the window does not enter it."""
    expect("highest temperature within 12 h >= 38 Cel", "temperature 39 Cel, 20 h before", "now  unknown  too old")
    expect("highest temperature within 12 h >= 38 Cel", "temperature 36 Cel, 20 h before", "now  unknown  too old")


def test_the_lowest_in_a_window() -> None:
    """`lowest platelets within 2 d < 100 10*9/L` is met by any count in the window below the limit."""
    expect(
        "lowest platelets within 2 d < 100 10*9/L",
        "platelets 90 10*9/L, 30 h before\nplatelets 150 10*9/L, 2 h before",
        "now  met",
    )


def test_the_highest_is_below_only_if_every_value_is() -> None:
    """`highest … <` needs every value in the window below the limit, and `lowest … >` every value above it."""
    line = "highest temperature within 24 h < 38 Cel"
    expect(line, "temperature 37.5 Cel, 20 h before\ntemperature 36.8 Cel, 2 h before", "now  met")
    expect(line, "temperature 39.5 Cel, 20 h before\ntemperature 36.8 Cel, 2 h before", "now  not met")
    expect(line, "", "now  unknown")
    line = "lowest platelets within 24 h >= 100 10*9/L"
    expect(line, "platelets 100 10*9/L, 20 h before\nplatelets 120 10*9/L", "now  met")
    expect(line, "platelets 99 10*9/L, 20 h before\nplatelets 120 10*9/L", "now  not met")


def test_denied_only_by_a_fresh_reading() -> None:
    """*Denied only by a reading within 12 h*: cool readings deny fever only while the newest is that fresh."""
    expect(
        f"{_WINDOW}, denied only by a reading within 12 h",
        "temperature 37 Cel",
        """
        now                    not met
        12 h later             not met
        just after 12 h later  unknown  too old
        """,
    )


def test_a_spike_needs_no_fresh_reading() -> None:
    """To meet the line the spike itself is enough, however old the newest reading is."""
    expect(f"{_WINDOW}, denied only by a reading within 12 h", "temperature 39 Cel, 20 h before", "now  met")


def test_a_recorded_sign_is_fever_too() -> None:
    """*fever* is met by a reading or by the recorded sign; silence about the sign denies nothing by itself."""
    expect(_FEVER, "fever-sign yes", "now  met")
    expect(_FEVER, "temperature 37 Cel\nfever-sign yes", "now  met")
    expect(_FEVER, "temperature 37 Cel", "now  not met\n13 h later  unknown")
    expect(_FEVER, "fever-sign no", "now  unknown")


def test_exactly_the_policy_temperature_is_fever() -> None:
    """38.0 degrees is fever, 37.9 is not; the temperature is this project's, for the 2016 criteria print none."""
    expect(_FEVER, "temperature 38.0 Cel", "now  met")
    expect(_FEVER, "temperature 37.9 Cel", "now  not met")
