"""gold.policies: what counts as planned, run or loss."""

from __future__ import annotations

from database.connect import Connection


async def test_every_policy_is_there_as_it_is_kept(connection: Connection) -> None:
    shown = await connection.fetch("select * from gold.policies order by policy_name")
    kept = await connection.fetch("select * from floor.kpi_policies order by policy_name")
    assert [dict(row) for row in shown] == [dict(row) for row in kept]
    assert [row["policy_name"] for row in shown if row["is_default"]] == ["standard"]
