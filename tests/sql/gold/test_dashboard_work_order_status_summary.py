"""gold.dashboard_work_order_status_summary: orders by status and priority."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, crew
from tests.sql.gold.work_orders import past_order
from tests.sql.support import minute

COLUMNS = {
    "plant": "text",
    "line": "text",
    "line_id": "int4",
    "status": "text",
    "priority": "text",
    "work_orders": "int8",
    "overdue": "int8",
    "oldest_opened_at": "timestamptz",
    "mean_age_s": "float8",
}
SUMMARY = "select * from gold.dashboard_work_order_status_summary order by status, priority"


async def test_it_keeps_its_columns(connection: Connection) -> None:
    statement = await connection.prepare(SUMMARY)
    assert {each.name: each.type.name for each in statement.get_attributes()} == COLUMNS
    assert await statement.fetch() == []


async def test_orders_are_counted_by_status_and_priority(connection: Connection) -> None:
    floor = await crew(connection)
    for at, columns in (
        (0, {"due_at": minute(30)}),
        (60, {}),
        (5, {"priority": "urgent"}),
    ):
        await past_order(connection, floor.ids[0], minute(at), **columns)
    await past_order(connection, floor.ids[1], minute(0), began=1, done=9, due_at=minute(5))
    rows = [dict(row) for row in await connection.fetch(SUMMARY)]
    assert [
        (row["status"], row["priority"], row["work_orders"], row["overdue"]) for row in rows
    ] == [
        ("done", "normal", 1, 0),
        ("open", "normal", 2, 1),
        ("open", "urgent", 1, 0),
    ]
    assert (rows[1]["plant"], rows[1]["line"], rows[1]["line_id"]) == (
        "Plant",
        "Engine",
        floor.line_id,
    )
    assert rows[1]["oldest_opened_at"] == minute(0)
    assert rows[1]["mean_age_s"] == pytest.approx(
        await connection.fetchval("select date_part('epoch', now() - $1::timestamptz)", minute(30))
    )


async def test_one_reads_lines_one_may_see(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], minute(0))
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(SUMMARY)) == found
