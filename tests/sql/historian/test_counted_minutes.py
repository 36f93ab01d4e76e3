"""historian.counted_minutes: good and rejected pieces of each minute, from the counters there are.

What has no counter is the total less the other; what minutes part is settled with neighbours.
"""

from __future__ import annotations

from typing import TypeAlias

import pytest

from database.connect import Connection
from tests.sql.historian.counters import Counter, add_tag, press, second

# minute: pieces
Pieces: TypeAlias = dict[int, int]


async def count(counter: Counter, pieces: Pieces, base: float = 100) -> None:
    """It counted so many in the middle of those minutes."""
    readings = [(-600.0, base)]
    for minute, number in sorted(pieces.items()):
        base += number
        readings.append((minute * 60 + 30, base))
    await counter.showed(*readings)


async def minutes(
    counter: Counter, first: float = 0, last: float = 1_000
) -> dict[int, tuple[int, int, int]]:
    """Good, rejected and contradictory pieces, by the minute."""
    rows = await counter.connection.fetch(
        "select (extract(epoch from at - $3::timestamptz) / 60)::int as minute,"
        " good_pcs, scrap_pcs, contradiction_pcs"
        " from historian.counted_minutes($1, $2, $4, $5) order by at",
        [counter.machine_id],
        [await counter.connection.fetchval("select min(connection_id) from floor.connections")],
        second(0),
        [second(first * 60)],
        [second(last * 60)],
    )
    return {row["minute"]: tuple(row)[1:] for row in rows}


async def test_good_and_scrap_have_counters_of_their_own(connection: Connection) -> None:
    good, scrap = await press(connection, "good", "scrap")
    await count(good, {0: 5, 2: 7})
    await count(scrap, {0: 1, 1: 2})
    assert await minutes(good) == {0: (5, 1, 0), 1: (0, 2, 0), 2: (7, 0, 0)}


async def test_counters_of_one_role_add_up(connection: Connection) -> None:
    one, other = await press(connection, "good", "good")
    await count(one, {0: 5})
    await count(other, {0: 7})
    assert await minutes(one) == {0: (12, 0, 0)}


async def test_a_total_alone_is_good(connection: Connection) -> None:
    (total,) = await press(connection, "total")
    await count(total, {0: 5})
    assert await minutes(total) == {0: (5, 0, 0)}


async def test_scrap_alone_says_nothing_of_good_pieces(connection: Connection) -> None:
    (scrap,) = await press(connection, "scrap")
    await count(scrap, {0: 5})
    assert await minutes(scrap) == {0: (0, 5, 0)}


async def test_good_is_the_total_less_scrap(connection: Connection) -> None:
    total, scrap = await press(connection, "total", "scrap")
    await count(total, {0: 5, 1: 4})
    await count(scrap, {0: 1})
    assert await minutes(total) == {0: (4, 1, 0), 1: (4, 0, 0)}


async def test_scrap_is_the_total_less_good(connection: Connection) -> None:
    total, good = await press(connection, "total", "good")
    await count(total, {0: 5, 1: 4})
    await count(good, {0: 5, 1: 1})
    assert await minutes(total) == {0: (5, 0, 0), 1: (1, 3, 0)}


async def test_with_all_three_the_total_is_not_needed(connection: Connection) -> None:
    total, good, scrap = await press(connection, "total", "good", "scrap")
    await count(total, {0: 50})
    await count(good, {0: 5})
    await count(scrap, {0: 1})
    assert await minutes(total) == {0: (5, 1, 0)}


