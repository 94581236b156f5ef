"""How fast the pages of a browser are made and how much they weigh, and whether they hold with a hundred readers.

    .venv/bin/python benchmarks/web.py [READERS]

A real server is started (`stillpath serve`), another process asks it. Time is from the request to the last byte over a
connection that is kept, on this machine: what the server takes, and a little more. "work" is the time a processor spent
on it in the server (Linux only), which others who use the machine cannot lengthen by much. Every figure is printed with
its ratio to the limit, all in one run. Pages that are not there are named and left out.
"""

import asyncio
import gzip
import itertools
import os
import random
import re
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import httpx2  # noqa: E402

from tests.web.addresses import CHILDREN, PAGES  # noqa: E402

TIME = 100.0
WEIGHT = 200.0
RUNS = 15
READERS = 100
LASTS = 20.0
PAUSE = 4.0
SEED = 20261121
IDLE = 15.0
"""Milliseconds of work in half a second below which a server counts as idle: its own clock ticks on."""
_SECURE = ssl.create_default_context()  # one for all: made anew for each reader it would hold up the others
START = "import sys; from stillpath.cli import main; sys.argv[0] = 'stillpath'; sys.exit(main())"
INSTANTS = {f"lea at moment {n}": f"/child/lea?n={n}" for n in (1, 3, 4)} | {
    f"sara at moment {n}": f"/child/sara?n={n}" for n in (3, 5, 9)
}


@dataclass
class Walked:
    """What the readers met: the time of every answer in ms, and what was no page."""

    taken: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    """Prints one line for each page, then the readers."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before; Python {sys.version.split()[0]}")
    with _served() as (site, process):
        _idle(process)
        there = _pages(site, process)
        walks = [address for address in there if address.startswith("/child")]
        for pause in (PAUSE, 0.0):
            began = time.perf_counter()
            walked = asyncio.run(_all(site, walks, readers, pause))
            _tell(walked, time.perf_counter() - began, readers, pause)


@contextmanager
def _served() -> Iterator[tuple[str, int]]:
    """The address of a server, and its process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", START, "serve", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        (site,) = re.findall(r"http://[\d.]+:\d+", server.stdout.readline())
        yield site, server.pid
    finally:
        server.terminate()
        server.wait(20)


def _work(process: int) -> float:
    """The ms that processors have spent on a process so far; 0 where that is not told."""
    if not sys.platform.startswith("linux"):
        return 0.0
    return time.clock_gettime((~process << 3) | 2) * 1000  # how Linux numbers the clock of another process


def _idle(process: int) -> None:
    """Waits until the server has worked out beforehand what it does."""
    began = before = _work(process)
    while True:
        time.sleep(0.5)
        now = _work(process)
        if now - before < IDLE:
            print(f"after the start the server prepares pages: {now - began:,.0f} ms of work")
            return
        before = now


def _pages(site: str, process: int) -> list[str]:
    """Asks for every page, first once, then again and again; gives back the addresses that are there."""
    print(f"limits: {TIME:g} ms, {WEIGHT:g} kB at first load, stylesheets and mark included\n")
    print(f"{'':<28} {'first look':^20}  {'again':^28}  {'at first load':^20}")
    print(f"{'page':<28} {'ms':>7} {'x':>5} {'work':>6}  {'median':>7} {'95th':>7} {'x':>5} {'work':>6}", end="  ")
    print(f"{'kB':>6} {'x':>5} {'packed':>7}")
    kept: dict[str, tuple[int, int]] = {}
    there, worst = [], [0.0] * 5
    with httpx2.Client(base_url=site, timeout=60) as client:
        for name, address in (PAGES | {f"child: {name}": to for name, to in (CHILDREN | INSTANTS).items()}).items():
            marks = [_work(process)]
            first, answer = _timed(client, address)
            if answer.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
                print(f"{name:<28} not there")
                continue
            answer.raise_for_status()
            there.append(address)
            marks.append(_work(process))
            again = [_timed(client, address)[0] for _ in range(RUNS)]
            marks.append(_work(process))
            most = statistics.quantiles(again, n=20)[18]
            work, rework = marks[1] - marks[0], (marks[2] - marks[1]) / RUNS
            weight, packed = _weight(client, answer, kept)
            ratios = (first / TIME, work / TIME, most / TIME, rework / TIME, weight / WEIGHT)
            worst = [max(pair) for pair in zip(worst, ratios, strict=True)]
            print(f"{name:<28} {first:7.1f} {ratios[0]:5.2f} {work:6.1f}", end="  ")
            print(f"{statistics.median(again):7.1f} {most:7.1f} {ratios[2]:5.2f} {rework:6.1f}", end="  ")
            print(f"{weight:6.0f} {ratios[4]:5.2f} {packed:7.0f}")
    print(f"\nthe worst: first look {worst[0]:.2f} (work {worst[1]:.2f}), 95th centile {worst[2]:.2f}", end=" ")
    print(f"(work {worst[3]:.2f}), weight {worst[4]:.2f} x the limit\n")
    return there


