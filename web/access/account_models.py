"""One's own account as the API takes and answers it."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from settings import AuthMode
from web.access.people_models import HeldRole, Password
from web.api.connection_models import Body
from web.api.models import Answer


class Right(Answer):
    """Something one may do."""

    action: str = Field(description="The action, for example work.plan.")
    description: str = Field(description="The same for people.")
    lines: list[str] | None = Field(description="On which lines; null: everywhere.")


class Session(Answer):
    """A browser one is logged in with."""

    session_id: int = Field(description="Its key, by which it is ended.")
    mode: str = Field(description="How one logged in: local, password or oidc.")
    started_at: datetime = Field(description="When one logged in.")
    seen_at: datetime = Field(description="When it was last used, to the minute.")
    expires_at: datetime = Field(description="When it ends by itself.")
    address: str | None = Field(description="Network address it was begun from.")
    agent: str | None = Field(description="What the browser calls itself.")
    is_this_one: bool = Field(description="Whether it is the one that asks.")


class Account(Answer):
    """Who asks, and what they may do."""

    person_id: int = Field(description="Internal key.")
    email: str = Field(description="E-mail address: who one is at a login.")
    name: str = Field(description="Name shown beside what one wrote.")
    employee_id: int | None = Field(description="The employee one is; null: none.")
    mode: AuthMode = Field(description="How people prove here who they are.")
    roles: list[HeldRole] = Field(description="What one is, where.")
    rights: list[Right] = Field(description="What one may do, by the token where one is shown.")
    has_password: bool = Field(description="Whether one can log in with a password.")
    token_id: int | None = Field(description="The token that was shown; null: none.")
    session_id: int | None = Field(description="The session that asks; null: none.")
    sessions: list[Session] = Field(description="Where one is logged in, this one first.")


class ChangedPassword(Body):
    """A new password for oneself."""

    old: Password = Field(description="The password until now.")
    new: Password = Field(description="The password from now on.")


class EndedSessions(Answer):
    """What became of sessions."""

    ended: int = Field(description="How many were ended.")


HIDDEN = frozenset({"old", "new"})
RULES = {
    "old": ("a password", "Give the password you log in with."),
    "new": ("a password", "Give the password you want."),
}
