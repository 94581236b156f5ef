"""The course of a child as far as it is known: each moment with what became known then, the stages, the drugs given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stillpath.care import Plan, stages_passed
from stillpath.engine import Decision
from stillpath.model import Knowledge
from stillpath.prose.phrases import entry_text
from stillpath.prose.words import Clock, listed
from stillpath.timeline import Medication, MedicationKind, Result, Timeline

__all__ = ["Course", "Given", "Happening", "Stay", "course"]

Entry = Result | Medication


@dataclass(frozen=True, slots=True)
class Happening:
    """A moment at which something became known: its place among all, counted from 1, and what became known.

    `when` is its time in words, or "moment 3" where no times are known; `count` how much came in: "5 results", empty
    for nothing. `learned` says what, and is empty of a moment after the instant looked at: a replay stays one.
    """

    place: int
    at: datetime
    when: str
    count: str
    learned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stage the child was in: its place among those passed through, from when to when (None: still), its title."""

    place: int
    began: datetime
    ended: datetime | None
    when: str
    title: str


@dataclass(frozen=True, slots=True)
class Given:
    """Every recorded dose of one drug: when, and in words."""

    title: str
    doses: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Moments, stays and drugs, each earliest first; `later` counts the moments after the instant looked at.

    `newest` is the last moment up to that instant at which anything became known: what was new then.
    """

    moments: tuple[Happening, ...]
    stays: tuple[Stay, ...]
    given: tuple[Given, ...]
    newest: Happening
    later: int


def course(plan: Plan, instants: Sequence[datetime], clock: Clock) -> Course:
    """The course up to the plan's instant, and the moments after it; `instants` are all there are, earliest first."""
    decision = plan.decision
    at, knowledge = decision.now.at, plan.knowledge
    timeline = decision.known.view.timeline
    known: dict[datetime, list[Entry]] = {}
    for entry in timeline.entries():
        known.setdefault(entry.known_at, []).append(entry)
    moments = tuple(
        _happening(place, moment, known.get(moment, []), at, knowledge, clock)
        for place, moment in enumerate(instants, 1)
    )
    before = [one for one in moments if one.at <= at]
    told = [one for one in before if one.learned]
    newest = told[-1] if told else (before[-1] if before else moments[0])
    return Course(
        moments, _stays(decision, clock), _given(timeline, at, knowledge, clock), newest, len(moments) - len(before)
    )


def _happening(
    place: int, moment: datetime, entries: list[Entry], at: datetime, knowledge: Knowledge, clock: Clock
) -> Happening:
    when = f"moment {place}" if clock.nominal else clock.short(moment, at)
    told = entries if moment <= at else []
    learned = tuple(entry_text(entry, knowledge, clock, moment) for entry in told)
    return Happening(place, moment, when, _count_text(entries), learned)


def _count_text(entries: Sequence[Entry]) -> str:
    """How much came in: "5 results", "1 result and 2 medicine entries"; empty for nothing."""
    results = sum(isinstance(entry, Result) for entry in entries)
    drugs = len(entries) - results
    parts = [f"{results} result{'' if results == 1 else 's'}"] if results else []
    parts += [f"{drugs} medicine {'entry' if drugs == 1 else 'entries'}"] if drugs else []
    return listed(parts)


def _stays(decision: Decision, clock: Clock) -> tuple[Stay, ...]:
    passed = stages_passed(decision)
    stages = decision.known.knowledge.stages
    ends = [*(began for began, _ in passed[1:]), None]
    times = [""] * len(passed) if clock.nominal else clock.in_turn([began for began, _ in passed], decision.now.at)
    return tuple(
        Stay(place, began, end, when, stages[id].title)
        for place, ((began, id), end, when) in enumerate(zip(passed, ends, times, strict=True), 1)
    )


def _given(timeline: Timeline, at: datetime, knowledge: Knowledge, clock: Clock) -> tuple[Given, ...]:
    """The doses recorded as given and known by then, by drug, the drug given first at the top."""
    view = timeline.as_of(at, knowledge.facts)
    found: dict[str, list[tuple[datetime, str]]] = {}
    drugs = dict.fromkeys(entry.drug for entry in sorted(timeline.medications, key=lambda entry: entry.at))
    for entry in view.medications(drugs):
        if entry.kind is MedicationKind.GIVEN:
            title = knowledge.drugs[entry.drug].title if entry.drug in knowledge.drugs else entry.drug
            found.setdefault(title, []).append((entry.at, entry_text(entry, knowledge, clock, at)))
    return tuple(Given(title, tuple(doses)) for title, doses in found.items())
