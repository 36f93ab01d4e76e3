"""The table of routes and roles, asked over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from starlette.routing import Match, Route

from database.connect import Connection
from tests.rights.floor import PEOPLE, THINGS, make
from tests.rights.routes_table import ROWS, Row
from web.routes import routes

numbers = count(1)
# a stop of half a minute, each in a minute of its own
STOP = """
with stopped as (
    insert into floor.status_events (machine_id, at, status)
    select 1, date_trunc('day', now()) - interval '1 day' + $1 * interval '1 minute' + offset_s,
        status
    from (values
        (interval '0', 'down'), (interval '30 seconds', 'operational')
    ) as events (offset_s, status)
    returning at
)
select min(at) from stopped
"""
PLACES = re.compile(r"\{(\w+)\}")
# what is asked of somebody's own: nobody is logged out by the test
OWN = ("/api/account/sessions", "/api/account/password")
TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "6060606000000005000157a28bd40000000049454e44ae426082"
)


def verdict(answer: httpx.Response) -> str:
    """What an answer means in the table. A name in a body that is not known is a bad request."""
    if answer.status_code == 400 and answer.json()["value"] in ("M1", "Engine"):
        return "-"
    told = {403: "n", 404: "-", 405: "405", 401: "401", 500: "500"}
    return told.get(answer.status_code, "y")


async def asked(browser: httpx.AsyncClient, row: Row, floor: Connection) -> httpx.Response:
    """The answer to the request of a row, about things made for it."""
    new = f"x{next(numbers)}"
    values: dict[str, Any] = {"new": new, "session": 2**31 - 1, "token": 2**31 - 1}
    wanted = PLACES.findall(row.path) + PLACES.findall(str(row.body))
    for thing in sorted(set(wanted) & THINGS.keys(), key=list(THINGS).index, reverse=True):
        if thing not in values:
            values |= await make(floor, thing, f"{new} {thing}")
    if "cursor" in wanted:
        values["cursor"] = await floor.fetchval(
            "select epoch_id || ':' || pg_current_snapshot() from relay.epoch"
        )
    if "stop" in wanted:
        values["stop"] = (await floor.fetchval(STOP, next(numbers))).isoformat()
    if "import" in wanted:
        values["import"] = "00000000-0000-4000-8000-000000000000"
    path = PLACES.sub(lambda found: str(values[found[1]]), row.path)
    sent: dict[str, Any] = {}
    if row.body == "photo":
        sent["files"] = {"photo": ("leak.png", TINY_PNG, "image/png")}
    elif isinstance(row.body, bytes):
        path, sent["content"] = f"{path}?file_name=shift.csv", row.body
    elif row.body is not None:
        sent["json"] = filled(row.body, values)
    return await browser.request(row.method, path, **sent)


def filled(body: Any, values: dict[str, Any]) -> Any:
    """The body with keys and names put in."""
    if isinstance(body, dict):
        return {name: filled(value, values) for name, value in body.items()}
    if isinstance(body, str) and (whole := PLACES.fullmatch(body)):
        return values[whole[1]]
    return PLACES.sub(lambda found: str(values[found[1]]), body) if isinstance(body, str) else body


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_everybody_is_answered_what_the_table_says(
    browsers: dict[str, httpx.AsyncClient], floor: Connection, row: Row
) -> None:
    told, texts = "", {}
    for name in PEOPLE:
        answer = await asked(browsers[name], row, floor)
        told += verdict(answer)
        texts[name] = f"{answer.status_code} {answer.text[:200]}"
    assert told == row.expected.replace(" ", ""), texts


def addresses() -> Iterator[tuple[str, Route]]:
    """Every method of every route of the server."""
    for route in routes:
        if isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route


def test_every_route_is_in_the_table() -> None:
    missing = [
        f"{method} {route.path}"
        for method, route in addresses()
        if not any(
            row.method == method
            and first_match(PLACES.sub("1", row.path.partition("?")[0]), method) is route
            for row in ROWS
        )
    ]
    # one page stands for those that are made alike
    assert not missing, missing


def first_match(path: str, method: str) -> Route | None:
    """The route that answers a path."""
    scope = {"type": "http", "path": path, "method": method, "root_path": ""}
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is Match.FULL:
            return route
    return None
