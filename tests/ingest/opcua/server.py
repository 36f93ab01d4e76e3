"""An OPC UA server for the tests, in a process of its own, with faults on demand.

``python server.py <options as JSON>`` prints ``{"port": …}`` when it listens. Then each line on
standard input is an order (JSON with ``do``), answered by a line when it is done.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asyncua import Server, ua
from asyncua.crypto.permission_rules import User, UserRole
from asyncua.server.internal_session import InternalSession
from asyncua.server.internal_subscription import InternalSubscription
from asyncua.server.monitored_item_service import MonitoredItemService

PLC = "urn:test:plc"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
PACKML = "http://opcfoundation.org/UA/PackML/"
TOOL = "http://opcfoundation.org/UA/MachineTool/"
_OVERFLOW = 0x480
_PER_FOLDER = 100  # asyncua's server looks through all siblings of a new node
_POLICIES = {
    "None": [ua.SecurityPolicyType.NoSecurity],
    "Basic256Sha256": [
        ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
        ua.SecurityPolicyType.Basic256Sha256_Sign,
    ],
    "Aes128Sha256RsaOaep": [ua.SecurityPolicyType.Aes128Sha256RsaOaep_SignAndEncrypt],
    "Aes256Sha256RsaPss": [ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt],
}
_SPECIAL: dict[str, ua.Variant] = {
    "Level": ua.Variant(1.5, ua.VariantType.Double),
    "Count": ua.Variant(7, ua.VariantType.UInt16),
    "IsOn": ua.Variant(True, ua.VariantType.Boolean),
    "Recipe": ua.Variant("Dashboard", ua.VariantType.String),
    "Zeros": ua.Variant("A\0B", ua.VariantType.String),
    "NotUtf8": ua.Variant(b"Gr\xfcn".decode("utf-8", "surrogateescape"), ua.VariantType.String),
    "Words": ua.Variant(ua.LocalizedText("Running", "en"), ua.VariantType.LocalizedText),
    "Began": ua.Variant(datetime(2026, 11, 21, 6, tzinfo=UTC), ua.VariantType.DateTime),
    "Nan": ua.Variant(float("nan"), ua.VariantType.Double),
    "Many": ua.Variant([1, 2, 3], ua.VariantType.Int32),
}


class _Users:
    """One name and one password."""

    def __init__(self, password: str) -> None:
        self._password = password

    def get_user(self, iserver: Any, username: Any, password: Any, certificate: Any) -> Any:
        if not self._password or (username == "floor" and password == self._password):
            return User(UserRole.User, "floor")
        return None


class Plc:
    """The server, and what it can be ordered to do."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.server = Server(user_manager=_Users(options.get("password", "")))
        self.plc = 0
        self._vanished: dict[str, Any] = {}

    async def start(self) -> None:
        """Build the address space and listen."""
        options, server = self.options, self.server
        await server.init()
        server.set_endpoint(f"opc.tcp://127.0.0.1:{options.get('port', 0)}/test")
        server.socket_address = ("127.0.0.1", options.get("port", 0))
        server.set_match_discovery_endpoint_url(False)  # answers with a name nobody can resolve
        policies = options.get("policies", ["None"])
        server.set_security_policy([each for name in policies for each in _POLICIES[name]])
        if "key" in options:
            await server.load_certificate(Path(options["certificate"]))
            await server.load_private_key(Path(options["key"]))
        if options.get("password"):
            server.set_identity_tokens([ua.UserNameIdentityToken])
        for uri in options.get("namespaces", [PLC]):
            await server.register_namespace(uri)
        self.plc = await server.get_namespace_index(PLC)
        await self._fill()
        self._tell_time_exactly()
        await server.start()

    def _tell_time_exactly(self) -> None:
        """asyncua's server lets its clock tick once a second, and then it is a second late."""
        iserver = self.server.iserver
        iserver.disabled_clock = True
        iserver.aspace.set_attribute_value_callback(
            ua.NodeId(ua.ObjectIds.Server_ServerStatus_CurrentTime),
            ua.AttributeIds.Value,
            lambda *_: ua.DataValue(ua.Variant(datetime.now(UTC), ua.VariantType.DateTime)),
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.bserver._server.sockets[0].getsockname()[1])

    async def _fill(self) -> None:
        objects = self.server.get_objects_node()
        folder = await objects.add_folder(ua.NodeId("Plc", self.plc), f"{self.plc}:Plc")
        for name, value in _SPECIAL.items():
            await self._variable(folder, f"Plc.{name}", name, value)
        for start in range(0, self.options.get("items", 0), _PER_FOLDER):
            end = min(start + _PER_FOLDER, self.options["items"])
            identifier = ua.NodeId(f"Items{start}", self.plc)
            sorted_away = await folder.add_folder(identifier, f"{self.plc}:From_{start}")
            await self.server.iserver.isession.add_nodes(
                [
                    self._item(sorted_away.nodeid, f"Item_{number:04}")
                    for number in range(start, end)
                ]
            )
        unit = ua.EUInformation("urn:unit", 4408652, ua.LocalizedText("°C"), ua.LocalizedText(""))
        level = self.server.get_node(ua.NodeId("Plc.Level", self.plc))
        await level.add_property(ua.NodeId("Plc.Level.Unit", self.plc), "0:EngineeringUnits", unit)
        deep = folder
        for number in range(8):
            identifier = ua.NodeId(f"Deep{number}", self.plc)
            deep = await deep.add_object(identifier, f"{self.plc}:Deep{number}")
        await deep.add_reference(folder, ua.ObjectIds.Organizes)  # a loop

    def _item(self, parent: ua.NodeId, name: str) -> ua.AddNodesItem:
        attributes = ua.VariableAttributes()
        attributes.DisplayName = ua.LocalizedText(name)
        attributes.Value = ua.Variant(0.0, ua.VariantType.Double)
        attributes.DataType = ua.NodeId(ua.ObjectIds.Double)
        attributes.ValueRank = ua.ValueRank.Scalar
        item = ua.AddNodesItem()
        item.RequestedNewNodeId = ua.NodeId(name, self.plc)
        item.ParentNodeId = parent
        item.ReferenceTypeId = ua.NodeId(ua.ObjectIds.HasComponent)
        item.BrowseName = ua.QualifiedName(name, self.plc)
        item.NodeClass = ua.NodeClass.Variable
        item.NodeAttributes = attributes
        item.TypeDefinition = ua.NodeId(ua.ObjectIds.BaseDataVariableType)
        return item

    async def _variable(self, parent: Any, identifier: str, name: str, value: ua.Variant) -> Any:
        return await parent.add_variable(
            ua.NodeId(identifier, self.plc), ua.QualifiedName(name, self.plc), value
        )

    # Orders -----------------------------------------------------------------------------------

    async def write(self, order: dict[str, Any]) -> None:
        """Set a value, with a status and times if wanted."""
        node = self.server.get_node(ua.NodeId(order["id"], self.plc))
        kind = await node.read_data_type_as_variant_type()
        value = ua.Variant() if order["value"] is None else ua.Variant(order["value"], kind)
        await self.server.write_attribute_value(
            node.nodeid,
            ua.DataValue(
                value,
                ua.StatusCode(order.get("status", 0)),
                _time(order.get("at", "now")),
                _time(order.get("server_at", "now")),
            ),
        )

    async def flood(self, order: dict[str, Any]) -> None:
        """Count up some items, so many times, with a pause between."""
        for number in range(order["from"], order["from"] + order["times"]):
            for item in range(order["items"]):
                await self.server.write_attribute_value(
                    ua.NodeId(f"Item_{item:04}", self.plc),
                    ua.DataValue(
                        ua.Variant(float(number), ua.VariantType.Double),
                        SourceTimestamp=datetime.now(UTC),
                    ),
                )
            await asyncio.sleep(order.get("pause_s", 0.0))

    async def vanish(self, order: dict[str, Any]) -> None:
        """Tell who watches a node that there is none, and have it so."""
        await self.write({**order, "value": None, "status": ua.StatusCodes.BadNodeIdUnknown})
        aspace = self.server.iserver.aspace
        node_id = ua.NodeId(order["id"], self.plc)
        attribute = aspace[node_id].attributes[ua.AttributeIds.Value]
        for handle in list(attribute.datachange_callbacks):
            aspace.delete_datachange_callback(handle)
        self._vanished[order["id"]] = aspace[node_id]
        del aspace[node_id]

    async def return_(self, order: dict[str, Any]) -> None:
        """Have a node again that vanished, as it was at first."""
        self.server.iserver.aspace[ua.NodeId(order["id"], self.plc)] = self._vanished.pop(
            order["id"]
        )
        await self.write({**order, "value": 0.0})

    async def skip(self, order: dict[str, Any]) -> None:
        """Lose messages: the next sequence number is left out."""
        for subscription in self._subscriptions():
            subscription._notification_seq += order.get("messages", 1)

    async def expire(self, order: dict[str, Any]) -> None:
        """End every subscription with a status."""
        for subscription in self._subscriptions():
            status = ua.StatusCode(order["status"])
            await subscription.monitored_item_srv.trigger_statuschange(status)

    async def sessions(self, order: dict[str, Any]) -> int:
        """How many sessions are open."""
        return (
            len(self.server.iserver._sessions)
            if hasattr(self.server.iserver, "_sessions")
            else InternalSession._current_connections
        )

    async def limit(self, order: dict[str, Any]) -> None:
        """State limits of operations, and keep to them."""
        for name, number in order["stated"].items():
            node = getattr(ua.ObjectIds, f"Server_ServerCapabilities_OperationLimits_{name}")
            await self.server.get_node(ua.NodeId(node)).write_value(
                ua.Variant(number, ua.VariantType.UInt32)
            )
        _LIMITS.update(order.get("kept", order["stated"]))

    async def refuse_filters(self, order: dict[str, Any]) -> None:
        """Refuse deadbands from now on."""
        _LIMITS["filters"] = 0

    async def models(self, order: dict[str, Any]) -> None:
        """Add machines of companion specifications."""
        from tests.ingest.opcua.models import add_models

        await add_models(self.server)

    def _subscriptions(self) -> list[InternalSubscription]:
        return list(self.server.iserver.subscription_service.subscriptions.values())


