"""People as the API takes and answers them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias, get_args

from pydantic import Field, Strict

from settings import Role
from web.api.connection_models import Body, Name, Truth
from web.api.models import Answer

MOST_ROLES = 100
ROLES: tuple[str, ...] = get_args(Role)

Email: TypeAlias = Annotated[
    str, Strict(), Field(max_length=254, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$")
]
Password: TypeAlias = Annotated[str, Strict(), Field(max_length=1_000, pattern=r"^[^\x00]+$")]

ROLE = "viewer, operator, maintenance, supervisor or engineer (docs/roles.md)."
PLANT = "On all lines of this plant; null without a line: everywhere."
LINE = "On this line alone."
LOGIN = "Password to log in with, where AUTH_MODE=password. Kept as a hash, never told again."


class GivenRole(Body):
    """A role in a place."""

    role: Role = Field(description=ROLE)
    plant: Name | None = Field(None, description=PLANT)
    line: Name | None = Field(None, description=LINE)


class NewPerson(Body):
    """Somebody to let in."""

    email: Email = Field(description="E-mail address: who somebody is at a login; unique.")
    name: Name = Field(description="Name shown beside what the person wrote.")
    roles: list[GivenRole] = Field([], description="What they are, where.", max_length=MOST_ROLES)
    password: Password | None = Field(None, description=LOGIN)


class ChangedPerson(Body):
    """What is to change of somebody; what is left out stays as it is."""

    name: Name | None = Field(None, description="Another name.")
    roles: list[GivenRole] | None = Field(
        None, description="All roles from now on.", max_length=MOST_ROLES
    )
    is_retired: Truth | None = Field(
        None, description="true: they left, and are logged out everywhere; false: they are back."
    )
    password: Password | None = Field(None, description=LOGIN)


class HeldRole(Answer):
    """A role somebody has."""

    role: Role = Field(description=ROLE)
    plant: str | None = Field(description=PLANT)
    line: str | None = Field(description=LINE)


class Person(Answer):
    """Somebody who uses Floorcast."""

    person_id: int = Field(description="Internal key.")
    email: str = Field(description="E-mail address: who somebody is at a login.")
    name: str = Field(description="Name shown beside what the person wrote.")
    roles: list[HeldRole] = Field(description="What they are, where.")
    employee_id: int | None = Field(description="The employee they are; null: none.")
    employee: str | None = Field(description="Name of that employee.")
    has_password: bool = Field(description="Whether they can log in with a password.")
    sessions: int = Field(description="Browsers they are logged in with.")
    tokens: int = Field(description="Tokens of programs that act for them.")
    last_seen_at: datetime | None = Field(description="When they, or a program, last asked.")
    retired_at: datetime | None = Field(description="When they left; null while active.")


class People(Answer):
    """Everybody, by name; who left comes last."""

    people: list[Person] = Field(description="The people.")


HIDDEN = frozenset({"password"})
RULES = {
    "email": ("an e-mail address", "Write it like ana@plant.example."),
    "name": ("a name of 1 to 200 characters", "Give the name others know them by."),
    "roles": (
        f"a list of at most {MOST_ROLES} roles",
        'Send roles like {"role": "supervisor", "line": "Engine"}.',
    ),
    "role": ("a role", f"The roles are {', '.join(ROLES)}."),
    "plant": ("the name of a plant", "Leave it out for a role that holds everywhere."),
    "line": ("the name of a line", "Leave it out for a role that holds everywhere."),
    "is_retired": ("true or false", "true: they left; false: they are back."),
    "password": ("a password", "Give a text."),
}
