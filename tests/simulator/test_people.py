"""Made-up people: enough of them, told apart, the same each time."""

from __future__ import annotations

from simulator.people import (
    DOMAIN,
    ELECTRICIAN,
    MECHANIC,
    OPERATOR,
    SUPERVISOR,
    TECHNICIAN,
    CrewLine,
    crew,
)

LINES = [CrewLine(7, 1), CrewLine(8, 1), CrewLine(9, 2)]


def test_each_line_has_its_people_and_each_plant_a_supervisor() -> None:
    people = crew(LINES)
    assert [(one.role, one.plant_id, one.line_id, one.trade) for one in people] == [
        (SUPERVISOR, 1, None, None),
        (SUPERVISOR, 2, None, None),
        *(
            post
            for line_id, plant_id in LINES
            for post in (
                (OPERATOR, plant_id, line_id, None),
                (TECHNICIAN, plant_id, line_id, MECHANIC),
                (TECHNICIAN, plant_id, line_id, ELECTRICIAN),
            )
        ),
    ]


def test_they_are_the_same_each_time() -> None:
    assert crew(LINES) == crew(LINES)


def test_nobody_has_the_name_of_another() -> None:
    people = crew([CrewLine(number, 1) for number in range(300)])
    assert len({one.name.lower() for one in people}) == len(people) == 901
    assert len({one.email for one in people}) == len(people)


def test_their_addresses_reach_nobody() -> None:
    for one in crew([CrewLine(number, 1) for number in range(40)]):
        name, _, domain = one.email.partition("@")
        assert domain == DOMAIN
        assert domain.endswith(".example")
        assert name.isascii()
        assert " " not in name
