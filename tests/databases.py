"""Real databases for tests: an SQLite file or a database of a PostgreSQL that is started for the tests.

A new store is a copy of one that was made once, so that a test waits for no migration.
"""

import atexit
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

from stillpath.store import Store

__all__ = ["KINDS", "Cluster", "cluster", "new_url", "programs"]

KINDS = ("sqlite", "postgresql")
"""The databases a store can live in."""

_NUMBERS = itertools.count(1)


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs, the newest; None if they are not on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@dataclass
class Cluster:
    """A PostgreSQL server of the tests' own: its folder, and the user it runs as (it refuses root)."""

    folder: Path
    bin: Path

    @property
    def url(self) -> str:
        """Where it is reached, without a database."""
        return f"postgresql://app@/{{}}?host={self.folder}"

    def run(self, *command: str) -> None:
        """One of its programs, as the user it runs as."""
        started = ("runuser", "-u", "nobody", "--", *command) if os.geteuid() == 0 else command
        subprocess.run(started, check=True, capture_output=True, cwd=self.folder, stdin=subprocess.DEVNULL, timeout=60)

    def make(self) -> None:
        """Makes and starts it."""
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        data = str(self.folder / "data")
        self.run(str(self.bin / "initdb"), "-D", data, "-A", "trust", "-U", "app", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        options = f"-k {self.folder} -h '' -c fsync=off -c max_connections=60 -c shared_buffers=32MB"
        data = str(self.folder / "data")
        self.run(str(self.bin / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Ends it."""
        self.run(str(self.bin / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kills every process of it at once, as a machine that goes down does."""
        told = self.folder / "data" / "postmaster.pid"
        master = int(told.read_text().split()[0])
        children = subprocess.run(("pgrep", "-P", str(master)), capture_output=True, text=True, check=False).stdout
        processes = (master, *map(int, children.split()))
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 10
        while any(map(_runs, processes)) and time.monotonic() < until:
            time.sleep(0.005)
        # On a machine that comes up again its number is nobody's; here it is that of a process not cleared away yet.
        for lock in (told, *self.folder.glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process runs; one that is dead and not yet cleared away does not."""
    stat = Path(f"/proc/{process}/stat")
    if not Path("/proc/self/stat").exists():
        return False
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


@cache
def cluster() -> Cluster:
    """The PostgreSQL of this test process, started when it is first wanted. Skips the test if it is not installed."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL")
    # The name of its socket may have at most 107 letters, so it lies in no deep folder.
    folder = Path(tempfile.mkdtemp(prefix="stillpath-pg-", dir="/tmp"))
    made = Cluster(folder, found)
    made.make()

    def end() -> None:
        with suppress(subprocess.CalledProcessError):  # it may have been killed
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return made


def new_url(kind: str, folder: Path) -> str:
    """The address of a new, empty store of a kind; an SQLite file lies in `folder`."""
    if kind == "sqlite":
        path = folder / f"store-{next(_NUMBERS)}.db"
        shutil.copyfile(_empty_file(), path)
        return str(path)
    name = f"store_{next(_NUMBERS)}"
    _empty_database()
    _maintain(f"CREATE DATABASE {name} TEMPLATE empty_store")
    return cluster().url.format(name)


@cache
def _empty_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="stillpath-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store.create(str(folder / "empty.db"))
    store.close()
    return folder / "empty.db"


@cache
def _empty_database() -> None:
    cluster()
    _maintain("CREATE DATABASE empty_store")
    Store.create(cluster().url.format("empty_store")).close()


def _maintain(statement: str) -> None:
    with psycopg.connect(cluster().url.format("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
