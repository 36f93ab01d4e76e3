"""What clients find on the server: the machines, and what they really made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from asyncua import Server, ua
from asyncua.ua import QualifiedName as Name

from simulator.plc import machinery, nodes
from simulator.plc.controller import Controller, Value
from simulator.plc.machine_nodes import CURRENT_STATE, MachineNodes
from simulator.plc.states import ITEM_STATES, ItemState
from simulator.plc.tags import MACHINERY, NAMESPACE, TAGS, TRUTH, Tag, address, extra_tags
from simulator.plc.variables import Variable

TRUTH_OBJECT = "Truth"


@dataclass(frozen=True)
class MachineVariables:
    """Variables of a machine: its tags; name, number and identifier of its item state."""

    tags: Sequence[Variable]
    state: Sequence[Variable]
    node_ids: Sequence[ua.NodeId]  # of all its nodes


class AddressSpace:
    """``machines`` has those that are not dropped, ``truth`` all."""

    def __init__(self, server: Server, namespaces: Mapping[str, int], extra: int) -> None:
        self.machines: dict[str, MachineVariables] = {}
        self.truth: dict[str, Sequence[Variable]] = {}
        self._server = server
        self._namespaces = namespaces
        self._nodes = MachineNodes(namespaces)
        self._tags = (*TAGS, *extra_tags(extra))

    async def build(self, controllers: Mapping[str, Controller]) -> None:
        """Make all of it."""
        await machinery.add_types(self._server, self._namespaces)
        own = self._namespaces[NAMESPACE]
        truth = ua.NodeId(TRUTH_OBJECT, own)
        item = nodes.an_object(
            truth,
            nodes.OBJECTS,
            Name(TRUTH_OBJECT, own),
            description="What the machines really made; no real PLC would tell",
        )
        await nodes.add(self._server, [item])
        for name, controller in controllers.items():
            await self.add_machine(controller)
            items = [self._nodes.variable(name, tag, truth, f"{name}.{tag.name}") for tag in TRUTH]
            await nodes.add(self._server, items)
            self.truth[name] = [self._variable(name, tag) for tag in TRUTH]

    async def add_machine(self, controller: Controller) -> None:
        """Add the nodes of a machine."""
        name = controller.known.machine_name
        items = self._nodes.of(controller, self._tags)
        await nodes.add(self._server, items)
        self.machines[name] = MachineVariables(
            [self._variable(name, tag) for tag in self._tags],
            self._state_variables(name),
            [item.RequestedNewNodeId for item in items],
        )

    async def drop_machine(self, name: str) -> None:
        """Take all nodes of a machine away, and what monitors them."""
        variables = self.machines.pop(name)
        aspace = self._server.iserver.aspace
        for variable in (*variables.tags, *variables.state):
            for handle in variable.monitored_by():
                aspace.delete_datachange_callback(handle)
        link = ua.DeleteReferencesItem()
        link.SourceNodeId = ua.NodeId(machinery.MACHINES, self._namespaces[MACHINERY])
        link.TargetNodeId = self._nodes.node_id(name)
        link.ReferenceTypeId, link.IsForward = nodes.ORGANIZES, True
        await self._server.iserver.isession.delete_references([link])
        for node_id in variables.node_ids:
            del aspace[node_id]

    def _variable(self, name: str, tag: Tag) -> Variable:
        kind = ua.VariantType[tag.data_type]
        node_id = self._nodes.node_id(name, tag.name)
        return Variable(self._server, node_id, address(name, tag.name), kind)

    def _state_variables(self, name: str) -> list[Variable]:
        machinery_index = self._namespaces[MACHINERY]
        names: dict[Value, ua.Variant] = {
            state.name: ua.Variant(ua.LocalizedText(state.name, "en")) for state in ITEM_STATES
        }
        ids: dict[Value, ua.Variant] = {
            state_address(state): ua.Variant(ua.NodeId(state.identifier, machinery_index))
            for state in ITEM_STATES
        }
        parts = {
            CURRENT_STATE: (ua.VariantType.LocalizedText, names),
            (*CURRENT_STATE, "Number"): (ua.VariantType.UInt32, None),
            (*CURRENT_STATE, "Id"): (ua.VariantType.NodeId, ids),
        }
        return [
            Variable(
                self._server, self._nodes.node_id(name, *path), address(name, *path), kind, variants
            )
            for path, (kind, variants) in parts.items()
        ]


def state_address(state: ItemState) -> str:
    """The node of an item state."""
    return f"nsu={MACHINERY};i={state.identifier}"


def state_values(state: ItemState) -> list[Value]:
    """Values of the variables that tell an item state."""
    return [state.name, state.number, state_address(state)]
