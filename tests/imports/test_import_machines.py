"""Machines a recording brings along: where they are put, and what they are called."""

from __future__ import annotations

import pytest

from database.connect import Connect, Connection, connector
from errors import UserError
from imports.load import load
from imports.machines import NewMachine, find
from imports.recording import read
from tests.imports.given import Write

OVERLAPS = """
select count(*) from floor.machines as one inner join floor.machines as other
on one.machine_id < other.machine_id
and one.map_x < other.map_x + other.map_width and other.map_x < one.map_x + one.map_width
and one.map_y < other.map_y + other.map_height and other.map_y < one.map_y + one.map_height
"""


async def _create(connection: Connection, name: str, new: NewMachine) -> tuple[object, ...]:
    async with connection.transaction():
        machine = await find(connection, name, new, "import:test")
    row = await connection.fetchrow(
        "select machine_name, short_name, line_name, machine_type, map_x, map_y, machines.origin"
        " from floor.machines inner join floor.lines using (line_id) where machine_id = $1",
        machine.machine_id,
    )
    assert row is not None
    return tuple(row)


async def test_new_machines_stand_below_all_others(floor: Connect, connection: Connection) -> None:
    # the tiles of the floor end at row 11; one row of air, one for the name of the line
    assert await _create(connection, "Okuma MULTUS U3000", NewMachine()) == (
        "Okuma MULTUS U3000", "OM3000", "Imported", "Machine Tool", 1, 13, "import:test",
    )  # fmt: skip
    assert (await _create(connection, "Mill", NewMachine()))[4:6] == (5, 13)  # beside it
    assert await connection.fetchval(OVERLAPS) == 0


async def test_a_machine_of_a_given_line_stands_behind_its_last(
    floor: Connect, connection: Connection
) -> None:
    new = NewMachine(line="engine", machine_type="Lathe", short_name="L3")
    assert await _create(connection, "Lathe_03", new) == (
        "Lathe_03", "L3", "Engine", "Lathe", 9, 2, "import:test",
    )  # fmt: skip
    await connection.execute("update floor.machines set map_x = 32 where machine_name = 'Lathe_03'")
    assert (await _create(connection, "Lathe_04", new))[4:6] == (1, 13)  # no room: below
    assert await connection.fetchval(OVERLAPS) == 0


async def test_many_new_machines_never_overlap(floor: Connect, connection: Connection) -> None:
    for number in range(25):
        line = ("Engine", "Exterior", None)[number % 3]
        await _create(connection, f"New_{number:02}", NewMachine(line=line))
    assert await connection.fetchval(OVERLAPS) == 0
    assert await connection.fetchval("select count(*) from floor.machines") == 28


async def test_an_unknown_line_is_refused(floor: Connect, connection: Connection) -> None:
    with pytest.raises(UserError, match=r'Line "Engin" is unknown\. Lines are: Engine, Exterior'):
        await _create(connection, "Lathe_03", NewMachine(line="Engin"))


async def test_without_a_plant_there_is_no_room(connection: Connection) -> None:
    with pytest.raises(UserError, match=r"There is no plant yet .* List one in floor\.toml"):
        await _create(connection, "Lathe_03", NewMachine())


async def test_a_short_name_must_fit(floor: Connect, connection: Connection) -> None:
    with pytest.raises(UserError, match=r'"TOOLONG" does not fit a tile\. It has 1 to 6'):
        await _create(connection, "Lathe_03", NewMachine(short_name="TOOLONG"))


async def test_a_retired_machine_takes_history_and_comes_back_when_asked(
    floor: Connect, connection: Connection, write: Write
) -> None:
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Painter_01'"
    )
    await connection.execute(
        "update floor.lines set retired_at = now() where line_name = 'Exterior'"
    )
    path = write("machine,time,status", "Painter_01,2026-03-02T10:00Z,down")
    result = await load(floor, read(path))
    assert result.notes == ("Painter_01 is retired: it has this history now, but no tile.",)
    again = await load(floor, read(path), create=NewMachine())
    assert (again.notes, again.created) == ((), ())
    assert (
        await connection.fetchval(
            "select count(*) from floor.machine_live where machine_name = 'Painter_01'"
        )
        == 1
    )
    lines = await connection.fetch("select line from floor.line_live order by line")
    assert [row["line"] for row in lines] == ["Engine", "Exterior"]


async def test_a_table_of_machines_is_put_on_the_map(
    floor: Connect, connection: Connection, write: Write, database_url: str
) -> None:
    lines = [f"Saw_{number},2026-03-02T10:00Z,down" for number in (1, 2, 1)]
    path = write("machine,time,status", *lines)
    result = await load(connector(database_url, "x"), read(path), create=NewMachine())
    assert (result.created, result.events_new) == (("Saw_1", "Saw_2"), 2)
    assert await connection.fetchval(OVERLAPS) == 0
