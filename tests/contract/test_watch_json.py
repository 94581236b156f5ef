"""What `watch --format json` promises to programs."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.golden.test_pages import EXAMPLES, ROOT, run

SCHEMA = json.loads((ROOT / "docs" / "watch.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_the_json_of_every_example_has_the_published_form(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example's schedule fits docs/watch.schema.json; every occasion is of a check that is told, or of a dose."""
    answer = json.loads(run(["watch", f"examples/{file.name}", "--format", "json"], monkeypatch))

    jsonschema.validate(answer, SCHEMA)
    checks = {check["id"] for check in answer["checks"]}
    assert {occasion["id"] for occasion in answer["occasions"] if occasion["kind"] == "check"} <= checks


def test_text_and_json_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due, what is overdue and when to call stand in both."""
    answer = json.loads(run(["watch", "examples/sara.json", "--format", "json"], monkeypatch))
    text = " ".join(run(["watch", "examples/sara.json", "--width", "100"], monkeypatch).split()).replace("\u00a0", " ")

    for occasion in answer["occasions"]:
        if occasion["state"] in ("due", "overdue"):
            assert " ".join(occasion["text"].replace("\u00a0", " ").split()) in text
    assert answer["call_now"]
