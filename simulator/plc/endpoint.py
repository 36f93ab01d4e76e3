"""Where the server listens: may that be, and is it free?"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from urllib.parse import urlparse

from errors import UserError

DEFAULT_PORT = 4840  # registered for OPC UA
EXAMPLE = f"opc.tcp://127.0.0.1:{DEFAULT_PORT}"


def claim(url: str, *, is_network_allowed: bool = False) -> str:
    """Check that the address can be had, and return the URL with a port (a free one for 0).

    Raises UserError where the URL is none, other machines could reach it without
    ``is_network_allowed``, or another program has the port.
    """
    host, port = _parse(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _wrong(url, f'"{host}" is no address of this machine') from error
    if not is_network_allowed and not all(_is_loopback(str(to[0])) for *_, to in found):
        raise UserError(
            f'Other machines could reach "{host}", and anybody there could order faults.',
            hint=f"Use {EXAMPLE}, or add --allow-network if that is what you want.",
            field="opcua",
            value=url,
        )
    family, *_, place = found[0]
    try:
        with socket.create_server((str(place[0]), port), family=family) as probe:
            port = probe.getsockname()[1]
    except OSError as error:
        raise refused(url, error) from error
    shown = f"[{host}]" if ":" in host else host
    return urlparse(url)._replace(netloc=f"{shown}:{port}").geturl()


def refused(url: str, error: OSError) -> UserError:
    """Why an address cannot be had."""
    is_taken = error.errno == errno.EADDRINUSE
    reason = os.strerror(error.errno) if error.errno else str(error)
    return UserError(
        f"The OPC UA server cannot have {urlparse(url).netloc}: "
        f"{'another program has it' if is_taken else reason}.",
        hint="End that program, or give another port; port 0 takes a free one."
        if is_taken
        else f"Use an address of this machine, for example {EXAMPLE}.",
        field="opcua",
        value=url,
    )


def _parse(url: str) -> tuple[str, int]:
    try:
        parts = urlparse(url)
        host = parts.hostname
        port = DEFAULT_PORT if parts.port is None else parts.port
    except ValueError as error:
        raise _wrong(url, str(error)) from error
    if parts.scheme != "opc.tcp" or not host:
        raise _wrong(url, "it is not opc.tcp:// with a host")
    return host, port


def _wrong(url: str, reason: str) -> UserError:
    return UserError(
        f'"{url}" is no address to serve OPC UA at: {reason}.',
        hint=f"Give one like {EXAMPLE}.",
        field="opcua",
        value=url,
    )


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
