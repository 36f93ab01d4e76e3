"""floor.create_oee_view: a roll-up by any keys, named, commented, over any period."""

from __future__ import annotations

from datetime import timedelta

import pytest

from database.connect import Connection
from tests.oee.support import DAY, Station, figures, refresh, stations, work
from tests.sql.support import Floor

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """Ten hours: two shifts of two days, an hour before, one between and one after them."""
    press = stations(connection, floor)[0]
    await work(connection, floor.line_id, 60, 300, "N", YESTERDAY)
    await work(connection, floor.line_id, 360, 540, "E")
    await press.was((0, "operational"))
    await refresh(connection, 600)
    return press


async def create(
    connection: Connection, keys: str, *, policies: bool = False, function: str | None = None
) -> list[str]:
    """Make gold.tried; the names of its columns up to the first sum."""
    await connection.execute(
        "select floor.create_oee_view('gold.tried', $1::text[], 'One row per try.', $2, $3)",
        *(keys.split(), policies, function),
    )
    columns = [
        row["attname"]
        for row in await connection.fetch(
            "select attname from pg_attribute where attrelid = 'gold.tried'::regclass"
            " and attnum > 0 order by attnum"
        )
    ]
    return columns[: columns.index("elapsed_s")]


@pytest.mark.parametrize(
    ("keys", "columns"),
    [
        ("plant_id", "plant plant_id"),
        ("line_id", "plant line line_id target_oee_ratio"),
        ("machine_id", "machine machine_type machine_id"),
        ("line_id product_id", "plant line line_id target_oee_ratio product product_id"),
        ("line_id week_starts_on", "plant line line_id target_oee_ratio week_starts_on"),
        ("plant_id business_date shift_name", "plant plant_id business_date shift_name"),
        (
            "line_id business_date shift_id",
            "plant line line_id target_oee_ratio business_date shift_name shift_id"
            " starts_at ends_at",
        ),
    ],
)
async def test_keys_are_named(connection: Connection, keys: str, columns: str) -> None:
    assert await create(connection, keys) == columns.split()


async def test_the_view_and_its_columns_are_commented(connection: Connection) -> None:
    await create(connection, "machine_id")
    row = await connection.fetchrow(
        "select obj_description('gold.tried'::regclass) as comment,"
        " (select count(*) from pg_attribute where attrelid = 'gold.tried'::regclass"
        " and attnum > 0 and col_description(attrelid, attnum) is null) as mute"
    )
    assert row is not None
    assert tuple(row) == ("One row per try.", 0)


async def test_by_shift_there_is_no_time_outside(connection: Connection, press: Station) -> None:
    await create(connection, "line_id business_date shift_id")
    rows = await connection.fetch("select scheduled_s, elapsed_s from gold.tried order by shift_id")
    assert [tuple(row) for row in rows] == [(4 * 3600, 4 * 3600), (3 * 3600, 3 * 3600)]


async def test_every_policy_has_a_row(connection: Connection, press: Station) -> None:
    assert "policy_name" in await create(connection, "machine_id", policies=True)
    assert await connection.fetchval("select count(*) from gold.tried") == 3


PERIODS = [
    ("", 600),
    ("p_from => '2026-03-02'", 360),
    ("p_to => '2026-03-01'", 240),
    ("p_from => '2026-03-01', p_to => '2026-03-02'", 600),
    ("p_shift_name => 'N'", 240),
    ("p_from => '2026-03-02', p_shift_name => 'N'", None),
    ("p_from_at => '2026-03-02 08:00+00', p_to_at => '2026-03-02 10:00+00'", 120),
    ("p_line_id => -1", None),
]


@pytest.mark.parametrize(("arguments", "minutes"), PERIODS)
async def test_a_function_restricts_the_period(
    connection: Connection, press: Station, arguments: str, minutes: int | None
) -> None:
    await create(connection, "machine_id", function="gold.tried_over")
    rows = await connection.fetch(f"select elapsed_s from gold.tried_over({arguments})")
    assert [row["elapsed_s"] / 60 for row in rows] == ([] if minutes is None else [minutes])


async def test_a_function_restricts_to_a_line(connection: Connection, press: Station) -> None:
    row = await figures(connection, f"oee_station_over(p_line_id => {press.line_id})")
    assert row["machine_id"] == press.machine_id


async def test_the_function_has_the_columns_of_its_view(connection: Connection) -> None:
    await create(connection, "machine_id", function="gold.tried_over")
    names = await connection.fetch(
        "select array_agg(attname::text order by attnum) as of_view,"
        " (select array(select unnest(proargnames) offset 6) from pg_proc"
        " where proname = 'tried_over') as of_function"
        " from pg_attribute where attrelid = 'gold.tried'::regclass and attnum > 0"
    )
    assert names[0]["of_view"] == names[0]["of_function"]
    comment = await connection.fetchval(
        "select obj_description(oid) from pg_proc where proname = 'tried_over'"
    )
    assert comment.startswith("The same as gold.tried over a period")


async def test_ids_are_looked_up_not_searched(connection: Connection) -> None:
    """A condition on a key reaches the slices, not only the sums."""
    plan = await connection.fetch(
        "explain (costs off) select * from gold.oee_station_shift where machine_id = 1"
    )
    text = "\n".join(row[0] for row in plan)
    assert "machine_id = 1" in text.split("oee_slices", 1)[1]
