"""Tags that the server refuses, or whose nodes have vanished: asked for until it has them.

A PLC's program may be loaded after we connected, or exchanged while we are. What watched a node
that vanished stays silent, even when the node is there again, so it is watched anew.
"""

from __future__ import annotations

import asyncio
import logging

from asyncua import ua

from errors import UserError
from ingest.contract import Link, LinkLostError, Tag
from ingest.opcua import addresses, items, quality
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.samples import Sampler
from ingest.opcua.services import Services

LOOK_EVERY_S = 5.0
FIRST_VALUE_INTERVALS = 2  # of publishing: until then the first value of a tag may take

log = logging.getLogger(__name__)


class Missing:
    """The tags of one session that nothing is heard of. ``sampler`` knows which those are."""

    def __init__(
        self,
        services: Services,
        subscription_id: int,
        config: OpcUaConfig,
        watched: items.Items,
        sampler: Sampler,
        link: Link,
    ) -> None:
        self._services, self._subscription_id = services, subscription_id
        self._config, self._sampler, self._link = config, sampler, link
        self._tags = {tag.tag_id: tag for tag in watched.watched}
        self._tags |= {tag.tag_id: tag for tag, *_ in watched.refused}
        self._item_ids = watched.ids
        self._told = {tag.tag_id: problem for tag, problem, _ in watched.refused}
        self._awaited_until: dict[int, float] = {}  # of tags watched anew, in the loop's time
        sampler.gone |= self._told.keys()

    def __len__(self) -> int:
        return len(self._told)

    def __str__(self) -> str:
        return f"{len(self._tags) - len(self._told)} of {len(self._tags)}"

    async def returned(self) -> None:
        """Say of which tags there is a value again, before it is stored."""
        returned, self._sampler.returned = self._sampler.returned, []
        for tag_id in returned:
            if self._told.pop(tag_id, None) is not None:
                await self._link.accepted(tag_id)

    async def vanished(self) -> None:
        """Say of which tags the server has just said that it has no such node any more."""
        for tag_id in self._sampler.gone - self._told.keys():
            await self._tell(tag_id, *quality.telling(ua.StatusCodes.BadNodeIdUnknown))

    async def look_for_ever(self) -> None:
        """Look until cancelled. That a session is lost is for others to notice."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except (ua.UaError, OSError, LinkLostError) as error:
                log.debug("Missing tags could not be looked for: %s", error)
            except Exception:
                log.exception("Missing tags could not be looked for")

    async def look(self) -> None:
        """Watch those that are there again."""
        there = await self._there()
        if not there:
            return
        old = [self._item_ids.pop(tag.tag_id) for tag in there if tag.tag_id in self._item_ids]
        await self._services.unmonitor(self._subscription_id, old)
        again = await items.watch(self._services, self._subscription_id, self._config, there)
        self._item_ids |= again.ids
        patience_s = FIRST_VALUE_INTERVALS * self._config.publishing_ms / 1000
        until = asyncio.get_running_loop().time() + patience_s
        self._awaited_until |= dict.fromkeys(again.ids, until)
        for tag, problem, hint in again.refused:
            await self._tell(tag.tag_id, problem, hint)

    async def _there(self) -> list[Tag]:
        """Missing tags whose nodes the server has, but for those that have just been watched."""
        now = asyncio.get_running_loop().time()
        asked: list[tuple[Tag, ua.ReadValueId]] = []
        for tag_id in sorted(self._sampler.gone):
            if self._awaited_until.get(tag_id, now) > now:
                continue
            tag = self._tags[tag_id]
            try:
                address = addresses.parse(tag.address)
                node_id = address.node_id(self._services.namespaces)
            except UserError:
                continue  # it will not get any better in this session
            asked.append((tag, items.value_of(node_id, address.element)))
        values = await self._services.read_values([node for _, node in asked])
        return [
            tag
            for (tag, _), data in zip(asked, values, strict=True)
            if not quality.means_gone(data.StatusCode.value)
        ]

    async def _tell(self, tag_id: int, problem: str, hint: str) -> None:
        if self._told.get(tag_id) != problem:
            self._told[tag_id] = problem
            await self._link.refused(tag_id, problem, hint)
