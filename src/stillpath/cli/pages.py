"""`page` and `conflicts`."""

from difflib import get_close_matches
from pathlib import Path

import typer

from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.library import load
from stillpath.prose import conflicts_page, entry_names, entry_page, treatment_page

__all__ = ["conflicts", "page"]

_TREATMENT = "treatment-and-follow-up"
_LANGUAGES = ("en", "nb")


def page(name: str, language: str, width: int, ascii: bool, folder: Path | None) -> None:
    """Prints one page of the knowledge. UsageError if nothing has that name, or it is not held in that language."""
    if language not in _LANGUAGES or (language != "en" and name != _TREATMENT):
        raise UsageError(f"no page in that language; expected en, or nb for {_TREATMENT}; leave --language out")
    knowledge = load(folder)
    names = (_TREATMENT, *entry_names(knowledge))
    if name == "list":
        typer.echo("\n".join(names))
        return
    found = treatment_page(knowledge, language) if name == _TREATMENT else entry_page(name, knowledge)
    if found is None:
        near = get_close_matches(name, names, 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`stillpath page list` lists them"
        raise UsageError(f"no page has that name; expected an id of the knowledge; {hint}")
    show(found, width, ascii)


def conflicts(name: str, width: int, ascii: bool, folder: Path | None) -> None:
    """Prints all conflicts, or one."""
    knowledge = load(folder)
    if not name:
        show(conflicts_page(knowledge), width, ascii)
        return
    if name not in knowledge.conflicts:
        near = get_close_matches(name, list(knowledge.conflicts), 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`stillpath conflicts` lists them"
        raise UsageError(f"no conflict has that name; expected an id of conflicts/; {hint}")
    found = entry_page(name, knowledge)
    if found is not None:
        show(found, width, ascii)
