"""historian.tg_derive_counts: pieces follow samples that come, change and go."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.counters import BAD, add_tag, made, press, second, store


async def test_new_samples_are_counted(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5))
    assert await made(connection) == {0: (5, 0)}


async def test_corrected_samples_are_counted_anew(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 50), (70, 60))
    await connection.execute("update historian.samples set value = 5 where at = $1", second(10))
    assert await made(connection) == {0: (5, 0), 1: (55, 0)}
    await connection.execute(
        "update historian.samples set quality = $2 where at = $1", second(10), BAD
    )
    assert await made(connection) == {1: (60, 0)}


async def test_moved_samples_are_counted_where_they_are_now(connection: Connection) -> None:
    good, other = await press(connection, "good", "good")
    await good.showed((0, 0), (10, 5), (70, 60))
    await other.showed((0, 0))
    await connection.execute(
        "update historian.samples set at = $2 where at = $1", *(second(10), second(65))
    )
    assert await made(connection) == {1: (60, 0)}
    await connection.execute(
        "update historian.samples set tag_id = $2 where at = $1", second(70), other.tag_id
    )
    assert await good.steps() == [(0, "first", 0), (65, "step", 5)]
    assert await other.steps() == [(0, "first", 0), (70, "step", 60)]


async def test_deleted_samples_count_no_more(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (10, 5), (70, 60))
    await connection.execute("delete from historian.samples where at = $1", second(70))
    assert await made(connection) == {0: (5, 0)}
    await connection.execute("delete from historian.samples")
    assert await made(connection) == {}
    assert await good.steps() == []


async def test_what_does_not_count_is_left_alone(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    temperature = await add_tag(connection, "value", good.machine_id)
    await temperature.showed((0, 0), (10, 5))
    assert await connection.fetch("table historian.counter_steps") == []
    assert await made(connection) == {}


async def test_late_and_new_samples_of_one_statement(connection: Connection) -> None:
    """They lie hours apart: what is between them stays as it is, and right."""
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (7_200, 20))
    await store(connection, [(good.tag_id, 3_600, 8), (good.tag_id, 10_800, 25)])
    assert [step[1:] for step in await good.steps()] == [
        ("first", 0),
        ("step", 8),
        ("step", 12),
        ("step", 5),
    ]
    assert await made(connection) == {60: (8, 0), 120: (12, 0), 180: (5, 0)}
