"""A time as people type it, `06:10`, `02-Mar-2026 06:10`, `-2h`, into the one form in which files tell it."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from stillpath.intake.plain import UnusableError
from stillpath.intake.times import read_birth_date, read_time
from stillpath.prose import Clock
from stillpath.timeline import Precision, Refused

__all__ = ["TIME_EXAMPLE", "typed_birth_date", "typed_time"]

TIME_EXAMPLE = "06:10, 02-Mar-2026 06:10, -2h or now, on the 24-hour clock"
_DAY_EXAMPLE = "a date such as 14-Jan-2020"

_AGO = re.compile(r"[-–−]\s*(\d{1,6})\s*([a-z]+)|(\d{1,6})\s*([a-z]+) ago")
_LENGTHS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "t", "timer"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "dager"), timedelta(days=1)),
}
_HOUR = re.compile(r"(?:^|[\s,t])(\d{1,2})[:.](\d\d)$")
_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\.?$")
_NAMED = re.compile(r"(\d{1,2})[-. /]*([a-zåæø]{3,})\.?[-. /,]*(\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan",),
            ("feb",),
            ("mar", "mär"),
            ("apr",),
            ("may", "mai"),
            ("jun",),
            ("jul",),
            ("aug",),
            ("sep",),
            ("oct", "okt"),
            ("nov",),
            ("dec", "des"),
        ),
        1,
    )
    for name in names
}


def typed_time(text: str, now: datetime, zone: tzinfo = UTC, where: str = "") -> str | Refused:
    """The time as the readers of files take it, with its offset; a date alone stays a date. Empty is `now`.

    A time of day without a date is today's. What lies in the future, has two readings or none is refused; what could
    be meant stands in `expected`, at most two readings.

    >>> now = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
    >>> typed_time("05:50", now), typed_time("-2h", now), typed_time("2 March 2026", now)
    ('2026-03-02T05:50+00:00', '2026-03-02T04:10+00:00', '2026-03-02')
    >>> typed_time("22:30", now).expected
    '01-Mar-2026 22:30 if it was yesterday, or a time up to now'
    >>> typed_time("01/03/2026 22:30", now).expected
    '01-Mar-2026 22:30 or 03-Jan-2026 22:30, written so'
    """
    written = " ".join(text.replace("\u00a0", " ").split()).casefold()
    try:
        return _time(written, now, zone)
    except UnusableError as problem:
        return Refused(where, problem.found, problem.expected, "")


def typed_birth_date(text: str, now: datetime, zone: tzinfo = UTC, where: str = "") -> date | Refused:
    """The birth date in any form in which it has one reading.

    >>> typed_birth_date("14-Jan-2020", datetime(2026, 3, 2, tzinfo=UTC))
    datetime.date(2020, 1, 14)
    >>> typed_birth_date("03/04/2020", datetime(2026, 3, 2, tzinfo=UTC)).expected
    '03-Apr-2020 or 04-Mar-2020, written so'
    """
    written = " ".join(text.split()).casefold()
    try:
        day = _day(written, "")
        found, _ = read_birth_date(written if day is None else day.isoformat())
        if found is None:
            raise UnusableError("only a month or year", f"{_DAY_EXAMPLE}; or type the age instead")
        if found > now.astimezone(zone).date():
            raise UnusableError("a birth date in the future", "a day up to today")
    except UnusableError as problem:
        own = "written so" in problem.expected or "type the age" in problem.expected or "today" in problem.expected
        return Refused(where, problem.found, problem.expected if own else _DAY_EXAMPLE, "")
    return found


def _time(written: str, now: datetime, zone: tzinfo) -> str:
    if written in ("", "now", "nå"):
        return _instant(now.astimezone(zone))
    if _HALF_DAY.search(written):
        raise UnusableError("a time on the 12-hour clock", TIME_EXAMPLE)
    if ago := _AGO.fullmatch(written):
        return _ago(ago[1] or ago[3], ago[2] or ago[4], now, zone)
    if re.match(r"\d{4}-", written):
        return _from_iso(written.upper().replace(" ", "T", 1), now, zone)
    hour = _HOUR.search(written)
    rest = written[: hour.start()].rstrip(" ,") if hour else written
    clock = f"{hour[1].zfill(2)}:{hour[2]}" if hour else ""
    if hour and not rest:
        today = now.astimezone(zone).date()
        time = _local(today, clock, zone)
        if time > now:
            yesterday = Clock(zone).full(_local(today - timedelta(days=1), clock, zone))
            expected = f"{yesterday} if it was yesterday, or a time up to now"
            raise UnusableError("a time of today that is still to come", expected)
        return _instant(time)
    day = _day(rest, clock)
    if day is None:
        raise UnusableError("text that is not a time", TIME_EXAMPLE)
    if not hour:
        return _past_day(day, now, zone)
    return _past(_local(day, clock, zone), now)


def _ago(number: str, unit: str, now: datetime, zone: tzinfo) -> str:
    length = _LENGTHS.get(unit)
    if length is None:
        raise UnusableError("a length of time in a unit that is not known", "-30min, -2h or -1d")
    try:
        return _instant((now - int(number) * length).astimezone(zone))
    except OverflowError:
        raise UnusableError("a time before any patient's", TIME_EXAMPLE) from None


def _from_iso(written: str, now: datetime, zone: tzinfo) -> str:
    try:
        when = read_time(written, zone=zone)
    except UnusableError as problem:
        raise UnusableError(problem.found, TIME_EXAMPLE) from None
    if when.partial:
        raise UnusableError("only a month or year", "a day at least, such as 02-Mar-2026")
    if when.precision is Precision.DAY:
        return _past_day(when.start.astimezone(zone).date(), now, zone)
    return _past(when.start.astimezone(zone), now)


def _day(written: str, clock: str) -> date | None:
    """The day that is written with a month in letters, or in numbers that have one reading; None for other text."""
    if named := _NAMED.fullmatch(written):
        month = _MONTHS.get(named[2][: len("jan")])
        if month is None:
            raise UnusableError("a month that is not known", "02-Mar-2026")
        found = _date(named[3], month, named[1])
        if found is None:
            raise UnusableError("a day that is not in the calendar", "02-Mar-2026")
        return found
    numbers = _NUMBERS.fullmatch(written)
    if numbers is None:
        return None
    first, _, second, year = numbers.groups()
    readings = {_date(year, int(second), first), _date(year, int(first), second)} - {None}
    if not readings:
        raise UnusableError("a day that is not in the calendar", "02-Mar-2026")
    days = [day for day in (_date(year, int(second), first), _date(year, int(first), second)) if day in readings]
    if len(readings) > 1:
        both = " or ".join(f"{_shown(day)}{' ' if clock else ''}{clock}" for day in days if day is not None)
        raise UnusableError("a date with two readings", f"{both}, written so")
    return days[0]


def _date(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _shown(day: date) -> str:
    return Clock().day(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _local(day: date, clock: str, zone: tzinfo) -> datetime:
    """The instant at which a clock of the zone shows this; refused where it never or twice does."""
    hours, minutes = clock.split(":")
    try:
        local = datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=zone)
    except ValueError:
        raise UnusableError("an hour that is not on the clock", TIME_EXAMPLE) from None
    earlier, later = local.replace(fold=0), local.replace(fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return local
    both = [_instant(one.astimezone(UTC).astimezone(zone)) for one in (earlier, later)]
    if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise UnusableError("a time that the clocks skipped", f"{both[1]} or {both[0]}, written so")
    raise UnusableError("a time that the clocks showed twice", f"{both[0]} or {both[1]}, written so")


def _past(time: datetime, now: datetime) -> str:
    if time > now:
        raise UnusableError("a time in the future", "a time up to now")
    return _instant(time)


def _past_day(day: date, now: datetime, zone: tzinfo) -> str:
    if day > now.astimezone(zone).date():
        raise UnusableError("a date in the future", "a date up to today")
    return day.isoformat()


def _instant(time: datetime) -> str:
    return time.isoformat(timespec="minutes")
