"""Where the server may listen."""

from __future__ import annotations

import socket

import pytest

from errors import UserError
from simulator.plc import endpoint


def test_a_free_port_is_found() -> None:
    url = endpoint.claim("opc.tcp://127.0.0.1:0/floor")
    host, _, port = url.removeprefix("opc.tcp://").removesuffix("/floor").partition(":")
    assert host == "127.0.0.1"
    assert int(port) > 1023
    assert endpoint.claim(url) == url


def test_a_taken_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"127.0.0.1:{port}: another program has it"):
            endpoint.claim(f"opc.tcp://127.0.0.1:{port}")


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]"])
def test_other_machines_must_be_let_in_explicitly(host: str) -> None:
    with pytest.raises(UserError, match="--allow-network"):
        endpoint.claim(f"opc.tcp://{host}:0")


def test_other_machines_may_be_let_in() -> None:
    assert endpoint.claim("opc.tcp://0.0.0.0:0", is_network_allowed=True) != "opc.tcp://0.0.0.0:0"


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:4840", "http://127.0.0.1", "opc.tcp://", "opc.tcp://127.0.0.1:port"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UserError, match="no address to serve OPC UA at") as refused:
        endpoint.claim(url)
    assert "opc.tcp://127.0.0.1:4840" in refused.value.hint


def test_an_unknown_host_is_refused() -> None:
    name = "a" * 64  # longer than any name, so that nobody needs to be asked
    with pytest.raises(UserError, match=f'"{name}" is no address of this machine'):
        endpoint.claim(f"opc.tcp://{name}:4840")
