"""floor.machine_tags: what the tags of a machine say now."""

from __future__ import annotations

import json
from typing import Any

from database.connect import Connection
from tests.sql.historian.counters import add_tag
from tests.sql.historian.states import NO_COMMUNICATION, machine, minute, usual
from tests.sql.support import Floor, stand


async def shown(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Tags by machine."""
    rows = await connection.fetch("select machine_name, tags from floor.machine_tags")
    return {row["machine_name"]: json.loads(row["tags"]) for row in rows}


async def test_a_tag_shows_its_newest_value(connection: Connection, floor: Floor) -> None:
    press = await machine(
        connection, floor.ids[0], "value", tag_name="Oil", unit="°C", scale=0.1, shift_by=-40
    )
    await press.says("value", (0, 500), (5, 600))
    row = await connection.fetchrow("select machine_name, line from floor.machine_tags")
    assert row is not None
    assert tuple(row) == ("Press_1", "Engine")
    assert await shown(connection) == {
        "Press_1": [
            {
                "tag_id": press.tags["value"],
                "tag_name": "Oil",
                "role": "value",
                "unit": "°C",
                "value": 20,
                "text": None,
                "label": None,
                "at": minute(5).isoformat(),
                "quality": 0,
                "is_good": True,
                "connection_name": "Press shop",
            }
        ]
    }


async def test_a_tag_that_never_spoke_is_shown_without_a_value(
    connection: Connection, floor: Floor
) -> None:
    await machine(connection, floor.ids[0], "value")
    (tag,) = (await shown(connection))["Press_1"]
    assert [tag[name] for name in ("value", "text", "label", "at", "quality", "is_good")] == (
        [None] * 6
    )


async def test_values_with_a_meaning_have_a_label(connection: Connection, floor: Floor) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.means("value", "1", label="of a plain value it is not looked for")
    await press.says("value", (0, 1))
    for value, label in ((1, "Held"), (9, None), ("1", "Held")):
        await connection.execute("delete from historian.samples where value is distinct from 7")
        await press.says("status", (0, value))
        assert (await shown(connection))["Press_1"][0]["label"] == label
    await press.means("status", "*", status="down", label="Anything")
    await press.says("status", (1, 9))
    assert (await shown(connection))["Press_1"][0]["label"] == "Anything"
    await press.says("status", (2, None, NO_COMMUNICATION))
    tag = (await shown(connection))["Press_1"][0]
    assert (tag["label"], tag["quality"], tag["is_good"]) == (None, NO_COMMUNICATION, False)


async def test_status_comes_first_and_plain_values_last(
    connection: Connection, floor: Floor
) -> None:
    for role, name in (
        ("value", "B"), ("value", "A"), ("scrap", "S"), ("good", "G"), ("total", "T"),
        ("product", "P"), ("status", "Z"), ("reason", "R"),
    ):  # fmt: skip
        await add_tag(connection, role, floor.ids[0], tag_name=name, address=name)
    tags = (await shown(connection))["Press_1"]
    assert [tag["tag_name"] for tag in tags] == ["Z", "R", "P", "G", "S", "T", "A", "B"]


async def test_machines_out_of_use_and_disabled_tags_are_not_shown(
    connection: Connection,
) -> None:
    floor = await stand(connection, machines=["Old", "New", "Bare"])
    for key in floor.ids[:2]:
        await machine(connection, key, "value", "status")
    await connection.execute(
        "update floor.machines set retired_at = now() where machine_name = 'Old'"
    )
    await connection.execute("update floor.tags set is_enabled = false where role = 'value'")
    tags = await shown(connection)
    assert {name: [tag["role"] for tag in of] for name, of in tags.items()} == {"New": ["status"]}
    await connection.execute("update floor.tags set is_enabled = false")
    assert await shown(connection) == {}
