"""Which orders a list is to hold: the query string of GET /api/work-orders, checked."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request

import auth
from database.connect import Connection
from database.queries import query
from errors import UserError
from web.api import params as api_params
from web.api.mistakes import shown
from web.work.texts import KINDS, LARGEST_ID, PRIORITIES, STATUSES

PARAMETERS = (
    "status",
    "machine",
    "line",
    "assignee",
    "priority",
    "kind",
    "overdue",
    "q",
    "limit",
    "before",
)
DEFAULT_LIMIT, MOST_LISTED = 100, 500
LONGEST_SEARCH = 200
ME, NOBODY = "me", "none"
NO_EMPLOYEE = 0  # the key of nobody: whoever asks for their own orders may be no employee


async def wanted(connection: Connection, request: Request) -> tuple[Any, ...]:
    """What work_list.sql is asked with. Raises UserError naming what is not understood."""
    params = request.query_params
    api_params.refuse_unknown(params, PARAMETERS)
    choices = {
        "status": _choices(params, "status", STATUSES),
        "priority": _choices(params, "priority", PRIORITIES),
        "kind": _choices(params, "kind", KINDS),
    }
    is_overdue = _truth(params, "overdue")
    before = whole_number(params, "before", None, LARGEST_ID)
    limit = whole_number(params, "limit", DEFAULT_LIMIT, MOST_LISTED)
    search = _search(params)
    machine = await api_params.machine(connection, params)
    line = await api_params.line(connection, params)
    employee, is_unassigned = await _assignee(connection, request)
    return (
        choices["status"],
        machine["machine_id"] if machine else None,
        line["line_id"] if line else None,
        employee,
        is_unassigned,
        choices["priority"],
        choices["kind"],
        is_overdue,
        search,
        before,
        limit,
    )


def whole_number(params: QueryParams, name: str, default: int | None, largest: int) -> int | None:
    """A number of the query string. Raises UserError for what is none."""
    text = params.get(name)
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    if not 1 <= number <= largest:
        raise _wrong(name, text, f"Give a whole number from 1 to {largest:,}.")
    return number


def _choices(params: QueryParams, name: str, known: tuple[str, ...]) -> list[str] | None:
    text = params.get(name)
    if not text:
        return None
    given = [part.strip().lower() for part in text.split(",")]
    if not set(given) <= set(known):
        raise _wrong(name, text, f"Give one or several, with commas between: {', '.join(known)}.")
    return given


def _truth(params: QueryParams, name: str) -> bool | None:
    text = params.get(name)
    if not text:
        return None
    if text not in ("true", "false"):
        raise _wrong(name, text, "Give true or false, or leave it out.")
    return text == "true"


def _search(params: QueryParams) -> str | None:
    text = params.get("q", "").strip()
    if len(text) > LONGEST_SEARCH or "\0" in text:
        raise _wrong("q", text, f"Give at most {LONGEST_SEARCH} characters.")
    return text or None


async def _assignee(connection: Connection, request: Request) -> tuple[int | None, bool | None]:
    """The employee, and whether nobody is asked for."""
    name = request.query_params.get("assignee", "").strip()
    if not name:
        return None, None
    if name.lower() == ME:
        return auth.asking(request).employee_id or NO_EMPLOYEE, None
    if name.lower() == NOBODY:
        return None, True
    # PostgreSQL knows no NUL in a text
    name = str(shown(name.replace("\0", "\ufffd")))
    found = await connection.fetchrow(query("work_employee"), name)
    assert found is not None  # noqa: S101 always one row
    if found["employee_id"] is None:
        close = f"Did you mean {found['similar_names']}? " if found["similar_names"] else ""
        raise UserError(
            f"There is no employee {name!r}.",
            hint=f"{close}Give the name of an employee, {ME} or {NOBODY}.",
            field="assignee",
            value=name,
        )
    return found["employee_id"], None


def _wrong(name: str, text: str, hint: str) -> UserError:
    value = str(shown(text))
    return UserError(f"{name}={value} is not understood.", hint=hint, field=name, value=value)
