"""The value of a fact at an instant: current or not, recorded or derived, and until when that stays so."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeVar, cast

from stillpath.engine.ages import months_old, next_day
from stillpath.engine.findings import Why, earliest
from stillpath.engine.tables import look_up, z_score
from stillpath.model import SEXES, Fact, Knowledge, ZMethod
from stillpath.timeline import Medication, Precision, Result, View
from stillpath.units import Interval

__all__ = ["TICK", "Known", "Value", "latest_time"]

_T = TypeVar("_T")
_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
"""The step after an inclusive end: a value is current at `at + current_for`, and not a tick later."""


@dataclass(frozen=True, slots=True)
class Value:
    """A fact's current value, or why there is none. `at` is the oldest input of a derived value."""

    interval: Interval | None = None
    truth: bool | None = None
    at: datetime | None = None
    used: tuple[Result, ...] = ()
    why: Why | None = None
    until: datetime | None = None


class Known:
    """The facts of one view; asked again and again within an instant, so it remembers."""

    def __init__(self, knowledge: Knowledge, view: View) -> None:
        self.knowledge = knowledge
        self.view = view
        self._values: dict[str, Value] = {}
        self._worked_out: dict[str, object] = {}

    @property
    def at(self) -> datetime:
        """The instant of the view."""
        return self.view.at

    def moved(self) -> None:
        """Forgets everything: the view has moved on."""
        self._values.clear()
        self._worked_out.clear()

    def once(self, name: str, work: Callable[[], _T]) -> _T:
        """What some work gives that rests on these facts and the rules decided of them: worked out once by its name."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return cast(_T, self._worked_out[name])

    def supposing(self, result: Result) -> "Known":
        """The same facts with one result taken as the current one of its fact, whatever else is known of it."""
        known = Known(self.knowledge, self.view)
        known._values[result.fact] = Value(result.interval, result.truth, result.at, (result,))
        return known

    def value(self, id: str, within: timedelta | None = None) -> Value:
        """The latest current value of a fact; `within` narrows how old it may be."""
        if within is None:
            if id not in self._values:
                self._values[id] = self._value(self.knowledge.facts[id], None)
            return self._values[id]
        return self._value(self.knowledge.facts[id], within)

    def shelf_life(self, fact: Fact, within: timedelta | None = None) -> timedelta | None:
        """How long a value of the fact counts; None is always."""
        if within is None or fact.current_for is None:
            return within or fact.current_for
        return min(within, fact.current_for)

    def _value(self, fact: Fact, within: timedelta | None) -> Value:
        if fact.derive is not None:
            return _narrowed(self._derived(fact), within, self.at)
        results = self.view.results(fact.id)
        if not results:
            return Value(why=Why.NEVER)
        latest = results[-1]
        answered = [result for result in results if result.interval is not None or result.truth is not None]
        if not answered:
            return Value(used=(latest,), why=Why.PENDING if latest.pending else Why.NO_ANSWER)
        if latest.interval is None and latest.truth is None and not latest.pending:
            return Value(used=(latest,), why=Why.NO_ANSWER)
        counted = answered[-1]
        life = self.shelf_life(fact, within)
        until = None
        if life is not None:
            if self.view.timeline.nominal:
                until = next_day(counted.at, self.view.timeline.zone)
                if self.at >= until:
                    return Value(used=(counted,), why=Why.OLD)
            elif self.at - counted.at > life:
                why = Why.PENDING if latest.pending else Why.OLD
                return Value(used=(counted,), why=why)
            else:
                until = counted.at + life + TICK
        return Value(counted.interval, counted.truth, counted.at, (counted,), None, until)

    def _derived(self, fact: Fact) -> Value:
        assert fact.derive is not None
        if fact.derive == ("age",):
            return self._age()
        inputs: list[Value] = []
        try:
            interval = self._compute(fact.derive, inputs)
        except (ZeroDivisionError, ValueError):
            return Value(why=Why.NOT_COMPUTABLE, until=earliest(*(value.until for value in inputs)))
        until = earliest(*(value.until for value in inputs))
        used = tuple(dict.fromkeys(result for value in inputs for result in value.used))
        missing = next((value for value in inputs if value.interval is None), None)
        if missing is not None or interval is None:
            return Value(used=used, why=missing.why if missing else Why.NOT_COMPUTABLE, until=until)
        times = [value.at for value in inputs if value.at is not None]
        return Value(interval, None, min(times, default=self.at), used, None, until)

    def _compute(self, term: tuple[object, ...], inputs: list[Value]) -> Interval | None:
        match term:
            case ("fact", str(id)):
                value = self.value(id)
                inputs.append(value)
                return value.interval
            case ("number", Fraction() as number):
                return Interval.point(number)
            case ("^", tuple() as inner, Fraction() as exponent):
                base = self._compute(inner, inputs)
                return None if base is None else base.power(exponent)
            case ("z", ZMethod() as method, str(id), str(table)):
                return self._z(method, id, table, inputs)
            case (str(sign), tuple() as left, tuple() as right):
                first, second = self._compute(left, inputs), self._compute(right, inputs)
                if first is None or second is None:
                    return None
                match sign:
                    case "+":
                        return first + second
                    case "-":
                        return first - second
                    case "*":
                        return first * second
                    case _:
                        return first / self._divisor(right, second)
        return None

    def _z(self, method: ZMethod, id: str, table: str, inputs: list[Value]) -> Interval | None:
        """How far a fact lies from the median of a table, in standard deviations; without a sex, by either sex."""
        value = self.value(id)
        inputs.append(value)
        if value.interval is None:
            return None
        sex = self.view.timeline.patient.sex
        spans = []
        for entry in SEXES if sex is None else (sex,):
            found = look_up(self.knowledge.tables[table], self, entry)
            entered = Interval.point(Fraction(0)) if found.cells is not None else None
            inputs.append(Value(entered, None, found.at, found.used, found.why, found.until))
            if found.cells is None:
                return None
            spans.append([z_score(method, end, found.cells) for end in (value.interval.low, value.interval.high)])
        low, high = min(low for low, _ in spans), max(high for _, high in spans)
        return Interval(low, high, value.interval.low_open, value.interval.high_open)

    def _divisor(self, term: tuple[object, ...], value: Interval) -> Interval:
        """A divisor that is a fact must lie above its plausible floor: at the floor a quotient says nothing."""
        floor = self.knowledge.facts[str(term[1])].plausible if term[0] == "fact" else None
        if floor is not None and value.low <= floor.low:
            raise ZeroDivisionError("the divisor lies at its floor")
        return value

    def _age(self) -> Value:
        birth = self.view.timeline.patient.birth_date
        if birth is None:
            return Value(why=Why.NEVER)
        today = self.at.astimezone(self.view.timeline.zone).date()
        if today < birth:
            return Value(why=Why.NOT_COMPUTABLE)
        return Value(Interval.point(months_old(birth, today) / 12), None, self.at)

    def weight_at(self, when: datetime) -> Result | None:
        """The weight that a dose given at `when` is judged by: the last one before it, else the first after."""
        weights = [result for result in self.view.results("weight") if result.interval is not None]
        before = [result for result in weights if result.at <= when]
        return before[-1] if before else weights[0] if weights else None

    def differing_weights(self, newest: Result) -> list[Result]:
        """The standing measured weights near one in time that differ from it by more than policy allows."""
        policy = self.knowledge.policy
        if newest.interval is None or not newest.interval.is_point or "weight-conflict" not in policy:
            return []
        window = policy["weight-conflict-window"].value.length()
        share = policy["weight-conflict"].value.amount / 100
        now = newest.interval.low
        return [
            other
            for other in self.view.results("weight")
            if other is not newest and not other.estimated and other.interval is not None and other.interval.is_point
            if abs(newest.at - other.at) <= window
            if abs(other.interval.low - now) > share * min(now, other.interval.low)
        ]

    def precise(self, id: str) -> list[Result]:
        """The series of a fact whose times may enter a window."""
        return [result for result in self.view.series(id) if result.precision is Precision.MINUTE]


def latest_time(entry: Result | Medication) -> datetime:
    """The last instant at which it may have happened: the end of its day where only that is known."""
    return entry.at + _DAY if entry.precision is Precision.DAY else entry.at


def _narrowed(value: Value, within: timedelta | None, at: datetime) -> Value:
    """A derived value is as old as its oldest input; `within` narrows that as it does any other age."""
    if within is None or value.interval is None or value.at is None:
        return value
    ends = value.at + within + TICK
    if ends <= at:
        return Value(used=value.used, why=Why.OLD, until=value.until)
    return replace(value, until=earliest(value.until, ends))
