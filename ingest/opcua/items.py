"""Monitored items: what of a connection's tags the server watches, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from asyncua import ua

from errors import UserError
from ingest.contract import Tag
from ingest.opcua import addresses, quality
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.samples import is_scalar_number
from ingest.opcua.services import Services


@dataclass(slots=True)
class Items:
    """What became of the tags."""

    watched: list[Tag] = field(default_factory=list)
    refused: list[tuple[Tag, str, str]] = field(default_factory=list)  # problem and hint
    ids: dict[int, int] = field(default_factory=dict)  # the server's, by tag_id
    elements: dict[int, int] = field(default_factory=dict)  # of arrays, by tag_id
    without_deadband: list[Tag] = field(default_factory=list)
    sampling_ms: set[float] = field(default_factory=set)
    queue_sizes: set[int] = field(default_factory=set)


async def watch(
    services: Services, subscription_id: int, config: OpcUaConfig, tags: Sequence[Tag]
) -> Items:
    """Have the server watch the tags. One that it refuses does not keep the others back."""
    items = Items()
    nodes: list[tuple[Tag, ua.ReadValueId]] = []
    for tag in tags:
        try:
            address = addresses.parse(tag.address)
            node_id = address.node_id(services.namespaces)
        except UserError as error:
            items.refused.append((tag, error.message, error.hint))
            continue
        if address.element is not None:
            items.elements[tag.tag_id] = address.element
        nodes.append((tag, value_of(node_id, address.element)))
    filters = await _filters(services, nodes, items)
    asked = [(tag, _request(config, tag, node, filters.get(tag.tag_id))) for tag, node in nodes]
    again = await _add(services, subscription_id, asked, items)
    for tag, request in again:
        items.without_deadband.append(tag)
        request.RequestedParameters.Filter = None
    await _add(services, subscription_id, again, items)
    return items


def value_of(node_id: ua.NodeId, element: int | None = None) -> ua.ReadValueId:
    """How the value of a node, or an element of it, is asked for."""
    return ua.ReadValueId(
        NodeId=node_id,
        AttributeId=ua.AttributeIds.Value,
        IndexRange=None if element is None else str(element),
    )


async def _filters(
    services: Services, nodes: Sequence[tuple[Tag, ua.ReadValueId]], items: Items
) -> dict[int, ua.DataChangeFilter]:
    with_deadband = [(tag, node) for tag, node in nodes if tag.deadband > 0]
    values = await services.read_values([node for _, node in with_deadband])
    filters = {}
    for (tag, _), data in zip(with_deadband, values, strict=True):
        if is_scalar_number(data.Value) or quality.is_bad(data.StatusCode.value):
            filters[tag.tag_id] = ua.DataChangeFilter(
                Trigger=ua.DataChangeTrigger.StatusValue,
                DeadbandType=ua.DeadbandType.Absolute.value,
                DeadbandValue=tag.deadband,
            )
        else:
            items.without_deadband.append(tag)
    return filters


def _request(
    config: OpcUaConfig, tag: Tag, node: ua.ReadValueId, deadband: ua.DataChangeFilter | None
) -> ua.MonitoredItemCreateRequest:
    return ua.MonitoredItemCreateRequest(
        ItemToMonitor=node,
        MonitoringMode=ua.MonitoringMode.Reporting,
        RequestedParameters=ua.MonitoringParameters(
            ClientHandle=tag.tag_id,
            SamplingInterval=float(config.sampling_ms),
            Filter=deadband,
            QueueSize=config.queue_size,
            DiscardOldest=True,
        ),
    )


async def _add(
    services: Services,
    subscription_id: int,
    asked: Sequence[tuple[Tag, ua.MonitoredItemCreateRequest]],
    items: Items,
) -> list[tuple[Tag, ua.MonitoredItemCreateRequest]]:
    """Add items; return those that are to be asked for again, without a deadband."""
    again = []
    results = await services.monitor(subscription_id, [request for _, request in asked])
    for (tag, request), result in zip(asked, results, strict=True):
        code = result.StatusCode.value
        if not quality.is_bad(code):
            items.watched.append(tag)
            items.ids[tag.tag_id] = result.MonitoredItemId
            items.sampling_ms.add(result.RevisedSamplingInterval)
            items.queue_sizes.add(result.RevisedQueueSize)
        elif request.RequestedParameters.Filter is not None and quality.means_no_filter(code):
            again.append((tag, request))
        else:
            items.refused.append((tag, *quality.telling(code)))
    return again
