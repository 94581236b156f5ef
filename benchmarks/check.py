"""How long `check` takes after an edit, beside its limit of 3 s and beside a first run that has nothing kept.

    .venv/bin/python benchmarks/check.py

Works on a copy of the shipped knowledge; the edit puts a comment into one statement. What is kept for the shipped
folder is not touched, save that the copy's trees join it.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stillpath.library import default_folder, kept

LIMIT = 3.0
RUNS = 3


def main() -> None:
    """Prints seconds, and ratios to the limit and to the first run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "knowledge"
        shutil.copytree(default_folder(), folder)
        (folder / "CHECKED").unlink(missing_ok=True)
        for trees in kept.place().glob("trees-*.kept"):
            trees.unlink()
        first = _seconds(folder)
        after = []
        for number in range(RUNS):
            _edit(folder, number)
            after.append(_seconds(folder))
    again = statistics.median(after)
    print(f"records in {sum(1 for _ in default_folder().rglob('*.yaml')):,} files")
    print(f"first check, nothing kept   {first:5.2f} s   {first / LIMIT:4.2f} x the limit of {LIMIT:.0f} s")
    print(f"check after an edit         {again:5.2f} s   {again / LIMIT:4.2f} x the limit")


def _edit(folder: Path, number: int) -> None:
    path = sorted((folder / "statements").glob("*.yaml"))[number]
    path.write_text(f"# edited\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def _seconds(folder: Path) -> float:
    start = time.perf_counter()
    command = [str(Path(sys.executable).parent / "stillpath"), "check", "--knowledge", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout[-2000:] + done.stderr)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
