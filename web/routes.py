"""Every URL of the server."""

from __future__ import annotations

from starlette.routing import BaseRoute

from web import andon, feed, floor, health, live, machine
from web.api import kpis as api_kpis
from web.api import live as api_live
from web.api import page as api_page
from web.api import production as api_production
from web.oee import report as oee

routes: list[BaseRoute] = [
    *floor.routes,  # /
    *andon.routes,  # /andon
    *machine.routes,  # /machines/{name}
    *oee.routes,  # /oee, /oee/why, /oee/{table}.csv
    *feed.routes,  # /api/snapshot, /api/changes
    *api_kpis.routes,  # /api/kpis, /api/machines
    *api_production.routes,  # /api/production
    *api_live.routes,  # /api/machines/live, /api/websocket/status
    *api_page.routes,  # /api, /api/openapi.json
    *live.routes,  # /ws
    *health.routes,  # /health, /ready
]
