"""One function over the nodes of the language: the verdict of each, with what was looked at and until when it holds."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import assert_never

from stillpath.engine.ages import age_reached
from stillpath.engine.exposure import Happened, given, on_board, ordered, running
from stillpath.engine.findings import Finding, Line, Spell, Why, earliest
from stillpath.engine.kept import Kept
from stillpath.engine.known import TICK, Known, Value, latest_time
from stillpath.engine.tables import look_up
from stillpath.model import (
    Absence,
    All,
    Any,
    AtLeast,
    Change,
    Comparison,
    Elapsed,
    Extreme,
    Fact,
    Given,
    Limit,
    Node,
    Not,
    On,
    Order,
    Recorded,
    Reference,
    Run,
    Verdict,
)
from stillpath.timeline import Medication, MedicationKind, Precision, Result
from stillpath.units import Interval, Operator

__all__ = ["Context", "evaluate_node"]

_FIRST_AFTER = timedelta(hours=12)
"""How long after an event its reference value may still be taken (the language's own ruling on `since`)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule is decided with: the facts of the instant, the rules decided before it, events and spells.

    `kept` holds lines decided earlier that still hold; whoever moves the view takes out those that may not.
    """

    known: Known
    findings: dict[str, Finding]
    spells: dict[str, Spell]
    event: Callable[[str], Happened]
    kept: Kept = field(default_factory=Kept)

    def started(self, name: str) -> datetime | None:
        """When an event happened, or the newest spell of a criterion began; None if it has not."""
        if name in self.known.knowledge.events:
            return self.event(name).at
        spell = self.spells.get(name)
        return spell.start if spell is not None and spell.open else None


def evaluate_node(node: Node, context: Context) -> Line:
    """The line of a node at the context's instant."""
    line = context.kept.line(node)
    if line is None:
        line = _decided(node, context)
        context.kept.keep(node, line)
    return line


def _decided(node: Node, context: Context) -> Line:
    match node:
        case All(items=items):
            return _combined(node, len(items), items, context)
        case Any(items=items):
            return _combined(node, 1, items, context)
        case AtLeast(needed=needed, items=items):
            return _combined(node, needed, items, context)
        case Not(item=item):
            inner = evaluate_node(item, context)
            return Line(node, inner.verdict.negated(), inner.until, children=(inner,))
        case Reference():
            return _reference(node, context)
        case Recorded(name=name) if name in context.findings:
            finding = context.findings[name]
            verdict = Verdict.MET if finding.verdict is Verdict.MET else Verdict.NOT_MET
            told = (finding.line,) if verdict is Verdict.MET else ()
            return Line(node, verdict, finding.holds_until, children=told)
        case Recorded(name=name, answer=answer):
            value = context.known.value(name)
            verdict = Verdict.MET if value.truth is answer else Verdict.NOT_MET
            return Line(node, verdict, value.until, value.used)
        case Comparison():
            return _comparison(node, context.known)
        case Extreme():
            return _extreme(node, context.known)
        case Change():
            return _change(node, context)
        case Run():
            return _run(node, context.known)
        case Elapsed():
            return _elapsed(node, context)
        case Absence():
            return _absence(node, context.known)
        case On():
            return on_board(node, context.known)
        case Given():
            return given(node, context.known, context.started(node.since) if node.since else None)
        case Order():
            return ordered(node, context.known)
        case _:
            assert_never(node)


def _combined(node: All | Any | AtLeast, needed: int, items: tuple[Node, ...], context: Context) -> Line:
    children = [evaluate_node(item, context) for item in items]
    verdict = Verdict.at_least(needed, [child.verdict for child in children])
    return Line(node, verdict, earliest(*[child.until for child in children]), children=tuple(children))


def _reference(node: Reference, context: Context) -> Line:
    finding = context.findings.get(node.name)
    if finding is not None:
        return Line(node, finding.verdict, finding.holds_until, children=(finding.line,))
    value = context.known.value(node.name)
    return Line(node, Verdict.of(value.truth), value.until, value.used, why=value.why)


def _comparison(node: Comparison, known: Known) -> Line:
    fact = known.knowledge.facts[node.fact]
    value = known.value(node.fact, node.within)
    if fact.needs is not None and value.interval is not None:
        need = evaluate_node(fact.needs, Context(known, {}, {}, _no_event))
        if need.verdict is not Verdict.MET:
            return Line(node, Verdict.UNKNOWN, earliest(value.until, need.until), value.used, why=Why.OUTSIDE)
        value = replace(value, until=earliest(value.until, need.until))
    if value.interval is None:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, why=value.why)
    if node.limit.table is not None:
        return _against_table(node, node.limit.table, value, known)
    limit = _limit(node.limit, value.used)
    if limit is None:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.NO_RANGE)
    truth = value.interval.compare(node.operator, limit)
    until = value.until
    if fact.derive == ("age",):
        until = _birthday(known, limit)
    why = Why.BOTH_SIDES if truth is None else None
    return Line(node, Verdict.of(truth), until, value.used, value.interval, why)


