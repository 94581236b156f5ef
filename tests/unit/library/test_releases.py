"""The news of the knowledge: which files are notes, in which order, and how their small Markdown reads."""

from datetime import date
from pathlib import Path

import pytest

from stillpath.library import changes_folder, read_releases
from stillpath.library.releases import note_parts, plain_text
from stillpath.model import Knowledge, NotePart
from stillpath.prose.releases_page import releases_page


def _folder(tmp_path: Path, **notes: str) -> Path:
    for name, text in notes.items():
        (tmp_path / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_shipped_note_is_shown() -> None:
    """Each file has a date and a text, and no mark of its form is left over."""
    folder = changes_folder()
    assert folder is not None
    notes = read_releases()
    assert len(notes) == len(list(folder.iterdir()))
    assert [note.day for note in notes] == sorted((note.day for note in notes), reverse=True)
    texts = [text for note in notes for part in note.parts for text in (part.text, *part.points)]
    assert all(texts)
    assert [text for text in texts if "**" in text or "`" in text] == []


def test_the_newest_stands_first(tmp_path: Path) -> None:
    """By day; those of one day by their name."""
    folder = _folder(tmp_path, **{"2026-11-21-b": "x", "2026-11-21-a": "x", "2026-12-01-c": "x"})
    assert [note.title for note in read_releases(folder)] == ["c", "a", "b"]


def test_what_is_no_note_is_left_out(tmp_path: Path) -> None:
    """A file without a day, or that is no text, is none; a folder without notes has none."""
    folder = _folder(tmp_path, **{"README": "x", "2026-13-01-never": "x", "2026-11-22-good": "x"})
    (folder / "2026-11-23-bytes.md").write_bytes(b"\xff\xfe\x00")
    assert [note.title for note in read_releases(folder)] == ["good"]
    assert read_releases(tmp_path / "nowhere") == ()


def test_a_note_may_tell_its_version(tmp_path: Path, knowledge: Knowledge) -> None:
    """Then it stands beside the day; otherwise the day stands alone."""
    folder = _folder(tmp_path, **{"2026-11-22-told": "version: 2026.12\nYou will notice.", "2026-11-21-not": "x"})
    told, not_told = read_releases(folder)
    assert (told.day, told.version, told.parts) == (date(2026, 11, 22), "2026.12", (NotePart("You will notice."),))
    titles = [section.title for section in releases_page((told, not_told), knowledge).sections]
    assert titles == ["", "22-Nov-2026, knowledge 2026.12: told", "21-Nov-2026: not"]


def test_a_page_without_notes_says_so(knowledge: Knowledge) -> None:
    """An installed copy that lacks them is no error."""
    (head,) = releases_page((), knowledge).sections
    assert head.items[-1].text == "No notes are held with this copy of stillpath."


@pytest.mark.parametrize(
    "text, parts",
    [
        ("one\ntwo", (NotePart("one two"),)),
        ("one\n\ntwo", (NotePart("one"), NotePart("two"))),
        ("# one\n- a\n* b\n  c\n", (NotePart("one", ("a", "b c")),)),
        ("one\n\n- a", (NotePart("one", ("a",)),)),
        ("- a\n- b", (NotePart("", ("a", "b")),)),
        ("", ()),
    ],
)
def test_paragraphs_and_lists(text: str, parts: tuple[NotePart, ...]) -> None:
    """A list belongs to the paragraph above it."""
    assert note_parts(text) == parts


@pytest.mark.parametrize(
    "text, plain",
    [
        ("**All of it.** And *one*.", "All of it. And one."),
        ("platelets 150 10*9/L and 2 * 3 * 4", "platelets 150 10*9/L and 2 * 3 * 4"),
        ("`watch` and [a page](docs/web.md)", "watch and a page"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_marks_go_and_figures_stay(text: str, plain: str) -> None:
    """A star of a unit is no mark; what looks like HTML stays text, and a page escapes it."""
    assert plain_text(text) == plain
