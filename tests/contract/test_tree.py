"""What may not stand anywhere in the project: the paths of a machine, the hosts of packages, unlocked packages."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements/run.txt", "requirements/test.txt")
NOT_OURS = {".git", ".venv", "build", "dist", "node_modules", "LICENSE"}

# The first letter in brackets, so that this file does not find itself.
PATHS = re.compile(r"(?<![\w.>~-])/(?:work|root|home|Users|farm|opt)/\w")
HOSTS = re.compile(r"[p]ypi\.org|[p]ythonhosted|[n]pmjs\.|[d]ebian\.org|[a]naconda\.org|[c]rates\.io")
LOCKED = re.compile(r"[a-z0-9-]+==[\w.]+(?: ; [^\\]+?)? \\")


def files() -> Iterator[Path]:
    """Every text file of the project, as git would take it, or as it lies where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = sorted(path for path in ROOT.rglob("*") if not path.name.endswith(".pyc"))
    for path in paths:
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not NOT_OURS & set(parts) and not any(part.endswith("cache") for part in parts):
            yield path


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    return found


def test_no_path_of_a_machine() -> None:
    """Nothing in the project knows where it was written."""
    assert lines_with(PATHS) == []


def test_no_host_of_packages() -> None:
    """Where packages come from is the reader's affair: no file names a host of them."""
    assert lines_with(HOSTS) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_versions_and_hashes_only(name: str) -> None:
    """A line of a lock file is an exact version or a hash: no address, no path, no option."""
    wrong = [
        line
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if not LOCKED.fullmatch(line) and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line)
    ]
    assert wrong == []


def test_both_lock_files_agree() -> None:
    """A package that stands in both is locked to one version."""
    run, test = (
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    )
    assert {name: test[name] for name in run.keys() & test.keys()} == {
        name: run[name] for name in run.keys() & test.keys()
    }


@pytest.mark.parametrize("name", ["stillpath", ".ci/run", "requirements/lock"])
def test_what_is_run_may_be_run(name: str) -> None:
    """The launcher, the check of a change and the locking are executable."""
    assert (ROOT / name).stat().st_mode & 0o111