def _timed(client: httpx2.Client, address: str) -> tuple[float, httpx2.Response]:
    began = time.perf_counter()
    answer = client.get(address)
    return (time.perf_counter() - began) * 1000, answer


def _weight(client: httpx2.Client, answer: httpx2.Response, kept: dict[str, tuple[int, int]]) -> tuple[float, float]:
    """The kB of a page with all it asks for, unpacked and packed."""
    size, packed = len(answer.content), len(gzip.compress(answer.content))
    for address in sorted(set(re.findall(r'<link[^>]* href="(/static/[^"]+)"', answer.text))):
        if address not in kept:
            content = client.get(address).content
            kept[address] = len(content), len(gzip.compress(content))
        size, packed = size + kept[address][0], packed + kept[address][1]
    return size / 1000, packed / 1000


async def _all(site: str, addresses: list[str], readers: int, pause: float) -> Walked:
    """The readers at once, each over a connection of its own, each with an order of its own."""
    walked = Walked()
    until = time.perf_counter() + LASTS
    await asyncio.gather(*(_reader(site, addresses, number, pause, until, walked) for number in range(readers)))
    return walked


async def _reader(site: str, addresses: list[str], number: int, pause: float, until: float, walked: Walked) -> None:
    chance = random.Random(SEED + number)
    own = chance.sample(addresses, len(addresses))
    async with httpx2.AsyncClient(base_url=site, timeout=60, verify=_SECURE) as client:
        await asyncio.sleep(chance.random() * pause)
        for address in itertools.cycle(own):
            if time.perf_counter() >= until:
                return
            began = time.perf_counter()
            try:
                status = (await client.get(address)).status_code
            except httpx2.HTTPError as problem:
                walked.wrong.append(f"{address}: {type(problem).__name__}")
            else:
                walked.taken.append((time.perf_counter() - began) * 1000)
                if status != httpx2.codes.OK:
                    walked.wrong.append(f"{address}: {status}")
            await asyncio.sleep(pause * (0.5 + chance.random()))


def _tell(walked: Walked, seconds: float, readers: int, pause: float) -> None:
    how = f"a click every {pause:g} s" if pause else "without a pause"
    most = statistics.quantiles(walked.taken, n=20)[18]
    print(f"{readers} readers at once, {how}, {seconds:.0f} s: {len(walked.wrong)} errors")
    for wrong in sorted(set(walked.wrong))[:5]:
        print(f"  {wrong}")
    middle, worst = statistics.median(walked.taken), max(walked.taken)
    print(
        f"  {len(walked.taken):,} pages, {len(walked.taken) / seconds:.0f} a second; the readers share the processors"
    )
    for name, taken in (("median", middle), ("95th centile", most), ("worst", worst)):
        print(f"  {name:<14} {taken:8.1f} ms   {taken / TIME:5.2f} x the limit of {TIME:g} ms")


if __name__ == "__main__":
    main()
