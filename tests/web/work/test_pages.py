"""The pages of work orders as they leave the server; labels; what is shown, and in which order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from database.connect import Connection
from errors import UserError
from tests.people import add_person, session_of
from web.work import board
from web.work.label import code_path
from web.work.machine_section import of_stop

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADD = (
    "insert into floor.work_orders (machine_id, title)"
    " select machine_id, $2 from floor.machines where machine_name = $1 returning work_order_id"
)


def row(number: int, **more: Any) -> dict[str, Any]:
    """An order as the change feed has it."""
    return {
        "work_order_id": number,
        "title": f"Order {number}",
        "machine_name": "Valve_01",
        "short_name": "EN01",
        "line": "Engine",
        "kind": "corrective",
        "priority": "normal",
        "status": "open",
        "status_at": "2026-11-21T11:00:00+00:00",
        "due_at": None,
        "assignee_id": None,
        "assignee": None,
        "opened_at": f"2026-11-21T10:00:{number:02}+00:00",
        "is_stop_open": False,
        **more,
    }


def due(hours: float) -> str:
    """An instant so many hours from now."""
    return (NOW + timedelta(hours=hours)).isoformat()


def asked(**params: str) -> board.Wanted:
    """What an address asks for."""
    return board.wanted(params, [{"line": "Engine"}], [{"machine_name": "Valve_01"}])


def ids(rows: list[dict[str, Any]]) -> list[int]:
    """Their numbers."""
    return [one["work_order_id"] for one in rows]


# What is shown ----------------------------------------------------------------------------


def test_filters_hold_together() -> None:
    rows = [
        row(1, priority="urgent"),
        row(2, due_at=due(-1), assignee_id=7, assignee="Ana", status="assigned"),
        row(3, title="Oil leak", line="Other"),
        row(4, status="done", due_at=due(-1)),
    ]

    def shown(employee_id: int | None = None, **params: str) -> list[int]:
        return ids(board.chosen(rows, asked(**params), employee_id, NOW))

    assert shown() == [1, 2, 3, 4]
    assert shown(line="ENGINE") == [1, 2, 4]
    assert shown(priority="urgent") == [1]
    assert shown(overdue="true") == [2]  # what is done is late no more
    assert shown(7, assignee="me") == [2]
    assert shown(None, assignee="me") == []
    assert shown(assignee="none") == [1, 3]
    assert shown(assignee="ana") == [2]
    assert shown(q="oil LEAK") == [3]
    assert shown(q="#3") == [3]
    assert shown(q="en01 ana") == [2]


@pytest.mark.parametrize(
    ("params", "choices"),
    [
        ({"priority": "hot"}, "urgent, high, normal, low"),
        ({"line": "Engin"}, "Engine"),
        ({"view": "map"}, "board, list"),
        ({"sort": "colour"}, "number, title"),
    ],
)
def test_an_unknown_choice_names_the_choices(params: dict[str, str], choices: str) -> None:
    with pytest.raises(UserError, match=next(iter(params.values()))) as caught:
        asked(**params)
    assert choices in caught.value.hint
    assert caught.value.field == next(iter(params))


def test_an_address_says_what_differs_from_the_board_alone() -> None:
    assert asked().query() == "?"
    assert asked(line="engine").query(overdue="1") == "?line=Engine&overdue=1"
    assert asked(line="engine", overdue="1").query(overdue="") == "?line=Engine"
    assert asked(priority="HIGH", kind="preventive", line="Engine", q="x").chosen == 3


def test_what_is_urgent_comes_first() -> None:
    rows = [
        row(1, priority="low"),
        row(2, priority="high", due_at=due(-1)),
        row(3, priority="urgent"),
        row(4, priority="urgent", is_stop_open=True),
        row(5, priority="normal", due_at=due(2)),
        row(6, priority="normal", due_at=due(1)),
    ]
    assert ids(board.urgent_first(rows, NOW)) == [4, 2, 3, 6, 5, 1]
    done = [row(7, status="done", status_at=due(-2)), row(8, status="done", status_at=due(-1))]
    columns = board.columns([*rows, *done], NOW)
    assert ids(columns["done"]) == [8, 7]
    assert len(columns["open"]) == 6
    assert board.counts([*rows, *done], None, NOW) == {
        "all": 6,
        "mine": 0,
        "unassigned": 6,
        "overdue": 1,
    }


def test_due_dates_are_said_in_words() -> None:
    assert board.due_text(row(1, due_at=due(2)), NOW) == "due in 2h00"
    assert board.due_text(row(1, due_at=due(-50)), NOW) == "overdue 2d"
    assert board.due_text(row(1, due_at=due(-50), status="done"), NOW) == ""
    assert board.due_text(row(1), NOW) == ""


def test_the_order_of_a_stop_is_that_of_one_that_lasts() -> None:
    orders = [row(1), row(2, is_stop_open=True)]
    found = of_stop(orders, {"status": "down"})
    assert found is not None
    assert found["work_order_id"] == 2
    assert of_stop(orders, {"status": "operational"}) is None


# Pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/work-orders", "Work orders"),
        ("/work-orders?view=list", "Work orders"),
        ("/work-orders/new?machine=m1", 'value="M1"'),
        ("/work-orders/new?machine=nope", "There is no machine “nope”"),
        ("/work-orders/new?machine=m1&stop=yesterday", 'value="M1"'),
        ("/my-work", "You are not listed as an employee"),
        ("/work-orders/figures", "Overdue now"),
        ("/config/maintenance", "data-choices="),
        ("/machines/M1?scan=1", "Report a problem"),
        ("/machines/M1/label?line=engine", "All of Engine"),
    ],
)
async def test_pages_are_there_and_keep_to_the_policy(
    client: httpx.AsyncClient, path: str, text: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert text in answer.text
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", answer.text)


async def test_bad_addresses_are_answered_with_the_choices(client: httpx.AsyncClient) -> None:
    answer = await client.get("/work-orders?priority=hot")
    assert answer.status_code == 400
    assert "There is no priority “hot”" in answer.text
    assert (await client.get("/work-orders/99999999999")).status_code == 404
    assert (await client.get("/machines/nope/label.svg")).status_code == 404


async def test_an_order_is_drawn_where_it_belongs(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    number = await floor.fetchval(ADD, "M1", "<i>Oil</i> & water")
    address = "/work-orders?fragment=1"
    while f'data-order="{number}"' not in (text := (await client.get(address)).text):
        continue  # the change feed brings it; the test has a time limit
    assert "&lt;i&gt;Oil&lt;/i&gt; &amp; water" in text
    assert not text.startswith("<!doctype")
    assert f'data-order="{number}"' in (await client.get("/machines/M1?fragment=work")).text
    tile = (await client.get("/")).text
    assert 'data-orders="1" data-priority="normal"' in tile
    assert ", 1 work order, priority normal" in tile


async def test_who_may_not_report_or_plan_is_not_invited_to(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    client.cookies.update(await session_of(floor, await add_person(floor, "Vera", "viewer")))
    board_page = (await client.get("/work-orders")).text
    assert 'href="/work-orders/new"' not in board_page
    new = (await client.get("/work-orders/new?machine=M1")).text
    assert "work.report" in new
    assert "data-new" not in new
    assert "Report a problem" not in (await client.get("/machines/M1?scan=1")).text
    assert (await client.get("/config/maintenance")).status_code == 403
    assert "Taking orders is for maintenance" in (await client.get("/my-work")).text


# Labels -----------------------------------------------------------------------------------


async def test_a_label_is_an_image_that_names_the_machine(client: httpx.AsyncClient) -> None:
    answer = await client.get("/machines/m1/label.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ElementTree.fromstring(answer.text)
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[1:] == ["M1", "Engine"]
    drawn = root.find("{http://www.w3.org/2000/svg}path")
    assert drawn is not None
    base = str(client.base_url).rstrip("/")
    assert drawn.get("d") == code_path(f"{base}/machines/M1?scan=1")[0]


def test_a_code_has_its_three_corners_and_a_quiet_zone() -> None:
    path, modules = code_path("http://floor.example/machines/Valve_01_01?scan=1")
    size = modules - 8
    assert size % 4 == 1  # a full QR code is 17 + 4 × its version wide
    for x, y in ((0, 0), (size - 7, 0), (0, size - 7)):
        assert f"M{x} {y}h7v1h-7z" in path
