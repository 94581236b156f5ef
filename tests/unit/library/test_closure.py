"""The closure of an entry: what it rests on, what changes it, and what leaves an approval as it was."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stillpath.library import Chosen, default_folder, load
from stillpath.library.closure import parts_of
from stillpath.library.digest import FOLDERS
from stillpath.library.tree import Tree, read_tree
from stillpath.model import Knowledge, Way, entry_of, leads
from stillpath.prose.usage import cited_by

ROOT = Path(__file__).parents[3]


class Folder:
    """The shipped files, each of which can be read with other words."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.trees: dict[str, Tree] = {}
        for kind in FOLDERS:
            for path in (default_folder() / kind).glob("*.yaml"):
                tree = read_tree(path.read_text(encoding="utf-8"))
                assert tree is not None
                self.trees[f"{kind}/{path.stem}"] = tree

    def with_text(self, name: str, edit: Callable[[str], str], tables: Path | None = None) -> Knowledge:
        """The knowledge as it would be read with one file edited."""
        before = (default_folder() / f"{name}.yaml").read_text(encoding="utf-8")
        tree = read_tree(edit(before))
        assert tree is not None
        return self.with_trees({**self.trees, name: tree}, tables)

    def with_trees(self, trees: dict[str, Tree], tables: Path | None = None) -> Knowledge:
        values = self.knowledge.values
        assert values is not None
        parts = parts_of(trees, self.knowledge.facts, values, None, tables or default_folder() / "tables")
        return replace(self.knowledge, parts=parts)


@pytest.fixture(scope="module")
def folder(knowledge: Knowledge) -> Folder:
    return Folder(knowledge)


def changed(before: Knowledge, after: Knowledge) -> dict[str, tuple[str, ...]]:
    """The entries whose closure is another, and the parts that make it so."""
    found = {}
    for name in before.parts.entries:
        was, now = before.closure_of(name), after.closure_of(name)
        if was.hash != now.hash:
            found[name] = now.changed_since(was.parts)
    return found


def swapped(text: str, one: str, other: str) -> str:
    assert one in text, one
    return text.replace(one, other, 1)


def test_what_is_read_is_what_was_kept(folder: Folder, knowledge: Knowledge) -> None:
    """The snapshot holds the same parts as the files, whichever was read."""
    assert folder.with_trees(folder.trees).parts == knowledge.parts


def test_comments_blank_lines_the_order_of_keys_and_quoting_do_not_count(folder: Folder, knowledge: Knowledge) -> None:
    """Nobody has to sign again for a remark."""

    def rewritten(text: str) -> str:
        return "# a remark\n\n" + swapped(text, "id: mas-2016", "id: 'mas-2016'  # quoted")

    assert changed(knowledge, folder.with_text("criteria/mas-2016", rewritten)) == {}

    def turned(text: str) -> str:
        first, _, others = text.partition("\n")
        return f"{others.rstrip()}\n\n{first}\n"

    assert changed(knowledge, folder.with_text("criteria/mas-2016", turned)) == {}


def test_a_number_of_a_rule_changes_all_that_rests_on_it(folder: Folder, knowledge: Knowledge) -> None:
    """684 to 884 in one line: the criterion, what refers to it, and nothing else."""
    found = changed(knowledge, folder.with_text("criteria/mas-2016", lambda text: swapped(text, "684", "884")))

    assert found["criteria/mas-2016"] == ("criteria/mas-2016",)
    assert set(found) == {
        name for name in knowledge.parts.entries if "criteria/mas-2016" in knowledge.closure_of(name).parts
    }
    assert "facts/ferritin" not in found


def test_the_year_of_a_source_changes_every_entry_that_cites_it(folder: Folder, knowledge: Knowledge) -> None:
    """And what rests on those; each is told that it was the source."""
    after = folder.with_text("sources/ravelli-2016", lambda text: swapped(text, "2016", "2017"))
    found = changed(knowledge, after)

    assert {entry_of(item.of) for item in cited_by("ravelli-2016", knowledge)} <= set(found)
    assert set(found.values()) == {("sources/ravelli-2016",)}
    assert "drugs/aciclovir" not in found


def test_a_parameter_of_policy_changes_only_what_uses_it(folder: Folder, knowledge: Knowledge) -> None:
    """Its page holds others: each is a part of its own."""
    found = changed(
        knowledge, folder.with_text("policy/thresholds", lambda text: swapped(text, "38.0 Cel\n", "38.1 Cel\n"))
    )

    assert {"policy/fever-temperature", "criteria/fever", "criteria/mas-2016"} <= set(found)
    assert set(found.values()) == {("policy/fever-temperature",)}
    assert not {"policy/hlh-2004-fever-temperature", "facts/temperature", "facts/ferritin"} & set(found)


def test_how_long_a_value_counts_belongs_to_the_fact(folder: Folder, knowledge: Knowledge) -> None:
    """A line of its own changes one fact, the line of a kind those that have none."""
    values = knowledge.values
    assert values is not None

    def with_line(name: str) -> dict[str, tuple[str, ...]]:
        other = replace(values, current_for={**values.current_for, name: "1 h"})
        parts = parts_of(folder.trees, knowledge.facts, other, None, default_folder() / "tables")
        return changed(knowledge, replace(knowledge, parts=parts))

    assert with_line("weight")["facts/weight"] == ("facts/weight",)
    assert "facts/ferritin" not in with_line("weight")
    assert {"facts/ferritin", "facts/platelets"} <= set(with_line("lab"))
    assert "facts/urate" not in with_line("lab")


