"""What every answer and every request must keep to, whatever the page."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import Settings, listed
from web.access import forwarded

MAX_BODY_BYTES = 1_048_576
MAX_UPLOAD_BYTES = 52_428_800
MAX_PHOTO_BYTES = 12_582_912
UPLOADS = "/api/imports"
PHOTOS = re.compile(r"/api/work-orders/\d+/photos")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}

POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
    "object-src 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

FOREIGN_ORIGIN = {
    "error": "This address may only be opened from Floorcast's own pages.",
    "field": "Origin",
    "hint": "A program that is not a browser sends no Origin header and is let in.",
}
FOREIGN_HOST = {
    "error": "This server answers under its own name only.",
    "field": "Host",
    "hint": "Open it as http://127.0.0.1 or http://localhost.",
}
UNLISTED_HOST = {
    "error": "This server answers under its own name only.",
    "field": "Host",
    "hint": "Open it under a name that ALLOWED_HOSTS lists.",
}


def too_large(most_bytes: int) -> dict[str, str]:
    """What is answered to a body of more than that."""
    return {
        "error": "The request is too large.",
        "field": "Content-Length",
        "hint": f"Send at most {most_bytes:,} bytes.",
    }


TOO_LARGE = too_large(MAX_BODY_BYTES)


def most_bytes_at(path: str) -> int:
    """How large a request to that address may be: only two take files. Pure."""
    if path == UPLOADS:
        return MAX_UPLOAD_BYTES
    return MAX_PHOTO_BYTES if PHOTOS.fullmatch(path) else MAX_BODY_BYTES


def is_ours(connection: HTTPConnection) -> bool:
    """Whether it comes from a page of ours, or from no page: programs send neither header."""
    origin = connection.headers.get("origin")
    if connection.headers.get("sec-fetch-site") == "cross-site":
        return False
    return (
        origin is None or origin.partition("://")[2].lower() == forwarded.host(connection).lower()
    )


class Guard:
    """Checks requests at the door, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._is_local = settings.auth_mode == "local"
        self._hosts = {name.lower() for name in listed(settings.allowed_hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        most_bytes = most_bytes_at(scope["path"])
        if not self._is_own_name(connection):
            problem = FOREIGN_HOST if self._is_local else UNLISTED_HOST
            await _refuse(scope, receive, send, problem, 421)
        elif scope["type"] == "websocket":
            if is_ours(connection):
                await self.app(scope, receive, send)
            else:
                await _refuse(scope, receive, send, FOREIGN_ORIGIN, 403)
        elif int(connection.headers.get("content-length") or 0) > most_bytes:
            await _refuse(scope, receive, send, too_large(most_bytes), 413)
        elif scope["method"] not in SAFE_METHODS and not is_ours(connection):
            await _refuse(scope, receive, send, FOREIGN_ORIGIN, 403)
        else:
            await self.app(scope, _limited(receive, most_bytes), _with_headers(send))

    def _is_own_name(self, connection: HTTPConnection) -> bool:
        """Whether we answer under that name. Where nobody is asked to log in, a foreign name that
        points at 127.0.0.1 (DNS rebinding) must not open the door."""
        if self._is_local:
            return _host_name(connection.headers.get("host", "")) in LOCAL_HOSTS
        name = _host_name(forwarded.host(connection)).lower()
        return not self._hosts or name in self._hosts or name in LOCAL_HOSTS


def _host_name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers


def _limited(receive: Receive, most_bytes: int) -> Receive:
    """A body without a length is counted as it comes; too much of it is a hang-up."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= most_bytes else {"type": "http.disconnect"}

    return receive_limited


async def _refuse(
    scope: Scope, receive: Receive, send: Send, problem: dict[str, str], status: int
) -> None:
    response = JSONResponse(problem, status)
    if scope["type"] == "websocket":
        await receive()
        await response(scope, receive, send)
    else:
        await response(scope, receive, _with_headers(send))
