"""Why no other alert: every rule at an instant, and in a replay which are raised later."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

EXAMPLES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "examples").glob("*.json"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_counts_on_top_are_those_of_the_groups(client: TestClient, name: str) -> None:
    """All rules, and each group with as many rows as it says."""
    text = client.get(f"/child/{name}/alerts").text
    (counted,) = re.findall(
        r"(\d+) rules: (\d+) raised, (\d+) silenced, (\d+) could not be judged, (\d+) not met", text
    )
    total, *parts = (int(number) for number in counted)
    assert total == sum(parts) == text.count('<li class="sp-rulerow">')


def test_each_rule_leads_to_its_entry(client: TestClient) -> None:
    """With the value and the limit that hold it back."""
    text = client.get("/child/lea/alerts").text.replace("\u00a0", " ")
    assert 'href="/knowledge/alerts/platelets-very-low"' in text
    assert "platelets 142 x10^9/L, falling from 412" in text
    assert "(below 20)" in text


def test_why_there_was_no_alert_then(client: TestClient) -> None:
    """In a replay an alert that is raised later is told with its time and with what became known."""
    text = client.get("/child/sara/alerts", params={"at": "2026-04-12T05:00+02:00"}).text.replace("\u00a0", " ")
    assert "REPLAY, not now" in text
    assert "Not raised here, raised later" in text
    assert "raised at 08:50" in text
    assert "platelets 71 x10^9/L, taken 08:00" in text
    assert "Not raised here, raised later" not in client.get("/child/sara/alerts").text


def test_without_times_a_later_moment_is_numbered(client: TestClient) -> None:
    """Where the source prints no times none is shown."""
    text = client.get("/child/muise-2003/alerts", params={"n": "1"}).text
    assert "raised at moment 2" in text
    assert "Jan-2000" not in text
