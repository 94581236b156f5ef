"""What is served with published texts is checked as a whole, in a process of its own, before it is called checked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillpath.library import CHECKED, Chosen, digest_of
from stillpath.review.current import Current
from stillpath.review.folder import digest_of_text, text_of
from stillpath.store import Store
from stillpath.store.schema import Published, Submission
from tests.databases import new_url
from tests.editing.few import few_cases

pytestmark = [pytest.mark.slow, pytest.mark.whole]

FILE = "criteria/mas-2016"


def publish(store: Store, folder: Path, text: str) -> None:
    """Puts a text in force as the last signature does."""
    was = text_of(folder, FILE)
    with store.change("test", "test: publish", FILE) as session:
        row = Submission(
            entry=FILE,
            state="approved",
            author_id=None,
            base=digest_of_text(was),
            base_text=was,
            text=text,
            summary="",
            version=1,
            closure="",
            parts={},
            origin=None,
            made_at=store.now(),
            changed_at=store.now(),
            submitted_at=None,
            published_at=store.now(),
        )
        session.add(row)
        session.flush()
        base = digest_of_text(was)
        session.add(Published(file=FILE, submission_id=row.id, base=base, text=text, at=store.now()))


def test_a_published_text_is_served_unchecked_until_the_whole_was_checked(tmp_path: Path) -> None:
    """One that holds passes once; one that breaks a case never does, and is not tried again and again."""
    folder = few_cases(tmp_path)
    (folder / CHECKED).write_text(digest_of(folder), encoding="utf-8")
    store = Store.open(new_url("sqlite", tmp_path))
    current = Current(store, Chosen(folder))
    assert current.knowledge().checked
    assert not current.check()
    publish(store, folder, text_of(folder, FILE).replace("each value must be current.", "each must be current."))
    before = current.mark()
    assert not current.knowledge().checked
    assert current.check()
    assert current.mark() != before
    assert current.knowledge().checked
    assert not current.check()
    publish(store, folder, text_of(folder, FILE).replace("684", "9999"))
    assert not current.check()
    assert not current.knowledge().checked
    store.close()


def test_the_day_a_text_was_published_is_the_day_the_content_changed(tmp_path: Path) -> None:
    """As long as it is in force; before, and where the folder's own day is later, the folder's day stands."""
    folder = few_cases(tmp_path)
    now = [datetime(2026, 1, 1, 8, 0, tzinfo=UTC)]
    store = Store.open(new_url("sqlite", tmp_path), lambda: now[0])
    current = Current(store, Chosen(folder))
    shipped = current.knowledge().edition.content_changed
    text = text_of(folder, FILE)
    publish(store, folder, text.replace("each value must be current.", "each must be current."))
    assert current.knowledge().edition.content_changed == shipped
    now[0] = datetime(2031, 5, 1, 8, 0, tzinfo=UTC)
    publish(store, folder, text.replace("each value must be current.", "each one must be current."))
    assert current.knowledge().edition.content_changed == "2031-05-01"
