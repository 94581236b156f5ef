"""Drugs: on board, given, ordered. An order alone is not a dose, and silence is not "none"."""

import pytest

from tests.spec.language.book import expect, page

_NOT_COVERED = "unknown  none recorded, and the record is not declared complete"


def test_on_board_lasts_as_long_as_the_drug_does() -> None:
    """`on anakinra` is met within the drug's own time on board after a dose; then nothing is known."""
    expect(
        "on anakinra",
        "given anakinra 100 mg",
        f"""
        3 d later             met
        just after 3 d later  {_NOT_COVERED}
        """,
    )


def test_on_board_by_a_statement_or_a_running_order() -> None:
    """A drug that is stated as being taken, or on a running order, is on board until it is stopped or ends."""
    expect("on tocilizumab", "on tocilizumab, 300 d before", "now  met")
    expect("on anakinra", "order anakinra 100 mg per dose every 24 h, 30 d before", "now  met")
    expect(
        "on tocilizumab",
        "on tocilizumab, 30 d before\nstopped tocilizumab, 2 d before",
        f"3 d before  met\nnow  {_NOT_COVERED}",
    )


def test_an_order_with_an_end_runs_up_to_it() -> None:
    """An order that ends is running before its end, and not at it."""
    expect(
        "on anakinra",
        "order anakinra 100 mg per dose every 24 h, 30 d before | ends 3 h before",
        f"4 h before  met\n3 h before  {_NOT_COVERED}",
    )


def test_a_stop_ends_what_began_before_it_only() -> None:
    """A new order after a stop runs again."""
    expect(
        "order of anakinra",
        """
        order anakinra 100 mg per dose every 24 h, 6 h before
        stopped anakinra, 4 h before
        order anakinra 50 mg per dose every 24 h, 2 h before
        """,
        """
        5 h before  met
        3 h before  not met
        now         met
        """,
    )


def test_not_on_board_needs_coverage() -> None:
    """That a drug is not on board is known only where the drugs given are declared complete for as long as it lasts."""
    expect("on anakinra", "coverage medication_given 3 d", "now  not met")
    expect("on anakinra", "coverage medication_given 2 d", f"now  {_NOT_COVERED}")
    expect("on tocilizumab", "coverage medication_given 3 d", f"now  {_NOT_COVERED}")


def test_a_class_stands_for_each_of_its_drugs() -> None:
    """`on il-6-blocker` is met by any drug of that class."""
    expect("on il-6-blocker", "given tocilizumab 200 mg, 20 d before", "now  met")
    expect("given glucocorticoid within 24 h", "given prednisolone 20 mg, 3 h before", "now  met")
    expect("order of glucocorticoid", "order methylprednisolone 600 mg per dose every 24 h", "now  met")


def test_given_looks_back_so_far_both_ends_included() -> None:
    """`given anakinra within 24 h` is met by a dose up to exactly 24 h ago."""
    expect(
        "given anakinra within 24 h",
        "given anakinra 100 mg",
        f"24 h later  met\njust after 24 h later  {_NOT_COVERED}",
    )


def test_an_order_alone_is_not_given() -> None:
    """An order, or a statement that a drug is taken, is no administration."""
    for fact in ("order anakinra 100 mg per dose every 24 h", "on anakinra"):
        expect("given anakinra within 24 h", fact, f"now  {_NOT_COVERED}")


def test_not_given_needs_coverage_of_the_whole_window() -> None:
    """That nothing was given is known only inside what is declared complete."""
    line = "given anakinra within 24 h"
    expect(line, "", f"now  {_NOT_COVERED}")
    expect(line, "coverage medication_given 24 h", "now  not met\n1 h later  unknown")
    expect(line, "coverage medication_given 23 h", f"now  {_NOT_COVERED}")
    expect(line, "given anakinra 100 mg, 30 h before\ncoverage medication_given 30 h", "now  not met")


def test_given_at_all_is_never_denied() -> None:
    """Without a window no record reaches back far enough to say *never*."""
    expect("given anakinra", "given anakinra 100 mg, 300 d before", "now  met")
    expect("given anakinra", "coverage medication_given 3000 d", "now  unknown")


@pytest.mark.parametrize(
    "dose, verdict",
    [
        ("given methylprednisolone 300 mg", "met"),
        ("given methylprednisolone 299 mg", "not met"),
        ("given methylprednisolone 0.3 g", "met"),
        ("given methylprednisolone", "unknown  the amount is not told"),
    ],
)
def test_a_dose_may_be_asked_for_by_weight(dose: str, verdict: str) -> None:
    """`given X >= 15 mg/kg per dose` divides each dose by the weight."""
    facts = f"{dose}\nweight 20 kg, 1 h before\ncoverage medication_given 2 d"
    expect("given methylprednisolone >= 15 mg/kg per dose within 24 h", facts, f"now  {verdict}")


