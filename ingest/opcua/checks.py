"""The test of a connection, step by step: each says what it found, or what to do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

from asyncua import Client, ua

from errors import UserError
from ingest.contract import LinkLostError, Step
from ingest.opcua import clock, problems, reach, security
from ingest.opcua.certificate import OwnCertificate, own_certificate, thumbprint
from ingest.opcua.client import close, endpoint, new_client
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.services import Services

STEPS = ("dns", "tcp", "handshake", "authentication", "read")

_Found = tuple[str, str]  # detail and hint


async def test(config: OpcUaConfig, pki: Path) -> AsyncIterator[Step]:
    """Try each step in turn; the first that fails is the last."""
    trial = _Trial(config, pki)
    try:
        for name in STEPS:
            started = time.perf_counter()
            try:
                detail, hint = await getattr(trial, name)()
                is_ok = True
            except Exception as error:
                detail, hint = trial.told(error)
                is_ok = False
            elapsed_ms = (time.perf_counter() - started) * 1000
            yield Step(name, is_ok, round(elapsed_ms, 1), detail, hint)
            if not is_ok:
                return
    finally:
        await trial.close()


class _Trial:
    """One test, and what its steps hand on to the next ones."""

    def __init__(self, config: OpcUaConfig, pki: Path) -> None:
        self._config, self._pki = config, pki
        self._own: OwnCertificate | None = None
        self._client: Client | None = None
        self._endpoint = ua.EndpointDescription()

    def told(self, error: Exception) -> _Found:
        """A failure as sentence and remedy."""
        if not isinstance(error, LinkLostError | UserError):
            error = problems.told(error, self._config, str(self._own or ""))
        if isinstance(error, LinkLostError):
            return str(error.args[0]), error.hint
        return error.message, error.hint

    async def close(self) -> None:
        """Leave nothing open at the server."""
        if self._client is not None:
            await close(self._client)

    async def dns(self) -> _Found:
        """Does the name have an address?"""
        address = await reach.look_up(self._config)
        return f"{self._config.host} is {address}.", ""

    async def tcp(self) -> _Found:
        """Does something listen?"""
        async with reach.line(self._config):
            return f"Port {self._config.port} takes connections.", ""

    async def handshake(self) -> _Found:
        """Is it OPC UA, with our policy, and a certificate to be trusted?"""
        config = self._config
        async with reach.line(config) as opened:
            await reach.greet(config, opened)
        self._own = await asyncio.to_thread(own_certificate, self._pki)
        self._endpoint = await endpoint(config)
        self._client = await new_client(config, self._endpoint, self._own)
        await self._client.connect_socket()
        await self._client.send_hello()
        await self._client.open_secure_channel()
        certificate = security.server_certificate(self._endpoint)
        if certificate is None or not config.is_secure:
            return f"An OPC UA server answers, with {config.security}.", ""
        ends = certificate.not_valid_after_utc
        pinned = (
            ""
            if config.server_thumbprint
            else ("Enter the thumbprint in the settings to accept this certificate only.")
        )
        return (
            f"An OPC UA server answers, with {config.security}. Its certificate is valid until "
            f"{ends:%Y-%m-%d}, SHA-1 {thumbprint(certificate)}.",
            pinned,
        )

    async def authentication(self) -> _Found:
        """Does it let our user in?"""
        config, client = self._config, self._the_client()
        security.check_user(self._endpoint, config)
        await client.create_session()
        user, password = config.user_name or None, config.password.get_secret_value() or None
        await client.activate_session(username=user, password=password)
        who = f'the user "{user}"' if user else "anonymous"
        if security.sends_password_openly(self._endpoint, config):
            return (
                f"A session was opened for {who}. The password travels unencrypted.",
                "Choose a security policy with encryption.",
            )
        return f"A session was opened for {who}.", ""

    async def read(self) -> _Found:
        """Can a value be read, and is the server's clock right?"""
        services = await Services.begin(self._the_client())
        found = await clock.server_time(services)
        if found is None:
            return "The server answers, but does not tell its time.", ""
        told, ahead = found
        detail = f"The server's clock shows {told:%Y-%m-%d %H:%M:%S} UTC"
        hint = clock.HINT if abs(ahead) > clock.TOO_FAR and self._config.clock == "source" else ""
        return f"{detail}, {clock.described(ahead)}.", hint

    def _the_client(self) -> Client:
        if self._client is None:
            raise LinkLostError("The handshake was left out.")
        return self._client
