"""/api/audit: the changes one may see, by all filters, as JSON and as a file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from database.connect import Connection
from tests.web.audit.conftest import Story
from web.audit.models import Entries, EntryLine


async def ask(client: httpx.AsyncClient, **params: object) -> list[dict[str, Any]]:
    """The changes that meet these conditions, checked against the model."""
    answer = await client.get(
        "/api/audit", params={k.strip("_"): str(v) for k, v in params.items()}
    )
    assert answer.status_code == 200, answer.text
    Entries.model_validate_json(answer.content)
    entries: list[dict[str, Any]] = answer.json()["entries"]
    return entries


async def test_a_change_field_by_field(client: httpx.AsyncClient, story: Story) -> None:
    updated, inserted = await ask(client, table="parts", row=story.part_id)
    assert (updated["action"], inserted["action"]) == ("update", "insert")
    assert updated["changes"] == [
        {"field": "minimum_qty", "before": "0", "after": "2"},
        {"field": "part_name", "before": "=1+1", "after": "<i>Belt</i>"},
    ]
    assert (updated["person"], updated["person_name"]) == ("ana@plant.test", "Ana")
    assert (updated["program"], updated["link"]) == ("test", "/config/maintenance")
    assert {"field": "part_name", "before": None, "after": "=1+1"} in inserted["changes"]
    assert updated["transaction_id"] != inserted["transaction_id"]


async def test_filters(client: httpx.AsyncClient, story: Story, floor: Connection) -> None:
    row = {"table": "floor.parts", "row": story.part_id}
    user = await floor.fetchval("select session_user::text")
    now = datetime.now(UTC)
    for params, count in (
        ({"action": "update"}, 1),
        ({"action": "Update, insert"}, 2),
        ({"action": "delete"}, 0),
        ({"person": "ANA@plant.test"}, 2),
        ({"person": "ana"}, 2),
        ({"person": "sven"}, 0),
        ({"person": user}, 0),
        ({"program": "TEST"}, 2),
        ({"program": "web"}, 0),
        ({"from": (now - timedelta(minutes=5)).isoformat()}, 2),
        ({"to": (now - timedelta(minutes=5)).isoformat()}, 0),
        ({"from": now.date(), "to": now.date()}, 2),
        ({"to": now.date() - timedelta(days=1)}, 0),
        ({"limit": 1}, 1),
    ):
        assert len(await ask(client, **row, **params)) == count, params
    assert await ask(client, person=user, limit=1)


async def test_pages(client: httpx.AsyncClient, story: Story) -> None:
    row: dict[str, str | int] = {"table": "parts", "row": story.part_id}
    first = (await client.get("/api/audit", params={**row, "limit": 1})).json()
    (newer,) = first["entries"]
    assert first["next_before"] == newer["audit_id"]
    (older,) = await ask(client, **row, before=first["next_before"])
    assert older["audit_id"] < newer["audit_id"]
    last = (await client.get("/api/audit", params={**row, "limit": 2})).json()
    assert last["next_before"] is None


async def test_who_supervises_one_line_sees_its_changes_alone(
    client: httpx.AsyncClient, story: Story
) -> None:
    client.cookies.update(story.cookies["Sven"])
    tables = {entry["table_name"] for entry in await ask(client)}
    assert "floor.work_orders" in tables
    assert not tables & {"floor.parts", "floor.people", "access.sessions"}
    assert len(await ask(client, table="work_orders", row=story.orders["M1"])) == 1
    assert await ask(client, table="work_orders", row=story.orders["M2"]) == []
    lines = await ask(client, table="lines")
    assert {entry["row_key"] for entry in lines} == {"1"}


async def test_who_may_not_read_it_is_told_so(client: httpx.AsyncClient, story: Story) -> None:
    client.cookies.update(story.cookies["Ole"])
    answer = await client.get("/api/audit")
    assert answer.status_code == 403
    assert "audit.see" in answer.json()["error"]


async def test_an_order_and_a_machine_have_links(client: httpx.AsyncClient, story: Story) -> None:
    (order,) = await ask(client, table="work_orders", row=story.orders["M1"])
    assert order["machine_name"] == "M1"
    assert order["work_order_id"] == story.orders["M1"]
    assert order["link"] == f"/work-orders/{story.orders['M1']}"
    (machine,) = await ask(client, table="machines", row=1)
    assert machine["link"] == "/machines/M1"


async def test_a_file(client: httpx.AsyncClient, story: Story) -> None:
    answer = await client.get(
        "/api/audit", params={"table": "parts", "row": story.part_id, "format": "csv"}
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert list(lines[0]) == list(EntryLine.model_fields)
    changed = [(line["field"], line["before"], line["after"]) for line in lines[:2]]
    assert changed == [("minimum_qty", "0", "2"), ("part_name", "'=1+1", "<i>Belt</i>")]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"action": "fly"}, "action"),
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"from": "0001-01-01T00:00+14:00"}, "from"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"before": "-1"}, "before"),
        ({"before": "9223372036854775808"}, "before"),
        ({"person": "x" * 201}, "person"),
        ({"program": "\0"}, "program"),
        ({"format": "xml"}, "format"),
        ({"persn": "ana"}, "persn"),
    ],
)
async def test_what_is_not_understood_is_refused(
    client: httpx.AsyncClient, params: dict[str, str], field: str
) -> None:
    answer = await client.get("/api/audit", params=params)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert answer.json()["hint"]
