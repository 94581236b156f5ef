"""The course as a strip, true to scale: where its ticks, bands and marks lie. Lengths are in units of its view box."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stillpath.prose import Clock
from stillpath.prose.course import Course, Happening

__all__ = ["Band", "Mark", "Row", "Strip", "Tick", "close_strip", "strip_of"]

_WIDTH = 960
_GUTTER = 140
"""What stands left of the time: the names of the rows."""
_RIGHT = 945
_WINDOWS = tuple(timedelta(days=days) for days in (1, 3, 7, 28, 90, 365))
"""The windows there are; a record that spreads wider is shown whole."""
_CLOSE = (timedelta(hours=6), *_WINDOWS[:3])
"""The windows of the closer strip, which tells apart what lies together in the wide one."""
_SEVERAL = 3
"""Moments that a closer strip holds at least."""
_APART = 26
"""Ticks nearer than this become one: a finger must hit it."""
_LETTER = 7
"""A letter of a label, at most."""
_LABEL_APART = 64
"""From the label of a day to the next, at least."""
_HOURS = (timedelta(hours=1), timedelta(hours=6))
"""From mark to mark in a window of some hours, and of one day."""
_DAY = timedelta(days=1)
_ROW = 22
_TOP = 94
"""Where the rows of the drugs begin."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One moment, or several too near to be told apart; the last of them is what it leads to."""

    x: int
    moment: Happening
    several: int
    title: str
    here: bool
    later: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A stage: where it begins and how wide it is; the label fits into it. `now`: the one that is looked at."""

    x: int
    width: int
    place: int
    label: str
    title: str
    now: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a day, or an hour of one."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """The doses of one drug: each where it lies and in words."""

    y: int
    title: str
    doses: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A whole strip. `length` is how long it is (None: in order only); `here` is where one looks.

    `before` is the last of the `earlier` moments that lie left of it, `after` the first of the `more` right of it.
    """

    width: int
    height: int
    gutter: int
    right: int
    length: timedelta | None
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    here: int
    earlier: int
    before: Happening | None
    more: int
    after: Happening | None


def strip_of(course: Course, at: datetime, clock: Clock) -> Strip:
    """The strip of a course, looked at from an instant, up to its newest moment.

    It is as short as holds that instant and most of the moments. Without times the moments stand in even steps.
    """
    moments = course.moments
    end = moments[-1].at
    if clock.nominal:
        return _strip(course, at, clock, moments[0].at, end, _steps([one.at for one in moments]), None)
    length = _wide(course, at)
    return _strip(course, at, clock, end - length, end, _scale(end - length, end), length)


def close_strip(course: Course, at: datetime, clock: Clock) -> Strip | None:
    """A shorter strip around the instant looked at; None where the wide one tells its moments apart as well."""
    if clock.nominal:
        return None
    wide = strip_of(course, at, clock)
    for length in _CLOSE:
        end = min(course.moments[-1].at, at + length / (_SEVERAL + 1))
        start = end - length
        inside = sum(start <= one.at <= end for one in course.moments)
        if wide.length is None or length >= wide.length:
            return None
        if inside < _SEVERAL:
            continue
        close = _strip(course, at, clock, start, end, _scale(start, end), length)
        together = sum(start <= one.moment.at <= end for one in wide.ticks)
        return close if len(close.ticks) > together else None
    return None


def _strip(
    course: Course,
    at: datetime,
    clock: Clock,
    start: datetime,
    end: datetime,
    place_of: Callable[[datetime], int],
    length: timedelta | None,
) -> Strip:
    moments = course.moments
    given = [(one.title, [dose for dose in one.doses if start <= dose[0] <= end]) for one in course.given]
    rows = tuple(
        Row(_TOP + number * _ROW, title, tuple((place_of(when), text) for when, text in doses))
        for number, (title, doses) in enumerate(pair for pair in given if pair[1])
    )
    left = [one for one in moments if one.at < start]
    right = [one for one in moments if one.at > end]
    return Strip(
        width=_WIDTH,
        height=_TOP + len(rows) * _ROW,
        gutter=_GUTTER,
        right=_RIGHT,
        length=length,
        ticks=_ticks([one for one in moments if start <= one.at <= end], at, place_of),
        bands=_bands(course, start, end, at, place_of),
        marks=() if length is None else _marks(start, end, length, clock, place_of),
        rows=rows,
        here=place_of(at),
        earlier=len(left),
        before=left[-1] if left else None,
        more=len(right),
        after=right[0] if right else None,
    )