def test_without_a_weight_a_dose_by_weight_is_unknown() -> None:
    """Without a weight nobody can say how much a dose was per kg."""
    expect(
        "given methylprednisolone >= 15 mg/kg per dose within 24 h",
        "given methylprednisolone 600 mg",
        "now  unknown  no current weight or height",
    )


def test_a_dose_is_judged_by_the_weight_of_its_own_time() -> None:
    """A dose is divided by the last weight before it, else by the first one after."""
    line = "given methylprednisolone >= 15 mg/kg per dose within 30 d"
    expect(
        line,
        "weight 20 kg, 10 d before\ngiven methylprednisolone 300 mg, 9 d before\nweight 30 kg, 1 d before",
        "now  met",
    )
    expect(
        line, "given methylprednisolone 300 mg, 9 d before\nweight 20 kg, 1 d before", "2 d before  unknown\nnow  met"
    )


def test_given_since_an_event_looks_back_to_it() -> None:
    """`given anakinra since high-ferritin` looks for doses since the criterion's spell began."""
    rules = {"high-ferritin": "ferritin > 684 ng/mL"}
    line = "given anakinra since high-ferritin"
    expect(line, "ferritin 700 ng/mL, 10 h before\ngiven anakinra 100 mg, 9 h before", "now  met", rules=rules)
    expect(
        line,
        "ferritin 700 ng/mL, 10 h before\ngiven anakinra 100 mg, 11 h before\ncoverage medication_given 11 h",
        "now  not met",
        rules=rules,
    )
    expect(
        line, "given anakinra 100 mg, 11 h before", "now  unknown  has not happened, as far as is recorded", rules=rules
    )


def test_given_since_an_event_without_enough_coverage_asks_no_clock() -> None:
    """Coverage that begins after the event stays too short for ever; no instant is waited for."""
    made = page(
        "given anakinra since high-ferritin",
        "ferritin 700 ng/mL, 10 h before\ncoverage medication_given 9 h",
        rules={"high-ferritin": "ferritin > 684 ng/mL"},
    )
    assert made.verdict("now").value == "unknown"
    assert made.holds_until("now") is None


_ORDER = "order of methylprednisolone > policy pulse-order-limit per dose"


@pytest.mark.parametrize(
    "order, verdict",
    [
        ("order methylprednisolone 631 mg per dose every 24 h", "met"),
        ("order methylprednisolone 630 mg per dose every 24 h", "not met"),
        ("order methylprednisolone 1 g per day every 24 h", "met"),
        ("order methylprednisolone 1 g per day every 12 h", "not met"),
        ("order methylprednisolone 40 mg/kg per dose every 24 h", "met"),
        ("order methylprednisolone 30 mg/kg per dose every 24 h", "not met"),
        ("order methylprednisolone", "unknown  the amount is not told"),
    ],
)
def test_an_order_is_held_against_a_dose(order: str, verdict: str) -> None:
    """`order of X > LIMIT per dose` looks at each running order, by weight, and counted by dose or by day."""
    expect(_ORDER, f"weight 20 kg, 1 h before\n{order}", f"now  {verdict}")


def test_no_running_order_is_not_met() -> None:
    """No order is no order: the line is not met, and asks for no coverage."""
    expect(_ORDER, "", "now  not met")
    expect("order of anakinra", "on anakinra\ngiven anakinra 100 mg", "now  not met")


def test_an_order_without_a_weight_is_unknown() -> None:
    """An order in milligrams says nothing per kg without a weight."""
    expect(_ORDER, "order methylprednisolone 1000 mg per dose every 24 h", "now  unknown  no current weight or height")


def test_any_running_order_may_meet_the_line() -> None:
    """Of several running orders one is enough."""
    expect(
        _ORDER,
        """
        weight 20 kg, 1 d before
        order methylprednisolone 1000 mg per dose every 24 h, 6 h before
        order methylprednisolone 100 mg per dose every 24 h, 1 h before
        """,
        "now  met",
    )


def test_an_order_by_a_route() -> None:
    """`by intravenous` takes the orders of that route only."""
    line = "order of methylprednisolone by intravenous"
    expect(line, "order methylprednisolone 600 mg per dose every 24 h, by intravenous", "now  met")
    expect(line, "order methylprednisolone 600 mg per dose every 24 h, by oral", "now  not met")


def test_a_dose_by_surface_needs_weight_and_height() -> None:
    """An amount per m2 is worked out with the current body surface; once its weight is too old, the line is unknown."""
    expect(
        "order of methylprednisolone >= 500 mg/m2 per day",
        "weight 20 kg\nheight 125 cm\norder methylprednisolone 600 mg per day every 24 h",
        """
        now                   met
        7 d later             met
        just after 7 d later  unknown  no current weight or height
        """,
    )
    expect(
        "order of methylprednisolone >= 500 mg/m2 per day",
        "weight 20 kg\norder methylprednisolone 600 mg per day every 24 h",
        "now  unknown  no current weight or height",
    )


