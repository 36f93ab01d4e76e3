"""gold.dashboard_work_order_status_summary: columns that stay, until work orders are kept."""

from __future__ import annotations

from database.connect import Connection

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


async def test_it_has_its_columns_and_no_rows_yet(connection: Connection) -> None:
    statement = await connection.prepare("select * from gold.dashboard_work_order_status_summary")
    assert {each.name: each.type.name for each in statement.get_attributes()} == COLUMNS
    assert await statement.fetch() == []
