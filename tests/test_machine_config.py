"""The floor file becomes rows: once, in place, and never at the cost of what others keep."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from database.connect import Connection, connector
from errors import UserError
from floor_file.format import PARTS, Floor, MachineType, Plant
from machine_config import Applied, apply, load
from tests.floor_file.support import floor_of

ROOT = Path(__file__).parent.parent
DEMO = {
    "Transmission": "Source_Sorter_01_01 Robotic_Arm_01_01 Injection_Molder_01_01 Valve_01_01 "
    "Injection_Molder_01_02 Robotic_Arm_01_02 Painter_01_02 Robotic_Arm_01_03 Sorter_01_01",
    "Engine": "Injection_Molder_02_01 Valve_02_01 Injection_Molder_02_02 Robotic_Arm_02_01 "
    "Painter_02_01 Robotic_Arm_02_02 Sorter_02_01",
    "Exterior": "Sorter_03_01 Robotic_Arm_03_01 Injection_Molder_03_01 Valve_03_01 "
    "Injection_Molder_03_02 Robotic_Arm_03_02 Painter_03_01 Robotic_Arm_03_03 "
    "Injection_Molder_03_03",
    "Interior": "Injection_Molder_04_01 Valve_04_01 Robotic_Arm_04_01 Painter_04_01 Sorter_04_01",
}
BASE = """\
[[machine_types]]
name = "Valve"
[[plants]]
name = "North"
time_zone = "Europe/Berlin"
[[plants.lines]]
name = "Engine"
machines = [
    { name = "Valve_1", short = "EN01", type = "Valve", at = [0, 1] },
    { name = "Valve_2", short = "EN02", type = "Valve", at = [4, 1], ideal_cycle_s = 12.5 },
]
[[plants.lines]]
name = "Exterior"
machines = [{ name = "Valve_3", short = "EX01", type = "Valve", at = [0, 5] }]
"""
EXTERIOR = BASE[BASE.index('[[plants.lines]]\nname = "Exterior"') :]
NOTHING = Applied((), (), (), (), unchanged=8)
EVERYTHING = """
select plant_name, plants.retired_at is null, line_name, lines.retired_at is null,
    machine_name, machines.retired_at is null
