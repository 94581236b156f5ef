"""The things a record holds of a patient, each with when it was true and when it became known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from stillpath.model import Per
from stillpath.units import Interval

__all__ = ["Medication", "MedicationKind", "Patient", "Precision", "Refused", "Result", "Standing"]


class Precision(StrEnum):
    """How finely a time was given. Only `minute` may enter a window; `nominal` orders and tells nothing else."""

    MINUTE = "minute"
    DAY = "day"
    NOMINAL = "nominal"


class Standing(StrEnum):
    """The status of a result or an order, as the laboratory or the ward gave it."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"

    @property
    def retracts(self) -> bool:
        """Whether it takes back what was said under the same id."""
        return self in (Standing.CANCELLED, Standing.ENTERED_IN_ERROR)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who it is about. Unknown is None; `example` marks an invented or published teaching case."""

    id: str
    sex: str | None = None
    birth_date: date | None = None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One value, sign, diagnosis, judgement or procedure.

    `interval` is in the fact's own unit, `truth` the answer of a yes/no fact; both None: recorded, but without an
    answer ("cannot say", pending). `at` is when it was true, `known_at` when it was learned, never before `at`.
    `received` is the value and unit as they came. `reference` is the laboratory's range, in the fact's unit.
    """

    id: str
    fact: str
    at: datetime
    known_at: datetime
    interval: Interval | None = None
    truth: bool | None = None
    received: str = ""
    received_unit: str = ""
    standing: Standing = Standing.FINAL
    replaces: str = ""
    precision: Precision = Precision.MINUTE
    known_assumed: bool = False
    reference: tuple[Fraction | None, Fraction | None] | None = None
    estimated: bool = False
    pending: bool = False
    by: str = ""
    note: str = ""

    @property
    def low(self) -> Fraction:
        """The lower end of its value, in the fact's own unit; only for a result that has one."""
        assert self.interval is not None
        return self.interval.low


class MedicationKind(StrEnum):
    """What happened to a drug."""

    ORDERED = "ordered"
    GIVEN = "given"
    STATED = "stated"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Medication:
    """One order, administration, statement that a drug is being taken, or stop.

    `amount` is in `unit` (mg, g, mL …), of which `basis` "kg" or "m2" makes it an amount by size; None: not told.
    """

    id: str
    drug: str
    kind: MedicationKind
    at: datetime
    known_at: datetime
    amount: Fraction | None = None
    unit: str = ""
    basis: str = ""
    per: Per = Per.DOSE
    route: str = ""
    every: timedelta | None = None
    end: datetime | None = None
    received: str = ""
    standing: Standing = Standing.FINAL
    replaces: str = ""
    precision: Precision = Precision.MINUTE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something in the input that could not be used: where, the kind of thing found, what was expected.

    `shown` is what was received, for the person who supplied it; it goes to no log and no error.
    """

    where: str
    found: str
    expected: str
    shown: str = ""
