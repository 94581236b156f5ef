"""The form of a file of reviews: everything in it is looked at before anything of it is written."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from stillpath.model.review import State
from stillpath.review.folder import file_of
from stillpath.review.submissions import Said

__all__ = ["want_form"]

_Wants = Callable[[Any], None]
"""Does nothing with what is as it should be; ValueError else."""

_LONGEST = 200
"""Characters of a name, at most."""

_MOST = 1000 * 1000
"""Versions of one submission, at most: no database has room for any number."""

_STORED = frozenset(State) - {State.LAPSED, State.SUPERSEDED}
_WHITE = frozenset("\n\r\t")


def want_form(read: Any) -> None:
    """Does nothing if this is what an export writes. ValueError, KeyError or TypeError if anything in it is not.

    >>> want_form({"people": [], "submissions": [], "confirmations": [], "corrections": []})
    """
    if not isinstance(read, dict):
        raise TypeError("no mapping")
    _list(_name)(read["people"])
    people = len(read["people"])

    def who(value: Any) -> None:
        _place(value, people)

    opinion = {"verdict": _one_of(Said), "who": who, "at": _instant, "board": _truth} | dict.fromkeys(
        ("competence", "interests", "reason", "closure"), _text
    )
    signature = {"who": _name, "on": _day} | dict.fromkeys(("competence", "interests", "reason"), _text)
    approval = {
        "entry": _entry,
        "parts": _marks,
        "signatures": _list(_all(signature)),
        "approved_at": _instant,
        "retired_at": _or_none(_instant),
        "due": _or_none(_day),
    } | dict.fromkeys(("closure", "editorial", "retired_because"), _text)
    published = {"base": _text, "text": _text, "at": _instant}
    submission = {
        "entry": _entry,
        "state": _one_of(_STORED),
        "text": _or_none(_text),
        "version": _version,
        "parts": _marks,
        "author": _or_none(who),
        "made_at": _instant,
        "changed_at": _instant,
        "submitted_at": _or_none(_instant),
        "published_at": _or_none(_instant),
        "opinions": _list(_all(opinion)),
        "approvals": _list(_all(approval)),
        "published": _list(_all(published)),
    } | dict.fromkeys(("base", "base_text", "summary", "closure"), _text)
    _list(_all(submission))(read["submissions"])
    _list(_all({"entry": _entry, "who": who, "on": _day, "closure": _text, "note": _text}))(read["confirmations"])
    submissions = len(read["submissions"])
    correction = {
        "entry": _entry,
        "was": _text,
        "now": _text,
        "grave": _truth,
        "who": who,
        "at": _instant,
        "submission": _or_none(lambda value: _place(value, submissions)),
    }
    _list(_all(correction))(read["corrections"])
    _want_whole(read["submissions"])


def _want_whole(submissions: list[dict[str, Any]]) -> None:
    """Nothing is approved without a signature, or twice, or holds although its submission is not approved."""
    for one in submissions:
        approved = [(approval["entry"], approval["closure"]) for approval in one["approvals"]]
        if any(first == second for first, second in pairwise(sorted(approved))):
            raise ValueError("approved twice")
        if not all(approval["signatures"] for approval in one["approvals"]):
            raise ValueError("approved by nobody")
        if any(approval["retired_at"] is None for approval in one["approvals"]) and one["state"] != State.APPROVED:
            raise ValueError("an approval that holds of what is not approved")


def _all(wants: Mapping[str, _Wants]) -> _Wants:
    def wanted(value: Any) -> None:
        if not isinstance(value, dict):
            raise TypeError("no mapping")
        for name, want in wants.items():
            want(value[name])

    return wanted


def _list(want: _Wants) -> _Wants:
    def wanted(value: Any) -> None:
        if not isinstance(value, list):
            raise TypeError("no list")
        for one in value:
            want(one)

    return wanted


def _or_none(want: _Wants) -> _Wants:
    def wanted(value: Any) -> None:
        if value is not None:
            want(value)

    return wanted


def _one_of(values: Any) -> _Wants:
    known = frozenset(str(value) for value in values)

    def wanted(value: Any) -> None:
        _text(value)
        if value not in known:
            raise ValueError("not one of these")

    return wanted


def _text(value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()
    if any(letter < " " and letter not in _WHITE for letter in value):
        raise ValueError("a character that no text has")


def _name(value: Any) -> None:
    _text(value)
    if not value.strip() or len(value) > _LONGEST or not value.isprintable():
        raise ValueError("no name")


def _entry(value: Any) -> None:
    _text(value)
    file_of(Path(), value)


def _instant(value: Any) -> None:
    _text(value)
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("a time without a zone")


def _day(value: Any) -> None:
    _text(value)
    date.fromisoformat(value)


def _marks(value: Any) -> None:
    if not isinstance(value, dict):
        raise TypeError("no mapping")
    for name, mark in value.items():
        _text(name)
        _text(mark)


def _truth(value: Any) -> None:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")


def _version(value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST:
        raise ValueError("no version")


def _place(value: Any, count: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < count:
        raise ValueError("no place in the list")
