"""The one door for JSON: exact numbers, no duplicate keys, no NaN, a limit on size and depth."""

import json
from typing import NoReturn

from stillpath.errors import InputError

__all__ = ["MOST_BYTES", "Number", "load_json"]

MOST_BYTES = 32 * 1024 * 1024

# Only these keys are named in a message; any other may be something of the patient's.
_KEYS = frozenset(
    (
        *("patient", "id", "patient_id", "sex", "birth_date", "example", "coverage", "now", "nominal", "events"),
        *("time", "kind", "name", "value", "unit", "code", "system", "note", "known_at", "status", "replaces"),
        *("comparator", "specimen", "end", "route", "every", "per", "by", "reference", "low", "high", "estimated"),
        *("resourceType", "entry", "resource", "subject", "fullUrl"),
    )
)


class Number(str):
    """A JSON number as it was written: never through binary floating point.

    >>> load_json(b'[1.50]')
    ['1.50']
    """

    __slots__ = ()


def load_json(data: bytes) -> object:
    """What a JSON text holds; numbers come as `Number`.

    Raises InputError, in one sentence without any value of the file, for text that is not UTF-8, not JSON, truncated,
    nested too deeply, or holds NaN, infinity or a key twice in one object.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text; save it as UTF-8") from None
    try:
        return json.loads(
            text,
            parse_float=Number,
            parse_int=Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise InputError("the JSON is nested too deeply to be a patient's record; expected a few levels") from None
    except json.JSONDecodeError as problem:
        raise InputError(_said(problem, text)) from None


def _said(problem: json.JSONDecodeError, text: str) -> str:
    if problem.msg.startswith("Unterminated string") or problem.pos >= len(text.rstrip()):
        return f"the JSON ends in the middle (line {text.count(chr(10)) + 1}): the file is truncated"
    place = f"line {problem.lineno}, column {problem.colno}"
    if problem.msg == "Extra data":
        return f"more follows after the end of the JSON ({place}); expected one object and nothing else"
    return f"the file is not JSON from {place} on; expected one JSON object"


def _refuse_constant(_word: str) -> NoReturn:
    raise InputError("the JSON holds NaN or infinity, which are no numbers; leave the value out or give a number")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        named = f"the key '{twice}'" if twice in _KEYS else "a key"
        raise InputError(f"{named} stands twice in one object; each key may stand once")
    return found