from floor.plants
left join floor.lines using (plant_id)
left join floor.machines using (line_id)
order by plant_id, line_id, machine_id
"""


async def changes(connection: Connection) -> int:
    """How many keys were ever announced."""
    return int(await connection.fetchval("select count(*) from relay.change_log"))


async def in_use(connection: Connection) -> list[str]:
    """Names of the machines on the map."""
    rows = await connection.fetch(
        "select machine_name from floor.machine_live order by machine_name"
    )
    return [row["machine_name"] for row in rows]


def test_demo_floor_has_its_machines_in_order() -> None:
    (plant,) = load(ROOT / "floor.toml").plants
    assert (plant.name, plant.time_zone) == ("Demo plant", "Europe/Berlin")
    assert {line.name: " ".join(m.name for m in line.machines) for line in plant.lines} == DEMO


def test_demo_floor_stands_in_rows_like_a_wall_screen_shows_it() -> None:
    for row, line in enumerate(load(ROOT / "floor.toml").plants[0].lines):
        for number, machine in enumerate(line.machines):
            assert machine.at == (4 * number, 1 + 4 * row)
            assert machine.size == (4, 3)
            assert machine.short == f"{line.name[:2].upper()}{number + 1:02}"
            kind = re.sub(r"_\d\d", "", machine.name).replace("_", " ").removeprefix("Source ")
            assert machine.type == kind


async def test_demo_floor_becomes_rows(connection: Connection) -> None:
    applied = await apply(connection, load(ROOT / "floor.toml"))
    assert str(applied) == "177 added; 0 unchanged"
    rows = await connection.fetch(
        "select line, array_agg(machine_name::text order by map_y, map_x) as names"
        " from floor.machine_live group by line"
    )
    assert {row["line"]: " ".join(row["names"]) for row in rows} == DEMO
    lines = await connection.fetch("select line from floor.line_live order by line_sort_order")
    assert [row["line"] for row in lines] == list(DEMO)


async def test_every_value_arrives(connection: Connection, tmp_path: Path) -> None:
    text = BASE.replace("ideal_cycle_s = 12.5", "ideal_cycle_s = 12.5, micro_stop_limit_s = 30")
    text = text.replace('"Engine"', '"Engine"\ntarget_oee = 0.7')
    await apply(connection, floor_of(tmp_path, text.replace("[4, 1],", "[4, 1], size = [5, 2],")))
    (row,) = await connection.fetch(
        "select short_name, machine_type, map_x, map_y, map_width, map_height,"
        " micro_stop_limit_s::float8, machines.origin,"
        " line_name, target_oee_ratio::text, plant_name, time_zone"
        " from floor.machines join floor.lines using (line_id) join floor.plants using (plant_id)"
        " where machine_name = 'Valve_2'"
    )
    assert tuple(row) == (
        *("EN02", "Valve", 4, 1, 5, 2, 30.0, "floor.toml"),
        *("Engine", "0.7", "North", "Europe/Berlin"),
    )  # fmt: skip


async def test_applying_twice_writes_and_announces_nothing(connection: Connection) -> None:
    tables = (
        *("plants", "lines", "machines", "machine_types", "products", "ideal_cycles", "reasons"),
        *("shift_patterns", "break_patterns", "calendar_exceptions", "shifts", "planned_stops"),
    )
    versions = " union all ".join(f"select xmin::text, xmax::text from floor.{t}" for t in tables)
    demo = load(ROOT / "floor.toml")
    await apply(connection, demo)
    before = await changes(connection), await connection.fetch(versions)
    assert before[0] > 0
    applied = await apply(connection, demo)
    assert applied == Applied((), (), (), (), unchanged=177)
    assert applied.is_empty
    assert (await changes(connection), await connection.fetch(versions)) == before


async def test_only_what_changed_is_written(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await connection.execute("delete from relay.change_log")
    applied = await apply(connection, floor_of(tmp_path, BASE.replace("[4, 1]", "[8, 1]")))
    assert str(applied) == "machine Valve_2 changed; 7 unchanged"
    noted = await connection.fetch("select distinct key from relay.change_log")
    assert [row["key"] for row in noted] == ["Valve_2"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Europe/Berlin", "UTC", "plant North changed"),
        ('"Valve"\n[[plants]]', '"Valve"\ndescription = "X."\n[[plants]]', "machine type Valve"),
        ('"EX01"', '"EX1"', "machine Valve_3 changed"),
        ("[0, 5]", "[0, 5], size = [9, 9]", "machine Valve_3 changed"),
        ("12.5", "13", "ideal cycle Valve_2 changed"),
        ("12.5", "12.5, micro_stop_limit_s = 60", "machine Valve_2 changed"),
        ('"Exterior"', '"Exterior"\ntarget_oee = 0.6', "line Exterior changed"),
    ],
)
async def test_an_edit_is_a_change_in_place(
    connection: Connection, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    text = BASE.replace(old, new)
    assert text != BASE
    applied = await apply(connection, floor_of(tmp_path, text))
    assert str(applied).startswith(expected)
    assert applied.unchanged == 7
    assert (await apply(connection, floor_of(tmp_path, text))) == NOTHING


async def test_what_leaves_the_file_is_retired_and_comes_back(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await connection.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " values (floor.machine_id('Valve_3'), '2026-03-02 08:00+00', 'down')"
    )
    whole = await connection.fetch(EVERYTHING)
    smaller = floor_of(tmp_path, BASE.replace(EXTERIOR, ""))

    applied = await apply(connection, smaller)
    assert applied.retired == ("line Exterior", "machine Valve_3")
    assert await in_use(connection) == ["Valve_1", "Valve_2"]
    assert await connection.fetchval("select count(*) from floor.line_live") == 1
    assert await connection.fetchval("select count(*) from floor.status_events") == 1
    assert (await apply(connection, smaller)).is_empty

    applied = await apply(connection, floor_of(tmp_path, BASE))
    assert applied.revived == ("line Exterior", "machine Valve_3")
    assert await connection.fetch(EVERYTHING) == whole
    assert await connection.fetchval(
        "select status from floor.machine_live where machine_name = 'Valve_3'"
    ) == ("down")


async def test_a_floor_without_plants_retires_all(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    applied = await apply(connection, floor_of(tmp_path, "plants = []"))
    assert str(applied) == "6 retired; 0 unchanged"
    assert await in_use(connection) == []


async def test_a_machine_moves_to_another_line(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    machine = '    { name = "Valve_1", short = "EN01", type = "Valve", at = [0, 1] },\n'
    moved = BASE.replace(machine, "").replace("machines = [{", f"machines = [\n{machine}    {{")
    applied = await apply(connection, floor_of(tmp_path, moved))
    assert applied.changed == ("machine Valve_1",)
    assert applied.retired == ()


async def test_another_spelling_is_a_new_name_in_place(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    count = "select count(*) from floor.machines"
    shouted = BASE.replace("Valve_", "VALVE_").replace("Engine", "ENGINE").replace("North", "NORTH")
    applied = await apply(connection, floor_of(tmp_path, shouted))
    assert applied.changed == (
        *("plant NORTH", "line ENGINE"),
        *("machine VALVE_1", "machine VALVE_2", "machine VALVE_3"),
    )  # fmt: skip
    assert applied.added == applied.retired == ()
    assert await connection.fetchval(count) == 3
    assert await in_use(connection) == ["VALVE_1", "VALVE_2", "VALVE_3"]


async def test_another_name_is_another_machine(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    applied = await apply(connection, floor_of(tmp_path, BASE.replace("Valve_3", "Valve_9")))
    assert (applied.added, applied.retired) == (("machine Valve_9",), ("machine Valve_3",))


async def test_renaming_the_row_first_keeps_the_history(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await connection.execute(
        "update floor.machines set machine_name = 'Valve_9' where machine_name = 'Valve_3'"
    )
    assert (await apply(connection, floor_of(tmp_path, BASE.replace("_3", "_9")))) == NOTHING


async def add_lathe(connection: Connection, line_name: str) -> None:
    """What another program does: a machine of its own, in a line of its own or ours."""
    await connection.execute(
        "insert into floor.lines (plant_id, line_name) select min(plant_id), $1 from floor.plants"
        " on conflict do nothing",
        line_name,
    )
    await connection.execute(
        "insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)"
        " select 'Lathe', 'LA', line_id, 'Valve', 0, 20 from floor.lines where line_name = $1",
        line_name,
    )


async def test_what_another_program_keeps_is_left_alone(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await add_lathe(connection, "Imported")
    assert (await apply(connection, floor_of(tmp_path, BASE))) == NOTHING
    assert "Lathe" in await in_use(connection)
    origin = "select origin from floor.machines where machine_name = 'Lathe'"
    assert await connection.fetchval(origin) == "test"  # the application_name of this connection


async def test_a_line_with_a_machine_of_another_program_stays(
    connection: Connection, tmp_path: Path
) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await add_lathe(connection, "Exterior")
    applied = await apply(connection, floor_of(tmp_path, "plants = []"))
    assert "line Engine" in applied.retired
    assert "line Exterior" not in applied.retired
    assert await in_use(connection) == ["Lathe"]
    assert await connection.fetchval("select line || plant from floor.line_live") == "ExteriorNorth"

    await connection.execute("update floor.machines set retired_at = now()")
    applied = await apply(connection, floor_of(tmp_path, "plants = []"))
    assert applied.retired == ("line Exterior", "plant North")


async def test_the_file_takes_over_what_it_names(connection: Connection, tmp_path: Path) -> None:
    await apply(connection, floor_of(tmp_path, BASE))
    await add_lathe(connection, "Imported")
    lathe = '[[plants.lines]]\nname = "imported"\nmachines = [\n'
    lathe += '{ name = "lathe", short = "LA", type = "Valve", at = [0, 20] }]\n'
    applied = await apply(connection, floor_of(tmp_path, BASE + lathe))
    assert applied.changed == ("line imported", "machine lathe")
    applied = await apply(connection, floor_of(tmp_path, BASE))
    assert applied.retired == ("line imported", "machine lathe")


async def test_all_or_nothing(connection: Connection) -> None:
    """A time zone this database does not know: its own list differs from that of Python."""
    floor = Floor(
        machine_types=(MachineType(name="Valve"),),
        plants=(Plant(name="North", time_zone="Mars/Olympus"),),
    )
    with pytest.raises(UserError) as caught:
        await apply(connection, floor)
    assert str(caught.value) == (
        'The database refuses the floor file: time zone "Mars/Olympus" not recognized. '
        "Nothing was changed. Edit the floor file."
    )
    assert await connection.fetchval("select count(*) from floor.machine_types") == 0


async def test_programs_that_apply_at_once_take_turns(database_url: str, tmp_path: Path) -> None:
    floor = floor_of(tmp_path, BASE)

    async def one() -> Applied:
        connection = await connector(database_url, "test")()
        try:
            return await apply(connection, floor)
        finally:
            await connection.close()

    applied = await asyncio.gather(*(one() for _ in range(4)))
    assert sorted(len(each.added) for each in applied) == [0, 0, 0, 8]


async def test_rows_written_without_a_floor_file_name_their_program(
    connection: Connection,
) -> None:
    origin = await connection.fetchval(
        "insert into floor.plants (plant_name, time_zone) values ('X', 'UTC') returning origin"
    )
    assert origin == "test"


def test_the_document_explains_every_key_and_its_examples_load(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "floor-file.md").read_text(encoding="utf-8")
    keys = {key for _, part in PARTS.values() for key in part.model_fields} | set(
        Floor.model_fields
    )
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
    examples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert examples
    for example in examples:
        whole = example if "[[plants]]" in example else example + BASE
        assert floor_of(tmp_path, whole).plants
