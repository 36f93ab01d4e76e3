"""gold.downtime_pareto_by_reason: reasons by what they cost, the costliest first."""

from __future__ import annotations

from datetime import date

import pytest

from database.connect import Connection
from tests.sql.gold.support import add_shift, refresh, table, work

VIEW = "gold.downtime_pareto_by_reason"
ALL_S = 5460 + 2760 + 1200


async def test_the_costliest_reason_comes_first(connection: Connection) -> None:
    floor = await work(connection)
    columns = "plant, line, line_id, pareto_rank, reason, stops, down_s"
    names = ("Plant", "Engine", floor.line_id)
    assert await table(connection, columns, VIEW, "order by line, pareto_rank") == [
        (*names, 1, None, 2, 5460),
        (*names, 2, "Jam", 3, 2760),
        (*names, 3, "Changeover", 1, 1200),
    ]


async def test_shares_add_up_to_one(connection: Connection) -> None:
    await work(connection)
    rows = await table(
        connection, "share_ratio, cumulative_ratio", VIEW, "order by line, pareto_rank"
    )
    assert [row[0] for row in rows] == pytest.approx(
        [seconds / ALL_S for seconds in (5460, 2760, 1200)]
    )
    assert [row[1] for row in rows] == pytest.approx([5460 / ALL_S, 8220 / ALL_S, 1])


async def test_a_reason_has_its_path_and_key(connection: Connection) -> None:
    await work(connection)
    columns = "reason_path, root_reason, reason_id = floor.reason_id('Jam')"
    assert await table(connection, columns, VIEW, "where reason = 'Jam'") == [
        ("Mechanical › Jam", "Mechanical", True)
    ]


@pytest.mark.parametrize(
    ("newest", "is_in"), [(date(2026, 3, 31), True), (date(2026, 4, 1), False)]
)
async def test_it_looks_back_thirty_business_dates(
    connection: Connection, newest: date, is_in: bool
) -> None:
    floor = await work(connection)
    await add_shift(connection, floor, "E", 1440, 1500, newest)
    await refresh(connection, 1440)
    assert bool(await table(connection, "reason", VIEW, "where reason = 'Changeover'")) is is_in
