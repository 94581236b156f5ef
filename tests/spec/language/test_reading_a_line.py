"""Reading a line: what each kind of line looks at, and when it is met."""

from fractions import Fraction

from stillpath.model import Comparison, Extreme, Given, Limit, Order, Per
from stillpath.units import Operator
from tests.spec.language.book import expect, page, rule


def test_a_comparison_holds_the_latest_value_against_a_limit() -> None:
    """`ferritin > 684 ng/mL` is met while the latest known ferritin lies above the limit."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 700 ng/mL, 6 h before
        ferritin 500 ng/mL, 2 h before
        """,
        """
        6 h before  met
        3 h before  met
        2 h before  not met
        now         not met
        """,
    )


def test_latest_is_by_the_time_taken_not_by_arrival() -> None:
    """The latest value is the one taken last, even if an older sample arrives after it."""
    expect(
        "ferritin > 684 ng/mL",
        """
        ferritin 700 ng/mL, 8 h before, known 1 h before
        ferritin 500 ng/mL, 6 h before, known 5 h before
        """,
        """
        5 h before  not met
        now         not met
        """,
    )


def test_above_leaves_the_limit_out_and_at_least_takes_it_in() -> None:
    """`>` and `<` leave the limit itself out; `>=` and `<=` take it in."""
    for line, verdict in (
        ("platelets > 181 10*9/L", "not met"),
        ("platelets >= 181 10*9/L", "met"),
        ("platelets < 181 10*9/L", "not met"),
        ("platelets <= 181 10*9/L", "met"),
    ):
        expect(line, "platelets 181 10*9/L", f"now  {verdict}")


def test_a_yes_no_fact_is_a_line_of_its_own() -> None:
    """The name of a yes/no fact alone is met by yes, not met by no, and unknown without an answer."""
    expect("seizure", "seizure yes", "now  met")
    expect("seizure", "seizure no", "now  not met")
    expect("seizure", "", "now  unknown  never recorded")


def test_not_swaps_met_and_not_met() -> None:
    """`not` turns met into not met and back, and leaves unknown alone."""
    expect("not seizure", "seizure yes", "now  not met")
    expect("not seizure", "seizure no", "now  met")
    expect("not seizure", "", "now  unknown")


def test_another_criterion_is_read_by_its_name() -> None:
    """The name of a criterion stands for its verdict at the instant."""
    expect(
        """
        all:
          - high-ferritin
          - fever-sign
        """,
        """
        ferritin 700 ng/mL, 6 h before
        fever-sign yes, 3 h before
        """,
        """
        6 h before  unknown
        3 h before  met
        """,
        rules={"high-ferritin": "ferritin > 684 ng/mL"},
    )


def test_recorded_takes_silence_for_not_met() -> None:
    """`recorded fever-sign` is met if a current record says yes; no record, or an old one, is not met."""
    expect(
        "recorded fever-sign",
        "fever-sign yes, 20 h before",
        """
        21 h before      not met
        20 h before      met
        4 h later        met
        just after 4 h later  not met
        """,
    )
    expect("recorded fever-sign", "fever-sign no", "now  not met")


def test_denied_takes_silence_for_not_met_too() -> None:
    """`denied fever-sign` is met if a current record says no; a yes, no record, or an old one, is not met."""
    expect(
        "denied fever-sign",
        "fever-sign no, 20 h before",
        """
        21 h before           not met
        now                   met
        4 h later             met
        just after 4 h later  not met
        """,
    )
    expect("denied fever-sign", "fever-sign yes", "now  not met")
    expect("denied fever-sign", "fever-sign unknown", "now  not met")


def test_a_policy_value_stands_for_its_number() -> None:
    """`policy fever-temperature` is put in when the line is read, and the limit remembers where it came from."""
    node = rule("temperature >= policy fever-temperature")
    assert isinstance(node, Comparison)
    assert node.limit == Limit(Fraction(38), "38 Cel", policy="fever-temperature")
    expect("temperature >= policy fever-temperature", "temperature 38.0 Cel", "now  met")
    expect("temperature >= policy fever-temperature", "temperature 37.9 Cel", "now  not met")


def test_a_line_keeps_the_words_it_was_written_in() -> None:
    """Whatever is made of a line, its text stays as its author wrote it."""
    for text in (
        "ferritin > 684 ng/mL",
        "fibrinogen <= 3.6 g/L within 24 h",
        "highest temperature within 24 h >= 38 Cel, denied only by a reading within 12 h",
        "platelets falls by 30 % within 24 h",
        "no reassessment for 12 h",
        "on il-6-blocker",
        "recorded on il-6-blocker",
        "given methylprednisolone >= 15 mg/kg per dose within 30 h",
        "order of methylprednisolone by intravenous > 30 mg/kg per dose",
        "two orders of methylprednisolone by systemic",
        "recorded given methylprednisolone > 30 mg/kg per dose within 24 h",
    ):
        assert getattr(rule(text), "text", "") == text


def test_a_line_is_read_into_exact_parts() -> None:
    """Reading a line gives its fact, its comparison and its exact limit; nothing is left to be looked up."""
    extreme = rule("lowest platelets within 2 d < 100 10*9/L")
    assert isinstance(extreme, Extreme)
    assert (extreme.fact, extreme.highest, extreme.operator) == ("platelets", False, Operator.BELOW)
    order = rule("order of methylprednisolone by intravenous > 1 g per day")
    assert isinstance(order, Order)
    assert order.dose is not None
    assert (order.route, order.dose.amount, order.dose.unit) == ("intravenous", Fraction(1000), "mg")
    dose = rule("given anakinra >= 2 mg/kg per dose within 24 h")
    assert isinstance(dose, Given)
    assert dose.dose is not None
    assert (dose.dose.basis, dose.dose.per) == ("kg", Per.DOSE)


def test_the_verdict_stands_outside_the_population_and_a_limit_says_so() -> None:
    """Outside a criterion's population the verdict is computed as ever; what limits it is a rule of its own."""
    made = page("ferritin > 684 ng/mL", "ferritin 700 ng/mL\nsjia no", rules={"outside": "not sjia"})
    assert made.verdict("now").value == "met"
    assert made.verdict("now", "outside").value == "met"
