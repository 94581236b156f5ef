"""What a page is before anybody lays it out: sections of items, each with its label, text and citations."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from stillpath.model import Evidence, Knowledge, Source
from stillpath.prose.local import local_text
from stillpath.prose.words import for_people

__all__ = ["Citations", "Cited", "Item", "Page", "Section", "banner_of"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said. `label` is a short word before it (a number, MET, CRITICAL), `cites` the numbers of its sources.

    `tone` is "", "critical", "warning", "info" or "quiet"; `details` stand under it. Units that knowledge writes in
    UCUM are written for people, unless the text is `exact`: a line of a file, quoted. `of` is the claim that is said
    ("statements/about-mas") or the entry that is named ("criteria/mas-2016"); a browser makes it a link. `language`
    is told where it is not the page's own.
    """

    text: str
    label: str = ""
    cites: tuple[int, ...] = ()
    tone: str = ""
    details: "tuple[Item, ...]" = ()
    exact: bool = False
    of: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        if not self.exact:
            object.__setattr__(self, "text", for_people(self.text))


@dataclass(frozen=True, slots=True)
class Section:
    """A headed run of items; an empty title is the head of the page."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as numbered on this page, and in words the places in it that were used and how sure each is."""

    number: int
    source: Source
    places: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page; `banner` stands above everything (knowledge changed, a replay), `foot` below."""

    title: str
    sections: tuple[Section, ...]
    sources: tuple[Cited, ...]
    banner: tuple[Item, ...] = ()
    foot: str = ""


def banner_of(knowledge: Knowledge, as_at: str = "", replayed: bool = False, day: str = "") -> tuple[Item, ...]:
    """What stands above every page: that the knowledge was changed and not checked, whose policy applies, the instant.

    `day` is that of the instant (ISO), to tell a policy that has run out.
    """
    items = []
    if not knowledge.checked:
        text = "KNOWLEDGE CHANGED, UNCHECKED: these files have not passed `stillpath check`"
        items.append(Item(text, tone="critical"))
    if knowledge.local is not None:
        items.append(Item(local_text(knowledge.local, day), tone="warning", exact=True))
    if as_at:
        word = "REPLAY, not now: as at" if replayed else "as at"
        items.append(Item(f"{word} {as_at}", tone="warning" if replayed else ""))
    return tuple(items)


@dataclass
class Citations:
    """Numbers sources in the order they are first cited on a page."""

    knowledge: Knowledge
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def cite(self, evidence: Iterable[Evidence]) -> tuple[int, ...]:
        """The numbers of some evidence, each source once."""
        found: dict[int, None] = {}
        for one in evidence:
            number = self.numbers.setdefault(one.source, len(self.numbers) + 1)
            found_as = f"{one.status.value}, {one.tier.value}"
            places = self.places.setdefault(one.source, {}).setdefault(found_as, [])
            if one.locator not in places:
                places.append(one.locator)
            found[number] = None
        return tuple(found)

    def listed(self) -> tuple[Cited, ...]:
        """Every source cited so far, by number."""
        return tuple(Cited(number, self.knowledge.sources[id], self.words(id)) for id, number in self.numbers.items())

    def words(self, source: str) -> str:
        """How sure, how read, and where: "verified, primary: table 3; table 2"."""
        return ". ".join(f"{how}: {_places(places)}" for how, places in self.places[source].items())


_MOST_PLACES = 12
"""Places named of one source on one page."""


def _places(places: list[str]) -> str:
    """Places in one source, the first of many; a beginning that several share stands once.

    >>> _places(["ours; the hour", "table 3", "ours; the order"])
    'ours: the hour; the order; table 3'
    """
    shared: dict[str, list[str]] = {}
    for place in places:
        head, _, tail = place.partition("; ")
        shared.setdefault(head, []).extend([tail] if tail else [])
    texts = []
    for head, tails in shared.items():
        several = sum(place.partition("; ")[0] == head for place in places) > 1
        tails = list(dict.fromkeys(tails))
        texts += [f"{head}: {tails[0]}", *tails[1:]] if several and tails else ["; ".join([head, *tails])]
    more = len(texts) - _MOST_PLACES
    return "; ".join(texts[:_MOST_PLACES]) + (f"; and {more} more, each on the page of its entry" if more > 0 else "")
