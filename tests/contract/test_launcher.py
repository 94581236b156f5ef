"""The launcher `stillpath`, tried with a pretended Python: nothing is installed, and each set-up is logged."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PRETENDED = """#!/bin/sh
case "$*" in
    *version_info*) exit "${OLD:-0}" ;;
    *ensurepip*) exit "${BARE:-0}" ;;
    *flock*) exec REAL "$@" ;;
    *"-m venv"*)
        for folder; do :; done
        mkdir -p "$folder/bin"
        cp "$0" "$folder/bin/python"
        echo made >>LOG
        ;;
    *--requirement*)
        echo packages >>LOG
        sleep "${SLOW:-0}"
        [ -z "${OFFLINE:-}" ] || { echo "no such host" >&2; exit 1; }
        ;;
    *--editable*)
        printf '#!/bin/sh\\necho ran "$#" "$@"\\nexit 3\\n' >"${0%/*}/stillpath"
        chmod +x "${0%/*}/stillpath"
        ;;
    *suite.py*) echo suite "$@" ;;
esac
"""

TOOLS = ("sh", "cat", "chmod", "cksum", "cp", "find", "id", "mkdir", "mv", "readlink", "rm", "sleep", "touch")


class Checkout:
    """A copy of what the launcher needs, in a folder with a space, and a PATH that holds little else."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "still path"
        self.bin = folder / "bin"
        self.log = folder / "log"
        (self.root / "requirements").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("stillpath", "pyproject.toml", "requirements/run.txt", "requirements/test.txt"):
            shutil.copy(ROOT / name, self.root / name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.launcher = self.root / "stillpath"
        self.python("python3")

    def python(self, name: str) -> None:
        path = self.bin / name
        path.write_text(PRETENDED.replace("REAL", f'"{sys.executable}"').replace("LOG", f'"{self.log}"'))
        path.chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.launcher, *arguments],
            cwd="/",
            env={"PATH": str(self.bin), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def made(self) -> int:
        return self.log.read_text().split().count("made") if self.log.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_sets_up_and_hands_every_argument_over(checkout: Checkout) -> None:
    """Arguments arrive as they were given, the exit code comes back, and one line tells of the set-up."""
    code, out, err = checkout.run("assess", "a file.json", "", "--at", "*")
    assert (code, out) == (3, "ran 5 assess a file.json  --at *\n")
    assert err == "stillpath: setting up in .venv, once; this takes up to a minute\n"


def test_the_second_run_sets_nothing_up(checkout: Checkout) -> None:
    """What is ready stays, and nothing is said about it."""
    checkout.run("demo")
    assert checkout.run("demo") == (3, "ran 1 demo\n", "")
    assert checkout.made() == 1


def test_it_is_found_through_a_link(checkout: Checkout, tmp_path: Path) -> None:
    """A link to the launcher, and a link to that link, run the same folder."""
    (tmp_path / "one").symlink_to("still path/stillpath")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    checkout.launcher = tmp_path / "two"
    assert checkout.run("demo")[:2] == (3, "ran 1 demo\n")


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements/run.txt"])
def test_a_changed_lock_sets_up_anew(checkout: Checkout, name: str) -> None:
    """Other packages, or another project file, make what is there stale."""
    checkout.run("demo")
    with (checkout.root / name).open("a") as file:
        file.write("# changed\n")
    checkout.run("demo")
    assert checkout.made() == 2


def test_a_moved_folder_sets_up_anew(checkout: Checkout, tmp_path: Path) -> None:
    """The environment holds paths, so it does not move with its folder."""
    checkout.run("demo")
    checkout.root.rename(tmp_path / "elsewhere")
    checkout.launcher = tmp_path / "elsewhere" / "stillpath"
    assert checkout.run("demo")[:2] == (3, "ran 1 demo\n")
    assert checkout.made() == 2


def test_a_set_up_cut_off_is_begun_again(checkout: Checkout) -> None:
    """A half-made environment never passes for a whole one, even if nothing could clean up after it."""
    process = checkout.start("demo", SLOW="20")
    for _ in range(500):
        if checkout.log.exists() and "packages" in checkout.log.read_text():
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert (checkout.root / ".venv" / "bin").is_dir()
    assert checkout.run("demo")[:2] == (3, "ran 1 demo\n")
    assert checkout.made() == 2


def test_first_runs_at_the_same_time_make_one_environment(checkout: Checkout) -> None:
    """Whoever comes second waits, and then uses what the first made."""
    runs = [checkout.start("demo", SLOW="0.5") for _ in range(4)]
    assert [run.communicate(timeout=30)[0] for run in runs] == ["ran 1 demo\n"] * 4
    assert checkout.made() == 1


def test_no_python_is_one_sentence(checkout: Checkout) -> None:
    """Without Python 3.11 it stops with exit code 6 and says what to install."""
    (checkout.bin / "python3").unlink()
    code, out, err = checkout.run("demo")
    assert (code, out) == (6, "")
    assert err.startswith("stillpath: Python 3.11 or newer is needed")
    assert err.count("\n") == 1


def test_an_old_python_is_passed_over(checkout: Checkout) -> None:
    """A `python3` that is too old does not matter where a newer one has its own name."""
    assert checkout.run("demo", OLD="1")[0] == 6
    (checkout.bin / "python3").write_text("#!/bin/sh\nexit 1\n")
    checkout.python("python3.12")
    assert checkout.run("demo")[0] == 3


def test_a_python_without_venv_asks_for_it(checkout: Checkout) -> None:
    """A bare Debian has Python without venv: the sentence names the package."""
    code, _, err = checkout.run("demo", BARE="1")
    assert code == 6
    assert "install python3-venv" in err


def test_packages_that_cannot_be_had_stop_it(checkout: Checkout) -> None:
    """The reason of the installer is shown, and the next run begins again."""
    code, _, err = checkout.run("demo", OFFLINE="1")
    assert code == 6
    assert "no such host" in err
    assert "could not be installed" in err.splitlines()[-1]
    assert checkout.run("demo")[0] == 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_another_user_may_use_what_is_ready_and_is_told_what_is_not(checkout: Checkout, tmp_path: Path) -> None:
    """Who may not write in the folder runs what its owner made; if that is stale, one sentence says so."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "-i", f"PATH={checkout.bin}"]
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)
    checkout.run("demo")
    ready = subprocess.run([*nobody, checkout.launcher, "demo"], cwd="/", capture_output=True, text=True, check=False)
    assert (ready.returncode, ready.stdout, ready.stderr) == (3, "ran 1 demo\n", "")
    (checkout.root / ".venv" / "made-from-run").unlink()
    stale = subprocess.run([*nobody, checkout.launcher, "demo"], cwd="/", capture_output=True, text=True, check=False)
    assert stale.returncode == 6
    assert "you may not write there" in stale.stderr


def test_test_adds_the_test_tools_once(checkout: Checkout) -> None:
    """`./stillpath test` installs its own packages beside the others and hands its arguments to the suite."""
    code, out, err = checkout.run("test", "fast")
    assert code == 0
    assert out.endswith("tests/suite.py fast\n")
    assert "adding the test tools" in err
    assert checkout.run("test")[2] == ""
    assert checkout.log.read_text().split() == ["made", "packages", "packages"]
