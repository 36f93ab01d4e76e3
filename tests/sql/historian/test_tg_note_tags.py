"""historian.tg_note_tags: machines whose values changed are announced."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.states import Machine, machine
from tests.sql.support import Floor, Open, forget_changes, listening, noted_keys, stand


async def noted(connection: Connection) -> set[str]:
    """Keys of the topic tags in the change log, which is emptied."""
    keys = {key for topic, key in await noted_keys(connection) if topic == "tags"}
    await forget_changes(connection)
    return keys


async def two(connection: Connection, floor: Floor) -> tuple[Machine, Machine]:
    """Two machines with a value each, and nothing noted yet."""
    first = await machine(connection, floor.ids[0], "value")
    second = await machine(connection, floor.ids[1], "value")
    await forget_changes(connection)
    return first, second


async def test_samples_that_come_change_and_go_are_noted(
    connection: Connection, floor: Floor
) -> None:
    first, second = await two(connection, floor)
    await first.says("value", (0, 1), (1, 2))
    assert await noted(connection) == {"Press_1"}
    await second.says("value", (0, 1))
    assert await noted(connection) == {"Press_2"}
    await connection.execute("update historian.samples set value = 3 where value = 2")
    assert await noted(connection) == {"Press_1"}
    await connection.execute("update historian.samples set value = value")
    assert await noted(connection) == set()
    await connection.execute(
        "update historian.samples set tag_id = $1, at = at + interval '1 s' where value = 3",
        second.tags["value"],
    )
    assert await noted(connection) == {"Press_1", "Press_2"}
    await connection.execute("delete from historian.samples where value = 3")
    assert await noted(connection) == {"Press_2"}
    await connection.execute("delete from historian.samples where value = 3")
    assert await noted(connection) == set()


async def test_a_machine_is_noted_once_a_statement(connection: Connection, floor: Floor) -> None:
    first, _ = await two(connection, floor)
    await first.says("value", *((number, number) for number in range(50)))
    assert await connection.fetchval("select count(*) from relay.change_log") == 1


async def test_tags_without_a_machine_are_noted_nowhere(
    connection: Connection, floor: Floor
) -> None:
    first, _ = await two(connection, floor)
    await connection.execute("update floor.tags set machine_id = null")
    await forget_changes(connection)
    await first.says("value", (0, 1))
    assert await noted(connection) == set()


async def test_a_batch_is_one_notification(committing: Connection, open_committing: Open) -> None:
    first, second = await two(committing, await stand(committing))
    async with listening(await open_committing()) as listener:
        await committing.execute(
            "insert into historian.samples (tag_id, at, value)"
            " select tag_id, now() - number * interval '1 s', number"
            " from unnest($1::int[]) as tag_id, generate_series(1, 100) as number",
            [first.tags["value"], second.tags["value"]],
        )
        (heard,) = await listener.heard()
    assert (heard["topic"], heard["count"]) == ("tags", 2)
    assert set(heard["keys"]) == {"Press_1", "Press_2"}
