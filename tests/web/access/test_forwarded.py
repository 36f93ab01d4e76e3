"""What a proxy says of a request is believed of a known one alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.requests import HTTPConnection

from settings import Settings
from web.access import forwarded

SAID = {
    "x-forwarded-proto": "https",
    "x-forwarded-host": "plant.example",
    "x-forwarded-for": "198.51.100.9, 203.0.113.5",
}


def _connection(
    peer: str, headers: dict[str, str] | None = None, **settings: str
) -> HTTPConnection:
    state = SimpleNamespace(settings=Settings.model_validate(settings))
    sent = {"host": "127.0.0.1:8000", **(SAID if headers is None else headers)}
    return HTTPConnection(
        {
            "type": "http",
            "app": SimpleNamespace(state=state),
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "path": "/",
            "client": (peer, 40_000),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        }
    )


@pytest.mark.parametrize(
    ("peer", "proxies", "is_believed"),
    [
        ("10.0.0.5", "10.0.0.5", True),
        ("10.0.0.5", "192.0.2.1, 10.0.0.0/8", True),
        ("::ffff:10.0.0.5", "10.0.0.5", True),
        ("2001:db8::7", "2001:db8::/32", True),
        ("10.0.0.6", "10.0.0.5", False),
        ("2001:db8::7", "10.0.0.5", False),
        ("10.0.0.5", "", False),
        ("", "10.0.0.5", False),
    ],
)
def test_only_a_proxy_that_was_named_is_believed(
    peer: str, proxies: str, is_believed: bool
) -> None:
    connection = _connection(peer, trusted_proxy=proxies)
    assert forwarded.is_https(connection) == is_believed
    assert forwarded.host(connection) == ("plant.example" if is_believed else "127.0.0.1:8000")
    assert forwarded.client(connection) == ("203.0.113.5" if is_believed else peer)


def test_the_platform_is_believed() -> None:
    connection = _connection("10.0.0.6", databricks_app_name="floorcast")
    assert forwarded.is_https(connection)
    assert forwarded.host(connection) == "plant.example"


def test_a_proxy_that_says_nothing_leaves_it_as_it_is() -> None:
    connection = _connection("10.0.0.5", {}, trusted_proxy="10.0.0.5")
    assert not forwarded.is_https(connection)
    assert forwarded.host(connection) == "127.0.0.1:8000"
    assert forwarded.client(connection) == "10.0.0.5"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_attempts_are_counted_by_who_can_have_made_them(address: str, network: str) -> None:
    assert forwarded.network(address) == network
