"""A text of the knowledge in fields: whatever is not touched stays as it was, byte for byte."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillpath.library.digest import FOLDERS
from stillpath.review.fields import (
    Field,
    Part,
    UnreadText,
    added,
    field_at,
    fields_of,
    outline,
    removed,
    with_fields,
    with_key,
)
from stillpath.review.skeleton import known_keys, skeleton

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
FILES = [path for kind in FOLDERS for path in sorted((KNOWLEDGE / kind).glob("*.yaml"))]
ANAKINRA = (KNOWLEDGE / "drugs" / "anakinra.yaml").read_text(encoding="utf-8")
SMALL = """\
id: x
names:
  - a
doses:
  - note: |
      One line.
      Another.
    who:
      - weight < 40 kg
cautions:
  - id: b
    says: >-
      folded
      text
source: "y"
"""
A_FEW = sorted(FILES, key=lambda path: path.stat().st_size)[::150]


def values_of(text: str) -> dict[str, str]:
    return {field.path: field.value for field in fields_of(text)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FOLDERS)
def test_every_field_set_to_its_own_value_changes_no_byte(kind: str) -> None:
    """Of every file that is shipped; as a browser sends it, with its line ends."""
    for path in sorted((KNOWLEDGE / kind).glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        sent = {name: value.replace("\n", "\r\n") for name, value in values_of(text).items()}
        assert with_fields(text, sent) == text, path.name


@pytest.mark.parametrize("path", A_FEW, ids=lambda path: path.stem)
def test_a_field_that_is_set_is_the_only_one_that_changes(path: Path) -> None:
    """Of some files: it reads as it was set, all other fields read as before, and every other line is the same."""
    text = path.read_text(encoding="utf-8")
    before = values_of(text)
    for field in fields_of(text)[::9]:
        changed = with_fields(text, {field.path: "set anew: 'so' \"far\""})
        assert values_of(changed) == {**before, field.path: "set anew: 'so' \"far\""}
        kept = text.splitlines()
        assert changed.splitlines()[: field.line - 1] == kept[: field.line - 1]
        tail = len(kept) - field.until
        assert changed.splitlines()[len(changed.splitlines()) - tail :] == kept[field.until :]


@settings(deadline=None, max_examples=15)
@given(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\x85\ufeff\ufffe\uffff"
        ),
        min_size=1,
    ),
    st.sampled_from(["names/0", "doses/0/note", "doses/0/who/0", "cautions/0/says", "source"]),
)
def test_whatever_is_typed_reads_back(typed: str, path: str) -> None:
    """A colon, a quote, a hash, a dash: the field holds it, and no other changes."""
    try:
        changed = with_fields(SMALL, {path: typed})
    except ValueError:
        return
    if typed.strip(" \t\n"):
        read = values_of(changed)
        assert read.pop(path).split() == typed.split()
        assert read == {name: value for name, value in values_of(SMALL).items() if name != path}


def test_comments_stay_and_are_shown_beside_what_they_stand_above() -> None:
    """A comment above a key is its comment; one behind a value stays behind it."""
    text = "id: x\n# Asked of the author.\nunit: ng/mL  # as printed\nwhy: |\n  One line.\n  Another.\n"
    (unit,) = [field for field in fields_of(text) if field.path == "unit"]
    assert unit.comment == "Asked of the author."
    assert with_fields(text, {"unit": "ug/L"}) == text.replace("ng/mL", "ug/L")
    assert with_fields(text, {"why": "Only this."}) == text.replace("  One line.\n  Another.", "  Only this.")


def test_a_field_that_is_emptied_goes_with_its_key() -> None:
    """An optional key is left out by emptying it; a key behind a dash stays, because its item would fall apart."""
    text = "id: x\ndoses:\n  - id: a\n    every: 12 h\n    give: 1 mg\n"
    assert with_fields(text, {"doses/0/every": ""}) == text.replace("    every: 12 h\n", "")
    assert with_fields(text, {"doses/0/id": " "}) == text.replace("- id: a", "- id:")


def test_a_long_text_becomes_a_block() -> None:
    """And is broken between words, as the other files have it."""
    long = "word " * 60
    changed = with_fields("id: x\nsays: short\n", {"says": long})
    assert changed.startswith("id: x\nsays: |\n  word word")
    assert max(map(len, changed.splitlines())) <= 118
    assert values_of(changed)["says"].split() == long.split()


def test_an_item_is_added_empty_and_taken_away() -> None:
    """A new item has the keys of its neighbour and no value of it; taken away again the text is as it was."""
    more = added(ANAKINRA, "doses/0")
    new = {path: value for path, value in values_of(more).items() if path.startswith("doses/1/")}
    assert set(new) == {path.replace("/0/", "/1/") for path in values_of(ANAKINRA) if path.startswith("doses/0/")}
    assert set(new.values()) == {""}
    assert removed(more, "doses/1") == ANAKINRA
    assert with_fields(more, {"doses/1/give": "1 mg/kg per dose"}) != more


@pytest.mark.parametrize("path", A_FEW, ids=lambda path: path.stem)
def test_every_item_can_be_taken_away_and_added(path: Path) -> None:
    """Of every list of some files: what is left is the rest; an empty one added and taken away leaves no trace."""
    text = path.read_text(encoding="utf-8")
    items = [part for part in flat(outline(text)) if part.item]
    for item in items[::9]:
        less = removed(text, item.path)
        lines = text.splitlines()
        assert less.splitlines() in (
            lines[: item.line - 1] + lines[item.until :],
            lines[: item.line - 2] + lines[item.until :],
        )
        outline(less)
        head, _, number = item.path.rpartition("/")
        assert removed(added(text, item.path), f"{head}/{int(number) + 1}") == text


def flat(parts: tuple[Field | Part, ...]) -> list[Field | Part]:
    return [one for part in parts for one in (part, *(flat(part.parts) if isinstance(part, Part) else []))]


def test_a_key_that_other_records_have_can_be_added() -> None:
    """With the keys of what stands under it there, all empty."""
    keys = known_keys(KNOWLEDGE, "drugs")
    assert {"doses", "slots", "cautions"} <= set(keys[""])
    assert "at_most" in keys["doses/*"]
    text = with_key("id: x\ndoses:\n  - id: a\n", "doses/0", "sources", keys["doses/*"]["sources"])
    assert text == "id: x\ndoses:\n  - id: a\n    sources:\n      - source:\n        locator:\n        status:\n"
    assert with_key(text, "doses/0", "sources") == text


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_new_record_begins_with_the_keys_of_its_kind(kind: str) -> None:
    """And with nothing else: its id is all that it says."""
    values = values_of(skeleton(KNOWLEDGE, kind, "made-up"))
    assert values.pop("id") == "made-up"
    assert values
    assert set(values.values()) == {""}


def test_a_line_leads_to_its_field() -> None:
    """So that a problem found at a line stands beside the field."""
    for field in fields_of(ANAKINRA):
        assert field_at(ANAKINRA, field.line) == field.path
        assert field_at(ANAKINRA, field.until) == field.path


@pytest.mark.parametrize("text", ["", "- a\n", "id: [a]\n", "id: &a b\n", "id: a\nid: b\n", "id: 'a\n", "just words"])
def test_what_is_no_record_says_where(text: str) -> None:
    """Such a text is edited as a whole."""
    with pytest.raises(UnreadText) as caught:
        fields_of(text)
    assert caught.value.line >= 1
