"""floor.machine_choices: names that resemble the given one, most alike first."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.support import stand


async def choices(connection: Connection, name: str) -> str:
    """The hint for a name."""
    return str(await connection.fetchval("select floor.machine_choices($1)", name))


async def test_the_most_alike_comes_first(connection: Connection) -> None:
    await stand(
        connection, machines=["Painter_01_02", "Valve_01_01", "Injection_Molder_02_01", "Sorter_1"]
    )
    hint = await choices(connection, "injection_moulder_02_01")
    assert hint.startswith("Did you mean Injection_Molder_02_01, ")
    assert (await choices(connection, "Valve_01")).startswith("Did you mean Valve_01_01, ")


async def test_at_most_eight_are_named(connection: Connection) -> None:
    await stand(connection, machines=[f"Press_{number:02}" for number in range(20)])
    hint = await choices(connection, "Press_")
    assert hint == (
        "Did you mean Press_00, Press_01, Press_02, Press_03, Press_04, Press_05, Press_06,"
        " Press_07? All names: select machine_name from machine_feed_stream."
    )


async def test_retired_machines_are_not_offered(connection: Connection) -> None:
    await stand(connection, machines=["Press_1", "Press_2"])
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Press_1'"
    )
    assert "Press_1" not in await choices(connection, "Press_1")


async def test_an_empty_floor_says_what_to_do(connection: Connection) -> None:
    assert await choices(connection, "Press_1") == (
        'There is no machine yet: add one to floor.toml and run "floorcast migrate".'
    )


async def test_any_text_can_be_asked(connection: Connection) -> None:
    await stand(connection, machines=["Press_1"])
    for name in ("", "x", "%_'\"\\", "机器"):
        assert "Press_1" in await choices(connection, name)
