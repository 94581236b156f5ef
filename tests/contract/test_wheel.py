"""What is installed is what lies here: the code, the knowledge beside it, and both licences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from stillpath.library import digest_of, read_releases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")))))


def test_the_wheel_holds_code_knowledge_and_licences(wheel: Path) -> None:
    """Every module and every record is in it, and nothing of the tests, the launcher or the documents."""
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {f"stillpath/{path.relative_to(ROOT / 'src' / 'stillpath')}" for path in (ROOT / "src").rglob("*.py")}
    records = {
        f"stillpath/_knowledge/{path.relative_to(ROOT / 'knowledge')}" for path in (ROOT / "knowledge").rglob("*.yaml")
    }
    examples = {f"stillpath/_examples/{path.name}" for path in (ROOT / "examples").glob("*.json")}
    notes = {f"stillpath/_changes/{path.name}" for path in (ROOT / "changes" / "knowledge").glob("*.md")}
    assert examples
    assert notes
    assert (code | records | examples | notes) - names == set()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"stillpath"}
    assert {name.rpartition("/licenses/")[2] for name in names if "/licenses/" in name} == {
        "LICENSE",
        "knowledge/LICENSE.md",
    }


def test_an_installed_stillpath_reads_its_own_knowledge(wheel: Path, tmp_path: Path) -> None:
    """Unpacked somewhere else, it finds the knowledge and its news beside itself, and they are the same."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from stillpath.library import default_folder, digest_of, "
        "read_releases; print(default_folder()); print(digest_of(default_folder())); print(len(read_releases()))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, tmp_path], capture_output=True, text=True, check=True)
    place = tmp_path / "stillpath" / "_knowledge"
    assert done.stdout.splitlines() == [str(place), digest_of(ROOT / "knowledge"), str(len(read_releases()))]
