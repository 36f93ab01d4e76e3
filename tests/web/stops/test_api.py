"""/api/stops: read and edited over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.people import add_person, session_of
from tests.web.stops.conftest import START, Stops, at, minutes


def parts(stop: dict[str, Any]) -> list[tuple[float | None, str]]:
    """Where the parts of a stop begin, and their reasons."""
    return [(minutes(part["from_at"]), part["reason"]) for part in stop["reasons"]]


async def test_those_that_owe_a_reason_come_first(stops: Stops) -> None:
    found = await stops.listed()
    assert [(minutes(one["started_at"]), one["owes_reason"]) for one in found] == [
        (10, True),
        (100, False),
        (30, False),
    ]
    assert found[2]["reason_path"] == "Mechanical › Jam"
    assert [minutes(one["started_at"]) for one in await stops.listed(unexplained="true")] == [10]


async def test_a_line_has_the_stops_of_its_machines(stops: Stops) -> None:
    line = (await stops.listed())[0]["line"]
    response = await stops.client.get("/api/stops", params={"line": line.upper(), "hours": 72})
    assert response.json()["total"] == 3


async def test_a_reason_is_given_and_taken_back(stops: Stops) -> None:
    response = await stops.post("reason", 10, reason="jam")
    assert response.status_code == 200, response.text
    assert parts(response.json()["stop"]) == [(10, "Jam")]
    assert response.json()["stop"]["explained_by"] is not None
    assert await stops.listed(unexplained="true") == []
    response = await stops.post("reason", 10, reason=None)
    assert response.json()["stop"]["reason"] is None


async def test_an_instant_without_an_offset_is_plant_time(stops: Stops, floor: Connection) -> None:
    local = await floor.fetchval(
        "select to_char($1::timestamptz at time zone time_zone, 'YYYY-MM-DD\"T\"HH24:MI:SS')"
        " from floor.plants limit 1",
        START,
    )
    response = await stops.client.post(
        "/api/stops/reason",
        json={"machine": stops.machine, "started_at": local[:14] + "12:00", "reason": "Tool"},
    )
    assert response.status_code == 200, response.text
    assert minutes(response.json()["stop"]["started_at"]) == 10


async def test_a_stop_is_split(stops: Stops) -> None:
    response = await stops.post("split", 30, at=at(45), reason="Changeover")
    assert parts(response.json()["stop"]) == [(30, "Jam"), (45, "Changeover")]


async def test_one_without_a_reason_gets_both_at_once(stops: Stops) -> None:
    response = await stops.post("split", 10, at=at(15), reason="Changeover")
    assert response.status_code == 400
    assert "no reason yet" in response.json()["error"]
    response = await stops.post("split", 10, at=at(15), reason="Changeover", reason_before="Tool")
    assert parts(response.json()["stop"]) == [(10, "Tool"), (15, "Changeover")]


async def test_two_stops_are_merged(stops: Stops) -> None:
    response = await stops.post("merge", 30, other_started_at=at(10))
    stop = response.json()["stop"]
    assert (minutes(stop["started_at"]), minutes(stop["ended_at"])) == (10, 60)


async def test_a_stop_is_moved(stops: Stops) -> None:
    response = await stops.post("retime", 30, new_started_at=at(25), new_ended_at=at(70))
    stop = response.json()["stop"]
    assert (minutes(stop["started_at"]), minutes(stop["ended_at"])) == (25, 70)
    response = await stops.post("retime", 25, new_started_at=at(15))
    assert response.status_code == 400
    assert "the stop before it lasted until" in response.json()["error"]
    assert response.json()["field"] == "new_started_at"


async def test_one_key_writes_once(stops: Stops, floor: Connection) -> None:
    for is_replayed in (False, True):
        response = await stops.post("reason", 10, "once-only", reason="Jam")
        assert response.status_code == 200
        assert ("idempotency-replayed" in response.headers) is is_replayed
    assert await floor.fetchval("select count(*) from floor.stop_edits") == 1


@pytest.mark.parametrize(
    ("edit", "body", "status", "field"),
    [
        ("reason", {"reason": "Gremlins"}, 400, "reason"),
        ("reason", {"reason": "Short shot"}, 400, "reason"),
        ("reason", {}, 400, "reason"),
        ("reason", {"reason": "Jam", "machine": "Nothing"}, 400, "machine"),
        ("reason", {"reason": "Jam", "started_at": "today"}, 400, "started_at"),
        ("reason", {"reason": "Jam", "started_at": "0001-01-01"}, 400, "started_at"),
        ("reason", {"reason": "Jam", "started_at": at(25)}, 404, "started_at"),
        ("split", {"at": at(61), "reason": "Tool"}, 400, "at"),
        ("split", {"at": at(15), "reason": "Tool", "reason_before": "Gremlins"}, 400, None),
        ("merge", {"other_started_at": at(100)}, 400, "other_started_at"),
        ("retime", {}, 400, "new_started_at"),
        ("retime", {"new_ended_at": "2199-01-01T00:00Z"}, 400, "new_ended_at"),
        ("retime", {"new_begin": at(3)}, 400, "new_begin"),
    ],
)
async def test_nonsense_is_refused_and_named(
    stops: Stops, edit: str, body: dict[str, Any], status: int, field: str | None
) -> None:
    before = await stops.listed()
    response = await stops.post(edit, 30, **{"machine": stops.machine, **body})
    assert response.status_code == status, response.text
    if field:
        assert response.json()["field"] == field
    assert response.json()["hint"]
    after = await stops.listed()
    assert [one["reasons"] for one in after] == [one["reasons"] for one in before]


async def test_who_may_not_is_refused(stops: Stops, floor: Connection, served: Any) -> None:
    viewer = await add_person(floor, "Vera", "viewer")
    cookies = await session_of(floor, viewer)
    async with httpx.AsyncClient(base_url=served.http, cookies=cookies, timeout=30) as client:
        theirs = Stops(client, stops.machine)
        assert len(await theirs.listed()) == 3
        response = await theirs.post("reason", 10, reason="Jam")
        assert response.status_code == 403
        assert "stop.explain" in response.json()["error"]


@pytest.mark.parametrize(
    "query", ["hours=0", "hours=1e3", "unexplained=maybe", "machine=Nothing", "line=No", "page=2"]
)
async def test_the_list_refuses_what_it_does_not_know(stops: Stops, query: str) -> None:
    response = await stops.client.get(f"/api/stops?{query}")
    assert response.status_code == 400
    assert response.json()["field"] == query.partition("=")[0]
