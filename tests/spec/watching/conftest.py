"""A child told in short lines, and the schedule worked out from it with the shipped knowledge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from stillpath.care import plan
from stillpath.care.watch import Occasion, OccasionState, Watch, watch
from stillpath.engine import decide
from stillpath.intake.lines import read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.reading import understand
from stillpath.intake.received import PatientRecord, Received
from stillpath.library import load
from stillpath.model import Knowledge

Told = dict[str, list[str]]
"""What was recorded, by its time (2026-03-02 06:00, in the child's zone): fact lines as in cases."""


@cache
def _knowledge() -> Knowledge:
    return load()


def _watched(told: Told, now: str, zone: str = "Europe/Oslo", hours: int = 48) -> Watch:
    knowledge = _knowledge()
    names = Names.of(knowledge)
    place = ZoneInfo(zone)
    coverage: dict[str, tuple[object, object]] = {}
    events: list[Received] = []
    for time, lines in told.items():
        at = datetime.fromisoformat(time).replace(tzinfo=place)
        for text in lines:
            line = read_fact_line(text, names, at)
            if line.coverage is not None:
                kind, start, end = line.coverage
                coverage[kind] = (start.isoformat(), end.isoformat())
            assert line.event is not None or line.coverage is not None, text
            if line.event is not None:
                events.append(line.event)
    events = [replace(one, family=f"e{number}", where=f"e{number}") for number, one in enumerate(events)]
    at = datetime.fromisoformat(now).replace(tzinfo=place)
    last = max(at, *(datetime.fromisoformat(time).replace(tzinfo=place) for time in told)).isoformat()
    record = PatientRecord("p", birth_date="2016-01-14", now=last, coverage=coverage, events=tuple(events))
    read = understand(record, names, zone=place)
    assert read.refused == ()
    made = plan(decide(knowledge, read.timeline, at))
    return watch(made, timedelta(hours=hours), timedelta(hours=24))


@pytest.fixture
def watched() -> Callable[..., Watch]:
    """The schedule of a child told as `Told`, at a time of its zone; what is told for later was not known then."""
    return _watched


@pytest.fixture
def times() -> Callable[..., list[str]]:
    """The times of one check or drug that stand so, as `02 18:00` in the child's zone."""

    def of(made: Watch, id: str, *states: OccasionState, zone: str = "Europe/Oslo") -> list[str]:
        return [_time(occasion, zone) for occasion in made.occasions if occasion.id == id and occasion.state in states]

    return of


def _time(occasion: Occasion, zone: str) -> str:
    return f"{occasion.at.astimezone(ZoneInfo(zone)):%d %H:%M}"
