"""Why an alert is raised, and why every other is not: for each rule, the lines on which it turns at this instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stillpath.care import Raised, raise_alerts
from stillpath.engine import Decision, Line, Why, would_settle
from stillpath.model import Absence, Alert, Elapsed, Given, Not, On, Order, Recorded, Reference, Verdict
from stillpath.prose.document import Citations
from stillpath.prose.lines import met_leaves
from stillpath.prose.phrases import entry_text, phrase, reason, rule_text
from stillpath.prose.words import Clock, sentence
from stillpath.timeline import Medication, Result

__all__ = ["AlertState", "Judgement", "Later", "Standings", "later_alerts", "why_not"]

_FEW = 3
"""Lines by which a rule referred to is told; with more of them it is told by its name."""


class AlertState(StrEnum):
    """How an alert stands; every alert stands in exactly one way."""

    RAISED = "raised"
    SILENCED = "silenced"
    UNKNOWN = "could not be judged"
    NOT_MET = "not met"


@dataclass(frozen=True, slots=True)
class Later:
    """That an alert is raised at a later instant: when, and what that became known then made it so.

    Nothing in `known`: only time had passed.
    """

    at: datetime
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One alert at one instant.

    `because`: what made it met; why it is silenced; what is missing; or what holds it back, the first lines of it, and
    `more` how many there are beside them. `with_other` is the alert of the same cause under which it is told.
    `cites` are the sources of one that is raised or silenced; of any other they stand on the page of its entry.
    """

    alert: Alert
    state: AlertState
    because: tuple[str, ...]
    more: int = 0
    with_other: str = ""
    cites: tuple[int, ...] = ()
    later: Later | None = None


@dataclass(frozen=True, slots=True)
class Standings:
    """Every alert of the knowledge, in groups: raised, silenced, could not be judged, not met."""

    judged: tuple[Judgement, ...]

    def of(self, state: str) -> tuple[Judgement, ...]:
        """Those that stand in this way; first those that are raised later, then the more severe."""
        return tuple(one for one in self.judged if one.state == state)

    @property
    def counted(self) -> str:
        """How many rules there are, and how many stand in each way."""
        parts = ", ".join(f"{len(self.of(state))} {state}" for state in AlertState)
        return f"{len(self.judged)} rules: {parts}"

    @property
    def later(self) -> tuple[Judgement, ...]:
        """Those that are not raised now and are later, the earliest first."""
        found = [(one.later.at, place) for place, one in enumerate(self.judged) if one.later is not None]
        return tuple(self.judged[place] for _, place in sorted(found))


def why_not(decision: Decision, clock: Clock, citations: Citations, later: dict[str, Later] | None = None) -> Standings:
    """How every alert stands at the decision's instant, and on what it turns. `later` is that of `later_alerts`."""
    report = raise_alerts(decision)
    told = {raised.alert.id: "" for raised in report.raised}
    told.update({one.id: raised.alert.title for raised in report.raised for one in raised.folded})
    silenced = {alert.id for alert in report.silenced}
    rank = {"critical": 0, "warning": 1, "info": 2}
    after = later or {}
    alerts = sorted(
        decision.known.knowledge.alerts.values(),
        key=lambda alert: (alert.id not in after, rank.get(alert.severity, len(rank)), alert.title),
    )
    return Standings(tuple(_judge(alert, decision, clock, citations, told, silenced, after) for alert in alerts))


def later_alerts(decisions: Iterable[Decision], clock: Clock) -> dict[str, Later]:
    """For each alert, the first of some later instants at which it is raised, and what became known then.

    `decisions` come one by one, earliest first, as `decide_each` gives them.
    """
    found: dict[str, Later] = {}
    for decision in decisions:
        report = raise_alerts(decision)
        for raised in report.raised:
            for alert in (raised.alert, *raised.folded):
                if alert.id not in found:
                    found[alert.id] = Later(decision.now.at, _learned(alert, raised, decision, clock))
    return found


def _learned(alert: Alert, raised: Raised, decision: Decision, clock: Clock) -> tuple[str, ...]:
    line = raised.line if alert is raised.alert else decision.evaluate(alert.when)
    at = decision.now.at
    used = {entry.id: entry for one in line.walk() for entry in one.used if entry.known_at == at}
    return tuple(entry_text(entry, decision.known.knowledge, clock, at) for entry in used.values())


def _judge(
    alert: Alert,
    decision: Decision,
    clock: Clock,
    citations: Citations,
    told: dict[str, str],
    silenced: set[str],
    later: dict[str, Later],
) -> Judgement:
    line = decision.evaluate(alert.when)
    if alert.id in told:
        cites = citations.cite(alert.evidence)
        because = tuple(dict.fromkeys(phrase(one, decision, clock) for one in met_leaves(line)))
        return Judgement(alert, AlertState.RAISED, because, with_other=told[alert.id], cites=cites)
    after = later.get(alert.id)
    if alert.id in silenced:
        return Judgement(
            alert,
            AlertState.SILENCED,
            (sentence(alert.silenced_because),),
            cites=citations.cite(alert.evidence),
            later=after,
        )
    if line.verdict is Verdict.UNKNOWN:
        open_lines = sorted(would_settle(line), key=lambda one: one.why is Why.NOT_HAPPENED)  # what can be done first
        missing = dict.fromkeys(_missing(one, decision, clock) for one in open_lines)
        few = tuple(missing)[:_FEW]
        return Judgement(alert, AlertState.UNKNOWN, few, len(missing) - len(few), later=after)
    held = tuple(dict.fromkeys(_held(line, decision, clock)))
    few = held[:2]
    return Judgement(alert, AlertState.NOT_MET, few, len(held) - len(few), later=after)


def _missing(line: Line, decision: Decision, clock: Clock) -> str:
    """An open line and why it is open: "ferritin above 684 ng/mL (never recorded)"."""
    why = reason(line, decision, clock)
    text = rule_text(line.node, decision.known.knowledge)
    return f"{text}: {why}" if why else text


def _held(line: Line, decision: Decision, clock: Clock) -> Iterator[str]:
    """What holds a line back that is not met, leaf by leaf."""
    if line.verdict is not Verdict.NOT_MET:
        return
    if isinstance(line.node, Not):
        for child in line.children:
            for leaf in met_leaves(child) or [child]:
                yield f"ruled out by: {phrase(leaf, decision, clock)}"
        return
    inner = [text for child in line.children for text in _held(child, decision, clock)]
    named = isinstance(line.node, Reference | Recorded)
    if inner and not (named and len(inner) > _FEW):
        yield from inner
    else:
        yield _not_met(line, decision, clock)


def _not_met(line: Line, decision: Decision, clock: Clock) -> str:
    """A leaf that is not met, with its value and limit; a drug or an order that is not there says so."""
    knowledge = decision.known.knowledge
    if isinstance(line.node, On | Given | Order):
        entries = [one for one in line.used if isinstance(one, Medication)]
        text = rule_text(line.node, knowledge)
        return f"{text}: {phrase(line, decision, clock)}" if entries else f"{text}: none recorded"
    rule = rule_text(line.node, knowledge)
    match line.node:
        case Elapsed():
            return f"{rule}: not yet"
        case Absence():
            return f"{rule}: one is recorded"
        case Reference(name=name) if name in knowledge.criteria:
            return f"{rule}: not met"
        case Recorded(name=name) if name in knowledge.facts:
            return f"{knowledge.facts[name].title}: {'answered no' if line.used else 'no yes recorded'}"
    told = line.value is not None or line.children or any(isinstance(one, Result) for one in line.used)
    return phrase(line, decision, clock) if told else f"{rule}: no"
