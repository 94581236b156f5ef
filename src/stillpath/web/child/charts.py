"""Where everything of the trends stands on the paper: coordinates, and nothing decided.

Every panel has the same width and the same axis of time, so that they line up when stacked. Coordinates are short
texts; y grows downward.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from stillpath.prose.trends import LimitLine, Mark, Panel, Point, Trends, Window
from stillpath.prose.words import amount_text, interval_text, listed
from stillpath.units import Interval
from stillpath.web.child.placing import LETTER, Label, Placer, short

__all__ = ["Band", "Bar", "Drawn", "DrawnPanel", "Rule", "Spot", "Strip", "StripRow", "Tick", "drawn"]

WIDTH, HEIGHT = 360, 158
_LEFT, _NOW, _RIGHT = 50, 340, 352
_TOP, _BASE = 18, 124
_ROW = 46
_SMALL = 6
_LINE = 12
_FEW = 5
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of time: `first` and `second` are the lines of its label; empty where there is no room."""

    x: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the chart at a limit, with its label."""

    y: str
    action: bool
    label: Label


@dataclass(frozen=True, slots=True)
class Band:
    """The laboratory's own range."""

    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark; `to` is where the bar of an open or coarse value ends: in y, or in x for a value of a whole day."""

    kind: str
    x: str
    y: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel with its coordinates; `paths` are its unbroken lines. Not `charted`: one value alone tells no trend."""

    panel: Panel
    charted: bool
    logarithmic: bool
    grid: tuple[Label, ...] = ()
    band: Band | None = None
    rules: tuple[Rule, ...] = ()
    paths: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """An order or course; `open`: it runs still; `cut`: it began before the window."""

    x: str
    width: str
    y: str
    open: bool
    cut: bool
    end: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One drug: its name, its bars, and where each dose stands."""

    title: str
    text: str
    y: str
    bars: tuple[Bar, ...]
    doses: tuple[str, ...]
    dose_y: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The drugs under the panels, on the same axis of time."""

    height: int
    base: str
    rows: tuple[StripRow, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Trends and where they stand. `on_log` names what is drawn on a logarithmic axis, or could be."""

    trends: Trends
    ticks: tuple[Tick, ...]
    panels: tuple[DrawnPanel, ...]
    more: tuple[DrawnPanel, ...]
    strip: Strip | None
    on_log: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    now: int = _NOW
    right: int = _RIGHT
    top: int = _TOP
    base: int = _BASE


def drawn(trends: Trends) -> Drawn:
    """The same trends with coordinates; without panels of a nominal record."""
    panels = tuple(_panel(panel, trends, always=True) for panel in trends.panels)
    more = tuple(_panel(panel, trends, always=False) for panel in trends.more)
    return Drawn(
        trends=trends,
        ticks=() if trends.in_order is not None else _ticks(trends),
        panels=panels,
        more=more,
        strip=_strip(trends) if trends.drugs else None,
        on_log=listed([panel.title for panel in (*trends.panels, *trends.more) if panel.logarithmic]),
    )


def _x(at: datetime, trends: Trends) -> float:
    share = (at - trends.start) / trends.window.length
    return _LEFT + (_NOW - _LEFT) * min(max(share, 0.0), 1.0)


# The axis of time


def _ticks(trends: Trends) -> tuple[Tick, ...]:
    """Midnights of the hospital's days; in the shortest window every sixth hour, in the longest every seventh day."""
    zone = trends.clock.zone
    local = trends.start.astimezone(zone)
    day = local.date()
    found = []
    last, month = -float(WIDTH), 0
    hours = (0, 6, 12, 18) if trends.window is Window.DAY else (0,)
    every = 7 if trends.window is Window.FOUR_WEEKS else 1
    newest = trends.at.astimezone(zone).date()
    while day <= newest:
        for hour in hours:
            at = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
            if not trends.start <= at <= trends.at or (newest - day).days % every:
                continue
            x = _x(at, trends)
            weekday, date = _DAYS[day.weekday()], trends.clock.day(at)[:6]
            if trends.window is Window.WEEK and month == day.month:
                date = date[:2]
            first, second = (
                (f"{hour:02}:00", f"{weekday} {date}" if hour == 0 else "") if len(hours) > 1 else (weekday, date)
            )
            room = x - last >= LETTER * 6 and x + LETTER * 3 <= WIDTH
            found.append(Tick(short(x), first if room else "", second if room else ""))
            last, month = (x, day.month) if room else (last, month)
        day += timedelta(days=1)
    return tuple(found)


# The axis of values


@dataclass(frozen=True, slots=True)
class _Scale:
    """From a value to y, and the values written beside the axis."""

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[Fraction, ...]

    def y(self, value: Fraction) -> float:
        at = math.log10(value) if self.logarithmic else float(value)
        return _BASE - (_BASE - _TOP) * (at - self.low) / (self.high - self.low)


def _scale(panel: Panel, logarithmic: bool) -> _Scale:
    """Whole steps around every value; below the lowest there is room for the bar of one that is open downward."""
    if logarithmic:
        first = math.floor(math.log10(panel.lowest))
        last = max(math.ceil(math.log10(panel.highest)), first + 1)
        return _Scale(first, last, True, tuple(Fraction(10) ** power for power in range(first, last + 1)))
    span = max(panel.highest - panel.lowest, abs(panel.highest) / 10, Fraction(1, 1000))
    step = _step(span)
    low = math.floor(panel.lowest / step)
    open_end = any(point.mark is Mark.BELOW and point.low == panel.lowest for point in panel.points)
    low -= 1 if open_end and low > 0 and low * step == panel.lowest else 0
    high = max(math.ceil(panel.highest / step), low + 2)
    if (high - low) * step < span:
        high += 1
    every = 2 if high - low > _FEW else 1
    ticks = tuple(step * place for place in range(low, high + 1) if place % every == 0)
    return _Scale(float(low * step), float(high * step), False, ticks)


def _step(span: Fraction) -> Fraction:
    """The largest of 1, 2 and 5 times a power of ten that a span holds at least twice."""
    power = Fraction(10) ** math.floor(math.log10(span))
    steps = (power / 10, power / 5, power / 2, power)
    return max(step for step in steps if step * 2 <= span)


# One panel


def _panel(panel: Panel, trends: Trends, *, always: bool) -> DrawnPanel:
    logarithmic = panel.logarithmic and not trends.linear and panel.lowest > 0
    valued = [point for point in panel.points if point.low is not None]
    if not always and len(valued) < 2:
        return DrawnPanel(panel, False, logarithmic)
    scale = _scale(panel, logarithmic)
    paths = _paths(panel.points, scale, trends)
    spots = tuple(_spot(point, scale, trends) for point in panel.points)
    placer = Placer((_LEFT, WIDTH, _BASE), [(float(one.x), float(y)) for one in spots for y in _heights(one)], paths)
    labels, rules = _texts(valued, panel.limits, scale, trends, placer)
    grid = tuple(Label(short(_LEFT - 4), short(scale.y(value)), _tick_text(value)) for value in scale.ticks)
    return DrawnPanel(
        panel=panel,
        charted=True,
        logarithmic=logarithmic,
        grid=grid,
        band=_band(panel, scale),
        rules=rules,
        paths=tuple("M" + " ".join(f"{short(x)},{short(y)}" for x, y in path) for path in paths),
        spots=spots,
        labels=labels,
    )


def _tick_text(value: Fraction) -> str:
    return interval_text(Interval.point(value), "") if value else amount_text(value)


def _heights(spot: Spot) -> tuple[str, ...]:
    return (spot.y, spot.to) if spot.kind in ("above", "below", "between") else (spot.y,)


def _end(point: Point) -> Fraction:
    return point.low if point.low is not None else Fraction(0)


def _paths(points: tuple[Point, ...], scale: _Scale, trends: Trends) -> list[list[tuple[float, float]]]:
    """The unbroken lines: each from a number to the next that it is joined to."""
    found: list[list[tuple[float, float]]] = []
    for point in points:
        if point.mark is not Mark.VALUE or point.low is None:
            continue
        here = (_x(point.at, trends), scale.y(point.low))
        if point.joined and found:
            found[-1].append(here)
        else:
            found.append([here])
    return [path for path in found if len(path) > 1]


def _spot(point: Point, scale: _Scale, trends: Trends) -> Spot:
    x = _x(point.at, trends)
    if point.low is None or point.high is None:
        return Spot("waiting", short(x), short(_BASE))
    y = scale.y(point.low)
    match point.mark:
        case Mark.ABOVE:
            return Spot("above", short(x), short(y), short(max(y - _LINE, 2)))
        case Mark.BELOW:
            return Spot("below", short(x), short(y), short(min(y + _LINE, _BASE + 2)))
        case Mark.BETWEEN:
            return Spot("between", short(x), short(y), short(scale.y(point.high)))
    if point.until is not None:
        return Spot("day", short(x), short(y), short(_x(min(point.until, trends.at), trends)))
    return Spot("value", short(x), short(y))


def _band(panel: Panel, scale: _Scale) -> Band | None:
    """The laboratory's range, to the edge of the chart on a side that it leaves open."""
    if panel.range is None:
        return None
    low, high = panel.range
    top = scale.y(high) if high is not None and (high > 0 or not scale.logarithmic) else float(_TOP)
    base = scale.y(low) if low is not None and (low > 0 or not scale.logarithmic) else float(_BASE)
    return Band(short(top), short(max(base - top, 1)))


# Texts inside a chart


def _texts(
    valued: list[Point], limits: tuple[LimitLine, ...], scale: _Scale, trends: Trends, placer: Placer
) -> tuple[tuple[Label, ...], tuple[Rule, ...]]:
    """The figures of the last two values beside their marks, and the limits; the one before only where it is clear."""
    figures = [placer.place(valued[-1].text, _around(valued[-1], scale, trends))]
    rules = tuple(_rule(line, scale, placer) for line in limits)
    if len(valued) > 1:
        before = placer.clear(valued[-2].text, _around(valued[-2], scale, trends))
        figures += [before] if before is not None else []
    return tuple(figures), rules


def _around(point: Point, scale: _Scale, trends: Trends) -> list[tuple[float, float, bool]]:
    """Above a mark, below it, and left of it."""
    x, y = _x(point.at, trends), scale.y(_end(point))
    right = min(x + len(point.text) * LETTER / 2, float(_NOW - 2))
    return [(right, y - 7, True), (right, y + 17, True), (x - 7, y + 4, True)]


def _rule(line: LimitLine, scale: _Scale, placer: Placer) -> Rule:
    y = scale.y(line.amount)
    right, left = float(_NOW - 3), float(_LEFT + 3)
    options = [(right, y - 4, True), (right, y + 12, True), (left, y - 4, False), (left, y + 12, False)]
    return Rule(short(y), line.action, placer.place(line.label, options, _SMALL))


# The drugs


def _strip(trends: Trends) -> Strip:
    rows = []
    for place, drug in enumerate(trends.drugs):
        top = place * _ROW + 15.0
        bars = []
        for course in drug.courses:
            x = _x(course.start, trends)
            end = _x(course.end, trends) if course.end is not None else float(_NOW)
            bars.append(
                Bar(
                    short(x),
                    short(max(end - x, 2)),
                    short(top + 19),
                    course.end is None,
                    course.start < trends.start,
                    short(end),
                )
            )
        doses = tuple(
            short(_x(dose.at if dose.until is None else dose.at + (dose.until - dose.at) / 2, trends))
            for dose in drug.doses
        )
        text = drug.courses[-1].text if drug.courses else "single doses" if drug.doses else "stopped"
        text = text if len(text) * _SMALL <= WIDTH else "dose in the table"
        rows.append(StripRow(drug.title, text, short(top), tuple(bars), doses, short(top + 23)))
    base = len(rows) * _ROW + 4
    return Strip(base + HEIGHT - _BASE, short(base), tuple(rows))
