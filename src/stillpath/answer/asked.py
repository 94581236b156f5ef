"""A question understood: its words, the things it names, the sizes it gives, who asks and what was said before."""

import re
from dataclasses import dataclass
from fractions import Fraction

from stillpath.answer.lexicon import Concept, Lexicon, Named
from stillpath.answer.tokens import clean, is_norwegian, tokens
from stillpath.intake import typed_number, typed_range
from stillpath.model import Reader
from stillpath.timeline import Refused

__all__ = ["BARE", "Asked", "Size", "understand"]

BARE = "weight without unit"
"""A weight that was told as a number alone: judged, never used for a dose."""

_MARKUP = re.compile(r"<script\b.*?</script\s*>|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_AMOUNT = r"-?\d+(?:[., ]\d{3})*(?:[.,]\d+)?"
_NUMBER = rf"(?<![\d.,])({_AMOUNT})\s*-?\s*"
_KILOGRAMS = r"(?:kgs?|kilos?|kilogram(?:me)?s?)\b"
_GRAMS = re.compile(r"(?<![\d.,])([1-9]\d?[ .,]?\d{3})\s*(?:g|grams?|gram)\b")
_RANGE = re.compile(rf"(?<![\d.,])({_AMOUNT})\s*(?:to|til|or|eller|-|–)\s*(?=({_AMOUNT})\s*{_KILOGRAMS})")
_PER_KILOGRAM = 1000
_BEFORE_A_NUMBER = " (=:~,;-–"
"""What may stand straight before a number; after anything else (1/2, 0x12, 1.8e1) it is unclear what was meant."""
_YEARS = r"(?:years?|yrs?|y/?o|y|år|aar|åring|aring)\b(?!\s+(?:ago|later))"
_MONTHS = r"(?:months?|mo|mnd|måneder|maneder)(?:\s*-?\s*old|\s+gammel|\s+gamle)\b"
_SIZES = (
    ("weight", "kg", re.compile(_NUMBER + _KILOGRAMS)),
    ("weight", "lb", re.compile(_NUMBER + r"(?:lbs?|pounds?|stone|pund)\b")),
    ("height", "cm", re.compile(_NUMBER + r"(?:cm|centimet(?:re|er)s?)\b")),
    ("bsa", "m2", re.compile(_NUMBER + r"(?:m2\b|m\^2|m²|square met(?:re|er)s?\b)")),
    ("age", "y", re.compile(_NUMBER + _YEARS)),
    ("age", "mo", re.compile(_NUMBER + _MONTHS)),
    (
        BARE,
        "",
        re.compile(r"\b(?:weight|weighs|weighing|vekt|veier)\s*(?:is|of|er|:|=)?\s*(\d+(?:[.,]\d+)?)\s*(?=[,;.?!)]|$)"),
    ),
)


@dataclass(frozen=True, slots=True)
class Size:
    """A size of the child as the question gives it: weight (kg or lb), height (cm), bsa (m2) or age (y or mo).

    `unclear`: the number can be read in two ways.
    """

    fact: str
    value: Fraction
    unit: str
    unclear: bool = False


@dataclass(frozen=True)
class Asked:
    """One question, ready to be decided on. `text` is as it was asked, cleaned of what cannot be seen."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    named: tuple[Named, ...]
    sizes: tuple[Size, ...]
    reader: Reader
    language: str
    carried: tuple[Concept, ...] = ()
    carried_question: str = ""
    implied: tuple[Concept, ...] = ()

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The things named now, each once, in order."""
        return tuple(dict.fromkeys(one.concept for one in self.named))

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The words that name nothing of the knowledge."""
        told = {place for one in self.named for place in range(one.start, one.end)}
        return tuple(word for place, word in enumerate(self.words) if place not in told)

    @property
    def all_named(self) -> tuple[Concept, ...]:
        """As `concepts`, with those whose names are part of a longer one."""
        return tuple(dict.fromkeys(one for named in self.named for one in (named.concept, *named.inside)))

    def of_kind(self, kind: str) -> tuple[Concept, ...]:
        """The drugs, facts or terms meant: those named now; else those they stand for; else those from before."""
        for found in (self.concepts, self.all_named, self.implied, self.carried):
            now = tuple(concept for concept in found if concept.kind == kind)
            if now:
                return now
        return ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all concepts, carried ones included."""
        return frozenset(concept.id for concept in (*self.all_named, *self.implied, *self.carried))


def understand(question: str, lexicon: Lexicon, reader: Reader, language: str = "") -> Asked:
    """The question as words, concepts and sizes; `language` "" is the question's own ("en" or "nb")."""
    text = clean(question)
    words = tokens(_MARKUP.sub(" ", text))
    named = lexicon.named(words)
    own = "nb" if is_norwegian(words) else "en"
    return Asked(
        text=text,
        words=words,
        stems=lexicon.mended(words, named),
        named=named,
        sizes=_sizes(text.casefold()),
        reader=reader,
        language=language or own,
        implied=lexicon.implied(named),
    )


def _sizes(text: str) -> tuple[Size, ...]:
    per_size = re.sub(r"(?:mg|g|ml|units?|mcg)\s*(?:/|per)\s*(?:kg|m2|m²|kilo)\S*", " ", text)
    found = [_lower_end(match[1], match[2]) for match in _RANGE.finditer(per_size)]
    for grams in _GRAMS.findall(per_size):
        found.append(Size("weight", Fraction(re.sub(r"\D", "", grams)) / _PER_KILOGRAM, "kg"))
    for fact, unit, pattern in _SIZES:
        for match in pattern.finditer(per_size):
            odd = match.start(1) > 0 and per_size[match.start(1) - 1] not in _BEFORE_A_NUMBER
            found.append(Size(fact, Fraction(0), unit, unclear=True) if odd else _size(fact, match[1], unit))
    return tuple(dict.fromkeys(found))


def _lower_end(low: str, high: str) -> Size:
    """The first weight of a range; one too wide for one child is unclear: the two may not belong together."""
    ends = typed_range(f"{low} to {high}")
    return Size("weight", Fraction(0), "kg", unclear=True) if isinstance(ends, Refused) else _size("weight", low, "kg")


def _size(fact: str, written: str, unit: str) -> Size:
    """The size as written; one that has two readings is unclear."""
    sign = -1 if written.startswith("-") else 1
    number = typed_number(written.lstrip("-"))
    if isinstance(number, Refused):
        return Size(fact, Fraction(0), unit, unclear=True)
    return Size(fact, sign * Fraction(number), unit)
