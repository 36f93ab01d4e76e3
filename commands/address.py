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


def address_of(host: str, port: int) -> str:
    """``http://127.0.0.1:8000``, with brackets where the host is an IPv6 address."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def claim(settings: Settings, patience_s: float = 0.0) -> int:
    """Check that HOST and PORT can be bound, and return the port (a free one for PORT=0).

    Waits up to ``patience_s`` for a port that another program is letting go of. Raises
    UserError where the host is not this machine alone, or the port is taken.
    """
    place = _loopback(settings.host, settings.port)
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            return _bind(place)
        except OSError as error:
            if time.monotonic() >= give_up_at:
                raise _refused(settings, error) from error
            time.sleep(0.2)


def _loopback(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UserError(
            f'HOST is "{host}", which is no address of this machine.',
            hint="Unset it, or set it to 127.0.0.1.",
            field="HOST",
            value=host,
        ) from error
    if not all(_is_loopback(str(sockaddr[0])) for *_, sockaddr in found):
        raise UserError(
            f'HOST is "{host}", which other machines can reach, and Floorcast has no login yet: '
            "anybody there could change the floor.",
            hint="Unset HOST (127.0.0.1), and reach it from elsewhere through an SSH tunnel or a "
            "proxy that asks people to log in.",
            field="HOST",
            value=host,
        )
    family, _, _, _, sockaddr = found[0]
    return family, (str(sockaddr[0]), port)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _bind(place: tuple[socket.AddressFamily, tuple[str, int]]) -> int:
    family, address = place
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        probe.bind(address)
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
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = json.loads(response.read())
        return Answer(response.status, body if isinstance(body, dict) else {})
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(0, {})
    finally:
        connection.close()
