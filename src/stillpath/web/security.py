"""What every answer of the server carries, and what it takes in: headers, a limit on bodies, faults without values."""

import logging
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

__all__ = ["DRAINED", "MOST_BYTES", "MOST_OF_A_FILE", "POLICY", "Guard", "silence"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and send: our own stylesheet and pictures, our own forms; no script at all."""

MOST_BYTES = 100 * 1000
"""No form of ours is longer, but those that send a file."""

MOST_OF_A_FILE = 8 * 1000 * 1000
"""A form that sends a child's file is not longer."""

DRAINED = 64 * 1000 * 1000
"""What is too long is taken in and thrown away up to here: a browser reads no answer while it is still sending."""

_LIMITS = {"/child": MOST_OF_A_FILE}
_READS = ("GET", "HEAD", "OPTIONS", "TRACE")
"""What changes nothing; all else may not be sent from another site, where it would act in the reader's name."""

_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_NOT_KEPT = (b"cache-control", b"no-store")
_KEPT = (b"cache-control", f"public, max-age={100 * 1000}".encode())

_log = logging.getLogger("stillpath.web")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Sorry = Callable[[Scope, HTTPStatus], tuple[bytes, bytes]]


class Guard:
    """Stands around the whole application.

    `sorry` gives content type and body of a page for a status, when the application itself cannot. Of a fault of ours
    only its kind and place are logged: its message might hold what somebody typed, and its address names a child.
    """

    def __init__(self, app: App, sorry: Sorry) -> None:
        self.app = app
        self.sorry = sorry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False
        keep = _KEPT if scope["path"].startswith("/static/") else _NOT_KEPT

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = _with_ours(message.get("headers", []), keep)
            await send(message)

        body = await _body(receive, _LIMITS.get(scope["path"], MOST_BYTES))
        if _from_elsewhere(scope):
            await self._refuse(scope, sending, HTTPStatus.FORBIDDEN)
            return
        if body is None:
            await self._refuse(scope, sending, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return

        sent = False

        async def receiving() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self.app(scope, receiving, sending)
        except Exception as fault:
            place = traceback.extract_tb(fault.__traceback__)[-1]
            where = f"{Path(place.filename).parent.name}/{Path(place.filename).name}:{place.lineno}"
            _log.error("a fault of ours at %s (%s)", where, type(fault).__name__)
            if not started:
                await self._refuse(scope, sending, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _refuse(self, scope: Scope, send: Send, status: HTTPStatus) -> None:
        kind, body = self.sorry(scope, status)
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def silence() -> None:
    """Keeps the reader of forms from logging: what it warns of is told with a byte of what was sent."""
    reader = logging.getLogger("python_multipart")
    reader.setLevel(logging.CRITICAL + 1)
    reader.addHandler(logging.NullHandler())
    reader.propagate = False


def _with_ours(headers: list[tuple[bytes, bytes]], keep: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in (*_HEADERS, keep) if pair[0] not in there)]


def _from_elsewhere(scope: Scope) -> bool:
    """Whether another site sends this, and it may change something.

    A browser tells where it comes from; whatever sends without one has no reader in whose name it could act.
    Our own forms come with the origin `null`, because our pages send no referrer: that alone says nothing.
    """
    if scope["method"] in _READS:
        return False
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if headers.get(b"sec-fetch-site", b"same-origin") in (b"cross-site", b"same-site"):
        return True
    origin = headers.get(b"origin", b"null").strip().lower()
    return origin != b"null" and origin.partition(b"://")[2] != headers.get(b"host", b"").strip().lower()


async def _body(receive: Receive, most: int) -> bytes | None:
    """The whole body of a request; None if it is longer than `most`, with what there is of it up to DRAINED read."""
    parts = bytearray()
    length = 0
    more = True
    while more and length <= DRAINED:
        message = await receive()
        if message["type"] != "http.request":
            break
        part = message.get("body", b"")
        length += len(part)
        if length <= most:
            parts += part
        else:
            parts.clear()
        more = message.get("more_body", False)
    return bytes(parts) if length <= most else None
