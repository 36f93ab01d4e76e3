"""How we log in to the database: a URL of your own, or the embedded server.

Nobody is asked who they are yet, so the server is bound to this machine alone
(commands/address.py, web/security.py).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from database.embedded import EmbeddedServer
from errors import UserError
from settings import Settings


def database_url(settings: Settings) -> str:
    """DATABASE_URL, or else the URL of the running embedded server.

    Raises UserError where the one is no PostgreSQL URL, or the other does not run.
    """
    if settings.database_url is None:
        return EmbeddedServer(settings.floorcast_data).url()
    url = settings.database_url.get_secret_value()
    scheme = urlsplit(url).scheme
    if scheme not in ("postgresql", "postgres"):
        raise UserError(
            f'DATABASE_URL starts with "{scheme}:"; only postgresql:// is understood.'
            if scheme
            else "DATABASE_URL is not a URL.",
            hint="It looks like postgresql://user:password@host:5432/floorcast.",
            field="DATABASE_URL",
        )
    return url
