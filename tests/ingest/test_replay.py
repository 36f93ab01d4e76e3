"""A recording is played as if it happened now; the wizard sees what is in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from errors import UserError
from ingest import replay
from ingest.contract import BAD_NO_COMMUNICATION, RefusedError, Sample, Tag
from ingest.replay import Replay, ReplayConfig
from tests.ingest.scripted import wait_until

LINES = """at,address,value
2026-03-02T06:00:00Z,state,6
2026-03-02T06:00:00Z,count,10
2026-03-02T06:01:00Z,count,11
2026-03-02T06:02:00Z,state,2
"""
TAGS = (Tag(1, "state", "State"), Tag(2, "count", "Good"))


class Heard:
    """The supervisor's side of a session."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.details: list[Mapping[str, str]] = []
        self.refusals: list[tuple[int, str, str]] = []
        self.signs = 0

    async def opened(self, details: Mapping[str, str]) -> None:
        self.details.append(details)

    async def emit(self, samples: Sequence[Sample]) -> None:
        self.samples += samples

    def heard(self) -> None:
        self.signs += 1

    async def refused(self, tag_id: int, problem: str, hint: str = "") -> None:
        self.refusals.append((tag_id, problem, hint))

    async def accepted(self, tag_id: int) -> None:
        raise AssertionError("a recording never changes its mind")

    def of(self, tag_id: int) -> list[float | None]:
        return [sample.value for sample in self.samples if sample.tag_id == tag_id]


@pytest.fixture
def connector(tmp_path: Path) -> Replay:
    """A connector with one recording."""
    (tmp_path / "press.csv").write_text(LINES)
    return Replay(tmp_path)


@contextlib.asynccontextmanager
async def playing(
    connector: Replay, tags: Sequence[Tag] = TAGS, **config: Any
) -> AsyncIterator[Heard]:
    """A session while the block runs."""
    link = Heard()
    settings = ReplayConfig.model_validate({"path": "press.csv", **config})
    task = asyncio.create_task(connector.run(settings, tags, link))
    try:
        yield link
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_it_plays_at_its_speed_with_times_of_now(connector: Replay) -> None:
    begun_at = datetime.now(UTC)
    async with playing(connector, speed=600) as link:
        await wait_until(lambda: len(link.samples) >= 4)
        told = [(sample.tag_id, sample.value) for sample in link.samples[:4]]
        assert told == [(1, 6), (2, 10), (2, 11), (1, 2)]
        offsets = [sample.at - link.samples[0].at for sample in link.samples[:4]]
        assert offsets == [timedelta(seconds=s) for s in (0, 0, 0.1, 0.2)]
        assert link.samples[0].at >= begun_at
        assert all(sample.at <= datetime.now(UTC) for sample in link.samples)
        assert link.details[0] == {"file": "press.csv", "speed": "600"}


async def test_at_the_end_it_knows_nothing_more_and_stays(
    connector: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "HEARD_EVERY_S", 0.001)
    async with playing(connector, speed=100_000) as link:
        await wait_until(lambda: len(link.details) == 2)
        assert link.of(1) == [6, 2, None]
        assert link.of(2) == [10, 11, None]
        assert {sample.quality for sample in link.samples[-2:]} == {BAD_NO_COMMUNICATION}
        signs = link.signs
        await wait_until(lambda: link.signs > signs + 2)


async def test_in_a_loop_it_begins_again(
    connector: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "LOOP_PAUSE_S", 0.001)
    async with playing(connector, speed=100_000, loop=True) as link:
        await wait_until(lambda: len(link.samples) >= 12)
        assert link.of(2)[:6] == [10, 11, 10, 11, 10, 11]
        assert sorted(sample.at for sample in link.samples) == [
            sample.at for sample in link.samples
        ]


async def test_tags_that_are_not_in_it_are_refused_and_the_others_go_on(
    connector: Replay,
) -> None:
    tags = (*TAGS, Tag(3, "scrap", "Scrap"), Tag(4, "count", "Once more"))
    async with playing(connector, tags, speed=100_000) as link:
        await wait_until(lambda: len(link.details) == 2)
        assert link.refusals == [(3, 'press.csv has no address "scrap".', "It has state, count.")]
        assert link.of(4) == link.of(2) == [10, 11, None]
        assert link.of(3) == []


async def test_changes_within_the_deadband_are_not_sent(tmp_path: Path) -> None:
    values = ("1", "1.5", "2.1", "2.1", "word", "2")
    lines = [f"2026-03-02T06:00:0{second}Z,t,{value}\n" for second, value in enumerate(values)]
    (tmp_path / "press.csv").write_text("".join(["at,address,value\n", *lines]))
    tags = (Tag(1, "t", "All"), Tag(2, "t", "Some", deadband=1))
    async with playing(Replay(tmp_path), tags, speed=100_000) as link:
        await wait_until(lambda: len(link.details) == 2)
        assert link.of(1) == [1, 1.5, 2.1, 2.1, None, 2, None]
        assert link.of(2) == [1, 2.1, None, 2, None]


async def test_a_file_outside_of_the_folder_is_refused(connector: Replay, tmp_path: Path) -> None:
    link = Heard()
    with pytest.raises(RefusedError, match="lies outside") as caught:
        await connector.run(ReplayConfig(path="../press.csv"), TAGS, link)
    assert caught.value.value == "../press.csv"
    with pytest.raises(RefusedError, match="does not exist"):
        await connector.run(ReplayConfig(path="no.csv"), TAGS, link)
    assert link.details == []
    async with connector.open(ReplayConfig(path=str(tmp_path / "press.csv"))) as session:
        assert len(await session.browse(None)) == 2


async def test_the_test_goes_step_by_step(connector: Replay) -> None:
    steps = [step async for step in connector.test(ReplayConfig(path="press.csv"))]
    assert [(step.name, step.is_ok) for step in steps] == [("handshake", True), ("read", True)]
    assert steps[1].detail == "4 samples of 2 addresses in 120 s; the first: state = 6."
    (step,) = [step async for step in connector.test(ReplayConfig(path="no.csv"))]
    assert (step.name, step.is_ok) == ("handshake", False)
    assert "does not exist" in step.detail
    assert "Put it into" in step.hint


async def test_what_is_in_it_can_be_browsed_searched_and_read(connector: Replay) -> None:
    async with connector.open(ReplayConfig(path="press.csv")) as session:
        nodes = await session.browse(None)
        assert [(node.address, node.value, node.is_variable) for node in nodes] == [
            ("state", "6", True),
            ("count", "10", True),
        ]
        assert await session.browse("state") == []
        assert [node.address for node in await session.search("T", most=1)] == ["state"]
        assert [node.address for node in await session.search("COU", most=9)] == ["count"]
        assert [node.value for node in await session.read(["count", "state"])] == ["10", "6"]
        assert await session.discover() == []
        with pytest.raises(UserError, match='no address "scrap"') as caught:
            await session.read(["scrap"])
        assert caught.value.hint == "It has state, count."
