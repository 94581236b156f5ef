"""What `watch --format ical` writes: a calendar by RFC 5545, read back with the library, and its text rules."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.golden.test_pages import EXAMPLES, ROOT, run

SARA = ["watch", "examples/sara.json", "--format", "ical"]


def calendar(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    text = run(arguments, monkeypatch)
    return text, Calendar.from_ical(text)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda path: path.stem)
def test_every_time_that_is_due_is_an_event(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event for each time due, at that time; for what is overdue one at the instant itself, and it says so."""
    told = json.loads(run(["watch", f"examples/{file.name}", "--format", "json"], monkeypatch))
    _, read = calendar(["watch", f"examples/{file.name}", "--format", "ical"], monkeypatch)
    at = datetime.fromisoformat(told["at"])

    expected = sorted(
        at if occasion["state"] == "overdue" else datetime.fromisoformat(occasion["at"])
        for occasion in told["occasions"]
        if occasion["state"] in ("due", "overdue")
    )
    assert sorted(event["dtstart"].dt for event in read.events) == expected
    for event in read.events:
        assert str(event["summary"]).startswith("OVERDUE") == ("overdue" in event["categories"].cats)


def test_the_text_keeps_the_rules_of_the_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines end in CR LF and hold at most 75 octets; what must be there is there; times are UTC, to the second."""
    text, read = calendar(SARA, monkeypatch)
    assert text.endswith("END:VCALENDAR\r\n")
    lines = text.split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(len(line.encode("utf-8")) for line in lines) <= 75
    assert (str(read["version"]), str(read["method"])) == ("2.0", "PUBLISH")
    assert "-//stillpath//" in str(read["prodid"])
    unfolded = text.replace("\r\n ", "")
    times = re.findall(r"^(?:DTSTART|DTEND|DTSTAMP)(.*)$", unfolded.replace("\r\n", "\n"), re.MULTILINE)
    assert times
    assert all(re.fullmatch(r":\d{8}T\d{6}Z", time) for time in times)
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == unfolded.count("BEGIN:VALARM")


def test_every_event_has_what_a_ward_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm at its time, a category, review status and version of the knowledge; the stamp is the instant."""
    _, read = calendar(SARA, monkeypatch)
    version = json.loads(run(["watch", "examples/sara.json", "--format", "json"], monkeypatch))["knowledge"]["version"]
    for event in read.events:
        (alarm,) = event.walk("VALARM")
        assert alarm["trigger"].dt == timedelta(0)
        assert str(alarm["action"]) == "DISPLAY"
        assert event["categories"].cats[0] in ("stillpath check", "stillpath dose")
        assert "NOT REVIEWED by a clinical board" in event["description"]
        assert version in event["description"]
        assert event["dtstamp"].dt == datetime(2026, 4, 12, 7, 45, tzinfo=UTC)


def test_an_event_keeps_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check of the same child at the same time has one id, whenever the calendar is made; no two share one."""
    early, late = (
        {(str(one["summary"]), one["dtstart"].dt): str(one["uid"]) for one in calendar(call, monkeypatch)[1].events}
        for call in ([*SARA, "--hours", "24"], [*SARA, "--hours", "48"])
    )
    assert early.items() <= late.items()
    assert len(set(late.values())) == len(late)


def test_nothing_in_it_names_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No id, birth date, sex or weight: another child with the same record gets the same calendar with other ids."""
    record = json.loads((ROOT / "examples" / "sara.json").read_text(encoding="utf-8"))
    text, _ = calendar(SARA, monkeypatch)
    assert record["patient"]["id"] not in text
    assert record["patient"]["birth_date"] not in text
    assert "girl" not in text
    record["patient"]["id"] = "ANOTHER"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(record), encoding="utf-8")
    changed, _ = calendar(["watch", str(other), "--format", "ical"], monkeypatch)
    without = [re.sub(r"^UID:.*$", "UID", one, flags=re.MULTILINE) for one in (text, changed)]
    assert without[0] == without[1]
    assert text != changed
    assert hashlib.sha256(b"ANOTHER").hexdigest()[:32] not in changed


def test_the_calendar_has_the_name_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only text of the caller's in it, as given."""
    _, read = calendar([*SARA, "--calendar-name", "bed 4, window"], monkeypatch)
    assert str(read["x-wr-calname"]) == "bed 4, window"


def test_the_same_record_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock takes part."""
    assert run(SARA, monkeypatch) == run(SARA, monkeypatch)
