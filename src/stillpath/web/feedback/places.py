"""Which pages readers can say something of, and what stands on them: those that are knowledge, and no others.

An answer is known by the question of the knowledge that it answers, never by what somebody typed. A child's page is
none of them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, quote, urlsplit

from stillpath.answer import Answer, Answerer, Reader
from stillpath.model import Knowledge
from stillpath.prose import Item, Page, Section
from stillpath.prose.catalogue import KINDS, conflicts_page, entries_of, entry_page
from stillpath.prose.treatment_page import treatment_page
from stillpath.web.frame import READERS
from stillpath.web.links import ask_address
from stillpath.web.view import cleaned, heading
from stillpath.web.words import LANGUAGES, words_in

__all__ = ["Place", "Places", "Statement"]

_TREATMENT = {"/treatment": "en", "/nb/behandling": "nb"}
_SLOT = re.compile(r"\\\{(\w+)\\\}")
_OF_STATUS = "REVIEW"
"""The section that tells the review of an entry: it changes though the text does not."""

_LONGEST = 1000
_KEPT = 1000
_MARK = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a page says: the claim or the entry, its words as they stand there, the part of the page."""

    of: str
    text: str
    part: str = ""

    @property
    def mark(self) -> str:
        """Names this very text in a form."""
        return f"{self.of}#{hashlib.sha256(f'{self.part}: {self.text}'.encode()).hexdigest()[:_MARK]}"


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its address, title and language, what it says, the entries it rests on, the digest of its text."""

    page: str
    title: str
    language: str
    statements: tuple[Statement, ...]
    digest: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the page that have statements, in its order; what stands before the first has none."""
        return tuple(dict.fromkeys(one.part for one in self.statements if one.part))

    def part_of(self, mark: str) -> str:
        """The part in which the statement of a mark stands; empty if none has it."""
        return next((one.part for one in self.statements if one.mark == mark), "")

    @property
    def entries(self) -> tuple[str, ...]:
        """The entries that its statements belong to, each once."""
        named = (one.of for one in self.statements if not one.of.startswith("/"))
        return tuple(dict.fromkeys("/".join(of.split("/")[:2]) for of in named))


class Places:
    """The pages of one version of the knowledge."""

    def __init__(self, knowledge: Knowledge, answerer: Answerer) -> None:
        self._knowledge = knowledge
        self._answerer = answerer
        self._kept: dict[str, Place | None] = {}

    def at(self, address: str) -> Place | None:
        """The page at an address of this server; None if there is none there of which something can be said."""
        parts = urlsplit(address)
        if len(address) > _LONGEST or parts.scheme or parts.netloc:
            return None
        if parts.path == "/ask":
            return self._asked(parse_qs(parts.query))
        if parts.path not in self._kept:
            place = self._made(parts.path)
            if place is None:
                return None
            self._keep(parts.path, place)
        return self._kept[parts.path]

    def of_answer(self, answer: Answer) -> Place | None:
        """The page of an answer; None unless it answers a question of the knowledge."""
        if answer.status not in ("answered", "redirected") or not self._canonical(answer):
            return None
        language = answer.language if answer.language != "en" else ""
        reader = answer.reader.value if answer.reader is not Reader.CLINICIAN else ""
        address = ask_address(answer.page.title, reader=reader, language=language)
        if address not in self._kept:
            again = self._answerer.ask(answer.page.title, answer.reader, "", language)
            same = again.page.title == answer.page.title and again.reader is answer.reader
            of = f"questions/{again.id.partition('~')[0]}"
            self._keep(address, self._of(address, again.page, answer.language, whole=of) if same else None)
        return self._kept[address]

    def _keep(self, address: str, place: Place | None) -> None:
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        self._kept[address] = place

    def _asked(self, query: dict[str, list[str]]) -> Place | None:
        question, reader, language = (query.get(name, [""])[0] for name in ("q", "as", "language"))
        if not question or (reader or Reader.CLINICIAN.value) not in READERS or language not in ("", *LANGUAGES):
            return None
        answer = self._answerer.ask(question, Reader(reader or Reader.CLINICIAN.value), "", language)
        return self.of_answer(answer)

    def _made(self, path: str) -> Place | None:
        knowledge = self._knowledge
        if path in _TREATMENT:
            language = _TREATMENT[path]
            return self._of(path, treatment_page(knowledge, language), language)
        if path == "/conflicts":
            page = conflicts_page(knowledge)
            return self._of(path, page, "en", title="Where the sources disagree")
        _, _, kind, id, *more = (*path.split("/"), "", "", "", "")
        if more[:1] != [""] or not path.startswith("/knowledge/") or kind not in KINDS:
            return None
        entry = entry_page(id, knowledge, kind)
        if entry is None:
            return None
        title = cleaned(entries_of(kind, knowledge)[id])
        name = f"{kind}/{id}"
        own = [Statement(name, title)]
        own += [
            Statement(claim.id, cleaned(text))
            for claim in self._answerer.claims.values()
            if claim.entry == name
            for text in claim.texts.values()
        ]
        return self._of(f"/knowledge/{quote(kind)}/{quote(id)}", entry, "en", title, tuple(dict.fromkeys(own)))

    def _of(
        self,
        address: str,
        page: Page,
        language: str,
        title: str = "",
        own: tuple[Statement, ...] = (),
        whole: str = "",
    ) -> Place:
        """`own` are the statements, if they are not those of the page; `whole` names the page where it is an entry."""
        name = title or cleaned(page.title)
        said = own or (Statement(whole or address, name), *dict.fromkeys(self._said(page.sections)))
        return Place(address, name, language, said, _digest(page))

    def _said(self, sections: Iterable[Section]) -> Iterator[Statement]:
        """What is said of the knowledge on a page, in its order: every item that is a claim, or a part of one."""
        for section in sections:
            part = heading(section.title, self._knowledge)
            for item in section.items:
                for one in _with_details(item):
                    if one.of in self._answerer.claims:
                        yield Statement(one.of, cleaned(one.text), part)

    @cached_property
    def _titles(self) -> dict[str, frozenset[str]]:
        """What can stand for a slot of a question, in each language."""
        concepts = [concept.title for concept in self._answerer.lexicon.concepts.values()]
        return {language: frozenset(map(words_in(self._knowledge, language), concepts)) for language in LANGUAGES}

    def _canonical(self, answer: Answer) -> bool:
        """Whether the title is a question of the knowledge, with names of the knowledge in its slots."""
        question = self._knowledge.questions.get(answer.id.partition("~")[0])
        if question is None:
            return False
        text = question.norwegian if answer.language == "nb" else question.title
        pattern = _SLOT.sub("(.+)", re.escape(text))
        match = re.fullmatch(pattern, answer.page.title)
        names = [name for group in match.groups() for name in group.split(" + ")] if match else []
        return match is not None and all(name in self._titles[answer.language] for name in names)


def _with_details(item: Item) -> Iterator[Item]:
    yield item
    for detail in item.details:
        yield from _with_details(detail)


def _digest(page: Page) -> str:
    """The SHA-256 of what a page says, and of the sources it cites."""
    total = hashlib.sha256()
    for section in page.sections:
        if section.title == _OF_STATUS:
            continue
        total.update(f"{section.title}\n".encode())
        for item in section.items:
            for one in _with_details(item):
                total.update(f"{one.label}\t{one.text}\t{one.cites}\n".encode())
    for cited in page.sources:
        total.update(f"{cited.number}\t{cited.source.id}\t{cited.places}\n".encode())
    return total.hexdigest()
