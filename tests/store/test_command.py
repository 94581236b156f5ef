"""`stillpath store` and `stillpath audit`: what they print, and how they stop."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.errors import (
    AuditError,
    InputError,
    KnowledgeError,
    MachineError,
    StillpathError,
    StoreError,
    UsageError,
)
from stillpath.store import Store
from tests.databases import new_url


def run(*arguments: str, code: int = 0, store: str = "") -> str:
    """What a command prints; with another `code` the sentence it stops with."""
    done = CliRunner().invoke(app, arguments, env={"STILLPATH_STORE": store, "STILLPATH_KEY_FILE": ""})
    if isinstance(done.exception, StillpathError):
        assert (done.exception.exit_code, done.output) == (code, "")
        return str(done.exception)
    assert (done.exit_code, done.exception) == (code, None), done.output
    return done.output


def written(url: str, *subjects: str) -> None:
    store = Store.open(url)
    for subject in subjects:
        with store.change("ann", "review: sign", subject, {"competence": "pharmacy"}):
            pass
    store.close()


def test_a_store_is_made_shown_backed_up_and_moved(tmp_path: Path, url: str) -> None:
    """From a new file to a backup, and from that into a store of the other kind of database."""
    first, file = str(tmp_path / "first.db"), tmp_path / "one.zip"
    assert "the store is there" in run("store", "create", "--store", first)
    assert "is at version 0001" in run("store", "upgrade", "--store", first)
    written(first, "drugs/anakinra")
    said = run("store", "backup", str(file), store=first)
    assert "not in it: sessions, invitations, attempts, kept children; the key" in said
    assert "is there already" in run("store", "backup", str(file), store=first, code=2)
    assert "kept children" not in run("store", "backup", str(file), "--replace", "--with-children", store=first)[60:120]
    assert "the log verifies" in run("store", "restore", str(file), store=url)
    shown = run("store", "show", store=url)
    assert "audit                   4" in shown
    assert "nobody" not in shown
    assert "drugs/anakinra" in run("audit", "list", store=url)
    assert "not empty" in run("store", "restore", str(file), store=url, code=2)


def test_the_log_is_verified_against_what_was_written_down(url: str, tmp_path: Path) -> None:
    """It says how many rows, from when to when, and the head; a head that is another's stops it."""
    written(url, "drugs/anakinra", "drugs/tocilizumab")
    head = run("audit", "head", store=url).strip()
    heads = tmp_path / "heads.txt"
    heads.write_text(f"\n{head}\n")
    said = run("audit", "verify", "--heads", str(heads), "--head", head, store=url)
    assert said.startswith("the log is what was written: 2 rows, from 20")
    assert said.rstrip().endswith(f"head {head}; 2 written down, all as they were")
    other = "2:" + "a" * 64
    assert "row 2 is not the one" in run("audit", "verify", "--head", other, store=url, code=8)
    assert "row 7 was written down" in run("audit", "verify", "--head", "7:" + "a" * 64, store=url, code=8)
    for wrong in ("x", "2:", "2:zz", "-1:" + "a" * 64):
        assert "--head is no head" in run("audit", "verify", "--head", wrong, store=url, code=2)
    assert "cannot be read" in run("audit", "verify", "--heads", str(tmp_path), store=url, code=3)
    assert "no such file" in run("audit", "verify", "--heads", str(tmp_path / "none"), store=url, code=3)


def test_an_altered_row_is_named(url: str) -> None:
    """The first that is not as it was written, with exit code 8."""
    written(url, "a", "b", "c")
    store = Store.open(url)
    off = {
        "sqlite": "DROP TRIGGER audit_no_update",
        "postgresql": "ALTER TABLE audit DISABLE TRIGGER audit_no_change",
    }
    with store.count() as session:
        session.execute(text(off[store.engine.dialect.name]))
        session.execute(text("UPDATE audit SET subject = 'd' WHERE seq = 2"))
    store.close()
    assert "audit row 2 was altered" in run("audit", "verify", store=url, code=8)


