"""Tell every browser what changed: one frame for all who want the same, no queues.

A browser that reads too slowly is marked lagging and skipped. Once its socket has
drained it gets one difference from what it last had, however much happened in between.
So a client costs the same memory whatever it does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Protocol

from realtime import frames
from realtime.frames import Frame, Subscription
from realtime.state import Entry, Known, LiveState

logger = logging.getLogger(__name__)

LAGGING_LIMIT_S = 30.0
TOO_SLOW = 1013


class Socket(Protocol):
    """Where frames go. ``is_full`` while the peer has not read what was sent before."""

    is_full: bool
    on_drained: Callable[[], None] | None

    def send_frame(self, frame: Frame) -> None:
        """Send without waiting. Never fails: a lost peer is told otherwise."""

    def close_with(self, code: int, reason: str) -> None:
        """End the connection, for good even if the peer reads nothing."""


class Client:
    """One open browser. While it lags, ``known`` and ``cursor`` are what it last had."""

    __slots__ = ("cursor", "group", "known", "lagging_since", "socket")

    def __init__(self, socket: Socket, group: Group) -> None:
        self.socket = socket
        self.group = group
        self.cursor = ""
        self.known = Known(0)
        self.lagging_since: float | None = None


class Group:
    """All clients of one subscription. Those not lagging have the state up to ``cursor``."""

    def __init__(self, subscription: Subscription, cursor: str, version: int) -> None:
        self.subscription = subscription
        self.cursor = cursor
        self.version = version
        self.clients: set[Client] = set()
        self._snapshot: tuple[int, Frame] | None = None

    def snapshot(self, state: LiveState) -> Frame:
        """The shared snapshot, built at most once per version of the state."""
        if self._snapshot is None or self._snapshot[0] != state.version:
            frame = frames.snapshot(state, self.subscription, self.cursor)
            self._snapshot = (state.version, frame)
        return self._snapshot[1]


class Hub:
    """The set of open browsers."""

    def __init__(self, state: LiveState) -> None:
        self.state = state
        self.frames_sent = 0
        self._groups: dict[Subscription, Group] = {}
        self._changed = asyncio.Event()

    @property
    def client_count(self) -> int:
        """How many browsers are connected."""
        return sum(len(group.clients) for group in self._groups.values())

    @property
    def lagging_count(self) -> int:
        """How many of them do not keep up just now."""
        return sum(
            client.lagging_since is not None
            for group in self._groups.values()
            for client in group.clients
        )

    def subscribe(
        self,
        socket: Socket,
        subscription: Subscription,
        cursor: str = "",
        known: Known | None = None,
    ) -> Client:
        """Add a browser: the difference for one that has a known state, else a snapshot."""
        group = self._groups.get(subscription)
        if group is None:
            group = Group(subscription, self.state.cursor, self.state.version)
            self._groups[subscription] = group
        client = Client(socket, group)
        group.clients.add(client)
        socket.on_drained = lambda: self._catch_up(client)
        self._bring_up_to_date(client, cursor, known)
        return client

    def unsubscribe(self, client: Client) -> None:
        """Forget a browser. Does nothing if it is gone already."""
        client.socket.on_drained = None
        client.group.clients.discard(client)
        if not client.group.clients:
            self._groups.pop(client.group.subscription, None)

    async def next_change(self, wait_s: float) -> bool:
        """Wait until anything changes, for whoever asks instead of listening. False: it did not."""
        try:
            async with asyncio.timeout(wait_s):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def publish(self, changed: list[Entry]) -> None:
        """Tell everybody what the state just took over."""
        self._wake_those_who_ask()
        for group in tuple(self._groups.values()):
            before = Known(group.version), group.cursor
            group.version = self.state.version
            frame = frames.delta(changed, group.subscription, group.cursor, self.state.cursor)
            if not frame.is_empty:
                group.cursor = self.state.cursor
                self._send(group, frame, *before)

    def publish_snapshot(self) -> None:
        """Everybody starts over: the database has begun a new epoch."""
        self._wake_those_who_ask()
        for group in tuple(self._groups.values()):
            group.cursor, group.version = self.state.cursor, self.state.version
            # whoever lags is brought up to date by the snapshot, too, when its socket drains
            self._send(group, group.snapshot(self.state), Known(-1), "")

    def heartbeat(self, advice: str = "") -> None:
        """Tell everybody that we are alive and nothing else changed; drop who reads nothing."""
        for group in tuple(self._groups.values()):
            before = Known(group.version), group.cursor
            group.cursor, group.version = self.state.cursor, self.state.version
            self._send(group, frames.heartbeat(group.cursor, advice), *before)
            self._drop_the_stuck(group.clients)

    def stale(self, reason: str, advice: str = "") -> None:
        """Tell everybody that the database cannot be followed, and what to put right if it is
        known."""
        frame = frames.stale(reason, advice)
        for group in tuple(self._groups.values()):
            self._send(group, frame, None, "")

    def _wake_those_who_ask(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _send(self, group: Group, frame: Frame, before: Known | None, cursor: str) -> None:
        """One frame to all who keep up. Who does not is marked, with what it had before;
        a frame that carries no cursor (``before`` is None) may simply be skipped."""
        for client in tuple(group.clients):
            if client.lagging_since is not None:
                continue
            if not client.socket.is_full:
                client.socket.send_frame(frame)
                self.frames_sent += 1
            elif before is not None:
                client.lagging_since = monotonic()
                client.known, client.cursor = before, cursor

    def _catch_up(self, client: Client) -> None:
        """The socket has drained: send the one difference it waits for."""
        if client.lagging_since is not None:
            client.lagging_since = None
            self._bring_up_to_date(client, client.cursor, client.known)

    def _bring_up_to_date(self, client: Client, cursor: str, known: Known | None) -> None:
        group = client.group
        if not self.state.is_ready:
            return  # it gets the first snapshot with everybody else
        if known is not None and self.state.reaches_back_to(known.version):
            changed = self.state.changed_since(known)
            frame = frames.delta(changed, group.subscription, cursor, group.cursor)
        else:
            frame = group.snapshot(self.state)
        client.socket.send_frame(frame)
        self.frames_sent += 1

    def _drop_the_stuck(self, clients: Iterable[Client]) -> None:
        for client in tuple(clients):
            lagging_since = client.lagging_since
            if lagging_since is not None and monotonic() - lagging_since > LAGGING_LIMIT_S:
                logger.info("closing a client that has read nothing for %d s", LAGGING_LIMIT_S)
                self.unsubscribe(client)
                client.socket.close_with(TOO_SLOW, "too slow")
