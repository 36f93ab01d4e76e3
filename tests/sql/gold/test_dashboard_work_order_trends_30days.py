"""gold.dashboard_work_order_trends_30days: columns that stay, until work orders are kept."""

from __future__ import annotations

from database.connect import Connection

COLUMNS = {
    "plant": "text",
    "plant_id": "int4",
    "business_date": "date",
    "opened": "int8",
    "closed": "int8",
    "open_at_end": "int8",
    "mean_response_s": "float8",
    "mean_resolution_s": "float8",
}


async def test_it_has_its_columns_and_no_rows_yet(connection: Connection) -> None:
    statement = await connection.prepare("select * from gold.dashboard_work_order_trends_30days")
    assert {each.name: each.type.name for each in statement.get_attributes()} == COLUMNS
    assert await statement.fetch() == []
