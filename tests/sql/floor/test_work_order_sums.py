"""floor.work_order_sums: times and quantities of an order, done by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from database.connect import Connection
from tests.sql.floor.crew import acting, add_order, change, crew, employee, stop
from tests.sql.support import Floor, first_row, minute

SUMS = "select * from floor.work_order_sums where work_order_id = $1"


@pytest.fixture
async def floor(connection: Connection) -> Floor:
    return await crew(connection)


async def repaired(connection: Connection, floor: Floor) -> int:
    """An order about a stop from 0 to 90, opened at 10, worked on 20-30 and 50-60, done at 60."""
    await stop(connection, floor.ids[0], 0, 90)
    ana, ben = [await employee(connection, name) for name in ("Ana", "Ben")]
    number = await add_order(connection, floor.ids[0], stopped_at=minute(0), opened_at=minute(10))
    await change(connection, number, status="in_progress", assignee_id=ana, started_at=minute(20))
    await connection.execute(
        "insert into floor.work_order_labour (work_order_id, employee_id, started_at, ended_at)"
        " values ($1, $2, $3, $4)",
        number,
        ben,
        minute(22),
        minute(25),
    )
    await change(connection, number, status="on_hold", status_note="x", status_at=minute(30))
    await change(connection, number, status="in_progress", status_at=minute(50))
    await change(connection, number, status="done", done_at=minute(60))
    return number


async def test_its_times(connection: Connection, floor: Floor) -> None:
    number = await repaired(connection, floor)
    assert dict(await first_row(connection, SUMS, number)) == {
        "work_order_id": number,
        "labour_s": 23 * 60,
        "downtime_s": 90 * 60,
        "response_s": 10 * 60,
        "resolution_s": 50 * 60,
        "on_hold_s": 20 * 60,
        "parts": 0,
    }


async def test_without_a_beginning_there_is_nothing_to_tell(
    connection: Connection, floor: Floor
) -> None:
    number = await add_order(connection, floor.ids[0])
    row = await first_row(connection, SUMS, number)
    assert [row[name] for name in ("labour_s", "on_hold_s", "parts")] == [0, 0, 0]
    assert [row[name] for name in ("downtime_s", "response_s", "resolution_s")] == [None] * 3


async def test_sent_back_it_is_not_resolved(connection: Connection, floor: Floor) -> None:
    number = await repaired(connection, floor)
    await change(connection, number, status="in_progress", status_at=minute(70))
    row = await first_row(connection, SUMS, number)
    assert (row["resolution_s"], row["response_s"]) == (None, 600)


async def test_what_goes_on_counts_up_to_now(connection: Connection, floor: Floor) -> None:
    await stop(connection, floor.ids[1], 0)
    ana = await employee(connection, "Ana")
    number = await add_order(connection, floor.ids[1], stopped_at=minute(5), opened_at=minute(10))
    await change(connection, number, status="in_progress", assignee_id=ana, started_at=minute(20))
    row = await first_row(
        connection,
        "select labour_s = extract(epoch from now() - $2::timestamptz) as labour,"
        " downtime_s = extract(epoch from now() - $3::timestamptz) as downtime"
        " from floor.work_order_sums where work_order_id = $1",
        number,
        minute(20),
        minute(0),
    )
    assert tuple(row) == (True, True)


async def test_parts_given_back_were_not_used(connection: Connection, floor: Floor) -> None:
    number = await repaired(connection, floor)
    for part in ("A", "B"):
        part_id = await connection.fetchval(
            "insert into floor.parts (part_number, part_name) values ($1, $1) returning part_id",
            part,
        )
        moves = [(5, None), (-2, number), (-1, number), *([(3, number)] if part == "B" else [])]
        for quantity, order in moves:
            await connection.execute(
                "insert into floor.part_moves (part_id, quantity, work_order_id)"
                " values ($1, $2, $3)",
                part_id,
                Decimal(quantity),
                order,
            )
    assert (await first_row(connection, SUMS, number))["parts"] == 1


async def test_one_sees_sums_where_one_may(connection: Connection, floor: Floor) -> None:
    number = await repaired(connection, floor)
    for name, found in (("Vic", 1), ("Eve", 0)):
        async with acting(connection, name):
            assert len(await connection.fetch(SUMS, number)) == found
