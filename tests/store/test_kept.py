"""A child that is kept is sealed, for its owner, for some days; nothing of it stands anywhere in clear."""

import re
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from stillpath.errors import DoneError, MachineError, NotAllowedError, SealedError, UsageError
from stillpath.store import Store, audit, kept
from stillpath.store.kept import Content
from stillpath.store.schema import Account
from stillpath.store.sealing import Key, make_key, read_key, seal, unseal
from tests.databases import cluster
from tests.store.conftest import Clock

KEY, OTHER = Key.of(b"k" * 32), Key.of(b"o" * 32)
RECORD = b'{"patient": {"id": "Kari Testperson 1301200012345"}, "events": [{"name": "ferritin", "value": "8421.7"}]}'
CHILD = Content("bed 4 Lilleba", RECORD, "Europe/Oslo", live=True)
SECRETS = (b"Kari", b"Testperson", b"1301200012345", b"8421.7", b"Lilleba", b"ferritin", b"Europe/Oslo", KEY.secret)


@pytest.fixture
def ann(store: Store) -> int:
    with store.change("command", "invite") as session:
        for login in ("ann", "bea"):
            session.add(Account(login=login, name=login, password=None, made_at=store.now(), disabled_at=None))
    return 1


def bytes_of(store: Store) -> bytes:
    """Every byte that the database has of itself: the file and its log; of PostgreSQL a whole dump."""
    url = store.engine.url
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    there = cluster()
    command = (str(there.bin / "pg_dump"), "-h", str(there.folder), "-U", "app", str(url.database))
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_a_kept_child_comes_back_as_it_was_kept(store: Store, ann: int, clock: Clock) -> None:
    """The newest first, each with its label, for the days that were asked for."""
    first = kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    clock.passes(hours=1)
    kept.keep(store, KEY, ann, "ann", Content("b", b"{}"), days=7)
    assert kept.take_out(store, KEY, ann, "ann", first) == CHILD
    listed = kept.kept_by(store, KEY, ann)
    assert [(one.label, one.expires_at - one.made_at) for one in listed] == [
        ("b", timedelta(days=7)),
        ("bed 4 Lilleba", timedelta(days=2)),
    ]
    assert kept.kept_by(store, KEY, 2) == ()


def test_nothing_of_a_kept_child_stands_in_clear(store: Store, ann: int) -> None:
    """No name, value, label or key in any table, in the log, in the write-ahead log; the seal itself is there."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=2, once="x")
    kept.take_out(store, KEY, ann, "ann", id)
    held = bytes_of(store)
    assert id.encode() in held
    assert [secret for secret in SECRETS if secret in held or secret.hex().encode() in held] == []


def test_what_was_erased_is_gone_at_once(store: Store, ann: int) -> None:
    """Not a part of the seal is left in the file of SQLite, nor in a dump of PostgreSQL; others' stay."""
    ids = [kept.keep(store, KEY, ann, "ann", Content("x", one * 9000), days=2) for one in (b"a", b"b")]
    with store.read() as session:
        seals = [
            bytes(session.execute(text("SELECT sealed FROM kept_child WHERE id = :id"), {"id": id}).scalar_one())
            for id in ids
        ]
    parts = [seal[at : at + 24] for seal in seals for at in range(0, 9000, 1000)]
    held = bytes_of(store)
    assert all(part in held or part.hex().encode() in held for part in parts)
    kept.erase(store, ann, "ann", ids[0])
    held = bytes_of(store)
    assert [part in held or part.hex().encode() in held for part in parts] == [False] * 9 + [True] * 9
    with pytest.raises(DoneError, match="erased"):
        kept.take_out(store, KEY, ann, "ann", ids[0])


