"""historian.add_partitions: one UTC day of samples and steps, like any other day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from database.connect import Connection
from tests.sql.historian.counters import press

DAY = date(2021, 3, 28)
ADD = "select historian.add_partitions($1)"
BOUNDS = (
    "select pg_get_expr(relpartbound, oid) from pg_class"
    " where oid = to_regclass('historian.samples_20210328')"
)


async def test_a_day_has_one_of_each(connection: Connection) -> None:
    assert await connection.fetchval(ADD, DAY) == 2
    assert await connection.fetchval(ADD, DAY) == 0
    for table in ("samples", "counter_steps"):
        assert await connection.fetchval(
            "select relispartition from pg_class where oid = to_regclass($1)",
            f"historian.{table}_20210328",
        )


@pytest.mark.parametrize("time_zone", ["UTC", "Europe/Berlin", "Pacific/Auckland"])
async def test_days_are_those_of_utc(connection: Connection, time_zone: str) -> None:
    """Though clocks change that day, and whatever the session's time zone is."""
    await connection.execute(f"set local time zone '{time_zone}'")
    await connection.execute(ADD, DAY)
    await connection.execute("set local time zone 'UTC'")
    assert await connection.fetchval(BOUNDS) == (
        "FOR VALUES FROM ('2021-03-28 00:00:00+00') TO ('2021-03-29 00:00:00+00')"
    )


async def test_it_has_the_indexes_and_checks_of_the_table(connection: Connection) -> None:
    await connection.execute(ADD, DAY)
    indexes = (
        "select regexp_replace(indexdef, '.* USING', 'USING') from pg_indexes"
        " where schemaname = 'historian' and tablename = $1 order by 1"
    )
    parts = await connection.fetch(indexes, "samples_20210328")
    assert parts == await connection.fetch(indexes, "samples")
    assert len(parts) == 2
    lost = await connection.fetchval(
        "select count(*) from pg_class where relkind = 'i' and not relispartition"
        " and relname like '%_20210328%'"
    )
    assert lost == 0, "an index that is no part of the parent's is made for nothing"


async def test_samples_of_that_day_find_their_place(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await connection.execute(ADD, DAY)
    midnight = datetime(2021, 3, 29, tzinfo=UTC)
    await connection.executemany(
        "insert into historian.samples (tag_id, at, value) values ($1, $2, $3)",
        [
            (good.tag_id, midnight - timedelta(days=1), 1),
            (good.tag_id, midnight - timedelta(microseconds=1), 2),
        ],
    )
    for table in ("samples", "counter_steps"):
        assert await connection.fetchval(f"select count(*) from historian.{table}_20210328") == 2
