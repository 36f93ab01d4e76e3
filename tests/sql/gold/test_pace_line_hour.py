"""gold.pace_line_hour: target against actual of lines, hour by hour."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, table, work

VIEW = "gold.pace_line_hour"


async def test_it_adds_up_the_machines(connection: Connection) -> None:
    floor = await work(connection)
    # Press_2 could make a Gear in half a minute, and makes ten
    await connection.execute(
        "insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s)"
        " values ($1, '-infinity', 30)",
        floor.machines["Press_2"],
    )
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs)"
        " values ($1, timestamptz '2026-03-02 06:05+00', 10)",
        floor.machines["Press_2"],
    )
    await connection.fetchval("select floor.refresh_oee(timestamptz '2026-03-02 16:00+00')")
    columns = (
        "starts_at, target_pcs, good_pcs, gap_pcs, scrap_pcs, main_loss, main_loss_s,"
        " cumulative_target_pcs, cumulative_good_pcs"
    )
    rows = await table(connection, columns, VIEW, "order by starts_at limit 2")
    assert rows == [
        (
            0, pytest.approx(144), 60, pytest.approx(-84), 2,
            "reduced_speed", 8 * 60 + 49 * 60, pytest.approx(144), 60,
        ),
        (
            60, pytest.approx(144), 250, pytest.approx(106), 4,
            "breakdown", 1800, pytest.approx(288), 310,
        ),
    ]  # fmt: skip


async def test_sums_begin_anew_with_each_shift(connection: Connection) -> None:
    await work(connection)
    rows = await table(
        connection, "shift_name, cumulative_target_pcs, cumulative_good_pcs", VIEW,
        "order by starts_at",
    )  # fmt: skip
    assert rows[7:9] == [("E", pytest.approx(336), 300), ("L", pytest.approx(48), 0)]
    assert len(rows) == 10


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, business_date, shift_name, shift_id is not null, ends_at,"
        " oee_ratio, target_oee_ratio"
    )
    assert (await table(connection, columns, VIEW, "order by starts_at"))[0] == (
        "Plant", "Engine", floor.line_id, DAY, "E", True, 60,
        pytest.approx(50 / 120), pytest.approx(0.8),
    )  # fmt: skip
