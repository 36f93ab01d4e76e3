"""Servers that run in processes of their own, and a link that notes what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingest.contract import Sample, Tag
from ingest.opcua.config import OpcUaConfig
from ingest.opcua.connector import OpcUa
from settings import ROOT
from tests.ingest.opcua.server import PLC

TIMEOUT_S = 40.0


class RunningServer:
    """The server of server.py. It can be frozen, thawed, killed and started again."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.port = 0
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.ingest.opcua.server",
                json.dumps(self.options | ({"port": self.port} if self.port else {})),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
        self.port = int(self._answer()["port"])

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server ended"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def order(self, do: str, **what: Any) -> Any:
        """Have it do something, and wait until it is done."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self.process.stdin.flush()
        return self._answer()["answer"]

    def write(self, name: str, value: Any, **more: Any) -> None:
        """Set a value."""
        self.order("write", id=name, value=value, **more)

    def config(self, **changes: Any) -> OpcUaConfig:
        """Settings to reach it, quick enough for tests, patient enough for a busy machine."""
        settings = {
            "url": f"opc.tcp://127.0.0.1:{self.port}/test",
            "publishing_ms": 50,
            "sampling_ms": 50,
            "keep_alive_s": 1.0,
            "connect_timeout_s": 20.0,
        }
        return OpcUaConfig.model_validate(settings | changes)

    def freeze(self) -> None:
        """It stands still, and nobody is told."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """It is gone."""
        self.process.kill()
        self.process.communicate()

    def restart(self, **changes: Any) -> None:
        """It is gone, and there again at the same port."""
        self.kill()
        self.options |= changes
        self._start()

    @contextlib.contextmanager
    def running(self) -> Iterator[RunningServer]:
        """Ended at the end."""
        try:
            yield self
        finally:
            self.kill()


class NotingLink:
    """A link (contract.Link) that notes everything. ``hold`` makes emit wait."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.details: dict[str, str] = {}
        self.refusals: dict[int, tuple[str, str]] = {}
        self.openings = self.keep_alives = self.batches = 0
        self.flows = asyncio.Event()
        self.flows.set()
        self.failure: Exception | None = None

    async def opened(self, details: Mapping[str, str]) -> None:
        """Note it."""
        self.details = dict(details)
        self.openings += 1

    async def emit(self, samples: Sequence[Sample]) -> None:
        """Note them, as soon as it may."""
        assert self.openings, "samples before the session is open"
        self.batches += 1
        await self.flows.wait()
        if self.failure is not None:
            raise self.failure
        self.samples += samples

    def heard(self) -> None:
        """Note it."""
        self.keep_alives += 1

    async def refused(self, tag_id: int, problem: str, hint: str = "") -> None:
        """Note it."""
        self.refusals[tag_id] = (problem, hint)

    async def accepted(self, tag_id: int) -> None:
        """Note it."""
        del self.refusals[tag_id]

    def values(self, tag_id: int) -> list[float | None]:
        """What came of a tag."""
        return [sample.value for sample in self.samples if sample.tag_id == tag_id]


class Run:
    """A session of the connector that runs."""

    def __init__(self, pki: Path, config: OpcUaConfig, tags: Sequence[Tag]) -> None:
        self.link = NotingLink()
        self.task = asyncio.create_task(OpcUa(pki).run(config, tags, self.link))

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so; the session must go on."""
        give_up_at = time.monotonic() + TIMEOUT_S
        while not is_so():
            if self.task.done():
                self.task.result()
                raise AssertionError("the session ended")
            assert time.monotonic() < give_up_at, (self.link.details, self.link.samples[-5:])
            await asyncio.sleep(0.02)

    async def end(self) -> BaseException | None:
        """Wait until it ends by itself; why it did."""
        await asyncio.wait({self.task}, timeout=TIMEOUT_S)
        assert self.task.done()
        return self.task.exception()

    async def stop(self) -> None:
        """Cancel it."""
        self.task.cancel()
        await asyncio.wait({self.task}, timeout=TIMEOUT_S)
        assert self.task.done()


@contextlib.asynccontextmanager
async def session(pki: Path, config: OpcUaConfig, *tags: Tag) -> AsyncIterator[Run]:
    """A session, cancelled at the end."""
    run = Run(pki, config, tags)
    try:
        yield run
    finally:
        await run.stop()


def tag(tag_id: int, name: str, deadband: float = 0.0) -> Tag:
    """A tag of the server."""
    return Tag(tag_id, f"nsu={PLC};s={name}", name, deadband)
