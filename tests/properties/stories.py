"""Invented records over the real knowledge: what a law must hold for.

A story lays worked edges of the rules together and adds events of chance. Their values lie where rules turn: at, just
above and just below the limits that rules name. Times repeat, so that results fall together; some become known late,
some are corrected or taken back, some have only a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise

from hypothesis import strategies as st

from stillpath.engine import Decision, Line, Moment, decide
from stillpath.intake.json_door import Number
from stillpath.intake.lines import read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.reading import understand
from stillpath.intake.received import PatientRecord, Received
from stillpath.library import load
from stillpath.model import Comparison, Extreme, Fact, FactKind, Knowledge, Node, Reference, leaves, names_in
from stillpath.timeline import Medication, Result, Standing, Timeline
from stillpath.units import number_text

__all__ = [
    "NOW",
    "Story",
    "between",
    "decided",
    "decimal",
    "every_rule",
    "knowledge",
    "moved",
    "names_below",
    "numbers",
    "stories",
    "timeline",
    "told",
]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_HOURS = (0, 1, 2, 4, 6, 11, 12, 13, 23, 24, 25, 30, 36, 47, 48, 49, 60, 72, 96, 120, 168, 24 * 20, 24 * 60, 24 * 120)
_DELAYS = (0, 0, 0, 1, 3, 12)


@cache
def knowledge() -> Knowledge:
    """The knowledge that is shipped, read once."""
    return load()


@cache
def _names() -> Names:
    return Names.of(knowledge())


@cache
def every_rule() -> dict[str, Node]:
    """The conditions of everything: criteria, stages, actions, alerts and what silences them."""
    shipped = knowledge()
    rules = dict(shipped.rules)
    for alert in shipped.alerts.values():
        rules[f"alert/{alert.id}"] = alert.when
        if alert.unless is not None:
            rules[f"alert/{alert.id}/unless"] = alert.unless
    for action in shipped.actions.values():
        if action.when is not None:
            rules[f"action/{action.id}"] = action.when
    return rules


@cache
def names_below(name: str) -> frozenset[str]:
    """Every name a rule leads to, through criteria, events and derived facts."""
    shipped = knowledge()
    found: set[str] = set()
    waiting = [every_rule()[name]]
    while waiting:
        for one in names_in(waiting.pop()) - found:
            found.add(one)
            waiting += [shipped.rules[one]] if one in shipped.rules else []
            event = shipped.events.get(one)
            for more in () if event is None else (*event.rule.events, event.rule.name, event.rule.drug):
                if more and more not in found:
                    found.add(more)
                    waiting += [shipped.rules[more]] if more in shipped.rules else []
                    inner = shipped.events.get(more)
                    names = () if inner is None else (inner.rule.name, inner.rule.drug)
                    found.update(name for name in names if name)
                    waiting += [shipped.rules[name] for name in names if name in shipped.rules]
            fact = shipped.facts.get(one)
            if fact is not None and fact.needs is not None:
                waiting.append(fact.needs)
    return frozenset(found)


@cache
def _limits() -> dict[str, tuple[Fraction, ...]]:
    """The limits that rules name, by fact: where verdicts turn."""
    found: dict[str, set[Fraction]] = {}
    for rule in every_rule().values():
        for leaf in leaves(rule):
            if isinstance(leaf, Comparison | Extreme) and leaf.limit.of_range is None:
                found.setdefault(leaf.fact, set()).add(leaf.limit.amount)
    return {fact: tuple(sorted(limits)) for fact, limits in found.items()}


@cache
def _facts() -> tuple[Fact, ...]:
    """The facts that rules look at, most of them once, those that turn most rules more often."""
    named: list[str] = []
    for rule in every_rule().values():
        named += sorted(names_in(rule))
    shipped = knowledge().facts
    used = [shipped[name] for name in named if name in shipped and shipped[name].kind is not FactKind.DERIVED]
    return tuple(used)


@cache
def _drugs() -> tuple[str, ...]:
    shipped = knowledge()
    named = {name for rule in every_rule().values() for name in names_in(rule) if name in shipped.classes}
    named |= {event.rule.drug for event in shipped.events.values() if event.rule.drug}
    return tuple(sorted({drug for name in named for drug in shipped.drugs_named(name)}))


@dataclass(frozen=True)
class Story:
    """A record as it might arrive."""

    record: PatientRecord

    def with_events(self, events: tuple[Received, ...]) -> "Story":
        """The same child with other events."""
        return Story(replace(self.record, events=events))


def timeline(story: Story) -> Timeline:
    """The story as the timeline that intake makes of it."""
    return understand(story.record, _names()).timeline


def decided(record: Timeline, at: datetime = NOW) -> Decision:
    """What the shipped knowledge decides of it."""
    return decide(knowledge(), record, at)


def told(moment: Moment) -> tuple[object, ...]:
    """All that a moment says, each rule by its own lines: what a rule refers to is told where it stands itself."""
    said = {
        name: (finding.verdict, finding.at, finding.holds_until, tuple(_own_lines(finding.line)))
        for name, finding in moment.findings.items()
    }
    return moment.at, said, moment.spells, moment.events


def _own_lines(line: Line) -> Iterator[tuple[object, ...]]:
    if line.children and not isinstance(line.node, Reference):
        for child in line.children:
            yield from _own_lines(child)
    else:
        yield line.verdict, line.until, line.used, line.value, line.why, line.since


def decimal(value: Fraction) -> str | None:
    """The number as exact decimals; None if it has no end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return number_text(value, places=30) if rest == 1 else None


