"""Numbers, units, times and durations in words: one writing of each, for every page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from itertools import pairwise

from stillpath.model import Fact
from stillpath.timeline import Precision, Result
from stillpath.units import Interval, Operator, duration_text, number_text

__all__ = [
    "Clock",
    "amount_text",
    "date_text",
    "every_text",
    "for_people",
    "interval_text",
    "limit_text",
    "listed",
    "plain_unit",
    "quantity_text",
    "result_text",
    "sentence",
    "wait_text",
]

_UNITS = {
    "10*9/L": "x10^9/L",
    "Cel": "°C",
    "mm[Hg]": "mmHg",
    "{INR}": "",
    "{score}": "",
    "{ratio}": "",
    "1": "",
    "mL/min/{1.73_m2}": "mL/min/1.73 m2",
    "U": "units",
    "U/mL": "units/mL",
    "U/L": "U/L",
    "/min": "per min",
}
_WRITTEN = (
    ("10*9/L", _UNITS["10*9/L"]),
    ("mL/min/{1.73_m2}", _UNITS["mL/min/{1.73_m2}"]),
    ("mm[Hg]", _UNITS["mm[Hg]"]),
    (" {score}", ""),
    (" Cel", "\u00a0°C"),
    (" wk", "\u00a0weeks"),
)
"""How texts of the knowledge may write a unit in UCUM, and how it is shown."""

_NUMBER_AND_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|°C|x10\^|[mk]?g\b|mcg\b|ng/|m?L\b|m2\b|kg\b|cm\b|mmHg\b|mmol\b|U/|units?\b"
    r"|h\b|min\b|d\b|weeks\b))"
)
_MOST_PLACES = 9
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS_NB = ("jan", "feb", "mars", "april", "mai", "juni", "juli", "aug", "sep", "okt", "nov", "des")
_WORDS = {
    Operator.ABOVE: "above {}",
    Operator.AT_LEAST: "{} or more",
    Operator.BELOW: "below {}",
    Operator.AT_MOST: "{} or less",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """Writes instants in the hospital's time: 02-Mar-2026 06:10. `nominal`: no times are known, so none is shown."""

    zone: tzinfo = UTC
    nominal: bool = False

    def full(self, at: datetime) -> str:
        """Date with year, and time.

        >>> Clock().full(datetime(2026, 3, 2, 6, 10, tzinfo=UTC))
        '02-Mar-2026 06:10'
        """
        local = at.astimezone(self.zone)
        return f"{local.day:02}-{_MONTHS[local.month - 1]}-{local.year:04} {local.hour:02}:{local.minute:02}"

    def short(self, at: datetime, beside: datetime) -> str:
        """The time alone on the day of `beside`; else day and month too; in another year, everything."""
        local, other = at.astimezone(self.zone), beside.astimezone(self.zone)
        if local.date() == other.date():
            return f"{local.hour:02}:{local.minute:02}"
        if local.year == other.year:
            return f"{local.day:02}-{_MONTHS[local.month - 1]} {local.hour:02}:{local.minute:02}"
        return self.full(at)

    def in_turn(self, times: Sequence[datetime], beside: datetime) -> tuple[str, ...]:
        """Each time of one list, earliest first, as `short` says it; the first after an older day always has its date.

        >>> now = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
        >>> Clock().in_turn((now - timedelta(days=1), now - timedelta(hours=1), now), now)
        ('01-Mar 06:10', '02-Mar 05:10', '06:10')
        """
        local = [at.astimezone(self.zone) for at in times]
        texts = [self.short(at, beside) for at in local]
        for place, (before, at) in enumerate(pairwise(local), 1):
            if before.date() < at.date():
                full = self.full(at)
                texts[place] = full.replace(f"-{at.year:04}", "") if before.year == at.year else full
        return tuple(texts)

    def day(self, at: datetime) -> str:
        """The date with year."""
        return self.full(at).split(" ")[0]

    def taken(self, result: Result, beside: datetime) -> str:
        """When a result was taken, as finely as it is known; empty where the source prints no time."""
        if self.nominal or result.precision is Precision.NOMINAL:
            return ""
        if result.precision is Precision.DAY:
            return self.day(result.at)
        return self.short(result.at, beside)


def date_text(iso: str, language: str = "en") -> str:
    """A date as a page writes it: 21-Nov-2026, in Norwegian 21. nov 2026; empty if there is none.

    >>> date_text("2026-11-21"), date_text("2026-11-21", "nb"), date_text("")
    ('21-Nov-2026', '21. nov 2026', '')
    """
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        return ""
    if language == "nb":
        return f"{int(day)}. {_MONTHS_NB[int(month) - 1]} {year}"
    return f"{day}-{_MONTHS[int(month) - 1]}-{year}"


