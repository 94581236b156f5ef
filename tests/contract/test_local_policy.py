"""A hospital's policy is told wherever it applies, on every page and to every program; and each thing it changes."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from fastapi.testclient import TestClient

from stillpath.library import Chosen, load
from stillpath.model import Knowledge
from stillpath.prose.catalogue import KINDS, entries_of
from stillpath.web import create_app
from tests.golden.test_pages import ROOT, run
from tests.web.addresses import PAGES

EXAMPLE = "docs/local-policy-example.yaml"
POLICY = ["--policy", EXAMPLE]
WHOSE = "Invented Hospital (there is no such place)"
DATED = "21-Nov-2026"
LEA = "examples/lea.json"
CALLS = {
    "demo": ["demo"],
    "a child": ["assess", LEA],
    "a child in full": ["assess", LEA, "--full"],
    "a child at another time": ["assess", LEA, "--at", "2026-03-01T12:10+01:00"],
    "the doses of a child": ["dose", "methylprednisolone", LEA],
    "a dose for a weight": ["dose", "anakinra", "--weight", "18.4", "--age", "6 y"],
    "a drug that is not there": ["dose", "emapalumab", LEA],
    "an answer": ["ask", "What is the dose of methylprednisolone?"],
    "an answer about a child": ["ask", "What is the dose of anakinra?", "--patient", LEA],
    "an answer in Norwegian": ["ask", "Hva er dosen av anakinra?"],
    "an answer for a parent": ["ask", "What is MAS?", "--as", "parent"],
    "a refusal": ["ask", "How do I bake bread?"],
    "the pathway": ["page", "treatment-and-follow-up"],
    "the pathway in Norwegian": ["page", "treatment-and-follow-up", "--language", "nb"],
    "the policy itself": ["page", "local-policy"],
    "all conflicts": ["conflicts"],
    "one conflict": ["conflicts", "methylprednisolone-dose"],
    "one value followed": ["follow", "7-1", LEA],
    "a check": ["check"],
}


@pytest.fixture(scope="module")
def local() -> Knowledge:
    """The shipped knowledge with the example of docs/ over it."""
    return load(Chosen(None, ROOT / EXAMPLE))


def _told(call: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    return " ".join(run([*call, *POLICY], monkeypatch).split())


@pytest.mark.parametrize("name", [name for name in CALLS if name != "a check"])
def test_every_command_tells_whose_policy_applies(name: str, monkeypatch: pytest.MonkeyPatch, local: Knowledge) -> None:
    """Whose, dated, and not approved by a board; the version names it too."""
    printed = _told(CALLS[name], monkeypatch)
    assert local.local is not None
    assert f"LOCAL POLICY {local.local.name} of {WHOSE}" in printed
    assert f"dated {DATED}" in printed
    assert "Not approved by a clinical board" in printed
    if not name.startswith("one value"):
        assert f"{local.digest[:4]} with {local.local.name}" in printed


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_every_kind_of_entry_tells_it(kind: str, monkeypatch: pytest.MonkeyPatch, local: Knowledge) -> None:
    """So does the page of any entry of the knowledge."""
    id = next(iter(entries_of(kind, local)))
    assert WHOSE in _told(["page", id], monkeypatch)


@pytest.mark.slow
def test_check_holds_a_policy_against_the_knowledge(monkeypatch: pytest.MonkeyPatch) -> None:
    """`check --policy` says that every choice is allowed, after the knowledge itself was checked."""
    printed = _told(CALLS["a check"], monkeypatch)
    assert "Every choice is allowed." in printed
    assert "stillpath diff shipped" in printed


def test_the_version_is_printed_with_the_policy(monkeypatch: pytest.MonkeyPatch, local: Knowledge) -> None:
    """`--version` prints both; the policy may be named by the environment."""
    monkeypatch.setenv("STILLPATH_POLICY", str(ROOT / EXAMPLE))
    assert f"knowledge {local.version}; NOT REVIEWED" in run(["--version"], monkeypatch)
    assert WHOSE in " ".join(run(["assess", LEA], monkeypatch).split())


def test_without_a_policy_there_is_no_page_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One clear sentence, and exit code 2."""
    printed = run(["page", "local-policy"], monkeypatch)
    assert "no policy of a hospital applies" in printed
    assert printed.endswith("exit 2\n")


