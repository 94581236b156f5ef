"""What people ask and how it is told: questions, gates, and the same claims in other words or another language."""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "BY_CONCEPT",
    "LISTS",
    "Edition",
    "Gate",
    "Question",
    "QuestionSection",
    "Reader",
    "Translated",
    "Translation",
]

LISTS = (
    "doses",
    "default doses",
    "handling",
    "screening",
    "monitoring",
    "presentation",
    "cautions",
    "availability",
    "about",
    "alerts",
    "actions",
    "bans",
    "conflicts",
    "criteria",
    "monitors",
    "schedules",
    "statements",
    "term",
)
"""The lists of claims that a line of a question may ask for of a thing named: `doses {drug}`."""


BY_CONCEPT = {"drug": "about-drug", "fact": "about-fact", "term": "about-term"}
"""The question that is answered where a thing is named and nothing is asked of it, by what it is."""


class Reader(StrEnum):
    """Who reads an answer: the claims are the same, the words are not."""

    CLINICIAN = "clinician"
    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    STUDENT = "student"
    PARENT = "parent"


@dataclass(frozen=True)
class Edition:
    """The dates of the knowledge as a whole: ISO dates, or "" where there is none."""

    content_changed: str = ""
    evidence_searched_to: str = ""
    next_review: str = ""


@dataclass(frozen=True)
class QuestionSection:
    """A titled part of an answer; its claims are ids or selectors such as `doses {drug}`."""

    title: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A thing people ask, in whatever words, and what its answer holds, in order.

    `needs` is what must be named for it to be answerable: drug, fact, term or none. Every line of `about` must be
    met by a concept of the question; one of `not_about` rules the question out.
    """

    id: str
    title: str
    norwegian: str
    needs: str
    cues: tuple[str, ...]
    lead: tuple[str, ...]
    sections: tuple[QuestionSection, ...]
    about: tuple[tuple[str, ...], ...] = ()
    not_about: tuple[str, ...] = ()
    missing: str = ""
    next: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Gate:
    """What is decided before any answer: a refusal, a redirection or a question back.

    `any` and `unless` are lines of groups of phrases: a line fits if each of its groups has a phrase in the text.
    """

    id: str
    title: str
    outcome: str
    because: str
    order: int
    any: tuple[tuple[tuple[str, ...], ...], ...]
    says: tuple[str, ...]
    unless: tuple[tuple[tuple[str, ...], ...], ...] = ()
    readers: tuple[str, ...] = ()
    then: bool = False
    next: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Translated:
    """A text of a claim in other words; `{1}` stands for the first number of the English. `hash` is of that English."""

    of: str
    hash: str
    says: str
    where: str = ""


@dataclass(frozen=True)
class Translation:
    """A file of them: `language` is parent (plain English), nb (Norwegian Bokmål) or nb-parent.

    `words` are those of the interface, English to the language.
    """

    id: str
    language: str
    status: str
    texts: tuple[Translated, ...]
    words: dict[str, str] = field(default_factory=dict)
