"""Every URL of the server."""

from __future__ import annotations

from starlette.routing import BaseRoute

from web import andon, feed, floor, health, live, machine, metrics
from web.access import account, people, tokens
from web.api import connections as api_connections
from web.api import kpis as api_kpis
from web.api import live as api_live
from web.api import page as api_page
from web.api import production as api_production
from web.api import questions as api_questions
from web.api import tags as api_tags
from web.api import trend as api_trend
from web.audit import report as audit
from web.config import imports as config_imports
from web.config import layout as config_layout
from web.config import pages as config
from web.config import reference as config_reference
from web.dashboard import page as dashboard
from web.oee import report as oee
from web.stops import api as stops_api
from web.stops import reasons as stops_reasons
from web.stops import report as stops_report
from web.work import children as work_children
from web.work import employees as work_employees
from web.work import figures as work_figures
from web.work import label as work_label
from web.work import order as work_order
from web.work import orders as work_orders
from web.work import pages as work_pages
from web.work import parts as work_parts
from web.work import photos as work_photos
from web.work import plans as work_plans
from web.work import rules as work_rules
from web.work import steps as work_steps

routes: list[BaseRoute] = [
    *floor.routes,  # /
    *andon.routes,  # /andon
    *work_label.routes,  # /machines/{name}/label, label.svg
    *machine.routes,  # /machines/{name}
    *work_pages.routes,  # /work-orders, /my-work, /config/maintenance
    *oee.routes,  # /oee, /oee/why, /oee/{table}.csv
    *dashboard.routes,  # /dashboard
    *stops_report.routes,  # /stops
    *stops_api.routes,  # /api/stops
    *stops_reasons.routes,  # /api/reasons
    *config_layout.routes,  # /config/layout, /config/floor.toml, /api/layout
    *config_imports.routes,  # /config/import, /api/imports
    *config_reference.routes,  # /config/shifts, cycles and reasons, /api/floor
    *people.routes,  # /config/people, /api/people
    *account.routes,  # /account, /api/account
    *tokens.routes,  # /api/tokens
    *config.routes,  # /config, /config/connections/…
    *work_orders.routes,  # /api/work-orders
    *work_figures.routes,  # /api/work-orders/figures
    *work_order.routes,  # /api/work-orders/{id}
    *work_steps.routes,  # /api/work-orders/{id}/take, steps
    *work_children.routes,  # /api/work-orders/{id}/comments, tasks, parts, labour
    *work_photos.routes,  # /api/work-orders/{id}/photos
    *work_parts.routes,  # /api/parts
    *work_employees.routes,  # /api/employees
    *work_rules.routes,  # /api/work-order-rules
    *work_plans.routes,  # /api/maintenance-plans
    *audit.routes,  # /audit, /api/audit
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