def test_a_policy_that_is_refused_stops_every_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By file and line, with what is allowed, and exit code 5; a file that is not there too."""
    file = tmp_path / "POLICY.yaml"
    file.write_text((ROOT / EXAMPLE).read_text(encoding="utf-8").replace("8 h", "18 h"), encoding="utf-8")
    printed = run(["assess", LEA, "--policy", str(file)], monkeypatch)
    assert "POLICY.yaml:10: 'reassess-every' may not be 18 h\n  expected  6 h to 12 h, each with its unit\n" in printed
    assert printed.endswith("exit 5\n")
    assert run(["assess", LEA, "--policy", str(tmp_path / "none")], monkeypatch).endswith("exit 5\n")


def test_json_of_a_child_holds_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """`knowledge.local` is the policy with every choice beside what stillpath takes; null without one."""
    schema = json.loads((ROOT / "docs" / "assess.schema.json").read_text(encoding="utf-8"))
    answer = json.loads(run(["assess", LEA, "--format", "json", *POLICY], monkeypatch))
    jsonschema.validate(answer, schema)
    told = answer["knowledge"]["local"]
    assert (told["hospital"], told["dated"], told["approved"]) == (WHOSE, "2026-11-21", False)
    assert {one["id"]: (one["value"], one["stillpath"]) for one in told["choices"]}["reassess-every"] == ("8 h", "12 h")
    doses = {f"{dose['drug']}/{dose['slot']}": dose for step in answer["do"] for dose in step["doses"]}
    assert doses["methylprednisolone/pulse"]["local"] == "local: the dose of eTG; stillpath that of Boston 2019"
    assert doses["anakinra/moderate"]["local"] is None
    assert [one["local"] for one in answer["watch"] if one["id"] == "reassess"] == [
        ["local: reassess-every 8\u00a0h; stillpath 12\u00a0h"]
    ]
    plain = json.loads(run(["assess", LEA, "--format", "json"], monkeypatch))
    assert plain["knowledge"]["local"] is None


def test_json_of_an_answer_holds_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """`local` is the same, and the answer's text says whose policy applied."""
    schema = json.loads((ROOT / "docs" / "ask.schema.json").read_text(encoding="utf-8"))
    question = "What is the dose of methylprednisolone?"
    answer = json.loads(run(["ask", question, "--format", "json", *POLICY], monkeypatch))
    jsonschema.validate(answer, schema)
    assert answer["local"]["hospital"] == WHOSE
    assert WHOSE in answer["text"]
    assert "local: the dose of eTG; stillpath that of Boston 2019" in answer["text"]
    assert answer["knowledge"].endswith(answer["local"]["digest"][:4])


@pytest.fixture(scope="module")
def client(local: Knowledge) -> TestClient:
    return TestClient(create_app(local, now=lambda: datetime(2026, 11, 30, tzinfo=UTC)))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_a_browser_tells_it(name: str, client: TestClient, local: Knowledge) -> None:
    """The strip above every page names the hospital, who decided and when; the foot the version."""
    top, _, foot = re.split(r"<main|</main>", client.get(PAGES[name]).text)
    assert local.local is not None
    assert WHOSE in top
    assert DATED in top
    assert local.local.name in foot


def test_the_browser_has_a_page_of_the_policy(client: TestClient) -> None:
    """Every choice with its reason, and whom to call in the hospital's own words."""
    text = client.get("/local-policy").text
    assert "Because" not in text
    for said in ("reassess-every", "The ward has three shifts", "extension 0000 (invented)", "emapalumab"):
        assert said in text


def test_a_policy_past_its_last_day_says_so_in_a_browser(local: Knowledge) -> None:
    """The clock of the server is compared with the policy's last day."""
    late = TestClient(create_app(local, now=lambda: datetime(2027, 11, 22, tzinfo=UTC)))
    assert "PAST ITS LAST DAY" in late.get("/about").text


def test_a_program_s_answer_in_the_browser_holds_it(client: TestClient, local: Knowledge) -> None:
    """`/api/ask` and `/healthz` are told as well."""
    assert client.get("/api/ask", params={"q": "What is MAS?"}).json()["local"]["hospital"] == WHOSE
    assert client.get("/healthz").json()["knowledge"] == local.version


MARKED = {
    "a limit of a child": (CALLS["a child"], "(38.5 or more, local; stillpath 38 °C)"),
    "a dose of a child": (CALLS["a child"], "local: the dose of eTG; stillpath that of Boston 2019"),
    "a check of a child": (CALLS["a child"], "local: reassess-every 8 h; stillpath 12 h"),
    "whom to call": (CALLS["a child"], "CALL NOW rheumatology paediatric rheumatologist on call, extension 0000"),
    "a parameter": (["page", "fever-temperature"], "local: fever-temperature 38.5 °C; stillpath 38 °C"),
    "a rule": (["page", "fever"], "local: fever-temperature 38.5 °C; stillpath 38 °C"),
    "a fact": (["page", "weight"], "local: counts for 3 d; stillpath 7 d"),
    "a drug": (["page", "methylprednisolone"], "local: the dose of eTG; stillpath that of Boston 2019"),
    "why a dose is the default": (["page", "methylprednisolone"], f"Local choice of {WHOSE}, 2026-11-21:"),
    "a drug that is not there": (["dose", "emapalumab", LEA], f"local: not available at {WHOSE}."),
    "a conflict": (["conflicts", "methylprednisolone-dose"], "Stillpath takes Boston 2019"),
    "an alert": (["page", "reassessment-overdue"], "8 hours (local; stillpath 12 hours) have passed"),
    "a step": (["page", "reassess-12h"], "at least every 8 hours (local; stillpath 12 hours)"),
    "the pathway's dose": (CALLS["the pathway"], "local: the dose of eTG; stillpath that of Boston 2019"),
    "the pathway's check": (CALLS["the pathway"], "local: reassess-every 8 h; stillpath 12 h"),
    "an answer's dose": (CALLS["an answer"], "local: the dose of eTG; stillpath that of Boston 2019"),
}


@pytest.mark.parametrize("name", MARKED)
def test_each_place_that_a_choice_changed_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was chosen stands beside what stillpath takes, on whatever page it comes."""
    call, mark = MARKED[name]
    assert mark in _told(call, monkeypatch).replace("\u00a0", " ")
