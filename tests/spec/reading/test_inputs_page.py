"""docs/inputs.md: its examples are read as they stand there, and it names every kind and key."""

import re
from pathlib import Path

from stillpath.intake import read_text
from stillpath.intake.received import KINDS
from stillpath.intake.timeline_json import EVENT_KEYS, FILE_KEYS, PATIENT_KEYS
from stillpath.model import Knowledge

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "inputs.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```(?:json|csv)\n(.*?)```", PAGE, re.DOTALL)


def test_examples(knowledge: Knowledge) -> None:
    """Each example of the page is read to its end, and nothing of it is refused."""
    timelines = []
    for example in EXAMPLES:
        reading = read_text(example.encode(), knowledge)
        assert (reading.refused, reading.notes) == ((), ())
        timelines.append(reading.timeline)
    assert [timeline.patient.id for timeline in timelines] == ["EXAMPLE-1", "EXAMPLE-2", "EXAMPLE-3"]
    assert [len(timeline.results) for timeline in timelines] == [7, 4, 1]
    assert len(timelines[0].medications) == 2


def test_the_page_is_complete() -> None:
    """Every kind of event and every key that is read stands on the page."""
    words = set(re.findall(r"[a-z_]+", PAGE))
    assert {*KINDS, *EVENT_KEYS, *FILE_KEYS, *PATIENT_KEYS} - words == set()