_LIMITS: dict[str, int] = {}


def _time(text: str | None) -> datetime | None:
    if text == "now":
        return datetime.now(UTC)
    return None if text is None else datetime.fromisoformat(text)


def _keep_limits() -> None:
    """asyncua's server states limits and keeps none; this one keeps those it was told."""

    def limited(kind: type, method: str, limit: str, count: Any) -> None:
        original = getattr(kind, method)

        async def checked(self: Any, params: Any, *rest: Any) -> Any:
            if count(params) > _LIMITS.get(limit, sys.maxsize):
                raise ua.uaerrors.BadTooManyOperations
            return await original(self, params, *rest)

        setattr(kind, method, checked)

    limited(InternalSession, "read", "MaxNodesPerRead", lambda asked: len(asked.NodesToRead))
    limited(InternalSession, "browse", "MaxNodesPerBrowse", lambda asked: len(asked.NodesToBrowse))
    limited(
        InternalSession,
        "create_monitored_items",
        "MaxMonitoredItemsPerCall",
        lambda asked: len(asked.ItemsToCreate),
    )


def _mark_overflows() -> None:
    """asyncua's server drops the oldest value silently; OPC UA wants the next one marked."""
    original = InternalSubscription._enqueue_event

    async def enqueue(self: Any, mid: int, event: Any, size: int, queue: dict[int, Any]) -> None:
        is_full = size != 0 and len(queue.get(mid, ())) >= size
        await original(self, mid, event, size, queue)
        if is_full:
            oldest = queue[mid][0]
            value = oldest.Value
            queue[mid][0] = ua.MonitoredItemNotification(
                oldest.ClientHandle,
                ua.DataValue(
                    value.Value,
                    ua.StatusCode(value.StatusCode.value | _OVERFLOW),
                    value.SourceTimestamp,
                    value.ServerTimestamp,
                ),
            )

    InternalSubscription._enqueue_event = enqueue


