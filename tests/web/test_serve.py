"""`stillpath serve`: it says where it is, warns when others can read it, and ends as it should."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

STILLPATH = Path(sys.executable).parent / "stillpath"


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([STILLPATH, "serve", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_it_serves_until_it_is_interrupted() -> None:
    """The address is printed, pages come, nothing of a question is logged, and Ctrl C ends it without a stack."""
    server = start("--port", "0")
    try:
        assert server.stdout is not None
        line, status = server.stdout.readline(), server.stdout.readline()
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", line)
        with urllib.request.urlopen(f"{address}ask?q=SECRETWORD", timeout=20) as answer:  # noqa: S310
            assert answer.status == 200
            assert "server" not in {name.lower() for name in answer.headers}
        with pytest.raises(urllib.error.HTTPError, match="410"):
            urllib.request.urlopen(f"{address}child/SECRETWORD", timeout=20)  # noqa: S310
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=20)
    finally:
        server.kill()
    assert server.returncode == 7
    assert err == "stillpath: stopped\n"
    assert out == ""
    assert "NOT REVIEWED by a clinical board" in status


@pytest.mark.slow
def test_it_warns_when_others_can_read_it() -> None:
    """Bound to every address it says that there is no password and no encryption."""
    server = start("--port", "0", "--host", "0.0.0.0")  # noqa: S104
    try:
        assert server.stdout is not None
        server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=20)
    finally:
        server.kill()
    assert "others on this network can read these pages" in err
    assert server.returncode == 7


def test_a_port_in_use_is_one_clear_sentence() -> None:
    """Exit code 6, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([STILLPATH, "serve", "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 6
    assert done.stderr == f"stillpath: port {port} is in use; end what uses it, or choose another with --port\n"


def test_a_port_that_cannot_be_is_a_wrong_call() -> None:
    """Exit code 2."""
    done = subprocess.run([STILLPATH, "serve", "--port", "99999"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "expected 0 to 65535" in done.stderr
