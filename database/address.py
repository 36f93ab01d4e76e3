"""Where a database is, and how to log in to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from database.credentials import Credentials
from errors import UserError


@dataclass(frozen=True, slots=True)
class Address:
    """A postgresql:// URL; where its password expires, the credentials to log in with."""

    url: str
    credentials: Credentials | None = None

    async def url_with_password(self) -> str:
        """The URL for programs that log in by themselves; a password in it may expire."""
        if self.credentials is None:
            return self.url
        parts = urlsplit(self.url)
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
