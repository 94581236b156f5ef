"""The digest of a knowledge folder, its version, and the digest that last passed `stillpath check`."""

import hashlib
from pathlib import Path

from stillpath.errors import KnowledgeError

__all__ = ["CHECKED", "EDITION", "FOLDERS", "checked_digest", "digest_of", "version_of"]

CHECKED = "CHECKED"
"""The file of a knowledge folder that names the digest which last passed `stillpath check`."""

EDITION = "EDITION"
"""The file of a knowledge folder that holds the dates of the whole."""

FOLDERS = (
    "sources",
    "facts",
    "policy",
    "events",
    "criteria",
    "drugs",
    "pathway",
    "actions",
    "monitoring",
    "alerts",
    "conflicts",
    "statements",
    "glossary",
    "questions",
    "gates",
    "translations",
    "cases",
)
"""The kinds of record; each has its folder."""


def digest_of(folder: Path) -> str:
    """The SHA-256 over every file that the knowledge is made of, names included; KnowledgeError if there is none."""
    files = sorted(path for name in FOLDERS for path in (folder / name).glob("*.yaml"))
    if not files:
        raise KnowledgeError(str(folder), "no knowledge in this folder", "folders of YAML records: sources/, facts/ …")
    total = hashlib.sha256(version_of(folder).encode())
    edition = folder / EDITION
    total.update(edition.read_bytes() if edition.exists() else b"")
    for path in files:
        total.update(f"{path.parent.name}/{path.name}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def version_of(folder: Path) -> str:
    """The version that the authors gave the knowledge; "0" if they gave none."""
    path = folder / "VERSION"
    return path.read_text(encoding="utf-8").strip() if path.exists() else "0"


def checked_digest(folder: Path) -> str:
    """The digest that last passed `stillpath check --record`; empty if none did."""
    path = folder / CHECKED
    words = path.read_text(encoding="utf-8").split() if path.exists() else []
    return words[0] if words else ""
