"""An ingester that speaks with no device: it answers the pages' questions as a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from database.connect import Connection, connector
from database.queries import query

SCHEMA: dict[str, Any] = {
    "$defs": {"Mode": {"enum": ["fast", "gentle"], "type": "string"}},
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {
            "type": "string",
            "title": "Address",
            "description": "Where the device is.",
            "examples": ["test://192.168.0.10"],
        },
        "mode": {"$ref": "#/$defs/Mode", "default": "gentle", "title": "Mode"},
        "user_name": {"type": "string", "default": "", "title": "User name"},
        "password": {
            "type": "string",
            "format": "password",
            "writeOnly": True,
            "default": "",
            "title": "Password",
        },
        "period_ms": {
            "type": "integer",
            "default": 500,
            "minimum": 50,
            "maximum": 60000,
            "title": "Period (ms)",
        },
        "is_patient": {"type": "boolean", "default": False, "title": "Patient"},
    },
}
GOOD_STEPS = [
    {"name": "dns", "is_ok": True, "elapsed_ms": 0.42, "detail": "press is 10.0.0.7.", "hint": ""},
    {"name": "tcp", "is_ok": True, "elapsed_ms": 12.7, "detail": "Port 4840 is open.", "hint": ""},
]
REFUSED_STEP = {
    "name": "tcp",
    "is_ok": False,
    "elapsed_ms": 3.1,
    "detail": "Nothing listens at 10.0.0.7, port 4840.",
    "hint": "Check the port, and that the server of the PLC is switched on.",
}


def node(name: str, value: str | None, *path: str, **more: Any) -> dict[str, Any]:
    """A variable, by default a whole number of 16 bits; or, without a value, a folder."""
    return {
        "address": "/".join((*path, name)),
        "name": name,
        "is_variable": value is not None,
        "has_children": value is None,
        "path": list(path),
        "data_type": "" if value is None else "UInt16",
        "unit": "",
        "value": value,
        "quality": None if value is None else 0,
        **more,
    }


def press(number: int) -> dict[str, Any]:
    """A machine as it is found: state, good pieces and a temperature."""
    name = f"Press {number}"
    states = [
        {"raw_value": "3", "label": "Starting", "status": "operational", "reason": None},
        {"raw_value": "6", "label": "Execute", "status": "operational", "reason": None},
        {"raw_value": "9", "label": "Aborted", "status": "down", "reason": "Broken dreams"},
    ]
    return {
        "address": name,
        "name": name,
        "model": "PackML",
        "path": [],
        "identity": {"Manufacturer": "Acme", "Model": "P-100"},
        "tags": [
            {"node": node("StateCurrent", "6", name), "role": "status", "states": states},
            {"node": node("GoodCount", "1203", name), "role": "good", "states": []},
            {"node": node("OilTemperature", "48.5", name, unit="°C"), "role": "value"},
        ],
    }


class FakeIngester:
    """What the device would answer. A test changes it while pages look."""

    def __init__(self, connection: Connection, name: str = "main") -> None:
        self._connection = connection
        self.name = name
        self.steps = GOOD_STEPS
        self.machines = [press(1), press(2)]
        self.refusal: dict[str, Any] | None = None  # the next check is answered with it
        self.values: dict[str, str] = {}  # by address; else as they were found
        self.asked: list[tuple[str, dict[str, Any]]] = []  # kind and settings with secrets

    @property
    def _nodes(self) -> list[dict[str, Any]]:
        nodes = [tag["node"] for machine in self.machines for tag in machine["tags"]]
        nodes.append(node("Pressure", "6.1", "Hall", unit="bar", data_type="Double"))
        return [{**one, "value": self.values.get(one["address"], one["value"])} for one in nodes]

    async def announce(self) -> None:
        """Tell that it lives, and what it speaks."""
        spoken = {
            "protocol": "test",
            "title": "Test device",
            "description": "Speaks of what it is told.",
            "config_schema": SCHEMA,
            "can_browse": True,
        }
        await self._connection.execute(query("ingest_connectors"), json.dumps([spoken]))
        await self.beat()

    async def beat(self) -> None:
        """A sign of life."""
        await self._connection.execute(
            "insert into historian.ingesters (ingester, started_at) values ($1, now())"
            " on conflict (ingester) do update set seen_at = clock_timestamp()",
            self.name,
        )

    async def serve(self) -> None:
        """Answer until cancelled."""
        while True:
            await self.beat()
            for asked in await self._connection.fetch(query("ingest_take_probes"), self.name, 60.0):
                secrets = json.loads(asked["stored_secrets"]) | json.loads(asked["secrets"])
                settings = json.loads(asked["config"]) | secrets
                self.asked.append((asked["probe_kind"], settings))
                answer = self.answer(asked["probe_kind"], json.loads(asked["question"]))
                await self._connection.execute(
                    query("ingest_answer_probe"), asked["probe_id"], json.dumps(answer)
                )
            await asyncio.sleep(0.05)

    def answer(self, kind: str, question: dict[str, Any]) -> dict[str, Any]:
        """What the device says."""
        if kind == "check":
            refusal, self.refusal = self.refusal, None
            return refusal or {}
        if kind == "test":
            return {"is_ok": all(step["is_ok"] for step in self.steps), "steps": self.steps}
        if kind == "discover":
            return {"machines": self.machines}
        if kind == "browse":
            address = question.get("address")
            if address is None:
                names = ["Hall", *(machine["name"] for machine in self.machines)]
                return {"nodes": [node(name, None) for name in names]}
            return {"nodes": [one for one in self._nodes if one["path"] == [address]]}
        if kind == "search":
            text = question["text"].lower()
            return {"nodes": [one for one in self._nodes if text in one["name"].lower()]}
        by_address = {one["address"]: one for one in self._nodes}
        unknown = [one for one in question["addresses"] if one not in by_address]
        if unknown:
            return {
                "error": f"The device has no {unknown[0]}.",
                "field": "addresses",
                "value": unknown[0],
                "hint": "Browse to find it.",
            }
        return {"nodes": [by_address[one] for one in question["addresses"]]}


@contextlib.asynccontextmanager
async def fake_ingester(database_url: str, name: str = "main") -> AsyncIterator[FakeIngester]:
    """Such an ingester, alive as long as the block runs."""
    connection = await connector(database_url, f"ingest {name}")()
    ingester = FakeIngester(connection, name)
    await ingester.announce()
    task = asyncio.create_task(ingester.serve())
    try:
        yield ingester
    finally:
        task.cancel()
        await asyncio.wait([task])
        await connection.close()
