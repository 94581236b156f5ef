"""How many years of school a text asks for: the Flesch-Kincaid grade of English."""

import re

__all__ = ["school_grade"]

_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d[\d.,]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^aeiouyl]e)$")


def school_grade(text: str) -> float:
    """0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid 1975); 0 for a text without words.

    Syllables are counted by groups of vowels, silent endings left out; a number counts as one.

    >>> school_grade("The cat sat on the mat. It was glad.") < 1 < school_grade("Ferritin necessitates evaluation.")
    True
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE.findall(text)))
    syllables = sum(_syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    if count > 1 and _SILENT.search(word):
        count -= 1
    return max(1, count)
