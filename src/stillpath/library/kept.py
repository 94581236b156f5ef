"""What may be kept between two runs: inside the Python environment, as trusted as its code, and never believed damaged.

A kept file begins with the digest of what follows, so that a damaged one is made anew. Where the place cannot be
written, nothing is kept and nothing is lost but time.
"""

import contextlib
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from pathlib import Path

__all__ = ["place", "read", "write"]

_READABLE = stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH

_HEADER = hashlib.sha256().digest_size


def place() -> Path:
    """The folder of what is kept; it need not exist yet."""
    return Path(sys.prefix) / "var" / "stillpath"


def read(path: Path) -> object:
    """What was kept; None if there is nothing, or it is not exactly as it was written."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content[_HEADER:]).digest() != content[:_HEADER]:
            return None
        return pickle.loads(content[_HEADER:])  # noqa: S301  (written by us, beside our own code)
    except Exception:  # whatever is wrong with it, it can be made anew
        return None


def write(path: Path, value: object) -> None:
    """Keeps a value; another process sees the old file or the new one, never a part."""
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(name).chmod(_READABLE)  # whoever may run the program may read what it keeps
        Path(name).replace(path)
    except OSError:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
