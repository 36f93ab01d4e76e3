"""Pieces reported by programs: added exactly once, all or nothing, and mistakes told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from auth import Identity
from database.connect import Connection, connector
from tests.realtime.running import RunningServer
from web.api import production as api_production
from web.api.models import Stored
from web.security import MAX_BODY_BYTES

NAMES = """
insert into floor.products (product_name) values ('Oil pan'), ('Bumper');
insert into floor.reasons (reason_name, loss_category)
values ('Short shot', 'process_reject'), ('Start-up', 'startup_reject');
"""
MINUTE = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=1)


@pytest.fixture(autouse=True)
async def empty(floor: Connection) -> None:
    """Names to use, and nothing counted yet."""
    await floor.execute("truncate floor.production, floor.submissions")
    if not await floor.fetchval("select count(*) from floor.products"):
        await floor.execute(NAMES)


async def post(client: httpx.AsyncClient, body: Any, key: str | None = None) -> httpx.Response:
    """Report pieces."""
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post("/api/production", json=body, headers=headers)


async def stored(floor: Connection) -> list[tuple[Any, ...]]:
    """What the table holds: machine, minute, product, reason, source, good and rejected."""
    rows = await floor.fetch(
        "select machine_name, at, product_name, reason_name, source, good_pcs, scrap_pcs"
        " from floor.production"
        " join floor.machines using (machine_id)"
        " left join floor.products using (product_id)"
        " left join floor.reasons on scrap_reason_id = reason_id"
        " order by at, machine_name, product_name, reason_name, source"
    )
    return [tuple(row) for row in rows]


def minute(at: datetime) -> str:
    """An instant as answers have it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


# Adding ------------------------------------------------------------------------------------


