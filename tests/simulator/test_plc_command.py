"""`floorcast simulate --opcua`: options that make sense together, and an end in good order."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from tests.programs import refuse, run
from tests.simulator.plc_process import Simulator

URL = "opc.tcp://127.0.0.1:0"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(tmp_path: Path, number: int) -> None:
    simulator = Simulator(tmp_path, "--machines", "3")
    try:
        simulator.wait_until_ready()
        assert "3 machines, new values every 0.1 s" in simulator.printed()
        assert simulator.stop(number) == 0
        assert "Traceback" not in simulator.printed()
        assert "Error" not in simulator.printed()
    finally:
        simulator.stop(signal.SIGKILL)
    assert len(simulator.journal()) == 3 * 15


def test_a_journal_goes_on_where_it_ended(tmp_path: Path) -> None:
    lines = 0
    for _ in range(2):
        simulator = Simulator(tmp_path, "--machines", "1")
        try:
            simulator.wait_until_ready()
        finally:
            simulator.stop()
        assert len(simulator.journal_file.read_text().splitlines()) > lines
        lines = len(simulator.journal_file.read_text().splitlines())


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"opc.tcp://127.0.0.1:{taken.getsockname()[1]}"
        refused = run(tmp_path, "simulate", "--opcua", url, "--machines", "1")
    assert refused.returncode == 2
    assert "another program has it" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--opcua", "opc.tcp://0.0.0.0:0"), "--allow-network"),
        (("--machines", "3"), "--machines means nothing without --opcua"),
        (("--counter-bits", "16"), "--counter-bits means nothing without --opcua"),
        (("--opcua", URL, "--history", "30d"), "do not go together"),
        (("--opcua", URL, "--counter-bits", "8"), "'8' is not one of '16', '32'"),
        (("--opcua", URL, "--user", "me"), "A user and a password belong together"),
        (("--opcua", URL, "--password-env", "PW"), "A user and a password belong together"),
        (("--opcua", URL, "--user", "me", "--password-env", "PW"), "variable PW is not set"),
        (("--opcua", URL, "--key", "key.pem"), "A certificate and its key belong together"),
        (("--opcua", URL, "--make-certificate"), "does not know where to write"),
        (("--opcua", URL, "--journal", "/nowhere/journal.jsonl"), "cannot be written"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refuse("simulate", *arguments, PW=None)


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    for name in ("plc.der", "key.pem"):
        (tmp_path / name).write_text("nothing")
    files = ("--certificate", str(tmp_path / "plc.der"), "--key", str(tmp_path / "key.pem"))
    said = refuse("simulate", "--opcua", URL, "--machines", "1", *files)
    assert "cannot be read" in said
    assert "--make-certificate" in said
