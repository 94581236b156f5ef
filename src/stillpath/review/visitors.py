"""Readers without an account: told apart for one day without knowing who they are.

A visitor is a hash of the client's address, its browser's name and a secret. The secret is chance, lies in the memory
of the server alone, and is thrown away when the day ends: after that nobody, whatever they hold, can find out which
ratings of different days came from one reader, or from which address. A server that is started anew forgets too.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from stillpath.store import Store
from stillpath.store.schema import Attempt

__all__ = ["Visitors", "wait_for"]

_CHANCE = 32


class Visitors:
    """Names visitors, for the day of `now` (UTC)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._day: date | None = None
        self._secret = b""
        self._lock = threading.Lock()

    def name_of(self, address: str, browser: str) -> str:
        """The name of a visitor for today: the same all day for the same address and browser, another tomorrow."""
        with self._lock:
            today = self._now().date()
            if today != self._day:
                self._day, self._secret = today, secrets.token_bytes(_CHANCE)
            return hmac.new(self._secret, f"{address}\0{browser}".encode(), hashlib.sha256).hexdigest()


def wait_for(store: Store, key: str, most: int, within: timedelta) -> int:
    """Seconds until it may be done again; 0 lets it happen, and counts it.

    At most `most` times `within` a time for each key, which names nobody in clear. What is older is deleted, of
    any key that is the same up to its last colon.
    """
    now = store.now()
    kind = key.rpartition(":")[0] + ":"
    with store.count() as session:
        old = delete(Attempt).where(Attempt.key.startswith(kind, autoescape=True), Attempt.at <= now - within)
        session.execute(old)
        number, first = session.execute(select(func.count(), func.min(Attempt.at)).where(Attempt.key == key)).one()
        if number >= most:
            return max(1, int((first + within - now).total_seconds()))
        session.add(Attempt(key=key, at=now))
        return 0
