"""The guard of a schedule opens on what somebody recorded: the page says when, and by whom."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from stillpath.cli.main import app
from stillpath.model import Knowledge

_AT = "2026-03-03T10:00+01:00"


def _page(folder: Path, **told: str) -> str:
    """The page of HLH-94 for a child of 1 m2 with a recorded yes of the team."""
    sizes = ({"kind": "vital", "name": "weight", "value": 25, "unit": "kg"}, {"kind": "vital", "name": "height"})
    events = [
        sizes[0],
        {**sizes[1], "value": 144, "unit": "cm"},
        {"kind": "context", "name": "hlh-protocol-team-decision", "value": True, **told},
    ]
    file = folder / "child.json"
    file.write_text(
        json.dumps(
            {
                "patient": {"id": "EXAMPLE-G", "birth_date": "2017-01-01", "example": "invented"},
                "now": "2026-03-03T12:00+01:00",
                "events": [{"id": f"1-{number}", "time": _AT, **event} for number, event in enumerate(events)],
            }
        ),
        encoding="utf-8",
    )
    run = CliRunner().invoke(app, ["schedule", "hlh-94", str(file), "--width", "400"])
    assert run.exit_code == 0, run.output
    return " ".join(run.output.replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({}, "Recorded 03-Mar-2026 10:00, by: not told. Record the name of each who decided."),
        ({"by": "Dr A and Dr B"}, "Recorded 03-Mar-2026 10:00, by: Dr A and Dr B. Each who decided must be named."),
    ],
)
def test_who_opened_the_guard_and_when(tmp_path: Path, told: dict[str, str], shown: str) -> None:
    """A bare yes opens it, and the page then says that nobody is named and asks for the names."""
    page = _page(tmp_path, **told)
    assert "Recorded as decided: amounts are worked out." in page
    assert shown in page


def test_the_question_asks_for_both_names(knowledge: Knowledge) -> None:
    """Rheumatology and haematology are each to be named."""
    assert "both names" in knowledge.facts["hlh-protocol-team-decision"].question
