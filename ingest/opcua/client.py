"""A client of asyncua for one session, never used twice: a lost one may hang in connect."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from asyncua import Client, ua
from asyncua.crypto.uacrypto import CertProperties
from cryptography.hazmat.primitives.serialization import Encoding

from ingest.opcua import problems, reach, security
from ingest.opcua.certificate import OwnCertificate, own_certificate
from ingest.opcua.config import OpcUaConfig

REQUEST_TIMEOUT_S = 20.0  # creating a thousand items takes a small PLC some seconds
_CLOSE_TIMEOUT_S = 3.0
_NEVER_S = 86_400.0  # its own health check trips over a busy loop; ours are the keep-alives
_CONNECT_STEPS = 6  # socket, hello, channel, session, activation, and one for closing

# it logs every loss with a traceback, once a second; what happened is told by our own sentences
logging.getLogger("asyncua").setLevel(logging.CRITICAL + 1)


async def endpoint(config: OpcUaConfig) -> ua.EndpointDescription:
    """Ask what the server offers, and choose. Raises a Problem."""
    client = Client(config.url, timeout=config.connect_timeout_s)
    async with asyncio.timeout(_CONNECT_STEPS * config.connect_timeout_s):
        offers = await client.connect_and_get_server_endpoints()
    chosen = security.choose(offers, config)
    if config.is_secure:
        security.check_certificate(security.server_certificate(chosen), config)
    return chosen


async def new_client(
    config: OpcUaConfig, chosen: ua.EndpointDescription, own: OwnCertificate
) -> Client:
    """A client that is ready to connect to that endpoint, under the address people typed."""
    client = Client(config.url, config.connect_timeout_s, watchdog_intervall=_NEVER_S)
    client.name = "Floorcast"
    client.description = "Floorcast"
    client.product_uri = "urn:floorcast"
    client.application_uri = own.application_uri
    client.session_timeout = int(config.session_timeout_s * 1000)
    if config.user_name:
        client.set_user(config.user_name)
        client.set_password(config.password.get_secret_value())
    certificate = security.server_certificate(chosen)
    if config.is_secure and certificate is not None:
        await client.set_security(
            security.POLICIES[config.security_policy],
            CertProperties(own.der, "der"),
            CertProperties(own.key_pem, "pem"),
            server_certificate=CertProperties(certificate.public_bytes(Encoding.DER), "der"),
            mode=security.mode(config),
        )
    return client


@contextlib.asynccontextmanager
async def connected(config: OpcUaConfig, pki: Path) -> AsyncIterator[Client]:
    """A client with an open session, closed at the end.

    Raises LinkLostError or RefusedError where none can be had.
    """
    own = await asyncio.to_thread(own_certificate, pki)
    try:
        chosen = await endpoint(config)
    except Exception as error:
        raise await _explained(error, config) from error
    security.check_user(chosen, config)
    client = await new_client(config, chosen, own)
    try:
        try:
            async with asyncio.timeout(_CONNECT_STEPS * config.connect_timeout_s):
                await client.connect()
        except Exception as error:
            raise problems.told(error, config, str(own)) from error
        be_patient(client)
        yield client
    finally:
        await close(client)


def be_patient(client: Client) -> None:
    """Give requests more time than connecting was given."""
    if client.uaclient.protocol is not None:
        client.uaclient.protocol.timeout = REQUEST_TIMEOUT_S


async def close(client: Client) -> None:
    """End session and connection, whatever state they are in, within some seconds."""
    protocol = client.uaclient.protocol
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_CLOSE_TIMEOUT_S):
            await client.disconnect()
    client.disconnect_socket()
    if protocol is not None and protocol.transport is not None:
        protocol.transport.abort()  # close() would wait for a dead peer to read the rest


async def _explained(error: Exception, config: OpcUaConfig) -> problems.Problem:
    # a closed socket or silence alone do not say why: ask again, step by step
    if isinstance(error, OSError | TimeoutError) or type(error) is ua.UaError:
        return await reach.explain(config) or problems.told(error, config)
    return problems.told(error, config)
