"""Words the tests of store and forward are written in: tags, samples of them, what is stored."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime, timedelta

from database.connect import Connection
from ingest.contract import Sample
from ingest.store import Store

TAGS = """
with connections as (
    insert into floor.connections (connection_name, protocol) values ('Press shop', 'test')
    returning connection_id
)
insert into floor.tags (connection_id, address, tag_name)
select connections.connection_id, 'a' || n, 'Tag ' || n
from connections, generate_series(1, $1) as n
order by n
returning tag_id
"""
# whatever reaches the second way is put aside: a row stored twice would show as a dead letter
NOTHING_IS_SORTED_OUT = """
create or replace function historian.sort_out(p_source text)
returns table (stored bigint, repeated bigint, refused bigint) language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'not even sorted out' using hint = 'Look here.';
end;
$$
"""
# in whole seconds, and all on one day, whose partitions are there
BASE = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


async def given_tags(connection: Connection, count: int = 3) -> list[int]:
    """Keys of new tags that are only recorded."""
    return [row["tag_id"] for row in await connection.fetch(TAGS, count)]


def numbered(tag_ids: list[int], numbers: Iterable[int]) -> list[Sample]:
    """A sample for each number: its value, and its instant in milliseconds after BASE."""
    return [
        Sample(
            tag_ids[n % len(tag_ids)], BASE + timedelta(milliseconds=n), float(n), server_at=BASE
        )
        for n in numbers
    ]


async def stored_numbers(connection: Connection) -> list[int]:
    """The numbers that are stored, in order."""
    return [
        int(row["value"])
        for row in await connection.fetch("select value from historian.samples order by value")
    ]


async def count(connection: Connection, table: str = "historian.samples") -> int:
    """How many rows the table has."""
    return int(await connection.fetchval(f"select count(*) from {table}"))


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def draining(store: Store) -> AsyncIterator[Store]:
    """The store at work; closed in the end."""
    task = asyncio.create_task(store.run())
    try:
        yield store
    finally:
        task.cancel()
        await asyncio.wait([task])
        await store.close()


async def drained(store: Store) -> None:
    """Wait until the spool is empty and the database is there."""
    await until(lambda: store.figures.spool_samples == 0 and not store.figures.problem)
