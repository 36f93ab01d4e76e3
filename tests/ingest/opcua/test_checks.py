"""The test of a connection: every way it can fail ends with a sentence and a remedy."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ingest.contract import Step
from ingest.opcua import reach
from ingest.opcua.certificate import thumbprint
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.connector import OpcUa
from tests.ingest.opcua.certificates import Certificates
from tests.ingest.opcua.running import RunningServer

PASSWORD = "s3cret"
POLICIES = ["Basic256Sha256", "Aes128Sha256RsaOaep", "Aes256Sha256RsaPss"]
SECURE = {"security_policy": "Basic256Sha256", "user_name": "floor", "password": PASSWORD}


async def steps(pki: Path, config: OpcUaConfig) -> list[Step]:
    return [step async for step in OpcUa(pki).test(config)]


async def failure(pki: Path, config: OpcUaConfig) -> Step:
    """The step that fails: the last one, after others that went well."""
    *before, last = await steps(pki, config)
    assert all(step.is_ok for step in before)
    assert not last.is_ok
    assert last.hint
    return last


def at(port: int, host: str = "127.0.0.1", **settings: object) -> OpcUaConfig:
    return OpcUaConfig.model_validate(
        {"url": f"opc.tcp://{host}:{port}", "connect_timeout_s": 1.5, **settings}
    )


@pytest.fixture(scope="module")
def secure_plc(certificates: Certificates) -> Iterator[RunningServer]:
    """A server that wants security, a name and a password."""
    server = RunningServer(
        policies=POLICIES, password=PASSWORD, **certificates.options("valid")
    )  # fmt: skip
    with server.running() as running:
        yield running


async def test_all_steps_of_an_open_server(pki: Path, plc: RunningServer) -> None:
    made = await steps(pki, plc.config())
    assert [step.name for step in made] == ["dns", "tcp", "handshake", "authentication", "read"]
    assert all(step.is_ok and step.detail for step in made)
    assert "no security" in made[2].detail
    assert "less than a second from ours" in made[4].detail
    assert plc.order("sessions") == 0


@pytest.mark.parametrize("policy", POLICIES)
async def test_all_steps_with_security_and_a_user(
    pki: Path, secure_plc: RunningServer, certificates: Certificates, policy: str
) -> None:
    config = secure_plc.config(**SECURE | {"security_policy": policy})
    made = await steps(pki, config)
    assert [step.is_ok for step in made] == [True] * 5, made[-1]
    assert thumbprint(certificates.valid) in made[2].detail
    assert f"{certificates.valid.not_valid_after_utc:%Y-%m-%d}" in made[2].detail
    assert 'the user "floor"' in made[3].detail


async def test_signing_alone_is_a_mode_of_its_own(pki: Path, secure_plc: RunningServer) -> None:
    config = secure_plc.config(**SECURE | {"security_mode": "Sign"})
    assert all(step.is_ok for step in await steps(pki, config))


async def test_a_name_nobody_knows(pki: Path) -> None:
    step = await failure(pki, at(4840, "no-such-plc.invalid", connect_timeout_s=20))
    assert step.name == "dns"
    assert "no-such-plc.invalid" in step.detail


async def test_a_port_nobody_listens_on(pki: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        step = await failure(pki, at(unused.getsockname()[1]))
    assert step.name == "tcp"
    assert "nothing listens" in step.detail


async def test_a_web_server_instead(pki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_LAST_WORD_S", 20.0)  # it answers at once, but in its own thread

    class Quiet(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        step = await failure(pki, at(web.server_port))
        web.shutdown()
    assert step.name == "handshake"
    assert step.detail.startswith("A web server answers")


@contextlib.asynccontextmanager
async def listening(greeting: bytes | None) -> AsyncIterator[int]:
    """Something that says only that, or hangs up (empty), or never says a word (None)."""
    over = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting is None:
            await over.wait()
        else:
            await reader.read(1)
            writer.write(greeting)
        writer.transport.abort() if not greeting else writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        over.set()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("greeting", "told"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "Something else answers"),
        (b"", "does not answer as OPC UA"),
        (None, "does not answer as OPC UA"),
        (b"ERRF\x10\0\0\0\0\0\x83\x80\xff\xff\xff\xff", "does not know the address"),
    ],
)
async def test_what_is_no_server_of_ours(pki: Path, greeting: bytes | None, told: str) -> None:
    async with listening(greeting) as port:
        step = await failure(pki, at(port))
    assert step.name == "handshake"
    assert told in step.detail


async def test_a_policy_that_is_not_offered(pki: Path, plc: RunningServer) -> None:
    step = await failure(pki, plc.config(security_policy="Basic256Sha256"))
    assert step.name == "handshake"
    assert step.hint == "It offers: no security."


async def test_a_server_that_wants_more_than_none(pki: Path, secure_plc: RunningServer) -> None:
    step = await failure(pki, secure_plc.config())
    assert step.name == "handshake"
    assert "Aes256Sha256RsaPss, SignAndEncrypt" in step.hint


async def test_an_expired_certificate(pki: Path, certificates: Certificates) -> None:
    server = RunningServer(policies=["Basic256Sha256"], **certificates.options("expired"))
    with server.running() as plc:
        step = await failure(pki, plc.config(security_policy="Basic256Sha256"))
    assert step.name == "handshake"
    assert f"{certificates.expired.not_valid_after_utc:%Y-%m-%d}" in step.detail


async def test_another_certificate_than_the_pinned_one(
    pki: Path, secure_plc: RunningServer, certificates: Certificates
) -> None:
    pinned = secure_plc.config(**SECURE, server_thumbprint="00" * 20)
    step = await failure(pki, pinned)
    assert step.name == "handshake"
    assert thumbprint(certificates.valid) in step.detail
    assert "00:00:00" in step.detail
    right = thumbprint(certificates.valid, 64)
    assert all(
        step.is_ok
        for step in await steps(pki, secure_plc.config(**SECURE, server_thumbprint=right))
    )


async def test_a_wrong_password(pki: Path, secure_plc: RunningServer) -> None:
    step = await failure(pki, secure_plc.config(**SECURE | {"password": "wrong"}))
    assert step.name == "authentication"
    assert 'refuses the user "floor"' in step.detail
    assert "wrong" not in step.detail + step.hint


async def test_anonymous_where_a_name_is_wanted(pki: Path, secure_plc: RunningServer) -> None:
    step = await failure(pki, secure_plc.config(security_policy="Basic256Sha256"))
    assert step.name == "authentication"
    assert "wants a user name" in step.detail


async def test_a_frozen_server_does_not_hang_the_test(pki: Path, plc: RunningServer) -> None:
    plc.freeze()
    try:
        step = await failure(pki, plc.config(connect_timeout_s=1.5))
    finally:
        plc.thaw()
    assert step.name == "handshake"
    assert "does not answer" in step.detail
    plc.order("sessions")  # it has caught up before the next test


async def test_our_own_folder_may_be_the_trouble(tmp_path: Path, plc: RunningServer) -> None:
    (tmp_path / "file").write_text("")
    step = await failure(tmp_path / "file", plc.config())
    assert "FLOORCAST_DATA" in step.hint
