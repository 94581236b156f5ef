"""A `Page` of prose as the templates lay it out: parts with anchors, blocks of one form, items with their links."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from stillpath.model import Knowledge, Source
from stillpath.prose import Cited, Item, Page, Section
from stillpath.web.links import entry_address, fragment_of, source_addresses
from stillpath.web.words import Words

__all__ = ["Block", "Part", "Reference", "Shown", "ShownSource", "View", "cleaned", "heading", "view_of"]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DOSE = re.compile(r"(.*?) DOSE (.+?)((?:,| per (?:dose|day|dag|døgn)\b).*)", re.DOTALL)
_NAMES = ("USED BY", "CITED BY", "IN", "LOOK AT", "DOSES", "ASKED NEXT", "CONFLICTS", "SLOT")
_SEVERE = ("critical", "warning", "info")
_VERDICTS = ("met", "not met", "unknown")
_SIDES = ("default", "agrees", "not used")
_LABELS = (*_SEVERE, *_VERDICTS, *_SIDES, "do not", "why", "DEFAULT")
_OF_A_DOSE = 2
_NO_DOSE = ("handling", "screening", "monitoring", "presentation", "caution", "availability")
_TOP = ("all of:", "any of:", "at least ")


@dataclass(frozen=True, slots=True)
class Reference:
    """A number in brackets: the source it leads to, and whether it is the first one of it on the page."""

    number: int
    name: str
    first: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with its links. `key` is its label in English; `dose` what stands before, in and after an amount.

    `href` leads to the entry that is said or named; to a place of the page (#) where the item is the title of a part.
    """

    text: str
    label: str
    key: str
    form: str
    references: tuple[Reference, ...]
    tone: str
    details: "tuple[Shown, ...]"
    href: str
    mark: str
    language: str
    dose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Items of one form that stand together."""

    form: str
    items: tuple[Shown, ...]

    @property
    def by_label(self) -> tuple[tuple[str, tuple[Shown, ...]], ...]:
        """The items under each label, as they stand one after another."""
        return tuple((label, tuple(items)) for label, items in groupby(self.items, key=lambda item: item.label))


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading as written for reading, its anchor, its blocks."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A source in the list of a page; `links` leave this server."""

    number: int
    source: Source
    places: str
    href: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """A whole page, ready for a template. `head` is the part without a title, if it comes first."""

    title: str
    head: Part | None
    parts: tuple[Part, ...]
    sources: tuple[ShownSource, ...]
    banner: tuple[Shown, ...]


def view_of(page: Page, knowledge: Knowledge, words: Words, marked: bool = True, entry: bool = False) -> View:
    """The page with headings, anchors, forms and links worked out; `words` are those of the page's language.

    `marked`: the first reference to each source can be led back to, which only one view of a page may have. `entry`: it
    is the page of a drug's entry, whose doses and claims can be linked to.
    """
    making = _Making(page, knowledge, words, marked, entry)
    parts = tuple(making.part(section, number) for number, section in enumerate(page.sections, 1))
    first = bool(parts) and not page.sections[0].title
    banner = tuple(making.item(item, "") for item in page.banner)
    sources = tuple(making.source(cited) for cited in page.sources)
    return View(cleaned(page.title), parts[0] if first else None, parts[1:] if first else parts, sources, banner)


def cleaned(text: str) -> str:
    r"""The text without control characters and without marks that turn the direction of writing.

    >>> cleaned("a\u202eb\x07c")
    'abc'
    """
    kept = _CONTROL.sub("", text)
    return "".join(letter for letter in kept if unicodedata.category(letter) not in ("Cf", "Cs", "Co"))


def heading(title: str, knowledge: Knowledge) -> str:
    """A heading that prose writes in capitals as a line to read: abbreviations of the glossary keep theirs."""
    if not title.partition(":")[0].isupper():
        return title
    kept = {word.upper(): word for term in knowledge.terms.values() for word in (term.short,) if word}
    words = [kept.get(word.strip(",.():"), "") or (word.lower() if word.isupper() else word) for word in title.split()]
    text = " ".join(words)
    start = next((place for place, letter in enumerate(text) if letter.isalpha()), 0)
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


