"""Nodes of an address space, as the service AddNodes wants them, and adding many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from asyncua import Server, ua
from asyncua.ua import QualifiedName as Name


def standard(identifier: int) -> ua.NodeId:
    """A node of the standard's own namespace, by its number."""
    return ua.NodeId(identifier)


ORGANIZES = standard(ua.ObjectIds.Organizes)
COMPONENT = standard(ua.ObjectIds.HasComponent)
PROPERTY = standard(ua.ObjectIds.HasProperty)
ADD_IN = standard(ua.ObjectIds.HasAddIn)
SUBTYPE = standard(ua.ObjectIds.HasSubtype)
MODELLING_RULE = standard(ua.ObjectIds.HasModellingRule)
MANDATORY = standard(ua.ObjectIds.ModellingRule_Mandatory)

OBJECT_TYPE = standard(ua.ObjectIds.BaseObjectType)
OBJECTS = standard(ua.ObjectIds.ObjectsFolder)
FOLDER_TYPE = standard(ua.ObjectIds.FolderType)
PROPERTY_TYPE = standard(ua.ObjectIds.PropertyType)
DATA_TYPE = standard(ua.ObjectIds.BaseDataVariableType)
ANALOG_TYPE = standard(ua.ObjectIds.AnalogItemType)


def _item(
    node_id: ua.NodeId,
    parent: ua.NodeId,
    link: ua.NodeId,
    name: Name,
    node_class: ua.NodeClass,
    attributes: Any,
    description: str,
    type_definition: ua.NodeId | None,
) -> ua.AddNodesItem:
    attributes.DisplayName = ua.LocalizedText(name.Name, "en")
    attributes.Description = ua.LocalizedText(description or name.Name, "en")
    attributes.WriteMask = attributes.UserWriteMask = 0
    item = ua.AddNodesItem()
    item.RequestedNewNodeId = node_id
    item.ParentNodeId = parent
    item.ReferenceTypeId = link
    item.BrowseName = name
    item.NodeClass = node_class
    item.NodeAttributes = attributes
    if type_definition is not None:
        item.TypeDefinition = type_definition
    return item


def an_object(
    node_id: ua.NodeId,
    parent: ua.NodeId,
    name: Name,
    *,
    link: ua.NodeId = COMPONENT,
    kind: ua.NodeId = OBJECT_TYPE,
    description: str = "",
) -> ua.AddNodesItem:
    """An object, of a type, linked to its parent."""
    attributes = ua.ObjectAttributes()
    attributes.EventNotifier = 0
    return _item(node_id, parent, link, name, ua.NodeClass.Object, attributes, description, kind)


def a_type(
    node_id: ua.NodeId, parent: ua.NodeId, name: Name, description: str = ""
) -> ua.AddNodesItem:
    """A type of objects, below another."""
    attributes = ua.ObjectTypeAttributes()
    attributes.IsAbstract = False
    return _item(
        node_id, parent, SUBTYPE, name, ua.NodeClass.ObjectType, attributes, description, None
    )


def a_variable(
    node_id: ua.NodeId,
    parent: ua.NodeId,
    name: Name,
    value: ua.Variant,
    *,
    data_type: ua.NodeId | None = None,
    link: ua.NodeId = COMPONENT,
    kind: ua.NodeId = DATA_TYPE,
    description: str = "",
) -> ua.AddNodesItem:
    """A variable that clients may read, with its first value."""
    attributes = ua.VariableAttributes()
    attributes.Value = value
    attributes.DataType = data_type or ua.NodeId(value.VariantType.value)
    attributes.ValueRank = ua.ValueRank.Scalar
    attributes.AccessLevel = attributes.UserAccessLevel = ua.AccessLevel.CurrentRead.mask
    attributes.Historizing = False
    return _item(node_id, parent, link, name, ua.NodeClass.Variable, attributes, description, kind)


def a_property(
    node_id: ua.NodeId,
    parent: ua.NodeId,
    name: Name,
    value: ua.Variant,
    data_type: ua.NodeId | None = None,
) -> ua.AddNodesItem:
    """A property of its parent."""
    return a_variable(
        node_id, parent, name, value, data_type=data_type, link=PROPERTY, kind=PROPERTY_TYPE
    )


def a_method(
    node_id: ua.NodeId, parent: ua.NodeId, name: Name, description: str
) -> ua.AddNodesItem:
    """A method that anybody may call."""
    attributes = ua.MethodAttributes()
    attributes.Executable = attributes.UserExecutable = True
    return _item(
        node_id, parent, COMPONENT, name, ua.NodeClass.Method, attributes, description, None
    )


def an_argument_list(
    node_id: ua.NodeId, method: ua.NodeId, name: Name, arguments: Sequence[ua.Argument]
) -> ua.AddNodesItem:
    """InputArguments or OutputArguments of a method."""
    value = ua.Variant(list(arguments), ua.VariantType.ExtensionObject, is_array=True)
    item = a_property(node_id, method, name, value, standard(ua.ObjectIds.Argument))
    item.NodeAttributes.ValueRank = ua.ValueRank.OneDimension
    item.NodeAttributes.ArrayDimensions = [len(arguments)]
    return item


async def add(server: Server, items: Sequence[ua.AddNodesItem]) -> None:
    """Add nodes, parents before children. Raises UaStatusCodeError for one that is refused."""
    for result in await server.iserver.isession.add_nodes(list(items)):
        result.StatusCode.check()


async def make_mandatory(server: Server, node_ids: Sequence[ua.NodeId]) -> None:
    """Note that instances of a type have these members."""
    links = []
    for node_id in node_ids:
        link = ua.AddReferencesItem()
        link.SourceNodeId = node_id
        link.ReferenceTypeId = MODELLING_RULE
        link.IsForward = True
        link.TargetNodeId = MANDATORY
        link.TargetNodeClass = ua.NodeClass.Object
        links.append(link)
    for status in await server.iserver.isession.add_references(links):
        status.check()
