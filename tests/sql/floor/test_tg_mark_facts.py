"""floor.tg_mark_facts: changed events, jobs and pieces are marked, with how far they may reach."""

from __future__ import annotations

import math

import pytest

from database.connect import Connection
from tests.oee.support import forget_marks, marks, stations
from tests.sql.support import Floor, minute

DAY = 24 * 60

TABLES = [("status_events", "status"), ("job_events", "job"), ("production", "pieces")]


async def write(connection: Connection, floor: Floor, table: str, *rows: tuple[int, int]) -> None:
    """Facts of machines at minutes, in one statement; then nothing is marked."""
    columns, value = {
        "status_events": ("status", "'down'"),
        "job_events": ("product_id", "null::integer"),
        "production": ("good_pcs", "1"),
    }[table]
    await connection.execute(
        f"insert into floor.{table} (machine_id, at, {columns})"
        f" select *, {value} from unnest($1::int[], $2::timestamptz[])",
        [floor.ids[place] for place, _ in rows],
        [minute(at) for _, at in rows],
    )


@pytest.mark.parametrize(("table", "fact"), TABLES)
async def test_new_rows_are_marked_by_machine_and_day(
    connection: Connection, floor: Floor, table: str, fact: str
) -> None:
    await forget_marks(connection)
    await write(connection, floor, table, (0, 5), (0, 90), (1, 30), (0, DAY))
    first, second = floor.ids[:2]
    assert await marks(connection) == [
        (first, fact, 5, 90),
        (first, fact, DAY, DAY),
        (second, fact, 30, 30),
    ]


@pytest.mark.parametrize(("table", "fact"), TABLES)
async def test_deleted_rows_are_marked(
    connection: Connection, floor: Floor, table: str, fact: str
) -> None:
    await write(connection, floor, table, (0, 5), (0, 90))
    await forget_marks(connection)
    await connection.execute(f"delete from floor.{table} where at < $1", minute(60))
    assert await marks(connection) == [(floor.ids[0], fact, 5, 5)]


@pytest.mark.parametrize(("table", "fact"), TABLES)
async def test_moved_rows_are_marked_where_they_were_and_where_they_are(
    connection: Connection, floor: Floor, table: str, fact: str
) -> None:
    await write(connection, floor, table, (0, 5), (1, 5))
    await forget_marks(connection)
    await connection.execute(
        f"update floor.{table} set at = $1 where machine_id = $2", minute(40), floor.ids[0]
    )
    assert await marks(connection) == [(floor.ids[0], fact, 5, 40)]


@pytest.mark.parametrize(("table", "fact"), TABLES)
async def test_rows_written_as_they_were_are_not_marked(
    connection: Connection, floor: Floor, table: str, fact: str
) -> None:
    await write(connection, floor, table, (0, 5))
    await forget_marks(connection)
    await connection.execute(f"update floor.{table} set at = at")
    await connection.execute(f"update floor.{table} set at = at where false")
    await connection.execute(f"delete from floor.{table} where false")
    assert await marks(connection) == []


@pytest.mark.parametrize("table", [table for table, _ in TABLES])
async def test_an_emptied_table_marks_all_time_of_all_machines(
    connection: Connection, floor: Floor, table: str
) -> None:
    await forget_marks(connection)
    await connection.execute(f"truncate floor.{table}")
    assert await marks(connection) == [
        (machine_id, "period", -math.inf, math.inf) for machine_id in floor.ids
    ]


async def test_a_writer_needs_no_right_to_the_marks(connection: Connection, floor: Floor) -> None:
    press = stations(connection, floor)[0]
    await forget_marks(connection)
    await connection.execute(
        "create role feeder; grant usage on schema floor, public to feeder;"
        "grant insert, select, update on floor.status_events to feeder; set local role feeder"
    )
    await press.was((5, "down"))
    await connection.execute("reset role")
    assert await marks(connection) == [(press.machine_id, "status", 5, 5)]
