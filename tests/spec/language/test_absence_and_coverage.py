"""Absence and coverage: nothing recorded is not nothing done."""

from tests.spec.language.book import expect

_LINE = "no reassessment for 12 h"


def test_absence_is_met_when_the_last_one_is_too_long_ago() -> None:
    """`no reassessment for 12 h` is not met while one lies within 12 h, and met after that."""
    expect(
        _LINE,
        "reassessment",
        """
        12 h later             not met
        just after 12 h later  met
        """,
    )


def test_absence_looks_at_the_last_one() -> None:
    """A newer one starts the time again."""
    expect(_LINE, "reassessment, 20 h before\nreassessment, 5 h before", "6 h before  met\nnow  not met")


def test_absence_of_what_was_never_recorded_needs_coverage() -> None:
    """With none at all on record, absence is met only if the record is declared complete for that long."""
    expect(_LINE, "", "now  unknown  none recorded, and the record is not declared complete")
    expect(_LINE, "coverage procedure 12 h", "now  met")
    expect(_LINE, "coverage procedure 11 h", "now  unknown  none recorded, and the record is not declared complete")


def test_coverage_counts_for_its_own_kind_only() -> None:
    """That the drugs given are complete says nothing of procedures."""
    expect(_LINE, "coverage medication_given 30 d", "now  unknown")


def test_coverage_ends_where_it_ends() -> None:
    """Beyond the end of what was declared complete, nothing is known to be absent."""
    expect(
        _LINE,
        "coverage procedure 24 h",
        """
        13 h before       unknown
        12 h before       met
        now               met
        just after now    unknown
        """,
    )


def test_one_that_is_recorded_as_not_done_is_none() -> None:
    """A reassessment recorded as *no* is not a reassessment."""
    expect(_LINE, "reassessment no\nreassessment, 13 h before", "now  met")
    expect(_LINE, "reassessment no", "now  unknown")


def test_absence_of_a_result() -> None:
    """`no ferritin for 24 h` asks for results that were recorded, whatever they say."""
    expect("no ferritin for 24 h", "ferritin 100 ng/mL, 20 h before", "now  not met\n5 h later  met")


def test_absence_of_a_drug_asks_for_doses() -> None:
    """`no anakinra for 24 h` looks at doses that were given or are stated; an order alone is not a dose."""
    line = "no anakinra for 24 h"
    expect(line, "given anakinra 100 mg, 20 h before", "now  not met\n5 h later  met")
    expect(
        line, "given anakinra 100 mg, 30 h before\norder anakinra 100 mg per dose every 24 h, 2 h before", "now  met"
    )
    expect(line, "order anakinra 100 mg per dose every 24 h, 2 h before", "now  unknown")
    expect(line, "coverage medication_given 2 d", "now  met")


def test_absence_of_a_drug_that_is_being_taken_is_not_met() -> None:
    """While a drug is stated as being taken, it is not absent, however long ago that was written down."""
    expect("no anakinra for 24 h", "on anakinra, 10 d before", "now  not met")
    expect(
        "no anakinra for 24 h",
        "on anakinra, 10 d before\nstopped anakinra, 20 h before",
        "now  not met\n5 h later  met",
    )
