"""/api/floor: products, cycles, shifts and reasons changed as the tables of a floor file."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import machine_config
from database.connect import Connection
from tests.floor_file.support import floor_of
from tests.floor_file.test_export import SMALL


@pytest.fixture
async def tables(client: httpx.AsyncClient, floor: Connection, tmp_path: Path) -> dict[str, Any]:
    """The floor of a file, as the API tells it."""
    await machine_config.apply(floor, floor_of(tmp_path, SMALL))
    answer = await client.get("/api/floor")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def put(client: httpx.AsyncClient, tables: dict[str, Any]) -> httpx.Response:
    """Send the document back."""
    body = {"revision": tables["revision"], "floor": tables["floor"]}
    return await client.put("/api/floor", json=body)


async def test_sent_back_as_it_is_nothing_changes(
    client: httpx.AsyncClient, tables: dict[str, Any]
) -> None:
    answer = await put(client, tables)
    assert answer.status_code == 200, answer.text
    assert answer.json()["changes"] == []
    assert answer.json()["floor"] == tables["floor"]


def north(floor: dict[str, Any]) -> dict[str, Any]:
    """The plant of the file; another one is there already."""
    found: dict[str, Any] = next(one for one in floor["plants"] if one["name"] == "North")
    return found


def rename_shift(floor: dict[str, Any]) -> None:
    north(floor)["shifts"][0]["ends"] = "15:00"


def drop_reason(floor: dict[str, Any]) -> None:
    floor["reasons"] = [one for one in floor["reasons"] if one["name"] != "Holiday"]


def add_reason(floor: dict[str, Any]) -> None:
    floor["reasons"][0]["reasons"].append({"name": "Bearing"})


def faster(floor: dict[str, Any]) -> None:
    machines = [m for line in north(floor)["lines"] for m in line.get("machines", [])]
    next(one for one in machines if one["name"] == "Valve_1")["ideal_cycle_s"] = 9


def close_a_day(floor: dict[str, Any]) -> None:
    north(floor)["exceptions"].append({"date": "2099-12-31", "note": "New Year"})


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        (rename_shift, "shift Early of North changed"),
        (drop_reason, "reason Holiday retired"),
        (add_reason, "reason Bearing added"),
        (faster, "ideal cycle Valve_1 changed"),
        (close_a_day, "exception 2099-12-31 of North added"),
    ],
)
async def test_a_change_means_what_it_means_in_a_file(
    client: httpx.AsyncClient,
    tables: dict[str, Any],
    edit: Callable[[dict[str, Any]], None],
    change: str,
) -> None:
    edited = copy.deepcopy(tables)
    edit(edited["floor"])
    answer = await put(client, edited)
    assert answer.status_code == 200, answer.text
    assert change in answer.json()["changes"]
    assert answer.json()["revision"] != tables["revision"]


async def test_what_sql_added_can_be_taken_away(
    client: httpx.AsyncClient, floor: Connection, tables: dict[str, Any]
) -> None:
    await floor.execute(
        "insert into floor.reasons (reason_name, loss_category) values ('From psql', 'breakdown')"
    )
    now = (await client.get("/api/floor")).json()
    now["floor"]["reasons"] = [r for r in now["floor"]["reasons"] if r["name"] != "From psql"]
    answer = await put(client, now)
    assert "reason From psql retired" in answer.json()["changes"]


async def test_machines_stay_with_the_program_that_keeps_them(
    client: httpx.AsyncClient, floor: Connection, tables: dict[str, Any]
) -> None:
    await floor.execute("update floor.machines set origin = 'psql' where machine_name = 'Valve_1'")
    now = (await client.get("/api/floor")).json()
    rename_shift(now["floor"])
    assert (await put(client, now)).status_code == 200
    origin = "select origin from floor.machines where machine_name = 'Valve_1'"
    assert await floor.fetchval(origin) == "psql"


async def test_somebody_else_was_faster(
    client: httpx.AsyncClient, floor: Connection, tables: dict[str, Any]
) -> None:
    await floor.execute("update floor.reasons set sort_order = 9 where reason_name = 'Breakdown'")
    answer = await put(client, tables)
    assert answer.status_code == 409
    assert answer.json()["field"] == "revision"


def no_such_loss(floor: dict[str, Any]) -> None:
    floor["reasons"][0]["loss"] = "gremlins"


def no_such_product(floor: dict[str, Any]) -> None:
    north(floor)["lines"][0]["products"] = ["Unobtainium"]


def no_date(floor: dict[str, Any]) -> None:
    north(floor)["exceptions"][0]["date"] = "Christmas"


def null(floor: dict[str, Any]) -> None:
    floor["reasons"][0]["loss"] = None


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (no_such_loss, "gremlins"),
        (no_such_product, "Unobtainium"),
        (no_date, "Christmas"),
        (null, "None"),
    ],
)
async def test_a_bad_floor_is_refused_whole(
    client: httpx.AsyncClient,
    tables: dict[str, Any],
    edit: Callable[[dict[str, Any]], None],
    words: str,
) -> None:
    edited = copy.deepcopy(tables)
    edit(edited["floor"])
    answer = await put(client, edited)
    assert answer.status_code == 400, answer.text
    assert words in answer.json()["error"]
    assert answer.json()["hint"]
    assert (await client.get("/api/floor")).json() == tables
