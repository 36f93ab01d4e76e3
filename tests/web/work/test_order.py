"""One order is changed: by whoever may, and never over what somebody else has written."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.work.asking import ALL, detail, employee_id, one, open_order, refused
from web.work.answers import Conflict


def refused_conflict(answer: httpx.Response) -> Conflict:
    """The refusal of the second editor, held to its model."""
    assert answer.status_code == 409, answer.text
    problem = Conflict.model_validate_json(answer.content)
    assert problem.field == "version"
    assert problem.current is not None
    return problem


async def test_what_is_left_out_stays(sue: httpx.AsyncClient) -> None:
    order = await open_order(sue, description="Below", due_at="2126-01-01T00:00:00Z")
    changed = detail(await sue.patch(one(order), json={"version": 1, "priority": "urgent"}))
    assert (changed["priority"], changed["description"]) == ("urgent", "Below")
    assert (changed["due_at"], changed["title"]) == (order["due_at"], order["title"])
    assert (changed["version"], changed["changed_by"]) == (2, "Sue")
    body = {"version": 2, "due_at": None, "title": None}
    again = detail(await sue.patch(one(order), json=body))
    assert again["due_at"] is None
    assert again["title"] == order["title"]


async def test_nothing_is_written_where_nothing_differs(sue: httpx.AsyncClient) -> None:
    order = await open_order(sue)
    body = {"version": 1, "title": order["title"], "priority": order["priority"]}
    assert detail(await sue.patch(one(order), json=body))["version"] == 1
    assert detail(await sue.patch(one(order), json={"version": 1}))["version"] == 1
    refused_conflict(await sue.patch(one(order), json={"version": 7}))


async def test_who_has_it_says_whether_it_is_assigned(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient, floor: Connection
) -> None:
    of_ana = await employee_id(floor, "Ana")
    order = await open_order(sue)
    given = detail(await sue.patch(one(order), json={"version": 1, "assignee_id": of_ana}))
    assert (given["status"], given["assignee"]) == ("assigned", "Ana")
    body = {"version": given["version"], "assignee_id": None}
    back = detail(await sue.patch(one(order), json=body))
    assert (back["status"], back["assignee"]) == ("open", None)
    body = {"version": back["version"], "assignee_id": 9_999}
    refused(await sue.patch(one(order), json=body), 400, "assignee_id")


async def test_the_second_editor_is_told_who_changed_what(
    sue: httpx.AsyncClient, olaf: httpx.AsyncClient
) -> None:
    order = await open_order(olaf, title="Oil leaks")
    first = {"version": 1, "title": "Oil leaks at the clamp", "priority": "high"}
    detail(await sue.patch(one(order), json=first))
    second = {"version": 1, "title": "Leak", "description": "Much of it"}
    answer = await olaf.patch(one(order), json=second)
    problem = refused_conflict(answer)
    assert problem.value == 1
    assert "Sue" in problem.error
    found = {change.field: change for change in problem.changes}
    assert set(found) == {"title", "priority"}
    assert (found["title"].before, found["title"].after) == ("Oil leaks", first["title"])
    assert {change.changed_by for change in problem.changes} == {"Sue"}
    assert all(isinstance(change.changed_at, datetime) for change in problem.changes)
    assert problem.current is not None
    assert (problem.current.version, problem.current.title) == (2, first["title"])
    assert detail(await olaf.get(one(order)))["description"] == ""  # nothing was written
    saved = await olaf.patch(one(order), json={**second, "version": problem.current.version})
    assert detail(saved)["description"] == "Much of it"


async def test_of_two_at_once_one_is_told(sue: httpx.AsyncClient, olaf: httpx.AsyncClient) -> None:
    for number in range(8):
        order = await open_order(olaf)
        answers = await asyncio.gather(
            sue.patch(one(order), json={"version": 1, "title": f"Sue {number}"}),
            olaf.patch(one(order), json={"version": 1, "title": f"Olaf {number}"}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won = next(answer.json() for answer in answers if answer.is_success)
        lost = refused_conflict(next(answer for answer in answers if answer.is_error))
        assert lost.current is not None
        assert lost.current.title == won["title"]
        assert [change.after for change in lost.changes] == [won["title"]]


async def test_a_repetition_after_the_answer_was_lost_is_no_conflict(
    sue: httpx.AsyncClient,
) -> None:
    order = await open_order(sue)
    key = {"Idempotency-Key": "save 1"}
    body = {"version": 1, "title": "Smoke"}
    first = await sue.patch(one(order), json=body, headers=key)
    again = await sue.patch(one(order), json=body, headers=key)
    assert detail(again) == detail(first)
    assert again.headers["idempotency-replayed"] == "true"


async def test_who_reported_it_edits_it_until_it_is_taken(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient, sue: httpx.AsyncClient
) -> None:
    own, other = await open_order(olaf), await open_order(sue)
    assert detail(await olaf.patch(one(own), json={"version": 1, "title": "Smoke"}))
    answer = await olaf.patch(one(other), json={"version": 1, "title": "Smoke"})
    assert answer.status_code == 403
    assert answer.json()["hint"]
    taken = detail(await ana.post(one(own, "/take"), json={}))
    answer = await olaf.patch(one(own), json={"version": taken["version"], "title": "x"})
    assert answer.status_code == 403


async def test_what_is_done_is_not_edited(sue: httpx.AsyncClient, ana: httpx.AsyncClient) -> None:
    order = await open_order(sue)
    await ana.post(one(order, "/take"), json={})
    done = detail(await ana.post(one(order, "/steps"), json={"to": "done"}))
    answer = await sue.patch(one(order), json={"version": done["version"], "title": "x"})
    assert answer.status_code == 409
    assert answer.json()["hint"]
    assert detail(await sue.get(one(order)))["title"] == order["title"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "version"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"version": 1, "title": ""}, "title"),
        ({"version": 1, "title": "a\0"}, "title"),
        ({"version": 1, "status": "done"}, "status"),
        ({"version": 1, "due_at": "soon"}, "due_at"),
    ],
)
async def test_a_wrong_field_is_named(
    sue: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    order = await open_order(sue)
    refused(await sue.patch(one(order), json=body), 400, field)


@pytest.mark.parametrize("number", ["1", "2147483648", "99999999999999999999"])
@pytest.mark.parametrize(
    ("method", "more", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"version": 1}),
        ("POST", "/take", {}),
        ("POST", "/steps", {"to": "done"}),
        ("POST", "/comments", {"body": "x"}),
        ("POST", "/tasks", {"title": "x"}),
        ("PATCH", "/tasks/1", {"is_done": True}),
        ("DELETE", "/tasks/1", None),
        ("POST", "/parts", {"part_id": 1, "quantity": 1}),
        ("POST", "/labour", {}),
        ("POST", "/labour/stop", {}),
        ("GET", "/photos/1", None),
        ("DELETE", "/photos/1", None),
    ],
)
async def test_an_order_there_is_not_is_told(
    sue: httpx.AsyncClient, number: str, method: str, more: str, body: Any
) -> None:
    answer = await sue.request(method, f"{ALL}/{number}{more}", json=body)
    refused(answer, 404, "work_order_id")


async def test_a_parameter_there_is_not_is_refused(sue: httpx.AsyncClient) -> None:
    order = await open_order(sue)
    refused(await sue.get(one(order, "?x=1")), 400, "x")
    refused(await sue.post(one(order, "/take?x=1"), json={}), 400, "x")
