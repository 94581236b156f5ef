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
        time.sleep(2)
        done.send_signal(how)
        out, err = done.communicate(timeout=20)
    finally:
        done.kill()
    assert (done.returncode, out, err) == (7, "", "stillpath: stopped from outside\n")
