"""Ends the processes of a store without warning, and judges what is there afterwards.

Workers write approvals, ratings, reports and bare rows of the log, each with a key of its own, and tell of each when it
is acknowledged. Then they are killed (SIGKILL), on PostgreSQL every second time the whole server. Afterwards everything
that was told must be there exactly once; the one operation of each worker that was under way is there whole or not at
all; the log verifies. The next worker asks for that operation again with the same key, as a browser that got no answer.

A process is killed, not the machine: that what the system took from the process also survives the loss of power is
PostgreSQL's and SQLite's own promise (`synchronous=FULL`), which this does not try.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import text

from stillpath.errors import DoneError, StoreError
from stillpath.store import Store, audit
from stillpath.store.schema import Account, Approval, Opinion, Rating, Report, Submission

__all__ = ["KINDS", "Campaign", "Nursery", "do", "kind_of", "prepare"]

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("approval", "rating", "report", "row")
"""What a worker writes."""

_SIGNERS = ("ann", "bea")
_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_LONGEST = 0.25
"""Seconds after its first word within which a worker is killed."""

_PATIENCE = 30.0
"""Seconds that a worker or a server may take to start."""


def prepare(store: Store) -> None:
    """Makes the two accounts that sign."""
    with store.change("command", "invite") as session:
        for login in _SIGNERS:
            session.add(Account(login=login, name=f"{login} Example", password=None, made_at=_AT, disabled_at=None))


def kind_of(name: str) -> str:
    """What the operation of a name writes; always the same for the same name."""
    return random.Random(name).choice(KINDS)  # noqa: S311


def do(store: Store, name: str) -> None:
    """Does one operation. DoneError if it was done before."""
    kind = kind_of(name)
    with store.change("ann", f"crash: {kind}", f"crash/{name}", {"kind": kind}, once=name) as session:
        match kind:
            case "approval":
                _approve(session, name)
            case "rating":
                session.add(Rating(page=f"crash/{name}", knowledge="v", visitor="x", useful=4, correct="yes", at=_AT))
            case "report":
                session.add(
                    Report(
                        page=f"crash/{name}",
                        claim="c",
                        says="s",
                        knowledge="v",
                        text="t" * 3000,  # more than a page of either database, so that it is written in parts
                        state="open",
                        answer="",
                        at=_AT,
                        closed_at=None,
                    )
                )


def _approve(session: Any, name: str) -> None:
    """A text, two opinions of it and its approval, as the last signature makes them."""
    submission = Submission(
        entry=f"crash/{name}",
        state="approved",
        author_id=None,
        base="",
        base_text="x" * 3000,
        text=None,
        summary="",
        version=1,
        closure=name,
        parts={},
        origin=None,
        made_at=_AT,
        changed_at=_AT,
        submitted_at=_AT,
        published_at=None,
    )
    session.add(submission)
    session.flush()
    for account, competence in enumerate(("pharmacy", "paediatric-rheumatology"), 1):
        session.add(
            Opinion(
                submission_id=submission.id,
                account_id=account,
                verdict="approved",
                competence=competence,
                interests="",
                reason="r",
                closure=name,
                at=_AT,
            )
        )
        session.flush()
    session.add(
        Approval(
            entry=f"crash/{name}",
            submission_id=submission.id,
            closure=name,
            parts={},
            signatures=[],
            editorial="",
            approved_at=_AT,
            due=date(2027, 5, 2),
            retired_at=None,
            retired_because="",
        )
    )


def work(url: str, worker: str, first: int) -> None:
    """Does one operation after the other until it is killed, and tells of each after it was kept."""
    store = Store.open(url)
    number = first
    while True:
        name = f"{worker}-{number}"
        try:
            do(store, name)
        except DoneError:
            print(f"{name} before", flush=True)
        except StoreError:
            signal.pause()  # the server was killed; this process will be
        else:
            print(f"{name} now", flush=True)
        number += 1


@dataclass
class Worker:
    """A process that writes: its number, and what it tells."""

    name: str
    first: int
    process: int
    out: IO[bytes]

    def first_line(self) -> bytes:
        """The first line it tells, byte for byte, so that nothing after it is taken; empty if it tells none in time."""
        line, until = b"", time.monotonic() + _PATIENCE
        while not line.endswith(b"\n"):
            if not select.select([self.out], [], [], max(0.0, until - time.monotonic()))[0]:
                return b""
            letter = os.read(self.out.fileno(), 1)
            if not letter:
                return b""
            line += letter
        return line

    def end(self) -> bytes:
        """Kills it; what it told until then."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        with self.out:
            return self.out.read()


