"""Current and stale: how long a value counts."""

from tests.spec.language.book import expect, instant, page


def test_a_value_counts_to_its_last_instant_and_not_a_moment_longer() -> None:
    """A value counts for as long as policy says of its kind, the end included; after that it is unknown."""
    expect(
        "ferritin > 684 ng/mL",
        "ferritin 700 ng/mL",
        """
        48 h later             met
        just after 48 h later  unknown  too old
        """,
    )


def test_each_kind_of_fact_has_its_own_time() -> None:
    """A temperature counts for a shorter time than a blood result, and a diagnosis for ever."""
    expect("temperature >= 38 Cel", "temperature 39 Cel", "24 h later  met\n25 h later  unknown  too old")
    expect("sjia", "sjia yes", "520 wk later  met")


def test_currency_is_counted_from_the_sample_not_from_its_arrival() -> None:
    """A result that arrives late is as old as its sample."""
    expect(
        "ferritin > 684 ng/mL",
        "ferritin 700 ng/mL, 40 h before, known 1 h before",
        """
        2 h before            unknown  never recorded
        now                   met
        8 h later             met
        just after 8 h later  unknown  too old
        """,
    )


def test_within_narrows_how_old_a_value_may_be() -> None:
    """`within 12 h` asks for a value of the last 12 h; it never lets one count for longer than policy does."""
    expect(
        "ferritin > 684 ng/mL within 12 h",
        "ferritin 700 ng/mL",
        """
        12 h later             met
        just after 12 h later  unknown  too old
        """,
    )
    expect("ferritin > 684 ng/mL within 30 d", "ferritin 700 ng/mL", "48 h later  met\n49 h later  unknown  too old")


def test_within_narrows_a_fact_that_always_counts() -> None:
    """A fact that counts for ever counts only within the window where the line gives one."""
    expect("age >= 1 y", "age 6 y", "520 wk later  met")
    expect(
        "ferritin-per-esr > 1 1 within 12 h",
        "ferritin 700 ng/mL, 13 h before\nesr 100 mm/h",
        "now  unknown  too old",
    )


def test_of_several_values_at_one_time_the_one_known_later_counts() -> None:
    """Two results of the same time: the one that became known later counts."""
    facts = """
        ferritin 900 ng/mL, 6 h before, known 5 h before
        ferritin 600 ng/mL, 6 h before, known 3 h before
        """
    expect("ferritin > 684 ng/mL", facts, "4 h before  met\n3 h before  not met")


def test_of_several_values_known_together_a_final_one_counts_before_a_preliminary_one() -> None:
    """Known at the same instant, a corrected or final result counts before a preliminary one."""
    facts = """
        ferritin 900 ng/mL | preliminary
        ferritin 600 ng/mL | final
        """
    expect("ferritin > 684 ng/mL", facts, "now  not met")
    facts = """
        ferritin 600 ng/mL | corrected
        ferritin 900 ng/mL | preliminary
        """
    expect("ferritin > 684 ng/mL", facts, "now  not met")


def test_of_several_values_alike_the_more_worrying_one_counts() -> None:
    """All else equal, the value further in the direction of concern counts: the high ferritin, the low platelets."""
    expect("ferritin > 684 ng/mL", "ferritin 600 ng/mL\nferritin 900 ng/mL", "now  met")
    expect("ferritin > 684 ng/mL", "ferritin 900 ng/mL\nferritin 600 ng/mL", "now  met")
    expect("platelets <= 181 10*9/L", "platelets 150 10*9/L\nplatelets 190 10*9/L", "now  met")
    expect("platelets <= 181 10*9/L", "platelets 190 10*9/L\nplatelets 150 10*9/L", "now  met")
    expect("seizure", "seizure yes\nseizure no", "now  met")


def test_the_line_can_say_that_there_were_several_results() -> None:
    """How many results share the time of the one that counted is told with it."""
    made = page("ferritin > 684 ng/mL", "ferritin 600 ng/mL\nferritin 900 ng/mL\nferritin 700 ng/mL, 3 h before")
    decision = made.at("now")
    used = decision.now.findings["line"].line.used
    assert [result.at for result in used] == [instant("now")]
    assert decision.known.view.same_time(used[-1]) == 2
