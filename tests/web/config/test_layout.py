"""/api/layout: where machines stand, changed by programs; bad changes refused whole."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from database.connect import Connection

KEYS = ("machine_id", "short_name", "line_id", "map_x", "map_y", "map_width", "map_height")


async def layout(client: httpx.AsyncClient) -> dict[str, Any]:
    """What stands where."""
    answer = await client.get("/api/layout")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def place(machine: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A machine as it stands, but for the changes."""
    return {key: machine[key] for key in KEYS} | changes


async def test_a_change_is_saved_and_answered_with_what_stands_now(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    before = await layout(client)
    one = before["machines"][0]
    line = {"line_id": before["lines"][0]["line_id"], "line_name": "Renamed"}
    change = {
        "revision": before["revision"],
        "machines": [place(one, map_x=40, map_y=30)],
        "lines": [line],
    }
    answer = await client.put("/api/layout", json=change)
    assert answer.status_code == 200
    assert answer.json() == await layout(client)
    assert answer.json()["revision"] != before["revision"]
    row = await floor.fetchrow(
        "select map_x, map_y from floor.machines where machine_id = $1", one["machine_id"]
    )
    assert row is not None
    assert tuple(row) == (40, 30)
    assert answer.json()["lines"][0]["line_name"] == "Renamed"
    again = await client.put("/api/layout", json=change)
    assert again.status_code == 409
    assert again.json()["field"] == "revision"


@pytest.mark.parametrize(
    ("change", "status", "field", "words"),
    [
        ({"map_x": -1}, 400, "map_x", "map_x=-1"),
        ({"map_width": 0}, 400, "map_width", "map_width=0"),
        ({"short_name": "TOOLONG"}, 400, "short_name", "TOOLONG"),
        ({"line_id": 999_999}, 404, "line_id", "no line 999999"),
        ({"machine_id": 999_999}, 404, "machine_id", "no machine 999999"),
        ({"color": "red"}, 400, "color", "no field 'color'"),
    ],
)
async def test_a_bad_change_names_the_value(
    client: httpx.AsyncClient, change: dict[str, Any], status: int, field: str, words: str
) -> None:
    before = await layout(client)
    wrong = place(before["machines"][0], **change)
    answer = await client.put(
        "/api/layout", json={"revision": before["revision"], "machines": [wrong]}
    )
    assert answer.status_code == status, answer.text
    assert answer.json()["field"] == field
    assert words in answer.json()["error"]
    assert answer.json()["hint"]
    assert await layout(client) == before


async def test_tiles_do_not_cover_one_another(client: httpx.AsyncClient) -> None:
    before = await layout(client)
    one, other = before["machines"][:2]
    wrong = place(one, map_x=other["map_x"] + 1, map_y=other["map_y"])
    answer = await client.put(
        "/api/layout", json={"revision": before["revision"], "machines": [wrong]}
    )
    assert answer.status_code == 400
    assert other["machine_name"] in answer.json()["error"]
    assert await layout(client) == before


async def test_short_names_are_told_apart(client: httpx.AsyncClient) -> None:
    before = await layout(client)
    one, other = before["machines"][:2]
    wrong = place(one, short_name=other["short_name"].lower())
    answer = await client.put(
        "/api/layout", json={"revision": before["revision"], "machines": [wrong]}
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == "short_name"


async def test_lines_are_told_apart(client: httpx.AsyncClient, floor: Connection) -> None:
    await floor.execute(
        "insert into floor.lines (plant_id, line_name)"
        " select plant_id, 'Taken' from floor.plants limit 1"
    )
    before = await layout(client)
    line = {"line_id": before["lines"][0]["line_id"], "line_name": "taken"}
    answer = await client.put("/api/layout", json={"revision": before["revision"], "lines": [line]})
    assert answer.status_code == 409
    assert answer.json()["field"] == "line_name"


async def test_a_machine_stays_in_its_plant(client: httpx.AsyncClient, floor: Connection) -> None:
    line_id = await floor.fetchval(
        "with plant as (insert into floor.plants (plant_name, time_zone)"
        " values ('South', 'UTC') returning plant_id)"
        " insert into floor.lines (plant_id, line_name)"
        " select plant_id, 'Far' from plant returning line_id"
    )
    before = await layout(client)
    answer = await client.put(
        "/api/layout",
        json={
            "revision": before["revision"],
            "machines": [place(before["machines"][0], line_id=line_id)],
        },
    )
    assert answer.status_code == 400
    assert "another plant" in answer.json()["error"]
