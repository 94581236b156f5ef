"""The command `review`, and every other command at a store: what is served is what they read."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.cli.reading import knowledge_of
from stillpath.errors import KnowledgeError, UsageError
from stillpath.library import Chosen
from stillpath.model.review import State
from stillpath.store import Store
from tests.databases import new_url
from tests.review.conftest import ENTRY, People, Small
from tests.review.test_workflow import BETTER, approved


@pytest.fixture(params=["sqlite"])
def address(tmp_path: Path) -> str:
    return new_url("sqlite", tmp_path)


@pytest.fixture
def store(address: str, clock: object) -> Store:
    return Store.open(address, clock)  # type: ignore[arg-type]


def run(address: str, folder: Path, *words: str) -> str:
    done = CliRunner().invoke(
        app, ["review", *words], env={"STILLPATH_STORE": address, "STILLPATH_KNOWLEDGE": str(folder)}
    )
    assert done.exception is None, done.exception
    return done.output


def test_list_due_export_and_import(address: str, store: Store, folder: Path, people: People, tmp_path: Path) -> None:
    """Each prints what the store holds; control characters that somebody typed do not reach the terminal."""
    assert "nothing was handed in" in run(address, folder, "list")
    number = approved(store, folder, people)
    assert f"{ENTRY}: approved" in run(address, folder, "list")
    assert number
    assert "nothing is retired" in run(address, folder, "due")
    assert f"{ENTRY}.yaml differs" in run(address, folder, "export", str(tmp_path / "out"))
    other = new_url("sqlite", tmp_path)
    assert "1 submission was new" in run(other, folder, "import", str(tmp_path / "out" / "reviews.json"))


def test_every_command_reads_what_is_served(
    address: str, store: Store, folder: Path, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a store named, published texts and standings are in the knowledge; without one they are not."""
    approved(store, folder, people)
    monkeypatch.setenv("STILLPATH_STORE", address)
    knowledge = knowledge_of(Chosen(folder))
    assert isinstance(knowledge, Small)
    assert knowledge.texts[ENTRY] == BETTER
    assert knowledge.reviewed.of(ENTRY).state is not State.SUBMITTED


def test_a_folder_without_knowledge_is_told_by_every_command(address: str, tmp_path: Path) -> None:
    """Also by one that reads nothing of it."""
    for words in (["list"], ["due"], ["export", str(tmp_path / "out")]):
        done = CliRunner().invoke(
            app, ["review", *words], env={"STILLPATH_STORE": address, "STILLPATH_KNOWLEDGE": str(tmp_path / "none")}
        )
        assert isinstance(done.exception, KnowledgeError), words


@pytest.mark.whole
def test_an_entry_is_found_by_its_id_alone(address: str) -> None:
    """If one entry has it; else those that have it are named."""
    assert "Review of drugs/anakinra" in CliRunner().invoke(app, ["review", "show", "anakinra"], env=at(address)).output
    done = CliRunner().invoke(app, ["review", "show", "no-such-id"], env=at(address))
    assert "there is no such entry" in str(done.exception)


def at(address: str) -> dict[str, str]:
    return {"STILLPATH_STORE": address, "STILLPATH_KNOWLEDGE": ""}


def test_without_a_store_the_command_says_so(folder: Path) -> None:
    """One sentence."""
    done = CliRunner().invoke(app, ["review", "list"], env={"STILLPATH_STORE": ""})
    assert isinstance(done.exception, UsageError)
    assert "no store is named" in str(done.exception)
