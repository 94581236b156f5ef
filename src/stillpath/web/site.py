"""The application that is served now, and the one that takes its place when a text is signed or published."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Hashable
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from stillpath.library import Where
from stillpath.model import Knowledge
from stillpath.review.current import Current
from stillpath.store import Store
from stillpath.store.sealing import Key
from stillpath.web.app import create_app
from stillpath.web.desk import Desk
from stillpath.web.security import Receive, Scope, Send

if TYPE_CHECKING:
    from stillpath.answer import Answerer

__all__ = ["Site", "served"]

_LOOKED_EVERY = 1.0
"""Seconds that pass at least between two looks at the store."""

_QUIET = 3.0
"""Seconds that must pass without another change before the pages of the new application are worked out beforehand."""

_log = logging.getLogger("stillpath.web")


def _nothing() -> None:
    return None


class Site:
    """An ASGI application that hands every request to the present one.

    `make` makes the application of a knowledge, given the one before it. When `current.mark()` is another, the
    knowledge is read and a new application made while the old one goes on answering; if that fails the old one stays,
    and the fault is logged by its kind and place. `knowledge` is the one that is served now. When a new application has
    served a while it is checked and its pages are worked out, as `prepare` does at the beginning; then `settled` is
    called.
    """

    def __init__(
        self,
        current: Current,
        make: Callable[[Knowledge, FastAPI | None], FastAPI],
        settled: Callable[[], None] = _nothing,
    ) -> None:
        self.current = current
        self._make = make
        self._settled = settled
        self._making = threading.Lock()
        self._looked = time.monotonic()
        self._failed: Hashable = None
        self._unreached = False
        self._mark: Hashable = current.mark()
        self.knowledge = current.knowledge()
        self.app = make(self.knowledge, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] == "http" and self._wants_look():
            await run_in_threadpool(self._look)
        await self.app(scope, receive, send)

    def renew(self) -> None:
        """Comes back when what was changed before the call is served; for a handler that runs in a thread of its own.

        Other requests are answered meanwhile.
        """
        self._make_anew()

    def _wants_look(self) -> bool:
        now = time.monotonic()
        wants = now - self._looked >= _LOOKED_EVERY
        self._looked = now if wants else self._looked
        return wants

    def _look(self) -> None:
        """Looks whether another process changed something; if so the new application is made beside this request."""
        try:
            changed = self.current.mark() not in (self._mark, self._failed)
        except Exception as fault:
            if not self._unreached:
                _tell(fault)
            self._unreached = True
            return
        self._unreached = False
        if changed and not self._making.locked():
            threading.Thread(target=self._make_anew, name="renew", daemon=True).start()

    def _make_anew(self) -> None:
        with self._making:
            mark: Hashable = None
            try:
                mark = self.current.mark()
                if mark == self._mark:
                    return
                knowledge = self.current.knowledge()
                app = self._make(knowledge, self.app)
            except Exception as fault:
                self._failed = mark
                _tell(fault)
                return
            self.app, self.knowledge, self._mark = app, knowledge, mark
        later = threading.Timer(_QUIET, self._prepare, (app,))
        later.daemon = True
        later.start()

    def prepare(self) -> None:
        """Checks what is served, if texts were published, and works out the pages that many will ask for."""
        self._prepare(self.app)

    def _prepare(self, app: FastAPI) -> None:
        if self.app is not app:
            return
        if self.current.check():
            self._make_anew()
            return
        app.state.prepare()
        self._settled()


def served(
    store: Store,
    chosen: Where,
    answerer: Callable[[Knowledge], "Answerer"],
    zone: tzinfo | None = None,
    settled: Callable[[], None] = _nothing,
    key: Key | None = None,
) -> Site:
    """The site of a store over chosen knowledge, on which people can sign in; `answerer` makes what answers.

    `key` seals children who are kept on request.
    """
    current = Current(store, chosen)
    desk = Desk(store, current.folder, lambda: site.renew(), key)
    last: list[Answerer] = []

    def make(knowledge: Knowledge, before: FastAPI | None) -> FastAPI:
        alike = last and (last[0].knowledge.digest, last[0].knowledge.local) == (knowledge.digest, knowledge.local)
        last[:] = [last[0].over(knowledge) if alike else answerer(knowledge)]
        return create_app(knowledge, last[0], zone=zone, desk=desk, before=before)

    site = Site(current, make, settled)
    return site


def _tell(fault: Exception) -> None:
    place = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{Path(place.filename).parent.name}/{Path(place.filename).name}:{place.lineno}"
    _log.error("the new state of the knowledge is not served, the old one stays: %s (%s)", where, type(fault).__name__)
