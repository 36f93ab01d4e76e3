"""Who is who: how we log in to the database, and who is asking us.

The database: a URL of your own, or the embedded server. Who asks is found out by the gate
(web/access/gate.py), in the way AUTH_MODE says, before anything else looks at a request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from database.embedded import EmbeddedServer
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
