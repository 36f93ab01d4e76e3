"""/api/maintenance-plans: what is done again and again, and when it is due."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.api.answers import refusing
from web.work import upkeep
from web.work.upkeep_models import ChangedPlan, NewPlan

PLAN = upkeep.Kind(
    "plan",
    "plans",
    "floor.maintenance_plans",
    NewPlan,
    ChangedPlan,
    can_be_null=frozenset({"every_days", "every_running_h", "every_pcs", "assignee_id"}),
    may=upkeep.require_plan,
)


@refusing
async def plans(request: Request) -> Response:
    """List them, or add one, whichever the method says."""
    if request.method == "POST":
        return await upkeep.added(request, PLAN)
    return await upkeep.listed(request, PLAN)


@refusing
async def plan(request: Request) -> Response:
    """Change or delete one, whichever the method says."""
    if request.method == "DELETE":
        return await upkeep.deleted(request, PLAN)
    return await upkeep.changed(request, PLAN)


routes = [
    Route("/api/maintenance-plans", plans, methods=["GET", "POST"]),
    Route("/api/maintenance-plans/{plan_id:int}", plan, methods=["PATCH", "DELETE"]),
]
