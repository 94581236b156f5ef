"""What an answer is, before anybody lays it out."""

from dataclasses import dataclass

from stillpath.care import Plan
from stillpath.model import LocalPolicy, Reader
from stillpath.prose import Item, Page
from stillpath.timeline import Refused

__all__ = ["Answer", "Child", "Next"]


@dataclass(frozen=True, slots=True)
class Child:
    """A patient that a question is about: the plan, and what of the record could not be used."""

    plan: Plan
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """A question that the knowledge can answer next."""

    id: str
    text: str


@dataclass(frozen=True)
class Answer:
    """An answer to one question, for one reader, in one language.

    `status` is answered, refused, redirected or clarify, with the short reason in `because`. `page` holds the canonical
    question as its title, the direct answer in its first section, then titled sections; every item that is a claim
    names it in `of`. `claims` are those said, by id in order; `conflicts` the ids of the conflicts shown. `id` goes
    into `follow` of the next question; `context` are the words carried from the one before. `local` is the hospital's
    policy that applied, if one did. `entries` are those that it rests on, and `review` how far they are reviewed.
    """

    status: str
    because: str
    asked: str
    reader: Reader
    language: str
    page: Page
    id: str
    claims: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    next: tuple[Next, ...] = ()
    context: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    words: tuple[Item, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    review: str = ""
    entries: tuple[str, ...] = ()
    intended_use: str = ""
    local: LocalPolicy | None = None

    @property
    def next_questions(self) -> tuple[str, ...]:
        """The texts of the questions offered next."""
        return tuple(one.text for one in self.next)
