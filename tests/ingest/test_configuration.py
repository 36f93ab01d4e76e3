"""What an ingester reads of the rows that say what to fetch, and reports it writes about them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from database.connect import Connection
from ingest.configuration import newest_samples, read
from ingest.contract import Sample, Tag
from ingest.reports import Report, to_json, write_connections
from tests.ingest.scripted import START

ADD = (
    "insert into floor.connections (connection_name, protocol, config, ingester)"
    " values ($1, 'replay', '{\"path\": \"a.csv\"}', $2) returning connection_id"
)


@pytest.fixture
async def press(connection: Connection) -> int:
    """A connection of ingester main."""
    connection_id: int = await connection.fetchval(ADD, "Press", "main")
    return connection_id


async def add_tag(
    connection: Connection, connection_id: int, address: str, **columns: object
) -> int:
    """A tag of that address: its key."""
    names = "".join(f", {name}" for name in columns)
    places = "".join(f", ${number}" for number in range(3, 3 + len(columns)))
    tag_id: int = await connection.fetchval(
        f"insert into floor.tags (connection_id, address, tag_name{names})"
        f" values ($1, $2, upper($2){places}) returning tag_id",
        connection_id,
        address,
        *columns.values(),
    )
    return tag_id


async def test_a_connection_with_secrets_and_tags(connection: Connection, press: int) -> None:
    a = await add_tag(connection, press, "a", deadband=0.5)
    b = await add_tag(connection, press, "b", is_enabled=False)
    await connection.execute(
        "insert into floor.connection_secrets values ($1, 'password', 'hunter2')", press
    )
    (wanted,) = (await read(connection, "main", [])).values()
    assert (wanted.connection_id, wanted.connection_name) == (press, "Press")
    assert (wanted.protocol, wanted.config) == ("replay", {"path": "a.csv"})
    assert wanted.secrets == {"password": "hunter2"}
    assert "hunter2" not in repr(wanted)
    assert wanted.is_to_run
    assert wanted.tags == (Tag(a, "a", "A", 0.5),)
    assert wanted.idle_tag_ids == {b}
    assert wanted.seen_at is None


async def test_only_our_own_connections_and_those_that_moved_away(
    connection: Connection, press: int
) -> None:
    await connection.fetchval(ADD, "Saw", "paint")
    moved = await connection.fetchval(ADD, "Lathe", "paint")
    wanted = await read(connection, "main", [press, moved, 4711])
    assert {key: one.is_to_run for key, one in wanted.items()} == {press: True, moved: False}
    assert await read(connection, "nobody", []) == {}


async def test_the_newest_samples_as_they_came(connection: Connection, press: int) -> None:
    a, b, c = [await add_tag(connection, press, address, scale=10.0) for address in "abc"]
    now = await connection.fetchval("select now()")
    earlier = now - timedelta(minutes=5)
    await connection.executemany(
        "insert into historian.samples (tag_id, at, value, text_value, quality)"
        " values ($1, $2, $3, $4, $5)",
        [(a, earlier, 1.0, None, 0), (a, now, 2.0, None, 1), (b, earlier, None, "x", 0)],
    )
    found = await newest_samples(connection, [a, b, c])
    assert sorted(found) == [
        Sample(a, now, 2.0, None, 1),
        Sample(b, earlier, None, "x", 0),
    ]


async def test_reports_are_rows_and_those_of_deleted_connections_are_left_out(
    connection: Connection, press: int
) -> None:
    report = Report(press, seen_at=START, details={"a": "\0b"})
    report.turn("connected")
    await write_connections(connection, [report, Report(press + 1)], 100.0)
    report.turn("lost", "The cable is out.", "Put it in.")
    report.samples, report.attempts, report.seen_at = 10, 2, None
    report.last_sample_at = START
    await write_connections(connection, [report], 110.0)
    row = await connection.fetchrow("select * from historian.connection_states")
    assert row is not None
    assert (row["connection_id"], row["state"]) == (press, "lost")
    assert (row["problem"], row["hint"]) == ("The cable is out.", "Put it in.")
    assert (row["since_at"], row["last_sample_at"]) == (report.since_at, START)
    assert row["seen_at"] == START  # what is not known leaves what was
    assert (row["samples"], row["attempts"]) == (10, 2)
    assert 0.5 < row["samples_per_s"] <= 1
    assert json.loads(row["details"]) == {"a": "\ufffdb"}
    report.last_sample_at = None
    await write_connections(connection, [report], 111.0)
    again = await connection.fetchrow("select * from historian.connection_states")
    assert again is not None
    assert again["last_sample_at"] == START


async def test_refused_tags_are_replaced_for_those_connections_that_tell_them(
    connection: Connection, press: int
) -> None:
    other = await connection.fetchval(ADD, "Saw", "main")
    a, b = [await add_tag(connection, press, address) for address in "ab"]
    c = await add_tag(connection, other, "c")

    async def problems() -> dict[int, str]:
        rows = await connection.fetch("select tag_id, problem from historian.tag_problems")
        return {row["tag_id"]: row["problem"] for row in rows}

    one, two = Report(press), Report(other)
    one.refused, one.are_refusals_told = {a: ("no a", ""), b: ("no b", "Browse.")}, False
    two.refused, two.are_refusals_told = {c: ("no c", ""), 4711: ("never was", "")}, False
    await write_connections(connection, [one, two], 1.0)
    assert await problems() == {a: "no a", b: "no b", c: "no c"}
    assert one.are_refusals_told
    since = "select since_at from historian.tag_problems where tag_id = $1"
    since_at = await connection.fetchval(since, b)

    one.refused, one.are_refusals_told = {b: ("no b", "Browse.")}, False
    two.refused = {}  # not told anew
    await write_connections(connection, [one, two], 2.0)
    assert await problems() == {b: "no b", c: "no c"}
    assert await connection.fetchval(since, b) == since_at


@pytest.mark.parametrize("text", ["a\0b", "a\\u0000b", "\\\0", "\0\0", 'say "ä"'])
def test_json_holds_what_the_database_can(text: str) -> None:
    assert json.loads(to_json({"text": text})) == {"text": text.replace("\0", "\ufffd")}
