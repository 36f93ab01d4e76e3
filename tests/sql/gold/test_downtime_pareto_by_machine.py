"""gold.downtime_pareto_by_machine: machines by what their stops cost."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_shift, refresh, table, work

VIEW = "gold.downtime_pareto_by_machine"


async def test_the_costliest_machine_comes_first(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, pareto_rank, machine, machine_id, stops, down_s, breakdown_s,"
        " setup_s, minor_stop_s"
    )
    names = ("Plant", "Engine", floor.line_id)
    assert await table(connection, columns, VIEW, "order by line, pareto_rank") == [
        (*names, 1, "Press_1", floor.machines["Press_1"], 4, 8460, 7200, 1200, 60),
        (*names, 2, "Press_2", floor.machines["Press_2"], 2, 960, 960, 0, 0),
    ]


async def test_shares_add_up_to_one(connection: Connection) -> None:
    await work(connection)
    rows = await table(
        connection, "share_ratio, cumulative_ratio", VIEW, "order by line, pareto_rank"
    )
    assert rows[0] == pytest.approx((8460 / 9420, 8460 / 9420))
    assert rows[1] == pytest.approx((960 / 9420, 1))


async def test_what_is_older_than_thirty_dates_is_left_out(connection: Connection) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, date(2026, 4, 1))
    await refresh(connection, 1440)
    assert await table(connection, "machine", VIEW) == []
