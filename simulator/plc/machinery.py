"""What the simulator has of the companion specification Machinery (OPC 40001-1).

The folder Machines, identification of a machine, and the state of a machinery item, under
their standard identifiers, with the types they are instances of.
"""

from __future__ import annotations

from collections.abc import Mapping

from asyncua import Server, ua
from asyncua.ua import QualifiedName as Name

from simulator.plc import nodes
from simulator.plc.states import ITEM_STATES
from simulator.plc.tags import DEVICES, MACHINERY

FUNCTIONAL_GROUP_TYPE = 1005  # of Devices; the others of Machinery
MACHINES = 1001
ITEM_STATE_TYPE = 1002
ITEM_IDENTIFICATION_TYPE, IDENTIFICATION_TYPE = 1004, 1012
_MANUFACTURER, _SERIAL_NUMBER, _INSTANCE_URI = 6002, 6003, 6015

NO_TEXT = ua.Variant(ua.LocalizedText(""), ua.VariantType.LocalizedText)
NO_STRING = ua.Variant("", ua.VariantType.String)


async def add_types(server: Server, namespaces: Mapping[str, int]) -> None:
    """Add the types, and the folder Machines under Objects."""
    machinery, devices = namespaces[MACHINERY], namespaces[DEVICES]
    group = ua.NodeId(FUNCTIONAL_GROUP_TYPE, devices)
    item = ua.NodeId(ITEM_IDENTIFICATION_TYPE, machinery)
    whole = ua.NodeId(IDENTIFICATION_TYPE, machinery)
    state = ua.NodeId(ITEM_STATE_TYPE, machinery)
    manufacturer = ua.NodeId(_MANUFACTURER, machinery)
    serial_number = ua.NodeId(_SERIAL_NUMBER, machinery)
    instance_uri = ua.NodeId(_INSTANCE_URI, machinery)
    finite = nodes.standard(ua.ObjectIds.FiniteStateMachineType)
    await nodes.add(
        server,
        [
            nodes.a_type(group, nodes.FOLDER_TYPE, Name("FunctionalGroupType", devices)),
            nodes.a_type(item, group, Name("MachineryItemIdentificationType", machinery)),
            nodes.a_property(manufacturer, item, Name("Manufacturer", devices), NO_TEXT),
            nodes.a_property(serial_number, item, Name("SerialNumber", devices), NO_STRING),
            nodes.a_type(whole, item, Name("MachineIdentificationType", machinery)),
            nodes.a_property(instance_uri, whole, Name("ProductInstanceUri", devices), NO_STRING),
            nodes.a_type(state, finite, Name("MachineryItemState_StateMachineType", machinery)),
            *_states(state, machinery),
            nodes.an_object(
                ua.NodeId(MACHINES, machinery),
                nodes.OBJECTS,
                Name("Machines", machinery),
                link=nodes.ORGANIZES,
                kind=nodes.FOLDER_TYPE,
                description="All machines of this server",
            ),
        ],
    )
    await nodes.make_mandatory(server, [manufacturer, serial_number, instance_uri])


def _states(state_machine: ua.NodeId, machinery: int) -> list[ua.AddNodesItem]:
    """The states a machinery item may be in, each with its number."""
    items = []
    for state in ITEM_STATES:
        node_id = ua.NodeId(state.identifier, machinery)
        number = ua.Variant(state.number, ua.VariantType.UInt32)
        items += [
            nodes.an_object(
                node_id,
                state_machine,
                Name(state.name, machinery),
                kind=nodes.standard(ua.ObjectIds.StateType),
            ),
            nodes.a_property(
                ua.NodeId(state.number_identifier, machinery), node_id, Name("StateNumber"), number
            ),
        ]
    return items
