"""`stillpath accounts`: the first administrator of a new store, and what else can be done without a browser."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from stillpath.cli.main import main
from stillpath.store import Store, audit
from stillpath.store.tickets import Purpose, take
from tests.databases import new_url


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_url("sqlite", tmp_path)
    monkeypatch.setenv("STILLPATH_STORE", url)
    return url


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["stillpath", *arguments])
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), told.getvalue()
    return 0, told.getvalue()


def test_the_first_administrator_comes_by_the_command(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path of the invitation is the first line; the list tells who there is; the log, that a command did it."""
    assert run(monkeypatch, "accounts", "list")[1].startswith("no account yet")
    invite = ("accounts", "invite", "ada", "--name", "Ada Administrator", "--role", "administrator")
    code, told = run(monkeypatch, *invite)
    assert code == 0
    path = told.splitlines()[0]
    assert path.startswith("/invitation/")
    assert run(monkeypatch, *invite)[0] == 2
    store = Store.open(at)
    assert take(store, Purpose.INVITATION, path.rpartition("/")[2], "rain on a tin roof")
    with store.read() as session:
        assert [(row.actor, row.subject) for row in audit.rows_about(session)] == [
            ("ada", "account/ada"),
            ("command", "account/ada"),
        ]
    store.close()
    assert run(monkeypatch, "accounts", "list")[1] == "ada  active    administrator  (Ada Administrator)\n"
    assert run(monkeypatch, "accounts", "recover", "ada")[1].startswith("/recovery/")


def test_roles_and_coming_in(at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be is one sentence and exit code 2."""
    run(monkeypatch, "accounts", "invite", "ann", "--name", "Ann Author", "--role", "author")
    assert run(monkeypatch, "accounts", "role", "ann", "add", "board") == (0, "ann is now board\n")
    assert run(monkeypatch, "accounts", "role", "ann", "remove", "author") == (0, "ann is no longer author\n")
    for wrong, said in (
        (("role", "ann", "remove", "author"), "is not author"),
        (("role", "ann", "add", "queen"), "no role that is given"),
        (("role", "ann", "give", "author"), "expected add or remove"),
        (("role", "ann", "add", "administrator"), "that needs two accounts"),
        (("recover", "nobody-here"), "no account with this login"),
        (("invite", "Ann!", "--name", "x"), "this is no login"),
        (("enable", "ann"), "is not disabled"),
    ):
        code, told = run(monkeypatch, "accounts", *wrong)
        assert (code, said in told, told.count("\n")) == (2, True, 1), told
    assert run(monkeypatch, "accounts", "disable", "ann")[0] == 0
    assert "disabled" in run(monkeypatch, "accounts", "list")[1]
    assert run(monkeypatch, "accounts", "enable", "ann") == (0, "ann is enabled\n")


def test_a_store_that_is_missing_is_told_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 6, and how one is made; without a name of it exit code 2."""
    monkeypatch.delenv("STILLPATH_STORE", raising=False)
    code, told = run(monkeypatch, "accounts", "list")
    assert (code, "--store" in told) == (2, True)
    missing = str(tmp_path / "none.db")
    for call in (("accounts", "list"), ("serve", "--port", "0")):
        code, told = run(monkeypatch, *call, "--store", missing)
        assert (code, "stillpath store create" in told, told.count("\n")) == (6, True, 1)
