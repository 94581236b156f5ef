"""What `assess --format json` promises to programs."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.golden.test_pages import EXAMPLES, ROOT, run

SCHEMA = json.loads((ROOT / "docs" / "assess.schema.json").read_text(encoding="utf-8"))
KEYS = "schema patient at findings scores stage do watch alerts conflicts missing refused knowledge".split()


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_the_json_of_every_example_has_the_published_form(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example's answer fits docs/assess.schema.json, and no key of the design is missing."""
    answer = json.loads(run(["assess", str(file.relative_to(ROOT)), "--format", "json"], monkeypatch))

    jsonschema.validate(answer, SCHEMA)
    assert set(KEYS) <= set(answer)


def test_text_and_json_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stage, doses and alerts of the JSON stand in the text."""
    answer = json.loads(run(["assess", "examples/lea.json", "--format", "json"], monkeypatch))
    text = " ".join(run(["assess", "examples/lea.json", "--width", "100"], monkeypatch).split())

    assert answer["stage"]["headline"] in text
    for step in answer["do"]:
        for dose in step["doses"]:
            assert " ".join(dose["text"].split()) in text
    for alert in answer["alerts"]:
        assert alert["headline"] in text


def test_a_refused_value_is_reported_and_strict_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --strict a refused entry ends with exit code 4; the page is printed all the same."""
    file = next(
        path
        for path in EXAMPLES
        if json.loads(run(["assess", f"examples/{path.name}", "--format", "json"], monkeypatch))["refused"]
    )
    printed = run(["assess", f"examples/{file.name}", "--strict"], monkeypatch)

    assert "REFUSED" in printed
    assert printed.endswith("exit 4\n")
