"""The course of a child: each moment with what became known, the stages, the doses given; a replay stays one."""

from datetime import UTC, datetime
from pathlib import Path

from stillpath.care import plan
from stillpath.engine import decide
from stillpath.intake import read_file
from stillpath.model import Knowledge
from stillpath.prose import Clock
from stillpath.prose.course import Course, course

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def course_of(name: str, knowledge: Knowledge, at: datetime | None = None) -> Course:
    timeline = read_file(EXAMPLES / f"{name}.json", knowledge).timeline
    end = timeline.now or timeline.last_known()
    assert end is not None
    instants = (*(one for one in timeline.instants() if one < end), end)
    return course(plan(decide(knowledge, timeline, at or end)), instants, Clock(timeline.zone, timeline.nominal))


def test_what_became_known_at_a_moment_is_listed(knowledge: Knowledge) -> None:
    """Lea's ferritin was taken at 04:50 and is new at 06:10."""
    made = course_of("lea", knowledge)
    assert made.newest.when == "06:10"
    assert [text.replace("\u00a0", " ") for text in made.newest.learned] == ["ferritin 8,420 ng/mL, taken 04:50"]
    assert [one.count for one in made.moments][-3:] == ["15 results", "14 results", "1 result"]


def test_the_stages_are_told_with_when_they_began(knowledge: Knowledge) -> None:
    """Each stage begins where the one before ends, and the last has no end."""
    stays = course_of("sara", knowledge).stays
    assert [one.title for one in stays][-2:] == ["response too small", "MAS refractory"]
    assert [one.ended for one in stays] == [*(one.began for one in stays[1:]), None]


def test_after_an_older_day_the_first_time_of_a_new_one_has_its_date(knowledge: Knowledge) -> None:
    """18-Nov-2025 11:00, 02-Mar-2026 05:35, 06:10: the second would else be read as of November."""
    stays = course_of("lea", knowledge).stays
    assert [one.when for one in stays] == ["18-Nov-2025 11:00", "02-Mar-2026 05:35", "06:10"]


def test_a_replay_tells_nothing_of_what_came_later(knowledge: Knowledge) -> None:
    """At 05:00 the values of 05:35 have no words, only that there were some; nor are later doses told."""
    made = course_of("lea", knowledge, datetime(2026, 3, 2, 4, 0, tzinfo=UTC))
    assert [one.learned == () for one in made.moments] == [False] * 5 + [True] * 3
    assert made.newest.when == "27-Feb 12:05"
    assert made.later == 3
    before = course_of("sara", knowledge, datetime(2026, 4, 10, 6, 10, tzinfo=UTC))
    assert [(one.title, len(one.doses)) for one in before.given] == [("methylprednisolone", 1)]


def test_without_times_the_moments_are_numbered(knowledge: Knowledge) -> None:
    """A case whose source prints no times tells none."""
    made = course_of("muise-2003", knowledge)
    assert [one.when for one in made.moments][:2] == ["moment 1", "moment 2"]
    assert not any(one.when for one in made.stays)


def test_before_everything_nothing_was_known(knowledge: Knowledge) -> None:
    """A moment before the first has nothing new, and no stage but the fallback."""
    made = course_of("lea", knowledge, datetime(2025, 11, 18, 9, 59, tzinfo=UTC))
    assert made.newest.learned == ()
    assert made.later == len(made.moments)
