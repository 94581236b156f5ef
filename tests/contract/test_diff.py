"""`diff`: which records differ, and for which child what changes; nothing changed is said."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from stillpath.care import plan
from stillpath.care.diff import PLANNED, plan_changes
from stillpath.engine import decide, decide_each
from stillpath.intake import timeline_of_patient
from stillpath.model import Knowledge
from tests.golden.test_pages import ROOT, run

EXAMPLE = "docs/local-policy-example.yaml"
LEA = "examples/lea.json"
SCHEMA = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped knowledge with 684 changed to 884 in the one line of the 2016 criteria."""
    folder = tmp_path_factory.mktemp("changed") / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    file = folder / "criteria" / "mas-2016.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("- ferritin > 684 ng/mL") == 1
    file.write_text(text.replace("- ferritin > 684 ng/mL", "- ferritin > 884 ng/mL"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def children(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two febrile children with sJIA: the ferritin of one lies between the two limits, that of the other above both."""
    folder = tmp_path_factory.mktemp("children")
    for name, ferritin in (("between", 700), ("above", 8420)):
        facts = (
            ("diagnosis", "sjia", True, ""),
            ("vital", "temperature", 39.4, "Cel"),
            ("lab", "ferritin", ferritin, "ng/mL"),
            ("lab", "platelets", 150, "10*9/L"),
            ("lab", "ast", 90, "U/L"),
        )
        events = [
            {"time": "2026-03-02T05:00+01:00", "kind": kind, "name": fact, "value": value}
            | ({"unit": unit} if unit else {})
            for kind, fact, value, unit in facts
        ]
        record = {"patient": {"id": name}, "now": "2026-03-02T06:00+01:00", "events": events}
        (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    return str(folder / "between.json"), str(folder / "above.json")


def _json(call: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    answer = json.loads(run(["diff", *call, "--format", "json"], monkeypatch))
    jsonschema.validate(answer, SCHEMA)
    return dict(answer)


def _changes(answer: dict[str, object], name: str) -> dict[tuple[str, str | None], tuple[str | None, str | None]]:
    (child,) = (one for one in answer["children"] if one["name"] == name)  # type: ignore[attr-defined]
    return {(one["kind"], one["id"]): (one["before"], one["after"]) for one in child["changes"]}


def test_a_changed_limit_names_the_child_whose_stage_changes(
    changed: Path, children: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """684 to 884: the line before and after, the child between them with its stage, and not the one above both."""
    answer = _json(["shipped", str(changed), *children], monkeypatch)
    assert answer["records"] == [
        {
            "kind": "criteria",
            "id": "mas-2016",
            "state": "changed",
            "lines": [{"before": "when: ferritin > 684 ng/mL", "after": "when: ferritin > 884 ng/mL"}],
        }
    ]
    between = _changes(answer, "between.json")
    assert between["verdict", "mas-2016"] == ("met", "not met")
    assert between["stage", None][0] == "treat-now"
    assert between["stage", None][1] != "treat-now"
    assert _changes(answer, "above.json") == {}
    text = " ".join(run(["diff", "shipped", str(changed), *children], monkeypatch).split())
    assert "1 record differs. Of 2 children" in text
    assert "when: ferritin > 684 ng/mL -> ferritin > 884 ng/mL" in text
    assert "between.json" in text
    assert "above.json" not in text


def test_without_files_every_worked_patient_is_compared(
    changed: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each at every moment at which something became known."""
    answer = _json(["shipped", str(changed)], monkeypatch)
    assert {one["name"] for one in answer["children"]} == set(knowledge.patients)  # type: ignore[attr-defined]
    assert all(one["moments"] for one in answer["children"])  # type: ignore[attr-defined]


def test_nothing_changed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same knowledge twice: one sentence, and how much was looked at; exit code 0."""
    printed = run(["diff", "shipped", "shipped", LEA], monkeypatch)
    said = "Nothing changes: no record, and no stage, action, dose, alert, verdict or due time of any child."
    assert said in " ".join(printed.split())
    assert "exit" not in printed


def test_a_policy_shows_whose_dose_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The amount before and after with its record, the time at which a check is due, and the choices themselves."""
    answer = _json(["shipped", EXAMPLE, LEA], monkeypatch)
    lea = _changes(answer, "lea.json")
    assert lea["dose", "methylprednisolone/pulse"] == (
        "552 mg per dose (halyabar-pulse)",
        "276 mg per dose (etg-pulse)",
    )
    assert lea["due", "reassess"] == ("2026-03-02T17:10:00+00:00", "2026-03-02T13:10:00+00:00")
    assert answer["after"]["local"]["hospital"].startswith("Invented Hospital")  # type: ignore[index]
    assert answer["before"]["local"] is None  # type: ignore[index]
    told = {(one["kind"], one["id"]) for one in answer["records"]}  # type: ignore[attr-defined]
    assert {("policy", "reassess-every"), ("drugs", "methylprednisolone"), ("facts", "weight")} <= told
    assert not any(kind == "alerts" and id != "reassessment-overdue" for kind, id in told)


def test_two_policies_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one policy to another: only what differs between them."""
    other = tmp_path / "other.yaml"
    text = (ROOT / EXAMPLE).read_text(encoding="utf-8")
    other.write_text(text.replace("38.5 Cel", "38.2 Cel"), encoding="utf-8")
    answer = _json([EXAMPLE, str(other), LEA], monkeypatch)
    assert [(one["kind"], one["id"]) for one in answer["records"]] == [  # type: ignore[attr-defined]
        ("policy", "fever-temperature")
    ]
    assert _changes(answer, "lea.json") == {}


@pytest.mark.parametrize("call", [["shipped", "nowhere"], ["nowhere", "shipped"]])
def test_what_is_nothing_to_compare_is_refused(call: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with what was expected, and exit code 2."""
    printed = run(["diff", *call], monkeypatch)
    assert "nowhere is nothing to compare; expected a knowledge folder, a policy's file, or 'shipped'" in printed
    assert printed.endswith("exit 2\n")


def test_one_walk_decides_as_many_walks(knowledge: Knowledge) -> None:
    """The plans of `decide_each` are those of `decide` at each moment, for every third worked patient."""
    for case in tuple(knowledge.patients.values())[::3]:
        timeline = timeline_of_patient(case, knowledge).timeline
        moments = sorted({entry.known_at for entry in timeline.entries()})[:6]
        for at, decision in zip(moments, decide_each(knowledge, timeline, moments), strict=True):
            alone = plan(decide(knowledge, timeline, at))
            together = plan(decision)
            assert plan_changes(alone, together) == ()
            assert together.decision.now == alone.decision.now


def test_every_kind_of_change_is_told(knowledge: Knowledge) -> None:
    """A plan is compared by its stage, actions, prohibitions, doses, alerts, verdicts and what is due."""
    assert PLANNED == ("stage", "action", "do-not", "dose", "alert", "verdict", "due")
    case = knowledge.patients["lea"]
    timeline = timeline_of_patient(case, knowledge).timeline
    moments = sorted({entry.known_at for entry in timeline.entries()})
    first, last = (plan(decide(knowledge, timeline, at)) for at in (moments[0], moments[-1]))
    kinds = {change.kind for change in plan_changes(first, last)}
    assert {"stage", "action", "do-not", "dose", "verdict", "due"} <= kinds
