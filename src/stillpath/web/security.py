"""What every answer of the server carries, and what it takes in: headers, a limit on bodies, faults without values."""

import logging
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

__all__ = ["MOST_BYTES", "POLICY", "Guard"]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load and send: our own stylesheet and pictures, our own forms; no script at all."""

MOST_BYTES = 100 * 1000
"""No form of ours is longer."""

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
    only its kind and place are logged: its message might hold what somebody typed.
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

        body = await _body(scope, receive)
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


def _with_ours(headers: list[tuple[bytes, bytes]], keep: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    there = {name.lower() for name, _ in headers}
    return [*headers, *(pair for pair in (*_HEADERS, keep) if pair[0] not in there)]


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body of a request; None if it is too long, or said to be."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if not said.isdigit() or int(said) > MOST_BYTES:
        return None
    parts = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(parts)
        parts += message.get("body", b"")
        if len(parts) > MOST_BYTES:
            return None
        more = message.get("more_body", False)
    return bytes(parts)
