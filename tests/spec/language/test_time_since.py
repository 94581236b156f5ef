"""Time since: so long after an event, or since a criterion was first met without a break."""

from tests.spec.language.book import expect, instant, page

_PULSE = {"first-pulse": "first given methylprednisolone"}
_HIGH = {"high-ferritin": "ferritin > 684 ng/mL"}


def test_time_since_an_event_is_met_once_it_has_passed() -> None:
    """`24 h since first-pulse` is not met before 24 h have passed, and met from then on, without anything new."""
    expect(
        "24 h since first-pulse",
        "given methylprednisolone 600 mg",
        """
        now         not met
        23 h later  not met
        24 h later  met
        30 d later  met
        """,
        events=_PULSE,
    )


def test_time_since_what_has_not_happened_is_unknown() -> None:
    """Before the event the line is unknown: nobody can say it will not come, or that it was recorded."""
    expect("24 h since first-pulse", "", "now  unknown  has not happened, as far as is recorded", events=_PULSE)


def test_the_clock_of_an_event_starts_when_it_happened_not_when_it_was_learned() -> None:
    """A dose recorded late started its clock when it was given."""
    expect(
        "24 h since first-pulse",
        "given methylprednisolone 600 mg, 24 h before, known 1 h before",
        """
        2 h before  unknown  has not happened, as far as is recorded
        1 h before  not met
        now         met
        """,
        events=_PULSE,
    )


def test_time_since_a_criterion_runs_from_the_start_of_its_spell() -> None:
    """`4 h since high-ferritin` is met from 4 h after the criterion was first met."""
    expect(
        "4 h since high-ferritin",
        "ferritin 700 ng/mL, 6 h before",
        """
        6 h before  not met
        3 h before  not met
        2 h before  met
        """,
        rules=_HIGH,
    )


def test_a_late_result_never_dates_a_spell_back() -> None:
    """The clock of a criterion starts when it was known to be met, even if the sample is older."""
    expect(
        "4 h since high-ferritin",
        "ferritin 700 ng/mL, 10 h before, known 2 h before",
        """
        3 h before  unknown  has not happened, as far as is recorded
        now         not met
        2 h later   met
        """,
        rules=_HIGH,
    )


def test_unknown_does_not_break_a_spell() -> None:
    """A value that grows too old makes the criterion unknown, but its clock runs on."""
    facts = """
        ferritin 700 ng/mL, 60 h before
        ferritin 800 ng/mL
        """
    made = page("30 h since high-ferritin", facts, rules=_HIGH)
    assert made.verdict("6 h before", "high-ferritin").value == "unknown"
    assert made.verdict("6 h before").value == "met"
    assert made.at("now").now.spells["high-ferritin"].start == instant("60 h before")


def test_only_not_met_breaks_a_spell() -> None:
    """Once the criterion is not met its spell is over; when it is met again a new clock starts."""
    facts = """
        ferritin 700 ng/mL, 10 h before
        ferritin 600 ng/mL, 5 h before
        ferritin 800 ng/mL, 1 h before
        """
    expect(
        "4 h since high-ferritin",
        facts,
        """
        6 h before  met
        5 h before  unknown  has not happened, as far as is recorded
        now         not met
        3 h later   met
        """,
        rules=_HIGH,
    )
    spell = page("high-ferritin", facts, rules=_HIGH).at("now").now.spells["high-ferritin"]
    assert (spell.first, spell.start, spell.open) == (instant("10 h before"), instant("1 h before"), True)


def test_a_timer_hangs_on_the_first_of_several_events() -> None:
    """`earliest of` lets one clock start with whichever treatment came first."""
    expect(
        "24 h since first-treatment",
        """
        given anakinra 100 mg, 30 h before
        given methylprednisolone 600 mg, 20 h before
        """,
        """
        7 h before  not met
        6 h before  met
        """,
        events={
            "first-anakinra": "first given anakinra",
            "first-treatment": "earliest of first-pulse, first-anakinra",
            **_PULSE,
        }
        | {},
    )


def test_a_verdict_of_a_timer_changes_without_anything_new() -> None:
    """The moments of a walk include the instant at which a timer runs out, though nobody recorded anything then."""
    made = page("24 h since first-pulse", "given methylprednisolone 600 mg, 30 h before", events=_PULSE)
    assert [moment.at for moment in made.at("now").moments] == [
        instant("30 h before"),
        instant("6 h before"),
        instant("now"),
    ]
