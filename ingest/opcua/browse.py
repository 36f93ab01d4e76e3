"""The address space of a server: a level of it, or a bounded walk through all below some nodes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from asyncua import ua

from ingest.contract import Node
from ingest.opcua import addresses, quality, values
from ingest.opcua.services import BROWSE_AT_ONCE, Services

OBJECTS = ua.NodeId(ua.ObjectIds.ObjectsFolder)
MOST_DEPTH = 6
MOST_NODES = 5000
MOST_CHILDREN = 2000  # of one level: more cannot be shown
_MOST_SECONDS = 10.0  # people wait
_SERVER = ua.NodeId(ua.ObjectIds.Server)  # describes the server itself: never a machine
_CLASSES = ua.NodeClass.Object | ua.NodeClass.Variable
_HIERARCHY = ua.NodeId(ua.ObjectIds.HierarchicalReferences)
_COMPONENTS = ua.NodeId(ua.ObjectIds.HasComponent)
_PROPERTY = ua.NodeId(ua.ObjectIds.HasProperty)


@dataclass(frozen=True, slots=True)
class Found:
    """A node that was come across. ``path`` are the names from the start down to its parent."""

    node_id: ua.NodeId
    name: str
    browse_name: ua.QualifiedName
    is_variable: bool
    is_property: bool = False
    path: tuple[str, ...] = ()
    parent: ua.NodeId | None = None
    type_id: ua.NodeId | None = None


class Browser:
    """Browsing with the limits of a session."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def children(self, parents: Sequence[Found]) -> list[list[Found]]:
        """The objects and variables right below each node. Properties of a variable say how to
        read it (its range, its unit): they are left out."""
        asked = [
            _below(parent.node_id, _COMPONENTS if parent.is_variable else _HIERARCHY)
            for parent in parents
        ]
        answers = await self._services.browse(asked)
        return [
            [found for reference in answer if (found := self._found(reference, parent)) is not None]
            for parent, answer in zip(parents, answers, strict=True)
        ]

    async def walk(
        self, starts: Sequence[Found], depth: int = MOST_DEPTH, most: int = MOST_NODES
    ) -> list[Found]:
        """Everything below the nodes, nearest first, each node once, within bounds."""
        seen = {start.node_id for start in starts} | {_SERVER}
        level, found = list(starts), list[Found]()
        give_up_at = time.monotonic() + _MOST_SECONDS
        for _ in range(depth):
            below: list[Found] = []
            for start in range(0, len(level), BROWSE_AT_ONCE):
                if len(found) + len(below) >= most or time.monotonic() > give_up_at:
                    return [*found, *below][:most]
                for children in await self.children(level[start : start + BROWSE_AT_ONCE]):
                    new = [child for child in children if child.node_id not in seen]
                    seen |= {child.node_id for child in new}
                    below += new
            found += below
            level = below
        return found[:most]

    async def described(self, found: Sequence[Found]) -> list[Node]:
        """Nodes with what people want to see: value, type, unit, and whether more is below."""
        variables = [each for each in found if each.is_variable]
        data = dict(zip(
            (each.node_id for each in variables),
            await self._services.read([each.node_id for each in variables]),
            strict=True,
        ))  # fmt: skip
        units = await self.units([each.node_id for each in variables])
        more = await self._services.browse(
            [_below(each.node_id, _COMPONENTS if each.is_variable else _HIERARCHY)
             for each in found],
            most=1,
        )  # fmt: skip
        return [
            self._node(each, data.get(each.node_id), units.get(each.node_id, ""), bool(below))
            for each, below in zip(found, more, strict=True)
        ]

    async def units(self, variables: Sequence[ua.NodeId]) -> dict[ua.NodeId, str]:
        """The engineering units of those variables that have one."""
        properties = await self.properties(variables, "EngineeringUnits")
        found = {}
        for node_id, data in properties.items():
            unit = data.Value.Value if data.Value is not None else None
            if isinstance(unit, ua.EUInformation):
                found[node_id] = values.clean(unit.DisplayName.Text or "")
        return found

    async def properties(
        self, owners: Sequence[ua.NodeId], name: str
    ) -> dict[ua.NodeId, ua.DataValue]:
        """The value of the property of that name, of those nodes that have it."""
        nodes = await self.property_nodes(owners, name)
        data = await self._services.read(list(nodes.values()))
        return dict(zip(nodes, data, strict=True))

    async def property_nodes(
        self, owners: Sequence[ua.NodeId], name: str
    ) -> dict[ua.NodeId, ua.NodeId]:
        """The property of that name (of the OPC UA namespace), of those nodes that have it."""
        step = ua.RelativePathElement(
            ReferenceTypeId=_PROPERTY,
            IsInverse=False,
            IncludeSubtypes=True,
            TargetName=ua.QualifiedName(name, 0),
        )
        paths = [
            ua.BrowsePath(StartingNode=owner, RelativePath=ua.RelativePath(Elements=[step]))
            for owner in owners
        ]
        targets = await self._services.translate(paths)
        return {
            owner: ua.NodeId(target.Identifier, target.NamespaceIndex)
            for owner, target in zip(owners, targets, strict=True)
            if target is not None
        }

    def _found(self, reference: ua.ReferenceDescription, parent: Found) -> Found | None:
        node_id = self._local(reference.NodeId)
        if node_id is None:
            return None
        shown = (reference.DisplayName.Text if reference.DisplayName else "") or ""
        is_root = parent.node_id == OBJECTS
        return Found(
            node_id,
            values.clean(shown or reference.BrowseName.Name or str(node_id.Identifier)),
            reference.BrowseName,
            reference.NodeClass == ua.NodeClass.Variable,
            reference.ReferenceTypeId == _PROPERTY,
            () if is_root else (*parent.path, parent.name),
            parent.node_id,
            self._local(reference.TypeDefinition) if reference.TypeDefinition else None,
        )

    def _local(self, node_id: ua.NodeId) -> ua.NodeId | None:
        """A node id of this server; None: it is another server's."""
        if not isinstance(node_id, ua.ExpandedNodeId):
            return node_id
        index = node_id.NamespaceIndex
        if node_id.NamespaceUri:
            if node_id.NamespaceUri not in self._services.namespaces:
                return None
            index = self._services.namespaces.index(node_id.NamespaceUri)
        return None if node_id.ServerIndex else ua.NodeId(node_id.Identifier, index)

    def _node(self, found: Found, data: ua.DataValue | None, unit: str, has_children: bool) -> Node:
        code = None if data is None else data.StatusCode.value
        variant = None if data is None else data.Value
        return Node(
            address=addresses.write(found.node_id, self._services.namespaces),
            name=found.name,
            is_variable=found.is_variable,
            has_children=has_children,
            path=found.path,
            data_type=values.type_name(variant),
            unit=unit,
            value=None
            if variant is None or (code is not None and quality.is_bad(code))
            else values.shown(variant.Value),
            quality=code,
        )


def root() -> Found:
    """Where everything begins."""
    return Found(OBJECTS, "Objects", ua.QualifiedName("Objects"), is_variable=False)


def _below(node_id: ua.NodeId, references: ua.NodeId) -> ua.BrowseDescription:
    return ua.BrowseDescription(
        NodeId=node_id,
        BrowseDirection=ua.BrowseDirection.Forward,
        ReferenceTypeId=references,
        IncludeSubtypes=True,
        NodeClassMask=int(_CLASSES),
        ResultMask=int(ua.BrowseResultMask.All),
    )
