"""historian.forget_probes: old questions go, answered or not."""

from __future__ import annotations

from database.connect import Connection


async def test_questions_are_forgotten_by_their_age(connection: Connection) -> None:
    await connection.executemany(
        "insert into historian.probes (probe_kind, protocol, asked_at)"
        " values ('test', $1, clock_timestamp() - $2::float8 * interval '1 minute')",
        [("young", 9.5), ("old", 10.5), ("older", 60.0)],
    )
    assert await connection.fetchval("select historian.forget_probes()") == 2
    assert await connection.fetchval("select historian.forget_probes()") == 0
    rows = await connection.fetch("select protocol from historian.probes")
    assert [row["protocol"] for row in rows] == ["young"]


async def test_the_age_can_be_chosen(connection: Connection) -> None:
    await connection.execute(
        "insert into historian.probes (probe_kind, protocol) values ('test', 'opcua')"
    )
    assert await connection.fetchval("select historian.forget_probes(interval '0')") == 1
