"""docs/audit.md keeps its word: the hash by hand, and the role that may only add to the log."""

import re
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.store import Store, audit
from stillpath.store.schema import Rating
from tests.databases import new_url
from tests.store.conftest import Clock

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^ *```{language}\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_a_hash_can_be_made_by_hand(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """With what the page shows, from what the command prints; an altered row does not fit."""
    store = Store.open(url, clock)
    with store.change("ann", "review: sign", "drugs/anakinra", {"reason": "agrees, Ærlig", "a": [1, None]}, once="k"):
        pass
    store.close()
    printed = CliRunner().invoke(app, ["audit", "list", "--format", "json", "--store", url]).output
    monkeypatch.chdir(tmp_path)
    code = compile(block("python"), "audit.md", "exec")
    Path("rows.json").write_text(printed, encoding="utf-8")
    exec(code, {})  # noqa: S102
    Path("rows.json").write_text(printed.replace("agrees", "denies"), encoding="utf-8")
    with pytest.raises(AssertionError):
        exec(code, {})  # noqa: S102


def test_the_role_of_the_page_may_add_to_the_log_and_no_more(tmp_path: Path, clock: Clock) -> None:
    """The server does its work with it; the log it can neither alter, nor shorten, nor take the triggers away from."""
    url = new_url("postgresql", tmp_path)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE ROLE stillpath_server LOGIN")
        owner.execute(block("sql").encode())
    store = Store.open(url.replace("app@", "stillpath_server@"), clock)
    with store.change("reader", "feedback: rate", "/") as session:
        session.add(Rating(page="/", knowledge="v", visitor="x", useful=1, correct="", at=clock()))
    with store.read() as session:
        assert audit.verify(session).seq == 1
    store.close()
    refused = (
        "UPDATE audit SET actor = 'bob'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DELETE FROM audit_head",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_no_change ON audit",
    )
    with psycopg.connect(url.replace("app@", "stillpath_server@"), autocommit=True) as server:
        for statement in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                server.execute(statement.encode())
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("DROP OWNED BY stillpath_server")
        owner.execute("DROP ROLE stillpath_server")
