"""The OPC UA connector. See docs/opcua.md for what it does, and for its limits."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import ClassVar

from asyncua import Client
from cryptography import x509
from pydantic import BaseModel

from ingest.contract import Link, Session, Step, Tag
from ingest.opcua import checks, clock
from ingest.opcua.client import connected
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.items import Items
from ingest.opcua.problems import telling
from ingest.opcua.services import Services
from ingest.opcua.session import OpcUaSession
from ingest.opcua.subscription import Subscription
from settings import Settings

PKI = "pki"  # folder of our certificate, in FLOORCAST_DATA


class OpcUa:
    """Implements ingest.contract.Connector."""

    protocol: ClassVar[str] = "opcua"
    title: ClassVar[str] = "OPC UA"
    description: ClassVar[str] = (
        "PLCs, machines and gateways with an OPC UA server: values arrive as they change."
    )
    can_browse: ClassVar[bool] = True
    Config: ClassVar[type[BaseModel]] = OpcUaConfig

    def __init__(self, pki: Path | None = None) -> None:
        self._pki = pki or Settings().floorcast_data / PKI

    def test(self, config: OpcUaConfig) -> AsyncIterator[Step]:
        """Try to reach the server, step by step; ends after the first step that fails."""
        return checks.test(config, self._pki)

    @contextlib.asynccontextmanager
    async def open(self, config: OpcUaConfig) -> AsyncIterator[Session]:
        """A session for questions. Raises LinkLostError, RefusedError or UserError."""
        async with connected(config, self._pki) as client:
            with telling(config):
                services = await Services.begin(client)
            yield OpcUaSession(services, config)

    async def run(self, config: OpcUaConfig, tags: Sequence[Tag], link: Link) -> None:
        """One session: hand on values until cancelled. Raises LinkLostError or RefusedError."""
        async with connected(config, self._pki) as client:
            with telling(config):
                services = await Services.begin(client)
                subscription = Subscription(client, services, config, link)
                subscription.details |= await _details(client, services, config)
            try:
                with telling(config):
                    watched = await subscription.start(tags)
                await subscription.tell()
                await _tell_refused(watched, link)
                subscription.open()
                await subscription.until_lost()
            finally:
                await subscription.finish()


async def _tell_refused(watched: Items, link: Link) -> None:
    for tag, problem, hint in watched.refused:
        await link.refused(tag.tag_id, problem, hint)


async def _details(client: Client, services: Services, config: OpcUaConfig) -> dict[str, str]:
    details = {"Security": config.security}
    peer = client.security_policy.peer_certificate
    if config.is_secure and peer:
        ends = x509.load_der_x509_certificate(peer).not_valid_after_utc
        details["Server's certificate"] = f"valid until {ends:%Y-%m-%d}"
    found = await clock.server_time(services)
    if found is not None:
        details["Server's clock"] = clock.described(found[1])
    if config.clock != "source":
        details["Time of samples"] = f"by {config.clock}"
    details["Calls"] = (
        f"{services.limits['MaxMonitoredItemsPerCall']} items, "
        f"{services.limits['MaxNodesPerRead']} reads at once"
    )
    return details
