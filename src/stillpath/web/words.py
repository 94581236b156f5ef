"""The languages of the pages: the words of the interface in English or Norwegian; and numbers that are sent."""

from collections.abc import Callable

from stillpath.model import Knowledge
from stillpath.prose.readings import Wording

__all__ = ["LANGUAGES", "Words", "small_number", "words_in"]

_DIGITS = 9
"""Digits of a number that is sent, at most: what a database and the reading of a number have room for."""

LANGUAGES = {"en": "English", "nb": "Norsk"}
"""The languages a page can be in, by their code, each in its own words."""

Words = Callable[[str], str]
"""What gives a text of the interface in the language of the page."""


def small_number(text: str) -> int | None:
    """A number from 0 on that was sent in a form or an address; None for what is none, or too long for one.

    >>> small_number("17"), small_number("-1"), small_number("٣"), small_number("9" * 5000)
    (17, None, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def words_in(knowledge: Knowledge, language: str) -> Words:
    """The words of the interface; a text without a translation stays English.

    >>> words_in(Knowledge("1", "", True), "nb")("Ask")
    'Ask'
    """
    return Wording(knowledge, language=language).words