@st.composite
def numbers(draw: st.DrawFn, fact: Fact) -> Fraction:
    """A plausible value of a fact, most often at or beside a limit of some rule."""
    range_ = fact.plausible
    assert range_ is not None
    limits = _limits().get(fact.id, ()) or ((range_.low + range_.high) / 2,)
    value = draw(st.sampled_from(limits)) * draw(st.sampled_from([Fraction(n, 10) for n in (5, 9, 10, 10, 11, 14, 25)]))
    value += draw(st.sampled_from([Fraction(n, 100) for n in (-1, 0, 0, 0, 1)]))
    rounded = Fraction(round(value * 1000), 1000)
    return min(max(rounded, range_.low), range_.high)


@st.composite
def _result(draw: st.DrawFn, number: int) -> Received:
    fact = draw(st.sampled_from(_facts()))
    event = Received(f"event {number}", fact.kind.value, fact.id, family=f"e{number}")
    if fact.yes_no:
        value: object = draw(st.sampled_from((True, True, True, False, False, "unknown")))
        return replace(event, value=value)
    amount = number_text(draw(numbers(fact)), places=6)
    reference = draw(st.sampled_from((None, None, ("10", "40"), ("100", "300"))))
    return replace(
        event,
        value=Number(amount),
        unit=fact.unit,
        comparator=draw(st.sampled_from(("",) * 8 + ("<", ">", "<=", ">="))),
        reference=None if reference is None else (Number(reference[0]), Number(reference[1])),
    )


@st.composite
def _medication(draw: st.DrawFn, number: int) -> Received:
    kinds = ("medication_given", "medication_given", "medication_order", "medication_statement", "medication_stopped")
    return Received(
        f"event {number}",
        draw(st.sampled_from(kinds)),
        draw(st.sampled_from(_drugs())),
        value=Number(draw(st.sampled_from(("30", "40", "300", "600", "640", "1000")))),
        unit=draw(st.sampled_from(("mg", "mg", "mg", "mg/kg"))),
        every=draw(st.sampled_from(("", "24 h", "12 h"))),
        per=draw(st.sampled_from(("", "dose", "day"))),
        route=draw(st.sampled_from(("", "intravenous", "oral"))),
        family=f"e{number}",
    )


