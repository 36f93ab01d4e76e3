"""Tags that are refused, or whose nodes vanish, and are there later on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.opcua import missing, subscription
from tests.ingest.opcua.running import RunningServer, session, tag

BAD_NODE_ID_UNKNOWN = 0x80340000


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing tags are looked for often, and what changes is told at once."""
    monkeypatch.setattr(missing, "LOOK_EVERY_S", 1.0)
    monkeypatch.setattr(subscription, "_TELL_AGAIN_S", 0.0)


@pytest.fixture
def few(own_plc: RunningServer) -> Iterator[RunningServer]:
    """A server that watches one value at once."""
    own_plc.order("limit", stated={}, kept={"items": 1})
    yield own_plc
    own_plc.order("limit", stated={}, kept={"items": 100})


async def test_a_refused_tag_is_asked_for_until_it_is_accepted(
    pki: Path, few: RunningServer
) -> None:
    async with session(pki, few.config(), tag(1, "Plc.Level"), tag(2, "Item_0000")) as run:
        link = run.link
        await run.until(lambda: "watches no more" in link.refusals.get(2, ("",))[0])
        await run.until(lambda: link.details.get("Tags") == "1 of 2")
        few.order("limit", stated={}, kept={"items": 100})
        await run.until(lambda: not link.refusals)
        await run.until(lambda: bool(link.values(2)))
        assert all(sample.is_found for sample in link.samples)
        few.write("Item_0000", 3.0)
        await run.until(lambda: link.values(2) == [0.0, 3.0])
        await run.until(lambda: link.details["Tags"] == "2 of 2")
        assert link.values(1) == [1.5]


async def test_a_vanished_node_is_told_and_found_again(pki: Path, own_plc: RunningServer) -> None:
    async with session(pki, own_plc.config(), tag(1, "Plc.Level"), tag(2, "Item_0000")) as run:
        link = run.link
        await run.until(lambda: len(link.samples) == 2)
        own_plc.order("vanish", id="Item_0000")
        await run.until(lambda: "no such node" in link.refusals.get(2, ("",))[0])
        assert (link.samples[-1].value, link.samples[-1].quality) == (None, BAD_NODE_ID_UNKNOWN)
        own_plc.write("Plc.Level", 9.0)
        await run.until(lambda: 9.0 in link.values(1))
        own_plc.order("return_", id="Item_0000")
        await run.until(lambda: link.values(2) == [0.0, None, 0.0])
        assert not link.refusals
        assert link.samples[-1].is_found
        own_plc.write("Item_0000", 3.0)
        await run.until(lambda: link.values(2)[-1] == 3.0)
        assert link.openings >= 1


async def test_a_node_that_vanishes_and_returns_before_anybody_looks(
    pki: Path, own_plc: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing, "LOOK_EVERY_S", 600.0)
    async with session(pki, own_plc.config(), tag(2, "Item_0000")) as run:
        link = run.link
        await run.until(lambda: len(link.samples) == 1)
        own_plc.write("Item_0000", None, status=BAD_NODE_ID_UNKNOWN)
        await run.until(lambda: 2 in link.refusals)
        own_plc.write("Item_0000", 4.0)  # what watched it goes on by itself
        await run.until(lambda: link.values(2) == [0.0, None, 4.0])
        assert not link.refusals
        assert link.samples[-1].is_found


async def test_what_is_watched_anew_has_time_for_its_first_value(
    pki: Path, own_plc: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked for more often than the server sends, a tag is not watched again and again."""
    monkeypatch.setattr(missing, "LOOK_EVERY_S", 0.02)
    slow = own_plc.config(publishing_ms=1_000)
    async with session(pki, slow, tag(2, "Item_0000")) as run:
        link = run.link
        await run.until(lambda: len(link.samples) == 1)
        own_plc.order("vanish", id="Item_0000")
        await run.until(lambda: 2 in link.refusals)
        own_plc.order("return_", id="Item_0000")
        await run.until(lambda: not link.refusals)
        own_plc.write("Item_0000", 3.0)
        await run.until(lambda: link.values(2)[-1] == 3.0)
        assert link.values(2) == [0.0, None, 0.0, 3.0]
