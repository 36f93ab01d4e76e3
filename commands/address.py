"""The address of the server: may it be bound, is it free, and who answers there?"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import time
from typing import Any, NamedTuple

from errors import UserError
from settings import Settings

# a server bound to all addresses of this machine is reached from it at one of them
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def address_of(host: str, port: int) -> str:
    """``http://127.0.0.1:8000``, with brackets where the host is an IPv6 address."""
    host = REACHED_AT.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def claim(settings: Settings, patience_s: float = 0.0) -> int:
    """Check that HOST and PORT can be bound, and return the port (a free one for PORT=0).

    Waits up to ``patience_s`` for a port that another program is letting go of. Raises
    UserError where others could reach it without a login, or the port is taken.
    """
    places = _places(settings)
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            port = settings.port
            for family, address in places:  # "localhost" may be two
                port = _bind(family, address, port)
            return port
        except OSError as error:
            if time.monotonic() >= give_up_at:
                raise _refused(settings, error) from error
            time.sleep(0.2)


def _places(settings: Settings) -> list[tuple[socket.AddressFamily, str]]:
    host = settings.host
    try:
        found = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UserError(
            f'HOST is "{host}", which is no address of this machine.',
            hint="Unset it, or set it to 127.0.0.1.",
            field="HOST",
            value=host,
        ) from error
    _refuse_unprotected(settings, [str(sockaddr[0]) for *_, sockaddr in found])
    return [(family, str(sockaddr[0])) for family, *_, sockaddr in found]


def _refuse_unprotected(settings: Settings, addresses: list[str]) -> None:
    """Raise UserError where somebody could come in whom nobody asked who they are."""
    if settings.auth_mode == "databricks" and not settings.databricks_app_name:
        raise UserError(
            "AUTH_MODE is databricks, and this is no Databricks App (DATABRICKS_APP_NAME is not "
            "set): here anybody could claim to be anybody.",
            hint="Unset AUTH_MODE, or set it to password or oidc.",
            field="AUTH_MODE",
            value="databricks",
        )
    if settings.auth_mode == "local" and not all(map(_is_loopback, addresses)):
        raise UserError(
            f'HOST is "{settings.host}", which other machines can reach, and with AUTH_MODE=local '
            "nobody is asked to log in: anybody there could change the floor.",
            hint="Unset HOST (127.0.0.1), or let people log in: AUTH_MODE=password, and "
            "`floorcast person add` for the first of them; or AUTH_MODE=oidc.",
            field="HOST",
            value=settings.host,
        )


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _bind(family: socket.AddressFamily, address: str, port: int) -> int:
    """The port, or a free one for 0. Raises OSError where another program has it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        probe.bind((address, port))
        probe.listen()  # or a listener that shares the port would go unnoticed
        return int(probe.getsockname()[1])


def _refused(settings: Settings, error: OSError) -> UserError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return UserError(
        f"The server cannot have {settings.host}:{settings.port}: {reason}.",
        hint=f"End the program that has it, or choose another port, PORT={_next_to(settings.port)} "
        "for example; PORT=0 takes a free one.",
        field="PORT",
        value=settings.port,
    )


def _next_to(port: int) -> int:
    return port + 1 if 1024 <= port < 65_535 else 8001


class Answer(NamedTuple):
    """What the server said. ``status`` is 0 where nobody answers."""

    status: int
    body: dict[str, Any]


def ask(host: str, port: int, path: str, timeout_s: float = 2.0) -> Answer:
    """Get a JSON resource of a running server."""
    connection = http.client.HTTPConnection(REACHED_AT.get(host, host), port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = json.loads(response.read())
        return Answer(response.status, body if isinstance(body, dict) else {})
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(0, {})
    finally:
        connection.close()
