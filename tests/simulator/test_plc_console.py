"""Faults typed as lines."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from errors import UserError
from simulator import scenarios
from simulator.plc import plant
from simulator.plc.console import Console, arguments_of
from simulator.plc.faults import FAULTS, find
from simulator.plc.server import PlcServer

UNUSED = "opc.tcp://127.0.0.1:0"


@pytest.fixture
def server() -> PlcServer:
    """A server that was never started: faults of the PLCs need none."""
    machines = plant.made_up(20)
    living = plant.Plant(machines, scenarios.find("quiet"), 1, time.time(), counter_bits=16)
    return PlcServer(living, UNUSED, 1)


@pytest.fixture
def console(server: PlcServer) -> Console:
    """What reads the lines."""
    return Console(server.faults, lambda _: None)


async def test_help_lists_every_fault(console: Console) -> None:
    said = await console.answer("help")
    for fault in FAULTS:
        assert f"  {fault.name} " in said
        assert fault.description in said


async def test_a_line_becomes_a_fault(console: Console, server: PlcServer) -> None:
    assert await console.answer("alarm machine_003 12") == "Machine_003 stands with alarm 12."
    assert server.plant.controllers["Machine_003"].registers()[0] == 9
    assert await console.answer("alarm Machine_003 0") == "Machine_003 has no alarm."
    assert await console.answer("  ") == ""


@pytest.mark.parametrize("code", ["0x808C0000", "2156658688", "BadSensorFailure"])
async def test_a_status_code_is_a_number_or_a_name(
    console: Console, server: PlcServer, code: str
) -> None:
    said = await console.answer(f"bad_quality Machine_001 60 {code}")
    assert said == "Machine_001 has the quality 0x808C0000 for 60 s."
    assert server.plant.controllers["Machine_001"].quality(time.time()) == 0x808C0000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("explode", 'Fault "explode" is unknown. Choose one of freeze, restart,'),
        ("alarm Machine_099 1", 'Machine "Machine_099" is unknown. Choose one of Machine_0'),
        ("alarm", "alarm takes 2 arguments, not 0. Say alarm machine, number."),
        ("alarm Machine_001 1 2", "alarm takes 2 arguments, not 3."),
        ("freeze soon", 'seconds is "soon", which is no number. How long.'),
        ("freeze -1", "-1 s is no time. Give seconds from 0 on."),
        ("freeze nan", "nan s is no time."),
        ("set_counters Machine_001 65536", "A counter cannot be 65536. Give a number from 0 to"),
        ("bad_quality Machine_001 1 Worse", 'status_code is "Worse", which is no number.'),
        ("bad_quality Machine_001 1 4294967296", "4294967296 is no status code."),
        ("drop_nodes Machine_001", "The server is away. Wait until it is back."),
        ('alarm "Machine_001', "No closing quotation."),
    ],
)
async def test_what_cannot_be_is_explained(console: Console, line: str, said: str) -> None:
    assert (await console.answer(line)).startswith(f"Error: {said}")


async def test_twelve_machines_are_listed_at_most(console: Console) -> None:
    said = await console.answer("reset_counters Nothing")
    assert said.count("Machine_") == 12
    assert said.endswith("and 8 more.")


def test_arguments_have_the_types_of_the_fault() -> None:
    values = arguments_of(find("bad_quality"), ["Machine_001", "1.5", "0x80000000"])
    assert values == ["Machine_001", 1.5, 0x80000000]
    with pytest.raises(UserError):
        find("nothing")


async def test_lines_are_read_until_the_end_of_input(
    server: PlcServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    monkeypatch.setattr("simulator.plc.console.STANDARD_INPUT", reading)
    said: list[str] = []
    with Console(server.faults, said.append).listening():
        os.write(writing, b"clock_jump 5\nclock_j")
        os.write(writing, b"ump -2\n")
        os.close(writing)
        give_up_at = time.monotonic() + 10
        while len(said) < 2 and time.monotonic() < give_up_at:
            await asyncio.sleep(0.01)
    os.close(reading)
    assert said == ["The source clock is 5 s further off.", "The source clock is -2 s further off."]


async def test_input_that_cannot_be_waited_for_is_left_alone(
    server: PlcServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    monkeypatch.setattr("simulator.plc.console.STANDARD_INPUT", nothing)
    with Console(server.faults, print).listening():
        await asyncio.sleep(0.01)
    os.close(nothing)
