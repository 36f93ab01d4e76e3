"""What every answer and every request must keep to, whatever the page."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 1_048_576
MAX_UPLOAD_BYTES = 52_428_800
UPLOADS = "/api/imports"  # the one address that takes files
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


def too_large(most_bytes: int) -> dict[str, str]:
    """What is answered to a body of more than that."""
    return {
        "error": "The request is too large.",
        "field": "Content-Length",
        "hint": f"Send at most {most_bytes:,} bytes.",
    }


TOO_LARGE = too_large(MAX_BODY_BYTES)


def is_same_origin(headers: Headers) -> bool:
    """Whether a browser's request comes from a page of ours. Programs send no Origin."""
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


class Guard:
    """Checks requests at the door, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most_bytes = MAX_UPLOAD_BYTES if scope["path"] == UPLOADS else MAX_BODY_BYTES
        # A foreign name that points at 127.0.0.1 (DNS rebinding) must not open the door.
        if _host_name(headers.get("host", "")) not in LOCAL_HOSTS:
            await _refuse(scope, receive, send, FOREIGN_HOST, 421)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        elif int(headers.get("content-length") or 0) > most_bytes:
            await _refuse(scope, receive, send, too_large(most_bytes), 413)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not is_same_origin(headers):
            await _refuse(scope, receive, send, FOREIGN_ORIGIN, 403)
        else:
            await self.app(scope, _limited(receive, most_bytes), _with_headers(send))


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
