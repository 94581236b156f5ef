"""Finds phrases in a question: whole words, `*` for any one word, a final `~` for any ending."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stillpath.answer.tokens import LITTLE, stem, tokens

__all__ = ["Phrase", "PhraseBook", "phrase"]

_ANY = "*"
_OF_A_LITTLE_WORD = 25


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as words to compare; `open` ones match any word that begins so. A text must hold all that it `needs`."""

    words: tuple[str, ...]
    open: tuple[bool, ...]
    needs: frozenset[str]

    def at(self, stems: tuple[str, ...], place: int) -> bool:
        """Whether the phrase stands at a place of a text."""
        if place + len(self.words) > len(stems):
            return False
        for index, word in enumerate(self.words):
            other = stems[place + index]
            if word != _ANY and (not other.startswith(word) if self.open[index] else other != word):
                return False
        return True

    def stands_in(self, stems: tuple[str, ...]) -> bool:
        """Whether it stands anywhere in a text."""
        return any(self.at(stems, place) for place in range(len(stems) - len(self.words) + 1))


def phrase(text: str) -> Phrase:
    """A phrase as knowledge writes it.

    >>> phrase("vomit~ * blood").stands_in(("vomiting", "fresh", "blood"))
    True
    """
    words: list[str] = []
    opened: list[bool] = []
    for written in text.split():
        if written == _ANY:
            words.append(_ANY)
            opened.append(False)
            continue
        parts = tokens(written)
        ending = written.endswith("~")
        for index, part in enumerate(parts):
            last = ending and index == len(parts) - 1
            words.append(part if last else stem(part))
            opened.append(last)
    needs = frozenset(word for word, ending in zip(words, opened, strict=True) if not ending and word != _ANY)
    return Phrase(tuple(words), tuple(opened), needs)


class PhraseBook:
    """Many phrases, each with its owner; tells which owners' phrases stand in a text, the rarer words weighing more."""

    def __init__(self, owned: Iterable[tuple[str, str]]) -> None:
        self._phrases = [(owner, phrase(text)) for owner, text in owned]
        holders: dict[str, set[str]] = {}
        for owner, one in self._phrases:
            for word in one.words:
                holders.setdefault(word, set()).add(owner)
        self._common = Counter({word: len(owners) for word, owners in holders.items()})
        self._owners = len({owner for owner, _ in self._phrases})
        self._closed: dict[str, list[tuple[str, Phrase]]] = {}
        self._others: list[tuple[str, Phrase]] = []
        for owner, one in self._phrases:
            if one.words and one.words[0] != _ANY and not one.open[0]:
                self._closed.setdefault(one.words[0], []).append((owner, one))
            elif one.words:
                self._others.append((owner, one))

    def found(self, stems: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
        """The owner of each phrase that stands in the text, its weight in hundredths, and where it begins."""
        for place, word in enumerate(stems):
            for owner, one in (*self._closed.get(word, ()), *self._others):
                if one.at(stems, place):
                    yield owner, self._weight(one), place

    def _weight(self, one: Phrase) -> int:
        return sum(self._word(word) for word in one.words if word != _ANY)

    def _word(self, word: str) -> int:
        if word in LITTLE:
            return _OF_A_LITTLE_WORD
        return 30 + 170 * (self._owners - self._common[word]) // self._owners
