"""The digest of a knowledge folder, its version, and the digest that last passed `stillpath check`."""

import hashlib
from pathlib import Path

from stillpath.errors import KnowledgeError
from stillpath.model import KINDS

__all__ = ["CHECKED", "EDITION", "ENDINGS", "FOLDERS", "checked_digest", "digest_of", "digest_of_policy", "version_of"]

CHECKED = "CHECKED"
"""The file of a knowledge folder that names the digest which last passed `stillpath check`."""

EDITION = "EDITION"
"""The file of a knowledge folder that holds the dates of the whole."""

_LARGEST = 1000 * 1000
"""Bytes of a file of knowledge, or of a policy, at most."""

FOLDERS = KINDS
"""The kinds of record; each has its folder."""

ENDINGS = {"tables": (".yaml", ".csv")}
"""What the files of a folder end in, where they are not YAML alone."""


def digest_of(folder: Path) -> str:
    """The SHA-256 over every file that the knowledge is made of, names included; KnowledgeError if there is none."""
    endings = ((name, ending) for name in FOLDERS for ending in ENDINGS.get(name, (".yaml",)))
    files = sorted(path for name, ending in endings for path in (folder / name).glob(f"*{ending}"))
    if not files:
        raise KnowledgeError(str(folder), "no knowledge in this folder", "folders of YAML records: sources/, facts/ …")
    total = hashlib.sha256(version_of(folder).encode())
    edition = folder / EDITION
    total.update(edition.read_bytes() if edition.exists() else b"")
    for path in files:
        total.update(f"{path.parent.name}/{path.name}\0".encode())
        if not path.is_file() or path.stat().st_size > _LARGEST:
            where = f"{folder.name}/{path.parent.name}/{path.name}"
            raise KnowledgeError(where, "this is no file, or too large for one of knowledge", "a file of at most 1 MB")
        total.update(path.read_bytes())
    return total.hexdigest()


def digest_of_policy(path: Path) -> str:
    """The SHA-256 of a policy's file. KnowledgeError if it is no file, cannot be read, or is too large to be one."""
    expected = "a YAML file of at most 1 MB; docs/policy.md shows one"
    try:
        if not path.exists():
            raise KnowledgeError(str(path), "there is no such file", expected)
        if not path.is_file():
            raise KnowledgeError(str(path), "this is no file", expected)
        if path.stat().st_size > _LARGEST:
            raise KnowledgeError(str(path), "the file is too large for a policy", expected)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as problem:
        raise KnowledgeError(str(path), "the policy cannot be read", expected) from problem


def version_of(folder: Path) -> str:
    """The version that the authors gave the knowledge; "0" if they gave none."""
    path = folder / "VERSION"
    return path.read_text(encoding="utf-8").strip() if path.exists() else "0"


def checked_digest(folder: Path) -> str:
    """The digest that last passed `stillpath check --record`; empty if none did."""
    path = folder / CHECKED
    words = path.read_text(encoding="utf-8").split() if path.exists() else []
    return words[0] if words else ""
