"""The alerts about orders agree with the ceilings: at a ceiling they are silent, above it they speak."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest

from stillpath.engine import Decision
from stillpath.model import Per, Verdict, leaves
from stillpath.model.rules import All, Any, Node, Order
from stillpath.timeline import Medication, MedicationKind
from stillpath.units import Operator
from tests.proof.pieces import AT, Child, knowledge, light
from tests.proof.tables import SLOTS, limits_on

_Limit = tuple[str, str, str, str, Fraction]
"""Slot, unit, basis, per and the most."""
_ROUNDING = Fraction(105, 100)
_CHILD = Child(Fraction(2304, 100), Fraction(100), date(2016, 6, 15))
"""A child of 0.8 m2 exactly."""
_OF_WHOM = ("sjia-known-or-suspected", "weight ")
"""What may stand beside the order in an alert about its size: of whom it speaks, and nothing that was given."""

_A_DAY = "the limit of a day speaks for it: so much a dose is that much divided as it is printed"
_NO_WEEK = "the language has no week: a limit of a day stands for it"
_NO_SLOT = "an order does not say which slot it is for"
_GAP = "no alert is held: a gap"
NOT_CHALLENGED: Mapping[str, str] = {
    "anakinra/moderate mg/kg dose": _A_DAY,
    "anakinra/moderate mg day": "100 mg a dose and 10 mg per kg a day are challenged",
    "anakinra/critical mg/kg dose": _A_DAY,
    "anakinra/still-disease mg/kg day": _NO_SLOT,
    "anakinra/still-disease mg day": f"{_NO_SLOT}; 100 mg a dose is challenged",
    "ciclosporin/oral mg/kg dose": _A_DAY,
    "ciclosporin/intravenous mg/kg dose": _A_DAY,
    "dexamethasone/cns mg/m2 dose": _A_DAY,
    "emapalumab/mas-first mg/kg dose": "sources allow the dose to be raised to 10 mg per kg",
    "emapalumab/mas-next mg/kg dose": "sources allow the dose to be raised to 10 mg per kg",
    "etoposide/mas mg/m2 week": _NO_WEEK,
    "fresh-frozen-plasma/bleeding mL/kg dose": _GAP,
    "methotrexate/maintenance mg/m2 week": _NO_WEEK,
    **{
        f"methylprednisolone/{slot} {limit}": f"{_NO_SLOT}: up to the limit of a pulse it may be one"
        for slot in ("step-down", "moderate-low")
        for limit in ("mg/kg dose", "mg/kg day", "mg day")
    },
    "platelet-concentrate/bleeding mL/kg dose": _GAP,
    "platelet-concentrate/bleeding unit dose": _GAP,
}
"""Limits of a slot above which no order is challenged at once, with the reason."""


def _ceilings() -> tuple[_Limit, ...]:
    """The lowest limit of each slot in each count; of a limit for a band of weight the one of each band."""
    found: dict[tuple[str, str, str, str, str], Fraction] = {}
    for slot in SLOTS:
        for limit in limits_on(slot):
            key = (slot, limit.unit, limit.basis, limit.per, str(limit.weight or ""))
            found[key] = min(found.get(key, limit.most), limit.most)
    return tuple(dict.fromkeys((*key[:4], most) for key, most in found.items()))


def name_of(limit: _Limit) -> str:
    """A limit as it stands in the list: "anakinra/moderate mg/kg dose"."""
    slot, unit, basis, per, _ = limit
    return f"{slot} {unit}/{basis} {per}" if basis else f"{slot} {unit} {per}"


def speaks_from(name: str) -> str:
    """From which amount an order is challenged where it is not at the limit of the slot: "10"; empty: from none."""
    amounts = [_amount(leaf) for limit in _ceilings() if name_of(limit) == name for leaf in _lines(limit)]
    return f"{float(min(amounts)):g}" if amounts else ""


def _lines(limit: _Limit) -> list[Order]:
    """The lines of alerts that speak of an order of so much of a slot's drug, by its routes, from its limit up."""
    slot, unit, basis, per, most = limit
    found = []
    for alert in knowledge().alerts.values():
        for leaf in _alone(alert.when):
            dose = leaf.dose
            if dose is None or leaf.operator not in (Operator.ABOVE, Operator.AT_LEAST):
                continue
            count = (leaf.drug, dose.unit, dose.basis, dose.per.value)
            by = not leaf.route or leaf.route in SLOTS[slot][2]
            if count == (slot.partition("/")[0], unit, basis, per) and by and _amount(leaf) >= most:
                found.append(leaf)
    return found


