"""What readers think of a page: counted once a day, told only from enough of them on."""

from datetime import UTC, datetime, timedelta

import pytest

from stillpath.errors import UsageError
from stillpath.model import Knowledge
from stillpath.review.feedback_rules import shown_from
from stillpath.review.ratings import rate, ratings_of, summary, wilson
from stillpath.review.visitors import Visitors, wait_for
from stillpath.store import Store, audit
from stillpath.store.schema import Attempt, Rating
from tests.store.conftest import Clock

PAGE = "/knowledge/drugs/anakinra"


def test_a_visitor_counts_once_a_day_and_may_think_again(store: Store, clock: Clock) -> None:
    """A second rating of the same page takes the place of the first; tomorrow the same reader is another visitor."""
    visitors = Visitors(clock)
    ann = visitors.name_of("192.0.2.7", "Firefox")
    rate(store, PAGE, "v1", ann, 2, "")
    rate(store, PAGE, "v1", ann, 4, "yes")
    rate(store, "/treatment", "v1", ann, 1, "no")
    assert ratings_of(store, PAGE, 1).number == 1
    assert ratings_of(store, PAGE, 1).mean == 4

    clock.passes(days=1)
    assert visitors.name_of("192.0.2.7", "Firefox") != ann
    rate(store, PAGE, "v1", visitors.name_of("192.0.2.7", "Firefox"), None, "unsure")
    assert ratings_of(store, PAGE, 1).number == 2
    with store.read() as session:
        rows = audit.rows_about(session, PAGE)
        assert {row.actor for row in rows} == {"reader"}
        assert audit.verify(session).seq == 4
        assert "192.0.2.7" not in str([vars(row) for row in session.query(Rating).all()])
        assert ann not in str([(row.detail, row.subject, row.once) for row in rows])


def test_what_was_said_is_hidden_below_the_least_number(store: Store) -> None:
    """The number is always told; mean, spread and shares only from the number of the editorial policy on."""
    for number, (useful, correct) in enumerate([(5, "yes"), (4, "yes"), (3, "no"), (None, "unsure")]):
        rate(store, PAGE, "v1", f"visitor {number}", useful, correct)
    few = ratings_of(store, PAGE, 5)
    assert (few.number, few.shown, few.mean, few.useful, few.correct) == (4, False, None, None, None)
    enough = ratings_of(store, PAGE, 4)
    assert enough.useful is not None
    assert enough.correct is not None
    assert (enough.mean, enough.useful.count, enough.useful.of) == (4.0, 2, 3)
    assert (enough.correct.count, enough.correct.of) == (2, 4)
    assert (enough.correct.low, enough.correct.high) == wilson(2, 4)


def test_useful_and_correct_are_two_things() -> None:
    """A page may be useful and wrong; neither is worked into the other."""
    told = summary([(5, "no")] * 10, 5)
    assert told.useful is not None
    assert told.correct is not None
    assert (told.mean, told.useful.count, told.correct.count) == (5.0, 10, 0)


@pytest.mark.parametrize("count, of, low, high", [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)])
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    """As printed in tables of it: it never leaves 0 to 1, and is no point where all agree."""
    assert wilson(count, of) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize("useful, correct", [(None, ""), (0, ""), (6, ""), (3, "perhaps")])
def test_a_rating_without_a_meaning_is_not_kept(store: Store, useful: int | None, correct: str) -> None:
    """Nothing said, or something that nobody can say."""
    with pytest.raises(UsageError):
        rate(store, PAGE, "v1", "somebody", useful, correct)
    assert ratings_of(store, PAGE, 1).number == 0


def test_too_many_from_one_visitor_must_wait(store: Store, clock: Clock) -> None:
    """The wait is told in seconds, others are not held up, and what is over is deleted."""
    hour = timedelta(hours=1)
    assert [wait_for(store, "rate:ann", 2, hour) for _ in range(2)] == [0, 0]
    clock.passes(minutes=20)
    assert wait_for(store, "rate:ann", 2, hour) == 40 * 60
    assert wait_for(store, "rate:bo", 2, hour) == 0
    clock.passes(minutes=40)
    assert wait_for(store, "rate:ann", 2, hour) == 0
    with store.read() as session:
        assert [row.key for row in session.query(Attempt).order_by(Attempt.key)] == ["rate:ann", "rate:bo"]
    clock.passes(hours=2)
    assert wait_for(store, "rate:ann", 2, hour) == wait_for(store, "report:bo", 2, hour) == 0
    with store.read() as session:
        assert [row.key for row in session.query(Attempt).order_by(Attempt.key)] == ["rate:ann", "report:bo"]


def test_the_secret_of_a_day_is_in_no_table_and_not_told_apart_after_it(clock: Clock) -> None:
    """Two servers, or one after its restart, give one reader different names: nothing outside the memory makes them."""
    first, second = Visitors(clock), Visitors(clock)
    assert first.name_of("192.0.2.7", "x") == first.name_of("192.0.2.7", "x")
    assert first.name_of("192.0.2.7", "x") != second.name_of("192.0.2.7", "x")
    assert first.name_of("192.0.2.7", "x") != first.name_of("192.0.2.8", "x")


def test_a_least_number_holds_where_no_policy_is_in_force(knowledge: Knowledge) -> None:
    """It is never less than two: one reader's mean would be that reader's rating."""
    assert shown_from(knowledge, datetime(2026, 11, 22, tzinfo=UTC).date()) >= 2
    assert shown_from(Knowledge("1", "", True), datetime(2026, 11, 22, tzinfo=UTC).date()) >= 2
