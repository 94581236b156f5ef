"""What people did, in a database: reviews, accounts, feedback, children kept on request, and the log of it all."""

from stillpath.store.database import Store

__all__ = ["Store"]
