"""Which store a command works on, and the key that seals the children in it: two options and what they open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillpath.errors import UsageError

if TYPE_CHECKING:
    from stillpath.store import Store
    from stillpath.store.sealing import Key

__all__ = ["STORE", "KeyFile", "StoreAt", "key_of", "opened", "wanted"]

STORE = "STILLPATH_STORE"
"""The variable that names the store, wherever `--store` does not."""

StoreAt = Annotated[
    str,
    typer.Option("--store", help="The store: a file for SQLite, or postgresql://USER@HOST/NAME.", envvar=STORE),
]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="The file with the key that seals kept children.", envvar="STILLPATH_KEY_FILE"),
]


@contextmanager
def opened(store: str) -> "Iterator[Store]":
    """The store that was named, let go at the end. UsageError if none was; StoreError if it cannot be used."""
    from stillpath.store import Store

    there = Store.open(wanted(store))
    try:
        yield there
    finally:
        there.close()


def wanted(store: str) -> str:
    """The address of the store. UsageError if none was named."""
    if not store:
        raise UsageError("no store is named; give --store FILE or --store postgresql://USER@HOST/NAME, or set " + STORE)
    return store


def key_of(file: Path | None) -> "Key | None":
    """The key in a file; None if no file was named. MachineError if there is no key, or others may read it."""
    if file is None:
        return None
    from stillpath.store.sealing import read_key

    return read_key(file)
