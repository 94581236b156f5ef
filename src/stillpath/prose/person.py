"""Who a page is about: sex, age, weight, height, diagnosis."""

from fractions import Fraction

from stillpath.care import DOES_NOT_FIT, Plan, size_of
from stillpath.model import Verdict
from stillpath.prose.doses import weight_text
from stillpath.prose.words import Clock, interval_text, listed

__all__ = ["age_text", "child_text", "dosed_by", "person_text"]


def child_text(plan: Plan) -> str:
    """Sex and age: "girl 6 y 1 m", or that one of them is not known."""
    known = plan.decision.known
    words = {"female": "girl", "male": "boy"}
    age = known.value("age").interval if "age" in known.knowledge.facts else None
    who = words.get(known.view.timeline.patient.sex or "", "child, sex not known")
    return who + (f" {age_text(age.low)}" if age else ", age not known")


def person_text(plan: Plan, clock: Clock) -> str:
    """Who it is about: sex, age, weight with its time, height, diagnosis; what is missing says so."""
    known = plan.decision.known
    parts = [child_text(plan)]
    weight = known.view.latest("weight")
    current = known.value("weight").interval is not None
    if weight is None or weight.interval is None:
        parts.append("WEIGHT NOT RECORDED")
    else:
        other = dosed_by(plan, clock)
        parts.append("; ".join(other) if other else weight_text(weight, clock) + ("" if current else " TOO OLD"))
        unchecked = current and plan.decision.now.verdict(DOES_NOT_FIT) is Verdict.UNKNOWN
        parts += ["weight not checked for age"] if unchecked else []
    height = known.value("height")
    if height.interval is not None:
        parts.append(interval_text(height.interval, known.knowledge.facts["height"].unit))
    if known.value("sjia").truth:
        parts.append("sJIA")
    elif known.value("suspected-sjia").truth:
        parts.append("suspected sJIA")
    else:
        parts.append("sJIA not recorded")
    return " · ".join(parts)


def dosed_by(plan: Plan, clock: Clock) -> tuple[str, str] | None:
    """The weight that doses are counted by, and those not used, where that is another than the newest; else None.

    None too where no dose is counted by a weight: there is no current one, or it cannot be right.
    """
    size = size_of("kg", plan.decision)
    newest = plan.decision.known.view.latest("weight")
    if size is None or size.doubtful or newest is None or newest.low == size.amount:
        return None
    told = []
    for one in size.others:
        taken = clock.taken(one, plan.decision.now.at)
        told.append(f"{interval_text(one.interval, 'kg')}" + (f" ({taken})" if taken else "") if one.interval else "")
    return f"DOSED BY {weight_text(size.used[0], clock)}", f"{listed(told)} not used"


def age_text(years: Fraction) -> str:
    """An age of this many years: in months below two years, in years and months below twelve.

    >>> age_text(Fraction(7)).split(), age_text(Fraction(73, 12)).split()
    (['7', 'y'], ['6', 'y', '1', 'm'])
    """
    months = int(years * 12)
    if months < 24:
        return f"{months}\u00a0months" if months else "under 1\u00a0month"
    return f"{months // 12}\u00a0y" + (f" {months % 12}\u00a0m" if months % 12 and months < 144 else "")
