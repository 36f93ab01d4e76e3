"""Who works on the simulated floor: made-up people, the same for the same lines.

Pure. Each line has an operator and two technicians, each plant a supervisor. Their addresses
end in .example, which no mail reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

DOMAIN = "floor.example"
OPERATOR, TECHNICIAN, SUPERVISOR = "operator", "maintenance", "supervisor"
MECHANIC, ELECTRICIAN = "Mechanic", "Electrician"

_FIRST = (
    "Mira", "Jonas", "Leyla", "Tomasz", "Greta", "Kofi", "Ines", "Pavel", "Nadia", "Oskar",
    "Yuki", "Marlon", "Saskia", "Emeka", "Lotte", "Ravi", "Petra", "Hugo", "Amina", "Sven",
)  # fmt: skip
_LAST = (
    "Ahlberg", "Brankovic", "Castell", "Dorfner", "Eklund", "Fontaine", "Grabow", "Halloran",
    "Ivarsson", "Jendras", "Kasimir", "Lindqvist", "Morandi", "Nyström", "Okonjo", "Pereira",
    "Quist", "Rosental", "Sandoval",
)  # fmt: skip
_PLAIN = str.maketrans({"ö": "oe"})


class CrewLine(NamedTuple):
    """A line that is simulated."""

    line_id: int
    plant_id: int


class Person(NamedTuple):
    """Somebody made up. With a trade: one who is given work orders."""

    name: str
    email: str
    role: str
    plant_id: int
    line_id: int | None = None  # None: the whole plant
    trade: str | None = None


def crew(lines: Sequence[CrewLine]) -> list[Person]:
    """The people of these lines, which come in a fixed order."""
    return [
        _person(number, *post)
        for number, post in enumerate(
            [
                *((SUPERVISOR, plant_id, None, None) for plant_id in _plants(lines)),
                *(post for line in lines for post in _posts(line)),
            ]
        )
    ]


def _plants(lines: Iterable[CrewLine]) -> list[int]:
    return list(dict.fromkeys(line.plant_id for line in lines))


def _posts(line: CrewLine) -> Iterable[tuple[str, int, int, str | None]]:
    yield OPERATOR, line.plant_id, line.line_id, None
    yield TECHNICIAN, line.plant_id, line.line_id, MECHANIC
    yield TECHNICIAN, line.plant_id, line.line_id, ELECTRICIAN


def _person(
    number: int, role: str, plant_id: int, line_id: int | None, trade: str | None
) -> Person:
    # the lists have lengths without a common divisor: all pairs come before one comes again
    first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
    turn = number // (len(_FIRST) * len(_LAST))
    name = f"{first} {last}" + (f" {turn + 1}" if turn else "")
    email = f"{name.lower().replace(' ', '.').translate(_PLAIN)}@{DOMAIN}"
    return Person(name, email, role, plant_id, line_id, trade)
