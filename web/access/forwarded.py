"""What a proxy in front says of a request: scheme, host and client. Anybody can write such
headers, so they are believed only of a proxy that is known: that of the platform, or
TRUSTED_PROXY."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from settings import Settings, listed

IPV6_SITE_BITS = 64  # what one customer of a provider gets: as many addresses as they like


def is_trusted(connection: HTTPConnection) -> bool:
    """Whether the request was passed on by a proxy whose word counts."""
    settings: Settings = connection.app.state.settings
    if settings.auth_mode == "databricks":
        return True  # nobody reaches the app but through the platform
    peer = _address(connection.client.host if connection.client else "")
    return peer is not None and any(
        peer in ip_network(proxy, strict=False) for proxy in listed(settings.trusted_proxy)
    )


def is_https(connection: HTTPConnection) -> bool:
    """Whether the browser came by https."""
    scheme = _said(connection, "x-forwarded-proto") or connection.scope["scheme"]
    return scheme in ("https", "wss")


def host(connection: HTTPConnection) -> str:
    """The name and port the browser asked for."""
    return _said(connection, "x-forwarded-host") or connection.headers.get("host", "")


def client(connection: HTTPConnection) -> str:
    """The network address of who asks. A proxy adds the one it sees at the end, so the last is
    the one that nobody else can have written."""
    peer = connection.client.host if connection.client else ""
    return _said(connection, "x-forwarded-for") or peer


def network(address: str) -> str:
    """What of an address says who somebody is. Pure."""
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, IPV6_SITE_BITS), strict=False))
    return str(found or "unknown")


def _said(connection: HTTPConnection, header: str) -> str:
    if not is_trusted(connection):
        return ""
    return connection.headers.get(header, "").rpartition(",")[2].strip()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
