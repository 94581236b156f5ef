"""Orders that are changed, and orders that cannot be held against a rule: each says what is missing."""

import pytest

from stillpath.errors import GrammarError
from tests.spec.language.book import expect, page, rule

_LIMIT = "order of methylprednisolone > 30 mg/kg per dose"
_BY_DAY = "order of methylprednisolone > 30 mg/kg per day"


def test_a_dose_change_written_in_one_minute_leaves_the_new_order() -> None:
    """A stop and a new order at the same minute: the stop ends the order that stood, not the new one."""
    expect(
        _LIMIT,
        """
        weight 20 kg, 1 d before
        order methylprednisolone 100 mg per dose every 24 h, 6 h before
        stopped methylprednisolone, 2 h before
        order methylprednisolone 1000 mg per dose every 24 h, 2 h before
        """,
        """
        3 h before  not met
        now         met
        """,
    )


def test_a_stop_in_the_minute_of_the_only_order_ends_it() -> None:
    """Where no earlier order stood, the stop can only mean the order of that minute."""
    facts = "order anakinra 100 mg per dose every 24 h, 2 h before\nstopped anakinra, 2 h before"
    expect("order of anakinra", facts, "now  not met")
    earlier = "order anakinra 50 mg per dose every 24 h, 9 h before\nstopped anakinra, 5 h before"
    expect("order of anakinra", f"{earlier}\n{facts}", "now  not met")


def test_an_order_that_ends_as_it_is_changed_stood_until_then() -> None:
    """An order whose end is the minute of the change stood before it, so the new order runs."""
    expect(
        "order of anakinra",
        """
        order anakinra 50 mg per dose every 24 h, 9 h before | ends 2 h before
        stopped anakinra, 2 h before
        order anakinra 100 mg per dose every 24 h, 2 h before
        """,
        "now  met",
    )


def test_two_changes_one_after_the_other() -> None:
    """Each stop ends what stood before it; the order of the last change runs until a stop of its own."""
    expect(
        "order of anakinra",
        """
        order anakinra 50 mg per dose every 24 h, 9 h before
        stopped anakinra, 6 h before
        order anakinra 100 mg per dose every 24 h, 6 h before
        stopped anakinra, 3 h before
        order anakinra 200 mg per dose every 24 h, 3 h before
        stopped anakinra, 1 h before
        """,
        """
        5 h before  met
        2 h before  met
        now         not met
        """,
    )


def test_a_stop_of_one_drug_leaves_another_of_its_class() -> None:
    """A stop is about its own drug, in whatever minute."""
    expect(
        "order of glucocorticoid",
        "order prednisolone 20 mg per dose every 24 h, 5 h before\nstopped methylprednisolone, 1 h before",
        "now  met",
    )


@pytest.mark.parametrize(
    "line, order, why",
    [
        (_LIMIT, "order methylprednisolone", "the amount is not told"),
        (_LIMIT, "order methylprednisolone 16 mL per dose every 24 h", "the unit cannot be compared"),
        (_BY_DAY, "order methylprednisolone 1000 mg per dose", "how often is not told"),
    ],
)
def test_an_order_that_cannot_be_held_against_a_dose_says_why(line: str, order: str, why: str) -> None:
    """The reason is the order's own: with a current weight it is never the weight."""
    expect(line, f"weight 20 kg\n{order}", f"now  unknown  {why}")
    expect(
        line.replace("order of", "given"), f"weight 20 kg\n{order.replace('order', 'given')}", f"now  unknown  {why}"
    )


def test_a_route_that_is_not_told_is_unknown() -> None:
    """`by intravenous` is unknown for an order without a route, or with one that is not known, or with two."""
    line = "order of methylprednisolone by intravenous"
    order = "order methylprednisolone 600 mg per dose every 24 h"
    why = "the route is not told, or not known"
    expect(line, order, f"now  unknown  {why}")
    expect(line, f"{order}, by wherever", f"now  unknown  {why}")
    expect(line, f"{order}, by IV or oral", f"now  unknown  {why}")
    expect(line, f"{order}, by IV infusion", "now  met")
    expect(line, f"{order}, by subcutaneous", "now  not met")


def test_a_route_that_is_not_told_matters_only_if_the_dose_does() -> None:
    """An order below the limit does not meet the line by any route; one above it may."""
    line = f"{_LIMIT.replace(' >', ' by intravenous >')}"
    expect(line, "weight 20 kg\norder methylprednisolone 600 mg per dose every 24 h", "now  not met")
    expect(line, "weight 20 kg\norder methylprednisolone 601 mg per dose every 24 h", "now  unknown")


def test_only_a_known_route_stands_after_by() -> None:
    """A route that no order can have would never be met: it is refused."""
    with pytest.raises(GrammarError, match="'iv' is not a route"):
        rule("order of anakinra by iv")


def test_one_drug_by_two_routes() -> None:
    """An order by the route meets the line though another's route is not told."""
    made = page(
        "order of anakinra by subcutaneous",
        "order anakinra 50 mg per dose every 24 h\norder anakinra 50 mg per dose every 12 h, by subcutaneous",
    )
    assert made.verdict("now").value == "met"
