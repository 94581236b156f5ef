"""What `check` finds in a knowledge folder in which many things are wrong."""

import shutil
from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder
from stillpath.library.check import check_knowledge, first_causes, unread
from stillpath.library.folder import read_folder

_CHANGES = [
    ("policy/values.yaml", "  seizure: 7", "  siezure: 7", "'siezure' is not a fact or a kind, in current_for"),
    ("policy/values.yaml", "  age: 0 to", "  agee: 0 to", "'agee' is not a fact, in plausible"),
    ("policy/values.yaml", "  etoposide: 1 mg", "  etopside: 1 mg", "'etopside' is not a drug, in rounding"),
    ("facts/ferritin.yaml", "  - plasma-exchange", "  - plasma-exchnge", "did you mean 'plasma-exchange'?"),
    ("facts/bsa.yaml", "height * weight", "hieght * weight", "'hieght' is not a fact, in derive"),
    ("facts/urea.yaml", "kind: lab", "kind: lap", "facts/urea.yaml:3: 'lap' is not a known kind"),
    ("events/first-mas-treatment.yaml", "is: earliest of ", "is: ", "does not begin an event"),
    ("drugs/anakinra.yaml", "  - Kineret", "  - Actemra", "the name 'actemra' is that of anakinra and tocilizumab"),
    ("drugs/anakinra.yaml", "  - il-1-blocker", "  - il-1-blockr", "has the class 'il-1-blockr'; did you mean"),
    ("criteria/mas-2016.yaml", "  fibrinogen: 10.6", "  fibrinogn: 10.6", "'fibrinogn' is not a fact, in also_printed"),
    ("cases/amira.yaml", "    - watch-only", "    - watch-ony", "'watch-ony' is not one of actions, in expect"),
    ("cases/kim-2023.yaml", "source: kim-2023", "source: kim-2032", "'kim-2032' is not a source"),
    ("pathway/suspect.yaml", "rank: 10", "rank: 20", "another stage has the rank 20 too"),
    (
        "pathway/suspect.yaml",
        "\ndo:\n",
        "\ndo:\n  - watch-only\n  - watch-only\n",
        "the action 'watch-only' stands here",
    ),
    ("pathway/refractory.yaml", "rank: 70\n", "", "a stage without `rank`"),
    ("conflicts/methylprednisolone-days.yaml", "\nstatus: verified", "\nstatus: sure", "'sure' is not a known status"),
    ("actions/give-pulse.yaml", "\nstatus: ", "\nstatus: unverified\nwas: ", "give-pulse.yaml"),
    ("events/first-pulse.yaml", "\nstatus: proposal", "\nstatus: unverified", "first-pulse.yaml: an unverified record"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped folder with few of its cases, and with every change."""
    place = tmp_path_factory.mktemp("wrong") / "knowledge"
    shutil.copytree(default_folder(), place)
    for case in (place / "cases").glob("*.yaml"):
        if case.stem not in ("amira", "kim-2023"):
            case.unlink()
    for name, old, new, _ in _CHANGES:
        text = (place / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old}"
        (place / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    (place / "criterions").mkdir()
    (place / "criteria" / "mas.yml").write_text("id: mas\n", encoding="utf-8")
    (place / "notes.txt").write_text("", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def found(folder: Path) -> list[str]:
    """Every problem of that folder."""
    problems: list[KnowledgeError] = []
    knowledge = read_folder(folder, problems)
    return [str(one) for one in [*problems, *check_knowledge(knowledge, problems, folder.name)]]


@pytest.mark.parametrize("name, problem", [(name, problem) for name, _, _, problem in _CHANGES])
def test_every_change_is_found(found: list[str], name: str, problem: str) -> None:
    """None of the wrong things hides another, and each names its file."""
    assert [one for one in found if problem in one and name.rpartition("/")[0] in one], found


def test_what_nothing_reads_is_a_problem(folder: Path) -> None:
    """A folder with a wrong name, or a file with another ending, would be left out in silence."""
    names = [one.where for one in unread(folder)]
    assert names == ["knowledge/criteria/mas.yml", "knowledge/criterions", "knowledge/notes.txt"]


def test_what_only_follows_is_left_out() -> None:
    """Where a fact cannot be read, it is not said of each rule that the fact is not there."""
    cause = KnowledgeError("knowledge/facts/ferritin.yaml:9", "'ng' is not a known kind")
    follows = KnowledgeError("knowledge/criteria/mas-2016.yaml:30", "'ferritin' is not a fact")
    other = KnowledgeError("knowledge/criteria/fever.yaml:3", "the key 'when' is missing")
    assert first_causes([cause, follows, other], []) == [cause, other]


def test_two_that_follow_from_each_other_both_stay() -> None:
    """Something is always said."""
    one = KnowledgeError("knowledge/criteria/one.yaml:3", "'two' is not a criterion")
    two = KnowledgeError("knowledge/criteria/two.yaml:3", "'one' is not a criterion")
    assert first_causes([one, two], []) == [one, two]


def test_what_the_code_names_must_be_there(tmp_path: Path) -> None:
    """Without the weight, the age or a window of policy/ the program would stop at the first patient."""
    (tmp_path / "policy").mkdir()
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "ours.yaml").write_text(
        "id: ours\ntitle: ours\nshort: ours\ntype: protocol\ntier: record\n", encoding="utf-8"
    )
    (tmp_path / "policy" / "values.yaml").write_text(
        "id: values\ntitle: values\nsays: values\nsource: ours\nlocator: here\nstatus: proposal\n", encoding="utf-8"
    )
    problems: list[KnowledgeError] = []
    read_folder(tmp_path, problems)
    named = [one.problem for one in problems]
    assert "'weight' is missing, and the code asks for it by name" in named
    assert "'first-mas-treatment' is missing, and the code asks for it by name" in named
    assert "'trend-window' is missing, and the code asks for it by name" in named
