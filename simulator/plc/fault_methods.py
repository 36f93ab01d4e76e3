"""Faults as methods on the object Faults, so that any OPC UA client may order them.

A call answers with a sentence. One that is refused returns BadInvalidArgument, and the
variable Faults.LastAnswer says why.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from asyncua import Server, ua
from asyncua.ua import QualifiedName as Name

from errors import UserError
from simulator.plc import nodes
from simulator.plc.faults import FAULTS, Argument, Fault, Faults

OBJECT = "Faults"
LAST_ANSWER = "LastAnswer"
_KINDS: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Double": (int, float),
    "UInt32": (int,),
    "Int32": (int,),
}
Method = Callable[..., Awaitable[list[ua.Variant] | ua.StatusCode]]

log = logging.getLogger(__name__)


async def add_methods(server: Server, own: int, faults: Faults) -> None:
    """Add the object with its methods to a server; ``own`` is the index of our namespace."""
    home, answer = ua.NodeId(OBJECT, own), ua.NodeId(f"{OBJECT}.{LAST_ANSWER}", own)
    items = [
        nodes.an_object(
            home, nodes.OBJECTS, Name(OBJECT, own), description="What may go wrong, to order"
        ),
        nodes.a_variable(
            answer,
            home,
            Name(LAST_ANSWER, own),
            ua.Variant("", ua.VariantType.String),
            description="What became of the last fault that was ordered",
        ),
    ]
    for fault in FAULTS:
        items += _items(fault, home, own)
    await nodes.add(server, items)
    for fault in FAULTS:
        method = _method(fault, faults, server, answer)
        server.iserver.isession.add_method_callback(_node_id(fault, own), method)


def _node_id(fault: Fault, own: int) -> ua.NodeId:
    return ua.NodeId(f"{OBJECT}.{fault.name}", own)


def _items(fault: Fault, home: ua.NodeId, own: int) -> list[ua.AddNodesItem]:
    node_id = _node_id(fault, own)
    answer = Argument("answer", "String", "What was done")
    return [
        nodes.a_method(node_id, home, Name(fault.name, own), fault.description),
        *[
            nodes.an_argument_list(
                ua.NodeId(f"{OBJECT}.{fault.name}.{name}", own),
                node_id,
                Name(name),
                [_argument(each) for each in arguments],
            )
            for name, arguments in (
                ("InputArguments", fault.arguments),
                ("OutputArguments", (answer,)),
            )
        ],
    ]


def _argument(argument: Argument) -> ua.Argument:
    return ua.Argument(
        Name=argument.name,
        DataType=ua.NodeId(ua.VariantType[argument.data_type].value),
        ValueRank=ua.ValueRank.Scalar,
        Description=ua.LocalizedText(argument.description, "en"),
    )


def _method(fault: Fault, faults: Faults, server: Server, answer: ua.NodeId) -> Method:
    """What asyncua calls: a coroutine function of the object and variants."""

    async def call(_parent: ua.NodeId, *arguments: ua.Variant) -> list[ua.Variant] | ua.StatusCode:
        try:
            said = await faults.order(fault.name, *_values(fault, arguments))
            result: Any = [ua.Variant(said, ua.VariantType.String)]
        except UserError as error:
            said, result = str(error), ua.StatusCode(ua.StatusCodes.BadInvalidArgument)
        log.info("%s: %s", fault.name, said)
        await server.write_attribute_value(
            answer, ua.DataValue(ua.Variant(said, ua.VariantType.String))
        )
        return result

    return call


def _values(fault: Fault, arguments: tuple[ua.Variant, ...]) -> list[object]:
    """The plain values. Raises UserError for one of another type, which asyncua lets pass."""
    for argument, given in zip(fault.arguments, arguments, strict=False):
        if not isinstance(given.Value, _KINDS[argument.data_type]):
            raise UserError(
                f"{argument.name} is {given.Value!r}, which is no {argument.data_type}.",
                hint=f"{argument.description}.",
                field=argument.name,
                value=given.Value,
            )
    return [given.Value for given in arguments]
