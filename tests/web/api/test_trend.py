"""/api/tags/{id}/trend: the course of a tag for a drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from database.connect import Connection

HOUR_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
async def tag(floor: Connection) -> int:
    """A temperature with two values."""
    tag_id = await floor.fetchval(
        "with plc as (insert into floor.connections (connection_name, protocol)"
        " values (gen_random_uuid()::text, 'opcua') returning connection_id)"
        " insert into floor.tags (connection_id, address, tag_name, unit, machine_id)"
        " select connection_id, 'a', 'Temperature', '°C', (select min(machine_id)"
        " from floor.machines) from plc returning tag_id"
    )
    await floor.executemany(
        "insert into historian.samples (tag_id, at, value) values ($1, $2, $3)",
        [(tag_id, HOUR_AGO, 20.5), (tag_id, HOUR_AGO + timedelta(minutes=1), 21)],
    )
    return int(tag_id)


async def test_the_points_of_a_period(client: httpx.AsyncClient, tag: int) -> None:
    params = {
        "from": HOUR_AGO.isoformat(),
        "to": (HOUR_AGO + timedelta(minutes=2)).isoformat(),
        "pixels": "100",
    }
    answer = await client.get(f"/api/tags/{tag}/trend", params=params)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["tag_name"], found["unit"]) == ("Temperature", "°C")
    assert found["values"] == [20.5, 21, 21]
    begin = HOUR_AGO.timestamp() * 1000
    assert found["at_ms"] == [begin, begin + 60_000, begin + 120_000]


async def test_without_a_period_it_is_the_last_day(client: httpx.AsyncClient, tag: int) -> None:
    answer = await client.get(f"/api/tags/{tag}/trend")
    assert answer.json()["values"] == [20.5, 21, 21]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"pixels": "0"}, "pixels"),
        ({"pixels": "many"}, "pixels"),
        ({"from": "2020-01-01"}, "from"),
        ({"width": "100"}, "width"),
    ],
)
async def test_a_bad_question_names_the_value(
    client: httpx.AsyncClient, tag: int, params: dict[str, str], field: str
) -> None:
    answer = await client.get(f"/api/tags/{tag}/trend", params=params)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["hint"]


async def test_a_tag_there_is_not(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/tags/999999/trend")
    assert answer.status_code == 404
    assert "999999" in answer.json()["error"]
