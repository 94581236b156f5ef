"""A knowledge folder with other texts laid over some of its files, on disk, to be read like any other."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stillpath.library.digest import CHECKED, EDITION, ENDINGS, FOLDERS

__all__ = ["digest_of_text", "file_of", "is_name", "laid_over", "text_of"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 80
"""Characters of a name, at most: no disk takes any length."""


def digest_of_text(text: str) -> str:
    """The SHA-256 of a text as it would lie in a file; "" for no text."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def is_name(kind: str, name: str) -> bool:
    """Whether a file of the knowledge can be called so.

    >>> is_name("drugs", "anakinra"), is_name("drugs", "../x"), is_name("poems", "x")
    (True, False, False)
    """
    return kind in FOLDERS and len(name) <= _LONGEST and _NAME.fullmatch(name) is not None


def file_of(folder: Path, file: str) -> Path:
    """Where `kind/name` lies in a folder. ValueError for what is no kind of record or no name.

    >>> file_of(Path("knowledge"), "drugs/anakinra").as_posix()
    'knowledge/drugs/anakinra.yaml'
    """
    kind, _, name = file.partition("/")
    if not is_name(kind, name):
        raise ValueError(
            f"a file of the knowledge is kind/name, in small letters, digits and hyphens, at most {_LONGEST}"
        )
    return folder / kind / f"{name}.yaml"


def text_of(folder: Path, file: str) -> str:
    """The text of `kind/name`; "" if the folder has none."""
    path = file_of(folder, file)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def laid_over(folder: Path, texts: Mapping[str, str]) -> Path:
    """A new folder that holds what `folder` holds, with these texts in place of its files; whoever asks removes it.

    Files that do not change are links to their content where the disk allows it, so it costs little.
    """
    made = Path(tempfile.mkdtemp(prefix="stillpath-tree-")) / folder.name
    made.mkdir()
    for name in ("VERSION", EDITION, CHECKED, "LICENSE.md"):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, made / name)
    for kind in FOLDERS:
        for ending in ENDINGS.get(kind, (".yaml",)):
            for path in sorted((folder / kind).glob(f"*{ending}")):
                (made / kind).mkdir(exist_ok=True)
                _same(path, made / kind / path.name)
    for file, text in texts.items():
        path = file_of(made, file)
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")
    return made


def _same(path: Path, there: Path) -> None:
    try:
        os.link(path, there)
    except OSError:
        shutil.copyfile(path, there)
