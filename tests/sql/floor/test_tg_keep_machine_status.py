"""floor.machine_status stays equal to what the events say, one writer at a time."""

from __future__ import annotations

from typing import Any, TypeAlias

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connect import Connection
from tests.sql.support import (
    Floor,
    add_event,
    assert_status_is_kept,
    first_row,
    kept_status,
    minute,
    refused,
    said,
)

Write: TypeAlias = tuple[Any, ...]

UPSERT = (
    "insert into floor.status_events as kept (machine_id, at, status)"
    " select * from unnest($1::int[], $2::timestamptz[], $3::text[])"
    " on conflict (machine_id, at) do update set status = excluded.status,"
    " recorded_at = excluded.recorded_at where kept.status is distinct from excluded.status"
)


async def test_the_newest_event_is_the_status(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    assert await kept_status(connection, press) is None
    await add_event(connection, press, 0, "down")
    await add_event(connection, press, 5, "operational")
    assert await kept_status(connection, press) == ("operational", 5, 5)
    await assert_status_is_kept(connection)


async def test_every_column_of_the_event_is_kept(connection: Connection, floor: Floor) -> None:
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status, detail, source)"
        " values ($1, $2, 'down', 'E-stop pressed', 'plc')",
        floor.ids[0],
        minute(0),
    )
    row = await first_row(connection, "select * from floor.machine_status")
    assert (row["detail"], row["source"]) == ("E-stop pressed", "plc")
    await assert_status_is_kept(connection)


async def test_a_repeated_status_keeps_its_beginning(connection: Connection, floor: Floor) -> None:
    for at in (0, 5, 9):
        await add_event(connection, floor.ids[0], at, "warning")
    assert await kept_status(connection, floor.ids[0]) == ("warning", 9, 0)
    await assert_status_is_kept(connection)


async def test_a_late_event_of_another_status_moves_the_beginning(
    connection: Connection, floor: Floor
) -> None:
    press = floor.ids[0]
    await add_event(connection, press, 0, "operational")
    await add_event(connection, press, 10, "operational")
    assert await kept_status(connection, press) == ("operational", 10, 0)
    await add_event(connection, press, 4, "down")
    assert await kept_status(connection, press) == ("operational", 10, 10)
    await add_event(connection, press, 7, "operational")
    assert await kept_status(connection, press) == ("operational", 10, 7)
    await assert_status_is_kept(connection)


async def test_one_statement_may_bring_many_events_of_a_machine(
    connection: Connection, floor: Floor
) -> None:
    first, second, third = floor.ids
    await add_event(connection, second, 3, "down")
    await connection.execute(
        UPSERT,
        [first, second, first, second, third, first],
        [minute(at) for at in (8, 1, 2, 9, 4, 6)],
        ["operational", "warning", "down", "down", "no_data", "operational"],
    )
    assert await kept_status(connection, first) == ("operational", 8, 6)
    assert await kept_status(connection, second) == ("down", 9, 3)
    assert await kept_status(connection, third) == ("no_data", 4, 4)
    await assert_status_is_kept(connection)


async def test_newer_and_late_machines_may_share_a_statement(
    connection: Connection, floor: Floor
) -> None:
    for press in floor.ids:
        await add_event(connection, press, 5, "down")
    await connection.execute(
        UPSERT, floor.ids, [minute(9), minute(1), minute(9)], ["warning", "down", "down"]
    )
    assert await kept_status(connection, floor.ids[0]) == ("warning", 9, 9)
    assert await kept_status(connection, floor.ids[1]) == ("down", 5, 1)
    assert await kept_status(connection, floor.ids[2]) == ("down", 9, 5)
    await assert_status_is_kept(connection)


async def test_at_one_instant_the_later_write_wins(connection: Connection, floor: Floor) -> None:
    press = floor.ids[0]
    await connection.execute(UPSERT, [press], [minute(0)], ["operational"])
    await connection.execute(UPSERT, [press], [minute(0)], ["down"])
    assert await kept_status(connection, press) == ("down", 0, 0)
    await assert_status_is_kept(connection)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("status = 'warning' where at = $2", ("warning", 10, 0)),
        ("at = at + interval '3 minutes' where at = $2", ("operational", 13, 13)),
        ("at = at - interval '30 minutes' where at = $2", ("warning", 0, 0)),
        ("status = 'operational' where at < $2", ("operational", 10, 0)),
        ("detail = 'checked' where at = $2", ("operational", 10, 10)),
    ],
)
async def test_an_edit_of_history_is_followed(
    connection: Connection, floor: Floor, change: str, expected: tuple[str, float, float]
) -> None:
    press = floor.ids[0]
    await add_event(connection, press, 0, "warning")
    await add_event(connection, press, 10, "operational")
    await connection.execute(
        f"update floor.status_events set {change} and machine_id = $1", press, minute(10)
    )
    assert await kept_status(connection, press) == expected
    await assert_status_is_kept(connection)


