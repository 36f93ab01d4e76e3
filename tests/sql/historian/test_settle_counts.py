"""historian.settle_counts: floor.production says what the counters counted, and is written once."""

from __future__ import annotations

from database.connect import Connection
from tests.oee.support import add_product
from tests.sql.historian.counters import SOURCE, add_tag, made, press, second, store
from tests.sql.support import forget_changes, noted_keys, stand


async def test_a_batch_of_many_machines_writes_production_once(connection: Connection) -> None:
    floor = await stand(connection, machines=[f"Press_{number}" for number in range(20)])
    counters = [
        await add_tag(connection, role, machine_id)
        for machine_id in floor.ids
        for role in ("total", "scrap")
    ]
    await connection.execute(
        "create table public.fired (event text);"
        "create function public.fired() returns trigger language plpgsql as"
        " 'begin insert into public.fired values (tg_op); return null; end';"
        "create trigger fired after insert on floor.production"
        " for each statement execute function public.fired()"
    )
    await store(connection, [(c.tag_id, at, at) for c in counters for at in (0, 50, 100, 150)])
    assert await connection.fetchval("select count(*) from public.fired") == 1


async def test_where_no_piece_was_made_nothing_is_written(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await connection.execute("truncate floor.oee_dirty")
    await forget_changes(connection)
    await good.showed((0, 10), (10, 10))
    assert await connection.fetch("table floor.production") == []
    assert await connection.fetch("table floor.oee_dirty") == []
    assert not {key for key in await noted_keys(connection) if key[0] == "production"}


async def test_later_pieces_of_the_minute_are_added(connection: Connection) -> None:
    good, scrap = await press(connection, "good", "scrap")
    await good.showed((0, 0), (10, 5))
    await scrap.showed((0, 0), (20, 1))
    await good.showed((30, 7))
    assert await made(connection) == {0: (7, 1)}


async def test_a_minute_of_which_nothing_is_left_is_deleted(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await good.showed((0, 0), (70, 5))
    await connection.execute("delete from historian.samples where at = $1", second(70))
    assert await made(connection) == {}


async def test_what_others_say_of_the_machine_stays(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    nut = await add_product(connection, "Nut")
    await connection.executemany(
        "insert into floor.production (machine_id, at, good_pcs, product_id, source)"
        " values ($1, $2, $3, $4, $5)",
        [
            (good.machine_id, second(60), 3, None, "ERP"),
            (good.machine_id, second(60), 4, nut, SOURCE),
        ],
    )
    await good.showed((0, 0), (70, 5))
    await connection.execute("delete from historian.samples where at = $1", second(70))
    assert await made(connection) == {1: (7, 0)}


async def test_a_late_shortage_reaches_the_second_minute_after_it(connection: Connection) -> None:
    """First it is settled with the minute after; then the minute before turns up."""
    total, good, other_total = await press(connection, "total", "good", "total")
    await total.showed((-60, 0), (130, 3))
    await good.showed((-60, 0), (70, 3))
    assert await made(connection) == {1: (3, 0)}
    await other_total.showed((10, 0), (20, 3))
    assert await made(connection) == {1: (3, 0), 2: (0, 3)}


async def test_a_shortage_reaches_the_minute_before_it(connection: Connection) -> None:
    total, good = await press(connection, "total", "good")
    await total.showed((0, 0), (50, 1))
    await good.showed((0, 0))
    assert await made(connection) == {0: (0, 1)}
    await good.showed((61, 1))
    assert await made(connection) == {1: (1, 0)}
