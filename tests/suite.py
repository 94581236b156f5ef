"""What `./stillpath test` runs: the checks that read the code and the knowledge, then pytest, then one closing line.

    ./stillpath test                    everything
    ./stillpath test fast               everything but the tests marked slow
    ./stillpath test cases properties   only these kinds (folders of tests/)
    ./stillpath test -k ferritin        anything else is handed to pytest

Exit code 0: all of it passed. A test that cannot run without some tool is skipped with the reason `needs NAME`; with
CI=true that counts as failed, for there nothing may be missing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STORED = frozenset({"store", "review", "web"})
"""The kinds of tests that have to do with a store."""

CHECKS = (
    ("mypy", ("mypy", "--no-error-summary")),
    ("ruff", ("ruff", "check", "--quiet", "--output-format=concise", ".")),
    ("ruff format", ("ruff", "format", "--quiet", "--check", "--output-format=concise", ".")),
    ("knowledge", ("stillpath", "check")),
)


_PROCESSES = 2


@dataclass
class Tally:
    """How many passed and failed, and why the others did not run."""

    passed: int = 0
    failed: int = 0
    reasons: tuple[str, ...] = ()

    def refuse_missing(self) -> None:
        """Counts as failed what was skipped for want of a tool."""
        missing = [reason for reason in self.reasons if reason.startswith("needs ")]
        for reason in missing:
            print(f"FAILED: {reason}, and CI=true")
        self.failed += len(missing)
        self.reasons = tuple(reason for reason in self.reasons if reason not in missing)

    def closing(self) -> str:
        """The lines printed last."""
        skipped = len(self.reasons)
        line = f"{self.passed} passed, {self.failed} failed" + (f", {skipped} skipped" if skipped else "")
        if not skipped:
            return line
        why = "; ".join(sorted(set(self.reasons)))
        return f"{line}\n{self.passed + self.failed} ran, {skipped} not run here because {why}"


def main(arguments: list[str]) -> int:
    """Runs what the arguments ask for; the exit code."""
    started = time.monotonic()
    kinds = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    wanted = list(takewhile(lambda word: word in {*kinds, "fast"}, arguments))
    options = arguments[len(wanted) :]
    tally = Tally()
    if not options and set(wanted) <= {"fast"}:
        with ThreadPoolExecutor(_PROCESSES) as pool:  # mypy is the longest: the others run beside it
            for good in pool.map(lambda check: _check(*check), CHECKS):
                tally.passed += good
                tally.failed += not good
    _fetch_tools(wanted)
    if "fast" in wanted:
        options = ["-m", "not slow", *options]
    _pytest([f"tests/{kind}" for kind in wanted if kind != "fast"], options, tally)
    if os.environ.get("CI") == "true":
        tally.refuse_missing()
    print(f"in {time.monotonic() - started:.0f} s")
    print(tally.closing(), flush=True)
    return 1 if tally.failed else 0


def _fetch_tools(wanted: list[str]) -> None:
    """Installs what some tests use, where that can be done: as root on Debian. Else those tests are skipped.

    The browser is for tests/web, PostgreSQL for whatever has to do with a store.
    """
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return
    kinds = {kind for kind in wanted if kind != "fast"}
    driver = any(Path("/usr/lib").glob("*/libatomic.so.1")) or any(Path("/lib").glob("*/libatomic.so.1"))
    fonts = any(Path("/usr/share/fonts/truetype").glob("liberation*"))
    browser = "fast" not in wanted and (not kinds or "web" in kinds)
    if browser and not (shutil.which("chromium") and driver and fonts):
        print("installing chromium, once, for the tests in a browser", flush=True)
        _install("chromium", "fonts-dejavu-core", "fonts-liberation", "libatomic1")  # the last: Playwright's driver
    server = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")
    if (not kinds or kinds & STORED) and not server:
        print("installing postgresql, once, for the tests of the store", flush=True)
        # The tests start servers of their own: none of the system is made or started.
        own = Path("/etc/postgresql-common/createcluster.conf")
        own.parent.mkdir(parents=True, exist_ok=True)
        if not own.exists():
            own.write_text("create_main_cluster = false\n", encoding="utf-8")
        _install("-o", "Dpkg::Options::=--force-confold", "postgresql")


def _install(*packages: str) -> None:
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *packages)):
        subprocess.run(("apt-get", *command), check=False, env=settings, stdin=subprocess.DEVNULL, capture_output=True)


def _check(name: str, command: tuple[str, ...]) -> bool:
    """Runs one tool; its output is shown only if it complains."""
    started = time.monotonic()
    tool = BIN / command[0]
    try:
        done = subprocess.run(
            [tool, *command[1:]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        output, good = done.stdout, done.returncode == 0
    except OSError:
        output, good = f"{command[0]} is not installed in .venv\n", False
    told = f"{name:<12} {'passed' if good else 'FAILED'}  {time.monotonic() - started:.1f} s\n"
    print(told if good else told + output, end="", flush=True)  # in one piece: another may be telling too
    return good


def _pytest(paths: list[str], options: list[str], tally: Tally) -> None:
    """Runs pytest with its output as it comes, and adds what its report counts."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--quiet",
            f"--junitxml={report}",
            *_workers(options),
            *options,
            *paths,
        ]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if not report.exists():
            tally.failed += 1
            return
        broken = 0
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (pytest wrote it just now)
            skipped = case.find("skipped")
            if skipped is not None:
                tally.reasons += ((skipped.get("message") or "no reason given").strip(),)
            elif case.find("failure") is not None or case.find("error") is not None:
                broken += 1
            else:
                tally.passed += 1
        tally.failed += broken
        if code != 0 and not broken:
            tally.failed += 1


def _workers(options: list[str]) -> list[str]:
    """Two processes, unless the options ask for one of the things that need a single one.

    A file is run by one of them, so that what its tests share is made once; the order is that of tests/conftest.py.
    """
    single = {"--pdb", "-s", "--collect-only", "--co", "-x"}
    if single & set(options) or any(option.startswith("-n") for option in options):
        return []
    return ["-n", str(_PROCESSES), "--dist", "loadfile", "--no-loadscope-reorder"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
