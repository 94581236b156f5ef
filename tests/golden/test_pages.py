"""What a person sees, approved: every page of every example, the pages of the knowledge, and what a wrong call says.

`./stillpath test golden --approve` writes the approved files anew; a change is read in a clinician's words.
"""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from stillpath.cli.main import main

ROOT = Path(__file__).parents[2]
APPROVED = Path(__file__).parent / "approved"
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
WIDTH = ["--width", "100"]
LOCAL = ["--policy", "docs/local-policy-example.yaml", *WIDTH]
STARTING_QUESTION = (
    "What is the initial treatment for a pediatric patient with Systemic-Onset Juvenile Idiopathic Arthritis (SOJIA)"
    " who develops Hemophagocytic Lymphohistiocytosis (HLH)?"
)
PAGES = {
    "demo": ["demo", *WIDTH],
    "page-mas-2016": ["page", "mas-2016", *WIDTH],
    "page-anakinra": ["page", "anakinra", *WIDTH],
    "page-leukaemia": ["page", "leukaemia", *WIDTH],
    "page-full-blood-count": ["page", "full-blood-count", *WIDTH],
    "page-treat-now": ["page", "treat-now", *WIDTH],
    "page-treatment-and-follow-up": ["page", "treatment-and-follow-up", *WIDTH],
    "page-treatment-and-follow-up-in-norwegian": ["page", "treatment-and-follow-up", "--language", "nb", *WIDTH],
    "page-editorial-policy": ["page", "editorial-policy", *WIDTH],
    "conflicts": ["conflicts", *WIDTH],
    "conflict-methylprednisolone-dose": ["conflicts", "methylprednisolone-dose", *WIDTH],
    "dose-methylprednisolone-of-lea": ["dose", "methylprednisolone", "examples/lea.json", *WIDTH],
    "dose-cyclophosphamide-of-lea": ["dose", "cyclophosphamide", "examples/lea.json", *WIDTH],
    "schedule-hlh-2004": ["schedule", "hlh-2004", *WIDTH],
    "schedule-pulses-of-lea": [
        "schedule",
        "methylprednisolone-pulses",
        "examples/lea.json",
        "--from",
        "2026-03-02",
        *WIDTH,
    ],
    "lea-replayed": ["assess", "examples/lea.json", "--at", "2026-03-01T12:10+01:00", *WIDTH],
    "lea-in-full": ["assess", "examples/lea.json", "--full", *WIDTH],
    "watch-lea": ["watch", "examples/lea.json", *WIDTH],
    "watch-sara": ["watch", "examples/sara.json", *WIDTH],
    "watch-sara-at-night": ["watch", "examples/sara.json", "--at", "2026-04-11T02:00+02:00", "--hours", "12", *WIDTH],
    "handover-lea": ["handover", "examples/lea.json"],
    "handover-sara": ["handover", "examples/sara.json"],
    "handover-lea-replayed": ["handover", "examples/lea.json", "--at", "2026-03-02T05:40+01:00"],
    "wrong-hours": ["watch", "examples/lea.json", "--hours", "0"],
    "wrong-calendar-name": ["watch", "examples/lea.json", "--calendar-name", "bed 4"],
    "lea-in-ascii": ["assess", "examples/lea.json", "--ascii", "--width", "80"],
    "ask-initial-treatment": ["ask", STARTING_QUESTION, *WIDTH],
    "ask-initial-treatment-for-a-parent": ["ask", STARTING_QUESTION, "--as", "parent", *WIDTH],
    "ask-dose-in-norwegian": ["ask", "Hva er dosen av anakinra?", *WIDTH],
    "ask-dose-for-a-weight": ["ask", "methylprednisolone dose for 18.4 kg", "--as", "pharmacist", *WIDTH],
    "ask-of-lea": ["ask", "What is the dose of anakinra?", "--patient", "examples/lea.json", *WIDTH],
    "ask-followed": ["ask", "And how often are the bloods?", "--follow", "drug-dose~anakinra", "--as", "nurse", *WIDTH],
    "ask-sick-child-at-home": [
        "ask",
        "My daughter has Still's, she is floppy and burning hot",
        "--as",
        "parent",
        *WIDTH,
    ],
    "ask-off-scope": ["ask", "How do I treat asthma?", *WIDTH],
    "ask-which-medicine": ["ask", "What is the dose?", *WIDTH],
    "lea-under-a-local-policy": ["assess", "examples/lea.json", *LOCAL],
    "page-local-policy": ["page", "local-policy", *LOCAL],
    "page-methylprednisolone-under-a-local-policy": ["page", "methylprednisolone", *LOCAL],
    "ask-under-a-local-policy": ["ask", "What is the dose of methylprednisolone?", *LOCAL],
    "diff-of-a-local-policy": ["diff", "shipped", "docs/local-policy-example.yaml", *WIDTH],
    "diff-of-nothing": ["diff", "shipped", "shipped", "examples/lea.json", *WIDTH],
    "wrong-diff": ["diff", "shipped", "nowhere"],
    "wrong-follow": ["ask", "And how often?", "--follow", "nothing"],
    "wrong-page": ["page", "mas-2017"],
    "wrong-schedule": ["schedule", "hlh-95"],
    "wrong-drug": ["dose", "anakinar", "examples/lea.json"],
    "wrong-time": ["assess", "examples/lea.json", "--at", "yesterday"],
    "no-such-file": ["assess", "examples/nobody.json"],
}
CALLS = PAGES | {f"assess-{path.stem}": ["assess", f"examples/{path.name}", *WIDTH] for path in EXAMPLES}


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything a call of the command prints, and its exit code."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["stillpath", *arguments])
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return out.getvalue() + err.getvalue() + (f"exit {code}\n" if code else "")


@pytest.mark.parametrize("name", CALLS)
def test_a_page_is_as_approved(name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """What the command prints is what was approved, to the letter."""
    printed = run(CALLS[name], monkeypatch)
    file = APPROVED / f"{name}.txt"
    if request.config.getoption("--approve"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(printed, encoding="utf-8")

    assert file.read_text(encoding="utf-8") == printed


def test_no_approved_page_is_left_over() -> None:
    """Every approved file belongs to a call."""
    assert {path.stem for path in APPROVED.glob("*.txt")} == set(CALLS)


def test_the_same_call_prints_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identical input gives identical output."""
    call = CALLS["assess-lea"]

    assert run(call, monkeypatch) == run(call, monkeypatch)
