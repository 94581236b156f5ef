"""`page` and `conflicts`."""

from datetime import date, datetime
from difflib import get_close_matches

import typer

from stillpath.cli.reading import knowledge_of
from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.library import Where, read_releases
from stillpath.model import Knowledge
from stillpath.prose import Page
from stillpath.prose.catalogue import conflicts_page, entry_names, entry_page
from stillpath.prose.editorial_page import EDITORIAL_PAGE, editorial_page
from stillpath.prose.local_page import LOCAL_PAGE, local_page
from stillpath.prose.releases_page import RELEASES_PAGE, releases_page
from stillpath.prose.treatment_page import treatment_page

__all__ = ["conflicts", "page"]

_TREATMENT = "treatment-and-follow-up"
_LANGUAGES = ("en", "nb")


def page(name: str, language: str, width: int, ascii: bool, folder: Where) -> None:
    """Prints one page of the knowledge. UsageError if nothing has that name, or it is not held in that language."""
    if language not in _LANGUAGES or (language != "en" and name != _TREATMENT):
        raise UsageError(f"no page in that language; expected en, or nb for {_TREATMENT}; leave --language out")
    knowledge = knowledge_of(folder)
    own = (LOCAL_PAGE,) if knowledge.local is not None else ()
    policy = (EDITORIAL_PAGE,) if knowledge.editorial else ()
    names = (_TREATMENT, *own, *policy, RELEASES_PAGE, *entry_names(knowledge))
    if name == "list":
        typer.echo("\n".join(names))
        return
    if name == LOCAL_PAGE and not own:
        raise UsageError("no policy of a hospital applies; expected --policy FILE; docs/policy.md shows one")
    found = _page(name, language, knowledge)
    if found is None:
        near = get_close_matches(name, names, 3)
        hint = f"did you mean {', '.join(near)}?" if near else "`stillpath page list` lists them"
        raise UsageError(f"no page has that name; expected an id of the knowledge; {hint}")
    show(found, width, ascii)


def _page(name: str, language: str, knowledge: Knowledge) -> Page | None:
    match name:
        case _ if name == LOCAL_PAGE:
            return local_page(knowledge)
        case _ if name == EDITORIAL_PAGE:
            return editorial_page(knowledge, _today())
        case _ if name == RELEASES_PAGE:
            return releases_page(read_releases(), knowledge)
        case _ if name == _TREATMENT:
            return treatment_page(knowledge, language)
    return entry_page(name, knowledge)


def _today() -> date:
    return datetime.now().astimezone().date()


def conflicts(name: str, width: int, ascii: bool, folder: Where) -> None:
    """Prints all conflicts, or one."""
    knowledge = knowledge_of(folder)
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
