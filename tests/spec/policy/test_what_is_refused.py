"""A policy chooses among what is recorded, inside what is allowed; anything else is refused by file and line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder
from stillpath.library.folder import read_folder
from stillpath.library.patient_kinds import read_parameters
from stillpath.library.record import read_record
from stillpath.model import Knowledge
from tests.spec.policy.conftest import HEAD

Problems = Callable[[str], list[str]]

CHOICES = {
    "an amount's limit": (
        "parameter: pulse-order-limit\n    value: 40 mg/kg",
        "'pulse-order-limit' cannot be changed: it has no `may_be`",
    ),
    "a parameter that is none": ("parameter: fever\n    value: 38 Cel", "'fever' is no parameter"),
    "below the range": ("parameter: reassess-every\n    value: 5 h", "'reassess-every' may not be 5 h"),
    "above the range": (
        "parameter: fever-temperature\n    value: 38.6 Cel",
        "'fever-temperature' may not be 38.6 Cel",
    ),
    "another unit": ("parameter: weight-conflict\n    value: 7 kg", "'weight-conflict' may not be 7 kg"),
    "no quantity": (
        "parameter: check-counts-before\n    value: soon",
        "cannot read the value of 'check-counts-before'",
    ),
    "a currency that is fixed": ("current_for: mas\n    value: 5 d", "how long 'mas' counts cannot be changed"),
    "a currency outside": ("current_for: lab\n    value: 72 h", "'lab' may not be 72 h"),
    "no slot": ("slot: anakinra/pulse\n    record: halyabar-moderate", "'anakinra/pulse' is no slot"),
    "no record of the slot": (
        "slot: anakinra/moderate\n    record: halyabar-critical",
        "'halyabar-critical' is no record of anakinra/moderate",
    ),
    "a tier too weak": (
        "slot: anakinra/critical\n    record: uptodate-critical",
        "'uptodate-critical' rests on a secondary tier",
    ),
    "a machine's text": (
        "slot: prednisolone/after-pulse\n    record: seed-b-after-pulse",
        "'seed-b-after-pulse' rests on a secondary tier",
    ),
    "what never computes": (
        "slot: immunoglobulin/mas\n    record: acr-misc-mas",
        "'acr-misc-mas' is shown for comparison and never computes",
    ),
    "a record for adults": (
        "slot: methylprednisolone/pulse\n    record: la-rosee-pulse",
        "'la-rosee-pulse' is a record for adults",
    ),
    "a slot without a default": (
        "slot: ciclosporin/intravenous\n    record: halyabar-intravenous",
        "'ciclosporin/intravenous' has no default to choose instead of",
    ),
    "no drug": ("not_available: aspirine", "'aspirine' is no drug"),
}

FORM = {
    "an amount": ("slot: etoposide/mas\n    record: horne-mas\n    give: 1 mg", "the key 'give' is not known here"),
    "an alert's severity": (
        "alert: pulse-above-limit\n    severity: info",
        "a choice of nothing, or of several things",
    ),
    "two things at once": (
        "parameter: reassess-every\n    current_for: lab\n    value: 8 h",
        "a choice of nothing, or of several things",
    ),
    "words beside a value": (
        "parameter: reassess-every\n    value: 8 h\n    instead: nothing",
        "`instead` stands with not_available only",
    ),
}

WHOLE = {
    "no reason": (HEAD + "choices:\n  - parameter: reassess-every\n    value: 8 h\n", "the key 'because' is missing"),
    "chosen twice": (
        HEAD + "choices:\n" + "  - parameter: reassess-every\n    value: 8 h\n    because: A.\n" * 2,
        "'reassess-every' is chosen twice",
    ),
    "nobody decided it": (HEAD.replace("decided_by: nobody (invented)\n", ""), "the key 'decided_by' is missing"),
    "no date": (HEAD.replace("2026-11-01", "November"), "'dated' is not a date"),
    "over before it begins": (HEAD + "valid_until: 2026-10-01\n", "the policy ends before it begins"),
    "an id that cannot be said": (HEAD.replace("id: oslo", "id: Oslo 1"), "the id of a policy is not one short word"),
    "a key of its own": (HEAD + "approved: yes\n", "the key 'approved' is not known here"),
    "a list in brackets": (HEAD + "choices: [a]\n", "a list or record in brackets"),
    "a stranger to call": (HEAD + "phones:\n  - who: surgery\n    line: 1\n", "'surgery' is not a known who"),
    "not YAML": ("id: [", "not YAML"),
    "a list": ("- id: oslo\n", "the file holds no record"),
    "nothing": ("", "the file holds no record"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is said of one policy that holds every inadmissible choice."""
    text = "".join(f"  - {choice}\n    because: Because.\n" for choice, _ in CHOICES.values())
    file = tmp_path_factory.mktemp("policy") / "POLICY.yaml"
    file.write_text(f"{HEAD}choices:\n{text}", encoding="utf-8")
    found: list[KnowledgeError] = []
    read_folder(default_folder(), found, file)
    return [str(problem) for problem in found]


