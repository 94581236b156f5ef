"""The next best test: which missing result could change most of what is said of this child, per millilitre of blood.

Each sample of the knowledge whose facts are not all known is tried on the engine twice: once with the most worrying
results that are plausible, once with the most reassuring. What counts is how many open rules each of the two answers
would settle. That is a count of what could change; it holds no prevalence and is no probability.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from stillpath.care.differentials import answered
from stillpath.care.dose import size_of
from stillpath.care.plan import Plan, subject
from stillpath.engine import Decision, Line, Why, suppose, would_settle
from stillpath.model import Fact, Node, Sample, SampleKind, Verdict
from stillpath.timeline import Result
from stillpath.units import Interval

__all__ = ["BloodLimit", "NextTest", "Root", "Turned", "Weighs", "blood_limit", "next_tests", "roots", "supposed"]


class Weighs(StrEnum):
    """What a rule that is open could change, the weightiest first; each has its weight in policy."""

    NOW = "what is done now"
    STAGE = "the stage"
    DISEASE = "which disease it is"
    CLASSIFICATION = "a classification only"


_WEIGHT = {
    Weighs.NOW: "next-test-now",
    Weighs.STAGE: "next-test-stage",
    Weighs.DISEASE: "next-test-disease",
    Weighs.CLASSIFICATION: "next-test-classification",
}
_LIMIT = "blood-draw-limit"


@dataclass(frozen=True, slots=True)
class Root:
    """A rule that is unknown now. `id` is the path of its record (actions/give-pulse), `title` what it is called."""

    weighs: Weighs
    id: str
    title: str
    rule: Node
    line: Line


@dataclass(frozen=True, slots=True)
class Turned:
    """A root that a sample could settle: its verdict with the most worrying and with the most reassuring results."""

    root: Root
    worst: Verdict
    best: Verdict

    @property
    def ways(self) -> int:
        """How many of the two answers settle it."""
        return sum(verdict is not Verdict.UNKNOWN for verdict in (self.worst, self.best))


@dataclass(frozen=True, slots=True)
class NextTest:
    """A sample worth taking: the facts that an open rule waits for, what they could settle, the weighted count."""

    sample: Sample
    facts: tuple[Fact, ...]
    turns: tuple[Turned, ...]
    worth: Fraction

    @property
    def per_millilitre(self) -> Fraction:
        """The worth for each mL of blood; of what draws none, the worth itself."""
        return self.worth if self.sample.volume is None else self.worth / self.sample.volume


@dataclass(frozen=True, slots=True)
class BloodLimit:
    """How much blood may be drawn in 24 h: mL for each kg, and mL in all by the weight in kg. None: no weight."""

    per_kg: Fraction
    weight: Fraction | None

    @property
    def total(self) -> Fraction | None:
        """The limit in mL."""
        return None if self.weight is None else self.per_kg * self.weight


def next_tests(plan: Plan, more: tuple[Root, ...] = ()) -> tuple[NextTest, ...]:
    """What to look at (no blood), then which blood to take, each the most telling for its volume first.

    Empty where nothing open could be settled by a sample. A sample that was sent, or whose facts are all known or on
    their way, is not named. `more` are open rules that weigh in beside those of the plan, such as the gate of a score.
    """
    decision = plan.decision
    open_rules = (*roots(plan), *more)
    wanted = {subject(leaf) for root in open_rules for leaf in would_settle(root.line)}
    found = []
    for sample in decision.known.knowledge.samples.values():
        facts = tuple(fact for fact in _missing(sample, decision) if fact.id in wanted)
        if facts:
            turns = _turned(open_rules, facts, decision)
            if turns:
                worth = sum((_weight(one.root.weighs, decision) * one.ways for one in turns), Fraction(0))
                found.append(NextTest(sample, facts, turns, worth))
    return tuple(sorted(found, key=_place))


def roots(plan: Plan) -> Iterator[Root]:
    """The rules that are open: of this stage's actions, of the stages above, of differentials, of classification."""
    decision = plan.decision
    knowledge = plan.knowledge
    found: list[tuple[Weighs, str, str, Node | None]] = []
    now = plan.stage.stage
    for id in (*now.do, *now.do_not):
        action = knowledge.actions[id]
        found.append((Weighs.NOW, f"actions/{id}", action.title, action.when))
    for stage in knowledge.stages.values():
        if stage.rank > now.rank:
            found.append((Weighs.STAGE, f"pathway/{stage.id}", stage.title, stage.when))
    for one in knowledge.differentials.values():
        found.append((Weighs.DISEASE, f"differentials/{one.id}", one.title, one.when))
    for criterion in knowledge.criteria.values():
        if criterion.purpose == "classification":
            found.append((Weighs.CLASSIFICATION, f"criteria/{criterion.id}", criterion.short, criterion.when))
    for weighs, id, title, rule in found:
        if rule is not None:
            line = decision.evaluate(rule)
            if line.verdict is Verdict.UNKNOWN:
                yield Root(weighs, id, title, rule, line)


def supposed(facts: tuple[Fact, ...], decision: Decision, worst: bool) -> tuple[Result, ...]:
    """Results of these facts at the decision's instant: the most worrying that are plausible, or the least.

    A measured one comes with a reference range that only the worrying end lies outside of.
    """
    return tuple(_supposed(fact, decision, worst) for fact in facts)


def blood_limit(decision: Decision) -> BloodLimit | None:
    """The limit of policy for the weight that doses go by; None where policy holds none."""
    parameter = decision.known.knowledge.policy.get(_LIMIT)
    if parameter is None:
        return None
    weight = size_of("kg", decision)
    if weight is None or weight.doubtful:
        return BloodLimit(parameter.value.amount, None)
    return BloodLimit(parameter.value.amount, weight.amount)


def _missing(sample: Sample, decision: Decision) -> tuple[Fact, ...]:
    known = decision.known
    if any(known.value(name).truth for name in sample.sent_as):
        return ()
    names = (id for id in sample.gives if not answered(id, known) and known.value(id).why is not Why.PENDING)
    return tuple(known.knowledge.facts[id] for id in names)


def _turned(open_rules: tuple[Root, ...], facts: tuple[Fact, ...], decision: Decision) -> tuple[Turned, ...]:
    bad, good = (suppose(decision, supposed(facts, decision, worst)) for worst in (True, False))
    found = (Turned(root, bad.evaluate(root.rule).verdict, good.evaluate(root.rule).verdict) for root in open_rules)
    return tuple(one for one in found if one.ways)


def _supposed(fact: Fact, decision: Decision, worst: bool) -> Result:
    at = decision.now.at
    id = f"supposed {fact.id}"
    if fact.yes_no or fact.plausible is None:
        return Result(id, fact.id, at, at, truth=worst)
    low, high = fact.plausible.low, fact.plausible.high
    value = high if worst is fact.concern_high else low
    edge = low + (high - low) / 100
    return Result(id, fact.id, at, at, interval=Interval.point(value), reference=(edge, edge))


def _weight(weighs: Weighs, decision: Decision) -> Fraction:
    parameter = decision.known.knowledge.policy.get(_WEIGHT[weighs])
    return Fraction(1) if parameter is None else parameter.value.amount


def _place(test: NextTest) -> tuple[bool, Fraction, Fraction, str]:
    """Looks before blood; then the worth for each mL, the smaller volume, the id."""
    blood = test.sample.kind is SampleKind.BLOOD
    return blood, -test.per_millilitre, test.sample.volume or Fraction(0), test.sample.id
