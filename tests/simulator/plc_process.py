"""A simulator of PLCs in a process of its own, and a client to look at it with."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from asyncua import Client, ua

from settings import ROOT
from simulator.plc.tags import NAMESPACE
from tests.programs import TIMEOUT_S, environment

PUBLISHING_MS = 50.0


class Seen(NamedTuple):
    """A value as it was served or seen."""

    at: datetime
    value: Any
    quality: int


class Simulator:
    """`floorcast simulate --opcua`, on a free port, quick: a scan every 0.1 s, 60 times life."""

    def __init__(self, folder: Path, *arguments: str, **changes: str) -> None:
        self.journal_file = folder / "journal.jsonl"
        self._output = (folder / "plc.txt").open("w+")
        quick = ("--interval", "0.1", "--speed", "60", "--journal", str(self.journal_file))
        given = ("--opcua", "opc.tcp://127.0.0.1:0", *quick, *arguments)
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "simulate", *given],
            env=environment(folder, PYTHONUNBUFFERED="1", **changes),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self.url = ""

    def wait_until_ready(self) -> Simulator:
        """Wait until clients may connect."""
        self.url = self.wait_for(r"ready at (\S+)")[1]
        return self

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until it printed that."""
        give_up_at = time.monotonic() + TIMEOUT_S
        while not (found := re.search(pattern, self.printed())):
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < give_up_at, self.printed()
            time.sleep(0.05)
        return found

    def printed(self) -> str:
        """All it said so far."""
        return Path(self._output.name).read_text()

    def type(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def journal(self) -> dict[str, list[Seen]]:
        """What it served, by address."""
        found: dict[str, list[Seen]] = {}
        for line in self.journal_file.read_text().splitlines(keepends=True):
            if line.endswith("\n"):  # else it is being written this moment
                entry = json.loads(line)
                seen = Seen(datetime.fromisoformat(entry["at"]), entry["value"], entry["quality"])
                found.setdefault(entry["address"], []).append(seen)
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(TIMEOUT_S)
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self._output.close()
        return code


@contextlib.asynccontextmanager
async def connected(
    url: str, prepare: Callable[[Client], object] | None = None
) -> AsyncIterator[Client]:
    """A client with a session, which may be lost meanwhile."""
    client = Client(url, timeout=10, watchdog_intervall=3600)
    if prepare:
        prepare(client)
    await client.connect()
    try:
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError, ua.UaError):
            await asyncio.wait_for(client.disconnect(), 5)
        client.disconnect_socket()
        await asyncio.sleep(0)


class Plc:
    """What a test asks of a server, by names."""

    def __init__(self, client: Client, index: int) -> None:
        self.client = client
        self.index = index

    @classmethod
    async def of(cls, client: Client) -> Plc:
        """For a session that is open."""
        return cls(client, await client.get_namespace_index(NAMESPACE))

    def node_id(self, name: str) -> ua.NodeId:
        """The node of that string identifier."""
        return ua.NodeId(name, self.index)

    async def read(self, name: str) -> ua.DataValue:
        """The value as it is, good or bad."""
        node = self.client.get_node(self.node_id(name))
        return await node.read_data_value(raise_on_bad_status=False)

    async def value(self, name: str) -> Any:
        """The plain value; None where it is bad."""
        data = await self.read(name)
        return None if data.Value is None else data.Value.Value

    async def quality(self, name: str) -> int:
        """Its status code."""
        return int((await self.read(name)).StatusCode.value)

    async def order(self, fault: str, *arguments: object) -> str:
        """Order a fault; returns the answer."""
        faults = self.client.get_node(self.node_id("Faults"))
        answer: str = await faults.call_method(self.node_id(f"Faults.{fault}"), *arguments)
        return answer


@contextlib.asynccontextmanager
async def watching(plc: Plc, names: Iterable[str]) -> AsyncIterator[dict[str, list[Seen]]]:
    """What a subscription to some nodes sees, by name; it grows while the block runs."""
    listed = list(names)
    seen: dict[str, list[Seen]] = {name: [] for name in listed}

    async def note(result: ua.PublishResult) -> None:
        for notification in result.NotificationMessage.NotificationData or ():
            for item in notification.MonitoredItems:
                seen[listed[item.ClientHandle]].append(_seen(plc, item.Value))

    parameters = ua.CreateSubscriptionParameters(
        RequestedPublishingInterval=PUBLISHING_MS,
        RequestedLifetimeCount=10_000,
        RequestedMaxKeepAliveCount=100,
        MaxNotificationsPerPublish=0,
        PublishingEnabled=True,
    )
    services = plc.client.uaclient
    made = await services.create_subscription(parameters, note)
    items = [
        ua.MonitoredItemCreateRequest(
            ItemToMonitor=ua.ReadValueId(plc.node_id(name), ua.AttributeIds.Value),
            MonitoringMode=ua.MonitoringMode.Reporting,
            RequestedParameters=ua.MonitoringParameters(
                ClientHandle=number, SamplingInterval=0, QueueSize=1_000, DiscardOldest=True
            ),
        )
        for number, name in enumerate(listed)
    ]
    results = await services.create_monitored_items(
        ua.CreateMonitoredItemsParameters(
            SubscriptionId=made.SubscriptionId,
            TimestampsToReturn=ua.TimestampsToReturn.Both,
            ItemsToCreate=items,
        )
    )
    for result in results:
        result.StatusCode.check()
    yield seen


def _seen(plc: Plc, data: ua.DataValue) -> Seen:
    value = None if data.Value is None else data.Value.Value
    if isinstance(value, ua.LocalizedText):
        value = value.Text
    return Seen(data.SourceTimestamp, value, data.StatusCode.value)


async def until(look: Callable[[], Awaitable[Any]], timeout_s: float = 30.0) -> Any:
    """What a look finds as soon as it finds something."""
    give_up_at = time.monotonic() + timeout_s
    while not (found := await look()):
        assert time.monotonic() < give_up_at, "it never came"
        await asyncio.sleep(0.05)
    return found
