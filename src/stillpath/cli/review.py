"""`review`: what stands where, what falls due, and reviews taken out of a store or into one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillpath.cli.stores import StoreAt, opened
from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.prose import Item, Page, Section

if TYPE_CHECKING:
    from stillpath.model import Knowledge
    from stillpath.review.current import Current
    from stillpath.store import Store

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="What was handed in, signed, lapsed, falls due; export and import.")

_Knowledge = Annotated[
    Path | None,
    typer.Option("--knowledge", help="Another knowledge folder than the shipped one.", envvar="STILLPATH_KNOWLEDGE"),
]


@app.command(name="list")
def list_submissions(store: StoreAt = "", knowledge: _Knowledge = None) -> None:
    """Every submission, newest first: its number, file, state and summary."""
    from stillpath.review.submissions import reviews_of

    with _opened(store, knowledge) as (there, _):
        rows = reviews_of(there)
    items = [
        Item(
            f"{one.submission.entry}: {one.state.value}, {one.submission.changed_at.date()}. {one.submission.summary}",
            label=str(one.submission.id),
        )
        for one in rows
    ]
    _page("Submissions", items, "nothing was handed in")


@app.command(name="show")
def show_entry(
    entry: Annotated[str, typer.Argument(help="The entry, for example drugs/anakinra, or anakinra.")],
    store: StoreAt = "",
    knowledge: _Knowledge = None,
) -> None:
    """Where one entry stands, who signed it, and what was said of its texts."""
    from stillpath.prose.catalogue import is_entry
    from stillpath.review.submissions import reviews_of

    with _opened(store, knowledge) as (there, current):
        known = current.knowledge()
        if "/" not in entry:
            entry = _whole_name(entry, known)
        kind, _, id = entry.partition("/")
        reviews = reviews_of(there, entry)
    if not is_entry(kind, id, known) and not reviews and entry not in known.reviewed.standings:
        raise UsageError("there is no such entry; expected kind/id, for example drugs/anakinra")
    standing = known.reviewed.of(entry)
    items = [Item(standing.state.value + (f", since {standing.since}" if standing.since else ""), label="State")]
    items += [Item(", ".join(standing.changed), label="Changed since")] if standing.changed else []
    items += [Item(standing.why, label="Why")] if standing.why else []
    items += [
        Item(f"{one.who}, {one.competence}, {one.on}; interests: {one.interests}", label="Signed")
        for one in standing.signatures
    ]
    items += [Item(str(standing.due), label="Next review")] if standing.due and standing.approved else []
    items += [Item(str(standing.still_valid_on), label="Still valid on")] if standing.still_valid_on else []
    for one in reviews:
        items.append(Item(f"{one.state.value}. {one.submission.summary}", label=f"Submission {one.submission.id}"))
        items += [
            Item(f"{one.names[said.account_id]} {said.verdict}, {said.at.date()}" + _because(said.reason))
            for said in one.opinions
        ]
    _page(f"Review of {entry}", items, "")


@app.command()
def due(store: StoreAt = "", knowledge: _Knowledge = None) -> None:
    """What is retired, lapsed, overdue, or falls due within 60 days."""
    from stillpath.review.due import falling_due

    with _opened(store, knowledge) as (there, current):
        found = falling_due(there, current.knowledge(), there.now().date())
    items = [Item(f"{one.what}: {one.why}", label=str(one.on or "")) for one in found]
    _page("Retired, lapsed, overdue, and due within 60 days", items, "nothing is retired or lapsed, and nothing is due")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
    store: StoreAt = "",
    knowledge: _Knowledge = None,
) -> None:
    """Write the knowledge as it is served, and its reviews beside it."""
    from stillpath.review.exchange import REVIEWS
    from stillpath.review.exchange import export as write_out

    with _opened(store, knowledge) as (there, current):
        changed = write_out(there, current.folder, folder)
    _page(f"Written to {folder}", [Item(f"{one}.yaml differs from the folder of the knowledge") for one in changed], "")
    typer.echo(f"the reviews are in {folder / REVIEWS}")


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The reviews.json of an export.")], store: StoreAt = ""
) -> None:
    """Take the reviews of an export into the store; what is there already stays."""
    from stillpath.review.exchange import import_reviews

    with _opened(store, None) as (there, _):
        new = import_reviews(there, file)
    typer.echo("1 submission was new" if new == 1 else f"{new} submissions were new")


@contextmanager
def _opened(store: str, knowledge: Path | None) -> "Iterator[tuple[Store, Current]]":
    """The store of a command, and what is served from it. UsageError if none is named; KnowledgeError for no folder."""
    from stillpath.library import digest_of
    from stillpath.review.current import Current

    with opened(store) as there:
        current = Current(there, knowledge)
        digest_of(current.folder)  # a folder without knowledge is told, also where nothing of it is read
        yield there, current


def _whole_name(id: str, known: "Knowledge") -> str:
    """The entry that has this id, with its kind; the id itself if none has. UsageError if several have it.

    A word of the glossary has it only where nothing else does: many are of what has an entry of its own.
    """
    from stillpath.library.digest import FOLDERS
    from stillpath.prose.catalogue import is_entry

    found = [f"{kind}/{id}" for kind in FOLDERS if is_entry(kind, id, known)]
    found = [one for one in found if not one.startswith("glossary/")] or found
    if len(found) > 1:
        raise UsageError(f"several entries have this id: {', '.join(found)}; name one of them")
    return found[0] if found else id


def _page(title: str, items: list[Item], nothing: str) -> None:
    found = items or ([Item(nothing)] if nothing else [])
    show(Page(title, (Section("", tuple(found)),) if found else (), (), ()))


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
