"""The set-up pages as the server writes them: frame, choices, what is not there."""

from __future__ import annotations

import html
import json
import re

import httpx

from database.connect import Connection
from web.config import frame

CONNECT = (
    "insert into floor.connections (connection_name, protocol) values ($1, 'test')"
    " returning connection_id"
)


async def test_every_page_has_the_navigation(client: httpx.AsyncClient) -> None:
    for path, current in (("/config", "page"), ("/config/connections/new", "true")):
        answer = await client.get(path)
        assert answer.status_code == 200
        for name, address in frame.SECTIONS.items():
            assert f'href="{address}"' in answer.text
            assert f">{name}</a>" in answer.text
        assert f'<a href="/config" aria-current="{current}">Connections</a>' in answer.text


async def test_every_section_is_there(client: httpx.AsyncClient) -> None:
    for address in frame.SECTIONS.values():
        assert (await client.get(address)).status_code == 200, address


async def test_the_list_is_found_where_one_would_guess(client: httpx.AsyncClient) -> None:
    answer = await client.get("/config/connections")
    assert (answer.status_code, answer.headers["location"]) == (307, "/config")


async def test_names_to_choose_from_come_along(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    await floor.execute("insert into floor.products (product_name) values ('Cover ''A'' <b>')")
    answer = await client.get("/config/connections/new")
    found = re.search(r"data-choices='(.*?)'", answer.text)
    assert found is not None
    choices = json.loads(html.unescape(found[1]))
    machines = await floor.fetch(
        "select machine_name as name, line, machine_type from floor.machine_live"
        " order by lower(machine_name)"
    )
    assert choices["machines"] == [dict(row) for row in machines]
    assert choices["products"] == ["Cover 'A' <b>"]
    lines = await floor.fetch("select line_name from floor.lines")
    assert {one["name"] for one in choices["lines"]} == {row["line_name"] for row in lines}
    assert set(choices["plants"][0]) == {"name", "time_zone"}
    await floor.execute("delete from floor.products")


async def test_a_connection_has_its_page_by_its_key(
    client: httpx.AsyncClient, floor: Connection
) -> None:
    key = await floor.fetchval(CONNECT, "Press <shop>")
    answer = await client.get(f"/config/connections/{key}")
    assert answer.status_code == 200
    assert "<span data-name>Press &lt;shop&gt;</span>" in answer.text
    await floor.execute("delete from floor.connections")


async def test_an_unknown_connection_is_not_found(client: httpx.AsyncClient) -> None:
    for key in ("4711", "99999999999", "0"):
        answer = await client.get(f"/config/connections/{key}")
        assert answer.status_code == 404
    assert (await client.get("/config/connections/abc")).status_code == 404
