"""gold.downtime_over: time lost over any period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, table, work
from tests.sql.support import first_row, minute

COLUMNS = "machine, bucket, reason, stops, down_s, first_at, last_at"
ORDER = "order by machine, bucket, reason"


async def test_without_arguments_it_is_everything(connection: Connection) -> None:
    await work(connection)
    assert await table(connection, COLUMNS, "gold.downtime_over()", ORDER) == [
        ("Press_1", "breakdown", "Jam", 1, 1800, 60, 90),
        ("Press_1", "breakdown", None, 1, 5400, 450, 540),
        ("Press_1", "minor_stop", None, 1, 60, 120, 121),
        ("Press_1", "planned_down", "Maintenance", 1, 1800, 300, 330),
        ("Press_1", "setup", "Changeover", 1, 1200, 180, 200),
        ("Press_2", "breakdown", "Jam", 2, 960, 30, 600),
    ]


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine_id, loss_category, reason_path, root_reason,"
        " reason_id = floor.reason_id('Jam')"
    )
    source = f"gold.downtime_over(p_machine_id => {floor.machines['Press_2']})"
    assert await table(connection, columns, source) == [
        (
            "Plant", "Engine", floor.line_id, floor.machines["Press_2"],
            "breakdown", "Mechanical › Jam", "Mechanical", True,
        )
    ]  # fmt: skip


PERIODS: dict[str, dict[str, Any]] = {
    "day": {"p_from": DAY, "p_to": DAY},
    "day after": {"p_from": date(2026, 3, 3)},
    "day before": {"p_to": date(2026, 3, 1)},
    "early shift": {"p_shift_name": "E"},
    "late shift": {"p_shift_name": "L"},
    "hours": {"p_from_at": minute(60), "p_to_at": minute(480)},
    "no hour": {"p_from_at": minute(480), "p_to_at": minute(480)},
    "other line": {"p_line_id": -1},
}


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
async def test_it_adds_up_with_oee_of_the_same_period(
    connection: Connection, period: dict[str, Any]
) -> None:
    await work(connection)
    arguments = ", ".join(f"{name} => ${place}" for place, name in enumerate(period, 1))
    lost = await first_row(
        connection,
        "select coalesce(sum(down_s) filter (where bucket = 'breakdown'), 0),"
        " coalesce(sum(down_s) filter (where bucket = 'setup'), 0),"
        " coalesce(sum(down_s) filter (where bucket = 'minor_stop'), 0),"
        " coalesce(sum(down_s) filter (where bucket = 'planned_down'), 0)"
        f" from gold.downtime_over({arguments})",
        *period.values(),
    )
    oee = await first_row(
        connection,
        "select coalesce(sum(breakdown_s), 0), coalesce(sum(setup_s), 0),"
        " coalesce(sum(minor_stop_s), 0), coalesce(sum(planned_down_s), 0)"
        f" from gold.oee_station_over({arguments})",
        *period.values(),
    )
    assert tuple(lost) == tuple(oee)


async def test_parts_of_a_period_add_up_to_the_whole(connection: Connection) -> None:
    """However it is split, also in the middle of a stop."""
    await work(connection)
    sums = "coalesce(sum(stops), 0)::int, coalesce(sum(down_s), 0)"
    (whole,) = await table(connection, sums, "gold.downtime_over()")
    for hour in range(11):
        before, after = [
            await first_row(
                connection,
                f"select {sums} from gold.downtime_over(p_{end}_at => $1)",
                minute(60 * hour),
            )
            for end in ("to", "from")
        ]
        assert (before[0] + after[0], before[1] + after[1]) == whole


async def test_it_becomes_part_of_the_query_that_calls_it(connection: Connection) -> None:
    """So that a condition reaches the index, and rights are asked of views only."""
    plan = await connection.fetch("explain select * from gold.downtime_over(p_line_id => 1)")
    assert not any("Function Scan" in row[0] for row in plan)
