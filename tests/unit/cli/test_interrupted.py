"""Ctrl C and an end from outside: one sentence and exit code 7, whatever the command was doing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STILLPATH = Path(sys.executable).parent / "stillpath"


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_says_so(how: signal.Signals) -> None:
    """It waits for a file that does not come; no traceback, nothing on standard output."""
    done = subprocess.Popen(
        [STILLPATH, "assess", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until_it_listens(done.pid)
        done.send_signal(how)
        out, err = done.communicate(timeout=20)
    finally:
        done.kill()
    assert (done.returncode, out, err) == (7, "", "stillpath: stopped from outside\n")


def _wait_until_it_listens(pid: int) -> None:
    """Until the command has its own answer to signals, however slow the machine; where that cannot be seen, 2 s."""
    status = Path(f"/proc/{pid}/status")
    for _ in range(200):
        caught = (
            [line for line in status.read_text().splitlines() if line.startswith("SigCgt")] if status.exists() else []
        )
        if not caught:
            time.sleep(2)
            return
        if int(caught[0].split()[1], 16) & 1 << signal.SIGTERM - 1:
            return
        time.sleep(0.1)