def _against_table(node: Comparison, table: str, value: Value, known: Known) -> Line:
    """A value held against the figure of a table for this child; the line keeps that figure."""
    found = look_up(known.knowledge.tables[table], known)
    until = earliest(value.until, found.until)
    used = (*found.used, *value.used)
    assert value.interval is not None
    if found.cells is None:
        return Line(node, Verdict.UNKNOWN, until, used, value.interval, found.why)
    limit = found.cells[node.limit.column] * node.limit.amount
    truth = value.interval.compare(node.operator, limit)
    why = Why.BOTH_SIDES if truth is None else None
    return Line(node, Verdict.of(truth), until, used, value.interval, why, limit=limit)


def _extreme(node: Extreme, known: Known) -> Line:
    fact = known.knowledge.facts[node.fact]
    start = known.at - node.within
    window = [result for result in known.precise(node.fact) if result.at >= start]
    if not window:
        return _extreme_without_times(node, fact, known)
    until = window[0].at + node.within + TICK
    met = failing = unsure = None
    why = Why.BOTH_SIDES
    for result in window:
        limit = _limit(node.limit, (result,))
        truth = None if limit is None else _interval(result).compare(node.operator, limit)
        met = result if truth else met
        failing = result if truth is False else failing
        if truth is None:
            unsure, why = result, Why.NO_RANGE if limit is None else Why.BOTH_SIDES
    newest = window[-1]
    one_is_enough = node.highest is (node.operator in (Operator.ABOVE, Operator.AT_LEAST))
    if not one_is_enough:
        # "The highest is below": every value must be. One that is not denies it for as long as it is in the window.
        if failing is not None:
            return Line(node, Verdict.NOT_MET, failing.at + node.within + TICK, (failing,), failing.interval)
        if unsure is None:
            return Line(node, Verdict.MET, until, (newest,), newest.interval)
    if met is not None and one_is_enough:
        return Line(node, Verdict.MET, met.at + node.within + TICK, (met,), met.interval)
    if unsure is not None:
        return Line(node, Verdict.UNKNOWN, until, (unsure,), unsure.interval, why)
    if node.denied_within is not None:
        if known.at - newest.at > node.denied_within:
            return Line(node, Verdict.UNKNOWN, until, (newest,), newest.interval, Why.OLD)
        until = min(until, newest.at + node.denied_within + TICK)
    return Line(node, Verdict.NOT_MET, until, (newest,), newest.interval)


def _extreme_without_times(node: Extreme, fact: Fact, known: Known) -> Line:
    """Where times are known only to the day, a current value that meets the limit still meets it; none can deny it."""
    value = known.value(fact.id)
    if value.interval is None:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, why=value.why)
    if value.used and value.used[-1].precision is Precision.MINUTE:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.OLD)
    limit = _limit(node.limit, value.used)
    if limit is not None and value.interval.compare(node.operator, limit):
        return Line(node, Verdict.MET, value.until, value.used, value.interval)
    return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.COARSE)


