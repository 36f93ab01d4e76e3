"""gold.ledger_proof: every second of every shift is in exactly one bucket."""

from __future__ import annotations

import random

from database.connect import Connection
from tests.sql.gold.support import DAY, add_reasoned, add_shift, refresh, table, work

VIEW = "gold.ledger_proof"


async def test_calendar_ledger_buckets_and_stops_agree(connection: Connection) -> None:
    await work(connection)
    columns = (
        "machine, shift_name, shift_s_elapsed, ledger_s, buckets_s, down_buckets_s, stops_s,"
        " is_proven"
    )
    assert await table(connection, columns, VIEW, "order by machine, shift_name") == [
        ("Press_1", "E", 28_800, 28_800, 28_800, 6660, 6660, True),
        ("Press_1", "L", 7200, 7200, 7200, 3600, 3600, True),
        ("Press_2", "E", 28_800, 28_800, 28_800, 360, 360, True),
        ("Press_2", "L", 7200, 7200, 7200, 600, 600, True),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, machine_id, business_date, shift_id is not null"
    assert (await table(connection, columns, VIEW, "order by machine"))[0] == (
        "Plant", "Engine", floor.line_id, floor.machines["Press_1"], DAY, True,
    )  # fmt: skip


async def test_a_retired_machine_is_accounted_for_until_it_went(connection: Connection) -> None:
    floor = await work(connection)
    await connection.execute(
        "update floor.machines set retired_at = timestamptz '2026-03-02 15:00:00.5+00'"
        " where machine_name = 'Press_2'"
    )
    await add_shift(connection, floor, "N", 960, 1440)
    await refresh(connection, 1000)
    columns = "machine, shift_name, shift_s_elapsed, is_proven"
    late = "where shift_name <> 'E' order by machine, shift_name"
    assert await table(connection, columns, VIEW, late) == [
        ("Press_1", "L", 28_800, True),
        ("Press_1", "N", 2400, True),
        ("Press_2", "L", 3600.5, True),
    ]


async def test_it_holds_for_any_history_down_to_the_microsecond(connection: Connection) -> None:
    floor = await work(connection)
    chance = random.Random(7)
    for machine_id in floor.ids:
        for _ in range(60):
            await add_reasoned(
                connection,
                machine_id,
                chance.uniform(-60, 590),
                chance.choice(["operational", "warning", "down", "down", "no_data"]),
                chance.choice([None, "Jam", "Changeover", "Maintenance"]),
            )
    await refresh(connection, 600.123457)
    rows = await table(connection, "is_proven, stops_s > 0", VIEW)
    assert rows == [(True, True)] * 4


async def test_it_fails_where_a_second_is_missing(connection: Connection) -> None:
    """In the ledger, in a bucket, among the stops, or a whole shift."""
    await work(connection)
    for harm in (
        "update floor.oee_slices set elapsed_s = elapsed_s - 0.000001,"
        " operational_s = operational_s - 0.000001"
        " where starts_at = timestamptz '2026-03-02 07:00+00'",
        "update floor.oee_slices set setup_s = setup_s + 0.000001"
        " where starts_at = timestamptz '2026-03-02 07:00+00'",
        "update floor.oee_stops set ends_at = ends_at - interval '1 microsecond'"
        " where starts_at = timestamptz '2026-03-02 07:00+00'",
        "delete from floor.oee_slices where shift_id ="
        " (select shift_id from floor.shifts where shift_name = 'L')",
    ):
        transaction = connection.transaction()
        await transaction.start()
        assert await connection.execute(harm) != "UPDATE 0"
        assert (False,) in await table(connection, "is_proven", VIEW), harm
        await transaction.rollback()
    assert await table(connection, "is_proven", VIEW) == [(True,)] * 4
