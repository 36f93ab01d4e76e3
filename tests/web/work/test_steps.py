"""Orders are taken, by one of many at once, and go from step to step."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.people import add_person, session_of
from tests.realtime.running import RunningServer
from tests.web.work.asking import detail, employee_id, one, open_order, refused
from web.work.answers import Conflict

CROWD = 50


async def step(client: httpx.AsyncClient, order: dict[str, Any], to: str, **more: Any) -> Any:
    """Take an order a step on."""
    return await client.post(one(order, "/steps"), json={"to": to, **more})


# Taking -------------------------------------------------------------------------------------


async def test_whoever_takes_it_has_it_and_is_at_work(
    ana: httpx.AsyncClient, olaf: httpx.AsyncClient
) -> None:
    order = await open_order(olaf)
    taken = detail(await ana.post(one(order, "/take"), json={"start": True}))
    assert (taken["status"], taken["assignee"], taken["workers"]) == ("in_progress", "Ana", ["Ana"])
    assert [row["employee"] for row in taken["labour"]] == ["Ana"]
    assert taken["response_s"] >= 0
    again = detail(await ana.post(one(order, "/take")))  # a second tap
    assert again["version"] == taken["version"]
    assert len(again["labour"]) == 1


async def test_it_can_be_taken_for_later(ana: httpx.AsyncClient, olaf: httpx.AsyncClient) -> None:
    order = await open_order(olaf)
    taken = detail(await ana.post(one(order, "/take"), json={"start": False}))
    assert (taken["status"], taken["assignee"], taken["workers"]) == ("assigned", "Ana", [])
    begun = detail(await ana.post(one(order, "/take"), json={}))
    assert begun["status"] == "in_progress"


async def test_of_fifty_at_once_one_has_it_and_the_others_are_told_who(
    served: RunningServer, floor: Connection, olaf: httpx.AsyncClient
) -> None:
    people = []
    for number in range(CROWD):
        person_id = await add_person(floor, f"Tech{number:02}", "maintenance", is_employee=True)
        people.append(await session_of(floor, person_id))
    order = await open_order(olaf)

    async def take(cookies: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=served.http, timeout=60, cookies=cookies) as client:
            return await client.post(one(order, "/take"), json={"start": True})

    answers = await asyncio.gather(*map(take, people))
    won = [detail(answer) for answer in answers if answer.is_success]
    assert len(won) == 1
    winner = won[0]["assignee"]
    assert winner == f"Tech{[answer.is_success for answer in answers].index(True):02}"
    lost = [refused(answer, 409, "assignee_id") for answer in answers if answer.is_error]
    assert len(lost) == CROWD - 1
    assert {problem.value for problem in lost} == {winner}
    assert all(re.fullmatch(rf"Taken by {winner} at \d\d:\d\d\.", one.error) for one in lost)
    now = detail(await olaf.get(one(order)))
    assert (now["assignee"], now["workers"]) == (winner, [winner])
    assert len(now["labour"]) == 1
    assert [row["to_status"] for row in now["steps"]] == ["open", "in_progress"]


async def test_who_is_no_employee_or_may_not_takes_nothing(
    sue: httpx.AsyncClient, olaf: httpx.AsyncClient
) -> None:
    order = await open_order(olaf)
    problem = refused(await sue.post(one(order, "/take"), json={}), 403, None)
    assert "Sue is no employee" in problem.error
    refused(await olaf.post(one(order, "/take"), json={}), 403, "person")


async def test_what_is_done_is_not_taken(ana: httpx.AsyncClient, ben: httpx.AsyncClient) -> None:
    order = await open_order(ana)
    await ana.post(one(order, "/take"), json={})
    detail(await step(ana, order, "done"))
    answer = await ben.post(one(order, "/take"), json={})
    assert answer.status_code == 409
    assert "done" in answer.json()["error"]


@pytest.mark.parametrize("body", [{"start": "yes"}, {"start": None}, {"begin": True}])
async def test_a_wrong_wish_is_told(ana: httpx.AsyncClient, body: dict[str, Any]) -> None:
    order = await open_order(ana)
    refused(await ana.post(one(order, "/take"), json=body), 400, next(iter(body)))


# Steps --------------------------------------------------------------------------------------


async def test_an_order_lives_from_opening_to_verification(
    ana: httpx.AsyncClient, sue: httpx.AsyncClient, olaf: httpx.AsyncClient
) -> None:
    order = await open_order(olaf)
    assert _next(await olaf.get(one(order))) == {"cancelled"}  # it is his own
    assert _next(await ana.get(one(order))) == {"assigned", "in_progress"}
    begun = detail(await step(ana, order, "in_progress"))  # nobody has it: so she does
    assert begun["assignee"] == "Ana"
    held = detail(await step(ana, order, "on_hold", note="Waits for the seal"))
    assert (held["status"], held["status_note"]) == ("on_hold", "Waits for the seal")
    assert held["workers"] == []
    detail(await step(ana, order, "in_progress"))
    done = detail(await step(ana, order, "done", note="Seal changed"))
    assert done["next"] == []  # verifying takes somebody who plans
    assert done["done_at"]
    assert done["labour_s"] > 0
    assert _next(await sue.get(one(order))) == {"verified", "in_progress"}
    verified = detail(await step(sue, order, "verified"))
    assert [(row["to_status"], row["taken_by"]) for row in verified["steps"]] == [
        ("open", "Olaf"),
        ("in_progress", "Ana"),
        ("on_hold", "Ana"),
        ("in_progress", "Ana"),
        ("done", "Ana"),
        ("verified", "Sue"),
    ]
    assert verified["steps"][2]["note"] == "Waits for the seal"
    assert verified["next"] == []


def _next(answer: httpx.Response) -> set[str]:
    return {choice["to"] for choice in detail(answer)["next"]}


async def test_an_illegal_step_is_refused_with_the_legal_ones(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    order = await open_order(sue)
    problem = refused(await step(sue, order, "verified"), 409, "to")
    assert problem.value == "verified"
    for legal in ("assigned", "in_progress", "cancelled"):
        assert legal in problem.hint
    detail(await step(sue, order, "cancelled", note="Not needed"))
    problem = refused(await step(sue, order, "open"), 409, "to")
    assert "Nothing follows" in problem.hint


async def test_holding_and_cancelling_take_a_note(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    order = await open_order(sue)
    refused(await step(sue, order, "cancelled"), 400, "note")
    detail(await ana.post(one(order, "/take"), json={}))
    refused(await step(ana, order, "on_hold", note="  "), 400, "note")


async def test_a_step_gives_it_to_somebody_and_back(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient, ben: httpx.AsyncClient, floor: Connection
) -> None:
    order = await open_order(sue)
    of_ana = await employee_id(floor, "Ana")
    given = detail(await step(sue, order, "assigned", assignee_id=of_ana))
    assert (given["status"], given["assignee"]) == ("assigned", "Ana")
    assert "open" not in _next(await ben.get(one(order)))
    assert (await step(ben, order, "open")).status_code == 403
    back = detail(await step(ana, order, "open"))
    assert (back["status"], back["assignee"]) == ("open", None)
    refused(await step(sue, order, "in_progress"), 400, "assignee_id")  # she is no employee


async def test_a_step_may_say_which_version_it_is_about(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    order = await open_order(sue)
    detail(await sue.patch(one(order), json={"version": 1, "title": "Smoke"}))
    answer = await step(ana, order, "in_progress", version=1)
    assert answer.status_code == 409
    problem = Conflict.model_validate_json(answer.content)
    assert [change.field for change in problem.changes] == ["title"]
    assert detail(await ana.get(one(order)))["status"] == "open"
    assert detail(await step(ana, order, "in_progress", version=2))["status"] == "in_progress"


async def test_a_repeated_step_is_taken_once(ana: httpx.AsyncClient) -> None:
    order = await open_order(ana)
    key = {"Idempotency-Key": "done 1"}
    await ana.post(one(order, "/take"), json={})
    body = {"to": "done"}
    first = await ana.post(one(order, "/steps"), json=body, headers=key)
    again = await ana.post(one(order, "/steps"), json=body, headers=key)
    assert detail(again) == detail(first)
    refused(await ana.post(one(order, "/steps"), json=body), 409, "to")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "to"),
        ({"to": "finished"}, "to"),
        ({"to": "done", "note": "x" * 2_001}, "note"),
        ({"to": "done", "note": "\0"}, "note"),
        ({"to": "done", "assignee_id": 0}, "assignee_id"),
        ({"to": "assigned", "assignee_id": 9_999}, "assignee_id"),
        ({"to": "done", "version": -1}, "version"),
        ({"to": "done", "status": "done"}, "status"),
    ],
)
async def test_a_wrong_field_is_named(
    sue: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    order = await open_order(sue)
    refused(await sue.post(one(order, "/steps"), json=body), 400, field)
