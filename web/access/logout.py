"""/logout: end the session of this browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from web.access import answers, sessions
from web.access.gate import AWAY
from web.feed import NotFollowingError


async def logout(request: Request) -> Response:
    """Nobody from here on. Raises NotFollowingError while it cannot be: better said than not."""
    response = RedirectResponse(answers.LOGIN, 303, answers.HEADERS)
    try:
        await sessions.end(request, response, request.app.state.pool)
    except AWAY as error:
        raise NotFollowingError(f"still logged in: {type(error).__name__}") from error
    return response


routes = [Route("/logout", logout, methods=["POST"])]
