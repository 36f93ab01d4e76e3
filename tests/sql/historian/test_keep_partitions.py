"""historian.keep_partitions: days to come are ready, days beyond the retention are gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from database.connect import Connection
from tests.sql.support import Open

KEEP = "select historian.keep_partitions($1)"
# an instant that is still yesterday in some places, and tomorrow in others
NOW = datetime(2031, 5, 10, 23, 30, tzinfo=UTC)
TODAY = NOW.date()


async def days(connection: Connection, table: str = "samples") -> list[date]:
    """The days that have a partition."""
    rows = await connection.fetch(
        "select to_date(right(relname, 8), 'YYYYMMDD') as day from pg_class"
        " inner join pg_inherits on oid = inhrelid where inhparent = to_regclass($1) order by day",
        f"historian.{table}",
    )
    return [row["day"] for row in rows]


def around(today: date, first: int, last: int) -> list[date]:
    """The days from so many days after today to so many."""
    return [today + timedelta(days=number) for number in range(first, last + 1)]


async def retain(connection: Connection, keep_days: int, ahead_days: int = 7) -> None:
    """Keep so many days, and have so many ready."""
    await connection.execute(
        "update historian.retention set keep_days = $1, ahead_days = $2", keep_days, ahead_days
    )


async def test_an_upgrade_leaves_the_database_ready(connection: Connection) -> None:
    made = await days(connection)
    today = datetime.now(UTC).date()
    # the copy all tests start from may have been made before midnight
    assert made in (around(today, -1, 7), around(today, -2, 6))
    assert await days(connection, "counter_steps") == made


async def test_from_yesterday_to_the_days_ahead(connection: Connection) -> None:
    before = len(await days(connection))
    assert await connection.fetchval(KEEP, NOW) == 2 * (before + 9)
    assert await days(connection) == around(TODAY, -1, 7)
    assert await days(connection, "counter_steps") == around(TODAY, -1, 7)
    assert await connection.fetchval(KEEP, NOW) == 0


async def test_the_next_day_needs_one_more(connection: Connection) -> None:
    await connection.execute(KEEP, NOW)
    assert await connection.fetchval(KEEP, NOW + timedelta(days=1)) == 2
    assert await days(connection) == around(TODAY, -1, 8), "and drops none that is still kept"


async def test_days_ahead_are_as_many_as_asked_for(connection: Connection) -> None:
    await retain(connection, keep_days=30, ahead_days=2)
    await connection.execute(KEEP, NOW)
    assert await days(connection) == around(TODAY, -1, 2)


@pytest.mark.parametrize("keep_days", [1, 5])
async def test_older_days_go_with_their_samples(connection: Connection, keep_days: int) -> None:
    await connection.execute(KEEP, NOW)
    await retain(connection, keep_days)
    later = NOW + timedelta(days=6)
    await connection.execute(KEEP, later)
    kept = await days(connection)
    assert kept[0] == max(later.date() - timedelta(days=keep_days), TODAY - timedelta(days=1))
    assert kept[-1] == later.date() + timedelta(days=7)
    assert await days(connection, "counter_steps") == kept


async def test_tables_of_others_stay(connection: Connection) -> None:
    await connection.execute(
        "create table historian.samples_archive partition of historian.samples"
        " for values from ('2001-01-01') to ('2002-01-01');"
        "create table historian.other_20010101 (x integer)"
    )
    await connection.execute(KEEP, NOW)
    for name in ("samples_archive", "other_20010101"):
        assert await connection.fetchval("select to_regclass($1)", f"historian.{name}") is not None


async def test_what_somebody_reads_is_left_for_the_next_call(
    committing: Connection, open_committing: Open
) -> None:
    """And its samples keep the place where their steps go."""
    first = (await days(committing))[0]
    later = datetime.combine(first, datetime.min.time(), UTC) + timedelta(days=31)
    reader = await open_committing()
    async with reader.transaction():
        await reader.execute(f"select from historian.counter_steps_{first:%Y%m%d}")
        await committing.execute(KEEP, later)
        assert (await days(committing))[0] == first
        assert (await days(committing, "counter_steps"))[0] == first
    await committing.execute(KEEP, later)
    assert (await days(committing))[0] > first
    assert (await days(committing, "counter_steps"))[0] > first


async def test_readers_and_writers_are_not_locked_out_by_new_days(
    committing: Connection, open_committing: Open
) -> None:
    other = await open_committing()
    await other.execute("set lock_timeout = '30s'")
    async with committing.transaction():
        await committing.execute("update historian.retention set ahead_days = 9")
        assert await committing.fetchval("select historian.keep_partitions()") > 0
        await other.execute("select from historian.samples")
        await other.execute("insert into historian.samples select from historian.samples limit 0")


async def test_two_servers_do_not_wait_for_each_other(
    committing: Connection, open_committing: Open
) -> None:
    other = await open_committing()
    async with committing.transaction():
        await committing.execute(KEEP, NOW)
        assert await other.fetchval(KEEP, NOW, timeout=30) == 0
