"""What the API tells from the memory of the server: the live state, and how the feed does."""

from __future__ import annotations

import asyncio
import csv
import io

import httpx
import pytest
from websockets.asyncio.client import connect

from auth import SEE, Identity
from database.connect import Connection
from realtime.frames import TOPICS, Subscription
from realtime.state import LiveState
from tests.realtime.running import RunningServer
from tests.realtime.test_relay import DOWN, WARNING
from web.api.live import live_rows
from web.api.models import LiveMachine, LiveMachines, WebsocketStatus
from web.seen import SeenState

SHIFT = """
insert into floor.shifts (line_id, business_date, shift_name, during, origin)
values (1, (now() at time zone 'UTC')::date, 'E',
        tstzrange(now() - interval '1 hour', now() + interval '7 hours'), 'test')
"""


async def live(client: httpx.AsyncClient, query: str = "") -> dict[str, dict[str, object]]:
    """The machines by name."""
    answer = await client.get(f"/api/machines/live{query}")
    assert answer.headers["cache-control"] == "no-store"
    LiveMachines.model_validate_json(answer.content)
    return {row["machine"]: row for row in answer.json()["machines"]}


async def test_state_and_oee_of_each_machine(client: httpx.AsyncClient, floor: Connection) -> None:
    await floor.execute(SHIFT)
    await floor.execute(DOWN)
    await floor.execute("select floor.refresh_oee()")
    machines = await live(client)
    while machines["M1"]["status"] != "down" or machines["M1"]["shift_name"] is None:
        await asyncio.sleep(0.02)
        machines = await live(client)
    assert list(machines) == ["M1", "M2"]
    assert machines["M1"]["line"] == "Engine"
    assert machines["M1"]["target_oee_ratio"] == 0.85
    assert machines["M2"]["shift_name"] is None
    assert machines["M2"]["oee_ratio"] is None


async def test_filters(client: httpx.AsyncClient) -> None:
    assert list(await live(client, "?line=ENGINE")) == ["M1"]
    assert list(await live(client, "?machine=m2")) == ["M2"]
    assert list(await live(client, "?machine=m2&line=engine")) == []


async def test_as_csv(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/machines/live?format=csv&line=Engine")
    (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert list(row) == list(LiveMachine.model_fields)
    assert row["machine"] == "M1"


@pytest.mark.parametrize(
    ("query", "field", "hint"),
    [
        ("machines/live?line=Engin", "line", "Did you mean Engine?"),
        ("machines/live?machine=M9", "machine", "Did you mean M"),
        ("machines/live?days=7", "days", "line, machine, format"),
        ("machines/live?format=xls", "format", "json or csv"),
        ("websocket/status?x=1", "x", "The parameters are"),
    ],
)
async def test_bad_input_is_told_with_the_choices(
    client: httpx.AsyncClient, query: str, field: str, hint: str
) -> None:
    answer = await client.get(f"/api/{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert hint in answer.json()["hint"]


async def test_the_status_of_the_feed(
    client: httpx.AsyncClient, served: RunningServer, floor: Connection
) -> None:
    before = WebsocketStatus.model_validate_json(
        (await client.get("/api/websocket/status")).content
    )
    assert before.is_following
    assert before.problem is None
    assert before.cursor is not None
    assert before.epoch == before.cursor.partition(":")[0]
    assert [topic.topic for topic in before.topics] == list(TOPICS)
    assert before.topics[0].rows == 2
    assert before.last_drain_age_s is not None
    assert before.last_drain_age_s < 30

    async with connect(served.ws) as socket:
        await socket.recv()
        await floor.execute(WARNING)
        await socket.recv()
        now = WebsocketStatus.model_validate_json(
            (await client.get("/api/websocket/status")).content
        )
        assert now.connected_clients == before.connected_clients + 1
        assert now.frames_sent > before.frames_sent
    after = now
    while after.connected_clients > before.connected_clients:
        await asyncio.sleep(0.02)
        answer = await client.get("/api/websocket/status")
        after = WebsocketStatus.model_validate_json(answer.content)


def test_before_the_first_reading_there_is_nothing() -> None:
    who = Identity(1, "ana@plant.test", "Ana", None, ("viewer",), {SEE: None})
    assert live_rows(SeenState(LiveState(), who), Subscription()) == []
