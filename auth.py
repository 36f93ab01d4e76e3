"""Who is who: how we log in to the database, and who is asking us.

The database: a URL of your own, or the embedded server. Who asks is found out by the gate
(web/access/gate.py), in the way AUTH_MODE says, before anything else looks at a request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection

from database.address import Address, refuse_pooler
from database.credentials import Credentials
from database.embedded import EmbeddedServer
from database.lakebase import Autoscaling, Provisioned
from errors import UserError
from settings import Settings

SEE = "floor.see"
UNASKED_ID = 0  # of whoever asks before the database could ever be reached (web/access/gate.py)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is known, with what they may do: each action of floor.permissions that they
    may, with the lines (in lower case) where; None is everywhere. ``scopes`` is what the token
    that was shown may do of it; None: all."""

    person_id: int
    email: str
    name: str
    employee_id: int | None
    roles: tuple[str, ...]
    rights: Mapping[str, frozenset[str] | None] = field(hash=False)
    program: str = "web"
    session_id: int | None = None
    token_id: int | None = None
    scopes: tuple[str, ...] | None = None

    def may(self, action: str, line: str | None = None) -> bool:
        """Whether they may do that on a line; on any line at all where none is given."""
        if not self.has(action):
            return False
        lines = self.rights[action]
        return lines is None or line is None or line.lower() in lines

    def may_everywhere(self, action: str) -> bool:
        """Whether they may do that on every line there is and will be."""
        return self.has(action) and self.rights[action] is None

    def has(self, action: str) -> bool:
        """Whether the right is theirs anywhere, and the token was made for it."""
        return action in self.rights and (self.scopes is None or action in self.scopes)

    @property
    def seen_lines(self) -> frozenset[str] | None:
        """The lines they may see; None is all."""
        return self.rights[SEE] if self.has(SEE) else frozenset()


def identity(text: str, **shown: Any) -> Identity:
    """What floor.identity() says; ``shown``: by which session or token."""
    found = json.loads(text)
    rights = {
        action: None if lines is None else frozenset(line.lower() for line in lines)
        for action, lines in found["rights"].items()
    }
    return Identity(
        found["person_id"],
        found["email"],
        found["name"],
        found["employee_id"],
        tuple(found["roles"]),
        rights,
        **shown,
    )


def asking(request: HTTPConnection) -> Identity:
    """Who asks: the gate has found out."""
    found: Identity = request.state.identity
    return found


def require(request: HTTPConnection, action: str, line: str | None = None) -> Identity:
    """Who asks, if they may do that (on that line). Raises NotAllowedError naming who may."""
    who = asking(request)
    if not who.may(action, line):
        _refuse_unasked(who)
        raise NotAllowedError(who, action, f" on the line {line}" if line else "")
    return who


def require_everywhere(request: HTTPConnection, action: str) -> Identity:
    """Who asks, if they may do that on all lines there are and will be. Raises NotAllowedError."""
    who = asking(request)
    if not who.may_everywhere(action):
        _refuse_unasked(who)
        raise NotAllowedError(who, action, " here, because it concerns all lines")
    return who


def _refuse_unasked(who: Identity) -> None:
    """Raises UnaskedError where the database could not be asked yet who that is."""
    if who.person_id == UNASKED_ID:
        raise UnaskedError


class UnaskedError(UserError):
    """Who asks may be somebody who may: the database could not be asked yet."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The database cannot be reached.",
            hint="The server keeps trying; ask again in a moment.",
        )


class NotAllowedError(UserError):
    """Somebody is known, and may not do that."""

    status = 403

    def __init__(self, who: Identity, action: str, place: str = "") -> None:
        super().__init__(
            f"{who.name} may not do this{place}: it takes the right {action}.",
            hint="Ask whoever looks after Floorcast for a role that has it (docs/roles.md).",
            field="person",
            value=who.email,
        )


def database_url(settings: Settings) -> Address:
    """Where the database is, and how to log in: DATABASE_URL, Lakebase, or the embedded server.

    Raises UserError where what is set is no address of PostgreSQL, is a pooler's, or where the
    embedded server does not run; CredentialsError where the workspace must be asked, and is away.
    """
    if settings.database_url is not None:
        return Address(_own(settings.database_url.get_secret_value()))
    if settings.lakebase_endpoint and settings.lakebase_instance_name:
        raise UserError(
            "Both LAKEBASE_ENDPOINT and LAKEBASE_INSTANCE_NAME are set.",
            hint="An endpoint is Autoscaling, an instance name Provisioned: unset one of them.",
            field="LAKEBASE_INSTANCE_NAME",
            value=settings.lakebase_instance_name,
        )
    if settings.lakebase_endpoint:
        return _lakebase(settings, Autoscaling(settings.lakebase_endpoint))
    if settings.lakebase_instance_name:
        return _lakebase(settings, Provisioned(settings.lakebase_instance_name))
    if settings.databricks_app_name:
        raise UserError(
            "This app has no database: LAKEBASE_ENDPOINT is not set.",
            hint="Add the Lakebase database to the resources of the app, under the name postgres.",
            field="LAKEBASE_ENDPOINT",
        )
    return Address(EmbeddedServer(settings.floorcast_data).url())


def _own(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme not in ("postgresql", "postgres"):
        raise UserError(
            f'DATABASE_URL starts with "{scheme}:"; only postgresql:// is understood.'
            if scheme
            else "DATABASE_URL is not a URL.",
            hint="It looks like postgresql://user:password@host:5432/floorcast.",
            field="DATABASE_URL",
        )
    refuse_pooler(url)
    return url


def _lakebase(settings: Settings, source: Autoscaling | Provisioned) -> Address:
    host = settings.lakebase_host or source.host()
    if settings.lakebase_user is None:
        raise UserError(
            "LAKEBASE_USER is not set: the role to log in to Lakebase as.",
            hint="On Databricks it is the app's service principal; elsewhere your e-mail address.",
            field="LAKEBASE_USER",
        )
    user, name = quote(settings.lakebase_user, safe=""), quote(settings.lakebase_database_name)
    url = f"postgresql://{user}@{host}:{settings.databricks_database_port}/{name}?sslmode=require"
    refuse_pooler(url)
    return Address(url, Credentials(source))
