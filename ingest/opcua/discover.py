"""Machines in an address space, and what their variables probably mean: proposals for people.

Recognised by Machinery (OPC 40001-1, and with it MachineTool, 40501-1), by PackML (30050), or
by objects whose variables are named like state and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asyncua import ua

from ingest.contract import FoundMachine, Node, TagProposal
from ingest.opcua import addresses, roles
from ingest.opcua.browse import Browser, Found, root
from ingest.opcua.services import Services
from ingest.opcua.status_tags import StatusTags

MACHINERY = "http://opcfoundation.org/UA/Machinery/"
MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/"
PACKML = "http://opcfoundation.org/UA/PackML/"
MACHINES_FOLDER = 1001
_DEPTH = 8  # the state of PackML's innermost state machine
_MOST_NODES = 10_000
_MOST_VARIABLES = 3000
_MOST_VALUES = 40  # plain values proposed of one machine
_IDENTIFICATION = "Identification"
_NOT_TAGS = {_IDENTIFICATION, "MachineryBuildingBlocks", "Components", "Notification"}
_PACKML_PARTS = {"StateCurrent", "BaseStateMachine", "MachineState"}
# folders that sort the variables of a machine: the machine is the object around them
_GROUPS = frozenset({
    "admin", "command", "count", "counter", "counters", "counts", "data", "io", "kpi", "kpis",
    "measurements", "monitoring", "parameters", "process", "production", "signals", "state",
    "statistics", "status", "tags", "values", "variables",
})  # fmt: skip


@dataclass(slots=True)
class _Machine:
    found: Found
    model: str
    inside: list[Found] = field(default_factory=list)

    def own_path(self, found: Found) -> tuple[str, ...]:
        """Names between the machine and something inside it."""
        return found.path[len(self.found.path) + 1 :]


class Discovery:
    """One look at a whole address space."""

    def __init__(self, services: Services, browser: Browser) -> None:
        self._services, self._browser = services, browser

    async def machines(self) -> list[FoundMachine]:
        """The machines, in the order they were come across."""
        space = await self._browser.walk([root()], _DEPTH, _MOST_NODES)
        machines = _with_insides(self._candidates(space), space)
        variables = [each for machine in machines for each in machine.inside if each.is_variable][
            :_MOST_VARIABLES
        ]
        described = await self._browser.described(variables)
        nodes = {each.node_id: node for each, node in zip(variables, described, strict=True)}
        found = [await self._proposed(machine, nodes) for machine in machines]
        return [machine for machine in found if machine.tags or machine.identity]

    # Which objects are machines --------------------------------------------------------------

    def _candidates(self, space: Sequence[Found]) -> list[_Machine]:
        objects = {each.node_id: each for each in space if not each.is_variable}
        machines = {each.found.node_id: each for each in self._by_machinery(space)}
        for each in (*self._by_packml(space, objects), *_by_names(space, objects)):
            line = [each.found, *_around(each.found, objects)]
            is_inside = any(around.node_id in machines for around in line)
            has_inside = any(
                each.found.node_id == around.node_id
                for machine in machines.values()
                for around in _around(machine.found, objects)
            )
            if not is_inside and not has_inside:
                machines[each.found.node_id] = each
        return list(machines.values())

    def _by_machinery(self, space: Sequence[Found]) -> Iterable[_Machine]:
        folder = self._node_id(MACHINES_FOLDER, MACHINERY)
        tool = self._index(MACHINE_TOOL)
        for each in space:
            if folder is not None and each.parent == folder and not each.is_variable:
                is_tool = tool is not None and _namespace_of_type(each) == tool
                yield _Machine(each, "MachineTool" if is_tool else "Machinery")

    def _by_packml(
        self, space: Sequence[Found], objects: dict[ua.NodeId, Found]
    ) -> Iterable[_Machine]:
        packml = self._index(PACKML)
        for each in space:
            if each.browse_name.Name not in _PACKML_PARTS or each.parent not in objects:
                continue
            machine = _out_of_groups(objects[each.parent], objects)
            while packml is not None and _is_state_machine(machine) and machine.parent in objects:
                machine = _out_of_groups(objects[machine.parent], objects)
            yield _Machine(machine, "PackML")

    def _index(self, uri: str) -> int | None:
        namespaces = self._services.namespaces
        return namespaces.index(uri) if uri in namespaces else None

    def _node_id(self, number: int, uri: str) -> ua.NodeId | None:
        index = self._index(uri)
        return None if index is None else ua.NodeId(number, index)

    # What their variables mean -----------------------------------------------------------------

    async def _proposed(self, machine: _Machine, nodes: dict[ua.NodeId, Node]) -> FoundMachine:
        variables = [(each, nodes[each.node_id]) for each in machine.inside
                     if each.node_id in nodes]  # fmt: skip
        candidates = [
            (each, node)
            for each, node in variables
            if not _NOT_TAGS & set(machine.own_path(each)) and not each.is_property
        ]
        status = await StatusTags(self._services, self._browser).best(
            candidates,
            [(each, node) for each, node in variables if each.name == "CurrentState"],
        )
        return FoundMachine(
            address=addresses.write(machine.found.node_id, self._services.namespaces),
            name=machine.found.name,
            model=machine.model,
            path=machine.found.path,
            identity={
                node.name: node.value
                for each, node in variables
                if _IDENTIFICATION in machine.own_path(each) and node.value
            },
            tags=tuple(_tags(candidates, status)),
        )


def _tags(
    candidates: Sequence[tuple[Found, Node]], status: TagProposal | None
) -> Iterable[TagProposal]:
    """The best variable of each role, then plain values."""
    if status is not None:
        yield status
    taken = {"status"} if status is not None else set[str]()
    rest = []
    for _, node in candidates:
        role = roles.role(node.name, node.data_type)
        if status is not None and node.address == status.node.address:
            continue
        if role in roles.SINGLE | roles.COUNTERS and role not in taken:
            taken.add(str(role))
            yield TagProposal(node, str(role))
        elif roles.is_recordable(node.data_type):
            rest.append(node)
    for node in rest[:_MOST_VALUES]:
        yield TagProposal(node, "value")


def _by_names(space: Sequence[Found], objects: dict[ua.NodeId, Found]) -> Iterable[_Machine]:
    told: dict[ua.NodeId, set[str]] = {}
    for each in space:
        if each.is_variable and not each.is_property and each.parent in objects:
            role = roles.suggested(each.name)
            if role:
                owner = _out_of_groups(objects[each.parent], objects)
                told.setdefault(owner.node_id, set()).add(role)
    for node_id, said in told.items():
        if len(said) > 1:
            yield _Machine(objects[node_id], "names of variables")


def _with_insides(machines: list[_Machine], space: Sequence[Found]) -> list[_Machine]:
    owner = {machine.found.node_id: machine for machine in machines}
    for each in space:  # nearest first: whoever is around comes before what is inside
        around = owner.get(each.parent) if each.parent is not None else None
        if around is not None and each.node_id not in owner:
            owner[each.node_id] = around
            around.inside.append(each)
    return machines


def _around(found: Found, objects: dict[ua.NodeId, Found]) -> list[Found]:
    around = []
    while found.parent is not None and found.parent in objects:
        found = objects[found.parent]
        around.append(found)
    return around


def _out_of_groups(found: Found, objects: dict[ua.NodeId, Found]) -> Found:
    while set(roles.words(found.name)) & _GROUPS and found.parent in objects:
        found = objects[found.parent]
    return found


def _is_state_machine(found: Found) -> bool:
    return "State" in (found.browse_name.Name or "")


def _namespace_of_type(found: Found) -> int | None:
    return None if found.type_id is None else found.type_id.NamespaceIndex
