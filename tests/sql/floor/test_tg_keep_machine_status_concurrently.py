"""floor.machine_status stays equal to what the events say, whatever two writers do at once."""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import Literal, TypeAlias

import asyncpg
import pytest

from database.connect import Connection
from tests.sql.support import (
    Floor,
    Open,
    add_event,
    assert_status_is_kept,
    kept_status,
    minute,
    settled,
    stand,
)

Isolation: TypeAlias = Literal["repeatable_read", "serializable"]

# What a writer may do to a machine that has, or has not, an event at minute 10.
# $1: the machine; $2: minute 0.
WRITES = {
    "insert newer": "insert into floor.status_events (machine_id, at, status)"
    " values ($1, $2::timestamptz + interval '20 minutes', 'down')",
    "insert newest": "insert into floor.status_events (machine_id, at, status)"
    " values ($1, $2::timestamptz + interval '30 minutes', 'down')",
    "insert late": "insert into floor.status_events (machine_id, at, status)"
    " values ($1, $2::timestamptz + interval '5 minutes', 'warning')",
    "insert three": "insert into floor.status_events (machine_id, at, status)"
    " select $1, $2::timestamptz + n * interval '7 minutes', 'down' from generate_series(1, 3) n",
    "edit all": "update floor.status_events set status = 'down', at = at + interval '1 second'"
    " where machine_id = $1 and at > $2",
    "delete all": "delete from floor.status_events where machine_id = $1 and at > $2",
    "delete latest": "delete from floor.status_events where machine_id = $1"
    " and at = (select max(at) from floor.status_events where machine_id = $1 and at > $2)",
}
STARTS: dict[str, tuple[tuple[float, str], ...]] = {
    "no event": (),
    "one event": ((10, "warning"),),
    "two events": ((8, "down"), (10, "down")),
}


async def _begin_with(connection: Connection, machine_id: int, start: str) -> None:
    await connection.execute("delete from floor.status_events")
    for at, status in STARTS[start]:
        await add_event(connection, machine_id, at, status)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("first_ends_with", ["commit", "rollback"])
async def test_two_writers_in_any_order(
    committing: Connection, open_committing: Open, start: str, first_ends_with: str
) -> None:
    """Two transactions on one machine, the second written while the first is open."""
    press = (await stand(committing)).ids[0]
    one, other = await open_committing(), await open_committing()
    for first, second in itertools.product(WRITES, repeat=2):
        await _begin_with(committing, press, start)
        await one.execute("begin")
        await one.execute(WRITES[first], press, minute(0))
        await other.execute("begin")
        waiting = await settled(committing, other, other.execute(WRITES[second], press, minute(0)))
        await one.execute(first_ends_with)
        try:
            await waiting
            await other.execute("commit")
        except asyncpg.UniqueViolationError:  # both inserted the same instant
            assert first == second or first_ends_with == "commit"
            await other.execute("rollback")
        await assert_status_is_kept(committing)


@pytest.mark.parametrize("start", STARTS)
async def test_the_second_may_commit_first(
    committing: Connection, open_committing: Open, start: str
) -> None:
    """Writers of different machines do not wait for each other."""
    floor = await stand(committing)
    one, other = await open_committing(), await open_committing()
    for first, second in itertools.product(WRITES, repeat=2):
        await committing.execute("delete from floor.status_events")
        for press in floor.ids[:2]:
            for at, status in STARTS[start]:
                await add_event(committing, press, at, status)
        await one.execute("begin")
        await one.execute(WRITES[first], floor.ids[0], minute(0))
        await other.execute(WRITES[second], floor.ids[1], minute(0), timeout=30)
        await assert_status_is_kept(committing)
        await one.execute("commit")
        await assert_status_is_kept(committing)