class Nursery:
    """A process that has read all the code and makes workers of itself: each begins at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        command = (sys.executable, "-m", "tests.store.crash")
        self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE)

    def start(self, url: str, name: str, first: int) -> Worker:
        """A worker that writes from now on."""
        self._made += 1
        told = self._folder / f"told-{self._made}"
        os.mkfifo(told)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([url, name, first, str(told)]).encode() + b"\n")
        self._process.stdin.flush()
        out = told.open("rb", buffering=0)
        told.unlink()
        worker = Worker(name, first, 0, out)
        worker.process = int(worker.first_line())
        return worker

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE)


def nurse() -> None:
    """Makes a worker for each line of standard input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        url, name, first, told = json.loads(line)
        if os.fork() == 0:
            out = os.open(told, os.O_WRONLY)
            os.dup2(out, 1)
            os.close(out)
            print(os.getpid(), flush=True)
            try:
                work(url, name, first)
            finally:
                os._exit(1)


@dataclass
class Campaign:
    """Kills and judges one store, again and again. `cluster` is the server of a PostgreSQL."""

    url: str
    kind: str
    chance: random.Random
    nursery: Nursery
    cluster: Any = None
    workers: Sequence[str] = ("a", "b")
    next: dict[str, int] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=lambda: {"writers": 0, "server": 0})
    told: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    lost: int = 0
    doubled: int = 0
    halves: int = 0
    doubt: dict[str, int] = field(default_factory=lambda: {"kept whole": 0, "not kept": 0})
    chain: int = 0

    def kill(self) -> None:
        """Lets the workers write for a moment no one knows, kills, and judges."""
        running = [self.nursery.start(self.url, name, self.next.setdefault(name, 1)) for name in self.workers]
        select.select([one.out for one in running], [], [], _PATIENCE)
        time.sleep(self.chance.random() * _LONGEST)
        server = self.kind == "postgresql" and self.kills["server"] < self.kills["writers"]
        if server:
            self.cluster.kill()
        told = {one.name: one.end() for one in running}
        if server:
            _start_again(self.cluster)
        self.kills["server" if server else "writers"] += 1
        self.judge(told)

    def judge(self, told: dict[str, bytes]) -> None:
        """Looks for what each worker told, and for more; counts what is not as it must be."""
        store = Store.open(self.url)
        with store.read() as session:
            audit.verify(session)
            self.chain += 1
            pieces = _pieces(session)
        store.close()
        for worker, lines in told.items():
            names = [line.partition(" ")[0] for line in lines.decode().split("\n")[:-1]]  # half a line tells nothing
            first = self.next[worker]
            assert names == [f"{worker}-{first + place}" for place in range(len(names))], "told out of order"
            for name in names:
                self.told[kind_of(name)] += 1
            self.next[worker] = first + len(names)
            self._look(worker, pieces)

    def _look(self, worker: str, pieces: dict[str, tuple[int, ...]]) -> None:
        """Counts what is lost, doubled or half of a worker: up to what it told, and the one operation after that."""
        after = self.next[worker]
        for number in range(1, after + 1):
            name = f"{worker}-{number}"
            found, whole = pieces.get(name, _NOTHING), _WHOLE[kind_of(name)]
            if number == after and found in (_NOTHING, whole):
                self.doubt["kept whole" if found == whole else "not kept"] += 1
            elif number < after and found == _NOTHING:
                self.lost += 1
            elif any(there > wanted for there, wanted in zip(found, whole, strict=True)):
                self.doubled += 1
            elif found != whole:
                self.halves += 1
        beyond = [name for name in pieces if name.startswith(f"{worker}-") and int(name.partition("-")[2]) > after]
        self.doubled += len(beyond)

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or half."""
        return (self.lost, self.doubled, self.halves) == (0, 0, 0)


_NOTHING = (0, 0, 0, 0, 0, 0)
_WHOLE = {
    "approval": (1, 1, 2, 1, 0, 0),
    "rating": (1, 0, 0, 0, 1, 0),
    "report": (1, 0, 0, 0, 0, 1),
    "row": (1, 0, 0, 0, 0, 0),
}
"""How many rows each kind has of: log, submissions, opinions, approvals, ratings, reports."""


def _pieces(session: Any) -> dict[str, tuple[int, ...]]:
    """The rows there are of each operation, in the order of `_WHOLE`."""
    queries = (
        "SELECT subject, count(*) FROM audit WHERE subject LIKE 'crash/%' GROUP BY subject",
        "SELECT entry, count(*) FROM submission GROUP BY entry",
        "SELECT s.entry, count(*) FROM opinion o JOIN submission s ON s.id = o.submission_id GROUP BY s.entry",
        "SELECT entry, count(*) FROM approval GROUP BY entry",
        "SELECT page, count(*) FROM rating GROUP BY page",
        "SELECT page, count(*) FROM report GROUP BY page",
    )
    counted = [{name: count for name, count in session.execute(text(query))} for query in queries]  # noqa: C416
    names = set().union(*counted)
    return {name.removeprefix("crash/"): tuple(one.get(name, 0) for one in counted) for name in names}


def _start_again(cluster: Any) -> None:
    """Starts a server that was killed; its last processes may take a moment to go."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            cluster.start()
        except subprocess.CalledProcessError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    nurse()
