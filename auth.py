"""How we log in to the database, and who is asking.

Today: a URL of your own or the embedded server; and one local identity, which is why the
server refuses to be reached from other machines.
"""

from __future__ import annotations

import ipaddress

from database.embedded import EmbeddedServer
from errors import UserError
from settings import Settings


def database_url(settings: Settings) -> str:
    """URL of the database: DATABASE_URL, else the running embedded server's.

    Raises UserError where neither is there.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return EmbeddedServer(settings.floorcast_data).url()


def refuse_open_door(host: str) -> None:
    """Raise UserError unless ``host`` can be reached from this machine alone."""
    if host != "localhost":
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            address = None
        if address is None or not address.is_loopback:
            raise UserError(
                f"HOST={host} would let other machines in, and nobody would be asked who they are.",
                hint="Leave HOST at 127.0.0.1 and put a reverse proxy that authenticates in front.",
                field="HOST",
                value=host,
            )
