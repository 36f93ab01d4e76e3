"""floor.work_order_rank: how urgent a priority is."""

from __future__ import annotations

from database.connect import Connection


async def test_they_are_in_order(connection: Connection) -> None:
    rows = await connection.fetch(
        "select priority from unnest(array['urgent', 'low', 'high', 'normal']) as p (priority)"
        " order by floor.work_order_rank(priority)"
    )
    assert [row[0] for row in rows] == ["low", "normal", "high", "urgent"]
    assert await connection.fetchval("select floor.work_order_rank('whatever')") is None
