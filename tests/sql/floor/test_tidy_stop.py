"""floor.tidy_stop: the same stop in other words."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.floor.stops import minute, press
from tests.sql.support import Floor


@pytest.mark.parametrize("ended", [30, None])
async def test_each_part_begins_with_its_reason(
    connection: Connection, floor: Floor, ended: float | None
) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down"), (12, "down", "Jam"), (14, "down", "Jam"), (16, "down"))
    await machine.was((18, "down", "Tool"), (20, "down"), (22, "down", "Tool"), (24, "down", "Jam"))
    if ended:
        await machine.was((ended, "warning", "Jam"))
    stops = await machine.stops()
    await machine.call("tidy_stop", minute(10), minute(ended) if ended else None)
    assert await machine.stops() == stops
    reasons = [(at, reason) for at, status, reason in await machine.events() if status == "down"]
    assert [pair for pair in reasons if pair[1]] == [(10, "Jam"), (18, "Tool"), (24, "Jam")]
    assert len(reasons) == 8


async def test_nothing_is_written_where_all_is_right(connection: Connection, floor: Floor) -> None:
    machine = await press(connection, floor)
    await machine.was((10, "down", "Jam"), (12, "down"), (30, "operational"))
    await connection.execute("truncate floor.oee_dirty")
    await machine.call("tidy_stop", minute(10), minute(30))
    assert await connection.fetch("table floor.oee_dirty") == []
