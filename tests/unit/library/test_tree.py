"""A text that would fill the memory, or that is nested without end, is refused before it is read to its end."""

from pathlib import Path

import pytest
from ruamel.yaml.error import YAMLError

from stillpath.errors import KnowledgeError
from stillpath.library.record import read_record
from stillpath.library.tree import TooMuchError, composed, read_tree
from stillpath.review.closing import entries_in
from stillpath.review.fields import UnreadText, outline, with_fields

BOMB = "id: x\na0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
"""Under one kilobyte, and a thousand million texts if every alias were written out."""

HOSTILE = {
    "aliases of aliases": (BOMB, "an anchor or alias"),
    "an alias of itself": ("&a [*a]", "an anchor or alias"),
    "questions in questions": ("? " * 3000 + "x", "over 40 deep"),
    "lists in lists": ("- " * 3000, "over 40 deep"),
    "brackets in brackets": ("[" * 3000, "over 40 deep"),
    "records in brackets": ("a: " + "{a: " * 3000, "over 40 deep"),
    "very many": ("- x\n" * 20_001, "over 20000 texts"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    """By the reader, by a record, by the fields of the editor, and by what asks which entries stand in it."""
    text, said = HOSTILE[name]
    for read in (composed, read_tree):
        with pytest.raises(TooMuchError, match=said):
            read(text)
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(KnowledgeError, match=f"not YAML: .*{said}"):
        read_record(tmp_path / "x.yaml", "x.yaml")
    with pytest.raises(UnreadText, match=said):
        outline(text)
    assert entries_in("policy/x", text) == ("policy/x",)


@pytest.mark.parametrize("text", ["%YAML 1.3\n---\nid: x\n", "---\n%YAML 1.3\n- x\n"])
def test_a_version_of_yaml_that_is_not_known_is_refused_too(text: str) -> None:
    """The reader's own assertion is none of its errors."""
    with pytest.raises(YAMLError):
        composed(text)
    with pytest.raises(UnreadText, match="not YAML"):
        outline(text)


def test_a_value_of_a_field_may_hold_anything_as_text() -> None:
    """What would be nested without end as YAML stands in quotes."""
    assert with_fields("id: x\n", {"id": "[" * 60}) == f'id: "{"[" * 60}"\n'


def test_what_is_just_not_too_much_is_read() -> None:
    """Thirty-nine lists in one another, and as many texts as a file may hold."""
    assert composed("- " * 38 + "x") is not None
    assert composed("- x\n" * 19_999) is not None
