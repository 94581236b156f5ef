"""What the pages that write have in common: the store, the folder of the knowledge, and word of a change."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stillpath.review.visitors import Visitors
from stillpath.review.visits import Visits
from stillpath.store import Store
from stillpath.store.sealing import Key

__all__ = ["Desk"]


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Desk:
    """The store that is served, and the `folder` of the repository's knowledge (the texts of the store lie over it).

    `renew` is called after a change that pages show (a signature, a published text): the next request sees it.
    `key` seals children who are kept on request; without one nobody can keep any.
    """

    store: Store
    folder: Path
    renew: Callable[[], None] = _nothing
    key: Key | None = None

    @cached_property
    def visits(self) -> Visits:
        """Counts how often pages are read, whatever knowledge is served; it is told to write when the server ends."""
        return Visits(self.store)

    @cached_property
    def visitors(self) -> Visitors:
        """Tells readers apart for one day, with a secret that is nowhere else."""
        return Visitors(self.store.now)