def test_a_figure_in_the_rows_of_a_table_changes_what_is_looked_up_in_it(
    folder: Folder, knowledge: Knowledge, tmp_path: Path
) -> None:
    """The CSV counts as the record beside it does; how its lines end does not."""
    for path in (default_folder() / "tables").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_bytes(text.replace("\n", "\r\n").encode())
    same = folder.with_trees(folder.trees, tmp_path)
    assert changed(knowledge, same) == {}

    table = tmp_path / "blood-pressure-95th.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + "\n", encoding="utf-8")
    found = changed(knowledge, folder.with_trees(folder.trees, tmp_path))
    assert found["tables/blood-pressure-95th"] == ("tables/blood-pressure-95th",)
    assert "criteria/bp-at-95th" in found
    assert "facts/ferritin" not in found


def test_a_dose_changes_what_gives_it_and_not_every_rule_that_names_the_drug(
    folder: Folder, knowledge: Knowledge
) -> None:
    """A rule rests on what counts as the drug, an action on the drug itself."""
    after = folder.with_text("drugs/anakinra", lambda text: swapped(text, "note:", "note: another word,"))
    found = changed(knowledge, after)
    assert {"drugs/anakinra", "actions/give-anakinra", "pathway/treat-now"} <= set(found)
    assert not {"criteria/masked-by-blocker", "alerts/anakinra-twice"} & set(found)

    after = folder.with_text("drugs/anakinra", lambda text: swapped(text, "on_board_for:", "on_board_for: 9"))
    assert changed(knowledge, after)["criteria/masked-by-blocker"] == ("drugs/anakinra#names",)


def test_a_translation_rests_on_itself_and_on_the_words_it_renders(folder: Folder, knowledge: Knowledge) -> None:
    """The entry of its claim changes it, a source of that entry does not."""
    entry = entry_of(knowledge.translations["nb-actions-a"].texts[0].of)
    after = folder.with_text(entry, lambda text: f"{text}more: a word\n")
    assert changed(knowledge, after)["translations/nb-actions-a"] == (entry,)

    source = next(name for name in knowledge.closure_of(entry).parts if name.startswith("sources/"))
    after = folder.with_text(source, lambda text: f"{text}more: a word\n")
    assert "translations/nb-actions-a" not in changed(knowledge, after)


def test_no_closure_holds_a_case_but_that_of_a_case(knowledge: Knowledge) -> None:
    """Cases test an entry: another case needs no new signature."""
    for name in knowledge.parts.entries:
        cases = [part for part in knowledge.closure_of(name).parts if part.startswith("cases/")]
        assert cases == ([name] if name.startswith("cases/") else []), name


def test_a_new_version_of_the_language_ends_every_approval(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was signed was the meaning that the lines had."""
    before = {name: knowledge.closure_of(name) for name in knowledge.parts.entries}
    monkeypatch.setattr(leads, "LANGUAGE_VERSION", "another")

    for name, was in before.items():
        assert knowledge.closure_of(name).changed_since(was.parts) == ("language",)


def test_what_a_hospital_chose_is_not_covered_by_an_approval_of_what_is_shipped(knowledge: Knowledge) -> None:
    """Each choice that changes something changes the part it touches, and no other part."""
    local = load(Chosen(policy=ROOT / "docs" / "local-policy-example.yaml"))
    assert local.local is not None
    folder = {"parameter": "policy", "slot": "drugs", "not_available": "drugs", "current_for": "facts"}
    touched = {
        f"{folder[one.kind]}/{one.id.partition('/')[0]}" for one in local.local.choices if one.changes
    } & knowledge.parts.marks.keys()
    marks = knowledge.parts.marks
    other = {name for name, mark in local.parts.marks.items() if marks[name] != mark and "#" not in name}

    assert len(touched) > 2
    assert {name for name in other if not name.startswith("facts/")} == {
        name for name in touched if not name.startswith("facts/")
    }
    assert touched <= other
    assert changed(knowledge, local).keys() >= touched


def test_a_closure_holds_the_closures_of_what_it_rests_on(knowledge: Knowledge) -> None:
    """Of every entry and every lead; a translation and what a question is found by apart. Circles end."""
    apart = (Way.ABOUT, Way.WORDED)
    closures = {name: knowledge.closure_of(name).parts.keys() for name in knowledge.parts.marks}
    for lead in knowledge.leads:
        if lead.way not in apart and lead.to in closures:
            assert closures[lead.to] <= closures[lead.of], lead


def test_the_same_parts_have_the_same_hash(knowledge: Knowledge) -> None:
    """Worked out twice, and from a knowledge that holds the review of its entries."""
    again = knowledge.reviewed_as(knowledge.reviewed)
    for name in ("criteria/mas-2016", "drugs/anakinra", "pathway/treat-now"):
        assert again.closure_of(name) == knowledge.closure_of(name)
