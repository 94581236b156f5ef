"""Every test of the store here runs on SQLite and on a real PostgreSQL."""

from tests.store.conftest import clock, store, url

__all__ = ["clock", "store", "url"]
