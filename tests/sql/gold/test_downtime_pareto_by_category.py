"""gold.downtime_pareto_by_category: kinds of stop by what they cost."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_shift, refresh, table, work

VIEW = "gold.downtime_pareto_by_category"
ALL_S = 8160 + 1200 + 60


async def test_the_costliest_kind_comes_first(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, pareto_rank, bucket, category, stops, down_s"
    names = ("Plant", "Engine", floor.line_id)
    assert await table(connection, columns, VIEW, "order by line, pareto_rank") == [
        (*names, 1, "breakdown", "Breakdowns", 4, 8160),
        (*names, 2, "setup", "Setup and adjustment", 1, 1200),
        (*names, 3, "minor_stop", "Minor stops", 1, 60),
    ]


async def test_shares_add_up_to_one(connection: Connection) -> None:
    await work(connection)
    rows = await table(
        connection, "share_ratio, cumulative_ratio", VIEW, "order by line, pareto_rank"
    )
    assert [row[0] for row in rows] == pytest.approx(
        [seconds / ALL_S for seconds in (8160, 1200, 60)]
    )
    assert [row[1] for row in rows] == pytest.approx([8160 / ALL_S, 9360 / ALL_S, 1])


async def test_what_is_older_than_thirty_dates_is_left_out(connection: Connection) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 4, 1))
    await refresh(connection, 1440)
    assert await table(connection, "bucket", VIEW) == []
