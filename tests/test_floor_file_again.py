"""A floor file counts when it changes; what people change on pages stays until then."""

from __future__ import annotations

from pathlib import Path

from database.connect import Connection
from machine_config import apply, apply_new
from tests.floor_file.support import floor_of
from tests.test_machine_config import BASE

MOVED = "update floor.machines set map_x = 20 where machine_name = 'Valve_1'"


async def place(connection: Connection) -> int:
    """Where Valve_1 stands."""
    return int(
        await connection.fetchval("select map_x from floor.machines where machine_name = 'Valve_1'")
    )


async def test_an_unchanged_file_leaves_what_people_changed(
    connection: Connection, tmp_path: Path
) -> None:
    assert await apply_new(connection, floor_of(tmp_path, BASE)) is not None
    await connection.execute(MOVED)
    commented = floor_of(tmp_path, "# the same floor\n" + BASE)
    assert await apply_new(connection, commented) is None
    assert await place(connection) == 20


async def test_a_changed_file_counts_for_all_it_names(
    connection: Connection, tmp_path: Path
) -> None:
    await apply_new(connection, floor_of(tmp_path, BASE))
    await connection.execute(MOVED)
    applied = await apply_new(connection, floor_of(tmp_path, BASE.replace("[0, 5]", "[0, 9]")))
    assert applied is not None
    assert applied.changed == ("machine Valve_1", "machine Valve_3")
    assert await place(connection) == 0


async def test_the_first_file_comes_back(connection: Connection, tmp_path: Path) -> None:
    """Only the file applied last is left alone: going back to an older one is a change."""
    first, second = BASE, BASE.replace("[0, 5]", "[0, 9]")
    for text in (first, second, first):
        assert await apply_new(connection, floor_of(tmp_path, text)) is not None


async def test_it_can_be_applied_again_on_purpose(connection: Connection, tmp_path: Path) -> None:
    floor = floor_of(tmp_path, BASE)
    await apply_new(connection, floor)
    await connection.execute(MOVED)
    await apply(connection, floor)
    assert await place(connection) == 0


async def test_shifts_are_planned_ahead_all_the_same(
    connection: Connection, tmp_path: Path
) -> None:
    shifts = 'shifts = [{ name = "Day", starts = "06:00", ends = "14:00" }]'
    floor = floor_of(tmp_path, BASE.replace('"Europe/Berlin"', f'"Europe/Berlin"\n{shifts}'))
    await apply_new(connection, floor)
    await connection.execute("delete from floor.shifts where business_date > current_date")
    assert await apply_new(connection, floor) is None
    assert await connection.fetchval(
        "select count(*) from floor.shifts where business_date > current_date"
    )
