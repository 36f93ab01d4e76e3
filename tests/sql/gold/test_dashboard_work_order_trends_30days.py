"""gold.dashboard_work_order_trends_30days: orders opened and closed, by days of the plant."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from database.connect import Connection
from tests.sql.floor.crew import acting, change, crew
from tests.sql.gold.work_orders import local, past_order, today
from tests.sql.support import stand

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
TRENDS = (
    "select * from gold.dashboard_work_order_trends_30days where plant = 'Plant'"
    " order by business_date"
)


async def _days(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Days on which something happened, by how many days ago."""
    last: date = await today(connection)
    return {
        (last - row["business_date"]).days: tuple(row)[3:]
        for row in await connection.fetch(TRENDS)
        if row["opened"] or row["closed"]
    }


async def test_it_keeps_its_columns(connection: Connection) -> None:
    statement = await connection.prepare(TRENDS)
    assert {each.name: each.type.name for each in statement.get_attributes()} == COLUMNS
    assert await statement.fetch() == []


async def test_each_of_the_last_thirty_days_has_a_row(connection: Connection) -> None:
    await crew(connection)
    rows = await connection.fetch(TRENDS)
    last = await today(connection)
    assert [row["business_date"] for row in rows] == [
        last - timedelta(days=ago) for ago in range(29, -1, -1)
    ]
    assert {tuple(row)[3:] for row in rows} == {(0, 0, 0, None, None)}


async def test_days_are_worked_out_by_hand(connection: Connection) -> None:
    floor = await crew(connection)
    press = floor.ids[0]
    await past_order(connection, press, await local(connection, 40, 8))  # still open
    await past_order(connection, press, await local(connection, 10, 8), began=10, done=60)
    await past_order(connection, press, await local(connection, 10, 9), began=30, done=90)
    # opened in the evening, done in the morning
    await past_order(connection, press, await local(connection, 5, 22), began=5, done=600)
    await past_order(connection, press, await local(connection, 3, 8), cancelled=60)
    assert await _days(connection) == {
        10: (2, 2, 1, 20 * 60, 75 * 60),
        5: (1, 0, 2, None, None),
        4: (0, 1, 1, 5 * 60, 600 * 60),
        3: (1, 1, 1, None, None),
    }
    rows = await connection.fetch(TRENDS)
    assert [row["open_at_end"] for row in rows] == [
        2 if ago == 5 else 1 for ago in range(29, -1, -1)
    ]


async def test_what_is_sent_back_is_open(connection: Connection) -> None:
    floor = await crew(connection)
    number = await past_order(
        connection, floor.ids[0], await local(connection, 10, 8), began=10, done=60
    )
    await change(connection, number, status="in_progress", status_at=await local(connection, 9, 8))
    assert await _days(connection) == {10: (1, 0, 1, None, None)}


async def test_an_hour_before_midnight_is_the_plants_own(connection: Connection) -> None:
    """23:30 in Berlin is another date in Auckland."""
    floor = await crew(connection)
    far = await stand(
        connection, plant="Far", time_zone="Pacific/Auckland", line="Far line", machines=["Far_1"]
    )
    at = await local(connection, 10, 23.5)
    for machine_id in (floor.ids[0], far.ids[0]):
        await past_order(connection, machine_id, at)
    rows = await connection.fetch(
        "select plant, business_date from gold.dashboard_work_order_trends_30days"
        " where opened > 0 order by plant"
    )
    day = await today(connection) - timedelta(days=10)
    assert [tuple(row) for row in rows] == [("Far", day + timedelta(days=1)), ("Plant", day)]


async def test_one_reads_plants_one_may_see(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], await local(connection, 1, 8))
    for name, found in (("Vic", 30), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(TRENDS)) == found