@pytest.mark.parametrize("name", CHOICES)
def test_an_inadmissible_choice_is_refused_with_what_is_allowed(name: str, said: list[str]) -> None:
    """Each is told by file and line, with what stands there and what may stand there; the others are told too."""
    (told,) = (one for one in said if CHOICES[name][1] in one)
    where, _, rest = told.partition(": ")
    assert where.rpartition("/")[2].startswith("POLICY.yaml:")
    assert rest.partition("\n  expected  ")[2]


def test_nothing_else_is_complained_of(said: list[str]) -> None:
    """There is one complaint for each inadmissible choice, and none about the knowledge under it."""
    assert len(said) == len(CHOICES)


@pytest.mark.parametrize("name", FORM)
def test_what_a_policy_may_not_touch_has_no_key(name: str, problems: Problems) -> None:
    """An amount, a ceiling, a severity or a status cannot be written down in a policy."""
    choice, expected = FORM[name]
    found = problems(f"{HEAD}choices:\n  - {choice}\n    because: Because.\n")
    assert any(expected in one for one in found), found


@pytest.mark.parametrize("name", WHOLE)
def test_a_policy_that_cannot_be_read_is_refused(name: str, problems: Problems) -> None:
    """Who decided what, when and why must be there, in the strict form of all knowledge."""
    text, expected = WHOLE[name]
    found = problems(text)
    assert any(expected in one and "POLICY.yaml" in one for one in found), found


def test_what_is_no_file_or_far_too_large_is_refused(tmp_path: Path) -> None:
    """A folder, a device and a file of more than a megabyte are no policy; the path is told, and what was expected."""
    large = tmp_path / "large.yaml"
    large.write_text(HEAD + "#" * 1_000_001, encoding="utf-8")
    told = {
        tmp_path: "this is no file",
        tmp_path / "none.yaml": "there is no such file",
        Path("/dev/null"): "this is no file",
        large: "the file is too large for a policy",
    }
    for path, found in told.items():
        with pytest.raises(KnowledgeError, match=rf"{found}\n  expected  a YAML file"):
            read_folder(default_folder(), policy=path)


RANGES = {
    "a word": ("may_be: soon", "cannot read what it may be: 'soon'"),
    "a range without the value itself": ("may_be: 6 h to 8 h", "'6 h to 8 h' does not hold the value itself"),
    "a list without it": ("may_be:\n      - 6 h\n      - 8 h", "'6 h, 8 h' does not hold the value itself"),
    "another unit": ("may_be: 6 Cel to 12 Cel", "'6 Cel to 12 Cel' does not hold the value itself"),
    "a source that is none": ("may_be: 6 h to 12 h", "'nobody' is not a source"),
}


@pytest.mark.parametrize("name", RANGES)
def test_a_range_that_cannot_be_meant_is_refused(name: str, knowledge: Knowledge, tmp_path: Path) -> None:
    """What a hospital may choose holds the value as shipped, in its unit, and has a source and a reason."""
    may_be, expected = RANGES[name]
    source = "nobody" if "source" in name else "this-project"
    file = tmp_path / "thresholds.yaml"
    file.write_text(
        "id: thresholds\ntitle: Thresholds\nparameters:\n  - id: reassess-every\n    value: 12 h\n    says: Often.\n"
        f"    {may_be}\n    may_be_from: {source}\n    may_be_because: Because.\n"
        "    source: this-project\n    locator: operational definition\n    status: proposal\n",
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError, match=re.escape(f": {expected}")):
        read_parameters(read_record(file, "thresholds.yaml"), knowledge.sources)
