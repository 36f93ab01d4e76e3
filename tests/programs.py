"""Running the command line as people do: in a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from click.testing import CliRunner

from cli import floorcast
from errors import UserError
from settings import ROOT, Settings

TIMEOUT_S = 60.0


def environment(data: Path, **changes: str) -> dict[str, str]:
    """A process environment without settings of ours, but for a data folder and a free port."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.lower() not in Settings.model_fields
    }
    return {**kept, "FLOORCAST_DATA": str(data), "PORT": "0", **changes}


def run(data: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env=environment(data, **changes),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def refuse(*arguments: str, **changes: str | None) -> str:
    """What a command says that cannot do what it is asked to: run within this process.

    For the many ways to be wrong; that all of them end with code 2 is tested with `run`.
    """
    refused = CliRunner().invoke(floorcast, arguments, env=changes)
    if isinstance(refused.exception, UserError):
        return f"{refused.exception.message} {refused.exception.hint}"
    assert refused.exit_code == 2, refused.output
    return refused.stderr


class Up:
    """A `floorcast up` that runs, with what it printed."""

    def __init__(self, data: Path, **changes: str) -> None:
        self.data = data
        self._output = (data / "up.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "up"],
            env=environment(data, **changes),
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self.address = ""

    def wait_until_open(self) -> Up:
        """Wait until it tells the address of the pages."""
        self.wait_for(r"Floorcast is running\.")
        found = re.search(r"Open +(\S+)", self.printed())
        assert found is not None, self.printed()
        self.address = found[1]
        return self

    def wait_for(self, pattern: str, count: int = 1) -> None:
        """Wait until it printed that, so many times."""
        give_up_at = time.monotonic() + TIMEOUT_S
        while len(re.findall(pattern, self.printed())) < count:
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < give_up_at, self.printed()
            time.sleep(0.05)

    def printed(self) -> str:
        """All it and its children said so far."""
        self._output.seek(0)
        return self._output.read()

    def port(self) -> str:
        """Port of the pages."""
        return self.address.rpartition(":")[2]

    def child(self, command: str) -> psutil.Process:
        """The process of one of its subcommands."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # one that has ended meanwhile
                if command in child.cmdline():
                    return child
        raise AssertionError(f"no {command} among the children")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(TIMEOUT_S)
        self._output.flush()
        return code

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process.poll() is None:
            self.stop()
        self._output.close()


def left_behind(data: Path) -> list[str]:
    """Processes that still work for that data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(data) in process.environ().get("FLOORCAST_DATA", "") or any(
                str(data) in part for part in process.cmdline()
            ):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found
