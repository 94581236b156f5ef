"""Every way a time may be written, into a UTC instant, how fine it is, and what had to be assumed."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stillpath.intake.json_door import Number
from stillpath.intake.plain import UnusableError, kind_of
from stillpath.timeline import Precision

__all__ = ["CLOCKS_DIFFER", "Timing", "When", "read_birth_date", "read_time", "read_zone"]

EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
"""Between the beginnings of these years lies every time of a patient."""
WIDEST_OFFSET = timedelta(hours=14)

CLOCKS_DIFFER = timedelta(minutes=15)
"""How far the clock of what wrote a time may run ahead of ours."""

EXPECTED = "a time with its offset, such as 2026-03-02T05:50+01:00"
EXPECTED_ZONE = f"{EXPECTED}; or name the zone with --zone"

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?", re.ASCII
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class When:
    """A time as it was given. `start` and `end` are in UTC; they differ only where it was given as a date.

    `partial` tells that only a year or a month was given. `zone` is the offset it came with, None if it had none;
    `notes` say what had to be assumed about a clock change.
    """

    start: datetime
    end: datetime
    precision: Precision
    partial: bool = False
    zone: tzinfo | None = None
    notes: tuple[str, ...] = ()

    def latest(self, reference: datetime | None) -> datetime:
        """The instant by which something given for this time was surely known, `reference` being the latest thinkable.

        For a date that is its last minute, or `reference` if that comes first, but never before it began.
        """
        return self.end if reference is None else min(self.end, max(self.start, reference))


def read_time(text: object, *, zone: tzinfo | None = None, date_zone: tzinfo | None = None) -> When:
    """A time with offset, a time in `zone`, or a date (whole, or a month or year of it).

    A date begins and ends in `zone`, else in `date_zone`, else in UTC. A time that the clocks showed twice is taken as
    the earlier, one that they skipped as if they had not yet changed; both are noted.

    Raises UnusableError for anything else.

    >>> read_time("2026-03-02T05:50+01:00").start.isoformat()
    '2026-03-02T04:50:00+00:00'
    >>> read_time("2026-03-02").precision
    <Precision.DAY: 'day'>
    """
    if not isinstance(text, str) or isinstance(text, Number) or not text.strip():
        raise UnusableError(kind_of(text), EXPECTED)
    written = text.strip()
    try:
        if match := _TIME.fullmatch(written):
            return _time(match, zone)
        if match := _DATE.fullmatch(written):
            return _date(match, zone or date_zone or UTC)
    except OverflowError:
        raise UnusableError("a time at the very edge of the calendar", EXPECTED) from None
    raise UnusableError("text that is not a time", EXPECTED)


def _time(match: re.Match[str], zone: tzinfo | None) -> When:
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    second = int(match[6] or 0)
    fraction = int((match[7] or "0").ljust(6, "0")[:6])
    _check_year(year)
    if match[4] == "24":
        raise UnusableError("the end of a day written as hour twenty-four", "00:00 of the next day")
    if match[6] == "60":
        raise UnusableError("a leap second", "a second from 00 to 59")
    try:
        local = datetime(year, month, day, hour, minute, second, fraction, UTC)
    except ValueError:
        raise UnusableError("a day or hour that is not in the calendar", EXPECTED) from None
    if match[8]:
        offset = _offset(match[8])
        instant = local.replace(tzinfo=offset).astimezone(UTC)
        return When(instant, instant, Precision.MINUTE, zone=offset)
    if zone is None:
        raise UnusableError("a time without its offset", EXPECTED_ZONE)
    return _in_zone(local, zone)


def _in_zone(local: datetime, zone: tzinfo) -> When:
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    notes: tuple[str, ...] = ()
    if before is not None and after is not None and before != after:
        shown_twice = before > after
        notes = (
            "the clocks showed this time twice; the earlier was taken"
            if shown_twice
            else "the clocks skipped this time; it was read as if they had not yet changed",
        )
    instant = first.astimezone(UTC)
    return When(instant, instant, Precision.MINUTE, notes=notes)


def _date(match: re.Match[str], zone: tzinfo) -> When:
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    _check_year(year)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            after = first + timedelta(days=1)
        elif month:
            after = (first + timedelta(days=31)).replace(day=1)
        else:
            after = date(year + 1, 1, 1)
    except (ValueError, OverflowError):
        raise UnusableError("a day that is not in the calendar", EXPECTED) from None
    start = datetime(first.year, first.month, first.day, tzinfo=zone).astimezone(UTC)
    end = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC) - _MINUTE
    return When(start, end, Precision.DAY, partial=day is None)


def _check_year(year: int) -> None:
    if year < EARLIEST_YEAR:
        raise UnusableError("a year before any living patient's", EXPECTED)
    if year >= LATEST_YEAR:
        raise UnusableError("a year after any living patient's", EXPECTED)


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    length = timedelta(hours=hours, minutes=minutes)
    if length > WIDEST_OFFSET or minutes * _MINUTE >= timedelta(hours=1):
        raise UnusableError("an offset that no place on earth has", EXPECTED)
    return timezone(-length if text[0] == "-" else length)


def read_zone(text: str) -> tzinfo | None:
    """The zone that is named: a name of the zone database, or an offset; None for an empty text.

    Raises UnusableError if it is neither.

    >>> read_zone("+01:00"), read_zone(" ")
    (datetime.timezone(datetime.timedelta(seconds=3600)), None)
    """
    written = text.strip()
    if not written:
        return None
    try:
        return _offset(written) if _OFFSET.fullmatch(written) else ZoneInfo(written)
    except (UnusableError, ValueError, ZoneInfoNotFoundError, OSError):
        raise UnusableError("what is not a zone", "a name such as Europe/Oslo, or an offset such as +01:00") from None


def read_birth_date(text: object) -> tuple[date | None, str]:
    """A birth date, and a note where only a year or month was given (then the date is None: no age is computed).

    Raises UnusableError for anything that is not a date.

    >>> read_birth_date("2020-01-14")
    (datetime.date(2020, 1, 14), '')
    >>> read_birth_date("2020")[0] is None
    True
    """
    written = text.strip() if isinstance(text, str) and not isinstance(text, Number) else ""
    if not (match := _DATE.fullmatch(written)):
        raise UnusableError(kind_of(text), "a birth date such as 2020-01-14")
    when = _date(match, UTC)
    if when.partial:
        return None, "the birth date is given only to the month or year, so no age is computed"
    return when.start.date(), ""


@dataclass(frozen=True, slots=True)
class Timing:
    """When something was true and when it was known, both in UTC; `assumed`: nobody told when it was known."""

    at: datetime
    known_at: datetime
    precision: Precision
    assumed: bool = False
