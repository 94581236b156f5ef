"""The documents keep their word: commands run, files exist, what is shown is what appears, and nothing is promised."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from stillpath.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
STILLPATH = Path(sys.executable).parent / "stillpath"

PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").glob("*.md")]
}
README = PAGES["README.md"]


def commands() -> dict[str, bool]:
    """Every command by name, and whether it is hidden."""
    group = typer.main.get_command(app)
    return {name: command.hidden for name, command in group.commands.items()}  # type: ignore[attr-defined]


def written(text: str) -> list[str]:
    """The lines of a page's `sh` blocks that call the launcher, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [
        shlex.join(shlex.split(line, comments=True))
        for block in blocks
        for line in block.splitlines()
        if "./stillpath" in line
    ]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [STILLPATH, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("line", [line for line in written(README) if not line.endswith((" test", " check"))])
def test_the_commands_of_the_readme_run(line: str) -> None:
    """What the README shows can be typed as it stands (`check` runs beside these tests, in tests/suite.py)."""
    done = run(*shlex.split(line)[1:])
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    assert len(done.stdout.splitlines()) > 0


def test_what_the_readme_shows_is_what_the_demo_prints() -> None:
    """Every line of the README's picture is in the demo's output."""
    output = " ".join(run("demo", "--width", "100").stdout.split())
    (block,) = re.findall(r"^```text\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [" ".join(line.split()) for line in block.splitlines()]
    assert len(lines) > 5
    assert [line for line in lines if line not in output] == []


def test_the_first_lines_of_the_readme_do_the_job() -> None:
    """Two commands and the warning come before anything is scrolled."""
    top = "\n".join(README.splitlines()[:12])
    assert "./stillpath demo" in top
    assert "./stillpath test" in top
    assert "NOT REVIEWED by a clinical board" in top


def test_the_readme_names_every_command_and_no_other() -> None:
    """Its table holds the commands there are; `test` belongs to the launcher."""
    listed = {cell.split()[0] for cell in re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE)}
    assert listed == {name for name, hidden in commands().items() if not hidden} | {"test"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_calls_only_commands_that_exist(name: str) -> None:
    """Whatever a page tells the reader to type begins with a command."""
    called = set(re.findall(r"(?:`|^|\s)(?:\./)?stillpath ([a-z][a-z-]*)(?=[ `\n])", PAGES[name], re.MULTILINE))
    prose = {word for word in called if f"./stillpath {word}" in PAGES[name] or f"`stillpath {word}" in PAGES[name]}
    assert prose - set(commands()) - {"test"} == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_links_only_to_what_is_there(name: str) -> None:
    """Links inside the project lead somewhere."""
    base = (ROOT / name).parent
    targets = re.findall(r"\]\(([^)\s]+)\)", PAGES[name])
    assert [it for it in targets if "://" not in it and not (base / it.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SAFETY.md", "tests/README.md"])
def test_a_page_names_only_files_that_are_there(name: str) -> None:
    """A path in a sentence is a path in the project: from its root, its code or its knowledge."""
    text = re.sub(r"^```.*?^```", "", PAGES[name], flags=re.MULTILINE | re.DOTALL)
    paths = re.findall(r"`([a-z_.][\w./-]*/(?:[\w.-]+)?)`", text)
    bases = (ROOT, ROOT / "src" / "stillpath", ROOT / "knowledge")
    missing = [path for path in paths if not any((base / path).exists() for base in bases)]
    made_when_needed = {
        ".venv/",
        ".venv/bin/ruff",
        "tests/unit/",
        "stillpath/_knowledge",
        "stillpath/_changes",
        "decisions/YYYY-MM-DD-title.md",
    }
    assert sorted(set(missing) - made_when_needed) == []


@pytest.mark.parametrize("path", sorted((ROOT / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_is_one_dated_page_with_all_its_parts(path: Path) -> None:
    """Question, options, choice, cost, and what would change our mind."""
    text = path.read_text(encoding="utf-8")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d-[a-z0-9-]+", path.stem)
    assert [word for word in ("**Question.**", "**Options.**", "**Choice.**", "**Cost.**") if word not in text] == []
    assert "**What would change our mind.**" in text
    assert len(text.splitlines()) <= 60