def _change(node: Change, context: Context) -> Line:
    known = context.known
    fact = known.knowledge.facts[node.fact]
    value = known.value(node.fact)
    if value.interval is None:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, why=value.why)
    series = known.precise(node.fact)
    latest = value.used[-1]
    if not series or series[-1].at != latest.at:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.COARSE)
    earlier, begin, missing = _references(node, fact, series, latest, context)
    if not earlier:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, missing)
    if _disturbed(fact, begin, latest.at, known):
        return Line(node, Verdict.UNKNOWN, value.until, (earlier[0], latest), value.interval, Why.DISTURBED)
    # The furthest value decides: where the surest of them shows no change, only the likeliest can leave a doubt.
    surest = _furthest(earlier, node.rises, sure=True)
    if _changed(node, _interval(surest), value.interval):
        return Line(node, Verdict.MET, value.until, (surest, latest), value.interval)
    likeliest = _furthest(earlier, node.rises, sure=False)
    truth = None if _changed(node, _interval(likeliest), value.interval) is not False else False
    why_not = Why.BOTH_SIDES if truth is None else None
    return Line(node, Verdict.of(truth), value.until, (likeliest, latest), value.interval, why_not)


def _references(
    node: Change, fact: Fact, series: list[Result], latest: Result, context: Context
) -> tuple[list[Result], datetime, Why]:
    """The earlier values a change is judged by, from when the window runs, and why there is none."""
    if node.within is not None:
        start = latest.at - node.within
        found = [result for result in series if start <= result.at < latest.at]
        return found, found[0].at if found else start, Why.ONE_VALUE
    assert node.since is not None
    began = context.started(node.since)
    if began is None:
        return [], latest.at, Why.NOT_HAPPENED
    life = fact.current_for
    before = [result for result in series if result.at <= began and (life is None or began - result.at <= life)]
    after = [result for result in series if began < result.at <= began + _FIRST_AFTER]
    chosen = before[-1] if before else after[0] if after else None
    if chosen is None or chosen.at >= latest.at:
        return [], latest.at, Why.ONE_VALUE
    return [chosen], chosen.at, Why.ONE_VALUE


def _changed(node: Change, before: Interval, now: Interval) -> bool | None:
    if node.percent:
        share = node.amount / 100
        if not node.rises:
            if share >= 1:
                return False
            return (before.scaled(1 - share) - now).compare(Operator.AT_LEAST, Fraction(0))
        return (now - before.scaled(1 + share)).compare(Operator.AT_LEAST, Fraction(0))
    moved = now - before if node.rises else before - now
    return moved.compare(Operator.AT_LEAST, node.amount)


def _run(node: Run, known: Known) -> Line:
    fact = known.knowledge.facts[node.fact]
    value = known.value(node.fact)
    if value.interval is None:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, why=value.why)
    series = known.precise(node.fact)[-node.samples :]
    if not series or series[-1].at != value.used[-1].at:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.COARSE)
    if len(series) < node.samples:
        return Line(node, Verdict.UNKNOWN, value.until, value.used, value.interval, Why.ONE_VALUE)
    if _disturbed(fact, series[0].at, series[-1].at, known):
        return Line(node, Verdict.UNKNOWN, value.until, tuple(series), value.interval, Why.DISTURBED)
    steps = []
    for before, after in zip(series, series[1:], strict=False):
        step = _interval(after) - _interval(before)
        steps.append(Verdict.of(step.compare(Operator.ABOVE if node.rising else Operator.BELOW, Fraction(0))))
    verdict = Verdict.at_least(len(steps), steps)
    unsure = Why.BOTH_SIDES if verdict is Verdict.UNKNOWN else None
    return Line(node, verdict, value.until, tuple(series), value.interval, unsure)


