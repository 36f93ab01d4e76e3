"""Topics tags and connections: whatever their rows show is noted when it changes."""

from __future__ import annotations

import itertools

import pytest

from database.connect import Connection
from tests.sql.historian.counters import add_connection
from tests.sql.historian.states import usual
from tests.sql.support import Floor, forget_changes, noted_keys

CHANGES = [
    "insert into historian.samples (tag_id, at, value)"
    " select tag_id, now(), 2 from floor.tags where role = 'value'",
    "update historian.samples set quality = 1073741824",
    "delete from historian.samples",
    "truncate historian.samples",
    "update floor.tags set tag_name = tag_name || 'x'",
    "update floor.tags set is_enabled = false where role = 'value'",
    "update floor.tags set machine_id = (select max(machine_id) from floor.machines)"
    " where role = 'value'",
    "delete from floor.tags where role = 'value'",
    "insert into floor.tags (connection_id, address, tag_name, machine_id)"
    " select connection_id, 'new', 'New', machine_id from floor.connections, floor.machines",
    "update floor.tag_states set label = 'another'",
    "delete from floor.tag_states",
    "update floor.connections set connection_name = connection_name || 'x'",
    "update floor.connections set is_enabled = false",
    "update floor.connections set ingester = 'other'",
    "delete from floor.connections where connection_name = 'Press shop'",
    "insert into floor.connections (connection_name, protocol) values ('New', 'mqtt')",
    "truncate floor.connections cascade",
    "update historian.ingesters set seen_at = now() + interval '1 s'",
    "update historian.ingesters set ingester = 'renamed'",
    "delete from historian.ingesters",
    "truncate historian.ingesters",
    "update historian.connection_states set samples = 9",
    "delete from historian.connection_states",
    "update historian.connectors set title = 'OPC Unified Architecture'",
    "delete from historian.connectors",
    "delete from historian.tag_problems",
    "update floor.machines set machine_name = machine_name || 'x'",
    "update floor.machines set retired_at = now() where machine_name = 'Press_1'",
    "update floor.lines set line_name = 'Motor'",
]


@pytest.mark.parametrize("statement", CHANGES)
async def test_what_screens_show_of_tags_and_connections_is_noted(
    connection: Connection, floor: Floor, statement: str
) -> None:
    press = await usual(connection, floor.ids[0], "status", "value")
    await press.says("status", (0, 1))
    await press.says("value", (0, 1))
    await add_connection(connection, "Paint shop", ingester="hall 2")
    await connection.execute(
        "insert into historian.connectors (protocol, title, description, config_schema, can_browse)"
        " values ('opcua', 'OPC UA', '', '{}', true);"
        "insert into historian.ingesters (ingester, started_at) values ('main', now());"
        "insert into historian.connection_states (connection_id)"
        " select connection_id from floor.connections;"
        "insert into historian.tag_problems (tag_id, problem) select tag_id, 'x' from floor.tags"
    )
    before = await live_rows(connection)
    await forget_changes(connection)
    await connection.execute(statement)
    noted = await noted_keys(connection)
    after = await live_rows(connection)
    changed = {key for key in itertools.chain(before, after) if before.get(key) != after.get(key)}
    assert changed, "a statement that changes nothing would prove nothing"
    assert changed <= noted


async def live_rows(connection: Connection) -> dict[tuple[str, str], str]:
    """What screens show of tags and connections, by topic and key."""
    rows = await connection.fetch(
        "select topic, key, row_json from relay.live_rows where topic in ('tags', 'connections')"
    )
    return {(row["topic"], row["key"]): row["row_json"] for row in rows}


async def test_only_connections_of_the_ingester_are_noted(
    connection: Connection, floor: Floor
) -> None:
    await add_connection(connection)
    await add_connection(connection, "Paint shop", ingester="hall 2")
    await forget_changes(connection)
    await connection.execute(
        "insert into historian.ingesters (ingester, started_at) values ('hall 2', now())"
    )
    assert await noted_keys(connection) == {("connections", "Paint shop")}


async def test_machines_without_tags_are_not_noted_under_tags(
    connection: Connection, floor: Floor
) -> None:
    await forget_changes(connection)
    await connection.execute("update floor.machines set map_y = 9")
    await connection.execute("update floor.lines set sort_order = 9")
    assert "tags" not in {topic for topic, _ in await noted_keys(connection)}
