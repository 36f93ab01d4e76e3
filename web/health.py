"""/health: the process lives. /ready: it can do its work. For supervisors and `doctor`."""

from __future__ import annotations

from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from database.credentials import Credentials
from realtime.refresher import Refresher
from realtime.relay import Relay

OLDEST_DRAIN_S = 5.0
_STARTED_AT = monotonic()


async def health(request: Request) -> JSONResponse:
    """Answered as long as the process runs."""
    return JSONResponse({"status": "ok", "up_s": round(monotonic() - _STARTED_AT, 1)})


async def ready(request: Request) -> JSONResponse:
    """200 while every committed change is on its way to browsers, 503 with the reason otherwise."""
    relay: Relay = request.app.state.relay
    refresher: Refresher = request.app.state.refresher
    problem = _problem(relay)
    body: dict[str, Any] = {
        "status": "ready" if not problem else "not ready",
        "problem": problem or None,
        "database": "followed" if relay.is_following else "away",
        "listener_round_trip_ms": _ms(relay.round_trip_s),
        "last_drain_age_s": _age(relay.last_drain_at or None),
        "cursor": relay.state.cursor or None,
        "clients": relay.hub.client_count,
        "lagging_clients": relay.hub.lagging_count,
        "frames_sent": relay.hub.frames_sent,
        "oee_age_s": _age(refresher.refreshed_at),
        "oee_problem": refresher.problem or None,
        "credentials": _credentials(request.app.state.credentials),
    }
    return JSONResponse(body, 503 if problem else 200, headers={"cache-control": "no-store"})


def _problem(relay: Relay) -> str:
    if not relay.is_following:
        return f"The database cannot be followed: {relay.problem}"
    if monotonic() - relay.last_drain_at > OLDEST_DRAIN_S:
        return "The change log has not been read for a while."
    if relay.round_trip_s is None:
        return (
            "A notification to ourselves has not come back yet. Where it never does, a pooler "
            "stands in between: give the direct address of the database."
        )
    return ""


def _credentials(found: Credentials | None) -> dict[str, Any] | None:
    """How we log in, where passwords expire: until when, what is wrong, and about our clock."""
    if found is None:
        return None
    return {
        "source": found.source.name,
        "ends_in_s": None if found.ends_in_s is None else round(found.ends_in_s, 1),
        "fetched": found.fetched,
        "problem": found.problem or None,
        "clock": found.clock or None,
    }


def _age(since: float | None) -> float | None:
    return None if since is None else round(monotonic() - since, 3)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


routes = [Route("/health", health), Route("/ready", ready)]
