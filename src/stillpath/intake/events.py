"""One received event into an entry of the timeline: its time, its name, its value, or why it cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from stillpath.intake.amounts import medication_of
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError, plain
from stillpath.intake.received import KINDS, MEDICATION_KINDS, Received
from stillpath.intake.times import Timing, When, read_time
from stillpath.intake.values import refusal, result_of
from stillpath.model import Fact
from stillpath.timeline import Medication, Precision, Refused, Result, Standing

__all__ = ["Draft", "Reader", "Withdrawal"]

_SUSPECTED = frozenset(("suspected", "provisional", "unconfirmed", "differential"))
_MAY_BE_PARTIAL = frozenset(("diagnosis", "context", "medication_statement"))


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry whose id and `known_at` are still to be settled; `known` is None where nobody told."""

    entry: Result | Medication
    event: Received
    taken: When
    known: When | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was said under an id stands no longer, from when this became known (None: from the beginning).

    `fact` restricts it to entries of one fact. `failed` marks a new version that itself had to be refused.
    """

    family: str
    standing: Standing
    known: When | None
    fact: str = ""
    failed: bool = False


@contextmanager
def _part(part: str) -> Iterator[None]:
    """Lays whatever is wrong inside to this part of the event."""
    try:
        yield
    except UnusableError as problem:
        raise UnusableError(problem.found, problem.expected, part) from None


@dataclass(slots=True)
class Reader:
    """Reads events one after the other and keeps what became of each.

    `zone` reads times without an offset, `date_zone` dates; `now` is the file's own now, `latest` the
    time after which nothing in it can have happened. With `nominal` the times only
    order. `clock` is when it is read, if that is known; nothing is taken or known after `until`.
    """

    names: Names
    zone: tzinfo | None = None
    date_zone: tzinfo | None = None
    now: datetime | None = None
    latest: datetime | None = None
    nominal: bool = False
    clock: datetime | None = None
    until: datetime | None = None
    drafts: list[Draft] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def time(self, text: object) -> When:
        """A time of this file. Raises UnusableError."""
        return read_time(text, zone=self.zone, date_zone=self.date_zone)

    def read(self, event: Received) -> None:
        """Takes one event: it ends among the drafts, the withdrawals, the notes or the refused, and never nowhere."""
        known: When | None = None
        try:
            if event.kind == "note":
                self.notes.append(f"{event.where}: a note, kept and not computed: {plain(event.note or event.shown())}")
                return
            known = self._known(event)
            if event.status is not None and event.status.retracts:
                self._withdraw(event, known)
                return
            self._read(event, known)
        except UnusableError as problem:
            self.refused.append(refusal(event, problem))
            self._withdraw_older(event, known)

    def _read(self, event: Received, known: When | None) -> None:
        if event.unusable is not None:
            raise UnusableError(*event.unusable)
        if event.kind not in KINDS:
            raise UnusableError("a kind of event not known to this version", f"one of {', '.join(KINDS)}", "kind")
        if event.status is None:
            raise UnusableError("a status not known to this version", f"one of {', '.join(Standing)}", "status")
        taken = self._taken(event)
        timing = Timing(
            taken.start,
            max(taken.start, known.start) if known else taken.start,
            Precision.NOMINAL if self.nominal else taken.precision,
            known is None,
        )
        if event.kind in MEDICATION_KINDS:
            with _part("name"):
                drug = self.names.drug(event.name, event.codes)
            medication, refused = medication_of(event, drug, timing, self._end(event, taken))
            self.refused += refused
            self.drafts.append(Draft(medication, event, taken, known))
            return
        fact, event = self._fact(event)
        result = result_of(event, fact, timing)
        if isinstance(result, Refused):
            self.refused.append(result)
            self._withdraw_older(event, known, fact)
            return
        self.drafts.append(Draft(result, event, taken, known))

    def _fact(self, event: Received) -> tuple[Fact, Received]:
        """The fact meant. A diagnosis recorded as suspected is a yes to the fact `suspected-…`, where there is one."""
        with _part("name"):
            fact = self.names.fact(event.name, event.codes, event.kind)
        value = event.value.strip().casefold() if isinstance(event.value, str) else ""
        if event.kind == "diagnosis" and fact.yes_no and value in _SUSPECTED:
            suspected = self.names.knowledge.facts.get(f"suspected-{fact.id}")
            if suspected is not None:
                return suspected, replace(event, value=True)
            return fact, replace(event, value="unknown", note="; ".join(filter(None, (event.note, "only suspected"))))
        return fact, event

    def _taken(self, event: Received) -> When:
        with _part("time"):
            taken = self.time(event.time)
        if taken.partial and event.kind not in _MAY_BE_PARTIAL:
            raise UnusableError("only a month or year", "a day at least", "time")
        if self.latest is not None and taken.start > self.latest:
            raise UnusableError("a time after the file's own now", "a time up to it", "time")
        if self._still_to_come(taken):
            raise UnusableError("a time later than now", "a time up to now", "time")
        self.notes += [f"{event.where}: {note}" for note in taken.notes]
        return taken

    def _known(self, event: Received) -> When | None:
        if event.known is None or event.known == "":
            return None
        with _part("known_at"):
            known = self.time(event.known)
        if self._still_to_come(known):
            raise UnusableError("a time later than now", "a time up to now", "known_at")
        return known

    def _still_to_come(self, when: When) -> bool:
        return self.until is not None and when.start > self.until

    def _end(self, event: Received, taken: When) -> datetime | None:
        if event.end is None or event.end == "":
            return None
        try:
            end = self.time(event.end)
        except UnusableError as problem:
            self.refused.append(refusal(event, UnusableError(problem.found, problem.expected, "end")))
            return None
        if end.end < taken.start:
            early = UnusableError("an end before the beginning", "an end after it", "end")
            self.refused.append(refusal(event, early))
            return None
        return end.end

    def _time_if_any(self, event: Received) -> When | None:
        with suppress(UnusableError):
            when = self.time(event.time)
            return None if self._still_to_come(when) else when
        return None

    def _withdraw(self, event: Received, known: When | None) -> None:
        assert event.status is not None
        known = known or self._time_if_any(event)
        error = event.status is Standing.ENTERED_IN_ERROR
        found = "something entered in error" if error else "something cancelled"
        self.refused.append(refusal(event, UnusableError(found, "something that stands; it is not used", "status")))
        for family in {event.family, event.replaces} - {""}:
            self.withdrawals.append(Withdrawal(family, event.status, known))

    def _withdraw_older(self, event: Received, known: When | None, fact: Fact | None = None) -> None:
        """An older version must not go on counting when its correction could not be read."""
        if fact is None:
            with suppress(UnusableError):
                fact = self.names.find_fact(event.name, event.codes)
        known = known or self._time_if_any(event)
        retracts = event.status is not None and event.status.retracts
        corrects = event.status is Standing.CORRECTED or retracts or bool(event.replaces)
        if event.replaces:
            self.withdrawals.append(Withdrawal(event.replaces, Standing.ENTERED_IN_ERROR, known, failed=True))
        if event.family and (corrects or fact is not None):
            only = "" if corrects or fact is None else fact.id
            self.withdrawals.append(Withdrawal(event.family, Standing.ENTERED_IN_ERROR, known, only, failed=True))
