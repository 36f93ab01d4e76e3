"""What a failed request is answered with: a clear sentence, never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import HTTPExceptionHandler

from errors import UserError

logger = logging.getLogger(__name__)

_TITLES = {404: "There is no such page", 405: "That is not possible here", 500: "Something broke"}
_HINTS = {
    404: "Check the address, or go back to the floor.",
    405: "This address can be read, not written to.",
    500: "The server has noted what happened. Try again; if it stays, run `floorcast doctor`.",
}


def as_json(error: UserError) -> dict[str, Any]:
    """The body of an API's answer to bad input."""
    return {
        "error": error.message,
        "field": error.field,
        "value": error.value,
        "hint": error.hint,
    }


def status_of(error: UserError) -> int:
    """The status an error is answered with: its own where it has one, else 400."""
    status: int = getattr(error, "status", 400)
    return status


async def user_error(request: Request, error: Exception) -> Response:
    """Bad input: what is wrong, with the value, and what to do."""
    assert isinstance(error, UserError)  # noqa: S101
    return _answer(
        request, status_of(error), as_json(error), error.message, error.message, error.hint
    )


async def http_error(request: Request, error: Exception) -> Response:
    """A page that is not there, or not for this method."""
    assert isinstance(error, HTTPException)  # noqa: S101
    title = _TITLES.get(error.status_code, error.detail)
    hint = _HINTS.get(error.status_code, "")
    body = {"error": title, "field": "path", "value": request.url.path, "hint": hint}
    return _answer(request, error.status_code, body, title, error.detail, hint)


async def server_error(request: Request, error: Exception) -> Response:
    """Our fault: logged in full, told in short."""
    logger.exception("unexpected error at %s", request.url.path, exc_info=error)
    body = {"error": _TITLES[500], "field": None, "value": None, "hint": _HINTS[500]}
    return _answer(request, 500, body, _TITLES[500], "", _HINTS[500])


def _answer(
    request: Request, status: int, body: dict[str, Any], title: str, message: str, hint: str
) -> Response:
    if request.url.path.startswith(("/api/", "/ws")):
        return JSONResponse(body, status)
    context = {"title": title, "message": message, "hint": hint, "status": status}
    response: Response = request.app.state.templates.TemplateResponse(
        request, "error.html", context, status_code=status
    )
    return response


handlers: dict[Any, HTTPExceptionHandler] = {
    UserError: user_error,
    HTTPException: http_error,
    Exception: server_error,
}
