"""A dose in the one fixed order, and the working under it, so that a second person can check every step."""

from fractions import Fraction

from stillpath.care import DoseLine, ShownConflict, ShownSide
from stillpath.model import DoseAmount, DoseRecord, Drug, Knowledge, Per, Status
from stillpath.prose.words import Clock, amount_text, every_text, interval_text, plain_unit, quantity_text
from stillpath.timeline import Result

__all__ = [
    "counted_text",
    "dose_headline",
    "dose_working",
    "give_text",
    "length_text",
    "often_text",
    "potency_text",
    "rhythm_text",
    "route_text",
    "side_text",
    "telling_side",
    "volume_text",
    "weight_text",
]

_SIZED_BY = (("weight", "kg"), ("height", "cm"))
_STARTING = ("machine-written", "handbook")
"""The types of the two documents the project started from: what they say is shown first where it is not used."""


def dose_headline(dose: DoseLine) -> str:
    """Drug, DOSE, amount per dose, route, rate, how often, how long; or the amount per size and what is missing."""
    record = dose.record
    tail = ", ".join(part for part in (route_text(record), rhythm_text(record)) if part)
    amount, counted, per_day = counted_text(dose)
    if not amount:
        return f"{dose.drug.title}: {give_text(record.give)}, {tail}. No amount computed: {dose.why_not.rstrip('.')}."
    return f"{dose.drug.title} DOSE {amount} {counted}, {tail}" + (f" ({per_day})" if per_day else "")


def counted_text(dose: DoseLine) -> tuple[str, str, str]:
    """The amount, what it is counted per, and the day's amount where it is divided; empty where none is computed."""
    if dose.per_dose is None:
        return "", "", ""
    counted = "per day" if dose.record.give.per is Per.DAY and not dose.record.divided else "per dose"
    per_day = ""
    if dose.per_day is not None and dose.divisions > 1:
        per_day = f"{quantity_text(dose.per_day, dose.unit)} per day"
    return quantity_text(dose.per_dose, dose.unit), counted, per_day


def route_text(record: DoseRecord) -> str:
    """The route and the rate: "intravenous, over 60 min"."""
    return ", ".join(part for part in (record.route, f"over {length_text(record.over)}" if record.over else "") if part)


def rhythm_text(record: DoseRecord) -> str:
    """How often and how long: "once daily, 3 days"."""
    return ", ".join(part for part in (often_text(record), length_text(record.duration)) if part)


def dose_working(dose: DoseLine, brief: bool = False) -> str:
    """Each step: amount × size, ceiling, division, rounding; empty if nothing was computed.

    In `brief` the range that the source gives and the comparison with prednisolone are left out.
    """
    if dose.per_dose is None or dose.raw is None or dose.point is None or dose.size is None:
        return ""
    steps = []
    give = dose.record.give
    if give.basis:
        size = quantity_text(dose.size.amount, dose.size.basis, 3)
        counted = " per day" if give.per is Per.DAY else ""
        product = quantity_text(dose.raw, dose.unit, 2)
        steps.append(f"{quantity_text(dose.point, f'{dose.unit}/{give.basis}')} x {size} = {product}{counted}")
    else:
        steps.append(f"{quantity_text(dose.point, dose.unit)}, whatever the size")
    if give.low != give.high and not brief:
        low, high = (end / give.written * dose.size.amount for end in (give.low, give.high))
        here = f"{amount_text(low, 1)} to {quantity_text(high, dose.unit, 1)}"
        ceiling = " before any ceiling" if dose.record.at_most is not None else f", no ceiling in {dose.unit} held"
        steps.append(f"the source gives {give_text(give)}: {here}{ceiling}")
    if dose.ceiling is not None and dose.record.at_most is not None:
        reached = "reached, so " + quantity_text(dose.ceiling, dose.unit) if dose.capped else "not reached"
        once = give.per is Per.DAY and dose.record.at_most.per is Per.DOSE and not dose.record.divided
        taken = ", taken as one dose a day," if once else ""
        steps.append(f"ceiling {give_text(dose.record.at_most)}{taken} {reached}")
    if give.per is Per.DAY and dose.divisions > 1:
        steps.append(f"divided by {dose.divisions}")
    if dose.rounded and dose.step is not None:
        steps.append(f"rounded down to {quantity_text(dose.step, dose.unit)} steps")
    if dose.prednisolone is not None and dose.drug.potency is not None and not brief:
        steps.append(f"as prednisolone {quantity_text(dose.prednisolone, 'mg/kg', 1)} a day")
    if give.basis == "m2":
        inputs = {result.fact: result for result in dose.size.used}
        told = " and ".join(quantity_text(inputs[id].low, unit) for id, unit in _SIZED_BY if id in inputs)
        steps.append(f"surface from {told}")
    if dose.size.estimated:
        steps.append("the weight is an ESTIMATE")
    if dose.size.confirmed and dose.size.misfit:
        steps.append(f"the weight does not fit the {dose.size.against}, and somebody confirmed it")
    if dose.size.others:
        others = " and ".join(amount_text(result.low) for result in dose.size.others)
        near = "in the days around it" if dose.size.changed else "near it"
        steps.append(f"another weight was recorded {near}: {others}\u00a0kg; the lower was used, weigh again")
    return "; ".join(steps)


