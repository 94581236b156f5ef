"""Times known only to the day: somewhere in that day. Where it straddles the edge of a window, nothing is certain.

In these tables noon is `now`, so that a time `on that day` lies from midnight to midnight.
"""

from tests.spec.language.book import expect

_COARSE = "unknown  the time is known only to the day"


def test_given_within_hours_by_a_dose_of_that_day() -> None:
    """A dose known to the day is in the window while the whole day is, and out of it when none of the day is."""
    expect(
        "given anakinra within 24 h",
        "given anakinra 100 mg, 12 h before | on that day\ncoverage medication_given 90 d\ncoverage procedure 90 d",
        "now  met",
    )
    day = "given anakinra 100 mg, 1 d before | on that day\ncoverage medication_given 90 d"
    expect("given anakinra within 24 h", day, f"now  {_COARSE}")
    expect("given anakinra within 36 h", day, "now  met")
    expect("given anakinra within 11 h", day, "now  not met")
    expect("given anakinra within 12 h", day, f"now  {_COARSE}")


def test_a_dose_of_a_day_passes_out_of_the_window_without_anything_new() -> None:
    """First it is in, then perhaps, then out."""
    expect(
        "given anakinra within 48 h",
        "given anakinra 100 mg, 1 d before | on that day",
        f"""
        12 h later             met
        just after 12 h later  {_COARSE}
        36 h later             {_COARSE}
        just after 36 h later  unknown  none recorded, and the record is not declared complete
        """,
    )


def test_a_dose_of_a_minute_decides_beside_one_of_a_day() -> None:
    """A dose that is surely in the window meets the line, whatever is unsure beside it."""
    expect(
        "given anakinra within 24 h",
        "given anakinra 100 mg, 1 d before | on that day\ngiven anakinra 100 mg, 3 h before",
        "now  met",
    )


def test_on_board_after_a_dose_of_that_day() -> None:
    """A drug is surely on board from the start of that day, and may be from its end."""
    expect(
        "on methylprednisolone",
        "given methylprednisolone 100 mg, 12 h before | on that day",
        f"""
        12 h later             met
        just after 12 h later  {_COARSE}
        36 h later             {_COARSE}
        just after 36 h later  unknown  none recorded, and the record is not declared complete
        """,
    )


def test_absence_after_something_on_that_day() -> None:
    """Something done on a day may have been done at its end: absence is met only when that is too long ago as well."""
    expect(
        "no reassessment for 12 h",
        "reassessment, 12 h before | on that day",
        f"""
        now                    not met
        just after now         {_COARSE}
        24 h later             {_COARSE}
        just after 24 h later  met
        """,
    )


def test_absence_looks_past_a_day_at_a_later_minute() -> None:
    """A later time given to the minute decides alone."""
    expect(
        "no reassessment for 12 h",
        "reassessment, 1 d before | on that day\nreassessment, 11 h before",
        "now  not met",
    )
