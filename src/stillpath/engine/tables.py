"""Looks a child up in a table by sex, age and height, and works out z-scores from L, M and S."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from stillpath.engine.ages import age_reached, next_day
from stillpath.engine.findings import Why, earliest
from stillpath.model import SEX, LookUp, Table, TableKey, ZMethod
from stillpath.model.tables import Branch
from stillpath.timeline import Result

if TYPE_CHECKING:
    from stillpath.engine.known import Known

__all__ = ["LookedUp", "look_up", "z_score"]

_DIGITS = 28
_PLACES = 6
_NOT_KNOWN = {"age": Why.NO_AGE, "height": Why.NO_HEIGHT}


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The figures of a child by column, or why there are none; what was looked at, and until when that stays so."""

    cells: dict[str, Fraction] | None = None
    why: Why | None = None
    at: datetime | None = None
    used: tuple[Result, ...] = ()
    until: datetime | None = None


def look_up(table: Table, known: "Known", sex: str | None = None) -> LookedUp:
    """The figures for this child now. None outside the table, or without the sex, age or height it is entered by.

    `sex` is what to enter with where the child's is not known.
    """
    entered: list[str | Fraction] = []
    used: list[Result] = []
    times: list[datetime | None] = []
    oldest: datetime | None = None
    for key in table.keys:
        if key.name == SEX:
            entry = known.view.timeline.patient.sex or sex
            if entry is None:
                return LookedUp(why=Why.NO_SEX)
            entered.append(entry)
            continue
        fact = known.knowledge.facts[key.name]
        value = known.value(key.name)
        used += value.used
        times.append(value.until)
        if value.interval is None:
            return LookedUp(why=_NOT_KNOWN.get(key.name, value.why), used=tuple(used), until=earliest(*times))
        if not value.interval.is_point:
            return LookedUp(why=Why.BOTH_SIDES, used=tuple(used), until=earliest(*times))
        factor = Fraction(1) if key.unit == fact.unit else fact.accepts[key.unit]
        entered.append(value.interval.low / factor)
        if value.used and value.at is not None:
            oldest = value.at if oldest is None else min(oldest, value.at)
        if key.name == "age":
            times.append(_next_age(key, value.interval.low / factor, factor, known))
    cells = _cells(table.tree, table.keys, tuple(entered))
    until = earliest(*times)
    if cells is None:
        return LookedUp(why=Why.OUTSIDE, used=tuple(used), until=until)
    named = {column.name: cell for column, cell in zip(table.columns, cells, strict=True)}
    return LookedUp(named, None, oldest, tuple(used), until)


def z_score(method: ZMethod, value: Fraction, cells: dict[str, Fraction]) -> Fraction:
    """The z-score of a value by the columns l, m and s, rounded to six places from a working of 28 digits.

    Raises ValueError where the reference has no such value (a power of a negative number).

    >>> z_score(ZMethod.LMS, Fraction("9.6479"), {"l": Fraction("0.0644"), "m": Fraction("9.6479"), "s": Fraction(1)})
    Fraction(0, 1)
    """
    if value <= 0:
        raise ValueError("not above zero")
    with localcontext() as context:
        context.prec = _DIGITS
        size, power, median, spread = (_decimal(one) for one in (value, cells["l"], cells["m"], cells["s"]))

        def at(z: int) -> Decimal:
            if not power:
                return median * (spread * z).exp()
            base = 1 + power * spread * z
            if base <= 0:
                raise ValueError("the reference ends before this many standard deviations")
            return median * base ** (1 / power)

        share = size / median
        plain = (share.ln() / spread) if not power else (share**power - 1) / (power * spread)
        match method:
            case ZMethod.RESTRICTED if abs(plain) > 3:
                side = 1 if plain > 0 else -1
                z = side * (3 + abs(size - at(3 * side)) / abs(at(3 * side) - at(2 * side)))
            case ZMethod.MODIFIED:
                side = 1 if size >= median else -1
                z = (size - median) / (abs(at(2 * side) - median) / 2)
            case _:
                z = plain
        return Fraction(round(z, _PLACES))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _next_age(key: TableKey, age: Fraction, factor: Fraction, known: "Known") -> datetime | None:
    """When the age leads to other figures: with the next row where only that counts, else with the next day."""
    zone = known.view.timeline.zone
    birth = known.view.timeline.patient.birth_date
    if key.how is not LookUp.COMPLETED or birth is None:
        return next_day(known.at, zone)
    return age_reached(birth, (int(age) + 1) * factor, known.at.astimezone(zone))


def _cells(
    branch: Branch, keys: tuple[TableKey, ...], entered: tuple[str | Fraction, ...]
) -> tuple[Fraction, ...] | None:
    if isinstance(branch, tuple):
        return branch
    key, value = keys[0], entered[0]
    if isinstance(value, str):
        return _cells(branch[value], keys[1:], entered[1:]) if value in branch else None
    rows = [row for row in branch if isinstance(row, Fraction)]
    found = _rows(rows, key, value)
    if not found:
        return None
    parts = [_cells(branch[row], keys[1:], entered[1:]) for row in found]
    if len(found) == 1 or parts[0] is None or parts[-1] is None:
        return parts[0]
    share = (value - found[0]) / (found[1] - found[0])
    return tuple(low + (high - low) * share for low, high in zip(parts[0], parts[1] or (), strict=True))


def _rows(rows: list[Fraction], key: TableKey, value: Fraction) -> tuple[Fraction, ...]:
    """The row to take, or the two to take between; none outside the table."""
    match key.how:
        case LookUp.NEAREST:
            return (min(rows, key=lambda row: (abs(row - value), row)),)
        case LookUp.COMPLETED:
            inside = rows[0] <= value < rows[-1] + (key.step or 1)
            return (rows[bisect_right(rows, value) - 1],) if inside else ()
        case _:
            if value in rows:
                return (value,)
            return next(((low, high) for low, high in pairwise(rows) if low < value < high), ())
