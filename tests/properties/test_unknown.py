"""Laws of not knowing: unknown is never taken for an answer, and an answer never undoes what was settled."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stillpath.care import plan, raise_alerts
from stillpath.engine import Decision, Line, would_settle
from stillpath.model import (
    All,
    Any,
    AtLeast,
    Comparison,
    Extreme,
    Fact,
    FactKind,
    Not,
    Reference,
    Verdict,
    leaves,
    names_in,
)
from stillpath.prose import patient_page
from stillpath.timeline import Patient, Result, Timeline
from stillpath.units import Interval
from tests.properties.stories import NOW, Story, decided, every_rule, knowledge, names_below, numbers, stories, timeline

pytestmark = pytest.mark.slow

_EMPTY = [
    Timeline(Patient("p")),
    Timeline(Patient("p", sex="female", birth_date=NOW.date().replace(year=2020)), now=NOW),
]


def _said(decision: Decision) -> dict[str, Verdict]:
    return {name: decision.evaluate(rule).verdict for name, rule in every_rule().items()}


@pytest.mark.parametrize("record", _EMPTY, ids=["nothing", "a name and a birthday"])
def test_nobody_about_whom_nothing_is_known_meets_a_criterion(record: Timeline) -> None:
    """A child of whom nothing is recorded meets no criterion: silence is an answer to nothing."""
    said = _said(decided(record))
    assert [id for id in knowledge().criteria if said[id] is Verdict.MET] == []


@pytest.mark.parametrize("record", _EMPTY, ids=["nothing", "a name and a birthday"])
def test_nobody_about_whom_nothing_is_known_enters_a_stage_or_raises_an_alert(record: Timeline) -> None:
    """A child of whom nothing is recorded is in the stage that needs nothing, and raises no alert."""
    decision = decided(record)
    said = _said(decision)
    assert [id for id in knowledge().alerts if said[f"alert/{id}"] is Verdict.MET] == []
    assert raise_alerts(decision).raised == ()
    assert plan(decision).stage.stage.when is None


@cache
def _fillable(rule: str, fact: str) -> bool:
    """Whether a rule looks at a fact only by lines that read its value now: comparisons, references, extremes.

    Lines that take silence for an answer, or look at the past, at what disturbs, or at when something began, do not
    count: there a new value is more than the answer to an open question.
    """
    shipped = knowledge()
    touching = {id for id, other in shipped.facts.items() if fact in other.changed_by} | {fact}
    touching |= {id for id, other in shipped.facts.items() if other.derive and f"'{fact}'" in str(other.derive)}
    touching |= {id for id, other in shipped.facts.items() if other.needs and fact in names_in(other.needs)}
    for event in shipped.events.values():
        below = set(event.rule.events) | {event.rule.name}
        if below & touching or any(name in shipped.rules and touching & names_below(name) for name in below if name):
            touching.add(event.id)
    waiting, seen = [every_rule()[rule]], set()
    while waiting:
        for leaf in leaves(waiting.pop()):
            names = names_in(leaf)
            if not names & touching and not any(
                name in shipped.rules and touching & names_below(name) for name in names
            ):
                continue
            if isinstance(leaf, Reference) and leaf.name in shipped.rules:
                waiting += [] if leaf.name in seen else [shipped.rules[leaf.name]]
                seen.add(leaf.name)
            elif not (isinstance(leaf, Reference | Comparison | Extreme) and names == {fact}):
                return False
    return True


def _unknown_now(decision: Decision) -> list[Fact]:
    """The facts of which no value is known at all."""
    view = decision.known.view
    return [
        fact for fact in knowledge().facts.values() if fact.kind is not FactKind.DERIVED and not view.results(fact.id)
    ]


@given(stories(), st.data())
def test_filling_a_gap_never_reverses_what_is_settled(story: Story, data: st.DataObject) -> None:
    """Whatever the missing value turns out to be, a rule that is met stays met, and one that is not met stays so."""
    record = timeline(story)
    before = decided(record)
    gaps = _unknown_now(before)
    fact = data.draw(st.sampled_from(gaps))
    if fact.yes_no:
        result = Result("gap", fact.id, NOW, NOW, truth=data.draw(st.booleans()))
    else:
        result = Result("gap", fact.id, NOW, NOW, interval=Interval.point(data.draw(numbers(fact))))
    after = _said(decided(replace(record, results=(*record.results, result))))
    for name, verdict in _said(before).items():
        if verdict is not Verdict.UNKNOWN and _fillable(name, fact.id):
            assert (name, after[name]) == (name, verdict)


def test_most_rules_can_be_filled_somewhere() -> None:
    """The law about gaps speaks of many rules and facts, not of none."""
    pairs = sum(
        _fillable(rule, fact.id)
        for rule in every_rule()
        for fact in knowledge().facts.values()
        if fact.id in names_below(rule)
    )
    assert pairs > 300


def _decide_leaves(line: Line, verdicts: dict[str, Verdict]) -> Verdict:
    """The verdict of a line if its unknown lines fell as told, by their text."""
    if not line.children:
        return verdicts.get(_text(line), line.verdict) if line.verdict is Verdict.UNKNOWN else line.verdict
    inner = [_decide_leaves(child, verdicts) for child in line.children]
    match line.node:
        case Not():
            return inner[0].negated()
        case All(items=items):
            return Verdict.at_least(len(items), inner)
        case Any():
            return Verdict.at_least(1, inner)
        case AtLeast(needed=needed):
            return Verdict.at_least(needed, inner)
        case _:
            return inner[0]


def _text(line: Line) -> str:
    return getattr(line.node, "text", "")


@given(stories(), st.randoms(use_true_random=False))
def test_what_would_settle_a_rule_is_what_can_still_change_it(story: Story, chance: object) -> None:
    """A settled rule asks nothing and no answer moves it; an open one is settled once all it asks for is answered."""
    decision = decided(timeline(story))
    for rule in every_rule().values():
        line = decision.evaluate(rule)
        asked = would_settle(line)
        assert all(leaf.verdict is Verdict.UNKNOWN for leaf in asked)
        answers = {_text(leaf): chance.choice([Verdict.MET, Verdict.NOT_MET]) for leaf in asked}  # type: ignore[attr-defined]
        if line.verdict is Verdict.UNKNOWN:
            assert asked
            assert _decide_leaves(line, answers) is not Verdict.UNKNOWN
        else:
            assert asked == ()


@given(stories())
def test_an_unknown_alert_never_fires(story: Story) -> None:
    """An alert is raised only if its rule is met and what silences it is not; every alert is accounted for."""
    decision = decided(timeline(story))
    report = raise_alerts(decision)
    fired = {raised.alert.id for raised in report.raised} | {
        one.id for raised in report.raised for one in raised.folded
    }
    said = _said(decision)
    for id in knowledge().alerts:
        silenced = said.get(f"alert/{id}/unless") is Verdict.MET
        assert (id in fired) == (said[f"alert/{id}"] is Verdict.MET and not silenced)
    assert report.checked == len(knowledge().alerts)


@given(stories())
def test_every_record_has_a_plan_and_a_page(story: Story) -> None:
    """Whatever is recorded, there is a stage, a plan and a page; nothing that was received can break them."""
    decision = decided(timeline(story))
    made = plan(decision)
    assert made.stage.stage.id in knowledge().stages
    assert patient_page(made, (), (), replayed=True).sections
    assert patient_page(made, (), (), replayed=False, full=True).sections


@given(stories())
def test_every_verdict_that_is_unknown_says_why(story: Story) -> None:
    """An unknown line that has no parts gives its reason; a line that is settled gives none."""
    decision = decided(timeline(story))
    assume(decision.moments)
    for rule in every_rule().values():
        waiting = [decision.evaluate(rule)]
        while waiting:
            line = waiting.pop()
            waiting += line.children
            if not line.children:
                assert (line.why is not None) == (line.verdict is Verdict.UNKNOWN)
