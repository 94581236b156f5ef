"""Questions in, answers out: gates first, then the question that was meant, then its claims. No clock, no chance."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace

from stillpath.answer.asked import Asked, understand
from stillpath.answer.child import child_sections, sized_sections
from stillpath.answer.choose import Choice, Chooser
from stillpath.answer.compose import Composer
from stillpath.answer.documents import Documents
from stillpath.answer.gates import Gates, Stopped
from stillpath.answer.index import Index
from stillpath.answer.lexicon import OWN_CHILD, Lexicon
from stillpath.answer.model import Answer, Child, Next
from stillpath.answer.select import Selector
from stillpath.answer.tokens import LONGEST, tokens
from stillpath.errors import UsageError
from stillpath.model import Knowledge, Question, Reader, entry_of
from stillpath.prose import Item, Page, Section
from stillpath.prose.claims import Said, claims_of
from stillpath.prose.document import Citations, banner_of
from stillpath.prose.readings import PARENT, PLAIN, Wording
from stillpath.prose.reviewed import ReviewStatus, said_on, status_of, translation_text, whole

__all__ = ["Answerer"]

_SEPARATOR = "~"
_MOST_LEAD = 4
_MOST_NEXT = 5
_MOST_MORE = 6
_MOST_READING = 4
_CARRIED = 4
_SLOTS = ("drug", "fact", "term")
_SEARCHED = 60
_NOT_SEARCHED = ("sources", "policy", "conflicts", "pathway")
_MOST_NEAR = 3
_READ_AS_PARENT = "Worded for a parent, because the question speaks of the writer's own child."
_SICK_CHILD = "statements/sick-child-now"
_UNANSWERED = ("off-scope", "not-held", "missing-slot")
_IN_GENERAL = "In general"
_DISAGREE = "Where the sources disagree"
_MORE = "More on this"
_READING = "Recommended reading"
_LITERATURE = "literature"
_MOST_PAPERS = 8
_NOT_HELD = "not-held"
_DOCUMENTS = "documents/own"
_DIGITS = dict(zip("0123456789", "abcdefghij", strict=True))


class Answerer:
    """Everything a knowledge can be asked; made once, then asked from any thread.

    `documents` are a hospital's own passages (id, text, where): shown after the knowledge, marked, never instead of it.
    """

    def __init__(self, knowledge: Knowledge, documents: Documents | None = None) -> None:
        self.knowledge = knowledge
        self.claims = claims_of(knowledge)
        asking = {word for question in knowledge.questions.values() for cue in question.cues for word in tokens(cue)}
        for gate in knowledge.gates.values():
            asking.update(word for line in gate.any for group in line for text in group for word in tokens(text))
        read = {id: tokens(f"{one.title} {' '.join(one.texts.values())}") for id, one in self.claims.items()}
        known = {word for words in read.values() for word in words}
        for question in knowledge.questions.values():
            known.update(word for text in (question.title, question.norwegian, *question.cues) for word in tokens(text))
        self.lexicon = Lexicon(knowledge, known, asking)
        self.gates = Gates(knowledge)
        self.chooser = Chooser(knowledge)
        self.selector = Selector(knowledge, self.claims, self.lexicon, read)
        self.index = Index((id, self._found_by(id, read[id])) for id in self.claims)
        self.documents = documents
        self._wordings: dict[tuple[str, str], Wording] = {}

    def over(self, knowledge: Knowledge) -> "Answerer":
        """The same over other reviews of the same content (`digest` and policy are alike); quick to make."""
        other = copy(self)
        other.knowledge = knowledge
        other._wordings = {}
        return other

    def ask(
        self,
        question: str,
        reader: Reader = Reader.CLINICIAN,
        follow: str = "",
        language: str = "",
        child: Child | None = None,
    ) -> Answer:
        """The answer to a question. `follow` is the id of the answer before; `child` a patient as read.

        An empty question is asked back; UsageError for one over 2,000 characters, or a `follow` that is no answer's.
        """
        if len(question) > LONGEST:
            raise UsageError(f"a question of more than {LONGEST:,} characters; expected one question in a few words")
        asked = self._carried(_as_parent(understand(question, self.lexicon, reader, language)), follow)
        stopped = self.gates.stop(asked)
        if stopped is not None and not stopped.then:
            return self._stopped(asked, stopped)
        choice = self.chooser.choose(asked)
        if child is not None and (choice is None or choice.lacks):
            return self._of_child(asked, child, stopped)
        if choice is None or not self._in_scope(asked, choice):
            return self._stopped(asked, stopped or self._nothing(asked))
        if choice.lacks:
            lacks = Stopped("clarify", "missing-slot", (), choice.question.next, lacks=choice.question.missing)
            return self._stopped(asked, lacks, choice.question)
        return self._answered(asked, choice, stopped, child)

    def search(self, words: str, most: int = 30) -> tuple[tuple[str, str], ...]:
        """Claims by their words, the best first: id and text; nothing for words that stand nowhere."""
        asked = understand(words, self.lexicon, Reader.CLINICIAN)
        text = " ".join((words, *(concept.title for concept in asked.concepts), *map(_mark, sorted(asked.ids))))
        return tuple((id, self.claims[id].text) for id, _ in self.index.search(text, most))

    def _found_by(self, id: str, words: tuple[str, ...]) -> str:
        """What a claim is found by: its words, and a mark for each thing it is about."""
        return " ".join((*words, *(_mark(concept) for concept in sorted(self.selector.about[id]))))

    def wording(self, reader: Reader, language: str) -> Wording:
        """How claims are worded for a reader in a language; made once and kept."""
        key = (PARENT if reader is Reader.PARENT else "", language)
        if key not in self._wordings:
            self._wordings[key] = Wording(self.knowledge, *key)
        return self._wordings[key]

    # what was meant

    def _carried(self, asked: Asked, follow: str) -> Asked:
        if not follow:
            return asked
        id, *concepts = follow.split(_SEPARATOR)
        known = id in self.knowledge.questions or id in ("", _NOT_HELD)
        if not known or any(concept not in self.lexicon.concepts for concept in concepts):
            raise UsageError("no answer has that id; expected the id printed under the answer before")
        carried = tuple(self.lexicon.concepts[concept] for concept in concepts)
        return replace(asked, carried=carried, carried_question=id)

    def _in_scope(self, asked: Asked, choice: Choice) -> bool:
        """Ours is what names a thing of ours, or asks one of our questions without a word that we do not know."""
        if any(concept.in_scope for concept in (*asked.all_named, *asked.carried)):
            return True
        return not self.lexicon.strange(asked.words, asked.named)

    def _nothing(self, asked: Asked) -> Stopped:
        if not asked.words:
            return Stopped("clarify", "missing-slot", (), lacks="What is your question?")
        if any(concept.in_scope for concept in asked.all_named):
            return Stopped("refused", _NOT_HELD, (f"statements/{_NOT_HELD}",))
        return Stopped("refused", "off-scope", ("statements/off-scope",))

    def _named(self, asked: Asked) -> dict[str, tuple[str, ...]]:
        return {kind: tuple(concept.id for concept in asked.of_kind(kind)) for kind in _SLOTS}

    # what is said

    def _answered(self, asked: Asked, choice: Choice, stopped: Stopped | None, child: Child | None) -> Answer:
        composer = self._composer(asked)
        named = self._named(asked)
        question = choice.question
        lead_ids = self._ids(question.lead, named)
        if not choice.cued:
            near = self._nearest(asked, {concept.id for concept in asked.all_named})
            lead_ids = list(dict.fromkeys((*near[:_MOST_NEAR], *lead_ids)))
        if not lead_ids:
            return self._stopped(asked, Stopped("refused", _NOT_HELD, (f"statements/{_NOT_HELD}",), question.next))
        first = [] if choice.cued else self._said_first(asked)
        sections = [composer.section("", [*(stopped.says if stopped is not None else ()), *first])]
        most = _MOST_LEAD * max(1, len(named.get(question.needs, ())))
        worked = self._child(asked, composer, child)
        sections += worked
        sections.append(composer.section(_IN_GENERAL if worked else "", lead_ids[:most]))
        for part in question.sections:
            papers = part.claims == (_LITERATURE,)
            ids = self._reading(composer, _MOST_PAPERS) if papers else self._ids(part.claims, named)
            sections.append(composer.section(_READING if papers else part.title, ids))
        sections.append(composer.section(_MORE, lead_ids[most:]))
        for other in choice.also:
            ids = self._ids((*other.lead, *(line for part in other.sections[:1] for line in part.claims)), named)
            sections.append(composer.section(self._title(other, asked), ids))
        self._conflicts_named(asked, composer)
        more = composer.section("See also", self._more(asked, composer))
        sections += [composer.conflict_section(_DISAGREE), more]
        sections.append(composer.section(_READING, self._reading(composer, _MOST_READING)))
        own = self._own_documents(asked)
        composer.quotes_others = any(section.items for section in own)
        sections += own
        offered = self._offered((*question.next, *(stopped.next if stopped else ())), asked, question.id)
        answer = self._answer(asked, composer, sections, question, offered)
        if stopped is None:
            return answer
        return replace(
            answer, status="redirected" if stopped.outcome == "redirected" else "answered", because=stopped.because
        )

    def _of_child(self, asked: Asked, child: Child, stopped: Stopped | None) -> Answer:
        """What `care` says of a child, where nothing else was asked; for a parent only that the team tells it."""
        composer = self._composer(asked)
        first = composer.section("", list(stopped.says if stopped is not None else ()))
        sections = self._child(asked, composer, child) or [composer.section("", [PLAIN])]
        return self._answer(asked, composer, [first, *sections], None, ())

    def _said_first(self, asked: Asked) -> list[str]:
        """A parent whose question was not surely understood reads first what to do if the child is ill."""
        return [_SICK_CHILD] if asked.reader is Reader.PARENT else []

    def _stopped(self, asked: Asked, stopped: Stopped, question: Question | None = None) -> Answer:
        composer = self._composer(asked)
        first = self._said_first(asked) if stopped.because in _UNANSWERED and asked.words else []
        items = list(composer.section("", [*first, *stopped.says]).items)
        if stopped.lacks:
            items.append(Item(composer.wording.words(stopped.lacks)))
        offered = self._offered(stopped.next, asked, "")
        answer = self._answer(asked, composer, [Section("", tuple(items))], question, offered)
        return replace(answer, status=stopped.outcome, because=stopped.because)

    def _composer(self, asked: Asked) -> Composer:
        wording = self.wording(asked.reader, asked.language)
        return Composer(self.knowledge, self.claims, asked, wording, Citations(self.knowledge))

    def _answer(
        self,
        asked: Asked,
        composer: Composer,
        sections: list[Section],
        question: Question | None,
        offered: tuple[Next, ...],
    ) -> Answer:
        words = composer.wording.words
        named = self._named(asked)
        able = question is not None and (question.needs == "none" or bool(named[question.needs]))
        title = self._title(question, asked) if question is not None and able else ""
        page = Page(
            title=title or asked.text or words("No question"),
            sections=tuple(Section(words(one.title).upper(), one.items) for one in _joined(sections)),
            sources=composer.citations.listed(),
        )
        entries = self._rests_on(page, asked, composer, question)
        status = status_of(self.knowledge, entries, asked.language, words)
        page = replace(
            page,
            banner=(*banner_of(self.knowledge), *_translated(asked, words, status)),
            foot=f"{status.line} · knowledge {self.knowledge.version}",
        )
        spoken = (*asked.concepts, *asked.carried)
        concepts = dict.fromkeys(
            one.id for one in spoken if one.kind in _SLOTS and (one.in_scope or one.kind == "drug")
        )
        edition = self.knowledge.edition
        use = "intended-use-parent" if asked.reader is Reader.PARENT else "intended-use"
        return Answer(
            status="answered",
            because="",
            asked=asked.text,
            reader=asked.reader,
            language=asked.language,
            page=page,
            id=_SEPARATOR.join((question.id if question else _NOT_HELD, *list(concepts)[:_CARRIED])),
            claims=tuple(composer.said),
            conflicts=tuple(id.partition("/")[2] for id in composer.said if id.startswith("conflicts/")),
            next=offered,
            context=tuple(concept.title for concept in asked.carried),
            noticed=self._noticed(asked, words("read as")),
            dates=(
                (words("content changed"), edition.content_changed or words("not told")),
                (words("evidence searched to"), edition.evidence_searched_to or words("not told")),
                (
                    words("next review"),
                    words(_next_review(self.knowledge, status)),
                ),
            ),
            review=status.line,
            entries=entries,
            intended_use=composer.wording.text(self.claims[f"statements/{use}"]).text,
            local=self.knowledge.local,
        )

    def _rests_on(self, page: Page, asked: Asked, composer: Composer, question: Question | None) -> tuple[str, ...]:
        """The entries that an answer rests on: its question, its claims and how they are worded; of a child the whole.

        A hospital's own documents are no entries: nobody approves them here, so an answer that quotes one is not.
        """
        parent = PARENT if asked.reader is Reader.PARENT else ""
        entries = [f"questions/{question.id}"] if question is not None else []
        entries += (entry_of(id) for id in composer.said)
        entries += said_on(page, self.knowledge, asked.language, parent)
        if composer.worked_out:
            entries += whole(self.knowledge)
        if composer.quotes_others:
            entries.append(_DOCUMENTS)
        return tuple(dict.fromkeys(entries))

    def _ids(self, lines: tuple[str, ...], named: dict[str, tuple[str, ...]]) -> list[str]:
        found = (id for line in lines for id in self.selector.of_line(line, named))
        return list(dict.fromkeys(id for id in found if id in self.claims))

    def _title(self, question: Question, asked: Asked) -> str:
        text = question.norwegian if asked.language == "nb" else question.title
        for kind in _SLOTS:
            words = self.wording(asked.reader, asked.language).words
            titles = [words(concept.title) for concept in asked.of_kind(kind)]
            text = text.replace(f"{{{kind}}}", " + ".join(titles[:2]) or kind)
        return text

    def _offered(self, ids: tuple[str, ...], asked: Asked, but: str) -> tuple[Next, ...]:
        named = self._named(asked)
        offered = []
        for id in dict.fromkeys(ids):
            question = self.knowledge.questions.get(id)
            if question is None or id == but or (question.needs != "none" and not named[question.needs]):
                continue
            if self._ids(question.lead, named):
                offered.append(Next(id, self._title(question, asked)))
        return tuple(offered[:_MOST_NEXT])

    def _noticed(self, asked: Asked, read_as: str) -> tuple[str, ...]:
        read = tuple(f'"{one.misspelt}" {read_as} {one.concept.title}' for one in asked.named if one.misspelt)
        own = (self.wording(asked.reader, asked.language).words(_READ_AS_PARENT),) if OWN_CHILD in asked.ids else ()
        return (*own, *read)

    # what belongs to it

    def _conflicts_named(self, asked: Asked, composer: Composer) -> None:
        """Joins the conflicts whose own subject is named in the question."""
        now = {concept.id for concept in asked.concepts}
        for conflict in self.knowledge.conflicts.values():
            subjects = self.selector.subjects[conflict.id]
            if subjects and subjects <= now:
                composer.conflicts[f"conflicts/{conflict.id}"] = None

    def _more(self, asked: Asked, composer: Composer) -> list[str]:
        wanted = {concept.id for concept in asked.concepts if concept.in_scope}
        return [id for id in self._nearest(asked, wanted) if id not in composer.wanted][:_MOST_MORE]

    def _nearest(self, asked: Asked, wanted: set[str]) -> list[str]:
        """Claims about one of the things wanted, those nearest to the question's words first."""
        marks = (_mark(concept.id) for concept in asked.all_named)
        text = " ".join((*asked.unnamed, *(concept.title for concept in asked.concepts), *marks))
        found = [id for id, _ in self.index.search(text, _SEARCHED) if wanted & self.selector.about[id]]
        return [id for id in found if _searched(self.claims[id])]

    def _reading(self, composer: Composer, most: int) -> list[str]:
        """Literature on what was said: the papers that it cites."""
        cited = {evidence.source for id in composer.wanted for evidence in self.claims[id].evidence}
        papers = [one for one in self.knowledge.statements.values() if one.topic == "literature"]
        near = [f"statements/{one.id}" for one in papers if cited & {evidence.source for evidence in one.evidence}]
        return [id for id in near if id not in composer.wanted][:most]

    def _child(self, asked: Asked, composer: Composer, child: Child | None) -> list[Section]:
        if asked.reader is Reader.PARENT:
            return []
        composer.worked_out = child is not None or any(size.fact == "weight" for size in asked.sizes)
        drugs = tuple(self.knowledge.drugs[concept.id] for concept in asked.of_kind("drug"))
        if child is not None:
            return list(child_sections(child.plan, child.refused, drugs, composer.citations, composer.wording))
        return list(sized_sections(asked.sizes, drugs, self.knowledge, composer.citations, composer.wording))

    def _own_documents(self, asked: Asked) -> list[Section]:
        """A hospital's own documents are for its staff: a parent is not shown them."""
        if self.documents is None or asked.reader is Reader.PARENT:
            return []
        return [self.documents.section(asked.text)]


