"""floor.metrics: what a monitoring system watches, one row per metric and set of labels."""

from __future__ import annotations

import json
import re

from database.connect import Connection
from database.queries import SQL
from tests.sql.support import Floor


async def values(connection: Connection, name: str) -> dict[tuple[str, ...], float]:
    """Values of a metric by the values of its labels, in the order of their names."""
    rows = await connection.fetch(
        "select labels, value from floor.metrics where metric_name = $1", name
    )
    labels = [sorted(json.loads(row["labels"]).items()) for row in rows]
    return {
        tuple(text for _, text in told): row["value"]
        for told, row in zip(labels, rows, strict=True)
    }


async def connect(connection: Connection, state: str | None = None) -> int:
    """A connection, perhaps with a state."""
    connection_id: int = await connection.fetchval(
        "insert into floor.connections (connection_name, protocol) values ('Press shop', 'opcua')"
        " returning connection_id"
    )
    if state is not None:
        await connection.execute(
            "insert into historian.connection_states (connection_id, state, seen_at,"
            " last_sample_at, samples, samples_per_s, attempts) values ($1, $2,"
            " clock_timestamp() - interval '5 s', clock_timestamp() - interval '1 h', 12, 3.5, 2)",
            connection_id,
            state,
        )
    return connection_id


async def test_without_ingesters_and_connections_there_is_nothing(connection: Connection) -> None:
    assert await connection.fetchval("select count(*) from floor.metrics") == 0


async def test_an_ingester_and_its_spool(connection: Connection) -> None:
    await connection.execute(
        "insert into historian.ingesters (ingester, started_at, seen_at, samples_stored,"
        " samples_per_s, spool_samples, spool_bytes, spool_limit_bytes, spool_oldest_at,"
        " dropped_samples, dead_letters) values ('main', now(),"
        " clock_timestamp() - interval '3 s', 100, 2.5, 7, 8, 9,"
        " clock_timestamp() - interval '60 s', 4, 5), ('far', now(), now(), 0, 0, 0, 0, 9, null,"
        " 0, 0)"
    )
    expected = {
        "ingester_samples_total": 100,
        "ingester_samples_per_second": 2.5,
        "ingester_dead_letters_total": 5,
        "spool_samples": 7,
        "spool_bytes": 8,
        "spool_limit_bytes": 9,
        "spool_dropped_samples_total": 4,
    }
    for name, value in expected.items():
        assert (await values(connection, f"floorcast_{name}"))["main",] == value, name
    age = (await values(connection, "floorcast_ingester_age_seconds"))["main",]
    assert 3 <= age < 60
    ages = await values(connection, "floorcast_spool_age_seconds")
    assert 60 <= ages["main",] < 120
    assert ages["far",] == 0


async def test_a_connection_is_in_one_state(connection: Connection) -> None:
    await connect(connection, "lost")
    states = await values(connection, "floorcast_connection_state")
    assert {key[2]: value for key, value in states.items()} == {
        "waiting": 0,
        "connecting": 0,
        "connected": 0,
        "lost": 1,
        "failed": 0,
        "disabled": 0,
    }
    assert {key[:2] for key in states} == {("Press shop", "opcua")}
    expected = {"samples_total": 12, "samples_per_second": 3.5, "attempts": 2, "tags": 0}
    for name, value in expected.items():
        found = await values(connection, f"floorcast_connection_{name}")
        assert list(found.values()) == [value], name
    [heard] = (await values(connection, "floorcast_connection_heard_age_seconds")).values()
    [sample] = (await values(connection, "floorcast_connection_sample_age_seconds")).values()
    assert 5 <= heard < 60
    assert 3600 <= sample < 3660


async def test_what_is_not_known_has_no_row(connection: Connection) -> None:
    await connect(connection)
    assert await values(connection, "floorcast_connection_sample_age_seconds") == {}
    states = await values(connection, "floorcast_connection_state")
    assert [key[2] for key, value in states.items() if value == 1] == ["waiting"]


async def test_tags_and_those_refused(connection: Connection, floor: Floor) -> None:
    connection_id = await connect(connection)
    await connection.execute(
        "insert into floor.tags (connection_id, address, tag_name)"
        " values ($1, 'a', 'A'), ($1, 'b', 'B')",
        connection_id,
    )
    await connection.execute(
        "insert into historian.tag_problems (tag_id, problem)"
        " select tag_id, 'Unknown.' from floor.tags where address = 'a'"
    )
    assert list((await values(connection, "floorcast_connection_tags")).values()) == [2]
    assert list((await values(connection, "floorcast_connection_refused_tags")).values()) == [1]


async def test_dead_letters_by_source(connection: Connection) -> None:
    await connection.execute(
        "insert into historian.dead_letters (source, reason)"
        " values ('main', 'x'), ('main', 'y'), ('far', 'x')"
    )
    assert await values(connection, "floorcast_dead_letters") == {("main",): 2, ("far",): 1}


async def test_every_metric_is_described(connection: Connection) -> None:
    """A name without a description would be left out."""
    await connect(connection, "connected")
    await connection.execute(
        "insert into historian.ingesters (ingester, started_at) values ('main', now());"
        "insert into historian.dead_letters (source, reason) values ('main', 'x')"
    )
    text = (SQL / "views" / "floor" / "metrics.sql").read_text(encoding="utf-8")
    named = set(re.findall(r"'(floorcast_\w+)'", text))
    rows = await connection.fetch("select * from floor.metrics")
    assert {row["metric_name"] for row in rows} == named
    for row in rows:
        assert row["metric_type"] == (
            "counter" if row["metric_name"].endswith("_total") else "gauge"
        )
        assert row["help"].endswith(".")