async def test_an_event_may_move_to_another_machine(connection: Connection, floor: Floor) -> None:
    first, second, _ = floor.ids
    await add_event(connection, first, 0, "warning")
    await connection.execute("update floor.status_events set machine_id = $1", second)
    assert await kept_status(connection, first) is None
    assert await kept_status(connection, second) == ("warning", 0, 0)
    await assert_status_is_kept(connection)


async def test_deleting_the_latest_event_brings_back_the_one_before(
    connection: Connection, floor: Floor
) -> None:
    press = floor.ids[0]
    for at, status in ((0, "down"), (2, "down"), (5, "operational")):
        await add_event(connection, press, at, status)
    await connection.execute("delete from floor.status_events where at = $1", minute(5))
    assert await kept_status(connection, press) == ("down", 2, 0)
    await assert_status_is_kept(connection)


async def test_deleting_the_only_event_leaves_no_status(
    connection: Connection, floor: Floor
) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    await connection.execute("delete from floor.status_events")
    assert await kept_status(connection, floor.ids[0]) is None


async def test_truncating_the_events_leaves_no_status(connection: Connection, floor: Floor) -> None:
    for press in floor.ids:
        await add_event(connection, press, 0, "down")
    await connection.execute("truncate floor.status_events")
    assert await connection.fetchval("select count(*) from floor.machine_status") == 0


async def test_copy_is_followed(connection: Connection, floor: Floor) -> None:
    statuses = ("operational", "operational", "down")
    await connection.copy_records_to_table(
        "status_events",
        schema_name="floor",
        columns=["machine_id", "at", "status"],
        records=[
            (press, minute(number), statuses[number % 3])
            for press in floor.ids
            for number in range(50)
        ],
    )
    assert await kept_status(connection, floor.ids[0]) == ("operational", 49, 48)
    await assert_status_is_kept(connection)


async def test_a_statement_without_rows_changes_nothing(
    connection: Connection, floor: Floor
) -> None:
    await add_event(connection, floor.ids[0], 0, "down")
    before = await connection.fetch("select ctid, * from floor.machine_status")
    await connection.execute(UPSERT, [], [], [])
    await connection.execute("update floor.status_events set status = 'warning' where false")
    await connection.execute("delete from floor.status_events where false")
    assert await connection.fetch("select ctid, * from floor.machine_status") == before


async def test_an_unknown_machine_is_refused(connection: Connection, floor: Floor) -> None:
    async with refused(connection, asyncpg.ForeignKeyViolationError) as caught:
        await add_event(connection, -1, 0, "down")
    assert "status_events_machine_id_fkey" in said(caught)[0]
    await assert_status_is_kept(connection)


_places = st.integers(0, 2)
_minutes = st.integers(0, 6)
_statuses = st.sampled_from(["operational", "warning", "down", "no_data"])
_rows = st.lists(
    st.tuples(_places, _minutes, _statuses), min_size=1, max_size=6, unique_by=lambda row: row[:2]
)
_writes = st.one_of(
    st.tuples(st.just("insert"), _rows),
    st.tuples(st.just("upsert"), _rows),
    st.tuples(st.just("restate"), _places, _minutes, _statuses),
    st.tuples(st.just("move"), _places, _minutes, st.integers(-3, 3)),
    st.tuples(st.just("hand over"), _places, _places, _minutes),
    st.tuples(st.just("delete"), _places, _minutes, _minutes),
)


async def _write(connection: Connection, floor: Floor, write: Write) -> None:
    match write:
        case "insert" | "upsert", rows:
            statement = UPSERT
            if write[0] == "insert":
                statement = UPSERT[: UPSERT.index(" on conflict")]
            places, minutes, statuses = zip(*rows, strict=True)
            machine_ids = [floor.ids[place] for place in places]
            await connection.execute(
                statement, machine_ids, [minute(at) for at in minutes], statuses
            )
        case "restate", place, since, status:
            await connection.execute(
                "update floor.status_events set status = $3 where machine_id = $1 and at >= $2",
                floor.ids[place],
                minute(since),
                status,
            )
        case "move", place, at, by:
            await connection.execute(
                "update floor.status_events set at = at + $3 where machine_id = $1 and at = $2",
                floor.ids[place],
                minute(at),
                minute(by) - minute(0),
            )
        case "hand over", giver, taker, since:
            await connection.execute(
                "update floor.status_events set machine_id = $2 where machine_id = $1 and at > $3",
                floor.ids[giver],
                floor.ids[taker],
                minute(since),
            )
        case "delete", place, since, until:
            await connection.execute(
                "delete from floor.status_events where machine_id = $1 and at between $2 and $3",
                floor.ids[place],
                minute(since),
                minute(until),
            )


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(writes=st.lists(_writes, min_size=1, max_size=12))
async def test_whatever_is_written_the_status_equals_the_events(
    connection: Connection, floor: Floor, writes: list[Write]
) -> None:
    whole = connection.transaction()
    await whole.start()
    try:
        for write in writes:
            try:
                async with connection.transaction():
                    await _write(connection, floor, write)
            except asyncpg.UniqueViolationError:
                pass  # refused as a whole: the status must not have moved either
            await assert_status_is_kept(connection)
    finally:
        await whole.rollback()
