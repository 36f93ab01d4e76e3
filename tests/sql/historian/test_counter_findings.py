"""historian.counter_findings: what people should look at in counters, in sentences."""

from __future__ import annotations

import asyncpg

from database.connect import Connection
from tests.sql.historian.counters import BAD, press, second


async def findings(connection: Connection) -> list[asyncpg.Record]:
    """All of them, in order of time."""
    return await connection.fetch("select * from historian.counter_findings order by at, finding")


async def test_everyday_counting_is_nothing_to_look_at(connection: Connection) -> None:
    good, scrap = await press(connection, "good", "scrap", counter_modulus=100, max_step=10)
    await good.showed((0, 95), (10, 97), (20, 2), (30, 0, BAD), (40, 3))
    await scrap.showed((0, 0), (10, 1))
    assert await findings(connection) == []


async def test_a_jump_says_what_was_not_counted(connection: Connection) -> None:
    (good,) = await press(connection, "good", max_step=10, tag_name="Good parts")
    await good.showed((0, 5), (10, 999))
    (row,) = await findings(connection)
    assert tuple(row) == (
        "Press_1",
        "Engine",
        second(10),
        "jump",
        "Press shop",
        good.tag_id,
        "Good parts",
        5,
        999,
        0,
        '"Good parts" went from 5 to 999, which is not plausible: not counted.',
        "If these were pieces, enlarge the largest plausible step of the tag and have that time"
        " counted anew (historian.derive_counts).",
    )


async def test_a_reset_says_what_was_counted(connection: Connection) -> None:
    (good,) = await press(connection, "good", tag_name="Good parts", scale=2)
    await good.showed((0, 50), (10, 3))
    (row,) = await findings(connection)
    assert (row["finding"], row["counted_pcs"]) == ("reset", 6)
    assert row["explanation"] == (
        '"Good parts" fell from 50 to 3: taken as begun at 0 again, 6 pieces counted.'
    )


async def test_a_counter_that_was_set_is_told(connection: Connection) -> None:
    (good,) = await press(connection, "good", tag_name="Good parts", reset_rule="rebase")
    await good.showed((0, 50), (10, 3))
    (row,) = await findings(connection)
    assert (row["finding"], row["counted_pcs"]) == ("rebase", 0)
    assert row["explanation"] == (
        '"Good parts" fell from 50 to 3: taken as set to that value, nothing counted.'
    )


async def test_more_rejects_than_pieces_are_a_contradiction(connection: Connection) -> None:
    total, scrap = await press(connection, "total", "scrap")
    now = await connection.fetchval(
        "select extract(epoch from date_trunc('minute', now()) - $1::timestamptz)::float8 - 600",
        second(0),
    )
    await total.showed((now - 90, 0), (now, 2))
    await scrap.showed((now - 90, 0), (now, 5))
    (row,) = await findings(connection)
    assert (row["machine_name"], row["finding"], row["at"]) == (
        "Press_1",
        "contradiction",
        second(now),
    )
    assert (row["previous_value"], row["value"], row["counted_pcs"]) == (2, 5, 5)
    assert row["explanation"] == (
        "5 rejected pieces are more than the 2 pieces of the total, by 3 even with the minutes"
        " before and after."
    )
    assert row["tag_id"] is None


async def test_what_is_long_past_is_not_shown(connection: Connection) -> None:
    (good,) = await press(connection, "good")
    await connection.execute(
        "select historian.ensure_partitions($1, $1)", second(-8 * 86_400).date()
    )
    await good.showed((-8 * 86_400, 50), (-8 * 86_400 + 10, 3))
    assert [step[1] for step in await good.steps()] == ["first", "reset"]
    assert await findings(connection) == []
