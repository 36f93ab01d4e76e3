"""/api/work-order-rules: when a stop opens an order by itself."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.api.answers import refusing
from web.work import upkeep
from web.work.upkeep_models import ChangedRule, NewRule

RULE = upkeep.Kind(
    "rule",
    "rules",
    "floor.work_order_rules",
    NewRule,
    ChangedRule,
    can_be_null=frozenset(
        {"machine", "machine_type", "line", "reason", "due_within_s", "assignee_id"}
    ),
    may=upkeep.require_plan,
)


@refusing
async def rules(request: Request) -> Response:
    """List them, or add one, whichever the method says."""
    if request.method == "POST":
        return await upkeep.added(request, RULE)
    return await upkeep.listed(request, RULE)


@refusing
async def rule(request: Request) -> Response:
    """Change or delete one, whichever the method says."""
    if request.method == "DELETE":
        return await upkeep.deleted(request, RULE)
    return await upkeep.changed(request, RULE)


routes = [
    Route("/api/work-order-rules", rules, methods=["GET", "POST"]),
    Route("/api/work-order-rules/{rule_id:int}", rule, methods=["PATCH", "DELETE"]),
]
