"""Which things of the knowledge a text names, in whatever words: synonyms, Norwegian forms, misspellings."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from stillpath.answer.tokens import stem, tokens
from stillpath.model import FactKind, Knowledge

__all__ = ["OWN_CHILD", "Concept", "Lexicon", "Named"]

OWN_CHILD = "own-child"
"""The term that tells a parent: whoever speaks of it writes of a child of their own."""

_SHORT = 5
_MEASURED = (FactKind.LAB, FactKind.VITAL, FactKind.EXAM, FactKind.DERIVED)
"""What can be looked at, measured or computed; a diagnosis is a word like others."""
_LONG = 8


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing of the knowledge: its id, whether it is a drug, a fact, a criterion or a term, and what it is called."""

    id: str
    kind: str
    title: str
    in_scope: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as it stands in a text: the words from `start` to `end`; `misspelt` as written, or "".

    `inside` are concepts whose names are part of a longer one: "refractory MAS" names MAS too; `read` is the stem of
    the name that a misspelt word was taken for.
    """

    concept: Concept
    start: int
    end: int
    misspelt: str = ""
    inside: tuple[Concept, ...] = ()
    read: str = ""


class Lexicon:
    """Every name of every drug, fact, criterion and term; the longest name at a place wins."""

    def __init__(self, knowledge: Knowledge, known_words: Iterable[str] = (), asking: Iterable[str] = ()) -> None:
        self.concepts: dict[str, Concept] = {}
        self._names: dict[tuple[str, ...], Concept] = {}
        self._words: dict[str, dict[str, Concept]] = {}
        self._known = {stem(word) for word in (*known_words, *_everyday())}
        self._asking: dict[str, list[str]] = {}
        for word in sorted({stem(word) for word in asking if len(word) >= _SHORT and word.isalpha()}):
            self._asking.setdefault(word[0], []).append(word)
        self._known.update(word for words in self._asking.values() for word in words)
        terms = knowledge.terms
        for drug in knowledge.drugs.values():
            held = bool(drug.doses or drug.no_dose)
            in_scope = terms[drug.id].in_scope if drug.id in terms else held
            names = (drug.id, drug.title, *drug.names, *drug.brands)
            self._add(Concept(drug.id, "drug", drug.title, in_scope), names)
        for fact in knowledge.facts.values():
            in_scope = fact.id in terms and terms[fact.id].in_scope
            kind = "fact" if fact.kind in _MEASURED else "term"
            self._add(Concept(fact.id, kind, fact.title, in_scope), (fact.id, fact.title, *fact.names))
        for term in terms.values():
            known = self.concepts.get(term.id, Concept(term.id, "term", term.term, term.in_scope))
            self._add(known, (term.id, term.term, term.short, *term.also, *term.norwegian))
        for criterion in knowledge.criteria.values():
            in_scope = terms[criterion.id].in_scope if criterion.id in terms else criterion.purpose == "classification"
            concept = Concept(criterion.id, "criterion", criterion.short or criterion.title, in_scope)
            self._add(concept, (criterion.id, criterion.title, criterion.short))
        self._stand_for = {term.id: term.stands_for for term in terms.values() if term.stands_for}
        lengths: dict[str, set[int]] = {}
        for name in self._names:
            lengths.setdefault(name[0], set()).add(len(name))
        self._lengths = {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}

    def named(self, words: tuple[str, ...], exactly: bool = False) -> tuple[Named, ...]:
        """The concepts that a text names, in order; a misspelt word only where it is near to one name alone.

        `exactly`: nothing misspelt is taken for a name.
        """
        stems = tuple(stem(word) for word in words)
        found = []
        place = 0
        while place < len(stems):
            one = self._at(words, stems, place, exactly)
            if one is not None:
                found.append(one)
            place = one.end if one is not None else place + 1
        return tuple(found)

    def mended(self, words: tuple[str, ...], named: tuple[Named, ...]) -> tuple[str, ...]:
        """The stems of a text, each misspelt word as the name or the asking word that it alone is near to."""
        stems = [self._asking_word(stem(word)) for word in words]
        for one in named:
            stems[one.start : one.end] = [one.read] if one.read else [stem(word) for word in words[one.start : one.end]]
        return tuple(stems)

    def _asking_word(self, word: str) -> str:
        if len(word) < _SHORT or word in self._known or not word.isalpha():
            return word
        allowed = 1 if len(word) < _LONG else 2
        others = (other for other in self._asking.get(word[0], ()) if abs(len(other) - len(word)) <= allowed)
        near = [(distance, other) for other in others if (distance := _distance(word, other, allowed)) <= allowed]
        nearest = [other for distance, other in near if distance == min(near)[0]]
        return nearest[0] if len(nearest) == 1 else word

    def implied(self, named: tuple[Named, ...]) -> tuple[Concept, ...]:
        """What the named terms stand for where a drug or fact is needed: "pulse" for methylprednisolone."""
        ids = dict.fromkeys(self._stand_for[one.concept.id] for one in named if one.concept.id in self._stand_for)
        return tuple(self.concepts[id] for id in ids if id in self.concepts)

    def strange(self, words: tuple[str, ...], named: tuple[Named, ...]) -> tuple[str, ...]:
        """The longer words of a text that stand nowhere in the knowledge: it is of something else."""
        told = {place for one in named for place in range(one.start, one.end)}
        return tuple(
            word
            for place, word in enumerate(words)
            if place not in told
            and len(word) >= _SHORT - 1
            and word.isalpha()
            and stem(word) not in self._known
            and self._asking_word(stem(word)) == stem(word)
        )

    def _at(self, words: tuple[str, ...], stems: tuple[str, ...], place: int, exactly: bool) -> Named | None:
        for length in self._lengths.get(stems[place], ()):
            concept = self._names.get(stems[place : place + length])
            if concept is not None:
                inner = self._inside(stems[place : place + length]) if length > 1 else ()
                return Named(concept, place, place + length, "", tuple(one for one in inner if one != concept))
        if exactly:
            return None
        begun = self._begun(stems[place])
        if begun is not None:
            return Named(begun, place, place + 1)
        near = self._near(stems[place])
        return Named(near[1], place, place + 1, words[place], read=near[0]) if near is not None else None

    def _inside(self, stems: tuple[str, ...]) -> tuple[Concept, ...]:
        spans = (stems[start:end] for start in range(len(stems)) for end in range(start + 1, len(stems) + 1))
        return tuple(dict.fromkeys(self._names[span] for span in spans if span in self._names))

    def _begun(self, word: str) -> Concept | None:
        """The concept whose name a compound begins with: Norwegian writes "anakinradose" as one word."""
        if len(word) <= _LONG or word in self._known or not word.isalpha():
            return None
        begun = [name for name in self._words.get(word[0], {}) if len(name) > _SHORT and word.startswith(name)]
        return self._words[word[0]][max(begun, key=len)] if begun else None

    def _near(self, word: str) -> tuple[str, Concept] | None:
        if len(word) < _SHORT or word in self._known or not word.isalpha():
            return None
        allowed = 1 if len(word) < _LONG else 2
        found: dict[int, dict[Concept, str]] = {}
        for name, concept in self._words.get(word[0], {}).items():
            if abs(len(name) - len(word)) <= allowed and len(name) >= _SHORT:
                distance = _distance(word, name, allowed)
                if distance <= allowed:
                    found.setdefault(distance, {}).setdefault(concept, name)
        nearest = found[min(found)] if found else {}
        return next((name, concept) for concept, name in nearest.items()) if len(nearest) == 1 else None

    def _add(self, concept: Concept, names: Iterable[str]) -> None:
        self.concepts.setdefault(concept.id, concept)
        for name in names:
            key = tuple(stem(word) for word in tokens(name))
            if key and key not in self._names:
                self._names[key] = concept
                if len(key) == 1 and key[0]:
                    self._words.setdefault(key[0][0], {}).setdefault(key[0], concept)


def _everyday() -> tuple[str, ...]:
    """The everyday words of both languages, folded; the file tells which they are."""
    text = resources.files("stillpath.answer").joinpath("everyday.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in tokens(line))


def _distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, changed or swapped; more than `most` is not told apart."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        older, before, row = before, row, [index]
        for place, target in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != target))
            if index > 1 and place > 1 and letter == other[place - 2] and one[index - 2] == target:
                cost = min(cost, older[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
