"""Words the tests of OEE are written in: what a machine did, and what the views say of it.

Times are minutes after the start, a Monday at 06:00 UTC.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import Floor, minute, stand

DAY = date(2026, 3, 2)

BUCKETS = (
    "unscheduled_s",
    "planned_stop_s",
    "planned_down_s",
    "operational_s",
    "warning_s",
    "minor_stop_s",
    "setup_s",
    "breakdown_s",
    "unknown_s",
)


@dataclass(frozen=True)
class Station:
    """One machine: what happened to it, and what it came to."""

    connection: Connection
    plant_id: int
    line_id: int
    machine_id: int
    machine_name: str

    async def was(self, *events: tuple[float, str] | tuple[float, str, int | None]) -> None:
        """It came into these states, for these reasons; the later write of an instant wins."""
        await self.connection.executemany(
            "insert into floor.status_events (machine_id, at, status, reason_id)"
            " values ($1, $2, $3, $4) on conflict (machine_id, at) do update"
            " set status = excluded.status, reason_id = excluded.reason_id",
            [
                (self.machine_id, minute(at), status, *(reason or [None]))
                for at, status, *reason in events
            ],
        )

    async def made(
        self,
        at: float,
        good: int = 0,
        scrap: int = 0,
        *,
        product: int | None = None,
        reason: int | None = None,
        source: str = "counter",
    ) -> None:
        """It finished pieces in that minute."""
        await self.connection.execute(
            "insert into floor.production"
            " (machine_id, at, product_id, good_pcs, scrap_pcs, scrap_reason_id, source)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *(self.machine_id, minute(at), product, good, scrap, reason, source),
        )

    async def takes(
        self, ideal_cycle_s: float, product: int | None = None, since: float | None = None
    ) -> None:
        """So many seconds are its ideal cycle, always or since a minute."""
        await self.connection.execute(
            "insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s)"
            " values ($1, $2, coalesce($3::timestamptz, '-infinity'), $4::float8::numeric)",
            *(self.machine_id, product, None if since is None else minute(since), ideal_cycle_s),
        )

    async def makes(self, at: float, product: int | None) -> None:
        """From then on it was set up for a product."""
        await self.connection.execute(
            "insert into floor.job_events (machine_id, at, product_id) values ($1, $2, $3)",
            *(self.machine_id, minute(at), product),
        )

    async def has_micro_stops_under(self, limit_s: float | None) -> None:
        """Stops shorter than so many seconds are minor stops."""
        await self.connection.execute(
            "update floor.machines set micro_stop_limit_s = $2::float8::numeric"
            " where machine_id = $1",
            *(self.machine_id, limit_s),
        )

    async def stands_since(self, at: float) -> None:
        """It was commissioned then."""
        await self.connection.execute(
            "update floor.machines set commissioned_at = $2 where machine_id = $1",
            *(self.machine_id, minute(at)),
        )

    async def figures(self, grain: str = "shift", **keys: Any) -> asyncpg.Record:
        """The one row of a gold view of machines that is about it."""
        return await figures(
            self.connection, f"oee_station_{grain}".rstrip("_"), machine_id=self.machine_id, **keys
        )


async def station(connection: Connection, **where: Any) -> Station:
    """A plant, a line and one machine."""
    return stations(connection, await stand(connection, **{"machines": ["Press_1"], **where}))[0]


def stations(connection: Connection, floor: Floor) -> list[Station]:
    """All machines that were put on a floor."""
    return [
        Station(connection, floor.plant_id, floor.line_id, machine_id, name)
        for name, machine_id in floor.machines.items()
    ]


async def work(
    connection: Connection,
    line_id: int,
    start: float,
    end: float,
    name: str = "A",
    day: date = DAY,
) -> int:
    """A line works a shift; its key."""
    return int(
        await connection.fetchval(
            "insert into floor.shifts (line_id, business_date, shift_name, during)"
            " values ($1, $2, $3, tstzrange($4, $5)) returning shift_id",
            *(line_id, day, name, minute(start), minute(end)),
        )
    )


async def pause(
    connection: Connection, line_id: int, start: float, end: float, machine_id: int | None = None
) -> int:
    """A planned stop of a line, or of one machine; its key."""
    return int(
        await connection.fetchval(
            "insert into floor.planned_stops (line_id, machine_id, during, stop_name)"
            " values ($1, $2, tstzrange($3, $4), 'Break') returning planned_stop_id",
            *(line_id, machine_id, minute(start), minute(end)),
        )
    )


async def add_reason(
    connection: Connection,
    name: str,
    loss: str | None = None,
    *,
    planned: bool | None = None,
    parent: int | None = None,
) -> int:
    """A reason; its key."""
    return int(
        await connection.fetchval(
            "insert into floor.reasons (reason_name, loss_category, is_planned, parent_id)"
            " values ($1, $2, $3, $4) returning reason_id",
            *(name, loss, planned, parent),
        )
    )


async def add_product(connection: Connection, name: str) -> int:
    """A product; its key."""
    return int(
        await connection.fetchval(
            "insert into floor.products (product_name) values ($1) returning product_id", name
        )
    )


async def refresh(connection: Connection, at: float, most_hours: int | None = None) -> int:
    """Bring the sums up to that minute; how many rows that took."""
    return int(
        await connection.fetchval("select floor.refresh_oee($1, $2)", minute(at), most_hours)
    )


async def forget_marks(connection: Connection) -> None:
    """What was marked so far is nobody's work any more."""
    await connection.execute("truncate floor.oee_dirty")


async def marks(connection: Connection) -> list[tuple[int, str, float, float]]:
    """What is marked for the next refresh: machine, fact, from and to in minutes."""
    rows = await connection.fetch(
        "select machine_id, fact,"
        " ((extract(epoch from from_at) - extract(epoch from $1::timestamptz)) / 60)::float8,"
        " ((extract(epoch from to_at) - extract(epoch from $1)) / 60)::float8"
        " from floor.oee_dirty order by machine_id, from_at, to_at",
        minute(0),
    )
    return [tuple(row) for row in rows]


async def figures(connection: Connection, view: str, **keys: Any) -> asyncpg.Record:
    """The one row of a gold view with these keys."""
    condition = " and ".join(f"{key} = ${place}" for place, key in enumerate(keys, 1))
    rows = await connection.fetch(
        f"select * from gold.{view} where {condition or 'true'}", *keys.values()
    )
    assert len(rows) == 1, f"{len(rows)} rows in gold.{view} where {keys}"
    return rows[0]


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """What happens within is undone in the end: one example among many."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


async def default_policy(connection: Connection, **columns: Any) -> None:
    """Let the default policy count otherwise."""
    for column, value in columns.items():
        await connection.execute(
            f"update floor.kpi_policies set {column} = $1 where is_default", value
        )


def minutes_of(row: asyncpg.Record) -> dict[str, float]:
    """The buckets of a row that hold any time, in minutes."""
    return {bucket.removesuffix("_s"): row[bucket] / 60 for bucket in BUCKETS if row[bucket]}


def ratios(row: asyncpg.Record) -> tuple[float | None, ...]:
    """Availability, performance, quality and OEE of a row."""
    return tuple(row[f"{name}_ratio"] for name in ("availability", "performance", "quality", "oee"))


def near(*expected: float | None) -> Any:
    """These values to a billionth; where there is none, none."""
    return tuple(
        None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9) for value in expected
    )
