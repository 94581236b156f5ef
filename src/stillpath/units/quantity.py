"""Numbers, quantities and durations as exact values."""

import re
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

__all__ = [
    "Quantity",
    "duration_text",
    "number_text",
    "parse_duration",
    "parse_number",
    "parse_quantity",
]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")

# A year and a month are mean calendar lengths. Ages never go through here: they are counted by the calendar.
_LENGTHS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "wk": timedelta(weeks=1),
    "mo": timedelta(days=30, hours=10, minutes=30),
    "y": timedelta(days=365, hours=6),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact amount and its unit (UCUM text; years are `y`).

    >>> str(Quantity(Fraction(684), "ng/mL"))
    '684 ng/mL'
    """

    amount: Fraction
    unit: str

    def __str__(self) -> str:
        return f"{number_text(self.amount)} {self.unit}".rstrip()

    def length(self) -> timedelta:
        """The duration it is, in one of s, min, h, d, wk, mo, y. Raises ValueError where it is none.

        >>> Quantity(Fraction(48), "h").length()
        datetime.timedelta(days=2)
        """
        if self.unit not in _LENGTHS or self.amount < 0:
            raise ValueError("not a duration")
        return _LENGTHS[self.unit] * self.amount.numerator / self.amount.denominator


def parse_number(text: str) -> Fraction:
    """The exact value of a decimal number written with a point and no thousands mark.

    Raises ValueError for anything else: an empty text, a comma, NaN, infinity.

    >>> parse_number("0.1") == Fraction(1, 10)
    True
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a decimal number")
    return Fraction(text)


def parse_quantity(text: str) -> Quantity:
    """A number, one space, a unit. Raises ValueError otherwise.

    >>> parse_quantity("181 10*9/L").unit
    '10*9/L'
    """
    number, space, unit = text.strip().partition(" ")
    if not space or not unit or " " in unit:
        raise ValueError("not a number, a space and a unit")
    return Quantity(parse_number(number), unit)


def parse_duration(text: str) -> timedelta:
    """A number, one space, and one of min, h, d, wk, mo, y (and s). Raises ValueError otherwise.

    >>> parse_duration("48 h")
    datetime.timedelta(days=2)
    """
    return parse_quantity(text).length()


def number_text(value: Fraction, *, places: int = 6, thousands: bool = False) -> str:
    """A decimal without trailing zeros; a value that is not a finite decimal is rounded to `places`.

    >>> number_text(Fraction(5, 2)), number_text(Fraction(8420), thousands=True), number_text(Fraction(1, 3), places=2)
    ('2.5', '8,420', '0.33')
    """
    rounded = round(value, places)
    whole = abs(rounded.numerator) // rounded.denominator
    part = abs(rounded) - whole
    digits = ""
    if part:
        digits = "." + str(int(part * 10**places)).zfill(places).rstrip("0")
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole:,}{digits}" if thousands else f"{sign}{whole}{digits}"


def duration_text(length: timedelta) -> str:
    """A duration in whole units, largest first, at most two of them; never a decimal of an hour.

    >>> duration_text(timedelta(hours=36)), duration_text(timedelta(minutes=80)), duration_text(timedelta(days=14))
    ('36 h', '1 h 20 min', '14 d')
    """
    minutes = round(length.total_seconds() / 60)
    if minutes and minutes % (24 * 60) == 0 and minutes > 48 * 60:
        return f"{minutes // (24 * 60)} d"
    if minutes > 96 * 60:
        days, rest = divmod(minutes, 24 * 60)
        return f"{days} d {rest // 60} h" if rest >= 60 else f"{days} d"
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours else f"{rest} min"
