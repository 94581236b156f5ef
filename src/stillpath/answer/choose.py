"""Which question of the knowledge was asked: by its cues and the things named, never by how well a text resembles."""

import re
from dataclasses import dataclass

from stillpath.answer.asked import Asked
from stillpath.answer.lexicon import OWN_CHILD
from stillpath.answer.phrases import PhraseBook
from stillpath.answer.tokens import tokens
from stillpath.model import BY_CONCEPT, Knowledge, Question

__all__ = ["Choice", "Chooser"]

_ABOUT = 150
_NAMED = 60
_MORE = 20
_MOST_MORE = 4
_UNNAMED = 80
_CARRIED = 40
_LONG = 20
_STORY = 60
"""In a text of more than so many words, a phrase before the last sentence weighs so many hundredths: it is a story."""
_BARE = 4
"""So few words, with nothing of ours named, are asked back however little their cue weighs: "How much?"."""
_ABLE = 55
"""A question that lacks what it needs is asked back only if no other weighs so many hundredths of it."""
_ALSO = 75
"""A further question is answered too if it weighs at least so many hundredths of the first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The question chosen, those to be answered beside it, and whether what it needs was not named.

    `cued`: a phrase of it was asked, not only a thing named.
    """

    question: Question
    also: tuple[Question, ...] = ()
    lacks: bool = False
    cued: bool = True


class Chooser:
    """The questions of a knowledge, ready to be compared with what was asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._questions = knowledge.questions
        self._book = PhraseBook(
            (one.id, cue) for one in knowledge.questions.values() for cue in (*one.cues, *_titles(one))
        )

    def choose(self, asked: Asked) -> Choice | None:
        """The question that weighs most; None if no cue stands in the text and nothing of the knowledge is named."""
        weights = self._weights(asked)
        ranked = sorted(weights, key=lambda id: (-weights[id], id))
        able = [id for id in ranked if self._has(self._questions[id], asked)]
        if able:
            first = self._questions[able[0]]
            best = weights[ranked[0]]
            if weights[able[0]] * 100 >= best * _ABLE:
                also = [id for id in able[1:3] if weights[id] * 100 >= weights[able[0]] * _ALSO]
                return Choice(first, tuple(self._questions[id] for id in also))
        if ranked:
            first = self._questions[ranked[0]]
            return Choice(first, lacks=not self._has(first, asked))
        carried = self._questions.get(asked.carried_question)
        if carried is not None and any(concept.kind == carried.needs for concept in asked.concepts):
            return Choice(carried)
        for kind, id in BY_CONCEPT.items():
            if id in self._questions and any(one.kind == kind and one.id != OWN_CHILD for one in asked.concepts):
                return Choice(self._questions[id], cued=False)
        return None

    def _weights(self, asked: Asked) -> dict[str, int]:
        cues: dict[str, list[int]] = {}
        closing = _closing(asked)
        for owner, weight, place in self._book.found(asked.stems):
            cues.setdefault(owner, []).append(weight if place >= closing else weight * _STORY // 100)
        weights = {}
        for id, found in cues.items():
            question = self._questions[id]
            if question.not_about and asked.ids.intersection(question.not_about):
                continue
            if not all(asked.ids.intersection(line) for line in question.about):
                continue
            more = _MORE * min(_MOST_MORE, len(found) - 1)
            named = _NAMED if question.needs != "none" and self._has(question, asked) else 0
            unnamed = _UNNAMED if question.needs != "none" and not named else 0
            carried = _CARRIED if id == asked.carried_question else 0
            weights[id] = max(found) + more + _ABOUT * len(question.about) + named - unnamed + carried
        ours = any(concept.in_scope for concept in (*asked.all_named, *asked.carried))
        bare = len(asked.words) <= _BARE and not ours
        return {id: max(weight, 1) for id, weight in weights.items() if weight > 0 or bare}

    def _has(self, question: Question, asked: Asked) -> bool:
        return question.needs == "none" or bool(asked.of_kind(question.needs))


def _closing(asked: Asked) -> int:
    """The place of the first word of a long text's last sentence; 0 for a short text or a single sentence."""
    if len(asked.words) <= _LONG:
        return 0
    last = [part for part in re.split(r"[.;:?!,] |\s[-\u2013\u2014]\s", asked.text) if len(tokens(part)) > 2][-1:]
    return len(asked.words) - len(tokens(last[0])) if last else 0


def _titles(question: Question) -> tuple[str, ...]:
    """The canonical question as a cue: what is named in it may be anything."""
    return tuple(re.sub(r"\{\w+\}", "*", title) for title in (question.title, question.norwegian))
