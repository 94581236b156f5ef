"""What is another between two plans of one child: a step that stays, and is to be done by another hour."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from stillpath.care import Plan, plan
from stillpath.engine import decide
from stillpath.intake import read_file
from stillpath.model import Knowledge
from stillpath.prose.changes import Turn, turns
from stillpath.prose.document import Citations
from stillpath.prose.telling import Telling

LEA = Path(__file__).resolve().parents[3] / "examples" / "lea.json"


def told(before: Plan, after: Plan) -> tuple[Turn, ...]:
    return turns(before, after, Telling(before).clock, Citations(before.knowledge))


def test_an_hour_that_moves_is_told(knowledge: Knowledge) -> None:
    """By when it was to be done, and by when it is; one that is past is overdue."""
    timeline = read_file(LEA, knowledge).timeline
    assert timeline.now is not None
    before = plan(decide(knowledge, timeline, timeline.now))
    first = before.do[0]
    assert first.due_by is not None
    assert told(before, before) == ()
    sides = []
    for earlier in (timedelta(minutes=30), timedelta(hours=2)):
        moved = replace(first, due_by=first.due_by - earlier)
        (one,) = told(before, replace(before, do=(moved, *before.do[1:])))
        assert (one.kind, one.how, one.of) == ("action", "changes", f"actions/{first.action.id}")
        sides.append((one.before.replace("\u00a0", " "), one.after.replace("\u00a0", " ")))
    assert [before for before, _ in sides] == ["to be done: within 1 h, by 07:10"] * 2
    assert [after for _, after in sides] == [
        "to be done: within 1 h, by 06:40",
        "to be done: OVERDUE 1 h: was due by 05:10",
    ]
