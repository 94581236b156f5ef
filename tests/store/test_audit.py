"""The log of what was done: added to together with each change, and never altered unseen."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from stillpath.errors import AuditError, DoneError
from stillpath.store import Store, audit
from stillpath.store.schema import Visit


def written(store: Store, number: int) -> None:
    for one in range(number):
        with store.change("ann", "sign", f"drugs/{one}", {"reason": "agrees with the label, søren"}):
            pass


def force(store: Store, statement: str) -> None:
    """Does to the log what its triggers forbid, as whoever owns the database could."""
    off = {
        "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
        "postgresql": ("ALTER TABLE audit DISABLE TRIGGER ALL",),
    }
    with store.engine.begin() as connection:
        for line in (*off[store.engine.dialect.name], statement):
            connection.execute(text(line))


def test_a_change_and_its_row_are_kept_together(store: Store) -> None:
    """A change that fails leaves no row, and a row that cannot be written keeps no change."""
    with store.change("ann", "sign", "drugs/anakinra"):
        pass
    with pytest.raises(ZeroDivisionError), store.change("ann", "sign", "drugs/anakinra") as session:
        session.add(Visit(day=store.now().date(), page="/", count=1 // 0))
    with store.read() as session:
        assert [row.seq for row in audit.rows_about(session)] == [1]
        assert audit.verify(session).seq == 1


def test_the_same_request_is_done_once(store: Store) -> None:
    """A second use of a key is refused before anything of it is done."""
    with store.change("ann", "rate", once="k1"):
        pass
    with pytest.raises(DoneError), store.change("ann", "rate", once="k1"):
        pytest.fail("it must not come to this")
    with store.read() as session:
        assert audit.verify(session).seq == 1


def test_an_untouched_log_verifies_from_its_first_row_to_its_head(store: Store) -> None:
    """An empty log, and one with rows."""
    with store.read() as session:
        assert str(audit.verify(session)) == f"0:{audit.FIRST}"
    written(store, 3)
    with store.read() as session:
        head = audit.verify(session)
        assert head.seq == 3
        assert audit.verify(session, (head, audit.Head.of(str(head)))) == head


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit SET actor = 'bob' WHERE seq = 2", "row 2 was altered"),
        ("UPDATE audit SET detail = '{}' WHERE seq = 2", "row 2 was altered"),
        ("UPDATE audit SET at = '2026-11-02 09:00:01+00:00' WHERE seq = 2", "row 2 was altered"),
        ("DELETE FROM audit WHERE seq = 2", "row 2 is missing"),
        ("DELETE FROM audit WHERE seq = 4", "rows were removed at its end"),
        ("UPDATE audit SET seq = 9 WHERE seq = 4", "row 4 is missing"),
    ],
)
def test_an_altered_removed_or_moved_row_is_found(store: Store, statement: str, found: str) -> None:
    """Whoever owns the database can take the triggers away; the chain tells."""
    written(store, 4)
    force(store, statement)
    with store.read() as session, pytest.raises(AuditError, match=found):
        audit.verify(session)


def test_two_rows_that_changed_places_are_found(store: Store) -> None:
    """The number of a row is part of what its hash is made of."""
    written(store, 4)
    force(store, "UPDATE audit SET seq = 99 WHERE seq = 2")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET seq = 2 WHERE seq = 3"))
        connection.execute(text("UPDATE audit SET seq = 3 WHERE seq = 99"))
    with store.read() as session, pytest.raises(AuditError, match="row 2 does not follow row 1"):
        audit.verify(session)


def test_a_log_made_anew_is_found_by_a_head_that_was_written_down(store: Store) -> None:
    """A chain can be made anew from its first row; a head kept elsewhere tells that it was."""
    written(store, 3)
    with store.read() as session:
        noted = audit.head_of(session)
    force(store, "DELETE FROM audit")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE audit_head SET seq = 0, hash = :first"), {"first": audit.FIRST})
    written(store, 2)
    with store.read() as session:
        assert audit.verify(session).seq == 2
        with pytest.raises(AuditError, match="row 3 was written down: rows are gone"):
            audit.verify(session, (noted,))
    store.now.passes(hours=1)  # type: ignore[attr-defined]
    written(store, 1)
    with store.read() as session, pytest.raises(AuditError, match="row 3 is not the one that was written down"):
        audit.verify(session, (noted,))


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'bob'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_refuses_to_alter_the_log(store: Store, statement: str) -> None:
    """A slip of ours, or a hand at the database, meets a trigger first."""
    written(store, 1)
    if statement.startswith("TRUNCATE") and store.engine.dialect.name == "sqlite":
        statement = "DELETE FROM audit WHERE seq = 1"
    with pytest.raises(DBAPIError, match="the audit log is only added to"), store.engine.begin() as connection:
        connection.execute(text(statement))
