"""Visits: a number for a page and a day, collected in memory, and nothing of whoever read it."""

import threading

import pytest
from sqlalchemy import select

from stillpath.review.visits import Visits, counts_as_visit
from stillpath.store import Store
from stillpath.store.schema import Visit
from tests.store.conftest import Clock

READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def rows(store: Store) -> list[tuple[str, str, int]]:
    with store.read() as session:
        found = session.execute(select(Visit).order_by(Visit.day, Visit.page)).scalars()
        return [(row.day.isoformat(), row.page, row.count) for row in found]


def test_visits_are_added_up_by_page_and_day(store: Store, clock: Clock) -> None:
    """What is held counts at once; what is written is added to what another process wrote."""
    ours, other = Visits(store), Visits(store)
    for _ in range(3):
        ours.count("/treatment")
    ours.count("/conflicts")
    other.count("/treatment")
    assert ours.of("/treatment") == 3
    assert rows(store) == []
    ours.write()
    other.write()
    other.write()
    assert rows(store) == [("2026-11-02", "/conflicts", 1), ("2026-11-02", "/treatment", 4)]
    assert Visits(store).of("/treatment") == 4
    clock.passes(days=29)
    assert Visits(store).of("/treatment") == 4
    clock.passes(days=1)
    assert Visits(store).of("/treatment") == 0


def test_nothing_but_page_day_and_number_is_kept() -> None:
    """The table has no other column, so nothing else can be."""
    assert {column.name for column in Visit.__table__.columns} == {"day", "page", "count"}


def test_fifty_visits_are_written_by_themselves(store: Store) -> None:
    """Beside the reader, who does not wait for it; every one is counted once, whoever counts at the same time."""
    visits = Visits(store)
    threads = [threading.Thread(target=lambda: [visits.count("/x") for _ in range(40)]) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    visits.write()
    assert rows(store) == [("2026-11-02", "/x", 200)]


def test_a_store_that_does_not_answer_loses_no_visit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are held until it does."""
    from sqlalchemy.exc import OperationalError

    visits = Visits(store)
    visits.count("/x")

    def gone(held: object) -> None:
        raise OperationalError("", None, Exception())

    with monkeypatch.context() as patched:
        patched.setattr(visits, "_add", gone)
        visits.write()
    assert rows(store) == []
    visits.write()
    assert rows(store) == [("2026-11-02", "/x", 1)]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user-agent": READER, "dnt": "1"},
        {"user-agent": READER, "sec-gpc": "1"},
        {"user-agent": READER, "sec-purpose": "prefetch;prerender"},
        {"user-agent": "curl/8.5.0"},
        {"user-agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"user-agent": "facebookexternalhit/1.1"},
    ],
)
def test_who_minds_and_what_is_no_reader_is_not_counted(headers: dict[str, str]) -> None:
    """A wish not to be tracked is kept; a program that fetches pages is no reader."""
    assert not counts_as_visit(headers)


@pytest.mark.parametrize(
    "agent",
    [
        READER,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    ],
)
def test_a_reader_is_counted(agent: str) -> None:
    """Whatever they read with."""
    assert counts_as_visit({"user-agent": agent})
