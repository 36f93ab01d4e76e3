"""Who gets which frame: shared, filtered, skipped while slow, brought up to date after."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from realtime import hub as module
from realtime.cursor import Cursor
from realtime.frames import Frame, Subscription
from realtime.hub import Hub
from realtime.state import LiveRow, LiveState

EPOCH = "12cf94c8-6071-4aeb-a58f-8406e4695b84"
ENGINE = Subscription(line="engine")


class Peer:
    """A socket that keeps what it was sent."""

    def __init__(self) -> None:
        self.is_full = False
        self.on_drained: Callable[[], None] | None = None
        self.frames: list[Frame] = []
        self.closed: tuple[int, str] | None = None

    def send_frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def close_with(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    def drain(self) -> None:
        self.is_full = False
        assert self.on_drained is not None
        self.on_drained()

    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(frame.text) for frame in self.frames]


def row(key: str, status: str | None, line: str = "Engine") -> LiveRow:
    text = None if status is None else json.dumps({"machine_name": key, "status": status})
    return LiveRow("machines", key, line, key, text)


class Floor:
    """A state and a hub, moved on by hand."""

    def __init__(self) -> None:
        self.state = LiveState()
        self.hub = Hub(self.state)
        self.xid = 1
        self.state.replace([row("a", "down"), row("x", "down", "Exterior")], self.next())

    def next(self) -> Cursor:
        self.xid += 1
        return Cursor(EPOCH, self.xid, self.xid)

    def change(self, *rows: LiveRow) -> None:
        self.hub.publish(self.state.apply(rows, self.next()))

    def peer(self, subscription: Subscription = Subscription()) -> Peer:  # noqa: B008
        peer = Peer()
        self.hub.subscribe(peer, subscription)
        return peer


@pytest.fixture
def floor() -> Floor:
    return Floor()


def test_a_newcomer_gets_a_snapshot(floor: Floor) -> None:
    (frame,) = floor.peer().heard()
    assert frame["type"] == "snapshot"
    assert frame["epoch"] == EPOCH
    assert frame["cursor"] == floor.state.cursor
    assert {r["machine_name"] for r in frame["topics"]["machines"]} == {"a", "x"}
    assert frame["topics"]["config"] == []


def test_all_of_one_subscription_share_one_frame(floor: Floor) -> None:
    one, two = floor.peer(), floor.peer()
    assert one.frames[0] is two.frames[0]
    floor.change(row("a", "warning"))
    assert one.frames[1] is two.frames[1]


def test_deltas_follow_each_other(floor: Floor) -> None:
    peer = floor.peer()
    floor.change(row("a", "warning"))
    floor.hub.heartbeat()
    floor.change(row("a", None))
    snapshot, first, beat, second = peer.heard()
    assert first["prev"] == snapshot["cursor"]
    assert first["topics"] == {
        "machines": {"upsert": [{"machine_name": "a", "status": "warning"}], "delete": []}
    }
    assert beat["cursor"] == first["cursor"] == second["prev"]
    assert second["topics"] == {"machines": {"upsert": [], "delete": ["a"]}}


def test_a_line_hears_of_its_own_rows_and_of_those_that_leave(floor: Floor) -> None:
    peer = floor.peer(ENGINE)
    floor.change(row("x", "warning", "Exterior"))  # not its business
    floor.change(row("a", "warning", "Exterior"))  # moved away
    snapshot, moved = peer.heard()
    assert [r["machine_name"] for r in snapshot["topics"]["machines"]] == ["a"]
    assert moved["prev"] == snapshot["cursor"]
    assert moved["topics"]["machines"] == {"upsert": [], "delete": ["a"]}


def test_a_newcomer_to_a_quiet_line_takes_part_in_its_next_delta(floor: Floor) -> None:
    floor.peer(ENGINE)
    floor.change(row("x", "warning", "Exterior"))
    late = floor.peer(ENGINE)
    floor.change(row("a", "warning"))
    snapshot, delta = late.heard()
    assert delta["prev"] == snapshot["cursor"]


def test_a_slow_peer_is_skipped_and_gets_one_difference(floor: Floor) -> None:
    slow, fast = floor.peer(), floor.peer()
    slow.is_full = True
    for status in ("warning", "operational", "no_data"):
        floor.change(row("a", status))
    floor.change(row("x", None))
    floor.hub.heartbeat()
    assert len(slow.frames) == 1
    assert len(fast.frames) == 6
    assert floor.hub.lagging_count == 1
    slow.drain()
    snapshot, difference = slow.heard()
    assert difference["prev"] == snapshot["cursor"]
    assert difference["topics"]["machines"] == {
        "upsert": [{"machine_name": "a", "status": "no_data"}],
        "delete": ["x"],
    }
    floor.change(row("a", "down"))
    assert slow.heard()[-1]["prev"] == difference["cursor"]
    assert floor.hub.lagging_count == 0


def test_a_peer_that_misses_only_a_heartbeat_still_joins_the_chain(floor: Floor) -> None:
    peer = floor.peer()
    floor.change(row("x", "warning", "Exterior"))
    peer.is_full = True
    floor.state.move_to(floor.next())
    floor.hub.heartbeat()
    peer.drain()
    floor.change(row("a", "warning"))
    frames = peer.heard()
    for before, after in pairwise(frames):
        assert after["prev"] == before["cursor"]


def test_whoever_comes_back_gets_the_difference(floor: Floor) -> None:
    cursor = floor.peer().heard()[0]["cursor"]
    floor.change(row("a", "warning"))
    back = Peer()
    floor.hub.subscribe(back, Subscription(), cursor, floor.state.known_to(cursor))
    (difference,) = back.heard()
    assert difference["type"] == "delta"
    assert difference["prev"] == cursor
    assert [r["machine_name"] for r in difference["topics"]["machines"]["upsert"]] == ["a"]


def test_a_new_epoch_is_a_snapshot_for_all_even_the_slow(floor: Floor) -> None:
    slow, fast = floor.peer(), floor.peer()
    slow.is_full = True
    floor.change(row("a", "warning"))
    floor.state.replace([row("b", "down")], Cursor("0" * 36, 1, 1))
    floor.hub.publish_snapshot()
    slow.drain()
    for peer in (slow, fast):
        last = peer.heard()[-1]
        assert last["type"] == "snapshot"
        assert last["epoch"] == "0" * 36
        assert [r["machine_name"] for r in last["topics"]["machines"]] == ["b"]


def test_who_subscribes_before_the_database_was_read_waits_for_it() -> None:
    state = LiveState()
    hub = Hub(state)
    peer = Peer()
    hub.subscribe(peer, Subscription())
    assert peer.frames == []
    state.replace([row("a", "down")], Cursor(EPOCH, 1, 1))
    hub.publish_snapshot()
    assert [frame["type"] for frame in peer.heard()] == ["snapshot"]


def test_a_peer_that_reads_nothing_for_long_is_dropped(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = floor.peer()
    stuck.is_full = True
    floor.change(row("a", "warning"))
    monkeypatch.setattr(module, "LAGGING_LIMIT_S", -1.0)
    floor.hub.heartbeat()
    assert stuck.closed == (1013, "too slow")
    assert floor.hub.client_count == 0


async def test_asking_instead_of_listening(floor: Floor) -> None:
    assert not await floor.hub.next_change(0.01)
