"""Calls cut to the limits of a server: recorded answers, because asyncua's server keeps none."""

from __future__ import annotations

from typing import Any, cast

import pytest
from asyncua import Client, ua

from ingest.contract import LinkLostError
from ingest.opcua.services import Services


class Recorded:
    """What a client would answer. Nodes have 25 references, given out ten at a time."""

    def __init__(self, most_at_once: int = 1000, points: int = 100) -> None:
        self.uaclient = self
        self.most_at_once, self.points = most_at_once, points
        self.sizes: list[int] = []
        self.released = 0

    def _take(self, size: int) -> None:
        if size > self.most_at_once:
            raise ua.uaerrors.BadTooManyOperations
        self.sizes.append(size)

    async def read(self, asked: ua.ReadParameters) -> list[ua.DataValue]:
        self._take(len(asked.NodesToRead))
        return [ua.DataValue(ua.Variant(each.NodeId.Identifier)) for each in asked.NodesToRead]

    async def browse(self, asked: ua.BrowseParameters) -> list[ua.BrowseResult]:
        self._take(len(asked.NodesToBrowse))
        free = self.points
        results = []
        for each in asked.NodesToBrowse:
            result = ua.BrowseResult()
            if free:
                free -= 1
                result.References = _references(0, each.NodeId.Identifier)
                result.ContinuationPoint = f"{each.NodeId.Identifier}:10".encode()
            else:
                result.StatusCode = ua.StatusCode(ua.StatusCodes.BadNoContinuationPoints)
            results.append(result)
        return results

    async def browse_next(self, asked: ua.BrowseNextParameters) -> list[ua.BrowseResult]:
        if asked.ReleaseContinuationPoints:
            self.released += len(asked.ContinuationPoints)
            return [ua.BrowseResult() for _ in asked.ContinuationPoints]
        (point,) = asked.ContinuationPoints
        result = ua.BrowseResult()
        node, start = (int(part) for part in point.decode().split(":"))
        result.References = _references(start, node)
        result.ContinuationPoint = f"{node}:{start + 10}".encode() if start + 10 < 25 else None
        return [result]


def _references(start: int, node: int) -> list[ua.ReferenceDescription]:
    return [
        ua.ReferenceDescription(NodeId=ua.NodeId(node * 100 + number, 1))
        for number in range(start, min(start + 10, 25))
    ]


def services(recorded: Recorded) -> Services:
    return Services(cast(Client, recorded))


def nodes(count: int) -> list[ua.NodeId]:
    return [ua.NodeId(number, 1) for number in range(1, count + 1)]


def asked(count: int) -> list[ua.BrowseDescription]:
    return [ua.BrowseDescription(NodeId=node) for node in nodes(count)]


async def test_reading_keeps_to_the_stated_limit() -> None:
    recorded = Recorded()
    session = services(recorded)
    session.limits["MaxNodesPerRead"] = 100
    answers = await session.read(nodes(250))
    assert [answer.Value.Value for answer in answers] == list(range(1, 251))
    assert recorded.sizes == [100, 100, 50]


async def test_a_limit_below_the_stated_one_is_found_and_remembered() -> None:
    recorded = Recorded(most_at_once=300)
    session = services(recorded)
    assert len(await session.read(nodes(1000))) == 1000
    assert recorded.sizes == [250, 250, 250, 250]
    await session.read(nodes(300))
    assert recorded.sizes[4:] == [250, 50]


async def test_a_server_that_takes_nothing_at_all_is_an_error() -> None:
    with pytest.raises(ua.uaerrors.BadTooManyOperations):
        await services(Recorded(most_at_once=0)).read(nodes(2))


async def test_nothing_is_asked_for_nothing() -> None:
    recorded = Recorded()
    assert await services(recorded).read([]) == []
    assert recorded.sizes == []


async def test_answers_that_do_not_match_the_questions_end_the_session() -> None:
    class Short(Recorded):
        async def read(self, asked: Any) -> list[ua.DataValue]:
            return (await super().read(asked))[1:]

    with pytest.raises(LinkLostError, match="1 answers to 2 questions"):
        await services(Short()).read(nodes(2))


async def test_references_are_followed_to_the_last() -> None:
    recorded = Recorded()
    session = services(recorded)
    session.limits["MaxNodesPerBrowse"] = 2
    found = await session.browse(asked(3))
    assert recorded.sizes == [2, 1]
    for node, references in enumerate(found, 1):
        numbers = [each.NodeId.Identifier for each in references]
        assert numbers == [node * 100 + number for number in range(25)]


async def test_a_server_short_of_continuation_points_is_asked_again_one_by_one() -> None:
    found = await services(Recorded(points=1)).browse(asked(3))
    assert [len(references) for references in found] == [25, 25, 25]


async def test_the_first_few_leave_no_continuation_point_behind() -> None:
    recorded = Recorded()
    found = await services(recorded).browse(asked(2), most=1)
    assert all(found)
    assert recorded.released == 2
