"""floor.oee_live: the open shift of every machine and line, rounded to what a screen shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from database.connect import Connection
from tests.oee.support import Station, add_product, stations
from tests.sql.support import Floor, first_row


@pytest.fixture
async def press(connection: Connection, floor: Floor) -> Station:
    """The first machine: a shift of four hours of which two have passed, half of them down."""
    press = stations(connection, floor)[0]
    await connection.execute(
        "insert into floor.shifts (line_id, business_date, shift_name, during)"
        " values ($1, current_date, 'E', tstzrange(now() - interval '2 hours',"
        " now() + interval '2 hours'))",
        press.line_id,
    )
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status) values"
        " ($1, now() - interval '2 hours', 'operational'), ($1, now() - interval '1 hour', 'down')",
        press.machine_id,
    )
    await connection.execute(
        "insert into floor.production (machine_id, at, good_pcs, scrap_pcs)"
        " values ($1, date_trunc('minute', now() - interval '100 minutes'), 20, 5)",
        press.machine_id,
    )
    await press.takes(60)
    await connection.execute("select floor.refresh_oee(now())")
    return press


async def live(connection: Connection, key: str) -> dict[str, Any]:
    """The row of a key."""
    return dict(await first_row(connection, "select * from floor.oee_live where key = $1", key))


async def test_a_machine_has_the_figures_of_its_open_shift(
    connection: Connection, press: Station
) -> None:
    row = await live(connection, "Press_1")
    assert (row["line"], row["machine"], row["plant"]) == ("Engine", "Press_1", "Plant")
    assert (row["shift_name"], row["revision"]) == ("E", None)
    ratios = [float(row[f"{name}_ratio"]) for name in ("oee", "availability", "performance")]
    assert ratios == [round(20 / 120, 3), 0.5, round(25 / 60, 3)]
    assert (float(row["quality_ratio"]), float(row["coverage_ratio"])) == (0.8, 1)
    assert (row["good_pcs"], row["scrap_pcs"]) == (20, 5)
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=4)


async def test_the_target_is_what_was_due_by_now(connection: Connection, press: Station) -> None:
    await connection.execute("update floor.lines set target_oee_ratio = 0.9")
    assert (await live(connection, "Press_1"))["target_pcs"] == int(120 * 0.9)


async def test_a_line_has_the_figures_of_its_machines(
    connection: Connection, press: Station
) -> None:
    row = await live(connection, "line/Engine")
    assert (row["machine"], row["product"], row["line"]) == (None, None, "Engine")
    # the two machines that nobody heard of are unknown since they came, that is since now
    assert row["good_pcs"] == 20
    assert row["revision"] == 1


async def test_the_revision_grows_with_the_facts(connection: Connection, press: Station) -> None:
    await connection.execute("update floor.production set good_pcs = 21")
    await connection.execute("select floor.refresh_oee(now())")
    assert (await live(connection, "line/Engine"))["revision"] == 2


async def test_a_machine_shows_what_it_is_set_up_for(
    connection: Connection, press: Station
) -> None:
    nut, bolt = [await add_product(connection, name) for name in ("Nut", "Bolt")]
    await connection.execute(
        "insert into floor.job_events (machine_id, at, product_id) values"
        " ($1, now() - interval '2 hours', $2), ($1, now() - interval '1 hour', $3),"
        " ($1, now() + interval '1 minute', $2)",
        *(press.machine_id, nut, bolt),
    )
    assert (await live(connection, "Press_1"))["product"] == "Bolt"


async def test_without_an_open_shift_there_are_no_figures(
    connection: Connection, press: Station
) -> None:
    await connection.execute(
        "update floor.shifts set during = tstzrange(lower(during), now() - interval '1 hour')"
    )
    await connection.execute("select floor.refresh_oee(now())")
    for key in ("Press_1", "line/Engine"):
        row = await live(connection, key)
        assert (row["shift_id"], row["oee_ratio"], row["good_pcs"]) == (None, None, None)


async def test_what_is_retired_is_not_shown(connection: Connection, press: Station) -> None:
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_3'"
    )
    keys = await connection.fetch("select key from floor.oee_live order by key")
    assert [row["key"] for row in keys] == ["Press_1", "Press_2", "line/Engine"]
    await connection.execute("update floor.lines set retired_at = now()")
    assert await connection.fetch("select key from floor.oee_live") == []


async def test_a_second_that_changes_nothing_visible_changes_nothing(
    connection: Connection, press: Station
) -> None:
    now: datetime = await connection.fetchval("select now()")
    rows = [await live(connection, "Press_1")]
    for second in (1, 2):
        await connection.execute("select floor.refresh_oee($1)", now + timedelta(seconds=second))
        rows.append(await live(connection, "Press_1"))
    # a piece may fall due in one of the two seconds, but not in both
    assert rows[0] == rows[1] or rows[1] == rows[2]
