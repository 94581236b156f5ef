"""What `schedule` promises: JSON in its published form, the same as the text, and one sentence for a wrong call."""

import json
import re

import jsonschema
import pytest

from stillpath.model import Knowledge
from tests.golden.test_pages import ROOT, run

SCHEMA = json.loads((ROOT / "docs" / "schedule.schema.json").read_text(encoding="utf-8"))
SIZES = ["--weight", "25", "--height", "144", "--age", "9 y", "--sex", "female"]


@pytest.mark.parametrize("name", ["hlh-94", "hlh-2004", "methylprednisolone-pulses", "emapalumab-mas"])
@pytest.mark.parametrize(
    "more", [[], SIZES, ["examples/lea.json", "--from", "2026-03-02"]], ids=["nobody", "typed", "a file"]
)
def test_the_json_of_every_schedule_has_the_published_form(
    name: str, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every schedule fits docs/schedule.schema.json, for nobody, for a typed child and for a file's child."""
    answer = json.loads(run(["schedule", name, *more, "--format", "json"], monkeypatch))

    jsonschema.validate(answer, SCHEMA)


def test_text_and_json_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dose and everything missing in the JSON stands in the text."""
    call = ["schedule", "methylprednisolone-pulses", *SIZES, "--from", "2026-03-02"]
    answer = json.loads(run([*call, "--format", "json"], monkeypatch))
    text = " ".join(run([*call, "--width", "100"], monkeypatch).split())

    doses = [block["dose"] for block in answer["blocks"] if block["dose"] is not None]
    assert [dose["amount_per_dose"] for dose in doses] == [750, 25, 25, 5]
    for dose in doses:
        assert re.sub(r"\s+", " ", dose["text"]) in text
    for missing in answer["missing"]:
        assert " ".join(missing.split()) in text
    assert "02-Mar-2026 to 04-Mar-2026" in text


def test_before_the_guard_is_met_the_page_is_for_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weeks of HLH-94 are shown as printed, and no line holds an amount for this child."""
    text = " ".join(run(["schedule", "hlh-94", *SIZES, "--width", "100"], monkeypatch).split())

    assert "HLH-94: for reading" in text
    assert "Here: not recorded." in text
    assert "Etoposide: 150 mg per m2 per dose" in text
    assert " DOSE " not in text


def test_a_child_of_a_file_is_told_what_no_step_gives_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """For Lea, who is to be given pulses, the page of emapalumab begins with her stage and says that it is not now."""
    text = " ".join(run(["schedule", "emapalumab-mas", "examples/lea.json", "--width", "100"], monkeypatch).split())

    assert "MAS LIKELY, treat now." in text
    assert "Not among this child's steps now: emapalumab." in text


def test_the_list_names_every_schedule(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """`schedule list` prints each id with its title."""
    printed = run(["schedule", "list"], monkeypatch)

    assert printed.splitlines()[: len(knowledge.schedules)] == [
        f"{one.id}: {one.title}" for one in knowledge.schedules.values()
    ]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (["hlh-95"], "no schedule has that name; expected an id of schedules/; did you mean hlh-94"),
        (["hlh-94", "--from", "monday"], "--from is not a date; expected for example 2026-03-02"),
        (["hlh-94", "--from", "1750-01-01"], "--from lies before 1900"),
        (["hlh-94", "--sex", "x"], "--sex is not a sex that is known here; expected female or male"),
        (["hlh-94", "examples/lea.json", "--weight", "20"], "both a file and --weight"),
    ],
)
def test_a_wrong_call_is_one_sentence(call: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, what was found, and what was expected."""
    printed = run(["schedule", *call], monkeypatch)

    assert sentence in printed
    assert printed.endswith("exit 2\n")
    assert "Traceback" not in printed
