"""/api/machines/live and /api/websocket/status: from the memory of this server, no database."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import auth
from realtime.frames import TOPICS, Subscription
from realtime.relay import Relay
from web import page, wanted
from web.api import params as api_params
from web.api.answers import csv_answer, json_answer
from web.api.models import LiveMachine
from web.feed import NotFollowingError
from web.seen import SeenState

PARAMETERS = ("line", "machine", "format")


async def machines_live(request: Request) -> Response:
    """Each machine as the screens show it now: its state, and OEE of its shift."""
    auth.require(request, auth.SEE)
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    wants_csv = api_params.wants_csv(params)
    relay: Relay = request.app.state.relay
    subscription = wanted.subscription(params, page.live_state(request), auth.asking(request))
    if not relay.is_following:
        raise NotFollowingError(relay.problem)
    rows = live_rows(page.live_state(request), subscription)
    if wants_csv:
        return csv_answer("machines_live.csv", rows, LiveMachine)
    return json_answer({"at": datetime.now(UTC), "cursor": relay.state.cursor, "machines": rows})


def live_rows(state: SeenState, subscription: Subscription) -> list[dict[str, Any]]:
    """The wanted machines, line by line, each with its row of the topic oee. Pure."""
    order = {row["line"]: place for place, row in enumerate(page.lines(state))}
    oee = page.oee(state)
    return [
        _merged(machine, oee.get(machine["machine_name"], {}))
        for machine in sorted(
            state.rows("machines"),
            key=lambda row: (order.get(row["line"], len(order)), row["machine_name"]),
        )
        if subscription.wants(machine["line"], machine["machine_name"])
    ]


def _merged(machine: dict[str, Any], oee: dict[str, Any]) -> dict[str, Any]:
    both = {**oee, **machine, "machine": machine["machine_name"]}
    return {name: both.get(name) for name in LiveMachine.model_fields}


async def websocket_status(request: Request) -> Response:
    """How the change feed of this server process does. Answered while the database is away, too."""
    auth.require(request, auth.SEE)
    api_params.refuse_unknown(request.query_params, ())
    relay: Relay = request.app.state.relay
    state, hub, seen = relay.state, relay.hub, page.live_state(request)
    body = {
        "connected_clients": hub.client_count,
        "lagging_clients": hub.lagging_count,
        "frames_sent": hub.frames_sent,
        "is_following": relay.is_following,
        "problem": relay.problem or None,
        "epoch": state.position.epoch if state.position else None,
        "cursor": state.cursor or None,
        "last_drain_age_s": _rounded(monotonic() - relay.last_drain_at)
        if relay.last_drain_at
        else None,
        "listener_round_trip_ms": _rounded(relay.round_trip_s, 1000),
        "topics": [{"topic": topic, "rows": len(seen.rows(topic))} for topic in TOPICS],
    }
    return json_answer(body)


def _rounded(seconds: float | None, factor: int = 1) -> float | None:
    return None if seconds is None else round(seconds * factor, 3)


routes = [
    Route("/api/machines/live", machines_live),
    Route("/api/websocket/status", websocket_status),
]
