"""The change feed tells a person what they may see, and not a key more."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from database.connect import Connection
from tests.realtime.running import RunningServer
from tests.rights.floor import make

ALL = "machines,config,production,oee,work_orders,stops"
SET = "update machine_feed_stream set status = '{}' where machine_name = '{}'"
Cookies = dict[str, dict[str, str]]


def dial(served: RunningServer, cookies: Cookies, name: str, query: str) -> connect:
    """A socket of somebody."""
    ((key, value),) = cookies[name].items()
    return connect(f"{served.ws}?{query}", additional_headers={"Cookie": f"{key}={value}"})


async def frame(socket: ClientConnection, kind: str = "delta") -> dict[str, Any]:
    """The next frame of that kind."""
    while True:
        found: dict[str, Any] = json.loads(await socket.recv())
        if found["type"] == kind:
            return found


def lines_of(found: dict[str, Any]) -> set[str | None]:
    """The lines its rows are about."""
    topics = found["topics"].values()
    rows = [row for told in topics for row in (told if isinstance(told, list) else told["upsert"])]
    return {row.get("line") for row in rows}


async def test_a_snapshot_has_their_lines(
    served: RunningServer, cookies: Cookies, floor: Connection
) -> None:
    await make(floor, "order", "Leak of the snapshot")
    async with dial(served, cookies, "Elsewhere", f"topics={ALL}") as socket:
        assert lines_of(await frame(socket, "snapshot")) == {"Exterior"}
    async with dial(served, cookies, "Engineer", f"topics={ALL}") as socket:
        assert lines_of(await frame(socket, "snapshot")) == {"Engine", "Exterior"}


async def test_a_change_elsewhere_is_not_told(
    served: RunningServer, cookies: Cookies, floor: Connection
) -> None:
    async with dial(served, cookies, "Elsewhere", f"topics={ALL}") as socket:
        await frame(socket, "snapshot")
        await make(floor, "order", "Leak nobody there hears of")
        await floor.execute(SET.format("down", "M1"))
        await floor.execute(SET.format("warning", "M2"))
        told = await frame(socket)
    assert lines_of(told) == {"Exterior"}
    assert "M1" not in json.dumps(told)


async def test_a_machine_that_leaves_their_lines_is_gone(
    served: RunningServer, cookies: Cookies, floor: Connection
) -> None:
    move = "update floor.machines set line_id = $1 where machine_name = 'M2'"
    async with dial(served, cookies, "Elsewhere", "topics=machines") as socket:
        await frame(socket, "snapshot")
        await floor.execute(move, 1)
        try:
            told = (await frame(socket))["topics"]["machines"]
        finally:
            await floor.execute(move, 2)
        assert told == {"upsert": [], "delete": ["M2"]}
        assert [
            row["machine_name"] for row in (await frame(socket))["topics"]["machines"]["upsert"]
        ] == ["M2"]


async def test_an_old_cursor_opens_no_other_line(
    served: RunningServer,
    cookies: Cookies,
    browsers: dict[str, httpx.AsyncClient],
    floor: Connection,
) -> None:
    cursor = (await browsers["Engineer"].get("/api/snapshot")).json()["cursor"]
    await floor.execute(SET.format("no_data", "M1"))
    answer = await browsers["Elsewhere"].get(
        "/api/changes", params={"cursor": cursor, "wait": 0, "topics": ALL}
    )
    assert answer.status_code == 200
    assert "M1" not in answer.text
    async with dial(served, cookies, "Elsewhere", f"topics={ALL}&cursor={cursor}") as socket:
        assert "M1" not in str(await socket.recv())


@pytest.mark.parametrize("name", ["Nobody", "Viewer", "Operator"])
async def test_connections_take_a_right_of_their_own(
    served: RunningServer, cookies: Cookies, name: str
) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with dial(served, cookies, name, "topics=connections"):
            pass
    assert caught.value.response.status_code == 403


async def test_a_line_that_is_not_seen_is_unknown(
    served: RunningServer, cookies: Cookies, browsers: dict[str, httpx.AsyncClient]
) -> None:
    told = []
    for line in ("Engine", "Engina"):
        answer = await browsers["Elsewhere"].get("/api/snapshot", params={"line": line})
        assert answer.status_code == 400
        told.append(answer.json()["hint"])
        with pytest.raises(InvalidStatus) as caught:
            async with dial(served, cookies, "Elsewhere", f"line={line}"):
                pass
        assert caught.value.response.status_code == 400
    assert told == ["Did you mean Exterior?"] * 2


async def test_only_connections_belong_to_no_line(floor: Connection) -> None:
    """Rows without a line are told to all who see their topic."""
    await make(floor, "connection", "Press shop")
    topics = await floor.fetch("select distinct topic from relay.live_rows where line is null")
    assert [row["topic"] for row in topics] == ["connections"]


async def test_counts_of_rows_are_of_what_is_seen(
    browsers: dict[str, httpx.AsyncClient],
) -> None:
    told = (await browsers["Elsewhere"].get("/api/websocket/status")).json()["topics"]
    assert {row["topic"]: row["rows"] for row in told}["machines"] == 1
