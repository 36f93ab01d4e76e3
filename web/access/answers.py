"""What is answered to a request of nobody we know: pages lead to the login, programs are told."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from web import page

LOGIN = "/login"
PROGRAMS = ("/api/", "/ws", "/metrics")
HEADERS = {"cache-control": "no-store"}
NOBODY = {
    "error": "Nobody is logged in.",
    "field": "Authorization",
    "value": None,
    "hint": "Log in at /login; a program sends a token of /account, as Authorization: Bearer ….",
}
BAD_TOKEN = {
    "error": "The token is not known, or has ended.",
    "field": "Authorization",
    "value": None,
    "hint": "Make another one at /account.",
}
DATABASE_AWAY = {
    "error": "The database cannot be reached.",
    "field": None,
    "value": None,
    "hint": "Without it the server cannot tell who asks. It keeps trying; ask again in a moment.",
}


def wants_page(connection: HTTPConnection) -> bool:
    """Whether somebody looks at the answer: a browser that goes somewhere, not a script."""
    return (
        connection.scope["type"] == "http"
        and connection.scope["method"] in ("GET", "HEAD")
        and not connection.scope["path"].startswith(PROGRAMS)
        and connection.headers.get("sec-fetch-mode", "navigate") == "navigate"
    )


def own_path(text: str) -> str:
    """The page to open after the login: a path of ours, whatever was asked for. Pure."""
    is_ours = text.startswith("/") and not text.startswith(("//", LOGIN, "/logout"))
    # browsers read \ as /, and drop tabs and line breaks
    is_plain = "\\" not in text and all(" " < character != "\x7f" for character in text)
    return text if is_ours and is_plain else "/"


async def to_login(connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
    """Where there is a login: a page is opened after it, a program is told."""
    if not wants_page(connection):
        await nobody(NOBODY, scope, receive, send)
        return
    asked = scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
    address = LOGIN if asked == "/" else f"{LOGIN}?next={quote(asked, safe='/')}"
    await RedirectResponse(address, 303, HEADERS)(scope, receive, send)


async def nobody(problem: Mapping[str, object], scope: Scope, receive: Receive, send: Send) -> None:
    """401, with what to do."""
    headers = {**HEADERS, "www-authenticate": "Bearer"}
    await answer(JSONResponse(problem, 401, headers), scope, receive, send)


async def bad_token(scope: Scope, receive: Receive, send: Send) -> None:
    """A token is never followed by another way in: its program would do things as somebody else."""
    await nobody(BAD_TOKEN, scope, receive, send)


async def away(connection: HTTPConnection, scope: Scope, receive: Receive, send: Send) -> None:
    """Who asks cannot be told now. A page opens by itself later."""
    if wants_page(connection):
        response = page.waiting_page(Request(scope))
    else:
        response = JSONResponse(DATABASE_AWAY, 503, HEADERS)
    await answer(response, scope, receive, send)


async def answer(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send it; to a WebSocket, in place of opening it."""
    if scope["type"] == "websocket":
        await receive()
    await response(scope, receive, send)
