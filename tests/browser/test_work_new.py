"""A new work order: from anywhere, kept while it is typed, sent exactly once."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Route, expect

from tests.browser.conftest import Floor, OpenPage
from tests.browser.work_people import FRESH, add_order

OFFLINE = ("ERR_", "WebSocket", "Failed to load resource")
COUNT = "select count(*) from floor.work_orders where title = $1"


async def orders_called(floor: Floor, title: str) -> int:
    """How many there are in the database."""
    found: int = await floor.connection.fetchval(COUNT, title)
    return found


async def test_from_a_stop_it_is_filled_in_and_linked(floor: Floor, open_page: OpenPage) -> None:
    await floor.execute(FRESH)
    page = await open_page("/machines/Injection_Molder_01_01")
    await page.click("text=Open a work order for this stop")
    await expect(page.locator("#machine")).to_have_value("Injection_Molder_01_01")
    await expect(page.locator("#title")).to_have_value("Guard door open")
    await expect(page.locator(".about-stop")).to_contain_text("which lasts")
    await expect(page.locator("#title")).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(page).to_have_url(re.compile(r"/work-orders/\d+$"))
    await expect(page.locator(".state-line")).to_contain_text("still down")
    row = await floor.connection.fetchrow(
        "select title, priority, stopped_at = (select since_at from floor.machine_status s"
        " where s.machine_id = work_orders.machine_id) as is_linked from floor.work_orders"
    )
    assert tuple(row or ()) == ("Guard door open", "high", True)
    # the machine's page says so, and a second one is led to the first
    await page.goto("/machines/Injection_Molder_01_01")
    await expect(page.locator(".of-stop")).to_contain_text("Guard door open")
    assert await page.locator("text=Open a work order for this stop").count() == 0


async def test_a_second_order_for_a_stop_is_led_to_the_first(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    since = await floor.connection.fetchval(
        "select since_at from floor.machine_status inner join floor.machines using (machine_id)"
        " where short_name = 'TR03'"
    )
    address = f"/work-orders/new?machine=TR03&stop={since.isoformat().replace('+', '%2B')}"
    page = await open_page(address, expected=("409",))
    number = await add_order(floor, "TR03", "The first", stopped_at=since)
    await page.fill("#title", "The second")
    await page.click("[data-send]")
    await page.click(f"text=Open order {number}")
    await expect(page.locator("h2").first).to_have_text("The first")


async def test_it_is_found_by_typing_and_asked_for_what_is_missing(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders/new")
    await page.click("[data-send]")
    await expect(page.locator('[data-wrong="machine"]')).to_have_text("Choose the machine.")
    await page.keyboard.type("en02")
    await expect(page.locator("#machines-found li").first).to_contain_text("EN02")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-machine-about]")).to_contain_text("EN02, Engine")
    await page.click("[data-send]")
    await expect(page.locator('[data-wrong="title"]')).to_be_visible()
    await page.fill("#title", "Oil leak")
    await page.locator(".choose label", has_text="Urgent").click()
    await page.click("text=More: kind")
    await page.fill("#tasks", "Lock out\n\nChange the seal\n")
    await page.click("[data-send]")
    await expect(page.locator("h2").first).to_have_text("Oil leak")
    await expect(page.locator(".tasks li")).to_have_count(2)
    await expect(page.locator(".priority")).to_have_text("urgent")
    # the form is empty for the next one
    await page.goto("/work-orders/new")
    await expect(page.locator("#title")).to_have_value("")


async def test_what_was_typed_survives_a_lost_connection_and_is_sent_once(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders/new?machine=EN02", expected=OFFLINE)
    await page.fill("#title", "Typed in a basement")
    await page.fill("#description", "Third pump from the left")
    await page.reload()
    await expect(page.locator("#title")).to_have_value("Typed in a basement")

    await page.context.set_offline(True)
    await page.click("[data-send]")
    await expect(page.locator("[data-state]")).to_contain_text("Waiting to be sent")
    await expect(page.locator("#title")).to_be_disabled()
    assert await orders_called(floor, "Typed in a basement") == 0
    await page.wait_for_timeout(1_000)  # what waits for a blink of an eye is no news to any page

    # the server is back for pages, and still not for what is sent
    async def cut(route: Route) -> None:
        await route.abort("connectionreset")

    await page.route("**/api/work-orders", cut)
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator("#description")).to_have_value("Third pump from the left")
    await expect(page.locator("[data-state]")).to_contain_text("Waiting to be sent")
    await page.goto("/work-orders")
    await expect(page.locator("[data-outbox]")).to_contain_text("waiting to be sent")

    await page.unroute("**/api/work-orders")
    card = page.locator('[data-column="open"] [data-order]')
    await expect(card).to_contain_text("Typed in a basement")
    await expect(page.locator("[data-outbox]")).to_be_hidden()
    assert await orders_called(floor, "Typed in a basement") == 1
    await page.goto("/work-orders/new?machine=EN02")
    await expect(page.locator("#title")).to_have_value("")


async def test_an_answer_that_got_lost_opens_no_second_order(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders/new?machine=EN02", expected=OFFLINE)
    lost = asyncio.Event()

    async def lose(route: Route) -> None:
        if lost.is_set():
            await route.continue_()
            return
        await route.fetch()  # it arrives
        lost.set()
        await route.abort("connectionreset")

    await page.route("**/api/work-orders", lose)
    await page.fill("#title", "Sent twice")
    await page.click("[data-send]")
    await expect(page.locator("h2").first).to_have_text("Sent twice")
    assert lost.is_set()
    assert await orders_called(floor, "Sent twice") == 1


async def test_what_the_server_refuses_is_told_at_its_field(
    floor: Floor, open_page: OpenPage
) -> None:
    await floor.execute(FRESH)
    page = await open_page("/work-orders/new?machine=EN02", expected=("400", "422"))
    await page.fill("#title", "Too many things")
    await page.click("text=More: kind")
    await page.fill("#tasks", "\n".join(f"Thing {number}" for number in range(101)))
    await page.click("[data-send]")
    await expect(page.locator('[data-wrong="tasks"]')).to_be_visible()
    await expect(page.locator("#title")).to_have_value("Too many things")
    await page.fill("#tasks", "One thing")
    await page.click("[data-send]")
    await expect(page.locator(".tasks li")).to_have_count(1)
