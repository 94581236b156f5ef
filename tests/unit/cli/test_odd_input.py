"""Input that is odd rather than broken: years, names, folders and dates that nobody means."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stillpath.library import default_folder

STILLPATH = Path(sys.executable).parent / "stillpath"
_LEA = default_folder().parent / "examples" / "lea.json"

pytestmark = pytest.mark.slow


def _run(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([STILLPATH, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def _lea(tmp_path: Path, **changes: object) -> Path:
    record = json.loads(_LEA.read_text(encoding="utf-8"))
    record.pop("now")
    late = changes.pop("late", None)
    if late is not None:
        record["events"][3]["time"] = late
        record["events"][3].pop("known_at", None)
    path = tmp_path / "child.json"
    path.write_text(json.dumps({**record, **changes}), encoding="utf-8")
    return path


def test_a_stray_date_that_makes_itself_now_is_asked_about(tmp_path: Path) -> None:
    """Without `now` the last entry says what time it is; where that lies long after all others, the first lines ask."""
    page = _run("assess", _lea(tmp_path, late="2062-03-02T04:50+01:00")).stdout
    assert "is its date right?" in " ".join(page.split("NOW ")[0].split())
    assert "is its date right?" not in _run("assess", _lea(tmp_path)).stdout


def test_a_year_that_nobody_lives_in_is_refused(tmp_path: Path) -> None:
    """As an entry it is refused; as `now` the last entry says what time it is."""
    done = _run("assess", _lea(tmp_path, late="9999-12-31T23:59+00:00"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "a year after any living patient's" in " ".join(done.stdout.split())


def test_a_calendar_name_is_one_line(tmp_path: Path) -> None:
    """What is no plain line is a mistake of the call."""
    done = _run("watch", _LEA, "--format", "ical", "--calendar-name", "a\nb")
    assert (done.returncode, done.stdout) == (2, "")
    assert "one line of plain text" in done.stderr


def test_what_is_no_file_is_not_read_as_knowledge(tmp_path: Path) -> None:
    """A device in a folder of knowledge is named and never opened."""
    folder = tmp_path / "knowledge"
    shutil.copytree(default_folder(), folder)
    (folder / "facts" / "zero.yaml").symlink_to("/dev/zero")
    done = _run("assess", _LEA, "--knowledge", folder)
    assert done.returncode == 5
    assert done.stderr.startswith("stillpath: knowledge/facts/zero.yaml: this is no file")


def test_a_policy_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    """As a patient's file would be."""
    done = _run("assess", _LEA, "--policy", tmp_path / "none.yaml")
    assert done.returncode == 5
    assert "there is no such file" in done.stderr
