"""The change feed for scripts: a snapshot, then long polls from its cursor."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from database.connect import Connection
from tests.realtime.test_relay import DOWN, WARNING


async def test_a_snapshot_then_the_changes_since(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    snapshot = (await client.get("/api/snapshot")).json()
    assert snapshot["type"] == "snapshot"
    assert {row["machine_name"] for row in snapshot["topics"]["machines"]} == {"M1", "M2"}
    assert {row["line"] for row in snapshot["topics"]["config"]} == {"Engine", "Exterior"}

    waiting = asyncio.create_task(
        client.get("/api/changes", params={"cursor": snapshot["cursor"], "wait": 30})
    )
    await asyncio.sleep(0.2)
    await floor.execute(DOWN)
    change = (await waiting).json()
    assert change["type"] == "delta"
    assert change["prev"] == snapshot["cursor"]
    (row,) = change["topics"]["machines"]["upsert"]
    assert (row["machine_name"], row["status"]) == ("M1", "down")

    # asked again with the old cursor, it answers at once, and the same
    again = (await client.get("/api/changes", params={"cursor": snapshot["cursor"]})).json()
    assert again["topics"] == change["topics"]


async def test_nothing_changed_is_a_heartbeat(client: httpx.AsyncClient) -> None:
    cursor = (await client.get("/api/snapshot")).json()["cursor"]
    answer = (await client.get("/api/changes", params={"cursor": cursor, "wait": 0})).json()
    assert answer["type"] == "heartbeat"


async def test_filters(client: httpx.AsyncClient, floor: Connection) -> None:
    everything = (await client.get("/api/snapshot")).json()
    line = (await client.get("/api/snapshot?line=ENGINE&topics=machines,production")).json()
    assert [row["machine_name"] for row in line["topics"]["machines"]] == ["M1"]
    assert [row["machine_name"] for row in line["topics"]["production"]] == ["M1"]
    assert "config" not in line["topics"]
    await floor.execute(WARNING)  # M2, of the other line
    await floor.execute(DOWN)
    cursor = everything["cursor"]
    one = await client.get("/api/changes", params={"cursor": cursor, "machine": "m1"})
    while len(one.json()["topics"]["machines"]["upsert"]) == 0:
        one = await client.get("/api/changes", params={"cursor": cursor, "machine": "m1"})
    assert [row["machine_name"] for row in one.json()["topics"]["machines"]["upsert"]] == ["M1"]


async def test_a_cursor_of_another_life_is_answered_with_a_snapshot(
    client: httpx.AsyncClient,
) -> None:
    cursor = "00000000-0000-0000-0000-000000000000:1:1:"
    answer = (await client.get("/api/changes", params={"cursor": cursor})).json()
    assert answer["type"] == "snapshot"


@pytest.mark.parametrize(
    ("query", "field", "error", "hint"),
    [
        ("snapshot?topics=oe", "topics", "Topic 'oe' is unknown.", "Choose among machines, "),
        ("snapshot?line=Engin", "line", "The line 'Engin' is unknown.", "Did you mean Engine?"),
        ("snapshot?machine=X9", "machine", "The machine 'X9' is unknown.", "M1, M2"),
        ("changes?cursor=7", "cursor", "cursor='7' is not a cursor.", "GET /api/snapshot"),
        ("changes", "cursor", "cursor='' is not a cursor.", "GET /api/snapshot"),
        ("changes?wait=soon", "wait", "wait=soon is not a number of seconds.", "Give 0 to 60."),
        ("changes?wait=61", "wait", "wait=61 is not a number of seconds.", "Give 0 to 60."),
        ("changes?wait=nan", "wait", "wait=nan is not a number of seconds.", "Give 0 to 60."),
    ],
)
async def test_bad_input_is_told_with_the_choices(
    client: httpx.AsyncClient, query: str, field: str, error: str, hint: str
) -> None:
    answer = await client.get(f"/api/{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["error"] == error
    assert hint in answer.json()["hint"]
