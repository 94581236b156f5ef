"""A default dose above the limit of an alert on an order of it is a problem of the knowledge."""

from dataclasses import replace
from fractions import Fraction

import pytest

from stillpath.library.check_limits import check_limits
from stillpath.model import Knowledge


def _with(knowledge: Knowledge, amount: int, computes: bool = True) -> Knowledge:
    """The knowledge with another usual amount of ciclosporin by mouth."""
    drug = knowledge.drugs["ciclosporin"]
    doses = tuple(
        replace(one, usual=Fraction(amount), computes=computes) if one.id == "halyabar-oral" else one
        for one in drug.doses
    )
    return replace(knowledge, drugs={**knowledge.drugs, drug.id: replace(drug, doses=doses)})


def test_what_is_shipped_lies_below_every_limit(knowledge: Knowledge) -> None:
    """No default is an order that an alert would question by its amount alone."""
    assert not list(check_limits(knowledge))


@pytest.mark.parametrize("amount, alerts", [(3, []), (5, []), (6, ["ciclosporin-high"])])
def test_a_default_above_a_limit_is_told(knowledge: Knowledge, amount: int, alerts: list[str]) -> None:
    """At the limit itself nothing is; above it the slot and the alert are named."""
    found = [one.problem for one in check_limits(_with(knowledge, amount))]
    assert [one.split("alert ")[1].split("'")[1] for one in found] == alerts
    assert all("the default of 'oral' lies above the limit of the alert" in one for one in found)


def test_a_tenfold_dose_is_above_every_limit_of_it(knowledge: Knowledge) -> None:
    """The limit for another route is not its own, and a record that computes nothing is none."""
    found = [one.problem for one in check_limits(_with(knowledge, 30))]
    assert len(found) == 2
    assert not any("intravenous" in one for one in found)
    assert not list(check_limits(_with(knowledge, 30, computes=False)))
