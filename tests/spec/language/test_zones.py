"""The zone is for showing: no verdict hangs on it. Nor does one hang on where a node happens to lie in memory."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from stillpath.engine import decide
from stillpath.engine.ages import age_reached
from stillpath.intake.names import Names
from stillpath.intake.reading import understand
from stillpath.intake.received import PatientRecord, Received
from tests.spec.language.book import KNOWLEDGE, NOW, page

_ZONES = (
    UTC,
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
    ZoneInfo("Europe/Oslo"),
    ZoneInfo("America/New_York"),
)


@pytest.mark.parametrize("zone", _ZONES, ids=str)
@pytest.mark.parametrize("taken, current", [("2026-03-02", True), ("2026-03-01", False)])
def test_in_a_nominal_record_a_day_is_a_day_in_every_zone(zone: tzinfo, taken: str, current: bool) -> None:
    """Where times only order, a value counts on its own day, wherever that day begins."""
    record = PatientRecord(
        "p",
        now="2026-03-02",
        nominal=True,
        events=(Received("event 1", "lab", "ferritin", time=taken, value="700", unit="ng/mL"),),
    )
    timeline = understand(record, Names.of(KNOWLEDGE), zone).timeline
    assert timeline.now is not None
    value = decide(KNOWLEDGE, timeline, timeline.now).known.value("ferritin")
    assert (value.interval is not None) is current
    assert value.until is None or value.until == timeline.now + timedelta(minutes=1)


@pytest.mark.parametrize("hours", [10, 11, 12, 13])
def test_an_instant_told_in_a_zone_is_the_same_instant(hours: int) -> None:
    """A window is as long on the night the clocks change as on any other, in whatever zone the instant was told."""
    at = datetime(2026, 3, 29, 10, tzinfo=UTC)
    made = page("given anakinra within 12 h", "given anakinra 100 mg\ncoverage medication_given 90 d")
    shift = at - timedelta(hours=hours) - NOW
    (dose,) = made.timeline.medications
    timeline = replace(
        made.timeline,
        medications=(replace(dose, at=dose.at + shift, known_at=dose.known_at + shift),),
        coverage={kind: (start, at) for kind, (start, _) in made.timeline.coverage.items()},
    )
    told = at.astimezone(ZoneInfo("Europe/Oslo"))
    verdicts = [decide(made.knowledge, timeline, when).now.verdict("line") for when in (at, told)]
    assert verdicts == ["met" if hours <= 12 else "not met"] * 2


def test_near_a_birthday_the_age_is_looked_at_again_when_a_day_begins() -> None:
    """Ages change at the start of a day, never at the hour that happened to be decided at."""
    zone = ZoneInfo("Europe/Oslo")
    now = datetime(2026, 3, 2, 17, 30, tzinfo=zone)
    assert age_reached(date(2025, 3, 1), Fraction(1), now) == datetime(2026, 3, 3, tzinfo=zone)


def test_what_was_kept_of_one_node_is_never_anothers() -> None:
    """What a decision kept belongs to its own nodes: another node under the same id is decided afresh."""
    made = page("all:\n  - ferritin > 684 ng/mL\n  - on anakinra", "ferritin 700 ng/mL\ngiven anakinra 100 mg")
    decision = made.at("now")
    kept = decision.context.kept
    held = next(held for held in kept._lines.values() if held[1] is not None)
    other = page("ferritin > 900 ng/mL", "").knowledge.rules["line"]
    kept._lines[id(other)] = held
    assert decision.evaluate(other).verdict == "not met"
