"""gold.oee_policies: every policy over the same ledger, side by side."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_reason, near, pause, refresh, stations, work
from tests.sql.support import Floor


@pytest.fixture(autouse=True)
async def press(connection: Connection, floor: Floor) -> Station:
    """An hour each of break, setup and silence, and two of running; 60 pieces of a minute."""
    press = stations(connection, floor)[0]
    setup = await add_reason(connection, "Changeover", "setup")
    await work(connection, floor.line_id, 0, 300)
    await pause(connection, floor.line_id, 0, 60)
    await press.takes(60)
    await press.was((0, "operational"), (60, "down", setup), (120, "no_data"), (180, "operational"))
    await press.made(200, 60)
    await refresh(connection, 300)
    return press


async def test_one_row_a_machine_shift_and_policy(connection: Connection, press: Station) -> None:
    rows = await connection.fetch(
        "select policy_name, planned_s / 60 as planned, oee_ratio from gold.oee_policies"
        " where machine_id = $1 order by policy_name",
        press.machine_id,
    )
    assert [row["policy_name"] for row in rows] == [
        "everything counts",
        "known production only",
        "standard",
    ]
    assert [row["planned"] for row in rows] == [300, 120, 240]
    assert tuple(row["oee_ratio"] for row in rows) == near(0.2, 0.5, 0.25)


async def test_the_seconds_are_the_same_under_all(connection: Connection) -> None:
    rows = await connection.fetch(
        "select distinct elapsed_s, planned_stop_s, operational_s, setup_s, unknown_s, ideal_s"
        " from gold.oee_policies"
    )
    assert len(rows) == 1


async def test_a_policy_of_ones_own(connection: Connection, press: Station) -> None:
    await connection.execute(
        "insert into floor.kpi_policies (policy_name, unknown_counts_as) values ('ours', 'run')"
    )
    found = await connection.fetchval(
        "select availability_ratio from gold.oee_policies where policy_name = 'ours'"
    )
    assert found == pytest.approx(0.75)
