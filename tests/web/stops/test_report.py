"""/stops and the section on a machine's page, as the server draws them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.people import add_person, session_of
from tests.web.stops.conftest import Stops, minutes


def given(text: str) -> list[dict[str, Any]]:
    """What the rows carry for the dialog."""
    return [json.loads(html.unescape(found)) for found in re.findall(r'data-given="([^"]*)"', text)]


async def test_the_page_lists_those_without_a_reason_first(stops: Stops) -> None:
    response = await stops.client.get("/stops?hours=72")
    assert response.status_code == 200
    rows = given(response.text)
    assert [minutes(row["started_at"]) for row in rows] == [10, 100, 30]
    assert response.text.index("no reason given") < response.text.index("Other stops")


async def test_the_list_alone_is_drawn_for_an_open_page(stops: Stops) -> None:
    response = await stops.client.get("/stops?hours=72&unexplained=1&fragment=1")
    assert "<html" not in response.text
    assert [minutes(row["started_at"]) for row in given(response.text)] == [10]


async def test_a_viewer_reads_but_presses_nothing(
    stops: Stops, floor: Connection, served: Any
) -> None:
    cookies = await session_of(floor, await add_person(floor, "Vera", "viewer"))
    async with httpx.AsyncClient(base_url=served.http, cookies=cookies, timeout=30) as client:
        text = (await client.get("/stops?hours=72")).text
        assert "no reason given" in text
        assert "data-given" not in text
        text = (await client.get(f"/machines/{stops.machine}?fragment=stops")).text
        assert "data-enter-count" not in text
        response = await client.post(
            "/api/production", json={"machine": stops.machine, "good_pcs": 1}
        )
        assert response.status_code == 403


async def test_a_person_sees_and_counts_on_their_lines_only(
    stops: Stops, floor: Connection, served: Any
) -> None:
    await floor.execute(
        "insert into floor.lines (plant_id, line_name)"
        " select plant_id, 'Elsewhere' from floor.plants limit 1 on conflict do nothing"
    )
    cookies = await session_of(floor, await add_person(floor, "Otto", "operator", line="Elsewhere"))
    async with httpx.AsyncClient(base_url=served.http, cookies=cookies, timeout=30) as client:
        assert given((await client.get("/stops?hours=72")).text) == []
        response = await client.post(
            "/api/production", json={"machine": stops.machine, "good_pcs": 1}
        )
        assert response.status_code in (400, 403), response.text
    assert await floor.fetchval("select count(*) from floor.production") == 0


async def test_who_counts_elsewhere_only_is_told_so(
    stops: Stops, floor: Connection, served: Any
) -> None:
    await floor.execute(
        "insert into floor.lines (plant_id, line_name)"
        " select plant_id, 'Elsewhere' from floor.plants limit 1 on conflict do nothing"
    )
    await add_person(floor, "Mia", "viewer")
    cookies = await session_of(floor, await add_person(floor, "Mia", "operator", line="Elsewhere"))
    async with httpx.AsyncClient(base_url=served.http, cookies=cookies, timeout=30) as client:
        response = await client.post(
            "/api/production", json={"machine": stops.machine, "good_pcs": 1}
        )
    assert response.status_code == 403, response.text
    assert "count.enter" in response.json()["error"]


async def test_what_people_typed_is_text(stops: Stops, floor: Connection) -> None:
    name = "\"'><script>alert(1)</script>"
    await floor.execute(
        "insert into floor.reasons (reason_name, loss_category) values ($1, 'breakdown')"
        " on conflict do nothing",
        name,
    )
    response = await stops.post("reason", 10, reason=name)
    assert response.status_code == 200, response.text
    text = (await stops.client.get("/stops?hours=72")).text
    assert "<script>alert" not in text
    assert name in [row["reason"] for row in given(text)]
    await stops.post("reason", 10, reason=None)
    await floor.execute("delete from floor.reasons where reason_name = $1", name)


@pytest.mark.parametrize("query", ["hours=5", "line=Nothing", "unexplained=perhaps"])
async def test_what_cannot_be_shown_is_explained(stops: Stops, query: str) -> None:
    response = await stops.client.get(f"/stops?{query}")
    assert response.status_code == 400
    assert "Choose" in response.text or "The lines are" in response.text or "Give" in response.text


async def test_the_section_of_a_machine(stops: Stops, floor: Connection) -> None:
    await floor.execute(
        "insert into floor.status_events (machine_id, at, status)"
        " values (floor.machine_id($1), now() - interval '20 minutes', 'down')",
        stops.machine,
    )
    response = await stops.client.get(f"/machines/{stops.machine}?fragment=stops")
    assert response.status_code == 200
    (*_, row) = [one for one in given(response.text) if one["ended_at"] is None]
    assert row["machine"] == stops.machine
    assert "data-enter-count" in response.text