def _searched(claim: Said) -> bool:
    """Whether a claim may stand where nothing asked for it: no dose does, and no block of a schedule."""
    block = claim.kind == "schedules" and claim.id != claim.entry
    return claim.dose is None and not block and claim.kind not in _NOT_SEARCHED


def _joined(sections: list[Section]) -> list[Section]:
    """The sections with something in them; those without a title at the head are one."""
    head = tuple(item for section in sections if not section.title for item in section.items)
    titled: dict[str, tuple[Item, ...]] = {}
    for section in sections:
        if section.title and section.items:
            titled[section.title] = (*titled.get(section.title, ()), *section.items)
    return [Section("", head), *(Section(title, items) for title, items in titled.items())]


def _as_parent(asked: Asked) -> Asked:
    """Who speaks of "my daughter" is answered as a parent, whoever was chosen: so no dose is read at home."""
    return replace(asked, reader=Reader.PARENT) if OWN_CHILD in asked.ids else asked


def _translated(asked: Asked, words: Callable[[str], str], status: ReviewStatus) -> tuple[Item, ...]:
    """What stands above an answer in other words than the clinicians' English."""
    parent = asked.reader is Reader.PARENT
    if not parent and asked.language == "en":
        return ()
    return (Item(words(translation_text(status, parent)), tone="warning"),)


def _next_review(knowledge: Knowledge, status: ReviewStatus) -> str:
    """The day on which the first approval it rests on falls due, else that of the edition, or that none is set."""
    due = status.due.isoformat() if status.due is not None else knowledge.edition.next_review
    return due or ("none set" if status.approved else "none set; never reviewed")


def _mark(concept: str) -> str:
    """A word that stands for a concept in the index and in no text."""
    return "zz" + "".join(letter if letter.isalpha() else _DIGITS.get(letter, "") for letter in concept)