_RECORDED = "recorded given methylprednisolone > 30 mg/kg per dose within 24 h"


def test_a_recorded_dose_is_held_against_a_dose_and_silence_says_no() -> None:
    """`recorded given X > D` asks for no coverage: a dose recorded in the window meets it, silence does not."""
    weight = "weight 20 kg, 2 d before"
    expect(_RECORDED, weight, "now  not met")
    expect(_RECORDED, f"{weight}\ngiven methylprednisolone 600 mg, 2 h before", "now  not met")
    expect(
        _RECORDED,
        f"{weight}\ngiven methylprednisolone 601 mg, 2 h before",
        "3 h before  not met\nnow  met\n22 h later  met\njust after 22 h later  not met",
    )
    expect(_RECORDED, f"{weight}\norder methylprednisolone 601 mg per dose every 24 h", "now  not met")


def test_a_recorded_dose_that_cannot_be_compared_is_unknown() -> None:
    """A dose without an amount, or without a weight to hold it against, is not passed over."""
    expect(_RECORDED, "weight 20 kg\ngiven methylprednisolone, 2 h before", "now  unknown  the amount is not told")
    expect(_RECORDED, "given methylprednisolone 600 mg, 2 h before", "now  unknown  no current weight or height")


def test_recorded_on_looks_at_what_runs_only() -> None:
    """`recorded on X` is met by an order or a statement without a stop; silence, and a dose given, say no."""
    line = "recorded on anakinra"
    expect(line, "on anakinra, 30 d before", "now  met")
    expect(line, "order anakinra 100 mg per dose every 24 h", "now  met")
    expect(line, "on anakinra, 30 d before\nstopped anakinra, 1 h before", "2 h before  met\nnow  not met")
    expect(line, "given anakinra 100 mg, 1 h before", "now  not met")
    expect(line, "", "now  not met")


_TWICE = "two orders of methylprednisolone"
_OTHER = "order methylprednisolone 40 mg per dose every 12 h, 2 h before"


def test_two_orders_of_one_drug() -> None:
    """`two orders of X` is met while two orders of it run, whatever their amounts; a stopped one is not one."""
    first = "order methylprednisolone, 6 h before"
    expect(_TWICE, f"{first}\n{_OTHER}", "3 h before  not met\nnow  met")
    expect(_TWICE, f"{first} | ends 1 h before\n{_OTHER}", "2 h before  met\nnow  not met")
    expect(_TWICE, f"{first}\nstopped methylprednisolone, 3 h before\n{_OTHER}", "now  not met")
    expect(_TWICE, f"{_OTHER}\ngiven methylprednisolone 40 mg\non methylprednisolone", "now  not met")


def test_two_orders_of_a_class_are_of_one_drug_of_it() -> None:
    """Two drugs of a class with one order each are not two orders of a drug."""
    other = "order prednisolone 20 mg per dose every 12 h"
    expect("two orders of glucocorticoid", f"{other}\n{_OTHER}", "now  not met")
    expect("two orders of glucocorticoid", f"{other}, 2 h before\n{other}", "now  met")


def test_two_orders_by_a_route() -> None:
    """With `by`, both are by that route; where one does not tell its own, it is unknown."""
    line = f"{_TWICE} by intravenous"
    vein = "order methylprednisolone 40 mg per dose every 12 h, by intravenous"
    expect(line, f"{vein.replace(', by', ', 1 h before, by')}\n{vein}", "now  met")
    expect(line, f"{vein}\n{_OTHER}", "now  unknown  the route is not told, or not known")
    expect(line, f"{vein}\n{vein.replace('intravenous', 'oral')}", "now  not met")


def test_by_a_systemic_route() -> None:
    """`by systemic` leaves out local routes only; an order that tells no route counts."""
    line = "order of methylprednisolone by systemic"
    vein = "order methylprednisolone 40 mg per dose every 12 h, by intravenous"
    expect(line, vein, "now  met")
    expect(line, _OTHER, "now  met")
    for local in ("inhaled", "intra-articular", "intrathecal", "ophthalmic", "topical"):
        expect(line, vein.replace("intravenous", local), "now  not met")


_A_DAY = "order of methylprednisolone > 30 mg/kg per day"
_FIFTEEN = "order methylprednisolone 300 mg per dose every 24 h, 6 h before"