def _refuse_filters() -> None:
    original = MonitoredItemService._create_data_change_monitored_item

    async def create(self: Any, params: Any) -> Any:
        has_filter = hasattr(params.RequestedParameters.Filter, "DeadbandType")
        if "filters" in _LIMITS and has_filter:
            result = ua.MonitoredItemCreateResult()
            result.StatusCode = ua.StatusCode(ua.StatusCodes.BadMonitoredItemFilterUnsupported)
            return result
        if len(self._monitored_items) >= _LIMITS.get("items", sys.maxsize):
            result = ua.MonitoredItemCreateResult()
            result.StatusCode = ua.StatusCode(ua.StatusCodes.BadTooManyMonitoredItems)
            return result
        return await original(self, params)

    MonitoredItemService._create_data_change_monitored_item = create


async def main() -> None:
    """Serve until standard input ends."""
    logging.disable()
    _keep_limits()
    _mark_overflows()
    _refuse_filters()
    plc = Plc(json.loads(sys.argv[1]))
    await plc.start()
    print(json.dumps({"port": plc.port}), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        order = json.loads(line)
        try:
            answer = await getattr(plc, order["do"])(order)
        except Exception as error:
            print(json.dumps({"error": repr(error)}), flush=True)
        else:
            print(json.dumps({"done": order["do"], "answer": answer}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
