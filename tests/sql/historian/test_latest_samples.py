"""historian.latest_samples: what each tag said last."""

from __future__ import annotations

import json
from typing import Any

from database.connect import Connection
from tests.sql.historian.states import NO_COMMUNICATION, UNCERTAIN, machine, minute
from tests.sql.support import Floor, first_row


async def test_the_newest_sample_is_shown_as_it_came_and_scaled(
    connection: Connection, floor: Floor
) -> None:
    press = await machine(connection, floor.ids[0], "value", scale=0.1, shift_by=-40)
    await press.says("value", (5, 600, UNCERTAIN), (0, 100))
    row = await first_row(connection, "select * from historian.latest_samples")
    assert dict(row) == {
        "tag_id": press.tags["value"],
        "at": minute(5),
        "server_at": None,
        "value": 600,
        "text_value": None,
        "quality": UNCERTAIN,
        "severity": 1,
        "scaled_value": 20,
    }


async def test_a_counter_is_scaled_without_a_shift(connection: Connection, floor: Floor) -> None:
    press = await machine(connection, floor.ids[0], "good", scale=4, shift_by=100)
    await press.says("good", (0, 25))
    assert await connection.fetchval("select scaled_value from historian.latest_samples") == 100


async def test_text_and_bad_samples_have_no_scaled_value(
    connection: Connection, floor: Floor
) -> None:
    press = await machine(connection, floor.ids[0], "value", "status", "good")
    await press.says("value", (0, "Cut"))
    await press.says("status", (0, 5), (1, None, NO_COMMUNICATION))
    rows = await connection.fetch(
        "select text_value, severity, scaled_value from historian.latest_samples order by tag_id"
    )
    assert [tuple(row) for row in rows] == [("Cut", 0, None), (None, 2, None)]


async def test_only_what_is_asked_for_is_looked_up(connection: Connection, floor: Floor) -> None:
    """One tag among many costs one look, in the newest partition that has it."""
    press = await machine(connection, floor.ids[0], "value")
    await connection.execute(
        "insert into floor.tags (connection_id, address, tag_name)"
        " select connection_id, 'a' || n, 'A' from floor.connections, generate_series(1, 300) n"
    )
    await connection.execute(
        "insert into historian.samples (tag_id, at, value)"
        " select tag_id, $1::timestamptz - n * interval '1 minute', n"
        " from floor.tags, generate_series(0, 30) n",
        minute(0),
    )
    await connection.execute("analyze floor.tags, historian.samples")
    plan = await connection.fetchval(
        "explain (analyze, format json, timing off) select * from historian.latest_samples"
        f" where tag_id = {press.tags['value']}"
    )
    scans = [node for node in nodes(json.loads(plan)[0]["Plan"]) if node.get("Actual Loops")]
    assert max(node["Actual Rows"] * node["Actual Loops"] for node in scans) == 1


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """All nodes of a plan."""
    return [plan, *(node for child in plan.get("Plans", ()) for node in nodes(child))]
