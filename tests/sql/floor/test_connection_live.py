"""floor.connection_live: how a connection fares."""

from __future__ import annotations

from database.connect import Connection
from tests.sql.historian.counters import add_connection, add_tag
from tests.sql.historian.states import minute
from tests.sql.support import first_row

ROW = "select * from floor.connection_live"


async def test_a_connection_nobody_took_up_waits(connection: Connection) -> None:
    connection_id = await add_connection(connection)
    assert dict(await first_row(connection, ROW)) == {
        "connection_id": connection_id,
        "connection_name": "Press shop",
        "protocol": "opcua",
        "title": "opcua",
        "is_enabled": True,
        "state": "waiting",
        **dict.fromkeys(("since_at", "seen_at", "last_sample_at")),
        **dict.fromkeys(("samples_per_s", "samples", "attempts"), 0),
        "problem": "",
        "hint": "",
        "details": "{}",
        "tags": 0,
        "refused_tags": 0,
        "ingester": "main",
        **dict.fromkeys(
            (
                "ingester_seen_at",
                "spool_samples",
                "spool_bytes",
                "spool_limit_bytes",
                "spool_oldest_at",
                "dropped_samples",
                "dead_letters",
                "ingester_problem",
            )
        ),
    }


async def test_it_shows_what_its_ingester_reports(connection: Connection) -> None:
    connection_id = await add_connection(connection, ingester="hall 2")
    tags = [
        await add_tag(connection, "value", None, address=address) for address in ("a", "b", "c")
    ]
    await connection.execute(
        "insert into historian.connectors (protocol, title, description, config_schema, can_browse)"
        " values ('opcua', 'OPC UA', '', '{}', true);"
        "insert into historian.ingesters (ingester, started_at, seen_at, spool_samples, problem)"
        " values ('hall 2', now(), now(), 70, 'disk full'), ('main', now(), now(), 1, '')"
    )
    await connection.execute(
        "insert into historian.connection_states"
        " (connection_id, state, since_at, problem, details, samples)"
        " values ($1, 'lost', $2, 'no route', '{\"security\": \"none\"}', 12)",
        connection_id,
        minute(0),
    )
    await connection.execute(
        "insert into historian.tag_problems (tag_id, problem) values ($1, 'no such node')",
        tags[0].tag_id,
    )
    row = await first_row(connection, ROW)
    assert (row["title"], row["state"], row["since_at"]) == ("OPC UA", "lost", minute(0))
    assert (row["problem"], row["details"], row["samples"]) == (
        "no route",
        '{"security": "none"}',
        12,
    )
    assert (row["tags"], row["refused_tags"]) == (3, 1)
    assert (row["ingester"], row["spool_samples"], row["ingester_problem"]) == (
        "hall 2",
        70,
        "disk full",
    )


async def test_what_is_disabled_is_disabled_at_once(connection: Connection) -> None:
    """Whether its ingester took notice already or not."""
    connection_id = await add_connection(connection)
    await connection.execute(
        "insert into historian.connection_states (connection_id, state) values ($1, 'connected')",
        connection_id,
    )
    state = "select state from floor.connection_live"
    await connection.execute("update floor.connections set is_enabled = false")
    assert await connection.fetchval(state) == "disabled"
    await connection.execute("update historian.connection_states set state = 'disabled'")
    await connection.execute("update floor.connections set is_enabled = true")
    assert await connection.fetchval(state) == "waiting"