def volume_text(dose: DoseLine, knowledge: Knowledge) -> str:
    """The volume of a dose by the strengths that are held, and whether it is too small to be measured undiluted.

    Of an infusion it is that of the concentrate, and says so. Empty where none was computed, where no verified strength
    is typed, and for a dose by mouth.
    """
    if dose.per_dose is None or dose.unit != "mg" or "oral" in dose.record.route:
        return ""
    least = knowledge.policy["smallest-volume"].value.amount
    infused = "intravenous" in dose.record.route and bool(dose.record.over)
    told = []
    for one in dose.drug.presentation:
        if one.strength is None or one.evidence[0].status is not Status.VERIFIED:
            continue
        volume = dose.per_dose / one.strength
        digits = 2 if volume >= least else 3
        text = f"{quantity_text(dose.per_dose, 'mg')} of {quantity_text(one.strength, 'mg/mL')} is "
        text += quantity_text(volume, "mL", digits) + (" of concentrate, before dilution" if infused else "")
        told.append(f"{text}, too small to measure undiluted: pharmacy" if volume < least else text)
    return "; ".join(told)


def give_text(amount: DoseAmount) -> str:
    """An amount as a source gives it: "2 to 4 mg per kg per dose"."""
    number, unit = amount.text.partition(" per ")[0].rsplit(" ", 1)
    unit, _, basis = unit.partition("/")
    first, to, second = number.partition(" to ")
    shown = amount_text(Fraction(first)) + (f" to {amount_text(Fraction(second))}" if to else "")
    per_size = f" per {basis}" if basis else ""
    return f"{shown}\u00a0{plain_unit(unit)}{per_size} per {amount.text.rpartition(' per ')[2]}"


def length_text(text: str) -> str:
    """A length of time as a record writes it ("3 to 5 d"), in words; other words stay as they are.

    >>> length_text("3 to 5 d").replace("\u00a0", " "), length_text("from day 4 to day 16 (5 doses)")
    ('3 to 5 days', 'from day 4 to day 16 (5 doses)')
    """
    for short, long in ((" min", "\u00a0min"), (" d", "\u00a0days"), (" h", "\u00a0hours"), (" wk", "\u00a0weeks")):
        if text.endswith(short):
            return text.removesuffix(short) + long
    return text


def often_text(record: DoseRecord) -> str:
    """How often a record gives its dose: without an interval it is a single one; a day's amount may be undivided."""
    told = every_text(record.every, record.divided, record.a_week)
    return told or ("single dose" if record.give.per is Per.DOSE else "division not stated")


def potency_text(drug: Drug) -> str:
    """How strong a steroid is; empty of any other drug."""
    if drug.potency is None:
        return ""
    amount, equals = (quantity_text(side, "mg") for side in (drug.potency.amount, drug.potency.equals))
    return f"{amount} of {drug.title} are taken as equal to {equals} of prednisolone, by vein or by mouth."


def telling_side(conflict: ShownConflict, knowledge: Knowledge) -> ShownSide:
    """The side most worth a warning: the one furthest above the limit, else a starting document's, else the first."""
    others = [side for side in conflict.sides if side.side.evidence.source != conflict.conflict.default]
    above = [side for side in others if side.times_limit is not None and side.times_limit > 1]
    if above:
        return max(above, key=lambda side: side.times_limit or Fraction(0))
    starting = [side for side in others if knowledge.sources[side.side.evidence.source].type in _STARTING]
    with_figures = [side for side in (*starting, *others) if any(letter.isdigit() for letter in side.side.says)]
    return (with_figures or starting or others or list(conflict.sides))[0]


def side_text(side: ShownSide, knowledge: Knowledge) -> str:
    """Who says what; and, for a flat amount, what that would be in this child.

    One above the limit is told without its amount, so that nobody reads it as a dose beside the right one; the page of
    the conflict has it.
    """
    name = knowledge.sources[side.side.evidence.source].short
    if side.times_limit is not None and side.times_limit > 1:
        return f"{name}'s flat figure is {amount_text(side.times_limit, 1)} times the limit: not used."
    if side.per_kg is None or side.dose is None:
        return f"{name}: {side.side.says.rstrip('.')}."
    here = f"here {quantity_text(side.per_kg, side.unit, 1)}/kg"
    return f"{name} gives {give_text(side.dose.record.give)}, {here}."


def weight_text(result: Result, clock: Clock) -> str:
    """A weight with how and when it was measured: "18.4 kg (scale, 02-Mar-2026 05:50)"."""
    how = "estimated" if result.estimated else result.note
    when = "" if clock.nominal else clock.full(result.at)
    brackets = ", ".join(part for part in (how, when) if part)
    value = interval_text(result.interval, "kg") if result.interval is not None else ""
    return f"{value}" + (f" ({brackets})" if brackets else "")
