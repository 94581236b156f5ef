"""The timeline of one patient, and the view of it at an instant."""

import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from fractions import Fraction

from stillpath.model import Fact
from stillpath.timeline.entries import Medication, Patient, Precision, Result, Standing

__all__ = ["Timeline", "View"]

_RANK = {
    Standing.REGISTERED: 0,
    Standing.PRELIMINARY: 1,
    Standing.FINAL: 2,
    Standing.CORRECTED: 3,
    Standing.CANCELLED: 4,
    Standing.ENTERED_IN_ERROR: 4,
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything recorded of one patient, in no order that matters.

    `coverage` tells, for a kind of record (`medication_given`, `lab` …), from when to when it is complete. `now` is the
    file's own "now", if it gave one; `zone` is the hospital's time, for showing only. `nominal`: the times only order.
    """

    patient: Patient
    results: tuple[Result, ...] = ()
    medications: tuple[Medication, ...] = ()
    coverage: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    now: datetime | None = None
    zone: tzinfo = UTC
    nominal: bool = False

    @classmethod
    def of(cls, patient: Patient, entries: Iterable[Result | Medication] = ()) -> "Timeline":
        """A timeline of some entries, without coverage.

        >>> Timeline.of(Patient("p")).instants()
        ()
        """
        entries = tuple(entries)
        return cls(
            patient,
            tuple(e for e in entries if isinstance(e, Result)),
            tuple(e for e in entries if isinstance(e, Medication)),
        )

    def instants(self) -> tuple[datetime, ...]:
        """When something became known, each once, earliest first."""
        return tuple(sorted({entry.known_at for entry in self.entries()}))

    def entries(self) -> Iterator[Result | Medication]:
        """Results, then medications."""
        yield from self.results
        yield from self.medications

    def last_known(self) -> datetime | None:
        """When the last thing became known; None for an empty record."""
        return max((entry.known_at for entry in self.entries()), default=None)

    def known_by(self, at: datetime) -> "Timeline":
        """The timeline without what became known after `at`."""
        return replace(
            self,
            results=tuple(one for one in self.results if one.known_at <= at),
            medications=tuple(one for one in self.medications if one.known_at <= at),
        )

    def as_of(self, at: datetime, facts: dict[str, Fact]) -> "View":
        """What was known at `at`: corrections and retractions count from when they themselves became known."""
        view = View(self, facts)
        view.advance(at)
        return view


class View:
    """What was known at one instant, `at`. Results of a fact are in order, the one that counts last.

    A view starts before everything; `advance` moves it forward, never back.
    """

    __slots__ = ("_by_drug", "_by_fact", "_coming", "_facts", "_replaced", "_seen", "_standing", "at", "timeline")

    def __init__(self, timeline: Timeline, facts: dict[str, Fact]) -> None:
        self.timeline = timeline
        self.at = datetime.min.replace(tzinfo=UTC)
        self._facts = facts
        self._coming = sorted(timeline.entries(), key=lambda entry: (entry.known_at, _RANK[entry.standing]))
        self._seen = 0
        self._standing: dict[str, Result | Medication] = {}
        self._replaced: set[str] = set()
        self._by_fact: dict[str, list[Result]] = {}
        self._by_drug: dict[str, list[Medication]] = {}

    def advance(self, at: datetime) -> set[str]:
        """Moves to `at` and gives back the facts and drugs about which something new became known."""
        self.at = at
        touched: set[str] = set()
        while self._seen < len(self._coming) and self._coming[self._seen].known_at <= at:
            self._learn(self._coming[self._seen], touched)
            self._seen += 1
        for name in touched:
            if name in self._by_fact:
                fact = self._facts.get(name)
                self._by_fact[name].sort(key=lambda result: _order(result, fact))
            if name in self._by_drug:
                self._by_drug[name].sort(key=_when)
        return touched

    def fork(self, more: tuple[Result, ...] = ()) -> "View":
        """A view of its own at the same instant, of a timeline that holds some more results, all still to come."""
        timeline = self.timeline
        view = View(replace(timeline, results=(*timeline.results, *more)) if more else timeline, self._facts)
        view.at = self.at
        view._seen = self._seen
        view._standing = dict(self._standing)
        view._replaced = set(self._replaced)
        view._by_fact = {fact: list(results) for fact, results in self._by_fact.items()}
        view._by_drug = {drug: list(entries) for drug, entries in self._by_drug.items()}
        return view

    def learn_no_more(self) -> None:
        """From here on nothing becomes known to this view: what was still to come is out of its timeline too."""
        self._coming = self._coming[: self._seen]
        self.timeline = self.timeline.known_by(self.at)

    def next_known(self) -> datetime | None:
        """When the next thing becomes known; None if there is nothing more."""
        return self._coming[self._seen].known_at if self._seen < len(self._coming) else None

    def _learn(self, entry: Result | Medication, touched: set[str]) -> None:
        for id in {entry.id, entry.replaces} - {""}:
            old = self._standing.pop(id, None)
            if old is not None:
                self._shelf(old).remove(old)
                touched.add(_about(old))
        if entry.replaces and entry.replaces != entry.id:
            self._replaced.add(entry.replaces)
        if entry.standing.retracts or entry.id in self._replaced:
            return
        self._standing[entry.id] = entry
        self._shelf(entry).append(entry)
        touched.add(_about(entry))

    def _shelf(self, entry: Result | Medication) -> list[typing.Any]:
        if isinstance(entry, Result):
            return self._by_fact.setdefault(entry.fact, [])
        return self._by_drug.setdefault(entry.drug, [])

    def results(self, fact: str) -> list[Result]:
        """Every standing result of a fact, earliest first; of two at the same time the one that counts is later."""
        return self._by_fact.get(fact, [])

    def series(self, fact: str) -> list[Result]:
        """One result for each time a fact was taken: the one that counts. Only those with an answer."""
        chosen: dict[datetime, Result] = {}
        for result in self.results(fact):
            if result.interval is not None or result.truth is not None:
                chosen[result.at] = result
        return list(chosen.values())

    def latest(self, fact: str) -> Result | None:
        """The result that counts, whether still current or not; None if there is none."""
        results = self.results(fact)
        return results[-1] if results else None

    def same_time(self, result: Result) -> int:
        """How many standing results share the time of this one."""
        return sum(other.at == result.at for other in self.results(result.fact))

    def medications(self, drugs: Iterable[str]) -> list[Medication]:
        """Every standing entry of these drugs, earliest first."""
        found = [medication for drug in drugs for medication in self._by_drug.get(drug, [])]
        found.sort(key=_when)
        return found

    def covered(self, kind: str, start: datetime, end: datetime) -> bool:
        """Whether the record of a kind is declared complete from `start` to `end`."""
        span = self.timeline.coverage.get(kind)
        return span is not None and span[0] <= start and end <= span[1]

    def coverage_of(self, kind: str) -> tuple[datetime, datetime] | None:
        """From when to when the record of a kind is declared complete; None if it is not."""
        return self.timeline.coverage.get(kind)


def _about(entry: Result | Medication) -> str:
    return entry.fact if isinstance(entry, Result) else entry.drug


def _when(medication: Medication) -> tuple[datetime, datetime, str]:
    return medication.at, medication.known_at, medication.id


def _order(result: Result, fact: Fact | None) -> tuple[object, ...]:
    """What counts last: the later; at one time what is told to the minute, then what became known later.

    Then corrected or final before preliminary, then what lies further in the direction of concern.
    """
    concern = Fraction(0)
    if result.interval is not None:
        concern = result.interval.low if fact is None or fact.concern_high else -result.interval.high
    elif result.truth is not None:
        concern = Fraction(result.truth)
    settled = result.standing in (Standing.FINAL, Standing.CORRECTED)
    fine = result.precision is Precision.MINUTE
    return (result.at, fine, result.known_at, settled, _RANK[result.standing], concern, result.id)
