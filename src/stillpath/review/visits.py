"""How often a page is read: a number for a page and a day, and nothing of whoever read it."""

import atexit
import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from stillpath.errors import StoreError
from stillpath.store import Store
from stillpath.store.schema import Visit

__all__ = ["DAYS", "Visits", "counts_as_visit"]

DAYS = 30
"""Days over which visits are told."""

_MOST_HELD = 50
_LONGEST_HELD = 10.0
_BOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|fetch|preview|scan|monitor|probe|curl|wget|python|httpx|okhttp|java/|go-http|"
    r"headless|lighthouse|facebookexternalhit|whatsapp|telegram|slack|skype|embed",
    re.IGNORECASE,
)

_log = logging.getLogger("stillpath.review")


def counts_as_visit(headers: Mapping[str, str]) -> bool:
    """Whether a request is a reader's who does not mind being counted: no program, no `DNT`, no `Sec-GPC`.

    >>> counts_as_visit({"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    True
    >>> counts_as_visit({"user-agent": "Mozilla/5.0 Firefox/140.0", "dnt": "1"})
    False
    >>> counts_as_visit({"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}), counts_as_visit({})
    (False, False)
    """
    agent = headers.get("user-agent", "")
    minds = "1" in (headers.get("dnt"), headers.get("sec-gpc")) or "fetch" in headers.get("sec-purpose", "")
    return bool(agent) and not _BOT.search(agent) and not minds


class Visits:
    """Counts visits in memory and writes them now and then, off the reader's way; one for a store and a process.

    At most 10 seconds or 50 visits are lost when the power fails; whatever ends the program in order writes them first.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: Counter[tuple[date, str]] = Counter()
        self._since = time.monotonic()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._told: dict[str, int] = {}
        self._told_at: float | None = None
        self._ends = False

    def count(self, page: str) -> None:
        """Counts one visit of a page, today."""
        with self._lock:
            self._held[(self._store.now().date(), page)] += 1
            due = self._held.total() >= _MOST_HELD or time.monotonic() - self._since >= _LONGEST_HELD
            if not self._ends:
                self._ends = True
                atexit.register(self.write)
        if due and not self._writing.locked():
            threading.Thread(target=self.write, daemon=True).start()

    def write(self) -> None:
        """Writes what is held. If the store does not answer it is held on, and tried again later."""
        with self._writing:
            with self._lock:
                held, self._held = self._held, Counter()
                self._since = time.monotonic()
            if not held:
                return
            try:
                self._add(held)
            except (SQLAlchemyError, StoreError) as problem:
                with self._lock:
                    self._held.update(held)
                _log.warning("visits could not be counted (%s)", type(problem).__name__)

    def of(self, page: str) -> int:
        """How often a page was read in the last 30 days, today included; what is held counts too."""
        with self._lock:
            held = sum(number for (_, name), number in self._held.items() if name == page)
            if self._told_at is None or time.monotonic() - self._told_at >= _LONGEST_HELD:
                self._told, self._told_at = self._read(), time.monotonic()
            return self._told.get(page, 0) + held

    def _read(self) -> dict[str, int]:
        first = self._store.now().date() - timedelta(days=DAYS - 1)
        counted = select(Visit.page, func.sum(Visit.count)).where(Visit.day >= first).group_by(Visit.page)
        with self._store.read() as session:
            return {page: int(number) for page, number in session.execute(counted)}

    def _add(self, held: Counter[tuple[date, str]]) -> None:
        insert = postgresql.insert if self._store.engine.dialect.name == "postgresql" else sqlite.insert
        with self._store.count() as session:
            for (day, page), number in sorted(held.items()):
                row = insert(Visit).values(day=day, page=page, count=number)
                more = {"count": Visit.count + row.excluded.count}
                session.execute(row.on_conflict_do_update(index_elements=["day", "page"], set_=more))
        with self._lock:
            self._told_at = None
