"""Text made safe to show, and the one shape in which a reader says that something cannot be used."""

import re
import unicodedata

from stillpath.intake.json_door import Number

__all__ = ["UnusableError", "kind_of", "plain", "unit_text"]

LONGEST_SHOWN = 200

# A unit is quoted in `found`; anything that does not look like one is only called "a unit".
# One that begins with a number (but 10*9), or holds a long one, may be a value that stands in the wrong place.
_UNIT = re.compile(r"[A-Za-zµμ°%\[\]{}()/*^.·0-9²³'_-]{1,24}")
_VALUE = re.compile(r"-?\.?\d(?!0[*^]\d)|.*\d{4}")


class UnusableError(Exception):
    """What a reader raises inside intake: it always ends as a Refused and never leaves the room.

    `found` is a type, a unit or a path, never a patient's value; `part` names the field, if one is to blame.
    """

    def __init__(self, found: str, expected: str, part: str = "") -> None:
        self.found = found
        self.expected = expected
        self.part = part
        super().__init__(f"{found}; expected {expected}")


def plain(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""The text in one line without control, formatting or surrogate characters, cut after `longest` characters.

    Markup and formulas stay as they are: they are text, and whoever shows them escapes them for the place.

    >>> plain("a\x1b[31mb\nc\u202e")
    'a [31mb c'
    """
    if len(text) <= longest and text.isascii() and text.isprintable():
        return " ".join(text.split())
    letters = []
    for letter in text[: longest * 2 + 1]:
        category = unicodedata.category(letter)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            letters.append(" ")
        elif category in ("Cs", "Co", "Cn"):
            letters.append("\N{REPLACEMENT CHARACTER}")
        elif category != "Cf":
            letters.append(letter)
    line = " ".join("".join(letters).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def kind_of(value: object) -> str:
    """What sort of thing a value is, in words, without telling the value.

    >>> kind_of(None), kind_of("39.4"), kind_of(True)
    ('nothing', 'text', 'yes or no')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes or no"
        case Number():
            return "a number"
        case str():
            return "text" if value.strip() else "an empty text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "something else"


def unit_text(unit: str) -> str:
    """How a received unit is named in a message: quoted if it looks like a unit, else only as "a unit".

    >>> unit_text("pg/mL"), unit_text("18.4 kg at home"), unit_text("18.4kg")
    ("the unit 'pg/mL'", 'a unit', 'a unit')
    """
    looks = _UNIT.fullmatch(unit) is not None and any(letter.isalpha() or letter in "%°" for letter in unit)
    looks = looks and _VALUE.match(unit) is None
    return f"the unit '{unit}'" if looks else "a unit"
