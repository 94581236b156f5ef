"""Where the children stand who are open: kept, forgotten, never mixed up, never on a disk."""

import builtins
import json
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stillpath.errors import StillpathError
from stillpath.intake import Received, read_record, to_json
from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.web.child.workspace import (
    KEPT_FOR,
    MOST_CHILDREN,
    SPARED,
    WAITS_FOR,
    FullError,
    GoneError,
    Workspace,
)

START = datetime(2026, 3, 2, 6, 10, tzinfo=UTC)
FEVER = Received("typed", "vital", "temperature", time="2026-03-02T06:00+01:00", value="39.4", unit="Cel")
ANOTHER = Received("typed", "vital", "temperature", time="2026-03-02T06:05+01:00", value="38.4", unit="Cel")

Patients = tuple[tuple[str, int], ...]
TWO: Patients = (("A", 1), ("B", 3))


class Clock:
    """A clock that moves when it is told."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, length: timedelta) -> None:
        self.at += length


def record(id: str = "p1", value: str = "8420", **more: object) -> object:
    """One child with one ferritin, as it comes out of a file."""
    event = {"time": "2026-03-02T05:50+01:00", "kind": "lab", "name": "ferritin", "value": value, "unit": "ng/mL"}
    return read_record(json.dumps({"patient": {"id": id}, "events": [event], **more}).encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gone() -> list[str]:
    return []


@pytest.fixture
def workspace(knowledge: Knowledge, clock: Clock, gone: list[str]) -> Workspace:
    return Workspace(knowledge, examples_folder(), clock, gone.append)


def test_a_child_is_kept_under_a_name_nobody_guesses(workspace: Workspace) -> None:
    """The same file opened twice is two children; each name has 128 bits of chance."""
    first, second = workspace.open(record()), workspace.open(record())
    assert workspace.get(first.key) is first
    assert first.key != second.key
    assert min(len(first.key), len(second.key)) == 22


def test_a_child_is_forgotten_when_asked(workspace: Workspace, gone: list[str]) -> None:
    """Nothing of it is left, and whoever kept a view of it is told; again is no fault."""
    key = workspace.open(record()).key
    workspace.forget(key)
    workspace.forget(key)
    with pytest.raises(GoneError):
        workspace.get(key)
    assert gone == [key]


def test_a_child_stays_twelve_hours_after_the_last_look(workspace: Workspace, clock: Clock, gone: list[str]) -> None:
    """Each look counts anew; afterwards it is gone."""
    key = workspace.open(record()).key
    clock.move(KEPT_FOR)
    workspace.get(key)
    clock.move(KEPT_FOR)
    workspace.get(key)
    clock.move(KEPT_FOR + timedelta(minutes=1))
    with pytest.raises(GoneError):
        workspace.get(key)
    assert gone == [key]


def test_what_is_over_goes_though_nobody_looks(workspace: Workspace, clock: Clock, gone: list[str]) -> None:
    """The sweep of every minute drops a child and a file that waits."""
    key = workspace.open(record()).key
    workspace.wait(b"x", TWO)
    clock.move(KEPT_FOR + timedelta(minutes=1))
    workspace.sweep()
    assert gone == [key]
    assert not workspace._children
    assert not workspace._waiting


def test_the_child_nobody_looked_at_for_longest_makes_room(workspace: Workspace, clock: Clock) -> None:
    """At most 200 are open; looking at an example closes none, nor is one closed that was looked at within the hour."""
    one = record()
    made = []
    for _ in range(MOST_CHILDREN):
        made.append(workspace.open(one).key)
        clock.move(timedelta(seconds=1))
    clock.move(SPARED)
    workspace.get(made[0])
    for name in workspace.examples():
        workspace.get(name)
    clock.move(timedelta(seconds=1))
    workspace.open(one)
    assert workspace.get(made[0])
    with pytest.raises(GoneError):
        workspace.get(made[1])
    assert workspace.get(made[2])


def test_nobody_is_closed_for_another_within_the_hour(workspace: Workspace, clock: Clock) -> None:
    """A new child, a file that waits and a copy of an example are refused instead; what is open can be changed."""
    one = record()
    keys = [workspace.open(one).key for _ in range(MOST_CHILDREN)]
    clock.move(SPARED)
    for more in (lambda: workspace.open(one), lambda: workspace.wait(b"x", TWO), lambda: workspace.add("lea", [FEVER])):
        with pytest.raises(FullError):
            more()
    assert all(workspace.holds(key) for key in keys)
    assert workspace.add(keys[0], [FEVER]).added
    workspace.forget(keys[1])
    assert workspace.open(one)


def test_a_file_that_waits_counts_too(workspace: Workspace, clock: Clock) -> None:
    """It takes the place of a child, and waits ten minutes."""
    keys = []
    for _ in range(MOST_CHILDREN):
        keys.append(workspace.open(record()).key)
        clock.move(timedelta(seconds=1))
    clock.move(SPARED)
    held = workspace.wait(b"data", TWO)
    with pytest.raises(GoneError):
        workspace.get(keys[0])
    assert workspace.waiting(held.key).patients == TWO
    clock.move(WAITS_FOR + timedelta(seconds=1))
    with pytest.raises(GoneError):
        workspace.waiting(held.key)


def test_a_file_that_waits_is_taken_once(workspace: Workspace) -> None:
    """Once chosen from, nothing of it is left; of many files the oldest makes room."""
    held = workspace.wait(b"data", TWO)
    assert workspace.waiting(held.key, take=True).data == b"data"
    with pytest.raises(GoneError):
        workspace.waiting(held.key)
    many = [workspace.wait(b"data", TWO).key for _ in range(11)]
    with pytest.raises(GoneError):
        workspace.waiting(many[0])
    assert workspace.waiting(many[1])


def test_an_example_that_is_changed_becomes_its_own(workspace: Workspace) -> None:
    """The shipped one stays as it is, and cannot be closed."""
    shipped = workspace.get("lea")
    changed = workspace.add("lea", [FEVER])
    assert changed.key != "lea"
    assert not changed.example
    assert len(changed.record.events) == len(shipped.record.events) + 1
    workspace.forget("lea")
    assert workspace.get("lea").record == shipped.record
    assert workspace.take_back("lea", "page-1").key == "lea"


def test_what_was_added_is_taken_back(workspace: Workspace) -> None:
    """The others stay, and a name is not used twice."""
    key = workspace.open(record()).key
    first = workspace.add(key, [FEVER]).added[0]
    second = workspace.add(key, [ANOTHER]).added[1]
    left = workspace.take_back(key, first.id)
    assert [one.id for one in left.added] == [second.id]
    assert len(left.record.events) == 2
    third = workspace.add(key, [FEVER]).added[1]
    assert len({first.id, second.id, third.id}) == 3
    assert workspace.take_back(key, "no such").version == left.version + 1


def test_a_saved_record_opened_again_loses_nothing(workspace: Workspace) -> None:
    """What was added before it was saved belongs to the file; an addition takes no place of it."""
    before = workspace.add(workspace.open(record()).key, [FEVER])
    again = workspace.open(read_record(json.dumps(to_json(before.record)).encode()))
    more = workspace.add(again.key, [ANOTHER])
    assert len(more.record.events) == 3
    assert len(more.reading.timeline.results) == 3
    assert len(workspace.take_back(again.key, more.added[0].id).record.events) == 2


def test_a_now_that_cannot_be_read_does_not_stop_an_addition(workspace: Workspace) -> None:
    """It stays refused, and the addition stands."""
    child = workspace.open(record(now="yesterday"))
    assert len(child.reading.refused) == 1
    odd = Received("typed", "vital", "temperature", time="soon", value="39.4", unit="Cel")
    assert len(workspace.add(child.key, [FEVER, odd]).added) == 2
    moved = workspace.open(record(now="2026-03-02T05:55+01:00"), live=False)
    assert workspace.add(moved.key, [FEVER, odd]).record.now == FEVER.time


def test_a_fresh_record_is_looked_at_by_the_clock(workspace: Workspace, clock: Clock) -> None:
    """One that is older than 12 hours as at its own last moment."""
    assert workspace.open(record()).live
    clock.move(timedelta(days=2))
    old = workspace.open(record())
    assert not old.live
    assert old.end(clock()) == old.reading.timeline.last_known()


def run(count: int, work: Callable[[int], None]) -> None:
    """Runs the work in so many threads at once; a fault in one is a fault of the test."""
    faults: list[BaseException] = []
    ready = threading.Barrier(count)

    def one(number: int) -> None:
        ready.wait()
        try:
            work(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults


def test_twenty_threads_change_one_child(workspace: Workspace) -> None:
    """Nothing that anybody adds is lost, and no name is given twice."""
    key = workspace.open(record()).key
    run(20, lambda number: workspace.add(key, [FEVER, ANOTHER]) and None)
    added = workspace.get(key).added
    assert len(added) == 40
    assert len({one.id for one in added}) == 40


def test_twenty_threads_open_look_and_forget(workspace: Workspace) -> None:
    """Each child stays what it is, and all are gone at the end."""
    one = record()

    def work(number: int) -> None:
        for _ in range(5):
            child = workspace.open(one)
            workspace.get("lea")
            assert workspace.add(child.key, [FEVER]).key == child.key
            workspace.forget(child.key)

    run(20, work)
    assert not workspace._children


def test_a_child_that_is_closed_while_it_is_changed_stays_closed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An addition that comes too late brings nothing back."""
    key = workspace.open(record()).key
    made = workspace._made

    def closing(*args: object, **named: object) -> object:
        workspace.forget(key)
        return made(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(workspace, "_made", closing)
    with pytest.raises(GoneError):
        workspace.add(key, [FEVER])
    assert not workspace._children


def test_nothing_touches_a_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening, changing, waiting and forgetting open no file."""

    def refuse(*args: object, **named: object) -> object:
        raise AssertionError("a file was opened")

    data = json.dumps(to_json(record())).encode()  # type: ignore[arg-type]
    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    child = workspace.open(read_record(data))
    workspace.add(child.key, [FEVER])
    workspace.wait(data, TWO)
    workspace.take_back(child.key, "page-1")
    workspace.forget(child.key)


def test_a_name_that_is_none_is_told_without_it(workspace: Workspace) -> None:
    """Whatever the address says, the message does not."""
    for name in ("", "../lea", "lea.json", "x" * 10_000):
        with pytest.raises(GoneError) as told:
            workspace.get(name)
        assert not isinstance(told.value, StillpathError)
        assert str(told.value) == "this child is not open here"
