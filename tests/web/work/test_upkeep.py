"""Parts, employees, rules and plans: kept by whoever may, each name once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from database.connect import Connection
from tests.people import add_person
from tests.web.work.asking import employee_id, open_order, refused
from tests.web.work.conftest import As
from web.work import upkeep_answers as answers

PART = {"part_number": "4711", "part_name": "Seal 40 mm", "minimum_qty": 2}
RULE = {"rule_name": "Long stops", "down_longer_than_s": 600, "title": "{machine}: {reason}"}
PLAN = {"plan_name": "Grease", "machine": "m1", "every_running_h": 250, "title": "Grease it"}
ALL: dict[str, tuple[str, type[BaseModel], dict[str, Any]]] = {
    "part": ("/api/parts", answers.Parts, PART),
    "employee": ("/api/employees", answers.Employees, {"employee_name": "Zoe"}),
    "rule": ("/api/work-order-rules", answers.OrderRules, RULE),
    "plan": ("/api/maintenance-plans", answers.MaintenancePlans, PLAN),
}


@pytest.fixture(autouse=True)
async def nobody_new(floor: Connection) -> None:
    """Only the employees of the test."""
    await floor.execute("delete from floor.employees where employee_name like 'Z%'")


@pytest.fixture
async def eve(acting: As) -> httpx.AsyncClient:
    """An engineer."""
    client: httpx.AsyncClient = await acting("Eve", "engineer", is_employee=False)
    return client


async def added(client: httpx.AsyncClient, kind: str, **fields: Any) -> dict[str, Any]:
    """A new row of a kind, and its address as path."""
    path, _, example = ALL[kind]
    answer = await client.post(path, json={**example, **fields})
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return {**row, "path": f"{path}/{row[f'{kind}_id']}"}


async def listed(client: httpx.AsyncClient, kind: str) -> list[dict[str, Any]]:
    """All rows of a kind, held to their model."""
    path, model, _ = ALL[kind]
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    model.model_validate_json(answer.content)
    rows: list[dict[str, Any]] = next(iter(answer.json().values()))
    return rows


# What they share ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL)
async def test_a_row_is_added_once_and_listed(eve: httpx.AsyncClient, kind: str) -> None:
    path, _, example = ALL[kind]
    key = {"Idempotency-Key": f"new {kind}"}
    first = await eve.post(path, json=example, headers=key)
    again = await eve.post(path, json=example, headers=key)
    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert [row for row in await listed(eve, kind) if row == first.json()]
    name = next(iter(example))
    twice = await eve.post(path, json={**example, name: str(example[name]).upper()})
    assert "already" in refused(twice, 409, name).error


@pytest.mark.parametrize("kind", ALL)
async def test_what_is_left_out_stays(eve: httpx.AsyncClient, kind: str) -> None:
    row = await added(eve, kind)
    name = next(iter(ALL[kind][2]))
    key = {"Idempotency-Key": f"change {kind}"}
    changed = await eve.patch(row["path"], json={name: "Zed"}, headers=key)
    assert changed.status_code == 200, changed.text
    told = changed.json()
    assert {**told, name: row[name], "path": row["path"]} == row
    assert told[name] == "Zed"
    assert (await eve.patch(row["path"], json={name: "Zed"}, headers=key)).json() == told
    assert (await eve.patch(row["path"], json={})).json() == told
    assert (await eve.patch(row["path"], json={name: None})).json() == told


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("role", ["viewer", "operator", "maintenance"])
async def test_who_may_not_changes_nothing(
    acting: As, eve: httpx.AsyncClient, kind: str, role: str
) -> None:
    row = await added(eve, kind)
    path, _, example = ALL[kind]
    client = await acting(f"Max{role}", role, is_employee=False)
    name = next(iter(example))
    refused(await client.post(path, json={**example, name: "Zz"}), 403, "person")
    refused(await client.patch(row["path"], json={name: "Zz"}), 403, "person")
    if kind in ("rule", "plan"):
        refused(await client.delete(row["path"]), 403, "person")
    assert name in (await listed(eve, kind))[0]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("number", ["0", "987654", "2147483648", "99999999999999999999"])
async def test_a_row_there_is_not_is_told(eve: httpx.AsyncClient, kind: str, number: str) -> None:
    path = f"{ALL[kind][0]}/{number}"
    refused(await eve.patch(path, json={}), 404, f"{kind}_id")
    if kind in ("rule", "plan"):
        refused(await eve.delete(path), 404, f"{kind}_id")
    if kind == "part":
        refused(await eve.post(f"{path}/moves", json={"quantity": 1}), 404, "part_id")


@pytest.mark.parametrize("kind", ["rule", "plan"])
async def test_rules_and_plans_are_deleted(eve: httpx.AsyncClient, kind: str) -> None:
    row = await added(eve, kind)
    key = {"Idempotency-Key": f"gone {kind}"}
    for _ in range(2):
        answer = await eve.delete(row["path"], headers=key)
        assert (answer.status_code, answer.json()) == (200, {})
    assert await listed(eve, kind) == []


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("part", {"part_number": ""}, "part_number"),
        ("part", {"part_name": "\0"}, "part_name"),
        ("part", {"minimum_qty": -1}, "minimum_qty"),
        ("part", {"unit": "x" * 21}, "unit"),
        ("part", {"stock_qty": 1}, "stock_qty"),
        ("employee", {"employee_name": " "}, "employee_name"),
        ("employee", {"plant": "Nowhere"}, "plant"),
        ("employee", {"email": "nobody@plant.test"}, "email"),
        ("rule", {"machine": "M9"}, "machine"),
        ("rule", {"machine_type": "Robot"}, "machine_type"),
        ("rule", {"line": "Paint"}, "line"),
        ("rule", {"reason": "Bad luck"}, "reason"),
        ("rule", {"down_longer_than_s": -1}, "down_longer_than_s"),
        ("rule", {"due_within_s": 0}, "due_within_s"),
        ("rule", {"assignee_id": 9_999}, "assignee_id"),
        ("rule", {"priority": "asap"}, "priority"),
        ("plan", {"machine": "M9"}, "machine"),
        ("plan", {"every_days": 0}, "every_days"),
        ("plan", {"every_running_h": 0}, "every_running_h"),
        ("plan", {"every_running_h": None}, "every_days"),
        ("plan", {"every_pcs": 1.5}, "every_pcs"),
        ("plan", {"starts_at": "now"}, "starts_at"),
        ("plan", {"tasks": [""]}, "tasks"),
        ("plan", {"assignee_id": 9_999}, "assignee_id"),
    ],
)
async def test_a_wrong_field_is_named(
    eve: httpx.AsyncClient, kind: str, change: dict[str, Any], field: str
) -> None:
    path, _, example = ALL[kind]
    refused(await eve.post(path, json={**example, **change}), 400, field)
    row = await added(eve, kind)
    refused(await eve.patch(row["path"], json=change), 400, field)


# Each for itself ----------------------------------------------------------------------------


async def test_stock_is_the_sum_of_what_came_and_went(
    sue: httpx.AsyncClient, acting: As, ana: httpx.AsyncClient
) -> None:
    part = await added(sue, "part")
    assert (part["stock_qty"], part["is_short"], part["unit"]) == (0, True, "pcs")
    key = {"Idempotency-Key": "delivery 1"}
    body = {"quantity": 10, "note": "Delivery 118"}
    for _ in range(2):
        moved = await sue.post(f"{part['path']}/moves", json=body, headers=key)
        assert moved.status_code == 201, moved.text
        assert (moved.json()["stock_qty"], moved.json()["is_short"]) == (10, False)
    order = await open_order(sue, machine="M2")
    used = {"part_id": part["part_id"], "quantity": 4}
    await ana.post(f"/api/work-orders/{order['work_order_id']}/parts", json=used)
    lena = await acting("Lena", "maintenance", line="Engine")  # sees nothing of M2
    assert [row["stock_qty"] for row in await listed(lena, "part")] == [6]
    less = await sue.post(f"{part['path']}/moves", json={"quantity": -7})
    assert refused(less, 409, "quantity").value == -7
    vera = await acting("Vera", "viewer", is_employee=False)
    refused(await vera.post(f"{part['path']}/moves", json={"quantity": 1}), 403, "person")
    gone = await sue.patch(part["path"], json={"is_retired": True})
    assert gone.json()["retired_at"]
    back = await sue.patch(part["path"], json={"is_retired": False})
    assert back.json()["retired_at"] is None


async def test_an_employee_may_have_a_login_and_leave(
    eve: httpx.AsyncClient, sue: httpx.AsyncClient, floor: Connection
) -> None:
    await add_person(floor, "Zora", "maintenance")
    zora = await added(
        eve, "employee", employee_name="Zora", email="ZORA@plant.test", plant="plant"
    )
    assert (zora["email"], zora["plant"], zora["trade"]) == ("zora@plant.test", "Plant", "")
    twice = await eve.post("/api/employees", json={"employee_name": "Z2", "email": zora["email"]})
    refused(twice, 409, "email")
    gone = await eve.patch(zora["path"], json={"is_retired": True, "plant": None, "email": None})
    assert gone.json()["retired_at"]
    assert (gone.json()["plant"], gone.json()["email"]) == (None, None)
    answer = await sue.post(
        "/api/work-orders",
        json={"machine": "M1", "title": "x", "assignee_id": zora["employee_id"]},
    )
    assert "left" in refused(answer, 400, "assignee_id").error


async def test_a_rule_that_is_for_other_stops_leaves_those_that_have_begun(
    eve: httpx.AsyncClient, ana: httpx.AsyncClient, floor: Connection
) -> None:
    of_ana = await employee_id(floor, "Ana")
    rule = await added(eve, "rule", machine="m1", line="ENGINE", assignee_id=of_ana)
    assert (rule["machine"], rule["line"], rule["assignee"]) == ("M1", "Engine", "Ana")
    titled = (await eve.patch(rule["path"], json={"title": "Look at {machine}"})).json()
    assert titled["armed_at"] == rule["armed_at"]
    shorter = (await eve.patch(rule["path"], json={"down_longer_than_s": 60})).json()
    assert shorter["armed_at"] > rule["armed_at"]
    any_machine = (await eve.patch(rule["path"], json={"machine": None, "line": None})).json()
    assert (any_machine["machine"], any_machine["line"]) == (None, None)


async def test_a_plan_tells_what_is_left(eve: httpx.AsyncClient) -> None:
    plan = await added(eve, "plan", every_days=30, every_pcs=10**9, tasks=["Lock out", "Grease"])
    assert (plan["machine"], plan["line"], plan["is_due"]) == ("M1", "Engine", False)
    assert plan["running_h_left"] <= 250
    assert plan["pcs_left"] <= 10**9
    assert plan["due_at"]
    assert plan["tasks"] == ["Lock out", "Grease"]
    assert plan["last_done_at"] is None


async def test_a_planner_of_one_line_plans_there_alone(acting: As, eve: httpx.AsyncClient) -> None:
    elsewhere = await added(eve, "plan", plan_name="Other", machine="M2")
    everywhere = await added(eve, "rule", rule_name="Any")
    lou = await acting("Lou", "supervisor", line="Engine", is_employee=False)
    own = await added(lou, "plan")
    assert [row["plan_name"] for row in await listed(lou, "plan")] == ["Grease"]
    refused(await lou.patch(elsewhere["path"], json={"title": "x"}), 404, "plan_id")
    refused(await lou.patch(own["path"], json={"machine": "M2"}), 400, "machine")
    rule = await added(lou, "rule", line="Engine")
    refused(await lou.patch(rule["path"], json={"line": None}), 403, "person")
    refused(await lou.post("/api/work-order-rules", json=RULE), 403, "person")
    refused(await lou.patch(everywhere["path"], json={"title": "x"}), 403, "person")
    assert (await lou.delete(rule["path"])).status_code == 200


# Figures ------------------------------------------------------------------------------------


async def test_figures_are_of_the_lines_one_may_see(
    sue: httpx.AsyncClient, ana: httpx.AsyncClient, acting: As
) -> None:
    late = await open_order(sue, due_at="2026-01-01T00:00:00Z", priority="urgent")
    order = await open_order(sue, machine="M2")
    path = f"/api/work-orders/{order['work_order_id']}"
    await ana.post(f"{path}/take", json={})
    await ana.post(f"{path}/steps", json={"to": "done"})
    answer = await sue.get("/api/work-orders/figures", params={"days": 30})
    told = answers.OrderFigures.model_validate_json(answer.content)
    assert [(row.line, row.priority, row.opened) for row in told.response] == [
        ("Engine", "urgent", 1),
        ("Exterior", "normal", 1),
    ]
    assert [row.work_order_id for row in told.overdue] == [late["work_order_id"]]
    assert [(row.machine, row.repairs) for row in told.mttr] == [("M2", 1)]
    lou = await acting("Lou", "supervisor", line="Engine", is_employee=False)
    seen = (await lou.get("/api/work-orders/figures")).json()
    assert {row["line"] for row in seen["response"]} == {"Engine"}
    assert seen["mttr"] == []
    refused(await sue.get("/api/work-orders/figures", params={"days": 7}), 400, "days")
    refused(await sue.get("/api/work-orders/figures", params={"line": "x"}), 400, "line")
