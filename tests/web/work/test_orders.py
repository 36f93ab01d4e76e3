"""Orders are opened and listed, by whoever may; nothing is opened twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.work.asking import ALL, detail, employee_id, one, open_order, refused
from tests.web.work.conftest import As
from web.work.answers import WorkOrders

SCRIPT = "<script>alert(1)</script>"


async def listed(client: httpx.AsyncClient, **params: Any) -> list[int]:
    """Numbers of the orders that meet the conditions."""
    answer = await client.get(ALL, params=params)
    assert answer.status_code == 200, answer.text
    found = WorkOrders.model_validate_json(answer.content)
    return [order.work_order_id for order in found.work_orders]


async def stop(floor: Connection, machine: str, began: datetime, ended: datetime | None) -> None:
    """A stop of a machine."""
    events = [(began, "down")] + ([] if ended is None else [(ended, "operational")])
    for at, status in events:
        await floor.execute(
            "insert into floor.status_events (machine_id, at, status)"
            " select machine_id, $2, $3 from floor.machines where machine_name = $1",
            machine,
            at,
            status,
        )


# Opening ------------------------------------------------------------------------------------


async def test_an_order_is_opened_with_all_of_it(olaf: httpx.AsyncClient) -> None:
    order = await open_order(
        olaf,
        machine="m1",
        title=f"  {SCRIPT} ",
        description="Below the\nclamp",
        priority="high",
        kind="improvement",
        due_at="2126-03-29T14:30:00+02:00",
        tasks=["Lock out", SCRIPT],
    )
    assert (order["machine_name"], order["title"], order["status"]) == ("M1", SCRIPT, "open")
    assert (order["priority"], order["kind"]) == ("high", "improvement")
    assert datetime.fromisoformat(order["due_at"]) == datetime(2126, 3, 29, 12, 30, tzinfo=UTC)
    assert [task["title"] for task in order["task_list"]] == ["Lock out", SCRIPT]
    assert (order["reporter"], order["reported_by"]) == ("Olaf", "olaf@plant.test")
    assert [step["to_status"] for step in order["steps"]] == ["open"]
    assert order["version"] == 1
    answer = await olaf.get(one(order))
    assert answer.headers["content-type"] == "application/json"
    assert detail(answer)["description"] == "Below the\nclamp"


async def test_a_planner_gives_it_to_somebody_and_others_to_themselves(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient, ben: httpx.AsyncClient, floor: Connection
) -> None:
    of_ana, of_ben = await employee_id(floor, "Ana"), await employee_id(floor, "Ben")
    given = await open_order(sue, assignee_id=of_ana)
    assert (given["status"], given["assignee"]) == ("assigned", "Ana")
    assert (await open_order(ben, assignee_id=of_ben))["assignee"] == "Ben"
    answer = await ben.post(ALL, json={"machine": "M1", "title": "x", "assignee_id": of_ana})
    refused(answer, 403, "person")
    answer = await sue.post(ALL, json={"machine": "M1", "title": "x", "assignee_id": 9_999})
    assert refused(answer, 400, "assignee_id").value == 9_999


async def test_whoever_only_looks_opens_nothing(acting: As, floor: Connection) -> None:
    vera = await acting("Vera", "viewer", is_employee=False)
    answer = await vera.post(ALL, json={"machine": "M1", "title": "x"})
    assert "work.report" in refused(answer, 403, "person").error
    assert await floor.fetchval("select count(*) from floor.work_orders") == 0


async def test_another_line_is_not_there(acting: As, sue: httpx.AsyncClient) -> None:
    elsewhere = await open_order(sue, machine="M2")
    lena = await acting("Lena", "maintenance", line="Engine")
    own = await open_order(lena)
    assert await listed(lena) == [own["work_order_id"]]
    missing = refused(await lena.get(one(elsewhere)), 404, "work_order_id")
    gone = refused(await lena.get(f"{ALL}/987654"), 404, "work_order_id")
    assert missing.error.replace(str(missing.value), "#") == gone.error.replace("987654", "#")
    unknown = await lena.post(ALL, json={"machine": "M2", "title": "x"})
    problem = refused(unknown, 400, "machine")
    assert "M1" in problem.hint
    assert "M2" not in problem.hint
    for more, body in (("/take", {}), ("/steps", {"to": "done"}), ("/comments", {"body": "x"})):
        refused(await lena.post(one(elsewhere, more), json=body), 404, "work_order_id")
    change = await lena.patch(one(elsewhere), json={"version": 1, "title": "x"})
    refused(change, 404, "work_order_id")


# About a stop ---------------------------------------------------------------------------------


async def test_a_stop_has_one_order(olaf: httpx.AsyncClient, floor: Connection) -> None:
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    ended = began + timedelta(minutes=30)
    await stop(floor, "M1", began, ended)
    within = (began + timedelta(minutes=10)).isoformat()
    order = await open_order(olaf, stopped_at=within)
    assert datetime.fromisoformat(order["stopped_at"]) == began
    assert datetime.fromisoformat(order["stop_ended_at"]) == ended
    assert order["downtime_s"] == 1_800
    later = (began + timedelta(minutes=20)).isoformat()
    answer = await olaf.post(ALL, json={"machine": "M1", "title": "x", "stopped_at": later})
    problem = refused(answer, 409, "stopped_at")
    assert problem.value == order["work_order_id"]
    assert str(order["work_order_id"]) in problem.error
    before = (began - timedelta(minutes=1)).isoformat()
    answer = await olaf.post(ALL, json={"machine": "M1", "title": "x", "stopped_at": before})
    assert "M1 was not down" in refused(answer, 400, "stopped_at").error


async def test_many_at_once_open_one_order_of_a_stop(
    olaf: httpx.AsyncClient, floor: Connection
) -> None:
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    await stop(floor, "M2", began, began + timedelta(minutes=30))
    bodies = [
        {
            "machine": "M2",
            "title": f"Seen by {n}",
            "stopped_at": (began + timedelta(minutes=n)).isoformat(),
        }
        for n in range(12)
    ]
    answers = await asyncio.gather(*(olaf.post(ALL, json=body) for body in bodies))
    opened = [answer.json() for answer in answers if answer.status_code == 201]
    assert len(opened) == 1
    others = [refused(answer, 409, "stopped_at") for answer in answers if answer.is_error]
    assert {problem.value for problem in others} == {opened[0]["work_order_id"]}
    assert len(others) == 11


# Exactly once ---------------------------------------------------------------------------------


async def test_the_same_key_opens_one_order(olaf: httpx.AsyncClient, floor: Connection) -> None:
    body = {"machine": "M1", "title": "Oil leaks"}
    key = {"Idempotency-Key": "tap 1"}
    answers = await asyncio.gather(*(olaf.post(ALL, json=body, headers=key) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 4
    assert len({answer.json()["work_order_id"] for answer in answers}) == 1
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert await floor.fetchval("select count(*) from floor.work_orders") == 1


async def test_a_key_belongs_to_who_used_it_for_what(
    olaf: httpx.AsyncClient, ana: httpx.AsyncClient, floor: Connection
) -> None:
    body = {"machine": "M1", "title": "Oil leaks"}
    key = {"Idempotency-Key": "tap 2"}
    order = detail(await olaf.post(ALL, json=body, headers=key), 201)
    answer = await ana.post(ALL, json=body, headers=key)
    refused(answer, 422, "Idempotency-Key")
    assert "Oil leaks" not in answer.text
    other = {**body, "title": "Smoke"}
    refused(await olaf.post(ALL, json=other, headers=key), 422, "Idempotency-Key")
    comment = {"body": "x"}
    elsewhere = await olaf.post(one(order, "/comments"), json=comment, headers=key)
    refused(elsewhere, 422, "Idempotency-Key")
    assert await floor.fetchval("select count(*) from floor.work_orders") == 1


async def test_what_was_refused_leaves_the_key_free(olaf: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "tap 3"}
    wrong = await olaf.post(ALL, json={"machine": "M9", "title": "x"}, headers=key)
    assert refused(wrong, 400, "machine").value == "M9"
    right = await olaf.post(ALL, json={"machine": "M1", "title": "x"}, headers=key)
    assert detail(right, 201)["title"] == "x"


# Listing --------------------------------------------------------------------------------------


async def test_each_condition_narrows_the_list(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient, floor: Connection
) -> None:
    of_ana = await employee_id(floor, "Ana")
    first = await open_order(sue, title="Oil leaks", priority="urgent")
    late = await open_order(sue, machine="M2", due_at="2026-01-01T00:00:00Z", kind="preventive")
    hers = await open_order(sue, assignee_id=of_ana, description="50% of the seal_s")
    one_id, two_id, three_id = (order["work_order_id"] for order in (first, late, hers))
    assert await listed(sue) == [three_id, two_id, one_id]
    assert await listed(sue, status="assigned") == [three_id]
    assert await listed(sue, status="open,assigned", machine="m1") == [three_id, one_id]
    assert await listed(sue, line="exterior") == [two_id]
    assert await listed(sue, assignee="ANA") == [three_id]
    assert await listed(sue, assignee="none") == [two_id, one_id]
    assert await listed(ana, assignee="me") == [three_id]
    assert await listed(sue, assignee="me") == []  # who is no employee has none
    assert await listed(sue, priority="urgent,high") == [one_id]
    assert await listed(sue, kind="preventive") == [two_id]
    assert await listed(sue, overdue="true") == [two_id]
    assert await listed(sue, overdue="false") == [three_id, one_id]
    assert await listed(sue, q="oil LEAKS", kind="corrective") == [three_id, one_id]
    assert await listed(sue, q="%") == [three_id]
    assert await listed(sue, q="l_s") == [three_id]
    assert await listed(sue, q=f"#{one_id}") == [one_id]
    assert await listed(sue, q="m2") == [two_id]
    assert await listed(sue, q="nowhere") == []


async def test_pages_follow_one_another(sue: httpx.AsyncClient) -> None:
    numbers = [(await open_order(sue))["work_order_id"] for _ in range(5)]
    numbers.reverse()
    first = (await sue.get(ALL, params={"limit": 2})).json()
    assert [order["work_order_id"] for order in first["work_orders"]] == numbers[:2]
    assert first["total"] == 5
    assert await listed(sue, limit=2, before=numbers[1]) == numbers[2:4]
    assert await listed(sue, limit=2, before=numbers[3]) == numbers[4:]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"status": "opened"}, "status"),
        ({"priority": "high,"}, "priority"),
        ({"kind": "repair"}, "kind"),
        ({"machine": "M3"}, "machine"),
        ({"line": "Paint"}, "line"),
        ({"assignee": "Nobody"}, "assignee"),
        ({"assignee": "\0"}, "assignee"),
        ({"overdue": "yes"}, "overdue"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"before": "-1"}, "before"),
        ({"before": "9" * 30}, "before"),
        ({"q": "x" * 201}, "q"),
        ({"q": "\0"}, "q"),
        ({"color": "red"}, "color"),
    ],
)
async def test_a_condition_that_is_none_is_told(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    refused(await client.get(ALL, params=params), 400, field)


# Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"machine": "M3"}, "machine"),
        ({"machine": "M1\0"}, "machine"),
        ({"machine": None}, "machine"),
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": 7}, "title"),
        ({"description": "\0"}, "description"),
        ({"description": "x" * 10_001}, "description"),
        ({"priority": "asap"}, "priority"),
        ({"kind": "repair"}, "kind"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"due_at": "2026-11-21T10:00"}, "due_at"),
        ({"due_at": "0001-01-01T00:00+14:00"}, "due_at"),
        ({"due_at": "9999-12-31T23:59-14:00"}, "due_at"),
        ({"stopped_at": 1_700_000_000}, "stopped_at"),
        ({"assignee_id": "1"}, "assignee_id"),
        ({"assignee_id": 2**31}, "assignee_id"),
        ({"assignee_id": True}, "assignee_id"),
        ({"tasks": ["x", ""]}, "tasks"),
        ({"tasks": ["x" * 501]}, "tasks"),
        ({"tasks": ["\0"]}, "tasks"),
        ({"tasks": ["x"] * 101}, "tasks"),
        ({"tasks": "x"}, "tasks"),
        ({"status": "done"}, "status"),
        ({"titel": "x"}, "titel"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_opened(
    client: httpx.AsyncClient, floor: Connection, change: dict[str, Any], field: str
) -> None:
    answer = await client.post(ALL, json={"machine": "M1", "title": "Oil leaks", **change})
    refused(answer, 400, field)
    assert await floor.fetchval("select count(*) from floor.work_orders") == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b'{"title": "\\ud800"}'])
async def test_what_is_no_order_at_all(client: httpx.AsyncClient, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post(ALL, content=content, headers=headers)
    assert answer.status_code == 400
    form = await client.post(ALL, data={"machine": "M1"})
    refused(form, 415, "Content-Type")
