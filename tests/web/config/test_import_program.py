"""Imports as a program of its own: where it is refused, busy, too slow, or breaks off."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest

from settings import Settings
from web.api.answers import RefusedError
from web.config import import_program as module
from web.config.import_program import ImportProgram
from web.config.uploads import Upload

SECRET = "postgresql://nobody:s3cret@127.0.0.1:1/floorcast"


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    path = tmp_path / "upload" / "shift.csv"
    path.parent.mkdir()
    path.write_text("machine,time,status\n")
    return Upload("id", path)


def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str | None = None
) -> ImportProgram:
    """The program; ``code`` stands for the command line."""
    if code is not None:
        (tmp_path / "cli.py").write_text(code)
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return ImportProgram(Settings(floorcast_data=tmp_path / "data"), SECRET)


async def refused(running: ImportProgram, upload: Upload, *arguments: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        await running.run(upload, arguments)
    return caught.value


async def test_a_refusal_of_the_command_line_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upload: Upload
) -> None:
    running = program(tmp_path, monkeypatch)
    error = await refused(running, upload, "--column=when=x")
    assert (error.status, error.field) == (503, "DATABASE_URL")
    assert "s3cret" not in str(error)
    upload.path.unlink()
    error = await refused(running, upload)
    assert error.message == "shift.csv does not exist."  # and no folder of this server
    assert (error.status, error.field, error.value) == (400, "file", "shift.csv")


async def test_the_database_is_told_in_the_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upload: Upload
) -> None:
    code = (
        "import json, os, sys\n"
        "print(json.dumps({'arguments': sys.argv[1:], 'url': os.environ['DATABASE_URL'],"
        " 'data': os.environ['FLOORCAST_DATA'], 'folder': os.getcwd()}))"
    )
    said = await program(tmp_path, monkeypatch, code).run(upload, ["--preview", "--machine=-x y"])
    assert said == {
        "arguments": ["import", "./shift.csv", "--json", "--preview", "--machine=-x y"],
        "url": SECRET,
        "data": str(tmp_path / "data"),
        "folder": str(upload.path.parent),
    }


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "print('{')", "raise SystemExit(2)"])
async def test_what_breaks_off_is_logged_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upload: Upload, code: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    running = program(tmp_path, monkeypatch, f"import sys; print('why', file=sys.stderr); {code}")
    error = await refused(running, upload)
    assert (error.status, error.message) == (503, "The import broke off; nothing was loaded.")
    assert "why" in caplog.text


def waiting(folder: Path) -> Sequence[psutil.Process]:
    """Programs of the test that still run."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(folder / "cli.py") in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


SLEEPS = "import time; time.sleep(100)"


async def test_what_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upload: Upload
) -> None:
    monkeypatch.setattr(module, "LONGEST_RUN_S", 0.5)
    error = await refused(program(tmp_path, monkeypatch, SLEEPS), upload)
    assert error.status == 503
    assert "was ended; nothing was loaded" in error.message
    assert waiting(tmp_path) == []


async def test_two_run_at_once_and_a_third_is_put_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upload: Upload
) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.1)
    running = program(tmp_path, monkeypatch, SLEEPS)
    two: list[asyncio.Task[Any]] = [asyncio.create_task(running.run(upload, ())) for _ in range(2)]
    async with asyncio.timeout(30):
        while len(waiting(tmp_path)) < 2:
            await asyncio.sleep(0.05)
    error = await refused(running, upload)
    assert (error.status, error.message) == (503, "Other files are being imported just now.")
    for task in two:  # as when the server stops
        task.cancel()
    await asyncio.wait(two)
    assert waiting(tmp_path) == []
    # and both places are free again
    (tmp_path / "cli.py").write_text("print('{}')")
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 30)
    assert await asyncio.gather(*(running.run(upload, ()) for _ in range(3))) == [{}] * 3