def _elapsed(node: Elapsed, context: Context) -> Line:
    began = context.started(node.since)
    if began is None:
        return Line(node, Verdict.UNKNOWN, why=Why.NOT_HAPPENED)
    due = began + node.duration
    if context.known.at >= due:
        return Line(node, Verdict.MET, since=began)
    return Line(node, Verdict.NOT_MET, due, since=began)


def _absence(node: Absence, known: Known) -> Line:
    used: tuple[Result, ...] = ()
    if node.name in known.knowledge.facts:
        results = [result for result in known.view.results(node.name) if result.truth is not False]
        times = [(result.at, latest_time(result)) for result in results]
        used = tuple(results[-1:])
        kind = known.knowledge.facts[node.name].kind.value
    else:
        drugs = known.knowledge.drugs_named(node.name)
        taken = [entry for entry in running(known, drugs) if entry.kind is MedicationKind.STATED]
        if taken:
            return Line(node, Verdict.NOT_MET, earliest(*(entry.end for entry in taken)))
        entries = [entry for entry in known.view.medications(drugs) if entry.kind is not MedicationKind.ORDERED]
        ended = [entry.end if entry.end and entry.end <= known.at else None for entry in entries]
        times = [(end or entry.at, end or latest_time(entry)) for entry, end in zip(entries, ended, strict=True)]
        kind = "medication_given"
    if times:
        first, last = (max(ends) + node.duration + TICK for ends in zip(*times, strict=True))
        if known.at < first:
            return Line(node, Verdict.NOT_MET, first, used)
        if known.at < last:
            return Line(node, Verdict.UNKNOWN, last, used, why=Why.COARSE)
        return Line(node, Verdict.MET, None, used)
    span = known.view.coverage_of(kind)
    if span is not None and span[0] <= known.at - node.duration and known.at <= span[1]:
        return Line(node, Verdict.MET, span[1] + TICK)
    later = span[0] + node.duration if span is not None and known.at < span[0] + node.duration <= span[1] else None
    return Line(node, Verdict.UNKNOWN, later, why=Why.NOT_COVERED)


def _limit(limit: Limit, used: tuple[Result, ...]) -> Fraction | None:
    if limit.of_range is None:
        return limit.amount
    reference = used[-1].reference if used else None
    end = None if reference is None else reference[1 if limit.of_range == "upper" else 0]
    return None if end is None else end * limit.amount


def _disturbed(fact: Fact, start: datetime, end: datetime, known: Known) -> bool:
    """Whether a disturbing procedure, or a drug that was given or is stated, may lie between two values."""
    for name in fact.changed_by:
        entries: list[Result | Medication] = []
        if name in known.knowledge.facts:
            entries += [result for result in known.view.results(name) if result.truth is not False]
        else:
            drugs = known.view.medications(known.knowledge.drugs_named(name))
            entries += [entry for entry in drugs if entry.kind in (MedicationKind.GIVEN, MedicationKind.STATED)]
        if any(entry.at <= end and start <= latest_time(entry) for entry in entries):
            return True
    return False


def _furthest(results: list[Result], rises: bool, *, sure: bool) -> Result:
    """The lowest (for a rise) or highest value: by its nearer end if it must be `sure`, else by its farther one."""
    if rises:
        return min(results, key=lambda result: (_interval(result).high if sure else _interval(result).low, result.at))
    return max(results, key=lambda result: (_interval(result).low if sure else _interval(result).high, result.at))


def _interval(result: Result) -> Interval:
    assert result.interval is not None
    return result.interval


def _birthday(known: Known, limit: Fraction) -> datetime | None:
    birth = known.view.timeline.patient.birth_date
    if birth is None:
        return None
    return age_reached(birth, limit, known.at.astimezone(known.view.timeline.zone))


def _no_event(name: str) -> Happened:
    return Happened(None, why=Why.NOT_HAPPENED)