@st.composite
def _event(draw: st.DrawFn, number: int) -> list[Received]:
    event = draw(_medication(number)) if draw(st.integers(0, 4)) == 0 else draw(_result(number))
    taken = NOW - timedelta(hours=draw(st.sampled_from(_HOURS)), minutes=draw(st.sampled_from((0, 0, 0, 30))))
    known = min(taken + timedelta(hours=draw(st.sampled_from(_DELAYS))), NOW)
    event = replace(event, time=taken.isoformat(), known=known.isoformat())
    if draw(st.integers(0, 14)) == 0:
        event = replace(event, time=taken.date().isoformat(), known=None)
    later = min(known + timedelta(hours=draw(st.sampled_from((1, 5, 20)))), NOW)
    match draw(st.integers(0, 19)):
        case 0:
            return [event, replace(event, known=later.isoformat(), status=Standing.ENTERED_IN_ERROR)]
        case 1 if isinstance(event.value, Number):
            return [event, replace(event, known=later.isoformat(), status=Standing.CORRECTED, value=Number("50"))]
        case 2:
            return [replace(event, status=Standing.PRELIMINARY)]
        case _:
            return [event]


@cache
def _edges() -> tuple[tuple[str, ...], ...]:
    """The fact lines of every worked edge, with its background: what the rules' own cases think of."""
    return tuple((*case.background, *row.facts) for case in knowledge().cases.values() for row in case.rows)


@st.composite
def _told(draw: st.DrawFn) -> tuple[list[Received], dict[str, tuple[str, str]], str | None]:
    """One worked edge as it stands or bent a little: its events, coverage and birth date."""
    events: list[Received] = []
    coverage: dict[str, tuple[str, str]] = {}
    birth = None
    back = timedelta(hours=draw(st.sampled_from((0, 0, 1, 13, 30))))
    for text in draw(st.sampled_from(_edges())):
        line = read_fact_line(text, _names(), NOW - back)
        birth = line.birth_date.isoformat() if line.birth_date else birth
        if line.coverage is not None:
            kind, start, end = line.coverage
            coverage[kind] = (start.isoformat(), end.isoformat())
        if line.event is not None and draw(st.integers(0, 9)):
            events.append(line.event)
    return events, coverage, birth


@st.composite
def stories(draw: st.DrawFn, most: int = 8) -> Story:
    """A record: none, one or two worked edges laid together, and up to `most` events of chance."""
    events: list[Received] = []
    coverage: dict[str, tuple[object, object]] = {}
    birth = draw(st.sampled_from((None, "2020-01-14", "2025-03-02", "2025-03-03", "2010-06-30")))
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2, 2)))):
        told, covered, born = draw(_told())
        start = len(events)
        events += [replace(event, family=f"t{start + place}") for place, event in enumerate(told)]
        coverage.update(covered)
        birth = born or birth
    count = draw(st.integers(0, most))
    events += [event for number in range(1, count + 1) for event in draw(_event(number))]
    events = [replace(event, where=f"event {place}") for place, event in enumerate(events, 1)]
    if draw(st.integers(0, 2)) == 0:
        back = timedelta(days=draw(st.sampled_from((1, 3, 70))))
        for kind in ("medication_given", "procedure", "lab"):
            coverage.setdefault(kind, ((NOW - back).isoformat(), NOW.isoformat()))
    return Story(PatientRecord("p", birth_date=birth, now=NOW.isoformat(), coverage=coverage, events=tuple(events)))


def between(decision: Decision) -> list[datetime]:
    """An instant inside every pause of a walk, and one just before its end."""
    times = [moment.at for moment in decision.moments]
    return [inside for one, other in pairwise(times) for inside in (one + (other - one) / 3, _before(other))]


def _before(at: datetime) -> datetime:
    return at - timedelta(microseconds=1)


def moved(record: Timeline, by: timedelta) -> Timeline:
    """The same story, so much later, birth date and coverage included."""

    def later(entry: Result | Medication) -> Result | Medication:
        entry = replace(entry, at=entry.at + by, known_at=entry.known_at + by)
        return replace(entry, end=entry.end + by) if isinstance(entry, Medication) and entry.end else entry

    birth = record.patient.birth_date
    return replace(
        record,
        patient=replace(record.patient, birth_date=birth + by if birth else None),
        results=tuple(later(one) for one in record.results),  # type: ignore[misc]
        medications=tuple(later(one) for one in record.medications),  # type: ignore[misc]
        coverage={kind: (start + by, end + by) for kind, (start, end) in record.coverage.items()},
        now=record.now + by if record.now else None,
    )
