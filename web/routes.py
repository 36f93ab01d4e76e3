"""Every URL of the server."""

from __future__ import annotations

from starlette.routing import BaseRoute

from web import andon, feed, floor, health, live, machine

routes: list[BaseRoute] = [
    *floor.routes,  # /
    *andon.routes,  # /andon
    *machine.routes,  # /machines/{name}
    *feed.routes,  # /api/snapshot, /api/changes
    *live.routes,  # /ws
    *health.routes,  # /health, /ready
]
