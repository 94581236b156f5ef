"""A backup is one state in one file, goes into either kind of database, and is refused when it is not whole."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from stillpath.errors import AuditError, InputError, UsageError
from stillpath.store import Store, audit
from stillpath.store.backup import LEFT_OUT, backup, counts, restore
from stillpath.store.schema import Account, ApiToken, Attempt, KeptChild, Person, Rating, Report, SignedIn
from tests.databases import KINDS, new_url
from tests.store.conftest import Clock


def filled(store: Store, ratings: int = 3) -> None:
    """A store with something of every type of column, and with rows that point to others."""
    now = store.now()
    with store.change("command", "invite", "ann", once="k1") as session:
        ann = Account(
            login="ann",
            name="Ann Author, Ålesund",
            password="$argon2id$x",  # noqa: S106
            made_at=now,
            disabled_at=None,
        )
        session.add(ann)
        session.flush()
        session.add(
            Person(
                account_id=ann.id,
                credential="",
                specialty="",
                competences=["pharmacy"],
                term_from=now.date(),
                term_until=None,
                interests="none",
                interests_on=now.date(),
                listed=True,
            )
        )
        session.add(
            SignedIn(token_hash="t", account_id=ann.id, csrf="c", made_at=now, seen_at=now, expires_at=now)  # noqa: S106
        )
        session.add(
            ApiToken(
                account_id=ann.id,
                name="ward",
                token_hash="h",  # noqa: S106
                scopes=["export"],
                made_at=now,
                expires_at=None,
                revoked_at=None,
                used_at=None,
            )
        )
        for name, days in (("over", 0), ("held", 7)):
            session.add(
                KeptChild(
                    id=name,
                    account_id=ann.id,
                    key_id="k",
                    sealed=b"\x00\xff",
                    made_at=now,
                    expires_at=now + timedelta(days=days),
                )
            )
    for one in range(ratings):
        with store.change("reader", "feedback: rate", f"/{one}", {"useful": one}) as session:
            session.add(Rating(page=f"/{one}", knowledge="v", visitor="x", useful=one or None, correct="yes", at=now))
    with store.count() as session:
        session.add(Attempt(key="a", at=now))


def held(store: Store) -> dict[str, int]:
    with store.read() as session:
        return counts(session)


@pytest.fixture(params=KINDS)
def other(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(new_url(request.param, tmp_path), clock)
    yield opened
    opened.close()


def test_a_store_moves_whole_from_either_kind_to_either(store: Store, other: Store, tmp_path: Path) -> None:
    """Every row that a backup holds is there again, the log verifies and says so, and new rows are numbered on."""
    filled(store)
    made = backup(store, tmp_path / "one.zip")
    with store.read() as session:
        noted = audit.head_of(session)
    restore(other, tmp_path / "one.zip")
    before, after = held(store), held(other)
    for name in LEFT_OUT | {"kept_child"}:
        assert (name in made.parts, after[name]) == (False, 0)
    assert {name: after[name] for name in made.parts} == {**{name: before[name] for name in made.parts}, "audit": 6}
    with other.read() as session:
        assert audit.verify(session, (noted,)).seq == noted.seq + 1
        assert audit.rows_about(session)[0].action == "store: restore"
        ann = session.execute(select(Account)).scalar_one()
        assert (ann.name, ann.made_at, ann.disabled_at) == ("Ann Author, Ålesund", other.now(), None)
        assert session.execute(select(ApiToken.scopes)).scalar_one() == ["export"]
    with other.change("ann", "report") as session:
        for cls in (Report, Rating):
            common = {"page": "/new", "knowledge": "v", "at": other.now()}
            more = {"claim": "c", "says": "s", "text": "t", "state": "open", "answer": ""}
            session.add(cls(**common, **(more if cls is Report else {"visitor": "v", "correct": "no"})))


def test_what_was_restored_is_backed_up_the_same(store: Store, other: Store, tmp_path: Path) -> None:
    """Nothing is lost or changed on the way there and back: the parts have the same bytes."""
    filled(store)
    first = backup(store, tmp_path / "one.zip", children=True)
    restore(other, tmp_path / "one.zip")
    second = backup(other, tmp_path / "two.zip", children=True)
    same = {name for name, part in first.parts.items() if second.parts[name] == part}
    assert first.parts.keys() - same == {"audit", "audit_head", "kept_child"}  # its time was over
    assert (first.parts["kept_child"].rows, second.parts["kept_child"].rows) == (2, 1)


def test_a_backup_is_of_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    """Each rating is written together with a row of the log; a backup never holds one without the other."""
    filled(store, 0)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            stop.wait(0.005)
            with store.change("reader", "feedback: rate", f"/p{number}") as session:
                session.add(
                    Rating(page=f"/p{number}", knowledge="v", visitor="x", useful=1, correct="", at=store.now())
                )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup(store, tmp_path / f"{one}.zip") for one in range(4)]
    finally:
        stop.set()
        writer.join()
    for one in made:
        backups = made.index(one) + 1
        assert one.parts["audit"].rows == one.head.seq == one.parts["rating"].rows + backups + 1
    assert made[-1].parts["rating"].rows > made[0].parts["rating"].rows


def test_a_file_that_is_there_is_not_overwritten_unless_asked(store: Store, tmp_path: Path) -> None:
    """And the file is for its owner only."""
    there = tmp_path / "one.zip"
    there.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        backup(store, there)
    assert there.read_text() == "mine"
    backup(store, there, replace=True)
    assert zipfile.is_zipfile(there)
    assert there.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part" or path.name.startswith(".")] == []


def test_a_store_that_holds_anything_takes_no_backup_in(store: Store, tmp_path: Path) -> None:
    """What is there is never mixed with what comes, nor overwritten."""
    filled(store)
    backup(store, tmp_path / "one.zip")
    before = held(store)
    with pytest.raises(UsageError, match="not empty"):
        restore(store, tmp_path / "one.zip")
    assert held(store) == before


def test_a_log_that_was_altered_is_not_backed_up(store: Store, tmp_path: Path) -> None:
    """Such a backup could not be restored; better to hear it now."""
    filled(store)
    with store.count() as session:
        session.connection().exec_driver_sql("UPDATE audit_head SET hash = 'x'")
    with pytest.raises(AuditError):
        backup(store, tmp_path / "one.zip")
    assert list(tmp_path.glob("*one.zip*")) == []


def anew(file: Path, to: Path, part: str, change: object) -> Path:
    """The backup with one part put in place of another."""
    with zipfile.ZipFile(file) as kept, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for name in kept.namelist():
            if name != part:
                made.writestr(name, kept.read(name))
            elif change is not None:
                made.writestr(name, change(kept.read(name)))  # type: ignore[operator]
    return to


BAD = {
    "a row is gone": ("rating.jsonl", lambda text: b"\n".join(text.split(b"\n")[1:])),
    "a row is twice": ("rating.jsonl", lambda text: text + text.split(b"\n")[0] + b"\n"),
    "a row is altered": ("audit.jsonl", lambda text: text.replace(b"ann", b"bob")),
    "a part is gone": ("report.jsonl", None),
    "the manifest is gone": ("manifest.json", None),
    "the manifest is no JSON": ("manifest.json", lambda text: text[:50]),
    "the manifest is a list": ("manifest.json", lambda text: b"[]"),
    "another format": ("manifest.json", lambda text: text.replace(b"backup-1", b"backup-9")),
    "another version": ("manifest.json", lambda text: text.replace(b'"0001"', b'"0000"')),
    "another head": ("manifest.json", lambda text: text.replace(b'"seq": 5', b'"seq": 4')),
}


@pytest.mark.parametrize("why", BAD)
def test_a_backup_that_is_not_whole_is_refused_in_one_sentence(store: Store, tmp_path: Path, why: str) -> None:
    """And the store is as empty as before."""
    source = Store.open(new_url("sqlite", tmp_path), store.now)
    filled(source)
    backup(source, tmp_path / "one.zip")
    source.close()
    bad = anew(tmp_path / "one.zip", tmp_path / "bad.zip", *BAD[why])
    empty = held(store)
    with pytest.raises(InputError) as told:
        restore(store, bad)
    assert "\n" not in str(told.value)
    assert held(store) == empty


def test_a_row_that_points_nowhere_is_refused(store: Store, tmp_path: Path) -> None:
    """Even where every hash is right: the manifest was made anew too."""
    source = Store.open(new_url("sqlite", tmp_path), store.now)
    filled(source)
    with source.count() as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        session.connection().exec_driver_sql("INSERT INTO role_grant VALUES (1, 'author')")
    backup(source, tmp_path / "one.zip")
    source.close()
    whole = tmp_path / "one.zip"
    with zipfile.ZipFile(whole) as kept:
        row = kept.read("role_grant.jsonl").replace(b'"account_id":1', b'"account_id":7')

    def told(text: bytes) -> bytes:
        manifest = json.loads(text)
        manifest["parts"]["role_grant"]["sha256"] = hashlib.sha256(row).hexdigest()
        return json.dumps(manifest).encode()

    half = anew(whole, tmp_path / "half.zip", "role_grant.jsonl", lambda _: row)
    bad = anew(half, tmp_path / "bad.zip", "manifest.json", told)
    with pytest.raises(InputError, match="damaged"):
        restore(store, bad)
    assert sum(held(store).values()) == 1


def test_bytes_of_any_kind_are_a_sentence_and_no_traceback(tmp_path: Path, clock: Clock) -> None:
    """A backup with bytes changed, cut off or put in, and files that are none."""
    source, empty = (Store.open(new_url("sqlite", tmp_path), clock) for _ in range(2))
    filled(source, 40)
    backup(source, tmp_path / "one.zip")
    whole = (tmp_path / "one.zip").read_bytes()
    chance = random.Random(7)  # noqa: S311
    bad = tmp_path / "bad.zip"
    taken = 0
    for one in range(120):
        data = bytearray(whole)
        where = chance.randrange(len(data))
        match one % 3:
            case 0:
                data[where] ^= 1 << chance.randrange(8)
            case 1:
                del data[where:]
            case _:
                data[where : where + 4] = chance.randbytes(6)
        bad.write_bytes(data)
        said = ""
        try:
            restore(empty, bad)
        except InputError as problem:
            said = str(problem)
        if said:
            assert "\n" not in said
            assert sum(held(empty).values()) == 1
        else:  # a byte that says nothing, such as a time of the zip's own
            taken += 1
            empty.close()
            empty = Store.open(new_url("sqlite", tmp_path), clock)
    assert taken < 30
    for nothing in (tmp_path, tmp_path / "none.zip"):
        with pytest.raises(InputError):
            restore(empty, nothing)
    source.close()
    empty.close()


def test_a_restore_that_is_killed_leaves_an_empty_store(store: Store, tmp_path: Path) -> None:
    """Every row was read in already, and nothing of it is there; the same backup goes in afterwards."""
    source = Store.open(new_url("sqlite", tmp_path), store.now)
    filled(source)
    backup(source, tmp_path / "one.zip")
    source.close()
    url = store.engine.url
    where = str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string().replace("+psycopg", "")
    code = (
        "import os, signal, sys; from pathlib import Path; from stillpath.store import Store, backup;"
        "backup._finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "backup.restore(Store.open(sys.argv[1]), Path(sys.argv[2]))"
    )
    environment = os.environ | {"PYTHONPATH": "src"}
    command = (sys.executable, "-c", code, where, str(tmp_path / "one.zip"))
    killed = subprocess.run(command, check=False, env=environment)
    assert killed.returncode == -signal.SIGKILL
    assert sum(held(store).values()) == 1
    restore(store, tmp_path / "one.zip")
    assert held(store)["rating"] == 3