def _wide(course: Course, at: datetime) -> timedelta:
    """How long the strip is: the shortest window with the instant and three quarters of the moments."""
    moments = course.moments
    end = moments[-1].at
    for length in _WINDOWS:
        inside = sum(one.at >= end - length for one in moments)
        if end - length <= at and 2 * inside > len(moments) + len(moments) // 2:
            return length
    return ((end - min(moments[0].at, at)) // _DAY + 1) * _DAY


def _scale(start: datetime, end: datetime) -> Callable[[datetime], int]:
    length = end - start

    def place_of(when: datetime) -> int:
        share = (min(max(when, start), end) - start) / length
        return round(_GUTTER + share * (_RIGHT - _GUTTER))

    return place_of


def _steps(moments: list[datetime]) -> Callable[[datetime], int]:
    """In order only: an instant stands where the last moment up to it does."""
    step = (_RIGHT - _GUTTER) // max(len(moments) - 1, 1)

    def place_of(when: datetime) -> int:
        return _GUTTER + step * max(sum(one <= when for one in moments) - 1, 0)

    return place_of


def _ticks(shown: list[Happening], at: datetime, place_of: Callable[[datetime], int]) -> tuple[Tick, ...]:
    groups: list[list[Happening]] = []
    for one in shown:
        if groups and place_of(one.at) - place_of(groups[-1][0].at) < _APART:
            groups[-1].append(one)
        else:
            groups.append([one])
    now = max((one.place for one in shown if one.at <= at), default=0)
    return tuple(
        Tick(
            place_of(group[-1].at),
            group[-1],
            len(group),
            _title(group),
            any(one.place == now for one in group),
            group[0].at > at,
        )
        for group in groups
    )


def _title(group: list[Happening]) -> str:
    told = [f"{one.when}: {one.count or 'nothing new'}" for one in group]
    return "; ".join(told) if len(told) <= 2 else f"{told[0]}; … {told[-1]}"


def _bands(
    course: Course, start: datetime, end: datetime, at: datetime, place_of: Callable[[datetime], int]
) -> tuple[Band, ...]:
    found = []
    for stay in course.stays:
        until = stay.ended if stay.ended is not None else at
        if until < start or stay.began > end:
            continue
        x = place_of(stay.began)
        width = max(place_of(until) - x, 2)
        number = str(stay.place)
        label = next((one for one in (f"{number} {stay.title}", number) if (len(one) + 1) * _LETTER < width), "")
        title = f"{stay.when}: {stay.title}" if stay.when else stay.title
        found.append(Band(x, width, stay.place, label, title, stay.ended is None))
    return tuple(found)


def _marks(
    start: datetime, end: datetime, length: timedelta, clock: Clock, place_of: Callable[[datetime], int]
) -> tuple[Mark, ...]:
    """The midnights of the hospital, as many as have room; in a window of a day or less the hours, every few."""
    local = start.astimezone(clock.zone)
    when = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if length <= _DAY:
        step = _HOURS[length == _DAY]
    else:
        step = -(-(length // _DAY) * _LABEL_APART // (_RIGHT - _GUTTER)) * _DAY
    found = []
    while when <= end:
        if when >= start:
            written = clock.full(when)
            label = written[-len("00:00") :] if length <= _DAY and when.hour else written.rpartition("-")[0]
            found.append(Mark(place_of(when), label))
        when += step
    return tuple(found)
