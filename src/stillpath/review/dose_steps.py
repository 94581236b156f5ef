"""How far a changed dose is from the one before, in words, and whether it is so far that it comes first."""

import re
from fractions import Fraction

__all__ = ["is_far", "step_text"]

_AMOUNT = re.compile(r"(?P<amount>\d+(?:\.\d+)?) (?P<counted>.+) \((?P<record>[^()]+)\)")
_FAR = Fraction(1, 4)
"""The share of a dose above which a change of it is put first: a page's order, and no judgement of the dose."""


def step_text(was: str, now: str) -> str:
    """How far two doses are apart, each as a plan tells it; "" where they cannot be held side by side.

    >>> step_text("30 mg per dose (label)", "300 mg per dose (label)"), step_text("50 mg a (x)", "70 mg a (x)")
    ('x 10', 'up 40 %')
    >>> step_text("50 mg per dose (x)", "25 mg per dose (x)"), step_text("", "70 mg per dose (x)")
    ('down 50 %', '')
    """
    ratio = _ratio(was, now)
    if ratio is None or ratio == 1:
        return ""
    if ratio >= 2:
        return f"x {float(round(ratio, 1)):g}"
    return f"{'up' if ratio > 1 else 'down'} {max(1, round(abs(ratio - 1) * 100))} %"


def is_far(was: str, now: str) -> bool:
    """Whether a dose changes by more than a quarter, or is counted in another way, or comes or goes altogether.

    >>> is_far("50 mg a (x)", "70 mg a (x)"), is_far("50 mg a (x)", "60 mg a (x)"), is_far("", "60 mg a (x)")
    (True, False, True)
    """
    ratio = _ratio(was, now)
    return ratio is None or abs(ratio - 1) > _FAR


def _ratio(was: str, now: str) -> Fraction | None:
    """How many times the dose before a dose is; None where one is missing, nought or counted in another way."""
    one, other = _AMOUNT.fullmatch(was), _AMOUNT.fullmatch(now)
    if one is None or other is None or one["counted"] != other["counted"] or not Fraction(one["amount"]):
        return None
    return Fraction(other["amount"]) / Fraction(one["amount"])
