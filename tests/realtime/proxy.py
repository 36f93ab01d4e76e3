"""A TCP proxy in front of PostgreSQL that can freeze, cut and mend the cable."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from tests.proxy import Proxy as AnyProxy


class Proxy(AnyProxy):
    """Forwards 127.0.0.1:<port> to the server's Unix socket."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        socket_path = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        super().__init__(lambda: asyncio.open_unix_connection(socket_path))
        self._database = parts.path.lstrip("/")

    @property
    def url(self) -> str:
        """URL of the database through the proxy."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{self._database}?sslmode=disable"