def test_an_erasure_does_not_wait_for_readers(store: Store, ann: int) -> None:
    """Who looks at something meanwhile holds nobody up; what was erased goes when they are done."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    with store.read() as session:
        sealed = bytes(session.execute(text("SELECT sealed FROM kept_child")).scalar_one())
        began = time.monotonic()
        kept.erase(store, ann, "ann", id)
        assert time.monotonic() - began < 5
    store.overwrite_deleted()
    held = bytes_of(store)
    assert sealed not in held
    assert sealed.hex().encode() not in held


def test_a_child_whose_days_are_over_is_deleted_when_anybody_looks(store: Store, ann: int, clock: Clock) -> None:
    """To the minute; and the log says how many went, not which."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=1)
    clock.passes(days=1, minutes=-1)
    assert kept.drop_expired(store) == 0
    clock.passes(minutes=1)
    assert kept.kept_by(store, KEY, 2) == ()
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM kept_child")).scalar_one() == 0
        assert audit.rows_about(session)[0].detail == {"children": 1}
    with pytest.raises(DoneError):
        kept.take_out(store, KEY, ann, "ann", id)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE kept_child SET account_id = 2",
        "UPDATE kept_child SET id = 'another'",
        "UPDATE kept_child SET expires_at = '2027-01-01 00:00:00+00:00'",
        "UPDATE kept_child SET sealed = BYTES('short')",
        "UPDATE kept_child SET sealed = BYTES(substr(sealed, 1, 40) || substr(sealed, 42))",
        "another key",
    ],
)
def test_what_is_altered_moved_or_of_another_key_does_not_open(store: Store, ann: int, harm: str) -> None:
    """One sentence, and nothing of it is shown; its row can still be erased."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    key, account = (OTHER, ann) if harm == "another key" else (KEY, ann)
    if harm != "another key":
        blob = "BLOB" if store.engine.dialect.name == "sqlite" else "BYTEA"
        with store.engine.begin() as connection:
            connection.execute(text(re.sub(r"BYTES\((.*)\)$", rf"CAST(\1 AS {blob})", harm)))
    account = 2 if "account_id" in harm else account
    id = "another" if "'another'" in harm else id
    with pytest.raises(SealedError) as told:
        kept.take_out(store, key, account, "ann", id)
    assert [secret for secret in SECRETS if secret in str(told.value).encode()] == []
    assert [one.label for one in kept.kept_by(store, key, account)] == [None]
    kept.erase(store, account, "ann", id)
    assert kept.kept_by(store, key, account) == ()


def test_another_account_neither_opens_nor_erases_it(store: Store, ann: int) -> None:
    """It is told the same as of one that never was."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    for attempt in (lambda: kept.take_out(store, KEY, 2, "bea", id), lambda: kept.erase(store, 2, "bea", id)):
        with pytest.raises(DoneError, match="not kept here"):
            attempt()
    assert len(kept.kept_by(store, KEY, ann)) == 1


def test_an_account_keeps_so_many_and_no_more(store: Store, ann: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one too many is refused; the same form sent twice keeps one."""
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    kept.keep(store, KEY, ann, "ann", CHILD, days=2, once="a")
    with pytest.raises(DoneError):
        kept.keep(store, KEY, ann, "ann", CHILD, days=2, once="a")
    kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    with pytest.raises(NotAllowedError, match="erase one first"):
        kept.keep(store, KEY, ann, "ann", CHILD, days=2)


def test_a_new_key_opens_what_the_old_one_sealed(store: Store, ann: int) -> None:
    """After the change the old key opens nothing, and what a third key sealed is left as it is."""
    id = kept.keep(store, KEY, ann, "ann", CHILD, days=2)
    third = kept.keep(store, Key.of(b"t" * 32), ann, "ann", CHILD, days=2)
    assert kept.rekey(store, KEY, OTHER) == kept.Resealed(1, 1)
    assert kept.take_out(store, OTHER, ann, "ann", id) == CHILD
    for wrong, of in ((KEY, id), (OTHER, third)):
        with pytest.raises(SealedError):
            kept.take_out(store, wrong, ann, "ann", of)
    assert kept.rekey(store, KEY, OTHER) == kept.Resealed(0, 1)


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A new one has the right modes, is never overwritten, and is refused when others may read it."""
    file = tmp_path / "key"
    key = make_key(file)
    assert (file.stat().st_mode & 0o777, read_key(file), key.secret in repr(key).encode()) == (0o600, key, False)
    with pytest.raises(UsageError, match="never overwritten"):
        make_key(file)
    file.chmod(0o640)
    with pytest.raises(MachineError, match=re.escape(f"chmod 600 {file}")):
        read_key(file)
    for content in (b"", b"c2hvcnQ=", b"\xff\xfe", b"x" * 4000):
        file.chmod(0o600)
        file.write_bytes(content)
        with pytest.raises(MachineError, match="holds no key"):
            read_key(file)
    with pytest.raises(MachineError, match="there is no such file"):
        read_key(tmp_path / "none")


def test_no_bit_of_a_seal_can_be_altered() -> None:
    """Every bit, and every length below the whole."""
    sealed = seal(KEY, b"38.4", "row 1")
    for bit in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealedError):
            unseal(KEY, bytes(altered), "row 1")
    for length in range(len(sealed)):
        with pytest.raises(SealedError):
            unseal(KEY, sealed[:length], "row 1")
    assert seal(KEY, b"38.4", "row 1") != sealed
