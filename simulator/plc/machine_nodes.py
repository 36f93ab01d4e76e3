"""The nodes of one machine: identification, item state, and its tags."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from asyncua import ua
from asyncua.ua import QualifiedName as Name

from simulator.known import Known
from simulator.plc import machinery, nodes
from simulator.plc.controller import Controller
from simulator.plc.states import NOT_AVAILABLE
from simulator.plc.tags import DEVICES, MACHINERY, NAMESPACE, Tag, Unit, identifier

MANUFACTURER = "Floorcast Simulations"
UNITS = "http://www.opcfoundation.org/UA/units/un/cefact"
RANGED = ("Speed", "Temperature", "Power")  # in the order of Process.highest
ITEM_STATE = ("MachineryBuildingBlocks", "MachineryItemState")
CURRENT_STATE = (*ITEM_STATE, "CurrentState")

_LOCALIZED, _STRING = ua.VariantType.LocalizedText, ua.VariantType.String


class MachineNodes:
    """Makes the nodes of machines, for the namespaces as they are numbered on a server."""

    def __init__(self, namespaces: Mapping[str, int]) -> None:
        self._own = namespaces[NAMESPACE]
        self._machinery = namespaces[MACHINERY]
        self._devices = namespaces[DEVICES]

    def node_id(self, machine_name: str, *path: str) -> ua.NodeId:
        """The node of something a machine has."""
        return ua.NodeId(identifier(machine_name, *path), self._own)

    def of(self, controller: Controller, tags: Sequence[Tag]) -> list[ua.AddNodesItem]:
        """All nodes of a machine, parents before children."""
        known = controller.known
        items = [
            nodes.an_object(
                self.node_id(known.machine_name),
                ua.NodeId(machinery.MACHINES, self._machinery),
                Name(known.machine_name, self._own),
                link=nodes.ORGANIZES,
                description=f"{known.machine_type} on line {known.line_name}",
            ),
            *self._identification(known),
            *self._item_state(known.machine_name),
        ]
        highest = dict(zip(RANGED, controller.process.highest, strict=True))
        for tag in tags:
            items += self._tag(known.machine_name, tag, highest.get(tag.name, 0))
        return items

    def variable(
        self, machine_name: str, tag: Tag, parent: ua.NodeId, shown: str
    ) -> ua.AddNodesItem:
        """A variable of a machine under a parent, which shows it by that name."""
        return nodes.a_variable(
            self.node_id(machine_name, tag.name),
            parent,
            Name(shown, self._own),
            first_value(tag),
            kind=nodes.ANALOG_TYPE if tag.unit else nodes.DATA_TYPE,
            description=tag.description,
        )

    def _identification(self, known: Known) -> list[ua.AddNodesItem]:
        name, devices = known.machine_name, self._devices
        serial = f"FC-{zlib.crc32(name.encode()):08X}"
        entries = (
            (Name("Manufacturer", devices), _localized(MANUFACTURER)),
            (Name("Model", devices), _localized(known.machine_type)),
            (Name("SerialNumber", devices), ua.Variant(serial, _STRING)),
            (Name("ProductInstanceUri", devices), ua.Variant(f"{NAMESPACE}:{serial}", _STRING)),
            (Name("Location", self._machinery), ua.Variant(known.line_name, _STRING)),
        )
        group = self.node_id(name, "Identification")
        return [
            nodes.an_object(
                group,
                self.node_id(name),
                Name("Identification", devices),
                link=nodes.ADD_IN,
                kind=ua.NodeId(machinery.IDENTIFICATION_TYPE, self._machinery),
            ),
            *[
                nodes.a_property(
                    self.node_id(name, "Identification", entry.Name), group, entry, value
                )
                for entry, value in entries
            ],
        ]

    def _item_state(self, name: str) -> list[ua.AddNodesItem]:
        blocks, state = self.node_id(name, *ITEM_STATE[:1]), self.node_id(name, *ITEM_STATE)
        current = self.node_id(name, *CURRENT_STATE)
        first = NOT_AVAILABLE
        return [
            nodes.an_object(
                blocks,
                self.node_id(name),
                Name(ITEM_STATE[0], self._machinery),
                kind=nodes.FOLDER_TYPE,
            ),
            nodes.an_object(
                state,
                blocks,
                Name(ITEM_STATE[1], self._machinery),
                link=nodes.ADD_IN,
                kind=ua.NodeId(machinery.ITEM_STATE_TYPE, self._machinery),
            ),
            nodes.a_variable(
                current,
                state,
                Name("CurrentState"),
                _localized(first.name),
                kind=nodes.standard(ua.ObjectIds.FiniteStateVariableType),
            ),
            nodes.a_property(
                self.node_id(name, *CURRENT_STATE, "Number"),
                current,
                Name("Number"),
                ua.Variant(first.number, ua.VariantType.UInt32),
            ),
            nodes.a_property(
                self.node_id(name, *CURRENT_STATE, "Id"),
                current,
                Name("Id"),
                ua.Variant(ua.NodeId(first.identifier, self._machinery), ua.VariantType.NodeId),
            ),
        ]

    def _tag(self, name: str, tag: Tag, highest: float) -> list[ua.AddNodesItem]:
        owner = self.node_id(name, tag.name)
        items = [self.variable(name, tag, self.node_id(name), tag.name)]
        if tag.unit:
            structures = {
                "EURange": ua.Range(0.0, float(highest)),
                "EngineeringUnits": _engineering_units(tag.unit),
            }
            items += [
                _structure(self.node_id(name, tag.name, part), owner, part, value)
                for part, value in structures.items()
            ]
        return items


def first_value(tag: Tag) -> ua.Variant:
    """What a variable holds until the first scan."""
    kind = ua.VariantType[tag.data_type]
    empty = {_STRING: "", ua.VariantType.Double: 0.0}
    return ua.Variant(empty.get(kind, 0), kind)


def _localized(text: str) -> ua.Variant:
    return ua.Variant(ua.LocalizedText(text, "en"), _LOCALIZED)


def _structure(node_id: ua.NodeId, owner: ua.NodeId, name: str, value: Any) -> ua.AddNodesItem:
    variant = ua.Variant(value, ua.VariantType.ExtensionObject)
    return nodes.a_property(node_id, owner, Name(name), variant, value.data_type)


def _engineering_units(unit: Unit) -> ua.EUInformation:
    return ua.EUInformation(
        UNITS, unit.number, ua.LocalizedText(unit.symbol, "en"), ua.LocalizedText(unit.name, "en")
    )
