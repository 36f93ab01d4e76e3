"""gold.work_order_response: how fast orders are begun and done, worked out by hand."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, crew
from tests.sql.gold.work_orders import local, past_order
from tests.sql.support import first_row

RESPONSE = "select * from gold.work_order_response order by priority"


async def test_means_and_medians_of_what_was_begun(connection: Connection) -> None:
    floor = await crew(connection)
    opened = await local(connection, 3, 6)
    due = await local(connection, 3, 7)
    await past_order(connection, floor.ids[0], opened, began=5, done=30, due_at=due)
    await past_order(connection, floor.ids[1], opened, began=10, done=90, due_at=due, verified=True)
    await past_order(connection, floor.ids[0], opened, began=30)
    await past_order(connection, floor.ids[0], opened, due_at=due)
    await past_order(connection, floor.ids[0], opened, cancelled=10, due_at=due)
    await past_order(connection, floor.ids[0], await local(connection, 30, 12), began=500)
    (row,) = [dict(each) for each in await connection.fetch(RESPONSE)]
    assert row.pop("longest_wait_s") == pytest.approx(
        await connection.fetchval("select date_part('epoch', now() - $1::timestamptz)", opened)
    )
    assert row == {
        "plant": "Plant",
        "line": "Engine",
        "line_id": floor.line_id,
        "priority": "normal",
        "opened": 5,
        "begun": 3,
        "mean_response_s": 15 * 60,
        "median_response_s": 10 * 60,
        "longest_response_s": 30 * 60,
        "waiting": 1,
        "done": 2,
        "mean_resolution_s": 60 * 60,
        "overdue": 1,
        "done_late": 1,
        "on_time_ratio": 0.5,
    }


async def test_without_a_denominator_there_is_no_figure(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], await local(connection, 1, 6), priority="low")
    row = await first_row(connection, RESPONSE)
    empty = ("mean_response_s", "median_response_s", "mean_resolution_s", "on_time_ratio")
    assert [row[name] for name in empty] == [None] * 4
    assert (row["priority"], row["opened"], row["done"]) == ("low", 1, 0)


async def test_thirty_days_are_those_of_the_plant(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], await local(connection, 29, 0))
    await past_order(connection, floor.ids[0], await local(connection, 30, 23.9))
    assert (await first_row(connection, RESPONSE))["opened"] == 1


async def test_one_reads_lines_one_may_see(connection: Connection) -> None:
    floor = await crew(connection)
    await past_order(connection, floor.ids[0], await local(connection, 1, 6))
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(RESPONSE)) == found
