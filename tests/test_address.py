"""An address is claimed before anything is started: on this machine alone, and free."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from commands.address import address_of, ask, claim
from errors import UserError
from settings import Settings


def _settings(host: str = "127.0.0.1", port: int = 0) -> Settings:
    return Settings.model_validate({"host": host, "port": port})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_this_machine_alone_may_be_bound(host: str) -> None:
    assert claim(_settings(host)) > 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "8.8.8.8"])
def test_an_address_that_others_can_reach_is_refused_with_the_reason(host: str) -> None:
    with pytest.raises(UserError, match="other machines can reach") as caught:
        claim(_settings(host))
    assert caught.value.field == "HOST"
    assert "127.0.0.1" in caught.value.hint


@pytest.mark.parametrize("host", ["nowhere.invalid", "a b", "ä" * 80, ""])
def test_a_name_that_means_nothing_is_refused(host: str) -> None:
    with pytest.raises(UserError, match="no address of this machine") as caught:
        claim(_settings(host))
    assert caught.value.field == "HOST"


def test_a_port_that_is_taken_is_refused_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"cannot have 127.0.0.1:{port}: Address already"):
            claim(_settings(port=port))


def test_a_port_that_becomes_free_in_time_is_taken() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    threading.Timer(0.3, taken.close).start()
    assert claim(_settings(port=port), patience_s=30) == port


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80")]
)
def test_an_address_can_be_opened_in_a_browser(host: str, shown: str) -> None:
    assert address_of(host, 80) == shown


def test_something_that_is_not_our_server_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        started_at = time.monotonic()
        assert ask("127.0.0.1", port, "/ready", timeout_s=0.2).status == 0
        assert time.monotonic() - started_at < 30
    assert ask("127.0.0.1", port, "/ready").status == 0
