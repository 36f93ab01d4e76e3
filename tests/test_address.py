"""An address is claimed before anything is started: on this machine alone, and free."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest

from commands.address import address_of, ask, claim
from errors import UserError
from settings import Settings
from tests.programs import run


def _settings(
    host: str = "127.0.0.1", port: int = 0, auth_mode: str = "local", app_name: str | None = None
) -> Settings:
    given = {"host": host, "port": port, "auth_mode": auth_mode, "databricks_app_name": app_name}
    return Settings.model_validate(given)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_this_machine_alone_may_be_bound(host: str) -> None:
    assert claim(_settings(host)) > 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "8.8.8.8"])
def test_an_address_that_others_can_reach_is_refused_with_the_reason(host: str) -> None:
    with pytest.raises(UserError, match="other machines can reach") as caught:
        claim(_settings(host))
    assert caught.value.field == "HOST"
    assert "127.0.0.1" in caught.value.hint
    assert "AUTH_MODE=password" in caught.value.hint


@pytest.mark.parametrize(
    ("mode", "app_name"), [("password", None), ("oidc", None), ("databricks", "floorcast")]
)
def test_where_people_log_in_others_may_reach_it(mode: str, app_name: str | None) -> None:
    assert claim(_settings("0.0.0.0", auth_mode=mode, app_name=app_name)) > 0


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_platform_that_is_not_there_cannot_vouch_for_anybody(host: str) -> None:
    with pytest.raises(UserError, match="this is no Databricks App") as caught:
        claim(_settings(host, auth_mode="databricks"))
    assert caught.value.field == "AUTH_MODE"


@pytest.mark.parametrize("command", ["serve", "up"])
def test_the_commands_refuse_before_anything_is_started(tmp_path: Path, command: str) -> None:
    refused = run(tmp_path, command, HOST="0.0.0.0", AUTH_MODE="local")
    assert refused.returncode == 2
    assert "HOST" in refused.stderr
    assert "AUTH_MODE" in refused.stderr


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
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("plant.example", "http://plant.example:80"),
    ],
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
