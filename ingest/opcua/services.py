"""Calls of a session, cut to what the server takes at once (its operation limits)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from asyncua import Client, ua

from ingest.contract import LinkLostError

MOST_REFERENCES = 1000  # of one node in one answer; the rest follows
USUAL_LIMIT = 1000  # where a server states none
BROWSE_AT_ONCE = 200
_LIMITS = ("MaxMonitoredItemsPerCall", "MaxNodesPerRead", "MaxNodesPerBrowse",
           "MaxNodesPerTranslateBrowsePathsToNodeIds")  # fmt: skip
_TOO_MUCH = {
    ua.StatusCodes.BadTooManyOperations,
    ua.StatusCodes.BadRequestTooLarge,
    ua.StatusCodes.BadResponseTooLarge,
    ua.StatusCodes.BadEncodingLimitsExceeded,
}
_NO_POINT_LEFT = ua.StatusCodes.BadNoContinuationPoints

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


class Services:
    """Reading, browsing and subscribing, for lists of any length."""

    def __init__(self, client: Client) -> None:
        self._client = client.uaclient
        self.namespaces: list[str] = []
        self.limits = dict.fromkeys(_LIMITS, USUAL_LIMIT)

    @classmethod
    async def begin(cls, client: Client) -> Services:
        """Ask the server for its namespaces and limits, which hold for this session."""
        services = cls(client)
        nodes = [ua.NodeId(ua.ObjectIds.Server_NamespaceArray)]
        nodes += [
            ua.NodeId(getattr(ua.ObjectIds, f"Server_ServerCapabilities_OperationLimits_{name}"))
            for name in _LIMITS
        ]
        namespaces, *limits = await services.read(nodes)
        services.namespaces = [str(uri) for uri in _value(namespaces) or ()]
        for name, stated in zip(_LIMITS, limits, strict=True):
            services.limits[name] = int(_value(stated) or 0) or USUAL_LIMIT
        return services

    async def read(
        self, nodes: Sequence[ua.NodeId], attribute: ua.AttributeIds = ua.AttributeIds.Value
    ) -> list[ua.DataValue]:
        """One attribute of each node, with its quality."""
        return await self.read_values(
            [ua.ReadValueId(NodeId=node, AttributeId=attribute) for node in nodes]
        )

    async def read_values(self, asked: Sequence[ua.ReadValueId]) -> list[ua.DataValue]:
        """Exactly what is asked for, for example elements of arrays."""

        async def call(part: Sequence[ua.ReadValueId]) -> list[ua.DataValue]:
            asked = ua.ReadParameters(
                TimestampsToReturn=ua.TimestampsToReturn.Both, NodesToRead=list(part)
            )
            return list(await self._client.read(asked))

        return await self._in_parts("MaxNodesPerRead", asked, call)

    async def browse(
        self, asked: Sequence[ua.BrowseDescription], most: int = 0
    ) -> list[list[ua.ReferenceDescription]]:
        """The references of each node: all of them, or the first so many."""

        async def call(part: Sequence[ua.BrowseDescription]) -> list[ua.BrowseResult]:
            asked = ua.BrowseParameters(
                RequestedMaxReferencesPerNode=most or MOST_REFERENCES, NodesToBrowse=list(part)
            )
            return list(await self._client.browse(asked))

        size = min(BROWSE_AT_ONCE, self.limits["MaxNodesPerBrowse"])
        self.limits["MaxNodesPerBrowse"] = size
        found: list[list[ua.ReferenceDescription]] = []
        for start in range(0, len(asked), size):
            part = asked[start : start + size]
            results = await self._in_parts("MaxNodesPerBrowse", part, call)
            if most:
                found += [list(result.References or ()) for result in results]
                await self._release(results)
                continue
            for each, result in zip(part, results, strict=True):
                if result.StatusCode.value == _NO_POINT_LEFT:
                    (result,) = await call([each])
                found.append(await self._rest(result))
        return found

    async def translate(self, paths: Sequence[ua.BrowsePath]) -> list[ua.NodeId | None]:
        """The node each path leads to; None: to none."""
        results = await self._in_parts(
            "MaxNodesPerTranslateBrowsePathsToNodeIds",
            paths,
            lambda part: self._client.translate_browsepaths_to_nodeids(list(part)),
        )
        return [
            result.Targets[0].TargetId if result.StatusCode.is_good() and result.Targets else None
            for result in results
        ]

    async def monitor(
        self, subscription_id: int, asked: Sequence[ua.MonitoredItemCreateRequest]
    ) -> list[ua.MonitoredItemCreateResult]:
        """Add items to a subscription. A refused one is an answer, not an error."""

        async def call(
            part: Sequence[ua.MonitoredItemCreateRequest],
        ) -> list[ua.MonitoredItemCreateResult]:
            asked = ua.CreateMonitoredItemsParameters(
                SubscriptionId=subscription_id,
                TimestampsToReturn=ua.TimestampsToReturn.Both,
                ItemsToCreate=list(part),
            )
            return list(await self._client.create_monitored_items(asked))

        return await self._in_parts("MaxMonitoredItemsPerCall", asked, call)

    async def unmonitor(self, subscription_id: int, item_ids: Sequence[int]) -> None:
        """Take items out of a subscription; those that are gone already do not matter."""

        async def call(part: Sequence[int]) -> list[ua.StatusCode]:
            asked = ua.DeleteMonitoredItemsParameters(
                SubscriptionId=subscription_id, MonitoredItemIds=list(part)
            )
            return list(await self._client.delete_monitored_items(asked))

        await self._in_parts("MaxMonitoredItemsPerCall", item_ids, call)

    async def _rest(self, result: ua.BrowseResult) -> list[ua.ReferenceDescription]:
        references = list(result.References or ())
        point = result.ContinuationPoint
        while point:
            (more,) = await self._client.browse_next(
                ua.BrowseNextParameters(ReleaseContinuationPoints=False, ContinuationPoints=[point])
            )
            references += more.References or ()
            point = more.ContinuationPoint
        return references

    async def _release(self, results: Sequence[ua.BrowseResult]) -> None:
        """Tell the server that the rest is not wanted: it keeps few continuation points."""
        points = [result.ContinuationPoint for result in results if result.ContinuationPoint]
        if points:
            await self._client.browse_next(
                ua.BrowseNextParameters(ReleaseContinuationPoints=True, ContinuationPoints=points)
            )

    async def _in_parts(
        self,
        limit: str,
        asked: Sequence[_Asked],
        call: Callable[[Sequence[_Asked]], Awaitable[list[_Answer]]],
    ) -> list[_Answer]:
        answers: list[_Answer] = []
        while len(answers) < len(asked):
            part = asked[len(answers) : len(answers) + self.limits[limit]]
            try:
                answered = await call(part)
            except ua.UaStatusCodeError as error:
                if error.code not in _TOO_MUCH or len(part) == 1:
                    raise
                self.limits[limit] = (len(part) + 1) // 2  # it takes less than it states
                continue
            if len(answered) != len(part):
                raise LinkLostError(
                    f"The server gave {len(answered)} answers to {len(part)} questions.",
                    "Its OPC UA service is faulty: look for an update.",
                )
            answers += answered
        return answers


def _value(data: ua.DataValue) -> Any:
    return data.Value.Value if data.Value is not None else None
