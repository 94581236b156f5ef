"""What readers think of a page: whether it is useful, and apart from that whether it is correct. It ranks nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import select

from stillpath.errors import UsageError
from stillpath.store import Store
from stillpath.store.schema import Rating

__all__ = ["CORRECT", "MOST_USEFUL", "READER", "Ratings", "Share", "rate", "ratings_of", "summary", "wilson"]

CORRECT = ("yes", "no", "unsure")
"""What may be said to "Is it correct?"."""

MOST_USEFUL = 5
"""The most useful; the least is 1."""

READER = "reader"
"""Who does it, in the audit log: somebody without an account, and nothing more is known."""

_USEFUL_FROM = 4
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a page was given by `number` readers.

    What they said is told only where `shown`: from `shown_from` ratings on. Then `mean` and `spread` (the standard
    deviation) are of "useful", from 1 to 5; `useful` and `correct` are how many said 4 or more, and how many said
    yes, of how many that answered, with the ends of a 95 % interval (Wilson), as shares from 0 to 1. What nobody
    answered is None.
    """

    number: int
    shown_from: int
    mean: float | None = None
    spread: float | None = None
    useful: "Share | None" = None
    correct: "Share | None" = None

    @property
    def shown(self) -> bool:
        """Whether enough have said something for it to be told."""
        return self.number >= self.shown_from


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and the ends of the interval in which the share of all readers lies."""

    count: int
    of: int
    low: float
    high: float


def wilson(count: int, of: int) -> tuple[float, float]:
    """The ends of the 95 % interval of a share, after Wilson; 0 to 1 where nobody was asked.

    >>> low, high = wilson(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not of:
        return 0.0, 1.0
    share, z2 = count / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (2 * of) ** 2)
    return max(0.0, middle - half), min(1.0, middle + half)


def summary(ratings: Iterable[tuple[int | None, str]], shown_from: int) -> Ratings:
    """What is told of ratings, each "useful" (None: not said) and "correct" (empty: not said).

    >>> summary([(5, "yes"), (4, "")], shown_from=5)
    Ratings(number=2, shown_from=5, mean=None, spread=None, useful=None, correct=None)
    >>> told = summary([(5, "yes"), (4, ""), (3, "no")], shown_from=3)
    >>> told.mean, round(told.spread, 2), told.useful.count, told.useful.of, told.correct.of
    (4.0, 0.82, 2, 3, 2)
    """
    given = list(ratings)
    if len(given) < shown_from or not given:
        return Ratings(len(given), shown_from)
    useful = [value for value, _ in given if value is not None]
    correct = [said for _, said in given if said]
    mean = sum(useful) / len(useful) if useful else None
    spread = sqrt(sum((value - mean) ** 2 for value in useful) / len(useful)) if mean is not None else None
    return Ratings(
        len(given),
        shown_from,
        mean,
        spread,
        _share(sum(value >= _USEFUL_FROM for value in useful), len(useful)),
        _share(correct.count("yes"), len(correct)),
    )


def rate(store: Store, page: str, knowledge: str, visitor: str, useful: int | None, correct: str) -> None:
    """Keeps what a visitor thinks of a page. Said again on the same day, it takes the place of what was said.

    `knowledge` is the version that was read. UsageError where nothing is said, or something that has no meaning.
    """
    if useful is None and not correct:
        raise UsageError("choose a number for useful, or whether it is correct")
    if (useful is not None and not 1 <= useful <= MOST_USEFUL) or correct not in ("", *CORRECT):
        raise UsageError(f"useful is a number from 1 to {MOST_USEFUL}, and correct is yes, no or unsure")
    with store.change(READER, "feedback: rate", page) as session:
        found = select(Rating).where(Rating.page == page, Rating.visitor == visitor)
        row = session.execute(found).scalar_one_or_none()
        if row is None:
            row = Rating(page=page, visitor=visitor, useful=None, correct="", knowledge=knowledge, at=store.now())
            session.add(row)
        row.useful = useful if useful is not None else row.useful
        row.correct = correct or row.correct
        row.knowledge, row.at = knowledge, store.now()


def ratings_of(store: Store, page: str, shown_from: int) -> Ratings:
    """What is told of the ratings of a page."""
    with store.read() as session:
        rows = session.execute(select(Rating.useful, Rating.correct).where(Rating.page == page)).all()
    return summary(((useful, correct) for useful, correct in rows), shown_from)


def _share(count: int, of: int) -> Share | None:
    return Share(count, of, *wilson(count, of)) if of else None
