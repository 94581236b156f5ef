"""A rule is written once: change the one line, and every reading of it changes, under a banner, and `check` objects."""

import json
import shutil
from pathlib import Path

import pytest

from tests.golden.test_pages import ROOT, run

LINE = "ferritin > 684 ng/mL"
CHANGED = "ferritin > 884 ng/mL"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge with 684 changed to 884 in the one line of the 2016 criteria."""
    folder = tmp_path_factory.mktemp("changed") / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    file = folder / "criteria" / "mas-2016.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(f"- {LINE}") == 1
    file.write_text(text.replace(f"- {LINE}", f"- {CHANGED}"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A febrile child with sJIA whose ferritin lies between the two limits."""
    events = [
        {
            "time": "2026-03-02T05:00+01:00",
            "kind": kind,
            "name": name,
            "value": value,
            **({"unit": unit} if unit else {}),
        }
        for kind, name, value, unit in (
            ("diagnosis", "sjia", True, ""),
            ("vital", "temperature", 39.4, "Cel"),
            ("lab", "ferritin", 700, "ng/mL"),
            ("lab", "platelets", 150, "10*9/L"),
            ("lab", "ast", 90, "U/L"),
        )
    ]
    file = tmp_path_factory.mktemp("child") / "child.json"
    file.write_text(json.dumps({"patient": {"id": "between"}, "now": "2026-03-02T06:00+01:00", "events": events}))
    return file


def _line_number() -> int:
    lines = (ROOT / "knowledge" / "criteria" / "mas-2016.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.strip() == f"- {LINE}")


def test_check_fails_by_file_and_line(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` names the file and the line whose number its words do not hold, and ends with exit code 5."""
    printed = run(["check", "--knowledge", str(changed)], monkeypatch)

    assert f"knowledge/criteria/mas-2016.yaml:{_line_number()}: '{CHANGED}' holds 884" in printed
    assert printed.endswith("exit 5\n")


def test_assess_changes_under_a_banner(changed: Path, child: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child between the two limits is classified by the one and not by the other, and the page says why it may."""
    before = run(["assess", str(child), "--format", "json"], monkeypatch)
    after = run(["assess", str(child), "--format", "json", "--knowledge", str(changed)], monkeypatch)
    page = run(["assess", str(child), "--knowledge", str(changed)], monkeypatch)

    assert _mas_2016(before) == "met"
    assert _mas_2016(after) == "not met"
    assert "KNOWLEDGE CHANGED, UNCHECKED" in page
    assert "(above 884)" in page


def test_the_rule_s_page_changes_too(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of the criterion prints the changed line, under the same banner."""
    page = run(["page", "mas-2016", "--knowledge", str(changed)], monkeypatch)

    assert CHANGED in page
    assert "KNOWLEDGE CHANGED, UNCHECKED" in page


def test_the_shipped_knowledge_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ships carries no banner: CHECKED names the very files that ship."""
    assert "UNCHECKED" not in run(["page", "mas-2016"], monkeypatch)


def _mas_2016(answer: str) -> str:
    return next(finding["verdict"] for finding in json.loads(answer)["findings"] if finding["id"] == "mas-2016")
