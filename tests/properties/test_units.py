"""Laws of numbers and units: exact from the file to the verdict."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from stillpath.intake.json_door import Number
from stillpath.intake.received import PatientRecord, Received
from stillpath.library.grammar import Vocabulary, parse_line
from stillpath.model import Verdict
from stillpath.units import (
    Interval,
    Operator,
    Quantity,
    duration_text,
    number_text,
    parse_duration,
    parse_number,
    parse_quantity,
)
from tests.properties.stories import NOW, Story, decided, decimal, knowledge, stories, timeline

_DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6)
_FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)
_POSITIVE = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
_UNITS = [
    (fact.id, unit, factor)
    for fact in knowledge().facts.values()
    for unit, factor in fact.accepts.items()
    if decimal(factor) is not None and fact.plausible is not None
]
_OPERATORS = st.sampled_from(list(Operator))


@st.composite
def _intervals(draw: st.DrawFn, ends: st.SearchStrategy[Fraction] = _FRACTIONS) -> Interval:
    low, high = sorted((draw(ends), draw(ends)))
    if low == high:
        return Interval.point(low)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


def _inside(interval: Interval, share: Fraction) -> Fraction:
    """A point of the interval; its open ends are not reached."""
    if interval.is_point:
        return interval.low
    margin = Fraction(1, 1000)
    low = margin if interval.low_open else Fraction(0)
    high = 1 - margin if interval.high_open else Fraction(1)
    return interval.low + (interval.high - interval.low) * (low + (high - low) * share)


def _holds(interval: Interval, value: Fraction) -> bool:
    above = value > interval.low or (value == interval.low and not interval.low_open)
    below = value < interval.high or (value == interval.high and not interval.high_open)
    return above and below


_SHARES = st.fractions(min_value=0, max_value=1, max_denominator=50)


@given(_intervals(), _intervals(), _SHARES, _SHARES, st.sampled_from("+-*/"))
def test_arithmetic_of_intervals_loses_no_value(
    one: Interval, other: Interval, first: Fraction, second: Fraction, sign: str
) -> None:
    """Whatever two values are taken from two intervals, their sum, difference, product and ratio lie in the result."""
    x, y = _inside(one, first), _inside(other, second)
    assume(sign != "/" or not other.low <= 0 <= other.high)
    made, exact = {
        "+": lambda: (one + other, x + y),
        "-": lambda: (one - other, x - y),
        "*": lambda: (one * other, x * y),
        "/": lambda: (one / other, x / y),
    }[sign]()
    assert _holds(made, exact)


@given(_intervals(_POSITIVE), _SHARES, st.sampled_from([Fraction(1, 2), Fraction(425, 1000), Fraction(2)]))
def test_a_power_of_an_interval_holds_the_powers_of_its_values(one: Interval, share: Fraction, power: Fraction) -> None:
    """A power is worked out to twelve digits, and within them it holds the power of every value."""
    value, made = float(_inside(one, share)) ** float(power), one.power(power)
    assert float(made.low) * (1 - 1e-9) <= value <= float(made.high) * (1 + 1e-9)


@given(_intervals(), _OPERATORS, _FRACTIONS, _SHARES)
def test_a_comparison_is_decided_only_if_every_value_agrees(
    one: Interval, operator: Operator, limit: Fraction, share: Fraction
) -> None:
    """A comparison that is decided holds for every value of the interval; an undecided one has values of both kinds."""
    truth = one.compare(operator, limit)
    if truth is None:
        places = (one.low, one.high, limit, (one.low + limit) / 2, (limit + one.high) / 2)
        assert {operator.holds(value, limit) for value in places if _holds(one, value)} == {True, False}
    else:
        assert operator.holds(_inside(one, share), limit) is truth


@given(_intervals(_POSITIVE), _OPERATORS, _POSITIVE, _POSITIVE)
def test_scaling_value_and_limit_together_changes_nothing(
    one: Interval, operator: Operator, limit: Fraction, factor: Fraction
) -> None:
    """A value and its limit, both in another unit, compare as they did."""
    assert one.scaled(factor).compare(operator, limit * factor) is one.compare(operator, limit)


@given(_DECIMALS)
@example(0)
def test_a_number_written_and_read_is_the_same(value: object) -> None:
    """Writing a decimal and reading it gives back the very number."""
    exact = Fraction(str(value))
    assert parse_number(number_text(exact)) == exact
    assert parse_number(number_text(exact, thousands=True).replace(",", "")) == exact


@given(_DECIMALS.filter(lambda value: value >= 0), st.sampled_from(("ng/mL", "10*9/L", "mg/kg", "y", "{score}")))
def test_a_quantity_written_and_read_is_the_same(value: object, unit: str) -> None:
    """Writing a quantity and reading it gives back number and unit."""
    quantity = Quantity(Fraction(str(value)), unit)
    assert parse_quantity(str(quantity)) == quantity


@given(st.text(alphabet="0123456789.,eE+-−inaf_ x", max_size=12))
def test_a_number_is_read_exactly_or_not_at_all(text: str) -> None:
    """What is no plain decimal is refused; what is one has the value it shows."""
    try:
        value = parse_number(text)
    except ValueError:
        return
    assert value == Fraction(text)
    assert "," not in text


@given(st.integers(1, 500), st.sampled_from(("min", "h", "d", "wk")))
def test_a_duration_in_whole_units_is_written_as_the_same_length(count: int, unit: str) -> None:
    """A duration is written in whole units that add up to it, up to 96 h to the minute, beyond to the hour."""
    length = parse_duration(f"{count} {unit}")
    words = duration_text(length).split(" ")
    parts = [parse_duration(" ".join(words[place : place + 2])) for place in range(0, len(words), 2)]
    rest = length - sum(parts, timedelta(0))
    assert timedelta(0) <= rest < (timedelta(hours=1) if length > timedelta(hours=96) else timedelta(minutes=1))


def _one(fact: str, value: str, unit: str) -> Story:
    kind = knowledge().facts[fact].kind.value
    event = Received("event 1", kind, fact, time=NOW.isoformat(), value=Number(value), unit=unit, family="e1")
    return Story(PatientRecord("p", now=NOW.isoformat(), events=(event,)))


@pytest.mark.parametrize("fact, unit, factor", _UNITS, ids=[f"{fact} in {unit}" for fact, unit, _ in _UNITS])
def test_a_value_in_another_unit_is_the_same_value(fact: str, unit: str, factor: Fraction) -> None:
    """A value in any accepted unit becomes exactly its amount in the fact's own unit."""
    range_ = knowledge().facts[fact].plausible
    assert range_ is not None
    amount = Fraction(f"{float((range_.low + range_.high) / 2 / factor):.3g}")
    text = decimal(amount)
    assert text is not None
    results = timeline(_one(fact, text, unit)).results
    assert [result.interval for result in results] == [Interval.point(amount * factor)]


