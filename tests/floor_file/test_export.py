"""What the database holds goes into a floor file and back without a change."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from database.connect import Connection
from machine_config import apply, as_file, load
from settings import ROOT
from tests.floor_file.support import floor_of

SMALL = """\
[[machine_types]]
name = "Valve"
description = "Lets \\"material\\" through."
micro_stop_limit_s = 60
[[products]]
name = "Oil pan"
[[products]]
name = "Bumper"
cycle_factor = 1.5
[[reasons]]
name = "Breakdown"
loss = "breakdown"
reasons = ["Motor", { name = "Gear", planned = false, reasons = ["Tooth"] }]
[[reasons]]
name = "Holiday"
planned = true
[[plants]]
name = "North"
time_zone = "Europe/Berlin"
[[plants.shifts]]
name = "Early"
starts = "06:00"
ends = "14:00"
weekdays = ["Mon", "Tue"]
breaks = [{ name = "Tea", starts = "09:00", ends = "09:15" }]
[[plants.exceptions]]
date = 2099-12-25
note = "Christmas"
[[plants.exceptions]]
date = 2099-12-26
shift = "Early"
starts = "08:00"
ends = "12:00"
line = "Engine"
[[plants.lines]]
name = "Engine"
target_oee = 0.7
products = ["Oil pan", "Bumper"]
[[plants.lines.shifts]]
name = "Night"
starts = "22:00"
ends = "06:00"
[[plants.lines.machines]]
name = "Valve_1"
short = "V1"
type = "Valve"
at = [0, 1]
size = [6, 4]
ideal_cycle_s = 10
[[plants.lines.machines]]
name = "Valve_2"
short = "V2"
type = "Valve"
at = [8, 1]
ideal_cycle_s = 12.5
ideal_cycles = [
    { product = "Bumper", ideal_cycle_s = 17 },
    { product = "Oil pan", ideal_cycle_s = 9, valid_from = 2099-01-01 },
]
[[plants.lines]]
name = "Exterior"
"""


@pytest.mark.parametrize("text", [SMALL, (ROOT / "floor.toml").read_text(encoding="utf-8")])
async def test_out_and_in_changes_nothing(
    connection: Connection, tmp_path: Path, text: str
) -> None:
    await apply(connection, floor_of(tmp_path, text))
    written = await as_file(connection)
    applied = await apply(connection, floor_of(tmp_path, written))
    assert applied.is_empty, applied
    assert await as_file(connection) == written


@pytest.mark.parametrize("text", [SMALL, (ROOT / "floor.toml").read_text(encoding="utf-8")])
async def test_another_database_becomes_the_same_floor(
    connection: Connection, tmp_path: Path, text: str
) -> None:
    """Retired things are not taken along, and what they left is not needed."""
    await apply(connection, floor_of(tmp_path, text))
    written = await as_file(connection)
    await apply(connection, floor_of(tmp_path, "plants = []\n"))
    assert "[[plants]]" not in await as_file(connection)
    await apply(connection, floor_of(tmp_path, written))
    assert tomllib.loads(await as_file(connection)) == tomllib.loads(written)


async def test_what_the_demo_says_once_is_said_once(connection: Connection) -> None:
    await apply(connection, load(ROOT / "floor.toml"))
    text = await as_file(connection)
    assert "ideal_cycles" not in text
    assert text.count("ideal_cycle_s") == 5
    assert "at = [4, 13]" in text


async def test_what_people_changed_is_in_it(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, SMALL))
    await connection.execute(
        "update floor.machines set map_x = 20, short_name = 'NEW' where machine_name = 'Valve_1'"
    )
    floor = floor_of(tmp_path, await as_file(connection))
    machine = floor.plants[0].lines[0].machines[0]
    assert (machine.at, machine.size, machine.short) == ((20, 1), (6, 4), "NEW")


async def test_a_reason_below_a_retired_one_keeps_what_it_took_from_there(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, SMALL))
    await connection.execute(
        "update floor.reasons set retired_at = now() where reason_name = 'Breakdown'"
    )
    floor = floor_of(tmp_path, await as_file(connection))
    found = {reason.name: reason for reason in floor.reasons}
    assert found["Motor"].loss == "breakdown"
    assert [reason.name for reason in found["Gear"].reasons] == ["Tooth"]


async def test_an_empty_database_is_a_file_that_loads(
    connection: Connection, tmp_path: Path
) -> None:
    assert floor_of(tmp_path, await as_file(connection)).plants == ()
