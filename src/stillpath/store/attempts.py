"""Limits on trying: how often something may be tried, without keeping who tried it."""

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from stillpath.errors import TooManyError
from stillpath.store.database import Store
from stillpath.store.schema import Attempt

__all__ = ["WITHIN", "forgive", "network_of", "take_attempt"]

WITHIN = timedelta(minutes=15)
"""How long an attempt counts; then its row is deleted."""

_PEPPER = secrets.token_bytes(32)
"""Mixed into every key, and kept nowhere: what is in the table cannot be traced to a login or an address."""

_ONE_BY_ONE = threading.Lock()
"""Many attempts at the same moment are counted one after the other. The pepper is of one process, and so are keys."""

_NETWORK = 64


def take_attempt(store: Store, limits: Mapping[str, int]) -> tuple[int, ...]:
    """Counts one attempt under each of the names, before it is made; the numbers of the attempts.

    `limits` tells for each name (such as "sign in/ann") how many are allowed WITHIN its time. TooManyError if one of
    them is used up; then nothing is counted.
    """
    now = store.now()
    keys = {_key(name): most for name, most in limits.items()}
    with _ONE_BY_ONE, store.count() as session:
        # Keys with a colon are counted by others, over another time.
        session.execute(delete(Attempt).where(Attempt.at <= now - WITHIN, Attempt.key.not_like("%:%")))
        for key, most in keys.items():
            count, first = session.execute(select(func.count(), func.min(Attempt.at)).where(Attempt.key == key)).one()
            if count >= most:
                wait = first + WITHIN - now
                raise TooManyError("this was tried too often", max(1, int(wait.total_seconds())))
        rows = [Attempt(key=key, at=now) for key in keys]
        session.add_all(rows)
        session.flush()
        return tuple(row.id for row in rows)


def forgive(store: Store, name: str = "", taken: tuple[int, ...] = ()) -> None:
    """Forgets every attempt under a name, and those with these numbers: they came to a good end."""
    with store.count() as session:
        session.execute(delete(Attempt).where((Attempt.key == _key(name)) | Attempt.id.in_(taken)))


def network_of(address: str) -> str:
    """The part of a client's address that one person cannot change at will: of IPv6 the first half.

    >>> network_of("192.0.2.7"), network_of("::ffff:192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6"), network_of("")
    ('192.0.2.7', '192.0.2.7', '2001:db8:1:2::/64', '')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _NETWORK), strict=False))


def _key(name: str) -> str:
    return hmac.new(_PEPPER, name.encode(), hashlib.sha256).hexdigest()
