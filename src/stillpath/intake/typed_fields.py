"""The fields of a form, read one after the other; what is wrong with each is noted at its name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from stillpath.engine.ages import months_old
from stillpath.intake.names import Names
from stillpath.intake.questions import Problem, Question, question_of_drug, typed_value
from stillpath.intake.reading import understand
from stillpath.intake.received import PatientRecord, Received
from stillpath.intake.times import read_time
from stillpath.intake.typed import typed_number, weight_doubt
from stillpath.intake.typed_times import typed_time
from stillpath.model import Drug, Knowledge
from stillpath.prose.usual_weight import weight_question
from stillpath.prose.words import for_people
from stillpath.timeline import Refused
from stillpath.units import duration_text, parse_duration

__all__ = ["DRUG_KINDS", "TypedFields", "taken_event"]

DRUG_KINDS = {
    "given": "medication_given",
    "order": "medication_order",
    "running": "medication_statement",
    "stopped": "medication_stopped",
}
"""What can be typed of a drug, and the kind of event it becomes; what runs with an amount becomes an order."""

_RUNNING_ORDER = "it runs already: ask when the last was given"
_YEAR = 12
"""Months in a year."""


@dataclass
class TypedFields:
    """The fields with what was typed, read one after the other; `problems` by field, in the order of the page."""

    typed: Mapping[str, str]
    knowledge: Knowledge
    now: datetime
    zone: tzinfo
    problems: dict[str, Problem] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What is typed into a field, without spaces around it; empty if nothing is."""
        return self.typed.get(name, "").strip()

    def complain(self, name: str, title: str, says: str) -> None:
        """Notes what is wrong with a field, once."""
        self.problems.setdefault(name, Problem(name, title[:1].upper() + title[1:], for_people(says)))

    def time(self, name: str, title: str, born: date | None = None) -> str:
        """The time typed, now if nothing is; the problem is noted and now taken if it cannot be used."""
        time = typed_time(self.text(name), self.now, self.zone, name)
        if isinstance(time, Refused):
            self.complain(name, title, f"{time.found}; expected {time.expected}")
        elif born is not None and read_time(time, zone=self.zone).end.astimezone(self.zone).date() < born:
            self.complain(name, title, "a time before the birth date; expected one after it")
        else:
            return time
        return self.instant

    def value(self, question: Question) -> tuple[str, str] | None:
        """The number and unit typed, if there are any that can be used."""
        value = typed_value(question, self.typed)
        if isinstance(value, Problem):
            self.complain(value.field, value.title, value.says)
            return None
        return value

    def amount(self, name: str, unit_name: str, drug: Drug) -> tuple[str, str, str] | None:
        """An amount, its unit, and `dose` or `day`; None if none is typed or it cannot be used for this drug."""
        text, unit, title = self.text(name), self.text(unit_name), drug.title
        if not text:
            return None
        number = typed_number(text, name)
        missing = "" if unit else "no unit; choose mg, mg/kg or another, and per dose or per day"
        if isinstance(number, Refused):
            also = f"; also {missing}" if missing else ""
            self.complain(name, title, f"{number.found}; expected {number.expected}{also}")
        elif missing:
            self.complain(name, title, missing)
        elif unit not in (offered := dict(question_of_drug(drug).units)):
            self.complain(name, title, f"a unit that its doses are not written in; choose {_one_of(offered.values())}")
        else:
            base, _, per = unit.rpartition("/")
            return (number, base, per) if per in ("dose", "day") else (number, unit, "")
        return None

    def every(self, name: str, title: str) -> str:
        """How often, as a duration; empty if nothing is chosen."""
        text = self.text(name)
        try:
            return duration_text(parse_duration(text)) if text else ""
        except (ValueError, OverflowError):
            self.complain(name, title, "how often could not be read; expected 12 h, 24 h or 7 d")
            return ""

    @property
    def instant(self) -> str:
        """Now, as files tell a time."""
        return self.now.astimezone(self.zone).isoformat(timespec="minutes")

    def family(self, what: str) -> str:
        """The id of an entry: what it is, and when it was typed."""
        return f"typed-{self.now.astimezone(UTC):%Y%m%dT%H%M%S}-{what}"

    def _refused(self, refused: Iterable[Refused], titles: Mapping[str, tuple[str, str]]) -> None:
        """Notes what the one place that understands events refused, each at the field it came from."""
        for one in refused:
            place, _, part = one.where.partition(", ")
            name, title = titles.get(f"{place}, {part}", titles.get(place, (place, place)))
            self.complain(name, title, f"{one.found}; expected {one.expected}")

    def before(self, one: str, other: str) -> bool:
        """Whether one time is over before another begins."""
        return read_time(one, zone=self.zone).end < read_time(other, zone=self.zone).start

    def understood(
        self, record: PatientRecord, born: date | None, titles: Mapping[str, tuple[str, str]]
    ) -> PatientRecord:
        """The record after it was read as any file is: what is refused, and a weight to be doubted, are problems.

        A doubted weight that was confirmed stays, with the answer that it was weighed again.
        """
        reading = understand(record, Names.of(self.knowledge), self.zone)
        self._refused(reading.refused, titles)
        today = self.now.astimezone(self.zone).date()
        years = months_old(born, today) / _YEAR if born is not None and born <= today else None
        for result in reading.timeline.results:
            if result.fact != "weight" or result.interval is None:
                continue
            doubt = weight_doubt(self.knowledge, result.interval, years)
            if not doubt and born is not None and result.interval.is_point:
                sex = reading.timeline.patient.sex
                doubt = weight_question(self.knowledge, result.interval.low, born, sex, self.now, self.zone)
            name, title = titles["weight"]
            if doubt and self.text("weight-confirmed") != "yes":
                self.complain(name, title, doubt)
            elif doubt:
                told = Received(
                    "weight-confirmed",
                    "judgement",
                    "weight-confirmed",
                    time=self.instant,
                    value=True,
                    family=self.family("weight-confirmed"),
                )
                record = replace(record, events=(*record.events, told))
        return record


def taken_event(kind: str, drug: str, amount: tuple[str, str, str] | None, every: str) -> Received:
    """A drug that was given, ordered or runs, without its time.

    What runs with an amount is an order, so that every alert about an order looks at its dose; without, a statement.

    >>> taken_event("running", "anakinra", ("2", "mg/kg", "day"), "24 h").kind
    'medication_order'
    >>> taken_event("running", "anakinra", None, "24 h").kind
    'medication_statement'
    """
    number, unit, per = amount or (None, "", "")
    ordered = kind == "running" and amount is not None
    became = DRUG_KINDS["order" if ordered else kind]
    note = _RUNNING_ORDER if ordered else ""
    return Received(drug, became, drug, value=number, unit=unit, per=per, every=every, note=note)


def _one_of(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
