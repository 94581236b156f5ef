"""Ages and days as instants: when an age is reached, when the next day begins."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from fractions import Fraction

__all__ = ["age_reached", "months_old", "next_day"]

_NEAR = 40
_DAY = timedelta(days=1)


def age_reached(birth: date, years: Fraction, zone_day: datetime) -> datetime | None:
    """The start of the day on which an age in years is reached, if that is still to come; else None."""
    months = years * 12
    day = date(birth.year + (birth.month - 1 + int(months)) // 12, (birth.month - 1 + int(months)) % 12 + 1, 1)
    reached = day + timedelta(days=birth.day - 1 + int((months - int(months)) * 31))
    moment = _start_of(reached, zone_day.tzinfo or UTC)
    if moment > zone_day:
        return moment
    # Months differ in length: near the day itself, look again when the next day begins.
    near = moment + timedelta(days=_NEAR) > zone_day
    return next_day(zone_day, zone_day.tzinfo or UTC) if near else None


def months_old(birth: date, today: date) -> Fraction:
    """The age in months of the calendar; the days beyond the last whole one count as 31sts of a month.

    >>> months_old(date(2020, 1, 14), date(2026, 3, 14))
    Fraction(74, 1)
    """
    whole = (today.year - birth.year) * 12 + today.month - birth.month
    days = today.day - birth.day
    if days < 0:
        whole -= 1
        days += 31
    return whole + Fraction(days, 31)


def next_day(at: datetime, zone: tzinfo) -> datetime:
    """The instant at which the day after an instant begins in a zone."""
    return _start_of(at.astimezone(zone).date() + _DAY, zone)


def _start_of(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day begins in a zone, in UTC: on a night when the clocks change it is 23 or 25 h long."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
