"""What stands at the foot of a page that is knowledge: how often it was read, what readers say, the forms to say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from stillpath.answer import Answer
from stillpath.errors import StoreError
from stillpath.model import Knowledge
from stillpath.review.feedback_rules import shown_from
from stillpath.review.ratings import Ratings, Share, ratings_of
from stillpath.review.visits import counts_as_visit
from stillpath.web.access import who_sends
from stillpath.web.desk import Desk
from stillpath.web.feedback.places import Place, Places
from stillpath.web.words import Words, words_in

__all__ = ["Foot", "FootView", "ratings_text", "reads_text"]


@dataclass(frozen=True, slots=True)
class FootView:
    """The foot of a page: which page it is, and what is told of it, line by line."""

    place: Place
    reads: str
    ratings: tuple[str, ...]


class Foot:
    """Makes the foot of a page, and counts that it was read."""

    def __init__(self, knowledge: Knowledge, places: Places, desk: Desk) -> None:
        self._knowledge = knowledge
        self._places = places
        self._desk = desk

    def __call__(self, request: Request, values: Mapping[str, Any]) -> FootView | None:
        """The foot of the page that is asked for; None on a page of which nothing can be said.

        None too while the store does not answer: what is only read needs no store.
        """
        try:
            return self._made(request, values)
        except (StoreError, SQLAlchemyError):
            return None

    def _made(self, request: Request, values: Mapping[str, Any]) -> FootView | None:
        answer = values.get("answer")
        if isinstance(answer, Answer):
            place = self._places.of_answer(answer)
        else:
            place = self._places.at(request.url.path) if request.url.path != "/ask" else None
        if place is None:
            return None
        if request.method == "GET" and counts_as_visit(request.headers) and who_sends(request, self._desk) is None:
            self._desk.visits.count(place.page)
        words = words_in(self._knowledge, place.language)
        today = self._desk.store.now().date()
        ratings = ratings_of(self._desk.store, place.page, shown_from(self._knowledge, today))
        reads = reads_text(self._desk.visits.of(place.page), words)
        return FootView(place, reads, ratings_text(ratings, words, place.language))


def reads_text(number: int, words: Words) -> str:
    """How often a page was read.

    >>> reads_text(1, str), reads_text(12, str)
    ('Read once in the last 30 days', 'Read 12 times in the last 30 days')
    """
    if number == 1:
        return words("Read once in the last 30 days")
    return words("Read {n} times in the last 30 days").format(n=number)


def ratings_text(ratings: Ratings, words: Words, language: str) -> tuple[str, ...]:
    """What is told of ratings: how many, and from the least number on what they say.

    >>> ratings_text(Ratings(3, 5), str, "en")
    ('3 ratings; shown from 5 on',)
    """
    count = words("1 rating") if ratings.number == 1 else words("{n} ratings").format(n=ratings.number)
    if not ratings.number:
        return (words("No ratings yet"),)
    if not ratings.shown:
        return (words("{ratings}; shown from {n} on").format(ratings=count, n=ratings.shown_from),)
    lines = [count]
    if ratings.mean is not None and ratings.spread is not None and ratings.useful is not None:
        text = words("Useful: {mean} of 5 on average (spread {spread}); 4 or 5 from {share}")
        told = {"mean": _decimal(ratings.mean, language), "spread": _decimal(ratings.spread, language)}
        lines.append(text.format(share=_share(ratings.useful, words), **told))
    if ratings.correct is not None:
        lines.append(words("Correct: yes from {share}").format(share=_share(ratings.correct, words)))
    return tuple(lines)


def _share(share: Share, words: Words) -> str:
    text = words("{count} of {of} (95 % interval {low} to {high} %)")
    return text.format(count=share.count, of=share.of, low=round(share.low * 100), high=round(share.high * 100))


def _decimal(value: float, language: str) -> str:
    text = f"{value:.1f}"
    return text.replace(".", ",") if language == "nb" else text
