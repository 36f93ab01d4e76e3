"""What belongs to an order: comments, the checklist, parts with their stock, and work."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.work.asking import detail, employee_id, one, open_order, refused

SCRIPT = '<script>alert("x")</script>'


async def a_part(sue: httpx.AsyncClient, stock: float = 5) -> int:
    """Key of a part in stock."""
    answer = await sue.post("/api/parts", json={"part_number": "4711", "part_name": "Seal"})
    part_id: int = answer.json()["part_id"]
    move = await sue.post(f"/api/parts/{part_id}/moves", json={"quantity": stock})
    assert move.status_code == 201, move.text
    return part_id


# Comments -----------------------------------------------------------------------------------


async def test_a_comment_is_told_as_it_was_written(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    order = await open_order(olaf)
    await olaf.post(one(order, "/comments"), json={"body": f"{SCRIPT}\n& more"})
    answer = await ana.post(one(order, "/comments"), json={"body": "Seen."})
    told = detail(answer, 201)
    assert [(row["author"], row["body"]) for row in told["comment_list"]] == [
        ("Olaf", f"{SCRIPT}\n& more"),
        ("Ana", "Seen."),
    ]
    assert told["comments"] == 2
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_repeated_comment_is_written_once(olaf: httpx.AsyncClient) -> None:
    order = await open_order(olaf)
    key = {"Idempotency-Key": "said 1"}
    send = [
        olaf.post(one(order, "/comments"), json={"body": "Smoke"}, headers=key) for _ in range(4)
    ]
    answers = await asyncio.gather(*send)
    assert {answer.status_code for answer in answers} == {201}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 3
    assert len(detail(await olaf.get(one(order)))["comment_list"]) == 1


@pytest.mark.parametrize("body", ["", "  \n ", "\0", "x" * 5_001, 7, None])
async def test_what_is_no_comment(olaf: httpx.AsyncClient, body: Any) -> None:
    order = await open_order(olaf)
    refused(await olaf.post(one(order, "/comments"), json={"body": body}), 400, "body")
    refused(await olaf.post(one(order, "/comments"), json={}), 400, "body")


# The checklist ------------------------------------------------------------------------------


async def test_the_checklist_is_written_and_ticked_off(ana: httpx.AsyncClient) -> None:
    order = await open_order(ana, tasks=["Lock out"])
    added = detail(await ana.post(one(order, "/tasks"), json={"title": "Seal"}), 201)
    first, second = added["task_list"]
    assert (first["title"], second["title"]) == ("Lock out", "Seal")
    assert first["position"] < second["position"]
    path = one(order, f"/tasks/{second['task_id']}")
    ticked = detail(await ana.patch(path, json={"is_done": True}))["task_list"][1]
    assert (ticked["done_by"], ticked["title"]) == ("Ana", "Seal")
    worded = detail(await ana.patch(path, json={"title": "New seal"}))
    assert worded["task_list"][1] == {**ticked, "title": "New seal"}
    assert (worded["tasks"], worded["tasks_done"]) == (2, 1)
    undone = detail(await ana.patch(path, json={"is_done": False}))["task_list"][1]
    assert (undone["done_at"], undone["done_by"]) == (None, None)
    key = {"Idempotency-Key": "gone 1"}
    left = detail(await ana.delete(path, headers=key))
    assert [task["title"] for task in left["task_list"]] == ["Lock out"]
    again = await ana.delete(path, headers=key)
    assert detail(again) == left
    refused(await ana.delete(path), 404, "task_id")
    refused(await ana.patch(path, json={"is_done": True}), 404, "task_id")


async def test_a_task_is_of_its_order(ana: httpx.AsyncClient) -> None:
    order, other = await open_order(ana, tasks=["Lock out"]), await open_order(ana)
    path = one(other, f"/tasks/{order['task_list'][0]['task_id']}")
    refused(await ana.patch(path, json={"is_done": True}), 404, "task_id")
    refused(await ana.delete(path), 404, "task_id")
    refused(await ana.patch(one(other, "/tasks/99999999999"), json={}), 404, "task_id")


async def test_who_may_not_work_ticks_nothing_off(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient
) -> None:
    order = await open_order(ana, tasks=["Lock out"])
    path = one(order, f"/tasks/{order['task_list'][0]['task_id']}")
    refused(await olaf.patch(path, json={"is_done": True}), 403, "person")
    refused(await olaf.delete(path), 403, "person")
    refused(await ana.patch(path, json={"is_done": "yes"}), 400, "is_done")
    refused(await ana.post(one(order, "/tasks"), json={"title": "\0"}), 400, "title")


async def test_a_checklist_has_an_end(ana: httpx.AsyncClient) -> None:
    order = await open_order(ana, tasks=["x"] * 100)
    for number in range(100):
        answer = await ana.post(one(order, "/tasks"), json={"title": f"{number}"})
        assert answer.status_code == 201
    refused(await ana.post(one(order, "/tasks"), json={"title": "x"}), 409, "title")


# Parts --------------------------------------------------------------------------------------


async def test_parts_leave_the_stock_and_come_back(
    ana: httpx.AsyncClient, sue: httpx.AsyncClient
) -> None:
    part_id = await a_part(sue)
    order = await open_order(ana)
    body = {"part_id": part_id, "quantity": 2.5, "note": "Both sides"}
    used = detail(await ana.post(one(order, "/parts"), json=body), 201)
    assert [(row["part_number"], row["quantity"]) for row in used["part_list"]] == [("4711", 2.5)]
    assert (await sue.get("/api/parts")).json()["parts"][0]["stock_qty"] == 2.5
    back = {"part_id": part_id, "quantity": -2.5}
    assert detail(await ana.post(one(order, "/parts"), json=back), 201)["part_list"] == []
    problem = refused(await ana.post(one(order, "/parts"), json=back), 409, "quantity")
    assert problem.value == -2.5


async def test_stock_never_falls_below_zero_however_many_take(
    ana: httpx.AsyncClient, sue: httpx.AsyncClient
) -> None:
    part_id = await a_part(sue, 3)
    order = await open_order(ana)
    body = {"part_id": part_id, "quantity": 1}
    send = [ana.post(one(order, "/parts"), json=body) for _ in range(8)]
    answers = await asyncio.gather(*send)
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert "in stock" in next(answer.json()["error"] for answer in answers if answer.is_error)
    assert (await sue.get("/api/parts")).json()["parts"][0]["stock_qty"] == 0


async def test_a_repeated_use_is_one(ana: httpx.AsyncClient, sue: httpx.AsyncClient) -> None:
    part_id = await a_part(sue)
    order = await open_order(ana)
    body, key = {"part_id": part_id, "quantity": 1}, {"Idempotency-Key": "seal 1"}
    for _ in range(3):
        answer = await ana.post(one(order, "/parts"), json=body, headers=key)
        assert detail(answer, 201)["part_list"][0]["quantity"] == 1


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"part_id": 9_999}, 400, "part_id"),
        ({"part_id": 0}, 400, "part_id"),
        ({"quantity": 0}, 400, "quantity"),
        ({"quantity": 1e-9}, 400, "quantity"),
        ({"quantity": 1e10}, 400, "quantity"),
        ({"quantity": "2"}, 400, "quantity"),
        ({"quantity": True}, 400, "quantity"),
        ({"quantity": 100}, 409, "quantity"),
        ({"note": "\0"}, 400, "note"),
    ],
)
async def test_what_cannot_be_used(
    ana: httpx.AsyncClient,
    sue: httpx.AsyncClient,
    change: dict[str, Any],
    status: int,
    field: str,
) -> None:
    body = {"part_id": await a_part(sue), "quantity": 1, **change}
    order = await open_order(ana)
    refused(await ana.post(one(order, "/parts"), json=body), status, field)


# Work ---------------------------------------------------------------------------------------


async def test_work_begins_and_ends(
    ana: httpx.AsyncClient, ben: httpx.AsyncClient, sue: httpx.AsyncClient, floor: Connection
) -> None:
    order = await open_order(ana)
    refused(await ben.post(one(order, "/labour"), json={}), 409, "work_order_id")  # not begun
    await ana.post(one(order, "/take"), json={})
    helping = detail(await ben.post(one(order, "/labour"), json={}), 201)
    assert helping["workers"] == ["Ana", "Ben"]
    again = detail(await ben.post(one(order, "/labour")), 201)
    assert len(again["labour"]) == 2
    ended = detail(await ben.post(one(order, "/labour/stop"), json={}))
    assert ended["workers"] == ["Ana"]
    assert ended["labour"][1]["ended_at"]
    of_ben = await employee_id(floor, "Ben")
    problem = refused(await ben.post(one(order, "/labour/stop")), 409, "employee_id")
    assert "Ben is not at work" in problem.error
    body = {"employee_id": of_ben}
    assert detail(await sue.post(one(order, "/labour"), json=body), 201)["workers"][-1] == "Ben"
    refused(await ana.post(one(order, "/labour/stop"), json=body), 403, "person")
    assert detail(await sue.post(one(order, "/labour/stop"), json=body))["workers"] == ["Ana"]
    refused(await sue.post(one(order, "/labour"), json={}), 400, "employee_id")  # no employee


async def test_nobody_works_on_two_orders(ana: httpx.AsyncClient) -> None:
    first, second = await open_order(ana), await open_order(ana)
    await ana.post(one(first, "/take"), json={})
    await ana.post(one(second, "/take"), json={})
    assert detail(await ana.get(one(first)))["workers"] == []
    assert detail(await ana.get(one(second)))["workers"] == ["Ana"]
    back = detail(await ana.post(one(first, "/labour"), json={}), 201)
    assert back["workers"] == ["Ana"]
    assert detail(await ana.get(one(second)))["workers"] == []


@pytest.mark.parametrize("employee", [0, "Ana", 2**31, 1.5])
async def test_a_worker_that_is_none(sue: httpx.AsyncClient, employee: Any) -> None:
    order = await open_order(sue)
    for path in ("/labour", "/labour/stop"):
        answer = await sue.post(one(order, path), json={"employee_id": employee})
        refused(answer, 400, "employee_id")
