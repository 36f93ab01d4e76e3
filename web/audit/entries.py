"""Changes as the database has them, with the page of what was changed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from database.connect import Connection
from database.queries import query
from web.audit.filters import Filters
from web.page import Row

# Where a thing of a table is looked at and changed.
PAGES = {
    "access.api_tokens": "/account",
    "access.passwords": "/config/people",
    "access.sessions": "/account",
    "floor.break_patterns": "/config/shifts",
    "floor.calendar_exceptions": "/config/shifts",
    "floor.connection_secrets": "/config",
    "floor.employees": "/config/maintenance",
    "floor.ideal_cycles": "/config/cycles",
    "floor.lines": "/config/layout",
    "floor.machine_types": "/config/layout",
    "floor.maintenance_plans": "/config/maintenance",
    "floor.part_moves": "/config/maintenance",
    "floor.parts": "/config/maintenance",
    "floor.people": "/config/people",
    "floor.person_roles": "/config/people",
    "floor.plants": "/config/layout",
    "floor.products": "/config/cycles",
    "floor.reasons": "/config/reasons",
    "floor.shift_patterns": "/config/shifts",
    "floor.tag_states": "/config",
    "floor.work_order_rules": "/config/maintenance",
}

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")


class Found(NamedTuple):
    """Changes that were asked for, and whether there are more."""

    entries: list[Row]
    next_before: int | None


async def read(connection: Connection, asked: Filters) -> Found:
    """The changes that meet all conditions, the newest first."""
    one_more = (*asked.values()[:-1], asked.limit + 1)
    rows = [dict(row) for row in await connection.fetch(query("audit_entries"), *one_more)]
    has_more = len(rows) > asked.limit
    entries = rows[: asked.limit]
    for row in entries:
        row["changes"] = json.loads(row["changes"])
        row["link"] = link_of(row)
    return Found(entries, entries[-1]["audit_id"] if has_more else None)


def link_of(row: Row) -> str | None:
    """The page of the thing that was changed; None where there is none."""
    table, key = row["table_name"], row["row_key"]
    if row["work_order_id"] is not None:
        return f"/work-orders/{row['work_order_id']}"
    if table == "floor.connections" and row["action"] != "delete" and key:
        return f"/config/connections/{key}"
    if table in PAGES:
        return PAGES[table]
    if row["machine_name"] is not None:
        return f"/machines/{quote(row['machine_name'], safe='')}"
    return None


def lines_of(entries: list[Row]) -> list[Row]:
    """The same, a line for each field that changed."""
    nothing = {"field": None, "before": None, "after": None}
    return [{**row, **change} for row in entries for change in row["changes"] or [nothing]]


def plant_time(value: str | None, zone: ZoneInfo) -> str | None:
    """A value as the page shows it: instants, which the audit keeps in UTC, in plant time."""
    if value is None or not INSTANT.fullmatch(value):
        return value
    at = datetime.fromisoformat(value).astimezone(zone)
    return at.isoformat(" ", "milliseconds" if at.microsecond else "seconds")[:-6]


async def tables(connection: Connection) -> list[str]:
    """Tables under audit."""
    return [row["table_name"] for row in await connection.fetch(query("audit_tables"))]


async def people(connection: Connection) -> list[Row]:
    """Who may have changed something: address and name."""
    return [dict(row) for row in await connection.fetch(query("audit_people"))]
