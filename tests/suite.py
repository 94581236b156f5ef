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
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS = (
    ("ruff", ("ruff", "check", "--quiet", "--output-format=concise", ".")),
    ("ruff format", ("ruff", "format", "--quiet", "--check", "--output-format=concise", ".")),
    ("mypy", ("mypy", "--no-error-summary")),
    ("knowledge", ("stillpath", "check")),
)


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
        for name, command in CHECKS:
            if _check(name, command):
                tally.passed += 1
            else:
                tally.failed += 1
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
    """Installs the browser that tests/web drives, where that can be done: as root on Debian. Else they are skipped."""
    kinds = [kind for kind in wanted if kind != "fast"]
    driver = any(Path("/usr/lib").glob("*/libatomic.so.1")) or any(Path("/lib").glob("*/libatomic.so.1"))
    fonts = any(Path("/usr/share/fonts/truetype").glob("liberation*"))
    if (shutil.which("chromium") and driver and fonts) or "fast" in wanted or (kinds and "web" not in kinds):
        return
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or not shutil.which("apt-get"):
        return
    print("installing chromium, once, for the tests in a browser", flush=True)
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ("chromium", "fonts-dejavu-core", "fonts-liberation", "libatomic1")  # the last: Playwright's driver
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
    print(f"{name:<12} {'passed' if good else 'FAILED'}  {time.monotonic() - started:.1f} s", flush=True)
    if not good:
        print(output, end="", flush=True)
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
    """Two processes, unless the options ask for one of the things that need a single one."""
    single = {"--pdb", "-s", "--collect-only", "--co", "-x"}
    return [] if single & set(options) or any(option.startswith("-n") for option in options) else ["-n", "2"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
