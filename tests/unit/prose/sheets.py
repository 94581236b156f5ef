"""Sheets of shipped examples and worked patients, for the tests."""

from datetime import datetime, timedelta
from pathlib import Path

from stillpath.care import Plan, plan
from stillpath.care.watch import watch
from stillpath.engine import decide
from stillpath.intake import Reading, read_file
from stillpath.intake.cases import timeline_of_patient
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.document import Citations
from stillpath.prose.grid import Grid, grid
from stillpath.prose.sheet import Sheet, sheet

ROOT = Path(__file__).resolve().parents[3]


def read(name: str, knowledge: Knowledge) -> Reading:
    """An example by its name, else the worked patient of that name."""
    file = ROOT / "examples" / f"{name}.json"
    if file.exists():
        return read_file(file, knowledge)
    return timeline_of_patient(knowledge.patients[name], knowledge)


def plan_of(reading: Reading, knowledge: Knowledge, at: datetime | None = None) -> Plan:
    when = at or reading.timeline.now or reading.timeline.last_known()
    assert when is not None
    return plan(decide(knowledge, reading.timeline, when))


def sheet_of(
    reading: Reading, knowledge: Knowledge, at: datetime | None = None, replayed: bool = False
) -> tuple[Plan, Sheet]:
    made = plan_of(reading, knowledge, at)
    clock = Clock(reading.timeline.zone, reading.timeline.nominal)
    seen = watch(made, timedelta(hours=48), timedelta(hours=24))
    now = made.decision.now.at
    return made, sheet(
        made, seen, clock, Citations(knowledge), now, "0.1.0", replayed=replayed, refused=reading.refused
    )


def grid_of(reading: Reading, knowledge: Knowledge, at: datetime | None = None) -> tuple[Plan, Grid]:
    made = plan_of(reading, knowledge, at)
    clock = Clock(reading.timeline.zone, reading.timeline.nominal)
    return made, grid(watch(made, timedelta(hours=48), timedelta(hours=24)), clock, Citations(knowledge))