class _Making:
    """One page being made; which sources were met first is kept for the way back."""

    def __init__(self, page: Page, knowledge: Knowledge, words: Words, marked: bool, entry: bool) -> None:
        self.marked = marked
        self.entry = entry
        self.knowledge = knowledge
        self.labels = {words(label).lower(): label.lower() for label in _LABELS}
        self.names = {cited.number: cited.source.short for cited in page.sources}
        self.met: set[int] = set()
        self.anchors = {
            section.title: f"part-{place}" for place, section in enumerate(page.sections, 1) if section.title
        }

    def part(self, section: Section, number: int) -> Part:
        names = section.title in _NAMES
        items = [self.item(item, "name" if names else "") for item in section.items]
        blocks = tuple(Block(form, tuple(group)) for form, group in groupby(items, key=lambda item: item.form))
        return Part(heading(section.title, self.knowledge), f"part-{number}", blocks)

    def item(self, item: Item, form: str) -> Shown:
        form = form or self.form(item)
        references = tuple(self.reference(number) for number in item.cites)
        details = tuple(self.item(detail, "side" if form == "conflict" else "") for detail in item.details)
        place = self.anchors.get(item.text, "")
        text = cleaned(heading(item.text, self.knowledge) if place else item.text)
        match = _DOSE.fullmatch(text) if item.tone == "dose" else None
        kind, _, rest = item.of.partition("/")
        return Shown(
            text,
            cleaned(item.label),
            self.labels.get(item.label.lower(), item.label.lower()),
            form,
            references,
            item.tone,
            details,
            f"#{place}" if place else entry_address(item.of, self.knowledge) if item.of else "",
            fragment_of(rest.partition("/")[2]) if kind in ("drugs", "schedules") and self.entry else "",
            item.language,
            match.groups() if match else (),
        )

    def form(self, item: Item) -> str:
        """The form an item is laid out in, told from what it is and from its label, never from its wording alone."""
        label = self.labels.get(item.label.lower(), item.label.lower())
        if item.details and item.of.startswith("conflicts/"):
            return "conflict"
        if any(self.labels.get(detail.label.lower()) in _SIDES for detail in item.details):
            return "slot"
        if item.tone in _SEVERE or label in _SEVERE:
            return "alert"
        if item.tone == "stage":
            return "stage"
        if item.label.isdigit():
            return "step"
        if label == "do not" or self.forbids(item.of) or (not item.of and item.text.startswith("Do not ")):
            return "dont"
        if label in _SIDES or item.tone == "dose" or _is_dose(item.of):
            return "dose"
        if label in _VERDICTS:
            return "edge"
        if item.exact or (item.text.startswith(_TOP) and item.details):
            return "rule"
        return "fact" if item.label else "text"

    def forbids(self, of: str) -> bool:
        """Whether a claim is an action that must not be done; its own words may be in any language."""
        kind, _, id = of.partition("/")
        action = self.knowledge.actions.get(id) if kind == "actions" else None
        return action is not None and action.do_not

    def reference(self, number: int) -> Reference:
        first = self.marked and number not in self.met
        self.met.add(number)
        return Reference(number, self.names.get(number, ""), first)

    def source(self, cited: Cited) -> ShownSource:
        address = entry_address(f"sources/{cited.source.id}", self.knowledge)
        return ShownSource(cited.number, cited.source, cited.places, address, source_addresses(cited.source))


def _is_dose(of: str) -> bool:
    """Whether a claim is one source's dose: drugs/DRUG/SLOT/RECORD."""
    kind, _, inner = of.partition("/")
    _, *rest = inner.split("/")
    return kind == "drugs" and len(rest) == _OF_A_DOSE and rest[0] not in _NO_DOSE