async def test_first_events_at_once(committing: Connection, open_committing: Open) -> None:
    """Neither of the two sees the other's event when it writes its own."""
    floor = await stand(committing)
    one, other = await open_committing(), await open_committing()
    for press, (newer, older) in zip(floor.ids, ((5, 1), (1, 5), (2, 3)), strict=True):
        await one.execute("begin")
        await add_event(one, press, newer, "down")
        waiting = await settled(committing, other, add_event(other, press, older, "down"))
        assert not waiting.done(), "the second first event has to wait for the first"
        await one.execute("commit")
        await waiting
        assert await kept_status(committing, press) == (
            "down",
            max(newer, older),
            min(newer, older),
        )
    await assert_status_is_kept(committing)


@pytest.mark.parametrize("isolation", ["repeatable_read", "serializable"])
async def test_stricter_isolation_fails_rather_than_forgets(
    committing: Connection, open_committing: Open, isolation: Isolation
) -> None:
    press = (await stand(committing)).ids[0]
    await add_event(committing, press, 0, "operational")
    strict = await open_committing()
    transaction = strict.transaction(isolation=isolation)
    await transaction.start()
    await strict.fetch("select from floor.machine_status")  # takes its snapshot
    await add_event(committing, press, 5, "down")
    with pytest.raises(asyncpg.SerializationError):
        await add_event(strict, press, 3, "warning")
    await transaction.rollback()
    await assert_status_is_kept(committing)
    assert await kept_status(committing, press) == ("down", 5, 5)


@pytest.mark.parametrize("known", [True, False], ids=["with a status", "first events"])
async def test_opposite_orders_do_not_deadlock(
    committing: Connection, open_committing: Open, known: bool
) -> None:
    """Each statement names the same machines, in an order of its own."""
    machines = [f"Press_{number}" for number in range(40)]
    floor = await stand(committing, machines=machines)
    writers = [await open_committing() for _ in range(4)]

    async def write(number: int, writer: Connection) -> None:
        shuffled = random.Random(number)
        for turn in range(12 if known else 1):
            order = shuffled.sample(floor.ids, len(floor.ids))
            await writer.execute(
                "insert into floor.status_events (machine_id, at, status)"
                " select machine_id, $2, 'down' from unnest($1::int[]) as listed (machine_id)",
                order,
                minute(turn + number / 10),
            )

    if known:
        for press in floor.ids:
            await add_event(committing, press, -1, "operational")
    await asyncio.gather(*(write(number, writer) for number, writer in enumerate(writers)))
    await assert_status_is_kept(committing)


async def test_many_writers_at_random(committing: Connection, open_committing: Open) -> None:
    """Single statements over several machines, whose events come and go: no deadlock."""
    floor = await stand(committing)
    writers = [await open_committing() for _ in range(5)]
    await asyncio.gather(
        *(_write_at_random(writer, floor, number) for number, writer in enumerate(writers))
    )
    await assert_status_is_kept(committing)


async def _write_at_random(writer: Connection, floor: Floor, number: int) -> None:
    """Own instants and own events to delete, so that only the machines are shared."""
    chance = random.Random(number)
    for turn in range(120):
        transaction = writer.transaction()
        await transaction.start()
        if chance.random() < 0.35:
            await writer.execute(
                "delete from floor.status_events where source = $1 and at < $2",
                f"writer {number}",
                minute(turn),
            )
        else:
            chosen = chance.choices(floor.ids, k=chance.randint(1, 4))
            await writer.execute(
                "insert into floor.status_events (machine_id, at, status, source)"
                " select *, $4 from unnest($1::int[], $2::timestamptz[], $3::text[])"
                " on conflict do nothing",
                chosen,
                [minute(chance.randrange(turn + 1) + number / 10) for _ in chosen],
                chance.choices(["operational", "warning", "down", "no_data"], k=len(chosen)),
                f"writer {number}",
            )
        if chance.random() < 0.2:
            await asyncio.sleep(chance.random() / 100)
        await (transaction.rollback() if chance.random() < 0.2 else transaction.commit())
