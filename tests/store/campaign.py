"""The long run of kills, and its report.

    python -m tests.store.campaign --seed 1 --kills 500

Half of the kills are of SQLite, half of PostgreSQL, and there every second one is of the whole server. A store is
killed so many times in a row, then the next one begins. `docs/crash-report.md` is written anew; the exit code is 1 if
anything was lost, doubled or half. The moments of the kills come from the seed, what the machine does meanwhile does
not, so two runs differ in how much was written.
"""

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from stillpath.store import Store
from tests.databases import KINDS, cluster, new_url
from tests.store.crash import KINDS as WRITTEN
from tests.store.crash import Campaign, Nursery, prepare

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "crash-report.md"
IN_A_ROW = 25
"""Kills that one store lives through."""


@dataclass
class Sum:
    """The figures of one kind of database."""

    version: str
    stores: int = 0
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, campaign: Campaign) -> None:
        self.stores += 1
        self.counted.update(campaign.told)
        self.counted.update({f"killed {name}": count for name, count in campaign.kills.items()})
        self.counted.update(campaign.doubt)
        counts = {"lost": campaign.lost, "doubled": campaign.doubled, "half": campaign.halves, "chain": campaign.chain}
        self.counted.update(counts)


def main() -> int:
    """Runs the kills, writes the report; the exit code."""
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kills", type=int, default=500)
    asked = options.parse_args()
    began = time.monotonic()
    sums = {}
    with tempfile.TemporaryDirectory() as folder:
        nursery = Nursery(Path(folder))
        for kind in KINDS:
            sums[kind] = _run(kind, asked.seed, asked.kills // len(KINDS), Path(folder), nursery)
        nursery.close()
    text = _report(asked.seed, sums, time.monotonic() - began)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(one.counted[word] for one in sums.values() for word in ("lost", "doubled", "half")) else 0


def _run(kind: str, seed: int, kills: int, folder: Path, nursery: Nursery) -> Sum:
    chance = random.Random(f"{seed} {kind}")  # noqa: S311
    server = cluster() if kind == "postgresql" else None
    total = Sum(_version(kind))
    while (done := total.counted["chain"]) < kills:
        url = new_url(kind, folder)
        store = Store.open(url)
        prepare(store)
        store.close()
        campaign = Campaign(url, kind, chance, nursery, server)
        for _ in range(min(IN_A_ROW, kills - done)):
            campaign.kill()
        total.add(campaign)
        print(f"{kind}: {total.counted['chain']} kills, clean {campaign.clean}", flush=True)
    return total


def _version(kind: str) -> str:
    if kind == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    told = subprocess.run((cluster().bin / "postgres", "--version"), capture_output=True, text=True, check=True).stdout
    return f"PostgreSQL {told.split()[2]}"


def _report(seed: int, sums: dict[str, Sum], seconds: float) -> str:
    rows = [
        ("stores, one after the other", lambda one: one.stores),
        ("kills of the writing processes", lambda one: one.counted["killed writers"]),
        ("kills of the whole server", lambda one: one.counted["killed server"]),
        *((f"acknowledged: {_NAMES[name]}", lambda one, name=name: one.counted[name]) for name in WRITTEN),
        ("**acknowledged in all**", lambda one: sum(one.counted[name] for name in WRITTEN)),
        ("**lost** (acknowledged, and not there)", lambda one: one.counted["lost"]),
        ("**doubled**", lambda one: one.counted["doubled"]),
        ("**half there** (a part of an operation without the rest)", lambda one: one.counted["half"]),
        ("in doubt, and kept whole", lambda one: one.counted["kept whole"]),
        ("in doubt, and not kept", lambda one: one.counted["not kept"]),
        ("times the whole log verified, after each kill", lambda one: one.counted["chain"]),
    ]
    head = ["", *(one.version for one in sums.values())]
    lines = [" | ".join(head).join(("| ", " |")), "|---" + "|---:" * len(sums) + "|"]
    lines += [f"| {name} | " + " | ".join(f"{of(one):,}" for one in sums.values()) + " |" for name, of in rows]
    kills = sum(one.counted["chain"] for one in sums.values())
    return _TEXT.format(
        seed=seed,
        kills=kills,
        table="\n".join(lines),
        minutes=f"{seconds / 60:.0f}",
        python=sys.version.split()[0],
        row=IN_A_ROW,
    )


_NAMES = {
    "approval": "approvals (a text, two opinions, the approval, a row of the log)",
    "rating": "ratings",
    "report": "reports of an error",
    "row": "rows of the log alone",
}

_TEXT = """# Killed while writing

What happens to approvals, feedback and the log when a process is ended without warning (`kill -9`) at a moment no one
chose. Written by `python -m tests.store.campaign --seed {seed} --kills {kills}`; twenty kills run in the suite
(`tests/store/test_crash.py`).

{table}

Python {python}; {minutes} min; {row} kills of each store in a row. Two processes wrote at once, each telling of an
operation only after it was kept. After each kill the store was opened again, every operation ever told was looked for
row by row, and the whole log verified.

- **In doubt** is the one operation of each process that nobody had been told of when it was killed. It is there whole
  or not at all. The next process asks for it again with the same key, as a browser does that got no answer: it is done
  once.
- PostgreSQL: every second kill is of the server with all its processes, which then recovers by itself.
- A process is killed here, not the machine. That what the operating system took from a process also survives a loss of
  power is the databases' own promise (`synchronous=FULL` on SQLite; `fsync` on PostgreSQL, which is on unless somebody
  turns it off), and is not tried here. The server of these tests runs without `fsync`, to be quick.
"""

if __name__ == "__main__":
    sys.exit(main())
