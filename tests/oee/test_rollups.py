"""A roll-up is the ratio of the sums, at every level and for every period, never a mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from database.connect import Connection
from tests.oee.support import (
    Station,
    add_product,
    figures,
    near,
    pause,
    ratios,
    refresh,
    stations,
    work,
)
from tests.sql.support import stand


async def unequal(connection: Connection, machines: Sequence[Station], start: float) -> None:
    """Two machines from a minute on: 0.8 of 100 planned minutes, and 0.45 of 300."""
    first, second = machines
    await first.was((start, "operational"), (start + 90, "down"))
    await first.made(start, 80)
    await pause(connection, first.line_id, start + 100, start + 300, first.machine_id)
    await second.was((start, "operational"), (start + 150, "down"))
    await second.made(start, 135, 15)


@pytest.mark.parametrize(
    "view", ["oee_line_shift", "oee_line_day", "oee_line_week", "oee_line", "oee_plant_shift",
             "oee_plant_day", "oee_plant_week", "oee_plant"]
)  # fmt: skip
async def test_machines_are_added_up_not_averaged(connection: Connection, view: str) -> None:
    floor = await stand(connection, machines=["m1", "m2"])
    machines = stations(connection, floor)
    for machine in machines:
        await machine.takes(60)
    await work(connection, floor.line_id, 0, 300)
    await unequal(connection, machines, 0)
    await refresh(connection, 300)
    assert ratios(await figures(connection, view)) == near(0.6, 230 / 240, 215 / 230, 0.5375)


async def test_shifts_are_added_up_not_averaged(connection: Connection, press: Station) -> None:
    """100 minutes at 0.8 and 300 at 0.45 are 400 at 0.5375."""
    await press.takes(60)
    await work(connection, press.line_id, 0, 100, "A")
    await work(connection, press.line_id, 100, 400, "B")
    await press.was((0, "operational"), (90, "down"), (100, "operational"), (250, "down"))
    await press.made(0, 80)
    await press.made(100, 135, 15)
    await refresh(connection, 400)
    for grain in ("day", "week", ""):
        assert ratios(await press.figures(grain)) == near(0.6, 230 / 240, 215 / 230, 0.5375)


async def test_lines_are_added_up_not_averaged(connection: Connection) -> None:
    first = await stand(connection, line="Short", machines=["m1"])
    line_id = await connection.fetchval(
        "insert into floor.lines (plant_id, line_name) values ($1, 'Long') returning line_id",
        first.plant_id,
    )
    await connection.execute(
        "insert into floor.machines"
        " (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " values ('m2', 'm2', $1, 'Press', 0, 0)",
        line_id,
    )
    rows = await connection.fetch(
        "select machine_name, machine_id, line_id from floor.machines order by machine_id"
    )
    machines = [
        Station(connection, first.plant_id, row["line_id"], row["machine_id"], row["machine_name"])
        for row in rows
    ]
    for machine, planned in zip(machines, (100, 300), strict=True):
        await machine.takes(60)
        await work(connection, machine.line_id, 0, planned)
    await unequal(connection, machines, 0)
    await connection.execute("delete from floor.planned_stops")
    await refresh(connection, 300)
    lines = await connection.fetch("select oee_ratio from gold.oee_line_shift order by line_id")
    assert tuple(row["oee_ratio"] for row in lines) == near(0.8, 0.45)
    assert (await figures(connection, "oee_plant_shift"))["oee_ratio"] == pytest.approx(0.5375)


async def test_products_are_added_up_not_averaged(connection: Connection, press: Station) -> None:
    short, long = [await add_product(connection, name) for name in ("Short", "Long")]
    await press.takes(60)
    await work(connection, press.line_id, 0, 400)
    await press.makes(0, short)
    await press.makes(100, long)
    await press.was((0, "operational"), (90, "down"), (100, "operational"), (250, "down"))
    await press.made(0, 80)
    await press.made(100, 135, 15)
    await refresh(connection, 400)
    for view in ("oee_product_shift", "oee_product_day", "oee_product"):
        for product, oee in (("Short", 0.8), ("Long", 0.45)):
            row = await figures(connection, view, product=product)
            assert row["oee_ratio"] == pytest.approx(oee)
    assert (await press.figures())["oee_ratio"] == pytest.approx(0.5375)


async def test_lines_of_other_plants_stay_apart(connection: Connection) -> None:
    for number, oee in ((1, 0.25), (2, 0.75)):
        floor = await stand(
            connection, plant=f"P{number}", line=f"L{number}", machines=[f"m{number}"]
        )
        (machine,) = stations(connection, floor)
        await machine.takes(60)
        await work(connection, floor.line_id, 0, 400)
        await machine.was((0, "operational"))
        await machine.made(0, int(400 * oee))
    await refresh(connection, 400)
    for view in ("oee_plant_shift", "oee_line_shift", "oee_station_shift"):
        rows = await connection.fetch(f"select plant, oee_ratio from gold.{view} order by plant")
        assert [tuple(row) for row in rows] == [("P1", 0.25), ("P2", 0.75)]


async def test_a_night_lies_in_the_week_it_began_in(connection: Connection, press: Station) -> None:
    """From Sunday 22:00 to Monday 06:00: all of it in the week that ends."""
    await work(connection, press.line_id, -540, -60, "N", date(2026, 3, 1))
    await press.was((-540, "operational"))
    await refresh(connection, -60)
    row = await press.figures("week")
    assert (row["week_starts_on"], row["scheduled_s"]) == (date(2026, 2, 23), 8 * 3600)
