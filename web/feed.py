"""/api/snapshot and /api/changes: the change feed for scripts, without a WebSocket."""

from __future__ import annotations

from time import monotonic

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from errors import UserError
from realtime import frames
from realtime.cursor import Cursor
from realtime.frames import Frame, Subscription
from realtime.relay import AWAY, Relay
from realtime.state import Known
from web import page, wanted

LONGEST_WAIT_S = 60.0
DEFAULT_WAIT_S = 20.0


class NotFollowingError(UserError):
    """The database is away: what we know is not what is."""

    status = 503

    def __init__(self, problem: str) -> None:
        super().__init__(
            AWAY,
            hint=f"The server keeps trying; ask again in a moment. ({problem})",
        )


async def snapshot(request: Request) -> Response:
    """Everything the query string wants, with the cursor to go on from: the frame of /ws."""
    auth.require(request, auth.SEE)
    relay: Relay = request.app.state.relay
    subscription = wanted.subscription(
        request.query_params, page.live_state(request), auth.asking(request)
    )
    _refuse_stale(relay)
    return _answer(frames.snapshot(relay.state, subscription, relay.state.cursor))


async def changes(request: Request) -> Response:
    """What changed since ``cursor``, as soon as anything did; a heartbeat after ``wait`` seconds.

    A cursor that is too old, or of another epoch, is answered with a snapshot.
    """
    auth.require(request, auth.SEE)
    relay: Relay = request.app.state.relay
    subscription = wanted.subscription(
        request.query_params, page.live_state(request), auth.asking(request)
    )
    wait_s = wanted.seconds(request.query_params, "wait", DEFAULT_WAIT_S, LONGEST_WAIT_S)
    cursor = _cursor(request)
    _refuse_stale(relay)
    known = await relay.known_to(cursor, request.app.state.pool)
    if known is None:
        return _answer(frames.snapshot(relay.state, subscription, relay.state.cursor))
    return _answer(await _next_change(request, subscription, cursor, known, wait_s))


async def _next_change(
    request: Request, subscription: Subscription, cursor: str, known: Known, wait_s: float
) -> Frame:
    relay: Relay = request.app.state.relay
    deadline = monotonic() + wait_s
    while True:
        if not relay.state.reaches_back_to(known.version):
            return frames.snapshot(relay.state, subscription, relay.state.cursor)
        changed = relay.state.changed_since(known)
        frame = frames.delta(changed, subscription, cursor, relay.state.cursor)
        left_s = deadline - monotonic()
        if not frame.is_empty:
            return frame
        if left_s <= 0 or not await relay.hub.next_change(left_s):
            _refuse_stale(relay)
            return frames.heartbeat(relay.state.cursor, relay.advice())


def _cursor(request: Request) -> str:
    text = request.query_params.get("cursor", "")
    try:
        Cursor.parse(text)
    except ValueError:
        raise UserError(
            f"cursor={text[:80]!r} is not a cursor.",
            hint="Take the cursor of GET /api/snapshot, or of the last answer, as it is.",
            field="cursor",
            value=text[:80],
        ) from None
    return text


def _refuse_stale(relay: Relay) -> None:
    if not relay.is_following:
        raise NotFollowingError(relay.problem)


def _answer(frame: Frame) -> Response:
    return Response(
        frame.text, media_type="application/json", headers={"cache-control": "no-store"}
    )


routes = [Route("/api/snapshot", snapshot), Route("/api/changes", changes)]
