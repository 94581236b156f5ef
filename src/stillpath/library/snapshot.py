"""Keeps what was read, so that a command need not read four hundred YAML files again.

The snapshot lies inside the Python environment stillpath is installed in (as trusted as its code), under the digest
of the folder and of this package. Where that place cannot be written, nothing is kept and nothing is lost but time.
"""

import os
import pickle
import sys
import tempfile
from importlib import resources
from pathlib import Path

from stillpath.library.digest import CHECKED, digest_of
from stillpath.model import Knowledge

__all__ = ["default_folder", "load"]

_KEPT = 4
"""How many older snapshots stay: a changed folder and the shipped one may be used in turn."""


def default_folder() -> Path:
    """Where the knowledge lies: inside the installed package, or at the root of the checkout beside the sources."""
    package = Path(str(resources.files("stillpath")))
    inside = package / "_knowledge"
    return inside if inside.is_dir() else package.parent.parent / "knowledge"


def load(folder: Path | None = None) -> Knowledge:
    """The knowledge of a folder (the shipped one by default). KnowledgeError if it cannot be read."""
    folder = folder or default_folder()
    digest = digest_of(folder)
    path = _place() / f"{digest[:32]}-{_code_key()}-{_checked_key(folder)}.snapshot"
    try:
        with path.open("rb") as file:
            kept = pickle.load(file)  # noqa: S301  (written by us, beside our own code)
        if isinstance(kept, Knowledge) and kept.digest == digest:
            return kept
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError):
        pass
    from stillpath.library.folder import read_folder  # the YAML reader is slow to import and seldom needed

    knowledge = read_folder(folder)
    _keep(path, knowledge)
    return knowledge


def _place() -> Path:
    return Path(sys.prefix) / "var" / "stillpath"


def _code_key() -> str:
    """Changes whenever the shapes or the readers may have changed."""
    package = Path(__file__).parent.parent
    newest = max(
        path.stat().st_mtime_ns for room in ("model", "library", "units") for path in (package / room).glob("*.py")
    )
    return f"{sys.version_info.major}{sys.version_info.minor}-{newest:x}"


def _checked_key(folder: Path) -> str:
    path = folder / CHECKED
    return path.read_text(encoding="utf-8")[:8] if path.exists() else "none"


def _keep(path: Path, knowledge: Knowledge) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        others = sorted(path.parent.glob("*.snapshot"), key=lambda other: other.stat().st_mtime)
        for old in others[:-_KEPT]:
            old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            pickle.dump(knowledge, file, protocol=pickle.HIGHEST_PROTOCOL)
        Path(name).replace(path)
    except OSError:
        return