@given(stories(), st.randoms(use_true_random=False))
def test_the_unit_in_which_a_value_arrives_changes_nothing(story: Story, chance: object) -> None:
    """The same amounts in other units give the same verdicts at every moment."""
    facts = knowledge().facts
    events = []
    for event in story.record.events:
        fact = facts.get(event.name)
        ways = (
            sorted(fact.accepts.items()) if fact and isinstance(event.value, Number) and event.unit == fact.unit else []
        )
        ways = [(unit, factor) for unit, factor in ways if decimal(Fraction(event.value) / factor)]  # type: ignore[arg-type]
        if not ways:
            events.append(event)
            continue
        unit, factor = chance.choice(ways)  # type: ignore[attr-defined]

        def other(value: object, factor: Fraction = factor) -> Number:
            return Number(decimal(Fraction(str(value)) / factor) or "")

        ends = event.reference
        if ends is not None and not all(decimal(Fraction(str(end)) / factor) for end in ends):
            events.append(event)
            continue
        reference = None if ends is None else (other(ends[0]), other(ends[1]))
        events.append(replace(event, value=other(event.value), unit=unit, reference=reference))
    here, there = decided(timeline(story)), decided(timeline(story.with_events(tuple(events))))
    assert [moment.at for moment in here.moments] == [moment.at for moment in there.moments]
    for one, same in zip(here.moments, there.moments, strict=True):
        for name, finding in one.findings.items():
            assert (name, finding.verdict) == (name, same.findings[name].verdict)


@pytest.mark.parametrize("unit", ["ug/L", "ng/mL"])
def test_exactly_at_the_limit_is_not_above_it(unit: str) -> None:
    """A ferritin of 684 is not above 684, in whichever unit it came."""
    words = Vocabulary(knowledge().facts)
    decision = decided(timeline(_one("ferritin", "684", unit)))
    assert decision.evaluate(parse_line("ferritin > 684 ng/mL", "here", words)).verdict is Verdict.NOT_MET
    assert decision.evaluate(parse_line("ferritin >= 684 ng/mL", "here", words)).verdict is Verdict.MET


@given(st.integers(-(10**20), 10**20), _OPERATORS)
def test_a_verdict_is_exact_to_the_last_digit(difference: int, operator: Operator) -> None:
    """However little a value differs from its limit, the verdict is that of exact numbers."""
    value = 684 + Fraction(difference, 10**20) / 2
    text = decimal(value)
    assert text is not None
    line = parse_line(f"ferritin {operator} 684 ng/mL", "here", Vocabulary(knowledge().facts))
    verdict = decided(timeline(_one("ferritin", text, "ng/mL"))).evaluate(line).verdict
    assert verdict is Verdict.of(operator.holds(value, Fraction(684)))
