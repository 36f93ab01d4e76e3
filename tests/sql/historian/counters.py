"""Words the tests of samples and counters are written in.

Instants are seconds after six in the morning of yesterday (UTC), a day that has partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import asyncpg

from database.connect import Connection
from tests.sql.support import stand

BAD = 0x80000000
UNCERTAIN = 0x40000000
SOURCE = "opcua:Press shop"

# seconds after the start, value, quality
Reading: TypeAlias = tuple[float, float | None] | tuple[float, float | None, int]

_TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
START = _TODAY - timedelta(hours=18)


def second(number: float) -> datetime:
    """So many seconds after the start."""
    return START + timedelta(seconds=number)


@dataclass(frozen=True)
class Counter:
    """A tag that counts, or any other."""

    connection: Connection
    tag_id: int
    machine_id: int | None

    async def showed(self, *readings: Reading) -> None:
        """These samples came, in one statement."""
        await store(self.connection, ((self.tag_id, *reading) for reading in readings))

    async def steps(self) -> list[tuple[float, str, int]]:
        """What they added: second, kind and pieces."""
        rows = await self.connection.fetch(
            "select at, step_kind, step_pcs from historian.counter_steps"
            " where tag_id = $1 order by at",
            self.tag_id,
        )
        return [
            ((row["at"] - START).total_seconds(), row["step_kind"], row["step_pcs"]) for row in rows
        ]


async def add_connection(connection: Connection, name: str = "Press shop", **columns: Any) -> int:
    """A connection; its key."""
    return int(
        await connection.fetchval(
            "insert into floor.connections (connection_name, protocol, ingester)"
            " values ($1, $2, $3) returning connection_id",
            *(name, columns.get("protocol", "opcua"), columns.get("ingester", "main")),
        )
    )


async def add_tag(
    connection: Connection, role: str, machine_id: int | None, **columns: Any
) -> Counter:
    """A tag of a machine on the connection *Press shop*, which is made where it is missing."""
    connection_id = columns.pop("connection_id", None) or await connection.fetchval(
        "select connection_id from floor.connections where connection_name = 'Press shop'"
    )
    columns = {
        "connection_id": connection_id or await add_connection(connection),
        "tag_name": f"{role} of {machine_id}",
        "address": f"{role} {machine_id}",
        "role": role,
        "machine_id": machine_id,
        **columns,
    }
    # the database may have been made a day after this module was read
    await connection.execute("select historian.add_partitions($1)", START.date())
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    tag_id = await connection.fetchval(
        f"insert into floor.tags ({', '.join(columns)}) values ({places}) returning tag_id",
        *columns.values(),
    )
    return Counter(connection, int(tag_id), machine_id)


async def press(connection: Connection, *roles: str, **columns: Any) -> list[Counter]:
    """A machine on a floor of its own, with one counter for each role."""
    floor = await stand(connection, machines=["Press_1"])
    return [
        await add_tag(connection, role, floor.ids[0], address=f"{role} {place}", **columns)
        for place, role in enumerate(roles)
    ]


async def store(connection: Connection, samples: Iterable[Sequence[Any]]) -> None:
    """Store samples (tag, second, value, quality) in one statement; a repeat is dropped."""
    rows = [(tag, second(at), value, *(rest or [0])) for tag, at, value, *rest in samples]
    await connection.execute(
        "insert into historian.samples (tag_id, at, value, quality)"
        " select * from unnest($1::int[], $2::timestamptz[], $3::float8[], $4::int8[])"
        " on conflict do nothing",
        *(list(column) for column in zip(*rows, strict=True)),
    )


async def made(connection: Connection) -> dict[float, tuple[int, int]]:
    """Good and rejected pieces by the minute after the start, of all machines."""
    rows = await connection.fetch(
        "select at, sum(good_pcs)::int as good, sum(scrap_pcs)::int as scrap from floor.production"
        " group by at order by at"
    )
    return {(row["at"] - START).total_seconds() / 60: (row["good"], row["scrap"]) for row in rows}


async def production(connection: Connection) -> list[asyncpg.Record]:
    """All that is known of pieces but when it was written."""
    return await connection.fetch(
        "select machine_id, at, source, product_id, scrap_reason_id, good_pcs, scrap_pcs"
        " from floor.production order by machine_id, at, source"
    )
