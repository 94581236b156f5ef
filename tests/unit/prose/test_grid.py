"""The grid: blocks of the hospital's clock, times in words, the most urgent first, and nothing that is dropped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stillpath.care.watch import OccasionState, watch
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.document import Citations
from stillpath.prose.grid import grid
from tests.unit.prose.sheets import grid_of, plan_of, read

NAMES = ("lea", "sara", "amira", "mika")


def test_columns_are_blocks_of_four_hours_from_now(knowledge: Knowledge) -> None:
    """The first begins now, the others at 00, 04 … of the hospital's clock, with the dates above."""
    _, made = grid_of(read("lea", knowledge), knowledge)
    assert [column.label for column in made.columns[:3]] == ["now 06:10", "08:00", "12:00"]
    assert [(day.label, day.columns) for day in made.days] == [
        ("02-Mar-2026", 5),
        ("03-Mar-2026", 6),
        ("04-Mar-2026", 2),
    ]
    assert made.change == ""


@pytest.mark.parametrize("name", NAMES)
def test_every_time_stands_in_the_cell_of_its_block(name: str, knowledge: Knowledge) -> None:
    """Each row is as wide as the columns, and every occasion's time or rhythm is in the row."""
    reading = read(name, knowledge)
    plan, made = grid_of(reading, knowledge)
    seen = watch(plan, timedelta(hours=48), timedelta(hours=24))
    assert {occasion.id for occasion in seen.occasions} == {row.id for row in made.rows}
    for row in made.rows:
        assert sum(cell.columns for cell in row.cells) == len(made.columns)
        assert all(entry.text.strip() for cell in row.cells for entry in cell.entries)
    clock = Clock(reading.timeline.zone)
    for occasion in seen.of(OccasionState.DUE):
        rows = [row for row in made.rows if row.id == occasion.id]
        told = " ".join(entry.text for row in rows for cell in row.cells for entry in cell.entries)
        time = clock.full(occasion.at).split(" ")[1]
        assert time in told or "every" in told, (row.title, time)


def test_what_is_overdue_stands_first_and_says_since_when(knowledge: Knowledge) -> None:
    """Overdue rows, the longest first; then running doses; "not recorded" is never "not done"."""
    _, made = grid_of(read("sara", knowledge), knowledge)
    assert [row.overdue for row in made.rows] == sorted((row.overdue for row in made.rows), reverse=True)
    assert made.rows[0].past[0].text == "OVERDUE since 10-Apr 13:50"
    assert made.rows[0].cells[0].entries[0].text == "NOW"
    late = sum(row.overdue for row in made.rows)
    assert made.rows[late].dose
    assert made.upcoming[0].overdue
    assert "was due 10-Apr 13:50, not recorded" in made.upcoming[0].text
    texts = [entry.text for row in made.rows for entry in row.past]
    assert any(text.startswith("not recorded ") for text in texts)
    assert not any("not done" in text or "missed" in text for text in texts)


def test_a_dose_that_an_alert_holds_says_so_in_its_row(knowledge: Knowledge) -> None:
    """The words of the alert stand at the row, and every time of it points there."""
    _, made = grid_of(read("sara", knowledge), knowledge)
    (row,) = [row for row in made.rows if row.title.startswith("methylprednisolone")]
    assert "NOT to be given without a named senior" in row.hint
    held = [entry for cell in row.cells for entry in cell.entries]
    assert {entry.state for entry in held} == {"held"}


def test_a_check_of_every_hour_stands_as_one(knowledge: Knowledge) -> None:
    """Many times in words, over as many columns as they go on."""
    _, made = grid_of(read("amira", knowledge), knowledge)
    row = next(row for row in made.rows if row.id.startswith("reassess") and row.overdue)
    assert [(entry.text, cell.columns) for cell in row.cells[1:] for entry in cell.entries] == [("every hour", 12)]


def test_without_times_there_is_no_grid_and_it_says_why(knowledge: Knowledge) -> None:
    """Nothing is due by the clock where moments are only ordered; the checks are named all the same."""
    _, made = grid_of(read("kim-2023", knowledge), knowledge)
    assert made.rows == ()
    assert "prints no times" in made.why_not
    assert len(made.untimed) == 6


def test_a_change_of_the_clocks_is_told(knowledge: Knowledge) -> None:
    """In the night of the change a block has one hour more, and both grid and column say so."""
    plan = plan_of(read("lea", knowledge), knowledge)
    seen = watch(plan, timedelta(hours=48), timedelta(hours=24))
    at = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    moved = replace(seen, start=at - timedelta(hours=24), end=at + timedelta(hours=48), occasions=())
    moment = replace(plan.decision.now, at=at)
    moved = replace(moved, plan=replace(plan, decision=replace(plan.decision, moments=(moment,))))
    made = grid(moved, Clock(ZoneInfo("Europe/Oslo")), Citations(knowledge))
    assert "+02:00 to +01:00" in made.change
    (changed,) = [column for column in made.columns if column.change]
    assert changed.label.startswith("00:00")
    assert changed.end - changed.start == timedelta(hours=5)
