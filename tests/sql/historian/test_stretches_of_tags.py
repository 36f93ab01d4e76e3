"""historian.stretches_of_tags: as far as changed samples reach."""

from __future__ import annotations

import math

from database.connect import Connection
from tests.sql.historian.states import BAD, Machine, minute, minutes, usual
from tests.sql.support import Floor

Stretch = tuple[int, bool, float, float]


async def stretches(
    made: Machine, *touched: tuple[str, float, float], are_new: bool = False
) -> list[Stretch]:
    """Machine, whether about products, first and last minute."""
    rows = await made.connection.fetch(
        "select *, isfinite(until_at) as has_end"
        " from historian.stretches_of_tags($1, $2, $3, $4) order by is_product, from_at",
        [made.tags[role] for role, _, _ in touched],
        [minute(since) for _, since, _ in touched],
        [minute(until) for _, _, until in touched],
        are_new,
    )
    return [
        (
            row["machine_id"],
            row["is_product"],
            minutes(row["from_at"]),
            minutes(row["until_at"]) if row["has_end"] else math.inf,
        )
        for row in rows
    ]


async def test_a_value_reaches_to_the_next_of_its_tag(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason", "product")
    await press.says("status", (0, 0), (10, 1), (20, 2))
    await press.says("reason", (12, 17))
    await press.says("product", (3, "A"), (30, "B"))
    key = press.machine_id
    assert await stretches(press, ("status", 0, 0)) == [(key, False, 0, 10)]
    assert await stretches(press, ("status", 2, 15)) == [(key, False, 2, 20)]
    assert await stretches(press, ("status", 20, 20)) == [(key, False, 20, math.inf)]
    assert await stretches(press, ("reason", 5, 5)) == [(key, False, 5, 12)]
    assert await stretches(press, ("product", 3, 3)) == [(key, True, 3, 30)]


async def test_a_product_holds_on_past_what_says_nothing(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "product")
    await press.says("product", (0, "A"), (10, None), (20, "B", BAD), (30, "A"))
    assert await stretches(press, ("product", 0, 0)) == [(press.machine_id, True, 0, 30)]


async def test_stretches_that_meet_are_one(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason", "product")
    await press.says("status", (0, 0), (10, 1), (20, 2), (30, 0))
    await press.says("reason", (12, 17), (14, 18))
    key = press.machine_id
    assert await stretches(
        press, ("status", 0, 0), ("status", 8, 9), ("status", 20, 25), ("reason", 12, 13)
    ) == [(key, False, 0, 10), (key, False, 12, 14), (key, False, 20, 30)]


async def test_other_tags_have_none(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "good", "value", "status")
    await press.says("value", (0, 0))
    assert await stretches(press, ("good", 0, 9), ("value", 0, 9)) == []
    assert await stretches(press, ("status", 9, 0)) == []


async def test_new_samples_that_repeat_the_one_before_reach_nothing(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    key = press.machine_id
    await press.says("status", (0, 0), (5, 0), (10, 0), (20, 1), (30, 0))
    assert await stretches(press, ("status", 0, 10), are_new=True) == [(key, False, 0, 20)]
    assert await stretches(press, ("status", 5, 10), are_new=True) == []
    assert await stretches(press, ("status", 5, 10), are_new=False) == [(key, False, 5, 20)]
    # between them stands another one
    assert await stretches(press, ("status", 10, 30), are_new=True) == [(key, False, 10, math.inf)]


async def test_a_repeat_is_one_in_value_text_and_quality(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", (0, 0), (1, 0, 0x40000000), (2, None), (3, "0"), (4, "0"))
    for at in (1, 2, 3):
        assert await stretches(press, ("status", at, at), are_new=True) != []
    assert await stretches(press, ("status", 4, 4), are_new=True) == []
