"""gold.pace_station_hour: target against actual of machines, hour by hour."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.gold.support import DAY, table, work

VIEW = "gold.pace_station_hour"
OF_PRESS_1 = "where machine = 'Press_1' order by starts_at"


async def test_the_target_is_what_the_time_allows(connection: Connection) -> None:
    """One Gear a minute, times 0.8; the break and the planned stop ask for none."""
    await work(connection)
    columns = "shift_name, starts_at, ends_at, target_pcs, good_pcs, gap_pcs, scrap_pcs"
    assert await table(connection, columns, VIEW, OF_PRESS_1) == [
        ("E", 0, 60, pytest.approx(48), 50, pytest.approx(2), 2),
        ("E", 60, 120, pytest.approx(48), 250, pytest.approx(202), 4),
        ("E", 120, 180, pytest.approx(48), 0, pytest.approx(-48), 0),
        ("E", 180, 240, pytest.approx(48), 0, pytest.approx(-48), 0),
        ("E", 240, 300, pytest.approx(24), 0, pytest.approx(-24), 0),
        ("E", 300, 360, pytest.approx(24), 0, pytest.approx(-24), 0),
        ("E", 360, 420, pytest.approx(48), 0, pytest.approx(-48), 0),
        ("E", 420, 480, pytest.approx(48), 0, pytest.approx(-48), 0),
        ("L", 480, 540, pytest.approx(48), 0, pytest.approx(-48), 0),
        ("L", 540, 600, pytest.approx(48), 40, pytest.approx(-8), 0),
    ]


async def test_sums_begin_anew_with_each_shift(connection: Connection) -> None:
    await work(connection)
    rows = await table(connection, "cumulative_target_pcs, cumulative_good_pcs", VIEW, OF_PRESS_1)
    assert rows[0] == (pytest.approx(48), 50)
    assert rows[7] == (pytest.approx(336), 300)
    assert rows[8:] == [(pytest.approx(48), 0), (pytest.approx(96), 40)]


async def test_the_main_loss_is_the_longest(connection: Connection) -> None:
    await work(connection)
    rows = await table(connection, "main_loss, main_loss_s", VIEW, OF_PRESS_1)
    assert rows[0] == ("reduced_speed", 8 * 60)
    assert rows[1] == ("breakdown", 1800)
    assert rows[3] == ("reduced_speed", 40 * 60), "longer than the changeover"
    assert rows[5] == ("reduced_speed", 1800), "a planned stop is no loss"
    assert rows[7] == ("breakdown", 1800), "the first of two that are equal"


async def test_without_an_ideal_cycle_there_is_no_speed_to_lose(connection: Connection) -> None:
    await work(connection)
    columns = "target_pcs, main_loss, main_loss_s, oee_ratio"
    rows = await table(connection, columns, VIEW, "where machine = 'Press_2' order by starts_at")
    assert rows[0] == (0, "breakdown", 360, None)
    assert rows[1] == (0, None, None, None)


async def test_an_open_hour_asks_for_what_has_passed(connection: Connection) -> None:
    await work(connection, until=570)
    rows = await table(connection, "target_pcs, ends_at", VIEW, OF_PRESS_1)
    assert rows[-1] == (pytest.approx(24), 600)


async def test_a_row_has_names_and_keys(connection: Connection) -> None:
    floor = await work(connection)
    columns = (
        "plant, line, line_id, machine_id, business_date, shift_id is not null, oee_ratio,"
        " target_oee_ratio"
    )
    assert (await table(connection, columns, VIEW, OF_PRESS_1))[0] == (
        "Plant", "Engine", floor.line_id, floor.machines["Press_1"], DAY, True,
        pytest.approx(50 / 60), pytest.approx(0.8),
    )  # fmt: skip
