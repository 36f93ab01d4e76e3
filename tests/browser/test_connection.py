"""Connection lost and found again: the page says so, and misses nothing."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

from playwright.async_api import Page, WebSocketRoute, expect

from database.connect import connector
from database.embedded import EmbeddedServer
from tests.browser.conftest import Floor, OpenPage
from tests.browser.test_floor import has_class, tile
from tests.realtime.running import ALIVE, running_server

# what a browser itself logs about a server that is not there
# The last one: the server is there again, but does not follow its database yet.
GONE = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "WebSocket connection to", "Service Unavailable")
BAND = re.compile(r"^Not live since \d\d:\d\d:\d\d, trying again$")


async def test_a_killed_server_hatches_every_tile_until_it_is_back(
    floor: Floor, open_page: OpenPage
) -> None:
    page = await open_page("/", expected=GONE)
    wall = await open_page("/andon", expected=GONE)
    machine = await open_page("/machines/Valve_01_01", expected=GONE)
    for one in (page, machine):
        await expect(one.locator("[data-live]")).to_contain_text("live · ")
    await floor.stop()

    for one in (page, wall, machine):
        await expect(one.locator("[data-band]")).to_have_text(BAND)
    await expect(page.locator(".map .no_data")).to_have_count(30)
    await expect(wall.locator(".wall .no_data")).to_have_count(30)
    await expect(machine.locator(".state .word")).to_have_text("not live")
    await expect(page.locator('.map use[href="#no_data"]')).to_have_count(30)
    await expect(page.locator(".map .s").first).to_have_text("")
    await expect(page.locator("[data-headline]")).to_have_text("No live data")
    await expect(tile(page, "Valve_01_01")).to_have_attribute("aria-label", "TR04, not live")

    await floor.set_status("Valve_01_01", "down")  # while nobody looks
    await floor.start()
    for one in (page, wall, machine):
        await one.evaluate("dispatchEvent(new Event('online'))")  # or wait up to 10 s
        await expect(one.locator("[data-band]")).to_be_hidden()
    await expect(tile(page, "Valve_01_01")).to_have_class(has_class("down"))
    await expect(page.locator(".map .no_data")).to_have_count(1)
    await expect(page.locator("[data-headline]")).to_have_text("26 of 30 running")
    await expect(machine.locator(".state .word")).to_have_text("down")


async def test_a_silent_server_is_not_believed(open_page: OpenPage) -> None:
    first: asyncio.Future[tuple[WebSocketRoute, str | bytes]] = asyncio.Future()

    async def keep_the_first(route: WebSocketRoute) -> None:
        def keep(message: str | bytes) -> None:
            if not first.done():
                first.set_result((route, message))

        route.connect_to_server().on_message(keep)

    async def prepare(page: Page) -> None:
        await page.clock.install()
        await page.route_web_socket("**/ws*", keep_the_first)

    page = await open_page("/", prepare=prepare)
    route, message = await first
    # from here on the page's time passes as it is told to
    now_ms: int = await page.evaluate("Date.now()")
    await page.clock.pause_at(datetime.fromtimestamp(now_ms / 1000 + 1, UTC))
    route.send(message)
    live = page.locator("[data-live]")
    while "live · " not in str(await live.text_content()):
        await page.clock.run_for(1_000)
    await page.clock.run_for(9_000)  # a heartbeat may be late
    await expect(page.locator("[data-band]")).to_be_hidden()
    await page.clock.run_for(4_000)  # two are not
    await expect(page.locator("[data-band]")).to_have_text(BAND)


async def test_where_no_websocket_gets_through_requests_do(
    floor: Floor, open_page: OpenPage
) -> None:
    async def prepare(page: Page) -> None:
        await page.add_init_script(
            """window.WebSocket = class {
                constructor() { setTimeout(() => this.onclose({ code: 1006 }), 5); }
                close() {}
            };"""
        )

    page = await open_page("/", prepare=prepare)
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    await expect(page.locator("[data-band]")).to_be_hidden()
    await floor.set_status("Valve_01_01", "down")
    await expect(tile(page, "Valve_01_01")).to_have_class(has_class("down"))


async def test_the_database_away_at_start_is_waited_for(
    server: EmbeddedServer, template: str, open_page: OpenPage
) -> None:
    admin = await connector(server.url("postgres"), "test")()
    await admin.execute("drop database if exists late with (force)")
    async with running_server(server.url("late"), until=ALIVE) as late:
        page = await open_page(f"{late.http}/", expected=("503",))
        await expect(page.locator("h1")).to_have_text("Waiting for the database")
        await expect(page.locator(".technical")).to_contain_text("floorcast doctor")
        await admin.execute(f"create database late template {template}")
        await expect(page.locator("h1")).to_have_text("No machine yet")
        await page.close()  # before its server: it may still be loading this or that
    await admin.execute("drop database late with (force)")
    await admin.close()


async def test_the_database_lost_is_told_and_found_again(
    floor: Floor, server: EmbeddedServer, open_page: OpenPage
) -> None:
    page = await open_page("/")
    await expect(page.locator("[data-live]")).to_contain_text("live · ")
    admin = await connector(server.url("postgres"), "test")()
    name = await floor.connection.fetchval("select current_database()")
    # nobody new gets in, and whoever is in, but this test, is thrown out
    await admin.execute(f"alter database {name} with allow_connections false")
    await admin.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = $1 and application_name like 'floorcast%'",
        name,
    )
    await expect(page.locator("[data-band]")).to_have_text(BAND)
    await admin.execute(f"alter database {name} with allow_connections true")
    await admin.close()
    await asyncio.sleep(0)
    await expect(page.locator("[data-band]")).to_be_hidden()