def plain_unit(unit: str) -> str:
    """A UCUM unit as it is written for people.

    >>> plain_unit("10*9/L"), plain_unit("mg/dL")
    ('x10^9/L', 'mg/dL')
    """
    return _UNITS.get(unit, unit)


def for_people(text: str) -> str:
    """A text of the knowledge as it is shown: UCUM units in their usual form, a number never parted from its unit.

    >>> for_people("platelets < 50 10*9/L, 30 mg/kg for 8 wk").replace("\u00a0", "_")
    'platelets < 50_x10^9/L, 30_mg/kg for 8_weeks'
    """
    for unit, written in _WRITTEN:
        if unit in text:
            text = text.replace(unit, written)
    return _NUMBER_AND_UNIT.sub("\u00a0", text)


def amount_text(value: Fraction, places: int = 3) -> str:
    """A number with thousands marks and no trailing zeros."""
    return number_text(value, places=places, thousands=True)


def quantity_text(value: Fraction, unit: str, places: int = 3) -> str:
    """A number and its unit, kept together by a no-break space."""
    written = plain_unit(unit)
    return f"{amount_text(value, places)}\u00a0{written}" if written else amount_text(value, places)


def interval_text(value: Interval, unit: str, unlike: Fraction | None = None) -> str:
    """A value to about four digits; an interval keeps its sense in words: "above 500", "below 0.1".

    A value never reads as the limit it is `unlike`: it gets as many digits as that takes.

    >>> interval_text(Interval.point(Fraction("684.04")), "ng/mL", Fraction(684)).partition("\u00a0")[0]
    '684.04'
    """
    if value.is_point:
        places = 3 if value.low < 1 else 2 if value.low < 10 else 1
        while (
            unlike is not None and value.low != unlike and round(value.low, places) == unlike and places < _MOST_PLACES
        ):
            places += 1
        return quantity_text(value.low, unit, places)
    if value.low_open and not value.high_open:
        return f"above {quantity_text(value.low, unit)}"
    if value.high_open:
        return f"below {quantity_text(value.high, unit)}"
    return f"{amount_text(value.low)} to {quantity_text(value.high, unit)}"


def result_text(result: Result, fact: Fact, unlike: Fraction | None = None) -> str:
    """A result's value in the fact's unit as received; a converted one shortened, and as it was received."""
    if result.interval is None:
        return "yes" if result.truth else "no" if result.truth is False else "no answer"
    converted = bool(result.received_unit) and plain_unit(result.received_unit) != plain_unit(fact.unit)
    if converted and fact.accepts.get(result.received_unit) != 1:
        return f"{interval_text(result.interval, fact.unit, unlike)} (received {_received(result)})"
    if result.interval.is_point:
        return quantity_text(result.interval.low, fact.unit, _MOST_PLACES)
    return interval_text(result.interval, fact.unit, unlike)


def _received(result: Result) -> str:
    unit = result.received_unit
    return result.received if unit in result.received else f"{result.received}\u00a0{plain_unit(unit)}"


def limit_text(operator: Operator, limit: str, beside: str = "") -> str:
    """A limit in words: "above 684 ng/mL", "181 or less"; the unit is left out where it is `beside` the limit."""
    number, _, unit = limit.partition(" ")
    unit = "" if unit == beside else unit
    written = plain_unit(unit)
    if number.replace(".", "", 1).isdigit():
        number = amount_text(Fraction(number))
    return _WORDS[operator].format(f"{number}\u00a0{written}" if written else number)


def every_text(every: timedelta | None, divided: int, a_week: int = 0) -> str:
    """How often, in words: "once daily", "every 12 hours", "2 times a day", "twice a week"; empty if none is told.

    >>> every_text(timedelta(minutes=15), 0).replace("\u00a0", " "), every_text(timedelta(hours=60), 0)
    ('every 15 min', 'every 60 hours')
    """
    if a_week:
        return {1: "once a week", 2: "twice a week"}.get(a_week, f"{a_week} times a week")
    if every is not None:
        if every == timedelta(days=1):
            return "once daily"
        if every == timedelta(weeks=1):
            return "once weekly"
        if every == timedelta(hours=1):
            return "every hour"
        if every % timedelta(hours=1):
            return f"every {wait_text(every)}"
        if every < timedelta(days=2) or every % timedelta(days=1):
            return f"every {every // timedelta(hours=1)} hours"
        if every % timedelta(weeks=1) == timedelta(0):
            return f"every {every // timedelta(weeks=1)} weeks"
        return f"every {every.days} days"
    return "once daily" if divided == 1 else f"{divided} times a day" if divided else ""


def wait_text(length: timedelta) -> str:
    """A duration, as `duration_text`, with no-break spaces."""
    return duration_text(length).replace(" ", "\u00a0")


def listed(words: list[str]) -> str:
    """Words as a list: "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    text = text.strip()
    if not text:
        return text
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."
