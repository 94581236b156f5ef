"""`store`: makes, upgrades, shows and backs up the database, and looks after the key that seals children."""

from pathlib import Path
from typing import Annotated

import typer

from stillpath.cli.stores import KeyFile, StoreAt, key_of, opened, wanted
from stillpath.errors import UsageError

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="The store: reviews, accounts, feedback, kept children and the log of it.")

_FILE = "The file of the backup."


@app.command()
def create(store: StoreAt = "") -> None:
    """Make a new store, or bring an old one to this version."""
    from stillpath.store import Store
    from stillpath.store.database import REVISION

    Store.create(wanted(store)).close()
    typer.echo(
        f"the store is there, at version {REVISION}; the first administrator: "
        "stillpath accounts invite LOGIN --name NAME --role administrator"
    )


@app.command()
def upgrade(store: StoreAt = "") -> None:
    """Bring a store to the version of this software; what is in it stays. Make a backup first."""
    from stillpath.store import Store
    from stillpath.store.database import REVISION, want_there

    want_there(wanted(store))
    Store.create(wanted(store)).close()
    typer.echo(f"the store is at version {REVISION}")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help=_FILE)],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite a file that is there.")] = False,
    with_children: Annotated[
        bool, typer.Option("--with-children", help="Kept children too, sealed: to move a store, not to keep.")
    ] = False,
    store: StoreAt = "",
) -> None:
    """Write the whole store into one file, while others may go on; it can be restored into either kind of database."""
    from stillpath.store.backup import backup as write

    with opened(store) as there:
        made = write(there, file, replace=replace, children=with_children)
        rows = sum(part.rows for part in made.parts.values())
        typer.echo(f"{file}: {rows:,} rows of {len(made.parts)} tables; the log's head is {made.head}")
        typer.echo(
            "not in it: sessions, invitations, attempts"
            + ("" if with_children else ", kept children")
            + "; the key of kept children is never in it"
        )


@app.command()
def restore(file: Annotated[Path, typer.Argument(help=_FILE)], store: StoreAt = "") -> None:
    """Read a backup into a new, empty store: all of it, or nothing."""
    from stillpath.store.backup import restore as read

    with opened(store) as there:
        told = read(there, file)
        rows = sum(part.rows for part in told.parts.values())
        typer.echo(f"restored: {rows:,} rows, made {told.made_at[:16]} by stillpath {told.software}; the log verifies")
        typer.echo("everybody signs in anew; invitations that were open are made anew")


@app.command()
def show(store: StoreAt = "") -> None:
    """What the store is and how much is in it; nobody's text and no value."""
    from stillpath.store import audit
    from stillpath.store.backup import counts
    from stillpath.store.database import REVISION

    with opened(store) as there:
        with there.read() as session:
            head, held = audit.head_of(session), counts(session)
        typer.echo(f"{there.engine.url.render_as_string(hide_password=True)}")
        typer.echo(f"version {REVISION}; the log's head is {head}")
        for name, rows in held.items():
            typer.echo(f"{name:<14} {rows:>10,}")


@app.command()
def key(file: Annotated[Path, typer.Argument(help="Where to write the key.")]) -> None:
    """Make the key that seals kept children. Whoever loses it loses them; keep a copy apart from every backup."""
    from stillpath.store.sealing import make_key

    made = make_key(file)
    typer.echo(f"{file}: the key {made.id}, readable by you alone; without it no kept child can be opened")


@app.command()
def rekey(
    new_key_file: Annotated[Path, typer.Option("--new-key-file", help="The file with the key to seal with from now.")],
    key_file: KeyFile = None,
    store: StoreAt = "",
) -> None:
    """Seal every kept child anew with another key."""
    from stillpath.store import kept
    from stillpath.store.sealing import read_key

    old = key_of(key_file)
    if old is None:
        raise UsageError("name the key used so far: --key-file FILE, or STILLPATH_KEY_FILE")
    with opened(store) as there:
        done = kept.rekey(there, old, read_key(new_key_file))
        left = f"; {done.left} were sealed with a third key and stay as they are" if done.left else ""
        typer.echo(f"{done.sealed} sealed anew{left}; start the server anew with the new key")