@pytest.mark.parametrize(
    ("total", "good", "expected"),
    [
        # the piece was good a moment after it was counted: no reject of the minute before
        ({0: 5, 1: 4}, {0: 4, 1: 5}, {0: (4, 0, 0), 1: (5, 0, 0)}),
        # the piece was good a moment before it was counted
        ({0: 4, 1: 5}, {0: 5, 1: 4}, {0: (5, 0, 0), 1: (4, 0, 0)}),
        # the minute before can settle a part, the one after the rest
        ({0: 2, 1: 0, 2: 3}, {0: 1, 1: 3, 2: 0}, {0: (1, 0, 0), 1: (3, 0, 0), 2: (0, 1, 0)}),
        # one minute lends to both sides, the later first
        ({0: 0, 1: 9, 2: 0}, {0: 2, 1: 1, 2: 4}, {0: (2, 0, 0), 1: (1, 2, 0), 2: (4, 0, 0)}),
        # a shortage is not settled twice
        ({0: 3, 1: 0, 2: 3}, {0: 0, 1: 3, 2: 0}, {0: (0, 0, 0), 1: (3, 0, 0), 2: (0, 3, 0)}),
        # two minutes away is no neighbour
        ({0: 3, 2: 0}, {2: 3}, {0: (0, 3, 0), 2: (3, 0, 3)}),
        # more good pieces than pieces: told, not hidden
        ({0: 1, 1: 1}, {0: 1, 1: 9}, {0: (1, 0, 0), 1: (9, 0, 8)}),
    ],
)
async def test_a_shortage_is_settled_with_the_neighbours(
    connection: Connection, total: Pieces, good: Pieces, expected: dict[int, tuple[int, int, int]]
) -> None:
    counters = await press(connection, "total", "good")
    await count(counters[0], total)
    await count(counters[1], good)
    found = await minutes(counters[0])
    assert found == expected
    # whatever is settled: the sum stays true, but for what is told
    scrap = sum(minute[1] - minute[2] for minute in found.values())
    assert scrap == sum(total.values()) - sum(good.values())


async def test_scrap_above_the_total_leaves_no_good_pieces(connection: Connection) -> None:
    total, scrap = await press(connection, "total", "scrap")
    await count(total, {0: 5, 5: 1})
    await count(scrap, {0: 1, 5: 4})
    assert await minutes(total) == {0: (4, 1, 0), 5: (0, 4, 3)}


async def test_a_period_shows_the_same_as_all_time(connection: Connection) -> None:
    """Neighbours beyond its ends count, too."""
    total, good = await press(connection, "total", "good")
    await count(total, {0: 3, 1: 0, 2: 5, 3: 0, 4: 2})
    await count(good, {0: 1, 1: 3, 2: 1, 3: 2, 4: 1})
    everything = await minutes(total)
    for minute, pieces in everything.items():
        assert await minutes(total, minute, minute) == {minute: pieces}


async def test_a_counter_that_is_switched_off_is_not_missed(connection: Connection) -> None:
    total, good = await press(connection, "total", "good")
    await count(total, {0: 5, 5: 4})
    await count(good, {0: 4})
    assert (await minutes(total))[5] == (0, 4, 0)
    await connection.execute(
        "update floor.tags set is_enabled = false where tag_id = $1", good.tag_id
    )
    assert await minutes(total) == {0: (4, 1, 0), 5: (4, 0, 0)}, "what it counted, it counted"


async def test_other_machines_and_other_roles_do_not_count(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    temperature = await add_tag(connection, "value", good.machine_id)
    await count(good, {0: 5})
    await count(temperature, {0: 7, 1: 7})
    assert await minutes(good) == {0: (5, 0, 0)}


async def test_what_the_counters_showed_is_told_beside(connection: Connection) -> None:
    total, good = await press(connection, "total", "good")
    await count(total, {0: 5})
    await count(good, {0: 3})
    rows = await connection.fetch(
        "select good_counted_pcs, scrap_counted_pcs, total_counted_pcs"
        " from historian.counted_minutes($1, $2, $3, array['infinity'::timestamptz])",
        [total.machine_id],
        [await connection.fetchval("select connection_id from floor.connections")],
        [second(0)],
    )
    assert [tuple(row) for row in rows] == [(3, 0, 5)]
