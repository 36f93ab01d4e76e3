"""Tokens as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, Strict

from web.api.connection_models import Name
from web.api.models import Answer

LONGEST_DAYS = 3_650
MOST_SCOPES = 50

Scope: TypeAlias = Annotated[str, Strict(), Field(pattern=r"^[a-z]+\.[a-z]+$", max_length=40)]
Days: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=LONGEST_DAYS)]

NAME = "What it is for, for example ERP."
SCOPES = "What it may do of what its person may (floor.permissions); null: all of it."


class NewToken(BaseModel):
    """A token to make."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description=NAME)
    scopes: list[Scope] | None = Field(
        None, description=SCOPES, min_length=1, max_length=MOST_SCOPES
    )
    expires_in_days: Days | None = Field(
        None, description="Days until it ends by itself; null: never."
    )


class Token(Answer):
    """A token, without what it is made of."""

    token_id: int = Field(description="Its key, by which it is revoked.")
    name: str = Field(description=NAME)
    person: str = Field(description="E-mail address of the person it acts for.")
    scopes: list[str] | None = Field(description=SCOPES)
    created_at: datetime = Field(description="When it was made.")
    created_by: str = Field(description="Who made it.")
    expires_at: datetime | None = Field(description="When it ends by itself; null: never.")
    used_at: datetime | None = Field(description="When it was last used, to the minute.")


class MadeToken(Token):
    """A token that was just made."""

    token: str = Field(
        description="The token itself, for the header Authorization: Bearer …. Told this once."
    )


class Tokens(Answer):
    """Tokens that nobody revoked, the newest first."""

    tokens: list[Token] = Field(description="The tokens.")


RULES = {
    "name": ("a name of 1 to 200 characters", "Say what the token is for, for example ERP."),
    "scopes": (
        f"a list of 1 to {MOST_SCOPES} actions",
        'Send actions like ["floor.see"], or leave it out for all its person may do.',
    ),
    "expires_in_days": (
        f"a whole number from 1 to {LONGEST_DAYS}",
        "Give days, or leave it out for a token that never ends by itself.",
    ),
}