@pytest.mark.parametrize(
    "second, verdict",
    [
        ("order methylprednisolone 301 mg per dose every 24 h", "met"),
        ("order methylprednisolone 300 mg per dose every 24 h", "not met"),
        ("order methylprednisolone 8 mg/kg per dose every 12 h", "met"),
        ("order methylprednisolone 600 mg per dose every 48 h", "not met"),
        ("order methylprednisolone 0.3 g per day", "not met"),
        ("order methylprednisolone", "unknown  the amount is not told"),
        ("order methylprednisolone 10 mg per dose", "unknown  how often is not told"),
        ("order anakinra 600 mg per dose every 24 h", "not met"),
    ],
)
def test_the_orders_of_one_drug_count_together_in_a_day(second: str, verdict: str) -> None:
    """Against so much per day, all running orders of one drug are added up, however each is written."""
    expect(_A_DAY, f"weight 20 kg, 1 d before\n{_FIFTEEN}\n{second}", f"now  {verdict}")


def test_two_orders_are_each_alone_against_a_dose() -> None:
    """Against so much per dose, nothing is added up."""
    line = "order of methylprednisolone > 15 mg/kg per dose"
    expect(line, f"weight 20 kg, 1 d before\n{_FIFTEEN}\n{_FIFTEEN.replace('6 h', '5 h')}", "now  not met")


def test_what_cannot_be_counted_hides_no_order_that_is_too_much_alone() -> None:
    """An order without an amount leaves no doubt where the others already pass the limit; `<` is then not met."""
    story = """
        weight 20 kg, 1 d before
        order methylprednisolone 400 mg per dose every 24 h, 6 h before
        order methylprednisolone 201 mg per dose every 24 h, 5 h before
        order methylprednisolone, 4 h before
        """
    expect(_A_DAY, story, "now  met")
    expect("order of methylprednisolone < 30 mg/kg per day", story, "now  not met")
    expect("order of methylprednisolone < 31 mg/kg per day", story, "now  unknown  the amount is not told")


def test_a_stopped_or_ended_order_no_longer_counts() -> None:
    """Only what runs is added up: not what was stopped, has ended, or was replaced in the same minute."""
    story = (
        f"weight 20 kg, 1 d before\n{_FIFTEEN} | ends 1 h before\norder methylprednisolone 400 mg per dose every 24 h"
    )
    expect(_A_DAY, story, "2 h before  not met\nnow  not met")
    expect(
        _A_DAY,
        f"""
        weight 20 kg, 1 d before
        {_FIFTEEN}
        stopped methylprednisolone, 3 h before
        order methylprednisolone 400 mg per dose every 24 h, 3 h before
        """,
        "now  not met",
    )


def test_the_line_names_every_order_it_added_up() -> None:
    """The orders that together pass a limit are all named, with their sum."""
    made = page(_A_DAY, f"weight 20 kg, 1 d before\n{_FIFTEEN}\norder methylprednisolone 400 mg per dose every 24 h")
    line = made.line("now")
    assert len(line.used) == 2
    assert line.value is not None
    assert line.value.low == 35


def test_of_a_class_each_drug_is_added_up_by_itself() -> None:
    """No sum runs over two drugs: their milligrams are not alike."""
    story = """
        weight 20 kg, 1 d before
        order methylprednisolone 400 mg per dose every 24 h
        order prednisolone 400 mg per dose every 24 h
        """
    expect("order of glucocorticoid > 30 mg/kg per day", story, "now  not met")
    expect("order of glucocorticoid > 19 mg/kg per day", story, "now  met")


def test_a_sum_by_a_route_and_an_order_without_one() -> None:
    """An order that names no route may belong to the sum: unknown where that matters."""
    line = "order of methylprednisolone by intravenous > 30 mg/kg per day"
    known = "weight 20 kg, 1 d before\norder methylprednisolone 400 mg per dose every 24 h, by intravenous"
    expect(line, f"{known}\n{_FIFTEEN}", "now  unknown  the route is not told, or not known")
    expect(line, f"{known}\norder methylprednisolone 200 mg per dose every 24 h", "now  not met")
    expect(line, f"{known}\norder methylprednisolone 400 mg per dose every 24 h, by oral", "now  not met")
    alone = "order methylprednisolone 400 mg per dose every 24 h"
    low = "order of methylprednisolone by intravenous < 30 mg/kg per day"
    expect(low, f"weight 20 kg, 1 d before\n{alone}", "now  unknown  the route is not told, or not known")


def test_doses_that_were_given_are_counted() -> None:
    """`at least 3 times within 72 h` is met by three in the window; two are *not met* only inside coverage."""
    line = "given anakinra at least 3 times within 72 h"
    two = "given anakinra 100 mg, 49 h before\ngiven anakinra 100 mg, 25 h before"
    three = f"{two}\ngiven anakinra 100 mg, 1 h before"
    expect(line, three, "now  met\n23 h later  met\n24 h later  unknown")
    expect(line, two, "now  unknown")
    expect(line, f"{two}\ncoverage medication_given 72 h", "now  not met")
