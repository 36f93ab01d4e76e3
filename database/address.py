"""Where a database is, and how to log in to it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from database.credentials import Credentials
from errors import UserError


class Address(str):
    """A postgresql:// URL that also knows how to log in: whatever takes a URL takes an address.

    ``credentials`` are those of a database whose passwords expire; None where the URL says it all.
    """

    credentials: Credentials | None

    def __new__(cls, url: str, credentials: Credentials | None = None) -> Address:
        """The URL with its credentials."""
        self = super().__new__(cls, url)
        self.credentials = credentials
        return self

    async def with_password(self) -> str:
        """The URL for programs that log in by themselves; the password in it may expire."""
        if self.credentials is None:
            return str(self)
        parts = urlsplit(str(self))
        user, _, place = parts.netloc.rpartition("@")
        password = quote(await self.credentials(), safe="")
        return urlunsplit(parts._replace(netloc=f"{user}:{password}@{place}"))


def refuse_pooler(url: str) -> None:
    """Raises UserError for a pooler's address: LISTEN needs a session of its own."""
    host = urlsplit(url).hostname or ""
    if "-pooler." in host or host.endswith("-pooler"):
        raise UserError(
            f'The database\'s host is "{host}", a connection pooler: it hands a session to '
            "whoever asks next, and LISTEN needs one that stays.",
            hint="Give the direct address: the same name without -pooler.",
            field="host",
            value=host,
        )
