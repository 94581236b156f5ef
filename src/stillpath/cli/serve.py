"""`serve`: the pages in a browser and the HTTP API, from this machine."""

import errno
import gc
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stillpath.cli.reading import knowledge_of, zone_of
from stillpath.cli.stores import key_of
from stillpath.errors import Interrupted, MachineError, UsageError
from stillpath.library import Where
from stillpath.prose.reviewed import everything, status_line

if TYPE_CHECKING:
    from stillpath.store import Store

__all__ = ["serve"]


def serve(
    host: str,
    port: int,
    documents: Path | None,
    folder: Where,
    zone: str = "",
    store_at: str = "",
    key_file: Path | None = None,
) -> None:
    """Serves until it is interrupted. MachineError if nothing can listen there.

    `zone` is the hospital's time; empty: the machine's. `store_at` is the address of a store, in which people sign in
    and texts are reviewed; empty: pages are only read. StoreError if it is missing or of another version. `key_file`
    seals children who are kept on request; without one none can be.
    """
    gc.enable()  # a server lives long
    store, key = _opened(store_at), key_of(key_file)
    knowledge = knowledge_of(folder)
    import uvicorn

    from stillpath.answer import Answerer
    from stillpath.answer.documents import read_documents
    from stillpath.web import create_app

    own = read_documents(documents) if documents is not None else None
    for name, why in own.unread if own is not None else ():
        typer.echo(f"stillpath: {name} was not read: {why}", err=True)
    clock = zone_of(zone) or datetime.now().astimezone().tzinfo
    app: Any = None
    if store is None:
        app = create_app(knowledge, Answerer(knowledge, own), zone=clock)
        prepare = app.state.prepare
    else:
        from stillpath.web.site import served

        app = served(store, folder, lambda knowledge: Answerer(knowledge, own), clock, _freeze_anew, key)
        knowledge, prepare = app.knowledge, app.prepare
    _freeze()
    threading.Thread(target=_prepare, args=(prepare,), name="prepare", daemon=True).start()
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", server_header=False))
    with _listening(host, port) as listener:
        # Without this the end of a page waits 40 ms for the machine of the reader to confirm its beginning.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        if not _is_loopback(host):
            typer.echo(
                "warning: others on this network can read these pages, without a password and without encryption"
                f"{'; what is typed to sign in is not encrypted either' if store is not None else ''}; "
                "docs/web.md tells how to stand it behind a proxy",
                err=True,
            )
        typer.echo(f"stillpath is at http://{shown}:{bound}/ (Ctrl C ends it)")
        typer.echo(f"{status_line(knowledge, everything(knowledge))} · knowledge {knowledge.version}")
        sys.stdout.flush()
        try:
            server.run(sockets=[listener])
        except (KeyboardInterrupt, Interrupted):
            raise Interrupted("stopped") from None


def _prepare(work: Callable[[], None]) -> None:
    work()
    _freeze()


def _freeze() -> None:
    """Takes all that is held now out of every search for cycles: each would stop every reader for 0.1 s."""
    gc.collect()
    gc.freeze()


def _freeze_anew() -> None:
    """As `_freeze`, after what was served before has gone: else it would be held for ever."""
    gc.unfreeze()
    _freeze()


def _opened(address: str) -> "Store | None":
    if not address:
        return None
    from stillpath.store import Store

    return Store.open(address)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OverflowError:
        raise UsageError("--port is none that exists; expected 0 to 65535") from None
    except PermissionError:
        raise MachineError(f"port {port} may not be used by you; try one above 1024, with --port") from None
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            text = f"port {port} is in use; end what uses it, or choose another with --port"
            raise MachineError(text) from None
        raise MachineError("--host is no address of this machine; try --host 127.0.0.1") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
