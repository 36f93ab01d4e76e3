"""The simulator of PLCs, to be killed, frozen and started again where it was."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

from asyncua import ua

from simulator.plc.tags import address
from tests.faults.comparison import Value
from tests.simulator.plc_process import Plc as Client
from tests.simulator.plc_process import Simulator, connected

TRUE_GOOD, TRUE_SCRAP = "TrueGood", "TrueScrap"
ORDER_TIMEOUT_S = 30.0


class Plc:
    """Machines behind one OPC UA server, whose address and journal outlive its process."""

    def __init__(self, folder: Path, machines: int, *arguments: str, **environment: str) -> None:
        self.url = "opc.tcp://127.0.0.1:0"
        self._folder = folder
        self._steady = ("--scenario", "quiet", "--machines", str(machines), *arguments)
        self._environment = environment
        self._running: Simulator | None = None
        self._read_bytes = 0
        self._journal: list[Value] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])

    async def start(self, *arguments: str, **environment: str) -> None:
        """Start it, the first time on a free port; with arguments that add to its own."""
        given = ("--opcua", self.url, *self._steady, *arguments)
        self._running = Simulator(self._folder, *given, **{**self._environment, **environment})
        await asyncio.to_thread(self._running.wait_until_ready)
        self.url = self._running.url

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End its process; SIGKILL: without a word."""
        running, self._running = self._running, None
        if running is not None:
            running.process.send_signal(signal.SIGCONT)
            running.stop(number)

    def freeze(self) -> None:
        """It stands still, and nobody is told."""
        assert self._running is not None
        self._running.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        assert self._running is not None
        self._running.process.send_signal(signal.SIGCONT)

    async def order(self, fault: str, *values: object) -> None:
        """Order a fault, as any client may."""
        async with asyncio.timeout(ORDER_TIMEOUT_S), connected(self.url) as session:
            client = await Client.of(session)
            # a restart may cut the answer off
            with contextlib.suppress(ConnectionError, ua.uaerrors.BadConnectionClosed):
                await client.order(fault, *values)

    async def restart(self, fault: str, seconds: float) -> None:
        """Order ``restart`` or ``renumber``, and wait until the server is back."""
        assert self._running is not None
        back = "The OPC UA server is back"
        times = self._running.printed().count(back)
        await self.order(fault, seconds)
        await asyncio.to_thread(self._running.wait_for, f"(?s)({back}.*){{{times + 1}}}")

    def journal(self) -> list[Value]:
        """All that was served so far, over all its lives, in that order."""
        path = self._folder / "journal.jsonl"
        with path.open("rb") as file:
            file.seek(self._read_bytes)
            unread = file.read()
        whole = unread[: unread.rfind(b"\n") + 1]  # the rest is being written this moment
        self._read_bytes += len(whole)
        self._journal += [_value(json.loads(line)) for line in whole.splitlines()]
        return self._journal


def _value(entry: dict[str, Any]) -> Value:
    value = entry["value"]
    number = float(value) if isinstance(value, int) else value
    return Value(entry["address"], datetime.fromisoformat(entry["at"]), number, entry["quality"])


def truths(machine: str) -> tuple[str, str]:
    """Addresses of what a machine really made, good and scrap."""
    return address(machine, TRUE_GOOD), address(machine, TRUE_SCRAP)


@contextlib.asynccontextmanager
async def running(plc: Plc) -> AsyncIterator[Plc]:
    """Started, and ended in the end."""
    try:
        await plc.start()
        yield plc
    finally:
        plc.stop()
