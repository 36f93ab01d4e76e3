"""What people are told when a connection cannot be: each fault a sentence of its own, and a remedy.

By the test of a connection (API and command line), and in the state of the connection itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from asyncua import Server, ua
from asyncua.common.utils import ServiceError

from database.connect import Connection
from simulator.plc.security import make_certificate
from tests.faults.site import wait_for
from tests.ingest.opcua.running import RunningServer
from tests.ingest.opcua.server import PLC
from tests.ingest.processes import ingesting, state_of
from tests.programs import run
from tests.realtime.running import running_server

MOST_ITEMS = 2
LOCALHOST = "127.0.0.1"
POLICY = "Basic256Sha256"


class Fault(NamedTuple):
    """What is wrong, at which step a test finds it, and how it is told."""

    name: str
    config: dict[str, Any]
    step: str
    state: str
    sentence: str
    hint: str


async def test_each_fault_has_its_own_sentence(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    with web_server() as web_port, unused_port() as unused:
        async with distrustful_server(tmp_path) as distrustful:
            faults = [
                Fault(
                    "wrong host", at("no-such-plc.invalid", 4840), "dns", "lost",
                    'The name "no-such-plc.invalid" is unknown.', "Check its spelling",
                ),
                Fault(
                    "wrong port", at(LOCALHOST, unused), "tcp", "lost",
                    f"{LOCALHOST} is there, but nothing listens on port {unused}.",
                    "Check the port",
                ),
                Fault(
                    "web server",
                    # which waits for the end of a line as long as we wait for an answer
                    at(LOCALHOST, web_port, connect_timeout_s=3),
                    "handshake", "failed",
                    f"A web server answers on port {web_port} of {LOCALHOST}, "
                    "not an OPC UA server.",
                    "OPC UA servers usually use 4840",
                ),
                Fault(
                    "refused certificate",
                    at(LOCALHOST, distrustful, security_policy=POLICY),
                    "authentication", "failed",
                    "The server does not accept our certificate (BadCertificateUntrusted).",
                    "Trust it at the server",
                ),
            ]  # fmt: skip
            assert len({fault.sentence for fault in faults}) == len(faults)
            async with (
                ingesting(tmp_path, DATABASE_URL=database_url),
                running_server(database_url) as served,
            ):
                await wait_for(lambda: _is_there(connection))
                async with httpx.AsyncClient(base_url=served.http, timeout=60) as client:
                    for fault in faults:
                        await told_by_the_page(client, fault)
                    ids = [await added(client, fault) for fault in faults]
                await asyncio.gather(*[told_on_the_command_line(tmp_path, one) for one in faults])
                for connection_id, fault in zip(ids, faults, strict=True):
                    await told_in_its_state(connection, connection_id, fault)


async def test_refused_tags_are_told_one_by_one(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    with RunningServer(items=4).running() as plc:
        plc.order("limit", stated={}, kept={"items": MOST_ITEMS})
        connection_id = await connection.fetchval(
            "insert into floor.connections (connection_name, protocol, config)"
            " values ('Press shop', 'opcua', $1) returning connection_id",
            json.dumps(at(LOCALHOST, plc.port)),
        )
        names = ["Plc.Gone", *[f"Item_{number:04}" for number in range(MOST_ITEMS + 1)]]
        await connection.executemany(
            "insert into floor.tags (connection_id, address, tag_name) values ($1, $2, $3)",
            [(connection_id, f"nsu={PLC};s={name}", name) for name in names],
        )
        async with ingesting(tmp_path, DATABASE_URL=database_url):
            problems = "select tag_name, problem, hint from historian.tag_problems"
            problems += " inner join floor.tags using (tag_id)"

            async def are_told() -> bool:
                return len(await connection.fetch(problems)) == len(names) - MOST_ITEMS

            await wait_for(are_told)
            told = {row["tag_name"]: row for row in await connection.fetch(problems)}
            gone, beyond = told["Plc.Gone"], told[names[-1]]
            assert gone["problem"] == "The server has no such node (BadNodeIdUnknown)."
            assert "Was the PLC's program changed?" in gone["hint"]
            few = "The server watches no more values at once (BadTooManyMonitoredItems)."
            assert beyond["problem"] == few
            assert "raise the PLC's limit" in beyond["hint"]
            assert (await state_of(connection, connection_id))["state"] == "connected"


def at(host: str, port: int, **settings: Any) -> dict[str, Any]:
    """Settings of a connection to there."""
    return {"url": f"opc.tcp://{host}:{port}", "connect_timeout_s": 10, **settings}


# What is wrong ------------------------------------------------------------------------------


@contextlib.contextmanager
def unused_port() -> Iterator[int]:
    """A port nobody listens on."""
    with socket.socket() as taken:
        taken.bind((LOCALHOST, 0))
        yield taken.getsockname()[1]


@contextlib.contextmanager
def web_server() -> Iterator[int]:
    """A web server where an OPC UA server is looked for."""

    class Quiet(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((LOCALHOST, 0), Quiet) as web:
        serving = threading.Thread(target=web.serve_forever)
        serving.start()
        yield web.server_port
        web.shutdown()
        serving.join()


@contextlib.asynccontextmanager
async def distrustful_server(folder: Path) -> AsyncIterator[int]:
    """An OPC UA server that knows no client."""

    async def refuse(*_: object) -> None:
        raise ServiceError(ua.StatusCodes.BadCertificateUntrusted)

    files = folder / "server.der", folder / "server.pem"
    make_certificate(*files, LOCALHOST, 30)
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://{LOCALHOST}:0")
    server.socket_address = (LOCALHOST, 0)
    server.set_match_discovery_endpoint_url(False)
    server.set_security_policy([ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt])
    await server.load_certificate(files[0])
    await server.load_private_key(files[1])
    server.set_certificate_validator(refuse)
    async with server:
        yield int(server.bserver._server.sockets[0].getsockname()[1])


# How it is told -----------------------------------------------------------------------------


async def _is_there(connection: Connection) -> bool:
    return bool(await connection.fetchval("select count(*) from historian.connectors"))


async def told_by_the_page(client: httpx.AsyncClient, fault: Fault) -> None:
    """The wizard's test says it."""
    answer = await client.post(
        "/api/connections/test", json={"protocol": "opcua", "config": fault.config}
    )
    assert answer.status_code == 200, answer.text
    *before, last = answer.json()["steps"]
    assert all(step["is_ok"] for step in before), fault.name
    assert not answer.json()["is_ok"]
    assert (last["name"], last["is_ok"]) == (fault.step, False)
    assert last["detail"] == fault.sentence
    assert fault.hint in last["hint"]


async def added(client: httpx.AsyncClient, fault: Fault) -> int:
    """Key of a new connection that has it."""
    answer = await client.post(
        "/api/connections",
        json={"name": fault.name, "protocol": "opcua", "config": fault.config},
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["connection_id"])


async def told_in_its_state(connection: Connection, connection_id: int, fault: Fault) -> None:
    """The state of the connection says it."""

    async def is_told() -> bool:
        return bool((await state_of(connection, connection_id)).get("problem"))

    await wait_for(is_told)
    state = await state_of(connection, connection_id)
    assert (state["state"], state["problem"]) == (fault.state, fault.sentence)
    assert fault.hint in state["hint"]


async def told_on_the_command_line(data: Path, fault: Fault) -> None:
    """`floorcast connection test` says it."""
    url = fault.config["url"]
    settings = [f"--set={name}={value}" for name, value in fault.config.items() if name != "url"]
    done = await asyncio.to_thread(run, data, "connection", "test", url, *settings)
    assert done.returncode == 2, done.stderr
    assert f"✗ {fault.step}" in done.stdout
    assert fault.sentence in done.stdout
    assert fault.hint in done.stdout
