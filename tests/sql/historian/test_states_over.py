"""historian.states_over: what stored samples say of the states of machines."""

from __future__ import annotations

import pytest

from database.connect import Connection
from tests.sql.historian.states import (
    BAD,
    NO_COMMUNICATION,
    OUT_OF_SERVICE,
    UNCERTAIN,
    Machine,
    Reading,
    minute,
    minutes,
    usual,
)
from tests.sql.support import Floor


async def states(made: Machine, since: float = 0, until: float = 60) -> list[tuple[object, ...]]:
    """Minute, status, reason and detail; with an = where it repeats what was before."""
    rows = await made.connection.fetch(
        "select states.*, reason_name from historian.states_over($1, $2, $3) as states"
        " left join floor.reasons using (reason_id) order by at",
        [made.machine_id],
        [minute(since)],
        [minute(until)],
    )
    assert [row["is_first"] for row in rows] == [number == 0 for number in range(len(rows))]
    return [
        (
            minutes(row["at"]),
            row["status"],
            row["reason_name"],
            row["detail"],
            *("=" * row["is_repeat"]),
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ((0, 0), ("operational", None, None)),
        ((0, 1), ("warning", None, "Held")),
        ((0, 2), ("down", "Jam", None)),
        ((0, "1"), ("warning", None, "Held")),
        ((0, 1, UNCERTAIN), ("warning", None, "Held")),
        ((0, 7), ("no_data", None, 'value "7" is not in floor.tag_states')),
        ((0, 0.5), ("no_data", None, 'value "0.5" is not in floor.tag_states')),
        ((0, "Cut"), ("no_data", None, 'value "Cut" is not in floor.tag_states')),
        ((0, None), ("no_data", None, "no value")),
        ((0, None, NO_COMMUNICATION), ("no_data", None, "BadNoCommunication")),
        ((0, 2, BAD), ("no_data", None, "Bad")),
        ((0, "Ends", OUT_OF_SERVICE), ("no_data", None, "Ends")),
        ((0, None, OUT_OF_SERVICE), ("no_data", None, "BadOutOfService")),
    ],
)
async def test_a_value_means(
    connection: Connection,
    floor: Floor,
    reading: Reading,
    expected: tuple[str, str | None, str | None],
) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.says("status", reading)
    assert await states(press) == [(0, *expected)]


async def test_any_other_value_may_have_a_meaning(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.means("status", "*", status="warning", reason="Tool")
    await press.means("status", "5", label="said, but not what it is")
    await press.says("status", (0, 0), (1, 7), (2, "Cut"), (3, 5), (4, None), (5, 7, BAD))
    assert await states(press) == [
        (0, "operational", None, None),
        (1, "warning", "Tool", None),
        (2, "warning", "Tool", "Cut"),
        (3, "no_data", None, 'value "5" is not in floor.tag_states'),
        (4, "no_data", None, "no value"),
        (5, "no_data", None, "Bad"),
    ]


async def test_text_is_its_own_detail(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status")
    await press.means("status", "ACTIVE", status="operational")
    await press.means("status", "STOPPED", status="down", label="Stopped by hand")
    await press.says("status", (0, "ACTIVE"), (1, "STOPPED"))
    assert await states(press) == [
        (0, "operational", None, "ACTIVE"),
        (1, "down", None, "Stopped by hand"),
    ]


async def test_a_reason_tag_counts_while_the_machine_stands_or_is_hampered(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("reason", (0, 18), (20, 17), (30, 0), (40, None, BAD), (50, "Door open"))
    await press.says("status", (10, 0), (11, 3), (12, 1), (13, 2), (14, 9), (15, 3))
    assert await states(press) == [
        (10, "operational", None, None),
        (11, "down", "Tool", "Tool broke"),
        (12, "warning", "Tool", "Held: Tool broke"),
        (13, "down", "Jam", "Tool broke"),  # the status value has a reason of its own
        (14, "no_data", None, 'value "9" is not in floor.tag_states'),
        (15, "down", "Tool", "Tool broke"),
        (20, "down", "Jam", None),
        (30, "down", None, None),
        (40, "down", None, None, "="),
        (50, "down", None, "Door open"),
    ]


async def test_both_tags_may_speak_at_one_instant(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("reason", (0, 17), (5, 18))
    await press.says("status", (0, 3), (5, 3))
    assert await states(press) == [
        (0, "down", "Jam", None),
        (5, "down", "Tool", "Tool broke"),
    ]


async def test_what_held_before_the_stretch_is_looked_up(
    connection: Connection, floor: Floor
) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("status", (0, 3), (5, 3), (20, 3))
    await press.says("reason", (1, 17), (20, 17))
    assert await states(press, 5, 20) == [
        (5, "down", "Jam", None, "="),
        (20, "down", "Jam", None, "="),
    ]
    assert await states(press, 6, 19) == []


async def test_a_reason_alone_says_nothing(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "reason")
    await press.says("reason", (0, 17), (10, 18))
    assert await states(press) == []
    other = await usual(connection, floor.ids[1], "reason")
    await other.says("reason", (0, 17))
    assert await states(other) == []


async def test_stretches_and_machines_do_not_mix(connection: Connection, floor: Floor) -> None:
    first = await usual(connection, floor.ids[0], "status")
    second = await usual(connection, floor.ids[1], "status")
    await first.says("status", (0, 0), (10, 2), (20, 2))
    await second.says("status", (0, 1), (10, 1))
    rows = await connection.fetch(
        "select * from historian.states_over($1, $2, $3) order by machine_id, at",
        [first.machine_id, first.machine_id, second.machine_id],
        [minute(0), minute(15), minute(5)],
        [minute(12), minute(25), minute(15)],
    )
    assert [
        (row["machine_id"], minutes(row["at"]), row["status"], row["is_first"], row["is_repeat"])
        for row in rows
    ] == [
        (first.machine_id, 0, "operational", True, False),
        (first.machine_id, 10, "down", False, False),
        (first.machine_id, 20, "down", True, True),
        (second.machine_id, 10, "warning", True, True),
    ]
