"""Turns the lines of a question (`doses {drug}`, `topic prognosis`, a claim's id) into claims."""

from collections.abc import Iterator

from stillpath.answer.lexicon import Lexicon
from stillpath.answer.tokens import tokens
from stillpath.model import Drug, Knowledge
from stillpath.prose.claims import Said

__all__ = ["Selector"]

_KIND_OF = {
    "alerts": "alerts",
    "actions": "actions",
    "criteria": "criteria",
    "monitors": "monitoring",
    "schedules": "schedules",
    "statements": "statements",
}
_OF_DRUG = ("handling", "screening", "monitoring", "presentation", "availability")


class Selector:
    """The claims of a knowledge, by id and by what they are about; `read` holds the words of each."""

    def __init__(
        self, knowledge: Knowledge, claims: dict[str, Said], lexicon: Lexicon, read: dict[str, tuple[str, ...]]
    ) -> None:
        self._knowledge = knowledge
        self.claims = claims
        self.about: dict[str, frozenset[str]] = {}
        for claim in claims.values():
            named = lexicon.named(read[claim.id], exactly=True)
            self.about[claim.id] = frozenset({*(one.concept.id for one in named), *claim.about})
        self.subjects: dict[str, frozenset[str]] = {}
        for conflict in knowledge.conflicts.values():
            subject = tokens(f"{conflict.title} {conflict.slot.replace('/', ' ').replace('-', ' ')}")
            named = lexicon.named(subject, exactly=True)
            self.subjects[conflict.id] = frozenset(one.concept.id for one in named)
        self._by_concept: dict[tuple[str, str], list[str]] = {}
        for id, concepts in self.about.items():
            for concept in concepts:
                self._by_concept.setdefault((claims[id].kind, concept), []).append(id)

    def of_line(self, line: str, named: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """The claims' ids of one line; `named` gives the drugs, facts and terms that stand for `{drug}` and so on."""
        if "{" in line:
            start, _, slot = line.partition("{")
            for concept in named.get(slot.rstrip("}"), ()):
                yield from self._of(start.strip(), concept)
        elif line.startswith("topic "):
            topic = line.removeprefix("topic ")
            yield from (f"statements/{one.id}" for one in self._knowledge.statements.values() if one.topic == topic)
        elif line.startswith("stage "):
            yield from self._stage(line.removeprefix("stage "))
        elif line.startswith("monitors of "):
            stage = line.removeprefix("monitors of ")
            yield from (f"monitoring/{one.id}" for one in self._knowledge.monitors.values() if stage in one.stages)
        elif line == "literature":
            yield from self.of_line("topic literature", named)
        elif line in self.claims:
            yield line
        else:
            start, _, concept = line.rpartition(" ")
            yield from self._of(start, concept)

    def _stage(self, words: str) -> Iterator[str]:
        id = words.removesuffix(" do not")
        stage = self._knowledge.stages.get(id)
        if stage is not None:
            yield from (f"actions/{action}" for action in (stage.do_not if id != words else stage.do))

    def _of(self, kind: str, concept: str) -> Iterator[str]:
        drug = self._knowledge.drugs.get(concept)
        if kind == "term":
            kinds = ("glossary", "facts", "criteria", "scores")
            yield from (id for id in (f"{one}/{concept}" for one in kinds) if id in self.claims)
        elif kind == "conflicts":
            yield from (f"conflicts/{id}" for id, subjects in self.subjects.items() if concept in subjects)
        elif kind == "bans":
            actions = self._by_concept.get(("actions", concept), ())
            yield from (id for id in actions if self._knowledge.actions[id.partition("/")[2]].do_not)
        elif kind in _KIND_OF:
            yield from self._by_concept.get((_KIND_OF[kind], concept), ())
        elif drug is not None:
            yield from self._of_drug(kind, drug)

    def _of_drug(self, kind: str, drug: Drug) -> Iterator[str]:
        entry = f"drugs/{drug.id}"
        if kind == "about":
            yield entry
        elif kind in ("doses", "default doses"):
            defaults = {slot.default for slot in drug.slots}
            ordered = sorted(drug.doses, key=lambda record: record.id not in defaults)
            for record in ordered if kind == "doses" else (one for one in ordered if one.id in defaults):
                yield f"{entry}/{record.slot}/{record.id}"
            if drug.no_dose:
                yield entry
        elif kind == "cautions":
            yield from (f"{entry}/caution/{caution.id}" for caution in drug.cautions)
        elif kind in _OF_DRUG:
            yield from (id for id in self.claims if id.startswith(f"{entry}/{kind}/"))
