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
    (
        "monitoring/reassess.yaml",
        "every: policy reassess-every",
        "every: policy reasses",
        "'reasses' is not a parameter",
    ),
    ("actions/reassess-12h.yaml", "{policy reassess-every}", "{policy often}", "'often' is not a parameter"),
    ("facts/ferritin.yaml", "  - plasma-exchange", "  - plasma-exchnge", "did you mean 'plasma-exchange'?"),
    (
        "facts/urine-output.yaml",
        "concern: low",
        "concern: low\nscale: log",
        "a logarithmic scale for values that may be 0",
    ),
    ("facts/bsa.yaml", "height * weight", "hieght * weight", "'hieght' is not a fact, in derive"),
    ("tables/blood-pressure-95th.yaml", "unit: cm", "unit: inch", "'height' is not counted in 'inch'"),
    ("tables/weight-for-age-who.csv", "\nmale,72,", "\nmale,72.5,", "'age' has other rows for one sex"),
    ("tables/weight-for-age-cdc.csv", "32.71868225", "32.71868226", "the rows are not those this record was"),
    ("facts/weight-for-age-z.yaml", "age_who", "age_whoo", "'weight-for-age-whoo' is not a table, in derive"),
    ("facts/urea.yaml", "kind: lab", "kind: lap", "facts/urea.yaml:3: 'lap' is not a known kind"),
    ("events/first-mas-treatment.yaml", "is: earliest of ", "is: ", "does not begin an event"),
    ("drugs/anakinra.yaml", "  - Kineret", "  - Actemra", "the name 'actemra' is that of anakinra and tocilizumab"),
    ("drugs/anakinra.yaml", "  - il-1-blocker", "  - il-1-blockr", "has the class 'il-1-blockr'; did you mean"),
    ("criteria/mas-2016.yaml", "  fibrinogen: 10.6", "  fibrinogn: 10.6", "'fibrinogn' is not a fact, in also_printed"),
    ("cases/amira.yaml", "    - watch-only", "    - watch-ony", "'watch-ony' is not one of actions, in expect"),
    ("cases/kim-2023.yaml", "source: kim-2023", "source: kim-2032", "'kim-2032' is not a source"),
    (
        "cases/kim-2023.yaml",
        "\nexpect:\n",
        "\nthen:\n  - at: 2000-01-01\n    no_alerts:\n      - maskd-mas\nexpect:\n",
        "'maskd-mas' is not one of alerts, in then; did you mean 'masked-mas'?",
    ),
    ("pathway/suspect.yaml", "rank: 10", "rank: 20", "another stage has the rank 20 too"),
    (
        "pathway/suspect.yaml",
        "\ndo:\n",
        "\ndo:\n  - watch-only\n  - watch-only\n",
        "the action 'watch-only' stands here",
    ),
    ("pathway/refractory.yaml", "rank: 70\n", "", "a stage without `rank`"),
    ("conflicts/methylprednisolone-days.yaml", "\nstatus: verified", "\nstatus: sure", "'sure' is not a known status"),
    ("differentials/leukaemia.yaml", "order: 20", "order: 30", "another differential has the order 30 too"),
    ("differentials/liver-injury.yaml", "    status: verified", "    status: unverified", "tells something unverified"),
    ("differentials/infection-hlh.yaml", "  - ebv\n", "  - evb\n", "'evb' is not a drug, fact, term or criterion"),
    ("differentials/drug-reaction.yaml", "when: blocker-reaction\n", "", "a differential without `when`"),
    ("samples/chemistry.yaml", "volume: 0.8 mL", "volume: 0.8 L", "cannot read '0.8 L' of 'volume'"),
    ("samples/look-bleeding.yaml", "  - bleeding", "  - bleding", "'bleding' is not a fact"),
    ("samples/coagulation.yaml", "  - transfusion", "  - transfusions", "is nothing a sample is taken before"),
    ("samples/virus-pcr.yaml", "\nstatus: verified", "\nstatus: unverified", "an unverified sample"),
    ("policy/next-test.yaml", "  - id: next-test-stage", "  - id: next-test-stages", "no parameter 'next-test-stage'"),
    ("actions/give-pulse.yaml", "\nstatus: ", "\nstatus: unverified\nwas: ", "give-pulse.yaml"),
    (
        "scores/hscore.yaml",
        "above 39.4 Cel",
        "above 39.5 Cel",
        "hscore.yaml:25: between '38.4 to 39.4 Cel' and 'above 39.5",
    ),
    (
        "scores/mh-score.yaml",
        "total: 0 to 123",
        "total: 0 to 124",
        "the points of the items do not add up to the total",
    ),
    (
        "scores/isth-dic.yaml",
        "\nstatus: verified",
        "\nstatus: unverified",
        "isth-dic.yaml: an unverified record computes",
    ),
    ("forms/new-child.yaml", "      - ferritin\n", "      - ferritn\n", "'ferritn' is not a fact"),
    ("forms/new-child.yaml", "      - anakinra\n", "      - anakinrra\n", "'anakinrra' is not a drug"),
    ("forms/new-child.yaml", "      - crp\n", "      - crp\n      - esr\n", "'esr' stands twice in this form"),
    ("forms/new-child.yaml", "      - rash\n", "      - infection-possible\n", "of kind judgement, in a part of signs"),
    ("forms/new-child.yaml", "      - height\n", "      - age\n", "'age' is asked by every form"),
    ("editorial/2026-11.yaml", "        - samples\n", "        - sampels\n", "the kind 'samples' stands in no group"),
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
    (place / "tables" / "height-for-age.csv").write_text("", encoding="utf-8")
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
    assert names == [
        "knowledge/criteria/mas.yml",
        "knowledge/criterions",
        "knowledge/notes.txt",
        "knowledge/tables/height-for-age.csv",
    ]


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
