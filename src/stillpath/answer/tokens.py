"""A question as words: cleaned, folded and cut the same way wherever words are compared."""

import re
import unicodedata

__all__ = ["LITTLE", "LONGEST", "clean", "is_norwegian", "stem", "tokens"]

LONGEST = 2_000
"""Characters of a question that are read; a longer one is refused."""

_HIDDEN = ("Cc", "Co", "Cs", "Cn")
_UNSEEN = "Cf"
"""Marks of direction and width: they part no word."""
_MINUS = "\u2212"
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "ß": "ss", "µ": "u", "’": "'"})
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+")
_NORWEGIAN = frozenset(
    "hva hvor hvordan hvorfor hvem naar hvilke hvilken hvilket er og ikke jeg vi barnet barn mitt min datteren"
    " datter sonn sonnen med til kan skal bor bruke brukes av paa som det den ved har hvis gi gis gir gitt"
    " eller ogsaa etter naa faar gaar maa mye ofte lenge noe gjor vaere blir fra om trenger farlig behandling"
    " behandles".split()
)
_ENGLISH = frozenset(
    "the is are was what how why who when which where of in to and my a an does do should can could with for not this"
    " that it he she we give given if be or at from about much often long child".split()
)
LITTLE = _NORWEGIAN | _ENGLISH
"""The little words of both languages, which say nothing of what is asked about."""

_KEEPS_S = ("ss", "us", "is", "as", "os", "ies")


def clean(question: str) -> str:
    r"""The question without control, direction and other invisible characters, white space folded.

    >>> clean("dose of \u202eanakinra\u202c?\x00")
    'dose of anakinra?'
    """
    normal = unicodedata.normalize("NFKC", question)
    kept = (letter for letter in normal if unicodedata.category(letter) != _UNSEEN)
    shown = "".join(" " if unicodedata.category(letter) in _HIDDEN else letter for letter in kept)
    return " ".join(shown.replace(_MINUS, "-").split())


def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, folded to plain letters; a number stands apart from its letters.

    >>> tokens("IL-1, sCD25; 5mg Ciclosporin på kvelden")
    ('il', '1', 'scd', '25', '5', 'mg', 'ciclosporin', 'paa', 'kvelden')
    """
    folded = text.casefold().translate(_LETTERS)
    if not folded.isascii():
        letters = unicodedata.normalize("NFD", folded)
        folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple(_TOKEN.findall(folded))


def stem(word: str) -> str:
    """The word without a plural s; a short one as it is.

    >>> stem("pulses"), stem("criteria"), stem("platelets"), stem("pres")
    ('pulse', 'criteria', 'platelet', 'pres')
    """
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(_KEEPS_S) else word


def is_norwegian(words: tuple[str, ...]) -> bool:
    """Whether a question is Norwegian rather than English, by its little words.

    >>> is_norwegian(tokens("Hva er dosen av anakinra?")), is_norwegian(tokens("anakinra dose?"))
    (True, False)
    """
    norwegian = sum(word in _NORWEGIAN for word in words)
    return norwegian > sum(word in _ENGLISH for word in words)
