"""/api/employees: who orders are given to. Kept by whoever says who people are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from database.connect import Connection
from web.api.answers import refusing
from web.work import upkeep
from web.work.upkeep_models import ChangedEmployee, NewEmployee


async def _may(request: Request, connection: Connection, columns: upkeep.Columns) -> None:
    await upkeep.require_everywhere(request, "people.change")


EMPLOYEE = upkeep.Kind(
    "employee",
    "employees",
    "floor.employees",
    NewEmployee,
    ChangedEmployee,
    can_be_null=frozenset({"plant", "email"}),
    may=_may,
)


@refusing
async def employees(request: Request) -> Response:
    """List them, or add one, whichever the method says."""
    if request.method == "POST":
        return await upkeep.added(request, EMPLOYEE)
    return await upkeep.listed(request, EMPLOYEE)


@refusing
async def employee(request: Request) -> Response:
    """Change one."""
    return await upkeep.changed(request, EMPLOYEE)


routes = [
    Route("/api/employees", employees, methods=["GET", "POST"]),
    Route("/api/employees/{employee_id:int}", employee, methods=["PATCH"]),
]
