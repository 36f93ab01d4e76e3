"""Every URL of the server."""

from __future__ import annotations

from starlette.routing import BaseRoute

from web import andon, feed, floor, health, live, machine, metrics
from web.api import connections as api_connections
from web.api import kpis as api_kpis
from web.api import live as api_live
from web.api import page as api_page
from web.api import production as api_production
from web.api import questions as api_questions
from web.api import tags as api_tags
from web.api import trend as api_trend
from web.config import imports as config_imports
from web.config import layout as config_layout
from web.config import pages as config
from web.config import reference as config_reference
from web.dashboard import page as dashboard
from web.oee import report as oee

routes: list[BaseRoute] = [
    *floor.routes,  # /
    *andon.routes,  # /andon
    *machine.routes,  # /machines/{name}
    *oee.routes,  # /oee, /oee/why, /oee/{table}.csv
    *dashboard.routes,  # /dashboard
    *config_layout.routes,  # /config/layout, /config/floor.toml, /api/layout
    *config_imports.routes,  # /config/import, /api/imports
    *config_reference.routes,  # /config/shifts, cycles and reasons, /api/floor
    *config.routes,  # /config, /config/connections/…
    *feed.routes,  # /api/snapshot, /api/changes
    *api_kpis.routes,  # /api/kpis, /api/machines
    *api_production.routes,  # /api/production
    *api_trend.routes,  # /api/tags/{id}/trend
    *api_connections.routes,  # /api/connectors, /api/connections
    *api_questions.routes,  # /api/connections/test and other questions to devices
    *api_tags.routes,  # /api/connections/{id}/tags
    *api_live.routes,  # /api/machines/live, /api/websocket/status
    *api_page.routes,  # /api, /api/openapi.json
    *live.routes,  # /ws
    *health.routes,  # /health, /ready
    *metrics.routes,  # /metrics
]
