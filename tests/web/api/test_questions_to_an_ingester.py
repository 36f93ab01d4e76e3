"""The wizard's way through: pages, database, a real ingester and a recording for a device."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from database.connect import Connection
from settings import ROOT
from tests.programs import environment
from tests.realtime.running import RunningServer, running_server
from tests.web.api.devices import forget_connections
from web.api import connection_models, question_models

RECORDING = """at,address,value
2026-03-02T08:00:00Z,Press.State,6
2026-03-02T08:00:01Z,Press.Good,17
"""
DRAFT: dict[str, Any] = {"protocol": "replay", "config": {"path": "press.csv"}}


# the ingester is there, however long it takes to take a question
PATIENT = (
    "-c",
    "import app, sys; from settings import Settings; from web.api import probes;"
    " probes.TAKEN_WITHIN_S = 20.0; app.serve(Settings(), sys.argv[1])",
)


@pytest.fixture(scope="module")
async def served(served_url: str) -> AsyncIterator[RunningServer]:
    """The server, ready, and patient with a program that has just begun."""
    async with running_server(served_url, program=PATIENT) as running:
        yield running


@pytest.fixture
async def ingester(
    client: httpx.AsyncClient, floor: Connection, served_url: str, tmp_path: Path
) -> AsyncIterator[None]:
    """`floorcast ingest` at work, with a recording."""
    await forget_connections(floor)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "press.csv").write_text(RECORDING)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "ingest"],
        env=environment(tmp_path, DATABASE_URL=served_url),
    )
    try:
        while not any(
            one["is_alive"] for one in (await client.get("/api/connectors")).json()["ingesters"]
        ):
            assert process.poll() is None
            await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


async def test_from_the_form_to_values(client: httpx.AsyncClient, ingester: None) -> None:
    answer = await client.get("/api/connectors")
    known = connection_models.Connectors.model_validate_json(answer.content)
    assert "replay" in {one.protocol for one in known.connectors}

    wrong = {**DRAFT, "config": {"path": "press.csv", "speed": -1}}
    refused = await client.post("/api/connections/check", json=wrong)
    assert (refused.status_code, refused.json()["field"]) == (400, "speed")
    refused = await client.post("/api/connections", json={"name": "Tape", **wrong})
    assert (refused.status_code, refused.json()["field"]) == (400, "speed")

    answer = await client.post("/api/connections/test", json=DRAFT)
    tested = question_models.Tested.model_validate_json(answer.content)
    assert tested.is_ok
    assert tested.steps

    row = (await client.post("/api/connections", json={"name": "Tape", **DRAFT})).json()
    assert "note" not in row
    path = f"/api/connections/{row['connection_id']}"
    found = question_models.Nodes.model_validate_json(
        (await client.post(f"{path}/browse", json={"address": None})).content
    )
    addresses = [node.address for node in found.nodes if node.is_variable]
    answer = await client.post(f"{path}/read", json={"addresses": ["Press.State"]})
    [node] = question_models.Nodes.model_validate_json(answer.content).nodes
    assert (node.address, node.value) == ("Press.State", "6")
    answer = await client.post(f"{path}/search", json={"text": "good"})
    nodes = question_models.Nodes.model_validate_json(answer.content).nodes
    assert [one.address for one in nodes] == ["Press.Good"]
    answer = await client.post(f"{path}/discover")
    question_models.FoundMachines.model_validate_json(answer.content)

    tags = [
        {"address": "Press.State", "tag_name": "State", "machine": "M1", "role": "status",
         "states": [{"raw_value": "6", "status": "operational"}]},
        {"address": "Press.Good", "tag_name": "Good", "machine": "M1", "role": "good"},
    ]  # fmt: skip
    assert (await client.put(f"{path}/tags", json={"tags": tags})).status_code == 200
    while True:  # the recording is played from its beginning
        stored = (await client.get(f"{path}/tags")).json()["tags"]
        if all(tag["at"] is not None for tag in stored):
            break
        await asyncio.sleep(0.1)
    while (await client.get(path)).json()["state"] != "connected":
        await asyncio.sleep(0.1)  # states and samples are written apart
    assert addresses == [] or "Press.State" in addresses
