"""Programs kept running: started again when they die, and stopped in good order.

A child has a process group of its own, so Ctrl-C in the terminal reaches only us, and a
pipe as its standard input: when we are killed, the pipe closes and the child ends itself
(``end_with_parent``), so nothing is left behind that holds a port.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from settings import ROOT

SHORTEST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
STEADY_AFTER_S = 60.0  # ran so long: the next death starts the waits anew
STOP_TIMEOUT_S = 15.0
CONFIGURATION_ERROR = 2  # exit code of a command that a person must put right

log = logging.getLogger(__name__)


class MisconfiguredError(Exception):
    """A child ended because it cannot run as configured; it has told why itself."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the {name} cannot run as configured")


class Child:
    """One subcommand of ours in a process of its own."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        is_essential: bool = False,
    ) -> None:
        """``is_essential``: nothing works without it, so its configuration error ends all."""
        self.name = name
        self._is_essential = is_essential
        self._arguments = [*arguments, "--supervised"]
        self._environment = {**os.environ, **environment}
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> int:
        """Start it, wait for its end, and return its exit code (negative: the signal)."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "cli.py"),
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        return await self._process.wait()

    async def keep_running(self) -> None:
        """Run it for ever. An essential one raises MisconfiguredError where that cannot help."""
        wait_s = 0.0
        while True:
            started_at = time.monotonic()
            code = await self.run()
            if code == CONFIGURATION_ERROR and self._is_essential:
                raise MisconfiguredError(self.name)
            wait_s = next_wait(wait_s, time.monotonic() - started_at)
            log.warning(
                "The %s ended; starting it again", self.name, extra={"code": code, "in_s": wait_s}
            )
            await asyncio.sleep(wait_s)

    async def stop(self, hurry: asyncio.Event) -> None:
        """End it: a request first, by force after 15 s or as soon as ``hurry`` is set."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        ended = asyncio.ensure_future(process.wait())
        hurried = asyncio.ensure_future(hurry.wait())
        await asyncio.wait(
            [ended, hurried], timeout=STOP_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED
        )
        hurried.cancel()
        if not ended.done():
            log.warning("The %s did not stop when asked; ending it by force", self.name)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        await ended


def next_wait(last_wait_s: float, ran_s: float) -> float:
    """Seconds to wait before the next start of a program that ran for ``ran_s`` this time."""
    if ran_s >= STEADY_AFTER_S:
        return SHORTEST_WAIT_S
    return min(max(last_wait_s * 2, SHORTEST_WAIT_S), LONGEST_WAIT_S)


def end_with_parent() -> None:
    """In a child: end this process when its standard input closes, as if asked to stop."""

    def wait() -> None:
        while os.read(0, 1_024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_TIMEOUT_S)
        os._exit(1)

    threading.Thread(target=wait, name="parent", daemon=True).start()
