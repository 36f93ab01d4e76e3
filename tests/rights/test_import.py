"""An import on a page writes as the person who asks for it."""

from __future__ import annotations

import httpx

from database.connect import Connection

M1 = "machine,time,status\nM1,2026-03-02 06:00:00,down\n"
BOTH = M1 + "M2,2026-03-02 06:00:00,down\n"


async def imported(browser: httpx.AsyncClient, text: str) -> httpx.Response:
    """The answer to the import of a table."""
    sent = await browser.post("/api/imports?file_name=shift.csv", content=text)
    return await browser.post(f"/api/imports/{sent.json()['import_id']}/run", json={})


async def test_it_is_held_to_their_lines(
    browsers: dict[str, httpx.AsyncClient], floor: Connection
) -> None:
    count = "select count(*) from floor.status_events where at = '2026-03-02 06:00Z'"
    answer = await imported(browsers["Inside"], BOTH)
    assert (await floor.fetchval(count)) == 1, answer.text
    assert answer.json()["rejects"] == 1
    engineer = await imported(browsers["Engineer"], BOTH)
    assert engineer.json()["rejects"] == 0
    assert await floor.fetchval(count) == 2


async def test_what_it_writes_is_theirs(
    browsers: dict[str, httpx.AsyncClient], floor: Connection
) -> None:
    assert (await imported(browsers["Inside"], M1)).status_code == 200
    by = (
        "select recorded_by from floor.status_events"
        " where at = '2026-03-02 06:00Z' and machine_id = 1"
    )
    assert await floor.fetchval(by) == "inside@plant.test"
