"""Questions to devices: put to the ingester through the database, answered or honestly not."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from auth import SEE, Identity
from database.connect import Connection
from settings import Settings
from tests.web.api.devices import (
    SECRET,
    URL,
    add,
    answering,
    describe_opcua,
    forget_connections,
)
from web.api import connection_rows, probes
from web.api.answers import RefusedError, refusing
from web.api.models import Problem
from web.api.probes import Probe
from web.api.questions import KINDS

NODE = {
    "address": "nsu=urn:plc;s=State",
    "name": "State",
    "is_variable": True,
    "has_children": False,
    "path": ["Objects", "Press"],
    "data_type": "Int32",
    "unit": "",
    "value": "6",
    "quality": 0,
}
MACHINE = {
    "address": "nsu=urn:plc;s=Press",
    "name": "Press",
    "model": "PackML",
    "path": ["Objects"],
    "identity": {"manufacturer": "ACME"},
    "tags": [
        {
            "node": NODE,
            "role": "status",
            "states": [
                {"raw_value": "6", "label": "Execute", "status": "operational", "reason": None}
            ],
        }
    ],
}
STEP = {"name": "dns", "is_ok": True, "elapsed_ms": 1.5, "detail": "Found.", "hint": ""}
QUESTIONS: dict[str, dict[str, Any]] = {
    "check": {},
    "test": {},
    "browse": {"address": None},
    "search": {"text": "state", "most": 5},
    "discover": {},
    "read": {"addresses": ["a", "b"]},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "check": {},
    "test": {"is_ok": True, "steps": [STEP]},
    "browse": {"nodes": [NODE]},
    "search": {"nodes": [NODE]},
    "discover": {"machines": [MACHINE]},
    "read": {"nodes": [NODE, NODE]},
}
DRAFT = {"protocol": "opcua", "config": {"url": URL}, "secrets": {"password": SECRET}}


@pytest.fixture(autouse=True)
async def empty(floor: Connection) -> None:
    """No connections yet, and a known protocol."""
    await forget_connections(floor)
    await describe_opcua(floor)


@pytest.mark.parametrize("kind", list(KINDS))
async def test_a_question_by_settings_that_are_not_stored(
    client: httpx.AsyncClient, served_url: str, floor: Connection, kind: str
) -> None:
    async with answering(served_url, lambda probe: ANSWERS[probe["probe_kind"]]) as ingester:
        answer = await client.post(f"/api/connections/{kind}", json=DRAFT | QUESTIONS[kind])
    assert answer.status_code == 200, answer.text
    assert answer.json() == ANSWERS[kind]
    KINDS[kind].answer.model_validate_json(answer.content)
    [probe] = ingester.taken
    assert probe["probe_kind"] == kind
    assert json.loads(probe["config"]) == {"url": URL}
    assert json.loads(probe["secrets"]) == {"password": SECRET}
    assert json.loads(probe["question"]) == QUESTIONS[kind]
    assert await floor.fetchval("select count(*) from historian.probes") == 0


@pytest.mark.parametrize("kind", list(KINDS))
async def test_a_question_by_stored_settings(
    client: httpx.AsyncClient, served_url: str, kind: str
) -> None:
    row = await add(client, secrets={"password": SECRET})
    path = f"/api/connections/{row['connection_id']}/{kind}"
    async with answering(served_url, lambda probe: ANSWERS[probe["probe_kind"]]) as ingester:
        answer = await client.post(path, json=QUESTIONS[kind])
        if not QUESTIONS[kind]:
            assert (await client.post(path)).status_code == 200  # without any body
    assert answer.json() == ANSWERS[kind]
    probe = ingester.taken[0]
    assert (probe["connection_id"], probe["protocol"]) == (row["connection_id"], "opcua")
    assert json.loads(probe["config"]) == {"url": URL}
    assert json.loads(probe["secrets"]) == {}  # the ingester knows those that are stored


async def test_a_draft_of_a_connection_is_filled_in_by_what_is_stored(
    client: httpx.AsyncClient, served_url: str
) -> None:
    row = await add(client, ingester="main", secrets={"password": SECRET})
    draft = {**DRAFT, "secrets": {}, "connection_id": row["connection_id"]}
    async with answering(served_url) as ingester:
        assert (await client.post("/api/connections/check", json=draft)).status_code == 200
        erasing = {**draft, "secrets": {"password": None}}
        assert (await client.post("/api/connections/check", json=erasing)).status_code == 200
    assert [probe["connection_id"] for probe in ingester.taken] == [row["connection_id"]] * 2
    secrets = [json.loads(probe["secrets"]) for probe in ingester.taken]
    assert secrets == [{}, {"password": None}]
    gone = await client.post("/api/connections/check", json={**draft, "connection_id": 2**31 - 1})
    assert gone.status_code == 404


async def test_a_draft_asks_the_ingester_of_its_connection(client: httpx.AsyncClient) -> None:
    row = await add(client, ingester="far")
    draft = {**DRAFT, "connection_id": row["connection_id"]}
    problem = (await client.post("/api/connections/check", json=draft)).json()
    assert problem["error"] == 'No ingester named "far" is running.'
    assert problem["hint"] == "Start it: `floorcast ingest --name far`."
    problem = (await client.post("/api/connections/check", json={**draft, "ingester": "x"})).json()
    assert problem["value"] == "x"


async def test_without_an_ingester_it_says_so_and_forgets_the_question(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    answer = await client.post("/api/connections/test", json=DRAFT)
    assert answer.status_code == 503
    problem = Problem.model_validate_json(answer.content)
    assert problem.error == 'No ingester named "main" is running.'
    assert problem.hint == "Start it: `floorcast ingest`."
    assert await floor.fetchval("select count(*) from historian.probes") == 0


async def test_a_device_that_is_away_is_no_fault_of_the_question(
    client: httpx.AsyncClient, served_url: str
) -> None:
    found = {"error": "The device is away.", "field": None, "value": None, "hint": "Switch it on."}
    async with answering(served_url, lambda _: found):
        answer = await client.post("/api/connections/browse", json=DRAFT)
    assert answer.status_code == 503
    assert answer.json() == found


async def test_a_question_that_waits_holds_no_connection_of_the_pool(
    client: httpx.AsyncClient, served_url: str
) -> None:
    """More questions than the pool has connections, and pages answer all the same."""
    is_open = asyncio.Event()
    async with answering(served_url, lambda _: {} if is_open.is_set() else None) as ingester:
        asking = [
            asyncio.create_task(client.post("/api/connections/check", json=DRAFT))
            for _ in range(12)
        ]
        while len(ingester.taken) < 12:
            await asyncio.sleep(0.01)
        assert (await client.get("/api/connections")).status_code == 200
        for task in asking:
            task.cancel()


async def test_an_answer_that_takes_too_long_is_given_up(
    served_url: str, floor: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(_: asyncpg.Record) -> None:
        """From here on every moment is too long: it was taken, and nobody answers."""
        monkeypatch.setattr(probes, "ANSWERED_WITHIN_S", 0.0)

    monkeypatch.setattr(probes, "TAKEN_WITHIN_S", 60.0)
    async with asyncpg.create_pool(served_url, min_size=0, max_size=1) as pool:
        state = SimpleNamespace(pool=pool, settings=Settings())
        await floor.execute("select access.local_identity()")
        engineer = Identity(1, "local@localhost", "This computer", None, ("engineer",), {SEE: None})
        request: Any = SimpleNamespace(
            app=SimpleNamespace(state=state), state=SimpleNamespace(identity=engineer)
        )
        async with answering(served_url, take) as ingester:
            with pytest.raises(RefusedError, match="took the question") as caught:
                await probes.ask(
                    request, Probe("test", connection_rows.Settings("x", {}, {}, "main"))
                )
    assert caught.value.status == 503
    assert len(ingester.taken) == 1
    assert await floor.fetchval("select count(*) from historian.probes") == 0


async def test_what_is_logged_of_a_refusal_holds_no_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @refusing
    async def handler(_: Request) -> Response:
        raise RefusedError("Password is wrong.", hint="Look.", field="password", value=SECRET)

    request = Request({"type": "http", "method": "PUT", "path": "/api/x", "headers": []})
    assert (await handler(request)).status_code == 400
    [record] = [one for one in caplog.records if one.name == "web.api.answers"]
    assert record.getMessage() == "refused PUT /api/x: Password is wrong."
    assert SECRET not in str(record.__dict__)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("search", {}, "text"),
        ("search", {"text": ""}, "text"),
        ("search", {"text": "a", "most": 0}, "most"),
        ("search", {"text": "a", "most": "many"}, "most"),
        ("read", {}, "addresses"),
        ("read", {"addresses": []}, "addresses"),
        ("read", {"addresses": [1]}, "addresses"),
        ("browse", {"address": 7}, "address"),
        ("test", {"protocol": 7}, "protocol"),
        ("test", {"connection_id": "one"}, "connection_id"),
        ("test", {"secrets": {"password": 7}}, "password"),
        ("test", {"adress": "x"}, "adress"),
    ],
)
async def test_a_wrong_field_is_named(
    client: httpx.AsyncClient, kind: str, more: dict[str, Any], field: str
) -> None:
    answer = await client.post(f"/api/connections/{kind}", json=DRAFT | more)
    assert answer.status_code == 400
    problem = Problem.model_validate_json(answer.content)
    assert (problem.field, bool(problem.hint)) == (field, True)
    assert SECRET not in answer.text


async def test_secrets_that_are_kept_go_to_no_other_address(
    client: httpx.AsyncClient, served_url: str
) -> None:
    row = await add(client, ingester="main", secrets={"password": SECRET})
    elsewhere = {
        **DRAFT,
        "config": {"url": "opc.tcp://mine:4840"},
        "secrets": {},
        "connection_id": row["connection_id"],
    }
    async with answering(served_url) as ingester:
        refused = await client.post("/api/connections/test", json=elsewhere)
        given = {**elsewhere, "secrets": {"password": "another"}}
        assert (await client.post("/api/connections/test", json=given)).status_code == 200
    assert refused.status_code == 400
    problem = refused.json()
    assert (problem["field"], problem["value"]) == ("url", "opc.tcp://mine:4840")
    assert problem["hint"] == "Give them again with the new one: password."
    assert len(ingester.taken) == 1