def test_the_log_is_listed_for_people_and_for_programs(tmp_path: Path) -> None:
    """The newest first; what a terminal would obey is made plain."""
    url = new_url("sqlite", tmp_path)
    assert "the log is empty" in run("audit", "list", store=url)
    assert "0 rows, head 0:" in run("audit", "verify", store=url)
    written(url, "drugs/anakinra", "evil\u202ename")
    lines = run("audit", "list", store=url).splitlines()
    assert lines[0].split()[0] == "2"
    assert "\u202e" not in lines[0]
    assert "review: sign  drugs/anakinra  competence=pharmacy" in lines[1]
    rows = json.loads(run("audit", "list", "--format", "json", "--subject", "drugs/anakinra", store=url))["rows"]
    assert [(row["seq"], row["actor"], row["detail"]) for row in rows] == [(1, "ann", {"competence": "pharmacy"})]
    assert len(run("audit", "list", "--most", "1", store=url).splitlines()) == 1


def test_children_are_sealed_anew_at_the_command(tmp_path: Path) -> None:
    """The key is made, never overwritten, and named by its id only."""
    url = new_url("sqlite", tmp_path)
    old, new = tmp_path / "old", tmp_path / "new"
    for file in (old, new):
        said = run("store", "key", str(file))
        assert file.read_text()[:10] not in said
    assert "never overwritten" in run("store", "key", str(old), code=2)
    said = run("store", "rekey", "--key-file", str(old), "--new-key-file", str(new), store=url)
    assert "0 sealed anew; start the server anew" in said
    assert "name the key used so far" in run("store", "rekey", "--new-key-file", str(new), store=url, code=2)
    old.chmod(0o644)
    rekey = ("store", "rekey", "--key-file", str(old), "--new-key-file", str(new))
    assert "can be read by others" in run(*rekey, store=url, code=6)


@pytest.mark.parametrize("command", [("store", "show"), ("audit", "verify"), ("store", "backup", "b.zip")])
def test_a_store_that_is_not_there_is_a_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Not named, not made yet, no database, another kind, an unreachable server; no password is told."""
    assert "no store is named" in run(*command, code=2)
    assert "no store here yet" in run(*command, store=str(tmp_path / "none.db"), code=6)
    assert "no store here yet" in run("store", "upgrade", store=str(tmp_path / "none.db"), code=6)
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no database")
    assert "cannot be opened" in run(*command, store=str(tmp_path / "text.db"), code=6)
    assert "is not known" in run(*command, store="mysql://ward@nowhere/x", code=6)
    said = run(*command, store=f"postgresql://ward:secret@/x?host={tmp_path}", code=6)
    assert "secret" not in said
    assert "is it running" in said


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The store, and what SQLite lays beside it while it is open."""
    where = tmp_path / "new.db"
    store = Store.create(str(where))
    with store.change("ann", "review: sign"):
        files = sorted(tmp_path.iterdir())
        assert len(files) > 1
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    store.close()


def test_the_version_and_the_demo_need_no_store(tmp_path: Path) -> None:
    """A store that is named and gone is told on standard error; they work."""
    gone = {"STILLPATH_STORE": str(tmp_path / "none.db")}
    for words in (["--version"], ["demo", "--width", "80"]):
        done = CliRunner().invoke(app, words, env=gone)
        assert (done.exit_code, done.exception) == (0, None)
        assert "no store here yet" in done.stderr
        assert "read without it, from the files alone" in done.stderr


def test_a_policy_before_the_command_is_for_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As --store is; one that is not there stops it."""
    monkeypatch.setenv("STILLPATH_POLICY", "")
    done = CliRunner().invoke(app, ["--policy", str(tmp_path / "none.yaml"), "page", "list"])
    assert isinstance(done.exception, KnowledgeError)
    assert "there is no such file" in str(done.exception)


def test_every_way_to_stop_has_its_code() -> None:
    """As docs/command.md lists them."""
    codes = {UsageError: 2, InputError: 3, MachineError: 6, StoreError: 6, AuditError: 8}
    assert {cls: cls.exit_code for cls in codes} == codes