def _alone(rule: Node) -> Iterator[Order]:
    """The orders of a rule that speak by themselves, with nothing beside them but of whom it speaks."""
    if isinstance(rule, Order):
        yield rule
    elif isinstance(rule, Any):
        for item in rule.items:
            yield from _alone(item)
    elif isinstance(rule, All):
        others = [leaf for item in rule.items for leaf in leaves(item)]
        asked = [item for item in rule.items if not str(getattr(item, "text", "")).startswith(_OF_WHOM)]
        if others and len(asked) == 1:
            yield from _alone(asked[0])


def _challenges(limit: _Limit) -> list[Order]:
    """Those that speak right above the limit, or at most 5 % above it, for rounding."""
    return [leaf for leaf in _lines(limit) if leaf.operator is Operator.ABOVE and _amount(leaf) <= limit[4] * _ROUNDING]


def _amount(leaf: Order) -> Fraction:
    dose = leaf.dose
    assert dose is not None
    return dose.amount if dose.policy is None else knowledge().policy[dose.policy].value.amount


def _ordered(leaf: Order, amount: Fraction) -> Decision:
    """A child with one order, a plain amount for its size, of a line's drug, count and route."""
    dose = leaf.dose
    assert dose is not None
    size = {"": Fraction(1), "kg": _CHILD.weight, "m2": Fraction(8, 10)}[dose.basis]
    assert size is not None
    every = timedelta(days=1) if dose.per is Per.DAY else timedelta(days=7)
    at = AT - timedelta(hours=1)
    order = Medication(
        "order",
        leaf.drug,
        MedicationKind.ORDERED,
        at,
        at,
        amount * size,
        dose.unit,
        "",
        Per.DOSE,
        leaf.route or "",
        every,
    )
    return light(_CHILD, (order,))


@pytest.mark.parametrize("limit", _ceilings(), ids=name_of)
def test_an_order_above_a_ceiling(limit: _Limit) -> None:
    """Just above the ceiling of a slot, or above the 5 % an alert leaves for rounding, an order is challenged.

    At the ceiling it is not. Each slot is held against its own limit, and not against the highest of its drug.
    """
    most = limit[4]
    lines = _challenges(limit)
    if name_of(limit) in NOT_CHALLENGED:
        assert not lines, "it is challenged now: take it off the list"
        return
    assert lines
    for leaf in lines:
        assert _ordered(leaf, most).evaluate(leaf).verdict is Verdict.NOT_MET
        assert _ordered(leaf, _amount(leaf)).evaluate(leaf).verdict is Verdict.NOT_MET
        assert _ordered(leaf, _amount(leaf) * Fraction(1000001, 1000000)).evaluate(leaf).verdict is Verdict.MET


def test_every_limit_has_its_place() -> None:
    """What is listed as not challenged is a limit of a slot."""
    assert set(NOT_CHALLENGED) <= {name_of(limit) for limit in _ceilings()}


def test_from_where_an_order_is_challenged() -> None:
    """Where a slot's own limit is not challenged, the report tells from where an order is: a step down from a pulse."""
    assert speaks_from("methylprednisolone/step-down mg/kg day") == "31.5"
    assert speaks_from("fresh-frozen-plasma/bleeding mL/kg dose") == ""
