"""The languages of the pages: the words of the interface in English or Norwegian."""

from collections.abc import Callable

from stillpath.model import Knowledge
from stillpath.prose.readings import Wording

__all__ = ["LANGUAGES", "Words", "words_in"]

LANGUAGES = {"en": "English", "nb": "Norsk"}
"""The languages a page can be in, by their code, each in its own words."""

Words = Callable[[str], str]
"""What gives a text of the interface in the language of the page."""


def words_in(knowledge: Knowledge, language: str) -> Words:
    """The words of the interface; a text without a translation stays English.

    >>> words_in(Knowledge("1", "", True), "nb")("Ask")
    'Ask'
    """
    return Wording(knowledge, language=language).words
