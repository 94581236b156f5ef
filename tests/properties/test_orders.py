"""Laws of what is on order: how orders are cut changes nothing that is counted by the day."""

from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from stillpath.engine import Decision
from stillpath.model import Dose, Per, Verdict
from stillpath.model.rules import Order
from stillpath.timeline import Medication, MedicationKind
from stillpath.units import Operator
from tests.proof.pieces import AT, Child, light

_HOUR = timedelta(hours=1)
_CHILD = Child(Fraction(20))
_AMOUNTS = st.integers(1, 800).map(Fraction)
_EVERY = st.sampled_from((6, 8, 12, 24, 48, 168)).map(lambda hours: hours * _HOUR)
_ORDERS = st.lists(st.tuples(_AMOUNTS, _EVERY), min_size=1, max_size=4)


def _of(orders: list[tuple[Fraction | None, timedelta | None]]) -> Decision:
    return light(
        _CHILD,
        tuple(
            Medication(
                f"order-{place}",
                "anakinra",
                MedicationKind.ORDERED,
                AT - (place + 1) * _HOUR,
                AT - (place + 1) * _HOUR,
                amount,
                "mg",
                every=every,
            )
            for place, (amount, every) in enumerate(orders)
        ),
    )


def _said(orders: list[tuple[Fraction | None, timedelta | None]], operator: Operator, limit: Fraction) -> Verdict:
    line = Order("anakinra", "", None, operator, Dose(limit, "mg", "kg", Per.DAY, ""))
    return _of(orders).evaluate(line).verdict


@given(_ORDERS, st.sampled_from(tuple(Operator)), st.integers(1, 60).map(Fraction))
def test_several_orders_are_judged_as_the_one_they_make(
    orders: list[tuple[Fraction, timedelta]], operator: Operator, limit: Fraction
) -> None:
    """Against so much a day, orders of one drug are judged as the one order of their sum."""
    total = sum((amount * Fraction(24 * 3600, int(every.total_seconds())) for amount, every in orders), Fraction(0))
    assert _said([*orders], operator, limit) is _said([(total, 24 * _HOUR)], operator, limit)


@given(_ORDERS, st.sampled_from((Operator.ABOVE, Operator.AT_LEAST)), st.integers(1, 60).map(Fraction))
def test_one_more_order_never_hides_that_it_is_too_much(
    orders: list[tuple[Fraction, timedelta]], operator: Operator, limit: Fraction
) -> None:
    """An order more, also one that tells no amount, leaves what is above a limit above it, and nothing surely below."""
    before = _said([*orders], operator, limit)
    after = _said([*orders, (None, None)], operator, limit)
    assert after is (Verdict.MET if before is Verdict.MET else Verdict.UNKNOWN)
