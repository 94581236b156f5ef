"""Keeps what was read, so that a command need not read four hundred YAML files again.

The snapshot lies inside the Python environment stillpath is installed in (as trusted as its code), under the digest
of the folder and of this package. It begins with the digest of what follows, so that a damaged one is read anew and
never believed. Where that place cannot be written, nothing is kept and nothing is lost but time.
"""

import contextlib
import hashlib
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from stillpath.library import kept
from stillpath.library.digest import CHECKED, digest_of, digest_of_policy
from stillpath.model import Knowledge

__all__ = ["Chosen", "Where", "default_folder", "examples_folder", "load"]

_KEPT = 12
"""How many older snapshots stay: folders changed, compared or checked out beside each other are used in turn."""


@dataclass(frozen=True)
class Chosen:
    """Which knowledge: a folder (None: the shipped one), and a hospital's policy over it (None: no policy)."""

    folder: Path | None = None
    policy: Path | None = None

    @classmethod
    def of(cls, where: "Where") -> "Chosen":
        """What is meant by a folder alone, or by nothing.

        >>> Chosen.of(None).policy is None
        True
        """
        return where if isinstance(where, Chosen) else Chosen(where)


Where = Chosen | Path | None
"""How a command says which knowledge it reads; None is the shipped one without a policy."""


def default_folder() -> Path:
    """Where the knowledge lies: inside the installed package, or at the root of the checkout beside the sources."""
    package = Path(str(resources.files("stillpath")))
    inside = package / "_knowledge"
    return inside if inside.is_dir() else package.parent.parent / "knowledge"


def examples_folder() -> Path | None:
    """Where the shipped children lie, beside the knowledge; None if they are not there."""
    for folder in (default_folder().parent / "examples", default_folder().parent / "_examples"):
        if (folder / "lea.json").exists():
            return folder
    return None


def load(where: Where = None) -> Knowledge:
    """The knowledge of a folder (the shipped one by default), with a hospital's policy over it if one is named.

    KnowledgeError if either cannot be read, or the policy chooses what it may not.
    """
    chosen = Chosen.of(where)
    folder, policy = chosen.folder or default_folder(), chosen.policy
    digest = digest_of(folder)
    over = "" if policy is None else f"-{digest_of_policy(policy)[:32]}"
    path = kept.place() / f"{digest[:32]}-{_code_key()}-{_checked_key(folder)}{over}.snapshot"
    before = kept.read(path)
    if isinstance(before, Knowledge) and before.digest == digest:
        return before
    from stillpath.library.folder import read_folder  # the YAML reader is slow to import and seldom needed

    knowledge = read_folder(folder, policy=policy)
    read = "" if knowledge.local is None else f"-{knowledge.local.digest[:32]}"
    if knowledge.digest == digest == digest_of(folder) and read == over:  # else somebody wrote while it was read
        _keep(path, knowledge)
    return knowledge


def _code_key() -> str:
    """Changes whenever the shapes or the readers may have changed: the name, size and time of every file of them."""
    package = Path(__file__).parent.parent
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(path for room in ("model", "library", "units") for path in (package / room).glob("*.py")):
        now = path.stat()
        total.update(f"{path.parent.name}/{path.name} {now.st_size} {now.st_mtime_ns}\0".encode())
    return total.hexdigest()[:32]


def _checked_key(folder: Path) -> str:
    path = folder / CHECKED
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else "none"


def _keep(path: Path, knowledge: Knowledge) -> None:
    _ = knowledge.topics  # worked out once, and kept with the rest
    kept.write(path, knowledge)
    others = sorted(path.parent.glob("*.snapshot"), key=lambda other: other.stat().st_mtime)
    with contextlib.suppress(OSError):
        for old in others[: -_KEPT - 1]:
            old.unlink(missing_ok=True)
