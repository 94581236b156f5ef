"""What the clock alone changes: a walk that goes on says what a walk from the first entry says."""

from datetime import timedelta

import pytest

from stillpath.engine import by_clock_alone, decide, suppose
from stillpath.intake import read_file
from stillpath.library import examples_folder
from stillpath.model import Knowledge

FILES = sorted(examples_folder().glob("*.json"))
AHEAD = timedelta(hours=48)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_walk_goes_on_as_one_from_the_first_entry_would(path: object, knowledge: Knowledge) -> None:
    """At every instant of the shipped children, a minute before the first, between two, and when one is supposed."""
    timeline = read_file(path, knowledge).timeline  # type: ignore[arg-type]
    known = timeline.instants()
    instants = [known[0] - timedelta(minutes=1), known[0], known[len(known) // 2], known[-1] - timedelta(seconds=1)]
    for at in [*instants, known[-1], known[-1] + timedelta(hours=5)]:
        decision = decide(knowledge, timeline, at)
        until = at + AHEAD
        anew = tuple(one for one in decide(knowledge, timeline.known_by(at), until).moments if one.at > at)
        assert by_clock_alone(decision, until) == anew
        assert by_clock_alone(decision, until) == anew, "asking changed the decision"
        assert by_clock_alone(decision, at) == ()
    at = known[-1]
    made = suppose(decide(knowledge, timeline, at), ())
    assert by_clock_alone(made, at + AHEAD) == by_clock_alone(decide(knowledge, timeline, at), at + AHEAD)