async def test_one_count_is_stored_in_its_minute(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    at = MINUTE + timedelta(seconds=42, microseconds=7)
    answer = await post(
        client,
        {
            "machine": "m1",
            "at": at.astimezone().isoformat(),
            "total_pcs": 12,
            "defects_pcs": 2,
            "product": "OIL PAN",
            "reason": "short SHOT",
        },
    )
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    Stored.model_validate_json(answer.content)
    assert answer.json() == {
        "received_rows": 1,
        "rows": [
            {
                "machine": "M1",
                "at": minute(MINUTE),
                "product": "Oil pan",
                "reason": "Short shot",
                "source": "api",
                "good_pcs": 10,
                "scrap_pcs": 2,
                "added_good_pcs": 10,
                "added_scrap_pcs": 2,
            }
        ],
    }
    assert await stored(floor) == [("M1", MINUTE, "Oil pan", "Short shot", "api", 10, 2)]


async def test_without_an_instant_it_is_now(client: httpx.AsyncClient, floor: Connection) -> None:
    began = datetime.now(UTC).replace(second=0, microsecond=0)
    answer = await post(client, {"machine": "M1", "good_pcs": 3})
    assert began <= (await stored(floor))[0][1] <= datetime.now(UTC)
    assert answer.json()["rows"][0]["at"] == minute((await stored(floor))[0][1])
    assert (await stored(floor))[0][4:] == ("api", 3, 0)


async def test_counts_add_to_what_is_alike_and_to_nothing_else(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    at = MINUTE.isoformat()
    for more in ({}, {}, {"product": "Bumper"}, {"source": "erp"}, {"reason": "Start-up"}):
        body = {"machine": "M1", "at": at, "good_pcs": 5, "scrap_pcs": 1, **more}
        assert (await post(client, body)).status_code == 201
    assert await stored(floor) == [
        ("M1", MINUTE, "Bumper", None, "api", 5, 1),
        ("M1", MINUTE, None, "Start-up", "api", 5, 1),
        ("M1", MINUTE, None, None, "api", 10, 2),
        ("M1", MINUTE, None, None, "erp", 5, 1),
    ]


async def test_rows_of_one_request_add_up_too(client: httpx.AsyncClient, floor: Connection) -> None:
    rows = [
        {"machine": "M2", "at": MINUTE.isoformat(), "good_pcs": 1},
        {"machine": "M1", "at": MINUTE.isoformat(), "total_pcs": 7, "defects_pcs": 7},
        {"machine": "m2", "at": (MINUTE + timedelta(seconds=59)).isoformat(), "good_pcs": 2},
    ]
    answer = (await post(client, {"rows": rows})).json()
    assert answer["received_rows"] == 3
    assert [(row["machine"], row["good_pcs"]) for row in answer["rows"]] == [("M2", 3), ("M1", 0)]
    assert [row[0::5] for row in await stored(floor)] == [("M1", 0), ("M2", 3)]
    assert (await post(client, {"rows": rows})).json()["rows"][0] == {
        **answer["rows"][0],
        "good_pcs": 6,
    }


async def test_a_thousand_rows_at_once(client: httpx.AsyncClient, floor: Connection) -> None:
    rows = [
        {"machine": "M1", "at": (MINUTE - timedelta(minutes=n)).isoformat(), "good_pcs": n}
        for n in range(1000)
    ]
    assert (await post(client, {"rows": rows})).json()["received_rows"] == 1000
    assert sum(row[5] for row in await stored(floor)) == 499_500
    assert (await post(client, {"rows": [*rows, rows[0]]})).status_code == 400


async def test_what_is_added_reaches_the_figures(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await post(client, {"machine": "M1", "at": MINUTE.isoformat(), "good_pcs": 8, "scrap_pcs": 2})
    await floor.execute("select floor.refresh_oee()")
    body = (await client.get("/api/production?machine=M1")).json()
    assert sum(row["total_pcs"] for row in body["rows"]) == 10


# Exactly once --------------------------------------------------------------------------------


async def test_the_same_key_adds_once_and_answers_the_same(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    body = {"machine": "M1", "at": MINUTE.isoformat(), "good_pcs": 5}
    first = await post(client, body, "order 7 / 1")
    assert "idempotency-replayed" not in first.headers
    await post(client, body)  # without the key: it adds
    again = await post(client, dict(reversed(body.items())), "order 7 / 1")
    assert again.status_code == 201
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    assert (await stored(floor))[0][5] == 10


async def test_without_an_instant_a_repetition_is_still_the_same(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    first = await post(client, {"machine": "M1", "good_pcs": 5}, "k")
    again = await post(client, {"machine": "M1", "good_pcs": 5}, "k")
    assert again.content == first.content
    assert len(await stored(floor)) == 1


async def test_the_same_key_with_other_content_is_refused(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await post(client, {"machine": "M1", "good_pcs": 5}, "k1")
    answer = await post(client, {"machine": "M1", "good_pcs": 6}, "k1")
    assert answer.status_code == 422
    assert answer.json()["field"] == "Idempotency-Key"
    assert answer.json()["value"] == "k1"
    assert "used before, for other content" in answer.json()["error"]
    assert [row[5] for row in await stored(floor)] == [5]


async def test_two_at_once_with_one_key_add_once(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    for number in range(10):
        body = {"machine": "M1", "at": MINUTE.isoformat(), "good_pcs": 1}
        answers = await asyncio.gather(*(post(client, body, f"pair {number}") for _ in range(2)))
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
        assert sum("idempotency-replayed" in answer.headers for answer in answers) == 1
    assert [row[5] for row in await stored(floor)] == [10]


@pytest.fixture
async def other(served_url: str) -> AsyncIterator[Connection]:
    """A second connection to the database behind the server."""
    connection = await connector(served_url, "test")()
    yield connection
    await connection.close()


@pytest.mark.parametrize("first_succeeds", [True, False])
async def test_the_second_waits_for_the_first(
    client: httpx.AsyncClient, floor: Connection, other: Connection, first_succeeds: bool
) -> None:
    """Whoever comes while the key is being used sees what became of it, never half of it."""
    body = {"machine": "M1", "at": MINUTE.isoformat(), "good_pcs": 1}
    transaction = other.transaction()
    await transaction.start()
    await other.execute(
        "insert into floor.submissions (idempotency_key, request_hash, answer)"
        " values ('held', 'of other content', '{}')"
    )
    waiting = asyncio.create_task(post(client, body, "held"))
    while not await floor.fetchval(
        "select count(*) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))",
        other.get_server_pid(),
    ):
        assert not waiting.done()
        await asyncio.sleep(0.005)
    if first_succeeds:
        await transaction.commit()
        assert (await waiting).status_code == 422
        assert await stored(floor) == []
    else:
        await transaction.rollback()
        assert (await waiting).status_code == 201
        assert len(await stored(floor)) == 1


async def test_what_was_refused_leaves_the_key_free(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    assert (await post(client, {"machine": "M9", "good_pcs": 5}, "k2")).status_code == 400
    answer = await post(client, {"machine": "M1", "good_pcs": 5}, "k2")
    assert answer.status_code == 201
    assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there", "ümlaut"])
async def test_a_key_is_printable(client: httpx.AsyncClient, floor: Connection, key: str) -> None:
    answer = await client.post(
        "/api/production",
        content=b'{"machine": "M1", "good_pcs": 1}',
        headers=[
            (b"content-type", b"application/json"),
            (b"idempotency-key", key.encode("latin-1")),
        ],
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == "Idempotency-Key"
    assert await stored(floor) == []


# Refusals ------------------------------------------------------------------------------------

COUNT = {"machine": "M1", "total_pcs": 1}


@pytest.mark.parametrize(
    ("change", "field", "error", "hint"),
    [
        ({"machine": "M3"}, "machine", "The machine 'M3' is unknown.", "Did you mean M1, M2?"),
        ({"machine": None}, "machine", "machine=null is not the name of a machine.", "full name"),
        ({"machine": 7}, "machine", "machine=7 is not the name of a machine.", "full name"),
        ({"machine": "M1\0"}, "machine", "is not the name of a machine.", "full name"),
        ({"machine": ""}, "machine", "machine= is not the name of a machine.", "full name"),
        ({"machine": "x" * 300}, "machine", "is not the name of a machine.", "full name"),
        ({"product": "Oil pann"}, "product", "The product 'Oil pann' is unknown.", "Oil pan"),
        ({"reason": "Short"}, "reason", "The reason 'Short' is unknown.", "Short shot"),
        ({"source": "a\nb"}, "source", "is not the name of a program.", "printable"),
        ({"total_pcs": -1}, "total_pcs", "total_pcs=-1 is not a number of pieces.", "0 to 1,000"),
        ({"total_pcs": 1.5}, "total_pcs", "total_pcs=1.5 is not a number of pieces.", "0 to"),
        ({"total_pcs": "1"}, "total_pcs", "total_pcs=1 is not a number of pieces.", "0 to"),
        ({"total_pcs": True}, "total_pcs", "=true or false is not a number of pieces.", "0 to"),
        ({"total_pcs": [1]}, "total_pcs", "total_pcs=a list is not a number of pieces.", "0 to"),
        ({"total_pcs": 10**9 + 1}, "total_pcs", "is not a number of pieces.", "1,000,000,000"),
        ({"total_pcs": 10**300}, "total_pcs", "is not a number of pieces.", "1,000,000,000"),
        ({"total_pcs": None}, "total_pcs", "total_pcs is missing.", "good_pcs and scrap_pcs"),
        ({"defects_pcs": 2}, "defects_pcs", "defects_pcs=2 is more than total_pcs=1.", "rejected"),
        ({"good_pcs": 1}, "good_pcs", "total_pcs and good_pcs do not go together.", "or good_pcs"),
        ({"scrap_pcs": 0}, "scrap_pcs", "total_pcs and scrap_pcs do not go together.", "or"),
        ({"total_pcs": None, "scrap_pcs": 1}, "good_pcs", "good_pcs is missing.", "or good_pcs"),
        ({"macine": "M1"}, "macine", "There is no field 'macine'.", "Did you mean machine?"),
        ({"at": "yesterday"}, "at", "at=yesterday is not an instant with a zone.", "ISO 8601"),
        ({"at": "2026-11-21T10:00"}, "at", "is not an instant with a zone.", "+02:00"),
        ({"at": "2026-11-21"}, "at", "is not an instant with a zone.", "ISO 8601"),
        ({"at": 1_700_000_000}, "at", "at=1700000000 is not an instant with a zone.", "ISO 8601"),
        ({"at": "2999-01-01T00:00Z"}, "at", "lies ahead.", "at most 5 minutes ahead"),
        ({"at": "0001-01-01T00:00+14:00"}, "at", "lies more than ten years back.", "year"),
    ],
)
async def test_bad_input_is_told_and_nothing_is_written(
    client: httpx.AsyncClient,
    floor: Connection,
    change: dict[str, Any],
    field: str,
    error: str,
    hint: str,
) -> None:
    answer = await post(client, {**COUNT, **change})
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"error", "field", "value", "hint"}
    assert body["field"] == field
    assert error in body["error"]
    assert hint in body["hint"]
    # in a list the same, with its row, and the good rows are not written either
    answer = await post(client, {"rows": [COUNT, COUNT, {**COUNT, **change}, COUNT]})
    assert answer.status_code == 400
    in_list = answer.json()
    assert hint in in_list.pop("hint")
    assert in_list == {name: body[name] for name in ("error", "field", "value")} | {"row": 3}
    assert await stored(floor) == []


@pytest.mark.parametrize(
    ("content", "field", "error"),
    [
        (b"", "body", "The body is not JSON: EOF"),
        (b"{", "body", "The body is not JSON: EOF"),
        (b'{"machine": "M1", "total_pcs": NaN}', "body", "The body is not JSON: expected value"),
        (b"\xff", "body", "The body is not JSON"),
        (b"[" * 100_000, "body", "The body is not JSON: recursion"),
        (b"1" * 10_000, "body", "The body is not JSON: number out of range"),
        (b"[]", "body", "The body is a list, not an object."),
        (b"null", "body", "The body is null, not an object."),
        (b'"M1"', "body", "The body is M1, not an object."),
        (b"{}", "machine", "machine is missing."),
        (b'{"rows": []}', "rows", "rows has 0 rows."),
        (b'{"rows": {}}', "rows", "rows=an object is not a list of rows."),
        (b'{"rows": [7]}', "rows", "The row is 7, not an object."),
        (b'{"rows": [{"machine": "M1", "good_pcs": 1}], "source": "x"}', "source", "no field"),
        (b'{"row": [{"machine": "M1", "good_pcs": 1}]}', "row", "There is no field 'row'."),
    ],
)
async def test_what_is_no_count_at_all(
    client: httpx.AsyncClient, floor: Connection, content: bytes, field: str, error: str
) -> None:
    answer = await client.post(
        "/api/production", content=content, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert error in answer.json()["error"]
    assert answer.json()["hint"]
    assert await stored(floor) == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_only_json_is_taken(
    client: httpx.AsyncClient, floor: Connection, content_type: str
) -> None:
    answer = await client.post(
        "/api/production", content=json.dumps(COUNT), headers={"content-type": content_type}
    )
    assert answer.status_code == 415
    assert answer.json()["field"] == "Content-Type"
    assert await stored(floor) == []


async def test_json_may_name_its_encoding(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/production",
        content=json.dumps(COUNT),
        headers={"content-type": "Application/JSON; charset=utf-8"},
    )
    assert answer.status_code == 201


async def test_too_much_is_refused_with_and_without_a_length(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    large = b" " * (MAX_BODY_BYTES + 1)
    answer = await client.post("/api/production", content=large, headers=headers)
    assert answer.status_code == 413

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    answer = await client.post("/api/production", content=pieces(), headers=headers)
    assert answer.status_code == 413
    assert "1,048,576" in answer.json()["hint"]


async def test_a_page_of_another_site_cannot_post(
    client: httpx.AsyncClient, served: RunningServer, floor: Connection
) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    answer = await client.post("/api/production", json=COUNT, headers=foreign)
    assert answer.status_code == 403
    assert await stored(floor) == []
    own = {"Origin": served.http}
    assert (await client.post("/api/production", json=COUNT, headers=own)).status_code == 201


async def test_a_parameter_is_not_a_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/production?machine=M1", json=COUNT)
    assert answer.status_code == 400
    assert answer.json()["field"] == "machine"


async def test_what_is_refused_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    app = Starlette(routes=api_production.routes)

    async def behind_the_gate(scope: Scope, receive: Receive, send: Send) -> None:
        ana = Identity(1, "ana@plant.test", "Ana", None, ("operator",), {"count.enter": None})
        await app({**scope, "state": {"identity": ana}}, receive, send)

    transport = httpx.ASGITransport(behind_the_gate)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await post(client, {"rows": [COUNT, {**COUNT, "total_pcs": -7}]})
    assert answer.status_code == 400
    (record,) = [one for one in caplog.records if one.name == "web.api.production"]
    assert (record.levelname, record.getMessage()) == (
        "WARNING",
        "refused POST /api/production: total_pcs=-7 is not a number of pieces.",
    )
    noted = {name: getattr(record, name) for name in ("field", "value", "row")}
    assert noted == {"field": "total_pcs", "value": -7, "row": 2}
