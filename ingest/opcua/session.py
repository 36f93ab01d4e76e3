"""A short session for the questions of a person: what is there, and what does it say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from asyncua import ua

from errors import UserError
from ingest.contract import FoundMachine, Node
from ingest.opcua import addresses, quality, values
from ingest.opcua.browse import MOST_CHILDREN, Browser, Found, root
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.discover import Discovery
from ingest.opcua.items import value_of
from ingest.opcua.problems import telling
from ingest.opcua.services import Services

_NO_NODE = ua.NodeId()


class OpcUaSession:
    """Implements ingest.contract.Session."""

    def __init__(self, services: Services, config: OpcUaConfig) -> None:
        self._config = config
        self._services = services
        self._browser = Browser(services)

    async def browse(self, address: str | None) -> list[Node]:
        """The children of an address; None: of the Objects folder."""
        with telling(self._config):
            start = root() if not address else await self._one(address)
            (children,) = await self._browser.children([start])
            return await self._browser.described(children[:MOST_CHILDREN])

    async def search(self, text: str, most: int) -> list[Node]:
        """Variables and objects in whose path or name all words of the text are found."""
        words = text.casefold().split()
        if not words:
            return []
        with telling(self._config):
            space = await self._browser.walk([root()])
            found = [
                each
                for each in space
                if _has_all("/".join((*each.path, each.name)).casefold(), words)
            ]
            found.sort(key=lambda each: (not _has_all(each.name.casefold(), words), len(each.path)))
            return await self._browser.described(found[:most])

    async def discover(self) -> list[FoundMachine]:
        """Machines recognised by companion specifications, or by the names of variables."""
        with telling(self._config):
            return await Discovery(self._services, self._browser).machines()

    async def read(self, addresses_: Sequence[str]) -> list[Node]:
        """Value, type, unit and quality of each address, in the same order.

        One that does not exist comes back with the quality that says so.
        """
        asked = [self._asked(address) for address in addresses_]
        nodes = [node_id for node_id, _ in asked]
        with telling(self._config):
            data = await self._services.read_values([value_of(*each) for each in asked])
            names = await self._services.read(nodes, ua.AttributeIds.DisplayName)
            units = await self._browser.units(nodes)
        return [
            _read(address, element, answer, _name(name, address), units.get(node_id, ""))
            for address, (node_id, element), answer, name in zip(
                addresses_, asked, data, names, strict=True
            )
        ]

    def _asked(self, address: str) -> tuple[ua.NodeId, int | None]:
        try:
            parsed = addresses.parse(address)
            return parsed.node_id(self._services.namespaces), parsed.element
        except UserError:
            return _NO_NODE, None  # the server will say that there is none

    async def _one(self, address: str) -> Found:
        """The node of an address. Raises UserError if the server has none there."""
        node_id = addresses.parse(address).node_id(self._services.namespaces)
        (name,) = await self._services.read([node_id], ua.AttributeIds.DisplayName)
        if quality.is_bad(name.StatusCode.value):
            problem, hint = quality.telling(name.StatusCode.value)
            raise UserError(problem, hint=hint, field="address", value=address)
        (node_class,) = await self._services.read([node_id], ua.AttributeIds.NodeClass)
        start = replace(root(), node_id=node_id, name=_name(name, address))
        return replace(start, is_variable=node_class.Value.Value == ua.NodeClass.Variable)


def _name(data: ua.DataValue, address: str) -> str:
    text = data.Value.Value if data.Value is not None else None
    shown = text.Text if isinstance(text, ua.LocalizedText) else None
    return values.clean(shown) if shown else address.rpartition("=")[2]


def _read(address: str, element: int | None, data: ua.DataValue, name: str, unit: str) -> Node:
    code = data.StatusCode.value
    value = None if data.Value is None else data.Value.Value
    picked = values.element_of(value, element)
    data_type = values.type_name(data.Value)
    return Node(
        address=address,
        name=name,
        is_variable=True,
        has_children=False,
        data_type=data_type if picked is value else data_type.removesuffix("[]"),
        unit=unit,
        value=None if quality.is_bad(code) else values.shown(picked),
        quality=code,
    )


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)
