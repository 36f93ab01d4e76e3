"""Words the tests of states, jobs and live tags are written in.

Instants are minutes after six in the morning of yesterday (UTC), a day that has partitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from database.connect import Connection
from tests.sql.historian.counters import START, add_tag

BAD = 0x80000000
NO_COMMUNICATION = 0x80310000
OUT_OF_SERVICE = 0x808D0000
UNCERTAIN = 0x40000000
SOURCE = "opcua:Press shop"

# minutes after the start, raw value, quality
Reading: TypeAlias = tuple[float, float | str | None] | tuple[float, float | str | None, int]
# minutes after the start, status, reason, detail
Event: TypeAlias = tuple[float, str, str | None, str | None]


def minute(number: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=number)


def minutes(at: datetime) -> float:
    """How many minutes after the start that is."""
    return (at - START) / timedelta(minutes=1)


@dataclass(frozen=True)
class Machine:
    """A machine and its tags by role."""

    connection: Connection
    machine_id: int
    tags: dict[str, int]

    async def says(self, role: str, *readings: Reading) -> None:
        """Samples of one of its tags, in one statement."""
        await store(self.connection, [(self.tags[role], *reading) for reading in readings])

    async def means(self, role: str, raw_value: str, **meaning: Any) -> None:
        """What a raw value of one of its tags means: status, reason, product, label."""
        await self.connection.execute(
            "insert into floor.tag_states as kept"
            " (tag_id, raw_value, status, reason_id, product_id, label)"
            " values ($1, $2, $3, floor.reason_id($4), floor.product_id($5), $6)"
            " on conflict (tag_id, raw_value) do update set status = excluded.status,"
            " reason_id = excluded.reason_id, product_id = excluded.product_id,"
            " label = excluded.label",
            self.tags[role],
            raw_value,
            *(meaning.get(name) for name in ("status", "reason", "product", "label")),
        )

    async def events(self, source: str = SOURCE) -> list[Event]:
        """Status events from its connection."""
        rows = await self.connection.fetch(
            "select at, status, reason_name, detail from floor.status_events"
            " left join floor.reasons using (reason_id)"
            " where machine_id = $1 and source = $2 order by at",
            self.machine_id,
            source,
        )
        return [(minutes(at), status, reason, detail) for at, status, reason, detail in rows]

    async def jobs(self) -> list[tuple[float, str | None, str | None]]:
        """Jobs from its connection: minute, product, name."""
        rows = await self.connection.fetch(
            "select at, product_name, job_name from floor.job_events"
            " left join floor.products using (product_id)"
            " where machine_id = $1 and source = $2 order by at",
            self.machine_id,
            SOURCE,
        )
        return [(minutes(at), product, name) for at, product, name in rows]

    async def now(self) -> tuple[str, str | None]:
        """Status and detail that floor.machine_status shows."""
        row = await self.connection.fetchrow(
            "select status, detail from floor.machine_status where machine_id = $1",
            self.machine_id,
        )
        return (row["status"], row["detail"]) if row else ("", None)


async def machine(connection: Connection, machine_id: int, *roles: str, **columns: Any) -> Machine:
    """A machine with one tag for each role, on the connection *Press shop*."""
    tags = {role: (await add_tag(connection, role, machine_id, **columns)).tag_id for role in roles}
    return Machine(connection, machine_id, tags)


async def usual(connection: Connection, machine_id: int, *roles: str) -> Machine:
    """A machine whose status tag says 0 (operational), 1 (warning, Held), 2 (down, Jam) or 3
    (down), and whose reason tag names Jam as 17 and Tool as 18 (Tool broke)."""
    await connection.execute(
        "insert into floor.reasons (reason_name, loss_category) values"
        " ('Jam', 'breakdown'), ('Tool', 'breakdown') on conflict do nothing"
    )
    made = await machine(connection, machine_id, *roles)
    if "status" in roles:
        await made.means("status", "0", status="operational")
        await made.means("status", "1", status="warning", label="Held")
        await made.means("status", "2", status="down", reason="Jam")
        await made.means("status", "3", status="down")
    if "reason" in roles:
        await made.means("reason", "17", reason="Jam")
        await made.means("reason", "18", reason="Tool", label="Tool broke")
    return made


async def store(
    connection: Connection, samples: Sequence[tuple[Any, ...]], *, at_once: bool = True
) -> None:
    """Samples (tag, minute, value, quality) in one statement, or in one each."""
    rows = [
        (
            tag,
            minute(at),
            None if isinstance(value, str) else value,
            value if isinstance(value, str) else None,
            *(quality or [0]),
        )
        for tag, at, value, *quality in samples
    ]
    for batch in [rows] if at_once else [[row] for row in rows]:
        await connection.execute(
            "insert into historian.samples (tag_id, at, value, text_value, quality) select * from"
            " unnest($1::int[], $2::timestamptz[], $3::float8[], $4::text[], $5::int8[])",
            *([list(column) for column in zip(*batch, strict=True)] if batch else [[]] * 5),
        )
